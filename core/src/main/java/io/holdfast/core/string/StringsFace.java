package io.holdfast.core.string;

import io.holdfast.Codec;
import io.holdfast.Expiry;
import io.holdfast.LcsMatches;
import io.holdfast.SetCondition;
import io.holdfast.SetOptions;
import io.holdfast.Strings;
import io.holdfast.ValueCondition;
import io.holdfast.ValueReader;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the string operations: turns keys and values into bytes, enters, calls, leaves.
 */
public final class StringsFace<K, V> implements Strings<K, V> {
  private static final SetOptions NX = SetOptions.none().nx();
  private static final byte[] NOTHING = {};

  private final Door door;
  private final Database db;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final ValueReader<V> decoder;

  /** A face of one database. */
  public StringsFace(Door door, Database db, Codec<K> keys, Codec<V> values) {
    this.door = door;
    this.db = db;
    this.keys = keys;
    this.values = values;
    this.decoder = values::decode;
  }

  // ---- the whole value -----------------------------------------------------------------------

  @Override
  public @Nullable V get(K key) {
    return read(key, decoder);
  }

  @Override
  public <R> @Nullable R read(K key, ValueReader<? extends R> reader) {
    byte[] keyBytes = keys.encode(key);
    if (!door.tryEnter()) {
      return door.<@Nullable R>await(() -> readOwned(keyBytes, reader));
    }
    try {
      return readOwned(keyBytes, reader);
    } finally {
      door.exit();
    }
  }

  private <R> @Nullable R readOwned(byte[] key, ValueReader<? extends R> reader) {
    return show(StringOps.find(db, key, 0, key.length), reader);
  }

  private <R> @Nullable R show(int handle, ValueReader<? extends R> reader) {
    if (handle == 0) {
      return null;
    }
    if (db.encoding(handle) == Entry.INT) {
      byte[] digits = db.keyspace().scratch();
      return reader.read(digits, 0, IntegerText.write(StringOps.integer(db, handle), digits, 0));
    }
    return reader.read(db.page(handle), db.valueOffset(handle), db.valueLength(handle));
  }

