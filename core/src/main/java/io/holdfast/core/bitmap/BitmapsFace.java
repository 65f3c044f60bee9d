package io.holdfast.core.bitmap;

import io.holdfast.BitField;
import io.holdfast.BitOperation;
import io.holdfast.BitUnit;
import io.holdfast.Bitmaps;
import io.holdfast.Codec;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The typed door to the bitmap operations: turns keys into bytes, enters, calls, leaves. */
public final class BitmapsFace<K> implements Bitmaps<K> {
  private final Door door;
  private final Database db;
  private final Codec<K> keys;

  /** A face of one database. */
  public BitmapsFace(Door door, Database db, Codec<K> keys) {
    this.door = door;
    this.db = db;
    this.keys = keys;
  }

  private ByteRange range(K key) {
    return ByteRange.of(keys.encode(key));
  }

  // ---- single bits ---------------------------------------------------------------------------

  @Override
  public boolean get(K key, long offset) {
    ByteRange range = range(key);
    if (!door.tryEnter()) {
      return door.await(() -> BitmapOps.get(db, range, offset));
    }
    try {
      return BitmapOps.get(db, range, offset);
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean set(K key, long offset, boolean bit) {
    ByteRange range = range(key);
    if (!door.tryEnter()) {
      return door.await(() -> BitmapOps.set(db, range, offset, bit));
    }
    try {
      return BitmapOps.set(db, range, offset, bit);
    } finally {
      door.exit();
    }
  }

  // ---- ranges --------------------------------------------------------------------------------

  @Override
  public long count(K key) {
    return count(key, 0, -1);
  }

  @Override
  public long count(K key, long start, long end) {
    return count(key, start, end, BitUnit.BYTE);
  }

  @Override
  public long count(K key, long start, long end, BitUnit unit) {
    ByteRange range = range(key);
    return door.call(() -> BitmapOps.count(db, range, start, end, unit));
  }

  @Override
  public long pos(K key, boolean bit) {
    return pos(key, bit, 0);
  }

  @Override
  public long pos(K key, boolean bit, long start) {
    return position(key, bit, start, -1, BitUnit.BYTE, false);
  }

  @Override
  public long pos(K key, boolean bit, long start, long end) {
    return pos(key, bit, start, end, BitUnit.BYTE);
  }

  @Override
  public long pos(K key, boolean bit, long start, long end, BitUnit unit) {
    return position(key, bit, start, end, unit, true);
  }

  private long position(
      K key, boolean bit, long start, long end, BitUnit unit, boolean isEndGiven) {
    ByteRange range = range(key);
    return door.call(() -> BitmapOps.position(db, range, bit, start, end, unit, isEndGiven));
  }

  // ---- several bitmaps -----------------------------------------------------------------------

  @Override
  public long op(BitOperation operation, K destination, Collection<? extends K> sources) {
    ByteRange range = range(destination);
    List<byte[]> bytes = new ArrayList<>(sources.size());
    sources.forEach(source -> bytes.add(keys.encode(source)));
    ByteRanges ranges = ByteRanges.of(bytes.toArray(byte[][]::new));
    return door.call(() -> BitmapOps.combine(db, operation, range, ranges));
  }

  // ---- integers ------------------------------------------------------------------------------

  @Override
  public List<@Nullable Long> field(K key, BitField field) {
    ByteRange range = range(key);
    BitFieldOps.Answers answers = door.call(() -> BitFieldOps.run(db, range, field));
    List<@Nullable Long> list = new ArrayList<>(answers.values().length);
    for (int i = 0; i < answers.values().length; i++) {
      list.add(answers.refused()[i] ? null : answers.values()[i]);
    }
    return list;
  }
}
