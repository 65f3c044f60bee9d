package io.holdfast.core.stream;

import io.holdfast.ClaimOptions;
import io.holdfast.ClaimedEntries;
import io.holdfast.Codec;
import io.holdfast.CommandException;
import io.holdfast.FieldValue;
import io.holdfast.PendingEntry;
import io.holdfast.PendingSummary;
import io.holdfast.StreamAddOptions;
import io.holdfast.StreamConsumer;
import io.holdfast.StreamDeletion;
import io.holdfast.StreamEntry;
import io.holdfast.StreamGroup;
import io.holdfast.StreamId;
import io.holdfast.StreamInfo;
import io.holdfast.StreamRange;
import io.holdfast.StreamReferences;
import io.holdfast.StreamTrim;
import io.holdfast.Streams;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.GroupLag;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the stream operations: turns keys, fields and values into bytes, enters, calls,
 * leaves.
 */
public final class StreamsFace<K, F, V> implements Streams<K, F, V> {
  private final Door door;
  private final Database db;
  private final Codec<K> keys;
  private final Codec<F> fields;
  private final Codec<V> values;

  /** A face of one database. */
  public StreamsFace(Door door, Database db, Codec<K> keys, Codec<F> fields, Codec<V> values) {
    this.door = door;
    this.db = db;
    this.keys = keys;
    this.fields = fields;
    this.values = values;
  }

  // ---- the log -------------------------------------------------------------------------------

  @Override
  public StreamId add(K key, Map<? extends F, ? extends V> entry) {
    EncodedFields encoded = new EncodedFields(entry.size());
    entry.forEach((field, value) -> encoded.add(fields.encode(field), values.encode(value)));
    StreamId id = add(key, encoded, StreamAddOptions.none());
    assert id != null : "the key is made";
    return id;
  }

  @Override
  public @Nullable StreamId add(
      K key, List<? extends FieldValue<F, V>> entry, StreamAddOptions options) {
    EncodedFields encoded = new EncodedFields(entry.size());
    entry.forEach(one -> encoded.add(fields.encode(one.field()), values.encode(one.value())));
    return add(key, encoded, options);
  }

  private @Nullable StreamId add(K key, EncodedFields entry, StreamAddOptions options) {
    if (entry.count() == 0) {
      throw new IllegalArgumentException("an entry has a field: count=0");
    }
    ByteRange keyBytes = key(key);
    if (!door.tryEnter()) {
      return door.<@Nullable StreamId>await(() -> StreamOps.add(db, keyBytes, entry, options));
    }
    try {
      return StreamOps.add(db, keyBytes, entry, options);
    } finally {
      door.exit();
    }
  }