  @Override
  public void set(K key, V value) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    if (!door.tryEnter()) {
      door.await(() -> setOwned(keyBytes, valueBytes, SetCondition.ALWAYS, Database.NO_EXPIRY));
      return;
    }
    try {
      setOwned(keyBytes, valueBytes, SetCondition.ALWAYS, Database.NO_EXPIRY);
    } finally {
      door.exit();
    }
  }

  @Override
  public void set(K key, V value, Expiry expiry) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    if (!door.tryEnter()) {
      door.await(() -> setOwned(keyBytes, valueBytes, SetCondition.ALWAYS, expiry));
      return;
    }
    try {
      setOwned(keyBytes, valueBytes, SetCondition.ALWAYS, expiry);
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean set(K key, V value, SetOptions options) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    return door.call(() -> setOwned(keyBytes, valueBytes, options.condition(), options.expiry()));
  }

  @Override
  public boolean setNx(K key, V value) {
    return set(key, value, NX);
  }

  @Override
  public boolean setIf(K key, V value, ValueCondition<? extends V> condition) {
    return setIf(key, value, condition, Expiry.none());
  }

  @Override
  public boolean setIf(K key, V value, ValueCondition<? extends V> condition, Expiry expiry) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    ValueTest test = test(condition);
    return door.call(
        () -> {
          long expireAtMs = expireAtMs(expiry, "set");
          return ValueTest.mayReplace(db, ByteRange.of(keyBytes), test)
              && setOwned(keyBytes, valueBytes, SetCondition.ALWAYS, expireAtMs);
        });
  }

  private ValueTest test(ValueCondition<? extends V> condition) {
    V value = condition.value();
    return ValueTest.of(condition, value == null ? NOTHING : values.encode(value));
  }

  @Override
  public boolean delIf(K key, ValueCondition<? extends V> condition) {
    byte[] bytes = keys.encode(key);
    ValueTest test = test(condition);
    return door.call(() -> StringOps.deleteIf(db, ByteRange.of(bytes), test));
  }

  @Override
  public @Nullable String digest(K key) {
    byte[] bytes = keys.encode(key);
    return door.<@Nullable String>call(
        () -> {
          int handle = StringOps.find(db, bytes, 0, bytes.length);
          return handle == 0 ? null : ValueTest.digestText(db, handle);
        });
  }

  private boolean setOwned(byte[] key, byte[] value, SetCondition condition, Expiry expiry) {
    return setOwned(key, value, condition, expireAtMs(expiry, "set"));
  }

  private boolean setOwned(byte[] key, byte[] value, SetCondition condition, long expireAtMs) {
    return StringOps.set(db, key, 0, key.length, value, 0, value.length, condition, expireAtMs);
  }

  private long expireAtMs(Expiry expiry, String command) {
    return StringOptions.expireAtMs(expiry, db.keyspace().nowMs(), command);
  }

  @Override
  public @Nullable V getSet(K key, V value) {
    return getSet(key, value, SetOptions.none());
  }

  @Override
  public @Nullable V getSet(K key, V value, SetOptions options) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    return door.<@Nullable V>call(
        () -> {
          long expireAtMs = expireAtMs(options.expiry(), "set");
          V old = readOwned(keyBytes, decoder);
          setOwned(keyBytes, valueBytes, options.condition(), expireAtMs);
          return old;
        });
  }

  @Override
  public @Nullable V getDel(K key) {
    byte[] bytes = keys.encode(key);
    return door.<@Nullable V>call(
        () -> {
          int handle = StringOps.find(db, bytes, 0, bytes.length);
          V old = show(handle, decoder);
          if (handle != 0) {
            StringOps.delete(db, handle, bytes, 0, bytes.length);
          }
          return old;
        });
  }

  @Override
  public @Nullable V getEx(K key, Expiry expiry) {
    byte[] bytes = keys.encode(key);
    return door.<@Nullable V>call(
        () -> {
          int handle = StringOps.find(db, bytes, 0, bytes.length);
          long expireAtMs = handle == 0 ? Database.KEEP_EXPIRY : expireAtMs(expiry, "getex");
          V value = show(handle, decoder);
          StringOps.expireAt(db, bytes, 0, bytes.length, expireAtMs);
          return value;
        });
  }

  // ---- a part of the value -------------------------------------------------------------------

  @Override
  public long length(K key) {
    byte[] bytes = keys.encode(key);
    return door.call(
        () -> {
          int handle = StringOps.find(db, bytes, 0, bytes.length);
          return handle == 0 ? 0L : StringOps.length(db, handle);
        });
  }

  @Override
  public long append(K key, V value) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    return door.call(
        () ->
            (long)
                StringOps.append(
                    db, keyBytes, 0, keyBytes.length, valueBytes, 0, valueBytes.length));
  }

  @Override
  public V getRange(K key, long start, long end) {
    byte[] bytes = keys.encode(key);
    return door.call(
        () -> {
          V part =
              readOwned(
                  bytes,
                  (page, offset, length) -> {
                    long range = StringOps.range(start, end, length);
                    return values.decode(page, offset + (int) (range >>> 32), (int) range);
                  });
          return part == null ? values.decode(NOTHING, 0, 0) : part;
        });
  }

  @Override
  public long setRange(K key, long offset, V value) {
    byte[] keyBytes = keys.encode(key);
    byte[] valueBytes = values.encode(value);
    return door.call(
        () ->
            (long)
                StringOps.setRange(
                    db, keyBytes, 0, keyBytes.length, offset, valueBytes, 0, valueBytes.length));
  }

  // ---- numbers -------------------------------------------------------------------------------

  @Override
  public long incr(K key) {
    return incrBy(key, 1);
  }

  @Override
  public long incrBy(K key, long increment) {
    byte[] bytes = keys.encode(key);
    if (!door.tryEnter()) {
      return door.await(() -> CounterOps.incrBy(db, bytes, 0, bytes.length, increment));
    }
    try {
      return CounterOps.incrBy(db, bytes, 0, bytes.length, increment);
    } finally {
      door.exit();
    }
  }

  @Override
  public long decr(K key) {
    return incrBy(key, -1);
  }

  @Override
  public long decrBy(K key, long decrement) {
    return incrBy(key, CounterOps.negated(decrement));
  }

  @Override
  public double incrByFloat(K key, double increment) {
    byte[] bytes = keys.encode(key);
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    int textLength = DoubleText.write(increment, text, 0);
    return door.call(
        () -> {
          int length = CounterOps.incrByFloat(db, bytes, 0, bytes.length, text, 0, textLength);
          return DoubleText.parse(db.keyspace().scratch(), 0, length);
        });
  }

  // ---- several keys --------------------------------------------------------------------------

  @Override
  public List<@Nullable V> mget(Collection<? extends K> keys) {
    byte[][] bytes = encode(keys);
    return door.call(
        () -> {
          List<@Nullable V> found = new ArrayList<>(bytes.length);
          StringOps.findAll(db, ByteRanges.of(bytes), handle -> found.add(show(handle, decoder)));
          return found;
        });
  }

  @Override
  public void mset(Map<? extends K, ? extends V> values) {
    setAll(values, SetCondition.ALWAYS, Expiry.none());
  }

  @Override
  public boolean msetNx(Map<? extends K, ? extends V> values) {
    return setAll(values, SetCondition.NX, Expiry.none());
  }

  @Override
  public boolean msetEx(Map<? extends K, ? extends V> values, SetOptions options) {
    return setAll(values, options.condition(), options.expiry());
  }

  private boolean setAll(Map<? extends K, ? extends V> map, SetCondition condition, Expiry expiry) {
    List<byte[]> keyBytes = new ArrayList<>(map.size());
    List<byte[]> valueBytes = new ArrayList<>(map.size());
    map.forEach(
        (key, value) -> {
          keyBytes.add(keys.encode(key));
          valueBytes.add(values.encode(value));
        });
    if (keyBytes.isEmpty()) {
      return true;
    }
    ByteRanges keyRanges = ByteRanges.of(keyBytes.toArray(byte[][]::new));
    ByteRanges valueRanges = ByteRanges.of(valueBytes.toArray(byte[][]::new));
    return door.call(
        () ->
            StringOps.setAll(db, keyRanges, valueRanges, condition, expireAtMs(expiry, "msetex")));
  }

  private byte[][] encode(Collection<? extends K> wanted) {
    List<byte[]> bytes = new ArrayList<>(wanted.size());
    wanted.forEach(key -> bytes.add(keys.encode(key)));
    return bytes.toArray(byte[][]::new);
  }

  @Override
  public V lcs(K first, K second) {
    byte[] firstBytes = keys.encode(first);
    byte[] secondBytes = keys.encode(second);
    return door.call(
        () -> {
          byte[] common = CommonSubsequence.bytes(lcsInput(firstBytes, secondBytes));
          return values.decode(common, 0, common.length);
        });
  }

  @Override
  public long lcsLength(K first, K second) {
    byte[] firstBytes = keys.encode(first);
    byte[] secondBytes = keys.encode(second);
    return door.call(() -> (long) CommonSubsequence.length(lcsInput(firstBytes, secondBytes)));
  }

  @Override
  public LcsMatches lcsMatches(K first, K second, long minMatchLength) {
    byte[] firstBytes = keys.encode(first);
    byte[] secondBytes = keys.encode(second);
    return door.call(
        () -> CommonSubsequence.matches(lcsInput(firstBytes, secondBytes), minMatchLength));
  }

  private CommonSubsequence.Input lcsInput(byte[] first, byte[] second) {
    return CommonSubsequence.input(db, first, 0, first.length, second, 0, second.length);
  }
}
