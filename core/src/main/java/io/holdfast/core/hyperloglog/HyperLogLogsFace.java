package io.holdfast.core.hyperloglog;

import io.holdfast.Codec;
import io.holdfast.HyperLogLogs;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The typed door to the HyperLogLog operations: turns keys and elements into bytes, enters, calls,
 * leaves.
 */
public final class HyperLogLogsFace<K, V> implements HyperLogLogs<K, V> {
  private final Door door;
  private final Database db;
  private final Codec<K> keys;
  private final Codec<V> values;

  /** A face of one database. */
  public HyperLogLogsFace(Door door, Database db, Codec<K> keys, Codec<V> values) {
    this.door = door;
    this.db = db;
    this.keys = keys;
    this.values = values;
  }

  @Override
  public boolean add(K key, V element) {
    return add(ByteRange.of(keys.encode(key)), ByteRanges.of(values.encode(element)));
  }

  @Override
  public boolean add(K key, Collection<? extends V> elements) {
    return add(ByteRange.of(keys.encode(key)), ranges(values, elements));
  }

  private boolean add(ByteRange key, ByteRanges elements) {
    if (!door.tryEnter()) {
      return door.await(() -> HyperLogLogOps.add(db, key, elements));
    }
    try {
      return HyperLogLogOps.add(db, key, elements);
    } finally {
      door.exit();
    }
  }

  @Override
  public long count(K key) {
    ByteRange range = ByteRange.of(keys.encode(key));
    return door.call(() -> HyperLogLogOps.count(db, range));
  }

  @Override
  public long count(Collection<? extends K> wanted) {
    ByteRanges ranges = ranges(keys, wanted);
    return door.call(() -> HyperLogLogOps.count(db, ranges));
  }

  @Override
  public void merge(K destination, Collection<? extends K> sources) {
    ByteRange range = ByteRange.of(keys.encode(destination));
    ByteRanges ranges = ranges(keys, sources);
    door.run(() -> HyperLogLogOps.merge(db, range, ranges));
  }

  private static <T> ByteRanges ranges(Codec<T> codec, Collection<? extends T> elements) {
    List<byte[]> bytes = new ArrayList<>(elements.size());
    elements.forEach(element -> bytes.add(codec.encode(element)));
    return ByteRanges.of(bytes.toArray(byte[][]::new));
  }
}