  @Override
  public long length(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          StreamLog log = StreamValue.find(db, keyBytes);
          return log == null ? 0 : log.length();
        });
  }

  @Override
  public List<StreamEntry<F, V>> range(K key, StreamRange range, long count) {
    return range(key, range, count, false);
  }

  @Override
  public List<StreamEntry<F, V>> revRange(K key, StreamRange range, long count) {
    return range(key, range, count, true);
  }

  private List<StreamEntry<F, V>> range(K key, StreamRange range, long count, boolean isReverse) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          EntryCollector<F, V> collector = collector();
          StreamLog log = StreamValue.find(db, keyBytes);
          if (log != null) {
            StreamIterator entries = log.iterator();
            StreamCommands.seek(entries, range.min(), range.max(), isReverse);
            collector.take(entries, count);
          }
          return collector.entries();
        });
  }

  @Override
  public List<StreamEntry<F, V>> read(K key, StreamId after, long count) {
    return read(Map.of(key, after), count).getOrDefault(key, List.of());
  }

  @Override
  public Map<K, List<StreamEntry<F, V>>> read(Map<? extends K, StreamId> after, long count) {
    List<Reading<K>> readings = readings(after);
    return door.call(() -> read(readings, count));
  }

  private List<Reading<K>> readings(Map<? extends K, StreamId> after) {
    List<Reading<K>> readings = new ArrayList<>(after.size());
    after.forEach((key, id) -> readings.add(new Reading<>(key, key(key), id)));
    return readings;
  }

  private Map<K, List<StreamEntry<F, V>>> read(List<Reading<K>> readings, long count) {
    Map<K, List<StreamEntry<F, V>>> found = new LinkedHashMap<>();
    for (Reading<K> reading : readings) {
      List<StreamEntry<F, V>> entries = read(reading, count);
      if (!entries.isEmpty()) {
        found.put(reading.key, entries);
      }
    }
    return found;
  }

  /** A stream to read, and the ID behind which. */
  private record Reading<K>(K key, ByteRange keyBytes, StreamId after) {}

  private List<StreamEntry<F, V>> read(Reading<K> reading, long count) {
    EntryCollector<F, V> collector = collector();
    StreamLog log = StreamValue.find(db, reading.keyBytes);
    long ms = reading.after.ms();
    long seq = reading.after.seq();
    if (log != null && DeliveryOps.hasAfter(log, ms, seq)) {
      long most = count <= DeliveryOps.ALL ? Long.MAX_VALUE : count;
      collector.take(DeliveryOps.after(log, ms, seq), most);
    }
    return collector.entries();
  }

  @Override
  public boolean delete(K key, StreamId id) {
    return delete(key, List.of(id)) == 1;
  }

  @Override
  public long delete(K key, Collection<StreamId> ids) {
    ByteRange keyBytes = key(key);
    List<StreamId> copy = List.copyOf(ids);
    return door.call(() -> StreamOps.delete(db, keyBytes, copy));
  }

  @Override
  public List<StreamDeletion> delete(K key, Collection<StreamId> ids, StreamReferences references) {
    return delete(key, null, ids, references);
  }

  @Override
  public List<StreamDeletion> acknowledgeAndDelete(
      K key, String group, Collection<StreamId> ids, StreamReferences references) {
    return delete(key, name(group), ids, references);
  }

  private List<StreamDeletion> delete(
      K key, @Nullable ByteRange group, Collection<StreamId> ids, StreamReferences references) {
    ByteRange keyBytes = key(key);
    List<StreamId> copy = List.copyOf(ids);
    int[] codes = door.call(() -> StreamOps.delete(db, keyBytes, group, copy, references));
    List<StreamDeletion> results = new ArrayList<>(codes.length);
    for (int code : codes) {
      results.add(
          switch (code) {
            case StreamOps.DELETED -> StreamDeletion.DELETED;
            case StreamOps.REFERENCED -> StreamDeletion.REFERENCED;
            default -> StreamDeletion.NOT_FOUND;
          });
    }
    return results;
  }

  @Override
  public long trim(K key, StreamTrim trim) {
    ByteRange keyBytes = key(key);
    return door.call(() -> StreamOps.trim(db, keyBytes, trim));
  }

  @Override
  public void setId(K key, StreamId last) {
    ByteRange keyBytes = key(key);
    door.run(() -> StreamOps.setId(db, keyBytes, last, -1, StreamId.MIN));
  }

  @Override
  public StreamInfo info(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          StreamLog log = existing(keyBytes);
          return new StreamInfo(
              log.length(),
              log.nodeCount(),
              new StreamId(log.lastMs(), log.lastSeq()),
              new StreamId(log.maxDeletedMs(), log.maxDeletedSeq()),
              log.entriesAdded(),
              new StreamId(log.firstMs(), log.firstSeq()),
              log.groups().count());
        });
  }

  private StreamLog existing(ByteRange key) {
    StreamLog log = StreamValue.find(db, key);
    if (log == null) {
      throw new CommandException(StreamOps.NO_KEY);
    }
    return log;
  }

  // ---- groups --------------------------------------------------------------------------------

  @Override
  public void createGroup(K key, String group, @Nullable StreamId after, boolean makesStream) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    door.run(
        () -> GroupOps.create(db, keyBytes, groupName, after, GroupLag.UNKNOWN_READ, makesStream));
  }

  @Override
  public void setGroupId(K key, String group, @Nullable StreamId after) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    door.run(() -> GroupOps.setId(db, keyBytes, groupName, after, GroupLag.UNKNOWN_READ));
  }

  @Override
  public boolean destroyGroup(K key, String group) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    return door.call(() -> GroupOps.destroy(db, keyBytes, groupName));
  }

  @Override
  public List<StreamGroup> groups(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          StreamLog log = existing(keyBytes);
          List<StreamGroup> groups = new ArrayList<>();
          for (int i = 0; i < log.groups().count(); i++) {
            groups.add(group(log, log.groups().get(i)));
          }
          return groups;
        });
  }

  private static StreamGroup group(StreamLog log, ConsumerGroup group) {
    long lag = GroupLag.of(log, group);
    return new StreamGroup(
        text(group.name()),
        group.consumerCount(),
        group.pending().size(),
        new StreamId(group.lastMs(), group.lastSeq()),
        known(group.entriesRead(), GroupLag.UNKNOWN_READ),
        known(lag, GroupLag.UNKNOWN));
  }

  private static OptionalLong known(long value, long unknown) {
    return value == unknown ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public boolean createConsumer(K key, String group, String consumer) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    ByteRange consumerName = name(consumer);
    return door.call(() -> GroupOps.createConsumer(db, keyBytes, groupName, consumerName));
  }

  @Override
  public long deleteConsumer(K key, String group, String consumer) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    ByteRange consumerName = name(consumer);
    return door.call(() -> GroupOps.deleteConsumer(db, keyBytes, groupName, consumerName));
  }

  @Override
  public List<StreamConsumer> consumers(K key, String group) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    return door.call(
        () -> {
          ConsumerGroup found = GroupOps.existing(existing(keyBytes), keyBytes, groupName);
          List<StreamConsumer> consumers = new ArrayList<>();
          for (int i = 0; i < found.consumerCount(); i++) {
            consumers.add(consumer(found.consumerAt(i)));
          }
          return consumers;
        });
  }

  private StreamConsumer consumer(Consumer consumer) {
    long activeAtMs = consumer.activeAtMs();
    return new StreamConsumer(
        text(consumer.name()),
        consumer.pending().size(),
        since(consumer.seenAtMs()),
        activeAtMs == Consumer.NEVER ? Optional.empty() : Optional.of(since(activeAtMs)));
  }

  private Duration since(long atMs) {
    return Duration.ofMillis(Math.max(0, db.keyspace().nowMs() - atMs));
  }

  // ---- delivering ----------------------------------------------------------------------------

  @Override
  public List<StreamEntry<F, V>> readGroup(K key, String group, String consumer, long count) {
    return deliver(key, group, consumer, count, false);
  }

  @Override
  public List<StreamEntry<F, V>> readGroupNoAck(K key, String group, String consumer, long count) {
    return deliver(key, group, consumer, count, true);
  }

  private List<StreamEntry<F, V>> deliver(
      K key, String group, String consumer, long count, boolean isNoAck) {
    ReadRequest request = ReadRequest.ofNew(key(key), name(group), name(consumer), count, isNoAck);
    return read(request);
  }

  @Override
  public List<StreamEntry<F, V>> readPending(
      K key, String group, String consumer, StreamId after, long count) {
    return read(ReadRequest.ofPending(key(key), name(group), name(consumer), after, count));
  }

  private List<StreamEntry<F, V>> read(ReadRequest request) {
    return door.call(() -> readOwned(request));
  }

  private List<StreamEntry<F, V>> readOwned(ReadRequest request) {
    EntryCollector<F, V> collector = collector();
    new StreamReads(db, request).serve(collector);
    return collector.entries();
  }

  @Override
  public boolean acknowledge(K key, String group, StreamId id) {
    return acknowledge(key, group, List.of(id)) == 1;
  }

  @Override
  public long acknowledge(K key, String group, Collection<StreamId> ids) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    List<StreamId> copy = List.copyOf(ids);
    return door.call(() -> GroupOps.acknowledge(db, keyBytes, groupName, copy));
  }

  // ---- what is pending -----------------------------------------------------------------------

  @Override
  public PendingSummary pending(K key, String group) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    return door.call(
        () -> {
          ConsumerGroup found = ClaimOps.group(StreamValue.find(db, keyBytes), keyBytes, groupName);
          PendingEntries pending = found.pending();
          Map<String, Long> consumers = new LinkedHashMap<>();
          for (int i = 0; i < found.consumerCount(); i++) {
            Consumer consumer = found.consumerAt(i);
            if (consumer.pending().size() > 0) {
              consumers.put(text(consumer.name()), consumer.pending().size());
            }
          }
          boolean isEmpty = pending.size() == 0;
          return new PendingSummary(
              pending.size(),
              isEmpty ? null : id(pending, pending.first()),
              isEmpty ? null : id(pending, pending.last()),
              consumers);
        });
  }

  private static StreamId id(PendingEntries pending, long position) {
    return new StreamId(pending.ms(position), pending.seq(position));
  }

  @Override
  public List<PendingEntry> pending(
      K key,
      String group,
      StreamRange range,
      long count,
      @Nullable String consumer,
      Duration minIdle) {
    ByteRange keyBytes = key(key);
    ByteRange groupName = name(group);
    PendingRequest request =
        new PendingRequest(
            minIdle.toMillis(),
            range.min(),
            range.max(),
            count,
            consumer == null ? null : name(consumer));
    return door.call(
        () -> {
          ConsumerGroup found = ClaimOps.group(StreamValue.find(db, keyBytes), keyBytes, groupName);
          LongArrayList positions = PendingOps.find(db, found, request);
          List<PendingEntry> entries = new ArrayList<>(positions.size());
          for (int i = 0; i < positions.size(); i++) {
            long at = positions.getLong(i);
            entries.add(
                new PendingEntry(
                    id(found.pending(), at),
                    text(found.consumerOf(at).name()),
                    Duration.ofMillis(PendingOps.idleMs(db, found, at)),
                    found.pending().deliveryCount(at)));
          }
          return entries;
        });
  }

  @Override
  public List<StreamEntry<F, V>> claim(
      K key,
      String group,
      String consumer,
      Duration minIdle,
      Collection<StreamId> ids,
      ClaimOptions options) {
    ByteRange keyBytes = key(key);
    Claiming claiming = new Claiming(keyBytes, name(group), name(consumer), minIdle);
    List<StreamId> copy = List.copyOf(ids);
    return door.call(
        () -> collect(claiming.log(), claiming.claim(claiming.log(), copy, options, false)));
  }

  @Override
  public List<StreamId> claimIds(
      K key,
      String group,
      String consumer,
      Duration minIdle,
      Collection<StreamId> ids,
      ClaimOptions options) {
    Claiming claiming = new Claiming(key(key), name(group), name(consumer), minIdle);
    List<StreamId> copy = List.copyOf(ids);
    return door.call(() -> claiming.claim(claiming.log(), copy, options, true));
  }

  @Override
  public ClaimedEntries<F, V> autoClaim(
      K key, String group, String consumer, Duration minIdle, StreamId start, long count) {
    ClaimOps.checkCount(count);
    Claiming claiming = new Claiming(key(key), name(group), name(consumer), minIdle);
    return door.call(
        () -> {
          StreamLog log = claiming.log();
          ClaimOps.AutoClaimed claimed = claiming.autoClaim(log, start, count);
          return new ClaimedEntries<>(
              claimed.next(), collect(log, claimed.claimed()), claimed.deleted());
        });
  }

  /** A consumer of a group that claims. */
  private final class Claiming {
    private final ByteRange key;
    private final ByteRange group;
    private final ByteRange consumer;
    private final long minIdleMs;

    Claiming(ByteRange key, ByteRange group, ByteRange consumer, Duration minIdle) {
      this.key = key;
      this.group = group;
      this.consumer = consumer;
      this.minIdleMs = minIdle.toMillis();
    }

    /** The stream, if it has the group. */
    StreamLog log() {
      StreamLog log = StreamValue.findForGroup(db, key);
      ClaimOps.group(log, key, group);
      assert log != null : "a group has a stream";
      return log;
    }

    List<StreamId> claim(
        StreamLog log, List<StreamId> ids, ClaimOptions options, boolean isJustId) {
      ConsumerGroup found = ClaimOps.group(log, key, group);
      return ClaimOps.claim(db, key, log, found, consumer, minIdleMs, ids, options, isJustId);
    }

    ClaimOps.AutoClaimed autoClaim(StreamLog log, StreamId start, long count) {
      ConsumerGroup found = ClaimOps.group(log, key, group);
      return ClaimOps.autoClaim(db, key, log, found, consumer, minIdleMs, start, count, false);
    }
  }

  private List<StreamEntry<F, V>> collect(StreamLog log, List<StreamId> ids) {
    EntryCollector<F, V> collector = collector();
    StreamIterator entries = log.iterator();
    for (StreamId id : ids) {
      entries.range(id.ms(), id.seq(), id.ms(), id.seq());
      collector.take(entries, 1);
    }
    return collector.entries();
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private EntryCollector<F, V> collector() {
    return new EntryCollector<>(fields, values);
  }

  private ByteRange key(K key) {
    return ByteRange.of(keys.encode(key));
  }

  private static ByteRange name(String name) {
    return ByteRange.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Override
  public List<StreamEntry<F, V>> blockingRead(K key, StreamId after, long count, Duration timeout)
      throws InterruptedException {
    List<StreamEntry<F, V>> entries = door.join(readAsync(key, after, count, timeout));
    return entries == null ? List.of() : entries;
  }

  @Override
  public Map<K, List<StreamEntry<F, V>>> blockingRead(
      Map<? extends K, StreamId> after, long count, Duration timeout) throws InterruptedException {
    List<Reading<K>> readings = readings(after);
    Map<K, List<StreamEntry<F, V>>> found =
        door.join(
            await(
                readings.stream().map(Reading::keyBytes).toList(),
                timeout,
                false,
                key -> unlessEmpty(read(readings, count))));
    return found == null ? Map.of() : found;
  }

  @Override
  public List<StreamEntry<F, V>> blockingReadGroup(
      K key, String group, String consumer, long count, Duration timeout)
      throws InterruptedException {
    List<StreamEntry<F, V>> entries =
        door.join(readGroupAsync(key, group, consumer, count, timeout));
    return entries == null ? List.of() : entries;
  }

  @Override
  public CompletableFuture<@Nullable List<StreamEntry<F, V>>> readAsync(
      K key, StreamId after, long count, Duration timeout) {
    Reading<K> reading = new Reading<>(key, key(key), after);
    return await(
        List.of(reading.keyBytes), timeout, false, from -> unlessEmpty(read(reading, count)));
  }

  @Override
  public CompletableFuture<@Nullable List<StreamEntry<F, V>>> readGroupAsync(
      K key, String group, String consumer, long count, Duration timeout) {
    ReadRequest request = ReadRequest.ofNew(key(key), name(group), name(consumer), count, false);
    return await(request.keys(), timeout, true, from -> unlessEmpty(readOwned(request)));
  }

  private static <T extends Collection<?>> @Nullable T unlessEmpty(T found) {
    return found.isEmpty() ? null : found;
  }

  private static <T extends Map<?, ?>> @Nullable T unlessEmpty(T found) {
    return found.isEmpty() ? null : found;
  }

  private <T> CompletableFuture<@Nullable T> await(
      List<ByteRange> keysBytes,
      Duration timeout,
      boolean wantsMissing,
      Function<ByteRange, @Nullable T> attempt) {
    return door.awaitKeys(db, keysBytes, Entry.STREAM, timeout, wantsMissing, attempt);
  }
}
