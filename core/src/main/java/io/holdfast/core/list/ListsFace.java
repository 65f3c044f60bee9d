package io.holdfast.core.list;

import io.holdfast.Codec;
import io.holdfast.ListEnd;
import io.holdfast.Lists;
import io.holdfast.PoppedElements;
import io.holdfast.PositionOptions;
import io.holdfast.ValueReader;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the list operations: turns keys and values into bytes, enters, calls, leaves.
 */
public final class ListsFace<K, V> implements Lists<K, V> {
  private final Door door;
  private final Database db;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final ValueReader<V> decoder;

  /** A face of one database. */
  public ListsFace(Door door, Database db, Codec<K> keys, Codec<V> values) {
    this.door = door;
    this.db = db;
    this.keys = keys;
    this.values = values;
    this.decoder = values::decode;
  }

  // ---- adding --------------------------------------------------------------------------------

  @Override
  public long pushLeft(K key, V element) {
    return push(key, ListEnd.LEFT, element, false);
  }

  @Override
  public long pushLeft(K key, Collection<? extends V> elements) {
    return pushAll(key, ListEnd.LEFT, elements, false);
  }

  @Override
  public long pushRight(K key, V element) {
    return push(key, ListEnd.RIGHT, element, false);
  }

  @Override
  public long pushRight(K key, Collection<? extends V> elements) {
    return pushAll(key, ListEnd.RIGHT, elements, false);
  }

  @Override
  public long pushLeftIfExists(K key, V element) {
    return push(key, ListEnd.LEFT, element, true);
  }

  @Override
  public long pushLeftIfExists(K key, Collection<? extends V> elements) {
    return pushAll(key, ListEnd.LEFT, elements, true);
  }

  @Override
  public long pushRightIfExists(K key, V element) {
    return push(key, ListEnd.RIGHT, element, true);
  }

  @Override
  public long pushRightIfExists(K key, Collection<? extends V> elements) {
    return pushAll(key, ListEnd.RIGHT, elements, true);
  }

  private long push(K key, ListEnd end, V element, boolean onlyIfExists) {
    ByteRange keyBytes = key(key);
    ByteRanges elementBytes = ByteRanges.of(values.encode(element));
    if (!door.tryEnter()) {
      return door.await(() -> ListOps.push(db, keyBytes, end, elementBytes, onlyIfExists));
    }
    try {
      return ListOps.push(db, keyBytes, end, elementBytes, onlyIfExists);
    } finally {
      door.exit();
    }
  }

  private long pushAll(K key, ListEnd end, Collection<? extends V> elements, boolean onlyIfExists) {
    if (elements.isEmpty()) {
      return size(key);
    }
    ByteRange keyBytes = key(key);
    List<byte[]> bytes = new ArrayList<>(elements.size());
    elements.forEach(element -> bytes.add(values.encode(element)));
    ByteRanges elementBytes = ByteRanges.of(bytes.toArray(byte[][]::new));
    return door.call(() -> ListOps.push(db, keyBytes, end, elementBytes, onlyIfExists));
  }

  @Override
  public long insertBefore(K key, V pivot, V element) {
    return insert(key, true, pivot, element);
  }

  @Override
  public long insertAfter(K key, V pivot, V element) {
    return insert(key, false, pivot, element);
  }

  private long insert(K key, boolean before, V pivot, V element) {
    ByteRange keyBytes = key(key);
    ByteRange pivotBytes = value(pivot);
    ByteRange elementBytes = value(element);
    return door.call(() -> ListOps.insert(db, keyBytes, before, pivotBytes, elementBytes));
  }

  @Override
  public void set(K key, long index, V element) {
    ByteRange keyBytes = key(key);
    ByteRange elementBytes = value(element);
    door.run(() -> ListOps.set(db, keyBytes, index, elementBytes));
  }

  // ---- reading -------------------------------------------------------------------------------

  @Override
  public long size(K key) {
    ByteRange keyBytes = key(key);
    return door.call(() -> ListValue.find(db, keyBytes).size());
  }

