package io.holdfast;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The stream commands of Redis, typed: each key holds a log of entries, each of which is a list of
 * fields with values under an ID.
 *
 * <pre>{@code
 * Streams<String, String, String> streams = store.streams();
 * StreamId id = streams.add("orders", Map.of("item", "7", "count", "2"));
 * streams.createGroup("orders", "billing", StreamId.MIN, false);
 * for (var entry : streams.readGroup("orders", "billing", "worker 1", 10)) {
 *   streams.acknowledge("orders", "billing", entry.id());
 * }
 * }</pre>
 *
 * <p>Fields are read and written by the codec of keys; {@link Db#streams(Codec)} gives them one of
 * their own. Names of groups and consumers are text. A key that does not exist is a stream without
 * entries; a stream whose last entry goes stays, with its groups. Every method throws {@link
 * WrongTypeException} if the key holds another type.
 *
 * <p>Entries lie in nodes of at most {@code stream-node-max-entries} entries and {@code
 * stream-node-max-bytes} bytes; in the costs below N is the number of entries returned or removed.
 * A group delivers an entry to one of its consumers, and it is <em>pending</em> until it is
 * acknowledged. IDs and times come from the store's clock, in milliseconds.
 *
 * @param <K> type of keys
 * @param <F> type of fields
 * @param <V> type of values
 */
public interface Streams<K, F, V> {

  // ---- the log -------------------------------------------------------------------------------

  /**
   * XADD (5.0.0): adds an entry with an automatic ID. O(1).
   *
   * @return its ID
   * @throws IllegalArgumentException if there are no fields
   * @throws CommandException "ERR The stream has exhausted the last possible ID, unable to add more
   *     items", "ERR Elements are too large to be stored"
   */
  StreamId add(K key, Map<? extends F, ? extends V> fields);

  /**
   * XADD (5.0.0): adds an entry, and trims the stream if the options say so. O(1), and O(N) for
   * entries trimmed.
   *
   * @param fields in this order; a field may stand more than once
   * @return its ID; null if the key does not exist and the options say not to make it
   * @throws IllegalArgumentException if there are no fields
   * @throws CommandException "ERR The ID specified in XADD must be greater than 0-0", "ERR The ID
   *     specified in XADD is equal or smaller than the target stream top item"; as {@link
   *     #add(Object, Map)}
   */
  @Nullable StreamId add(K key, List<? extends FieldValue<F, V>> fields, StreamAddOptions options);

  /** XLEN (5.0.0): number of entries. O(1). */
  long length(K key);

  /** XRANGE (5.0.0): the entries of a range, in ascending order. O(N). */
  default List<StreamEntry<F, V>> range(K key, StreamRange range) {
    return range(key, range, Long.MAX_VALUE);
  }

  /** XRANGE (5.0.0): the first entries of a range, in ascending order. O(N). */
  List<StreamEntry<F, V>> range(K key, StreamRange range, long count);

  /** XREVRANGE (5.0.0): the entries of a range, in descending order. O(N). */
  default List<StreamEntry<F, V>> revRange(K key, StreamRange range) {
    return revRange(key, range, Long.MAX_VALUE);
  }

  /** XREVRANGE (5.0.0): the last entries of a range, in descending order. O(N). */
  List<StreamEntry<F, V>> revRange(K key, StreamRange range, long count);

  /**
   * XREAD (5.0.0): the first entries behind an ID; does not wait for any. O(N).
   *
   * @param count how many at most; 0 for all
   */
  List<StreamEntry<F, V>> read(K key, StreamId after, long count);

  /**
   * XREAD (5.0.0): the first entries of several streams, each behind an ID of its own; does not
   * wait for any. O(N).
   *
   * @param count how many of each stream at most; 0 for all
   * @return the entries of those streams that have any, in the order of {@code after}
   */
  Map<K, List<StreamEntry<F, V>>> read(Map<? extends K, StreamId> after, long count);

  /**
   * XDEL (5.0.0): deletes an entry. O(1).
   *
   * @return whether there was one
   */
  boolean delete(K key, StreamId id);

  /**
   * XDEL (5.0.0): deletes entries. O(1) for each.
   *
   * @return how many there were
   */
  long delete(K key, Collection<StreamId> ids);

  /**
   * XDELEX (8.2.0): deletes entries and minds what groups refer to. O(groups) for each.
   *
   * @return for each ID what was done
   */
  List<StreamDeletion> delete(K key, Collection<StreamId> ids, StreamReferences references);

  /**
   * XTRIM (5.0.0): removes first entries. O(N), whole nodes at once.
   *
   * @return how many
   */
  long trim(K key, StreamTrim trim);

  /**
   * XSETID (5.0.0): sets the last ID. O(1).
   *
   * @throws CommandException "ERR no such key", "ERR The ID specified in XSETID is smaller than the
   *     target stream top item"
   */
  void setId(K key, StreamId last);

  /**
   * XINFO STREAM (5.0.0): what there is to tell of a stream. O(1).
   *
   * @throws CommandException "ERR no such key"
   */
  StreamInfo info(K key);

  // ---- groups --------------------------------------------------------------------------------

  /**
   * XGROUP CREATE (5.0.0): makes a group. O(1).
   *
   * @param after the ID behind which it delivers; null for the stream's last one
   * @param makesStream whether to make an empty stream if the key does not exist
   * @throws CommandException "BUSYGROUP Consumer Group name already exists"; "ERR The XGROUP
   *     subcommand requires the key to exist. ..."
   */
  void createGroup(K key, String group, @Nullable StreamId after, boolean makesStream);

  /**
   * XGROUP SETID (5.0.0): lets a group go on behind another ID. O(1).
   *
   * @param after null for the stream's last one
   * @throws CommandException "ERR The XGROUP subcommand requires the key to exist. ...", "NOGROUP
   *     No such consumer group ..."
   */
  void setGroupId(K key, String group, @Nullable StreamId after);

  /**
   * XGROUP DESTROY (5.0.0): removes a group, and what is pending in it. O(consumers).
   *
   * @return whether there was one
   * @throws CommandException "ERR The XGROUP subcommand requires the key to exist. ..."
   */
  boolean destroyGroup(K key, String group);

  /**
   * XINFO GROUPS (5.0.0): the groups of a stream, in the order of their names. O(groups).
   *
   * @throws CommandException "ERR no such key"
   */
  List<StreamGroup> groups(K key);

  /**
   * XGROUP CREATECONSUMER (6.2.0): makes a consumer. O(log consumers).
   *
   * @return whether there was none of this name
   * @throws CommandException as {@link #setGroupId}
   */
  boolean createConsumer(K key, String group, String consumer);

  /**
   * XGROUP DELCONSUMER (5.0.0): removes a consumer, and what is pending for it. O(N log N) where N
   * is the number of entries pending for it.
   *
   * @return how many entries were pending
   * @throws CommandException as {@link #setGroupId}
   */
  long deleteConsumer(K key, String group, String consumer);

  /**
   * XINFO CONSUMERS (5.0.0): the consumers of a group, in the order of their names. O(consumers).
   *
   * @throws CommandException "ERR no such key", "NOGROUP No such consumer group ..."
   */
  List<StreamConsumer> consumers(K key, String group);

  // ---- delivering ----------------------------------------------------------------------------

  /**
   * XREADGROUP (5.0.0): delivers entries that were not delivered yet to a consumer, for which they
   * are pending from now on; does not wait for any. Makes the consumer if there is none. O(N log M)
   * where M is the number of pending entries.
   *
   * @param count how many at most; 0 for all
   * @throws CommandException "NOGROUP No such key ... or consumer group ..."
   */
  List<StreamEntry<F, V>> readGroup(K key, String group, String consumer, long count);

  /**
   * XREADGROUP NOACK (5.0.0): as {@link #readGroup}, but the entries count as acknowledged. O(N).
   *
   * @throws CommandException as {@link #readGroup}
   */
  List<StreamEntry<F, V>> readGroupNoAck(K key, String group, String consumer, long count);

  /**
   * XREADGROUP (5.0.0): delivers entries pending for a consumer once more. O(N log M).
   *
   * @param after the ID behind which they lie; {@link StreamId#MIN} for all
   * @param count how many at most; 0 for all
   * @return the entries; {@link StreamEntry#isDeleted} those that the stream has no more
   * @throws CommandException as {@link #readGroup}
   */
  List<StreamEntry<F, V>> readPending(
      K key, String group, String consumer, StreamId after, long count);

  /**
   * XACK (5.0.0): acknowledges an entry. O(log M).
   *
   * @return whether it was pending
   */
  boolean acknowledge(K key, String group, StreamId id);

  /**
   * XACK (5.0.0): acknowledges entries. O(log M) for each.
   *
   * @return how many were pending
   */
  long acknowledge(K key, String group, Collection<StreamId> ids);

  /**
   * XACKDEL (8.2.0): acknowledges entries in a group and deletes them. O(groups) for each.
   *
   * @return for each ID what was done
   */
  List<StreamDeletion> acknowledgeAndDelete(
      K key, String group, Collection<StreamId> ids, StreamReferences references);

  // ---- what is pending -----------------------------------------------------------------------

  /**
   * XPENDING (5.0.0): what is pending in a group, in all. O(consumers).
   *
   * @throws CommandException "NOGROUP No such key ... or consumer group ..."
   */
  PendingSummary pending(K key, String group);

  /**
   * XPENDING (5.0.0): the first entries pending in a group, for whomever. O(N).
   *
   * @throws CommandException "NOGROUP No such key ... or consumer group ..."
   */
  default List<PendingEntry> pending(K key, String group, StreamRange range, long count) {
    return pending(key, group, range, count, null, Duration.ZERO);
  }

  /**
   * XPENDING (6.2.0): the first entries pending in a group that were delivered long enough ago.
   * O(entries looked at).
   *
   * @param consumer for whom they are pending; null for whomever
   * @param minIdle how long ago they were delivered at least, in milliseconds
   * @throws CommandException "NOGROUP No such key ... or consumer group ..."
   */
  List<PendingEntry> pending(
      K key,
      String group,
      StreamRange range,
      long count,
      @Nullable String consumer,
      Duration minIdle);

  /**
   * XCLAIM (5.0.0): lets entries pending for other consumers be pending for one. Entries that the
   * stream has no more are pending no more. O(log M) for each.
   *
   * @param minIdle how long ago they were delivered at least, in milliseconds
   * @return those claimed, in the order of {@code ids}
   * @throws CommandException "NOGROUP No such key ... or consumer group ..."
   */
  List<StreamEntry<F, V>> claim(
      K key,
      String group,
      String consumer,
      Duration minIdle,
      Collection<StreamId> ids,
      ClaimOptions options);

  /**
   * XCLAIM JUSTID (5.0.0): as {@link #claim}, but the entries are not read and do not count as
   * delivered once more.
   *
   * @return the IDs of those claimed, in the order of {@code ids}
   * @throws CommandException as {@link #claim}
   */
  List<StreamId> claimIds(
      K key,
      String group,
      String consumer,
      Duration minIdle,
      Collection<StreamId> ids,
      ClaimOptions options);

  /**
   * XAUTOCLAIM (6.2.0): lets entries pending for whomever be pending for one consumer. O(10 count).
   *
   * @param start the first ID to look at
   * @param count how many entries to claim, or find deleted, at most
   * @throws CommandException "ERR COUNT must be &gt; 0", "NOGROUP No such key ... or consumer group
   *     ..."
   */
  ClaimedEntries<F, V> autoClaim(
      K key, String group, String consumer, Duration minIdle, StreamId start, long count);

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * XREAD BLOCK (5.0.0): {@link #read(Object, StreamId, long)}; waits for an entry if there is
   * none. All who wait behind the same ID read the same entries. The calling thread waits without
   * owning anything, and may be a virtual one.
   *
   * @param timeout how long, by the store's clock; zero for without end
   * @return empty if time is up
   * @throws InterruptedException if the thread is interrupted first
   * @throws IllegalStateException if there is nothing and nobody could bring it: within {@link
   *     Store#call}, or in a store that the caller steps
   * @throws CommandException "ERR timeout is negative"
   */
  List<StreamEntry<F, V>> blockingRead(K key, StreamId after, long count, Duration timeout)
      throws InterruptedException;

  /**
   * XREAD BLOCK (5.0.0): {@link #read(Map, long)}; waits for the first stream that comes to have an
   * entry. As {@link #blockingRead(Object, StreamId, long, Duration)}.
   *
   * @return empty if time is up
   * @throws InterruptedException if the thread is interrupted first
   */
  Map<K, List<StreamEntry<F, V>>> blockingRead(
      Map<? extends K, StreamId> after, long count, Duration timeout) throws InterruptedException;

  /**
   * XREADGROUP BLOCK (5.0.0): {@link #readGroup}; waits for an entry if there is none. Each entry
   * goes to one consumer of the group, who came first is served first. As {@link
   * #blockingRead(Object, StreamId, long, Duration)}.
   *
   * @return empty if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was delivered
   * @throws CommandException "NOGROUP No such key ... or consumer group ...", also when the group
   *     goes meanwhile
   */
  List<StreamEntry<F, V>> blockingReadGroup(
      K key, String group, String consumer, long count, Duration timeout)
      throws InterruptedException;

  /**
   * XREAD BLOCK (5.0.0): as {@link #blockingRead(Object, StreamId, long, Duration)}, and nobody
   * waits.
   *
   * @return completed with the entries, or with null when time is up. Cancelling it ends the wait
   */
  CompletableFuture<@Nullable List<StreamEntry<F, V>>> readAsync(
      K key, StreamId after, long count, Duration timeout);

  /**
   * XREADGROUP BLOCK (5.0.0): as {@link #blockingReadGroup}, and nobody waits.
   *
   * @return completed with the entries, or with null when time is up. Cancelling it ends the wait,
   *     and fails once something was delivered
   */
  CompletableFuture<@Nullable List<StreamEntry<F, V>>> readGroupAsync(
      K key, String group, String consumer, long count, Duration timeout);
}
