package io.holdfast.core;

import io.holdfast.core.command.Session;
import io.holdfast.core.connection.Authentication;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.waiting.Waiters;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open sessions of a store, by id. Thread: the owner. */
public final class Sessions {
  private final Keyspace keyspace;
  private final Waiters waiters;
  private final Authentication authentication;
  private final Map<Long, Session> byId = new LinkedHashMap<>();
  private long lastId;
  private long opened;

  Sessions(Keyspace keyspace, Waiters waiters, Authentication authentication) {
    this.keyspace = keyspace;
    this.waiters = waiters;
    this.authentication = authentication;
  }

  /** Opens the session of a client, who must authenticate if there is a password. */
  public Session open(Session.Transport transport) {
    return open(transport, !authentication.isRequired());
  }

  /** Opens a session. */
  public Session open(Session.Transport transport, boolean isAuthenticated) {
    Session session = new Session(++lastId, keyspace, waiters, transport, isAuthenticated);
    byId.put(session.id(), session);
    opened++;
    return session;
  }

  /** Ends a session: its transaction, watches and subscriptions are gone; it waits for nothing. */
  public void close(Session session) {
    session.endWait();
    session.endSubscriptions();
    session.endMonitoring();
    session.endTransaction();
    byId.remove(session.id());
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