  @Override
  public @Nullable V index(K key, long index) {
    return read(key, index, decoder);
  }

  @Override
  public <R> @Nullable R read(K key, long index, ValueReader<? extends R> reader) {
    ByteRange keyBytes = key(key);
    return door.<@Nullable R>call(
        () -> {
          One<R> one = new One<>(reader);
          ListValue.find(db, keyBytes).get(index, one);
          return one.result;
        });
  }

  @Override
  public List<V> range(K key, long start, long stop) {
    return range(key, start, stop, decoder);
  }

  @Override
  public <R> List<R> range(K key, long start, long stop, ValueReader<? extends R> reader) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          ListValue list = ListValue.find(db, keyBytes);
          long count = list.countBetween(start, stop);
          List<R> found = new ArrayList<>(Math.toIntExact(count));
          list.forEach(list.fromHead(start), count, false, collect(reader, found));
          return found;
        });
  }

  @Override
  public OptionalLong position(K key, V element) {
    long[] first = positions(key, element, PositionOptions.all().count(1));
    return first.length == 0 ? OptionalLong.empty() : OptionalLong.of(first[0]);
  }

  @Override
  public long[] positions(K key, V element, PositionOptions options) {
    ByteRange keyBytes = key(key);
    ByteRange elementBytes = value(element);
    return door.call(
        () -> {
          LongArrayList found = new LongArrayList();
          ListValue.find(db, keyBytes)
              .positions(
                  elementBytes,
                  options.rank(),
                  options.count(),
                  options.maxLength(),
                  found::addLong);
          return found.toLongArray();
        });
  }

  // ---- removing ------------------------------------------------------------------------------

  @Override
  public @Nullable V popLeft(K key) {
    return pop(key, ListEnd.LEFT);
  }

  @Override
  public List<V> popLeft(K key, long count) {
    return pop(key, ListEnd.LEFT, count);
  }

  @Override
  public @Nullable V popRight(K key) {
    return pop(key, ListEnd.RIGHT);
  }

  @Override
  public List<V> popRight(K key, long count) {
    return pop(key, ListEnd.RIGHT, count);
  }

  private @Nullable V pop(K key, ListEnd end) {
    ByteRange keyBytes = key(key);
    One<V> one = new One<>(decoder);
    if (!door.tryEnter()) {
      door.run(() -> ListOps.pop(db, keyBytes, end, 1, one));
      return one.result;
    }
    try {
      ListOps.pop(db, keyBytes, end, 1, one);
      return one.result;
    } finally {
      door.exit();
    }
  }

  private List<V> pop(K key, ListEnd end, long count) {
    ListOps.checkPopCount(count);
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          List<V> taken = new ArrayList<>();
          ListOps.pop(db, keyBytes, end, count, collect(decoder, taken));
          return taken;
        });
  }

  @Override
  public @Nullable PoppedElements<K, V> popFrom(
      Collection<? extends K> keys, ListEnd end, long count) {
    ListOps.checkCount(count);
    List<ByteRange> keysBytes = rangesOf(keys);
    return door.<@Nullable PoppedElements<K, V>>call(
        () -> {
          for (ByteRange keyBytes : keysBytes) {
            PoppedElements<K, V> popped = popFrom(keyBytes, end, count);
            if (popped != null) {
              return popped;
            }
          }
          return null;
        });
  }

  @Override
  public long remove(K key, long count, V element) {
    ByteRange keyBytes = key(key);
    ByteRange elementBytes = value(element);
    return door.call(() -> ListOps.removeEqual(db, keyBytes, count, elementBytes));
  }

  @Override
  public void trim(K key, long start, long stop) {
    ByteRange keyBytes = key(key);
    door.run(() -> ListOps.trim(db, keyBytes, start, stop));
  }

  // ---- moving --------------------------------------------------------------------------------

  @Override
  public @Nullable V move(K source, K destination, ListEnd from, ListEnd to) {
    ByteRange sourceBytes = key(source);
    ByteRange destinationBytes = key(destination);
    return door.<@Nullable V>call(
        () -> {
          byte[] element = ListOps.move(db, sourceBytes, from, destinationBytes, to);
          return element == null ? null : values.decode(element, 0, element.length);
        });
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private ByteRange key(K key) {
    return ByteRange.of(keys.encode(key));
  }

  private ByteRange value(V value) {
    return ByteRange.of(values.encode(value));
  }

  private static <R> BytesVisitor collect(ValueReader<? extends R> reader, List<R> results) {
    return (bytes, offset, length) -> results.add(reader.read(bytes, offset, length));
  }

  /** Keeps what a reader made of the one element it was shown. */
  private static final class One<R> implements BytesVisitor {
    private final ValueReader<? extends R> reader;
    private @Nullable R result;

    One(ValueReader<? extends R> reader) {
      this.reader = reader;
    }

    @Override
    public void visit(byte[] bytes, int offset, int length) {
      result = reader.read(bytes, offset, length);
    }
  }

  private @Nullable PoppedElements<K, V> popFrom(ByteRange key, ListEnd end, long count) {
    List<V> taken = new ArrayList<>();
    ListOps.pop(db, key, end, count, collect(decoder, taken));
    return taken.isEmpty()
        ? null
        : new PoppedElements<>(keys.decode(key.array(), key.offset(), key.length()), taken);
  }

  private List<ByteRange> rangesOf(Collection<? extends K> names) {
    List<ByteRange> ranges = new ArrayList<>(names.size());
    names.forEach(name -> ranges.add(key(name)));
    return ranges;
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Override
  public @Nullable V blockingPopLeft(K key, Duration timeout) throws InterruptedException {
    return door.join(popLeftAsync(key, timeout));
  }

  @Override
  public @Nullable V blockingPopRight(K key, Duration timeout) throws InterruptedException {
    return door.join(popRightAsync(key, timeout));
  }

  @Override
  public @Nullable PoppedElements<K, V> blockingPopFrom(
      Collection<? extends K> keys, ListEnd end, long count, Duration timeout)
      throws InterruptedException {
    return door.join(popFromAsync(keys, end, count, timeout));
  }

  @Override
  public @Nullable V blockingMove(
      K source, K destination, ListEnd from, ListEnd to, Duration timeout)
      throws InterruptedException {
    return door.join(moveAsync(source, destination, from, to, timeout));
  }

  @Override
  public CompletableFuture<@Nullable V> popLeftAsync(K key, Duration timeout) {
    return popAsync(key, ListEnd.LEFT, timeout);
  }

  @Override
  public CompletableFuture<@Nullable V> popRightAsync(K key, Duration timeout) {
    return popAsync(key, ListEnd.RIGHT, timeout);
  }

  private CompletableFuture<@Nullable V> popAsync(K key, ListEnd end, Duration timeout) {
    return await(
        List.of(key(key)),
        timeout,
        from -> {
          One<V> one = new One<>(decoder);
          ListOps.pop(db, from, end, 1, one);
          return one.result;
        });
  }

  @Override
  public CompletableFuture<@Nullable PoppedElements<K, V>> popFromAsync(
      Collection<? extends K> keys, ListEnd end, long count, Duration timeout) {
    ListOps.checkCount(count);
    return await(rangesOf(keys), timeout, from -> popFrom(from, end, count));
  }

  @Override
  public CompletableFuture<@Nullable V> moveAsync(
      K source, K destination, ListEnd from, ListEnd to, Duration timeout) {
    ByteRange target = key(destination);
    return await(
        List.of(key(source)),
        timeout,
        key -> {
          byte[] element = ListOps.move(db, key, from, target, to);
          return element == null ? null : values.decode(element, 0, element.length);
        });
  }

  private <T> CompletableFuture<@Nullable T> await(
      List<ByteRange> keysBytes, Duration timeout, Function<ByteRange, @Nullable T> attempt) {
    return door.awaitKeys(db, keysBytes, Entry.LIST, timeout, attempt);
  }
}
