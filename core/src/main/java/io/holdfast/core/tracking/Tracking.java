package io.holdfast.core.tracking;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.PushMessage;
import io.holdfast.core.command.Session;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.keyspace.KeyChangeListener;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.server.Info;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has read which keys, and who wants to be told of which prefixes.
 *
 * <pre>
 *  key  -&gt; ids of the clients that have read it     told when it changes, and then forgotten
 *  prefix -&gt; clients, keys changed                  told once a turn of the event loop, of all
 * </pre>
 *
 * The table knows keys by their names alone, whatever the database, as Redis's does: a client may
 * be told of a key it has not read, never the reverse. It is bounded; what is pushed out counts as
 * changed.
 *
 * <p>Thread: the owner. Cost when nobody tracks: one comparison a command and one a change.
 */
public final class Tracking implements KeyChangeListener, Attachment {
  private final Keyspace keyspace;
  private final LongFunction<@Nullable Session> sessions;
  private final Runnable wake;
  private final Map<ByteRange, LongHashSet> readers = new LinkedHashMap<>();
  private final Map<byte[], Prefix> prefixes = new TreeMap<>(Arrays::compareUnsigned);
  private final Set<TrackingClient> clients = new LinkedHashSet<>();
  private long maxKeys;
  private long items;
  private boolean hasBroadcast;

  /**
   * Nobody tracks yet.
   *
   * @param sessions finds the session with an id
   * @param wake makes the owner look after this in its next turn
   */
  public Tracking(Keyspace keyspace, LongFunction<@Nullable Session> sessions, Runnable wake) {
    this.keyspace = keyspace;
    this.sessions = sessions;
    this.wake = wake;
  }

  /** tracking-table-max-keys; 0 for no limit. */
  public void maxKeys(long value) {
    maxKeys = value;
    forgetWhatIsTooMuch();
  }

  @Nullable Session find(long id) {
    return sessions.apply(id);
  }

  // ---- clients -------------------------------------------------------------------------------

  /** CLIENT TRACKING ON; a client that tracks already may get more prefixes. */
  void begin(Session session, TrackingOptions options) {
    TrackingClient client;
    if (session.tracker() instanceof TrackingClient known) {
      client = known;
      client.options(withPrefixes(options, known.options()));
    } else {
      client = new TrackingClient(this, session, withPrefixes(options, null));
      clients.add(client);
      session.tracker(client);
      keyspace.tracker(this);
    }
    for (byte[] prefix : client.options().prefixes()) {
      prefixes.computeIfAbsent(prefix, Prefix::new).add(client);
    }
  }

  /** Who wants to be told of no prefix is told of all keys, which begin with nothing. */
  private static TrackingOptions withPrefixes(
      TrackingOptions options, @Nullable TrackingOptions old) {
    List<byte[]> all = new ArrayList<>(old == null ? List.of() : old.prefixes());
    for (byte[] prefix : options.prefixes()) {
      if (all.stream().noneMatch(known -> Arrays.equals(known, prefix))) {
        all.add(prefix);
      }
    }
    if (options.isBroadcast() && options.prefixes().isEmpty()) {
      all.add(new byte[0]);
    }
    all.sort(Arrays::compareUnsigned);
    return new TrackingOptions(
        options.redirect(), options.isBroadcast(), options.choice(), options.isOwnSkipped(), all);
  }

  /** CLIENT TRACKING OFF, or the client is gone. What he has read is forgotten when it changes. */
  void end(TrackingClient client) {
    clients.remove(client);
    client.session().tracker(null);
    for (byte[] bytes : client.options().prefixes()) {
      Prefix prefix = prefixes.get(bytes);
      if (prefix != null && prefix.remove(client)) {
        prefixes.remove(bytes);
      }
    }
    if (clients.isEmpty()) {
      keyspace.tracker(null);
      readers.clear();
      items = 0;
    }
  }

  // ---- keys ----------------------------------------------------------------------------------

  /** A client has read a key. */
  void remember(byte[] buffer, int offset, int length, long client) {
    LongHashSet ids = readers.get(ByteRange.of(buffer, offset, length));
    if (ids == null) {
      ids = new LongHashSet();
      readers.put(ByteRange.of(Arrays.copyOfRange(buffer, offset, offset + length)), ids);
      forgetWhatIsTooMuch();
    }
    items += ids.add(client) ? 1 : 0;
  }

  private void forgetWhatIsTooMuch() {
    while (maxKeys > 0 && readers.size() > maxKeys) {
      Iterator<Map.Entry<ByteRange, LongHashSet>> oldest = readers.entrySet().iterator();
      Map.Entry<ByteRange, LongHashSet> entry = oldest.next();
      oldest.remove();
      tell(entry.getKey().copy(), entry.getValue());
    }
  }

  @Override
  public void onChanged(byte[] buffer, int offset, int length) {
    if (!prefixes.isEmpty()) {
      boolean isWanted = false;
      for (Prefix prefix : prefixes.values()) {
        isWanted |= prefix.changed(buffer, offset, length);
      }
      if (isWanted && !hasBroadcast) {
        hasBroadcast = true;
        wake.run();
      }
    }
    if (!readers.isEmpty()) {
      LongHashSet ids = readers.remove(ByteRange.of(buffer, offset, length));
      if (ids != null) {
        tell(Arrays.copyOfRange(buffer, offset, offset + length), ids);
      }
    }
  }

  private void tell(byte[] key, LongHashSet ids) {
    items -= ids.size();
    PushMessage message = PushMessage.invalidation(List.of(key));
    LongHashSet.LongIterator each = ids.iterator();
    while (each.hasNext()) {
      Session session = find(each.nextValue());
      if (session != null
          && session.tracker() instanceof TrackingClient client
          && !client.options().isBroadcast()
          && !(client.options().isOwnSkipped() && client.isAtWork())) {
        client.tell(message);
      }
    }
  }

  @Override
  public void onReplaced() {
    readers.clear();
    items = 0;
    PushMessage everything = PushMessage.invalidation(null);
    List.copyOf(clients).forEach(client -> client.tell(everything));
  }

  // ---- broadcasting --------------------------------------------------------------------------

  /** Tells what has changed since this was last done; returns whether there was anything. */
  public boolean tellPrefixes() {
    if (!hasBroadcast) {
      return false;
    }
    hasBroadcast = false;
    List.copyOf(prefixes.values()).forEach(Prefix::tell);
    return true;
  }

  @Override
  public int doWork(long nowMs) {
    return tellPrefixes() ? 1 : 0;
  }

  @Override
  public long nextDeadlineMs() {
    return hasBroadcast ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  @Override
  public String name() {
    return "tracking";
  }

  // ---- telling -------------------------------------------------------------------------------

  /** What INFO tells of clients. */
  public void addClients(Info.Fields fields) {
    fields.add("tracking_clients", clients.size());
  }

  /** What INFO tells of keys. */
  public void addKeys(Info.Fields fields) {
    fields.add("tracking_total_keys", readers.size());
    fields.add("tracking_total_items", items);
    fields.add("tracking_total_prefixes", prefixes.size());
  }

  /** Whether every figure is what counting gives. For tests. */
  void checkInvariants() {
    assert items == readers.values().stream().mapToLong(LongHashSet::size).sum() : "items";
    assert clients.stream().allMatch(client -> client.session().tracker() == client) : "sessions";
    assert (keyspace.tracker() == this) == !clients.isEmpty() : "told when somebody tracks";
  }
}
