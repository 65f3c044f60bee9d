package io.holdfast.core;

import io.holdfast.core.acl.Users;
import io.holdfast.core.command.Rights;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.waiting.Waiters;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The open sessions of a store, by id. Thread: the owner. */
public final class Sessions implements Users.Sessions {
  private final Keyspace keyspace;
  private final Waiters waiters;
  private final Users users;
  private final Map<Long, Session> byId = new LinkedHashMap<>();
  private long lastId;
  private long opened;

  Sessions(Keyspace keyspace, Waiters waiters, Users users) {
    this.keyspace = keyspace;
    this.waiters = waiters;
    this.users = users;
  }

  /** Opens the session of a client, who must authenticate if there is a password. */
  public Session open(Session.Transport transport) {
    Session session = openUnlimited(transport);
    session.start(users.defaultUser(), users.isAuthenticationRequired());
    return session;
  }

  /** Opens a session that no user's rules apply to. */
  public Session openUnlimited(Session.Transport transport) {
    Session session = new Session(++lastId, keyspace, waiters, transport, Rights.UNLIMITED);
    byId.put(session.id(), session);
    opened++;
    return session;
  }

  /** Ends a session: its transaction, watches and subscriptions are gone; it waits for nothing. */
  public void close(Session session) {
    session.endWait();
    session.endSubscriptions();
    session.endMonitoring();
    session.endTracking();
    session.endTransaction();
    byId.remove(session.id());
  }

  @Override
  public void rightsChanged() {
    boolean isAuthenticationRequired = users.isAuthenticationRequired();
    byId.values().forEach(session -> session.rightsChanged(isAuthenticationRequired));
  }

  @Override
  public void end(Rights user, Predicate<Session> which) {
    List<Session> ended =
        byId.values().stream().filter(s -> s.rights() == user && which.test(s)).toList();
    for (Session session : ended) {
      session.start(users.defaultUser(), true);
      session.end();
    }
  }

  /** The session with an id, or null. */
  public @Nullable Session find(long id) {
    return byId.get(id);
  }

  /** The open sessions, oldest first. */
  public Collection<Session> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** Number of sessions with a command that waits. O(sessions). */
  public long countWaiting() {
    return byId.values().stream().filter(Session::isWaiting).count();
  }

  /** Number of sessions opened since {@link #resetStats}. */
  public long opened() {
    return opened;
  }

  void resetStats() {
    opened = 0;
  }
}
