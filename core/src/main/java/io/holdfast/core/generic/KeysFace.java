package io.holdfast.core.generic;

import io.holdfast.Codec;
import io.holdfast.CommandException;
import io.holdfast.CopyOptions;
import io.holdfast.ExpireCondition;
import io.holdfast.ExpireTime;
import io.holdfast.KeyType;
import io.holdfast.Keys;
import io.holdfast.RestoreOptions;
import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.SortOptions;
import io.holdfast.Ttl;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.rdb.DumpOps;
import io.holdfast.core.sort.SortOps;
import io.holdfast.core.sort.SortRequest;
import io.holdfast.encodings.glob.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/** The typed door to the operations on keys. */
public final class KeysFace<K> implements Keys<K> {
  private static final long NANOS_PER_MS = 1_000_000;

  private final Door door;
  private final Database db;
  private final Codec<K> codec;
  private final IntSupplier rdbVersion;

  /**
   * A face of one database.
   *
   * @param rdbVersion what DUMP writes
   */
  public KeysFace(Door door, Database db, Codec<K> codec, IntSupplier rdbVersion) {
    this.door = door;
    this.db = db;
    this.codec = codec;
    this.rdbVersion = rdbVersion;
  }

  @Override
  public boolean del(K key) {
    byte[] bytes = codec.encode(key);
    if (!door.tryEnter()) {
      return door.await(() -> delete(KeyDeletion.del(db), bytes)) > 0;
    }
    try {
      return delete(KeyDeletion.del(db), bytes) > 0;
    } finally {
      door.exit();
    }
  }

  @Override
  public long del(Collection<? extends K> keys) {
    byte[][] bytes = encode(keys);
    return door.call(() -> delete(KeyDeletion.del(db), bytes));
  }

  @Override
  public boolean unlink(K key) {
    byte[] bytes = codec.encode(key);
    return door.call(() -> delete(KeyDeletion.unlink(db), bytes)) > 0;
  }

  @Override
  public long unlink(Collection<? extends K> keys) {
    byte[][] bytes = encode(keys);
    return door.call(() -> delete(KeyDeletion.unlink(db), bytes));
  }

  private static long delete(KeyDeletion deletion, byte[]... keys) {
    for (byte[] key : keys) {
      deletion.delete(key, 0, key.length);
    }
    return deletion.end();
  }

  @Override
  public boolean exists(K key) {
    byte[] bytes = codec.encode(key);
    if (!door.tryEnter()) {
      return door.await(() -> KeyOps.exists(db, bytes, 0, bytes.length));
    }
    try {
      return KeyOps.exists(db, bytes, 0, bytes.length);
    } finally {
      door.exit();
    }
  }

  @Override
  public long exists(Collection<? extends K> keys) {
    byte[][] bytes = encode(keys);
    return door.call(
        () -> {
          long count = 0;
          for (byte[] key : bytes) {
            count += KeyOps.exists(db, key, 0, key.length) ? 1 : 0;
          }
          return count;
        });
  }

  @Override
  public KeyType type(K key) {
    byte[] bytes = codec.encode(key);
    return door.call(() -> KeyOps.type(db, bytes, 0, bytes.length));
  }

  // ---- expiry --------------------------------------------------------------------------------

  @Override
  public Ttl ttl(K key) {
    byte[] bytes = codec.encode(key);
    if (!door.tryEnter()) {
      return new Ttl(door.await(() -> ExpiryOps.ttlMs(db, bytes, 0, bytes.length)));
    }
    try {
      return new Ttl(ExpiryOps.ttlMs(db, bytes, 0, bytes.length));
    } finally {
      door.exit();
    }
  }

  @Override
  public ExpireTime expireTime(K key) {
    byte[] bytes = codec.encode(key);
    return new ExpireTime(door.call(() -> ExpiryOps.expireTimeMs(db, bytes, 0, bytes.length)));
  }

  @Override
  public boolean expire(K key, Duration ttl) {
    return expire(key, ttl, ExpireCondition.ALWAYS);
  }

  @Override
  public boolean expire(K key, Duration ttl, ExpireCondition condition) {
    byte[] bytes = codec.encode(key);
    if (!door.tryEnter()) {
      return door.await(() -> expireOwned(bytes, ttl, condition));
    }
    try {
      return expireOwned(bytes, ttl, condition);
    } finally {
      door.exit();
    }
  }

  private boolean expireOwned(byte[] key, Duration ttl, ExpireCondition condition) {
    long atMs;
    try {
      long ttlMs = ms(ttl.getSeconds(), ttl.getNano());
      atMs = Math.addExact(db.keyspace().nowMs(), ttlMs);
    } catch (ArithmeticException overflow) {
      throw new CommandException("ERR invalid expire time in 'pexpire' command");
    }
    return ExpiryOps.expireAt(db, key, 0, key.length, atMs, condition);
  }

  @Override
  public boolean expireAt(K key, Instant at) {
    return expireAt(key, at, ExpireCondition.ALWAYS);
  }

  @Override
  public boolean expireAt(K key, Instant at, ExpireCondition condition) {
    byte[] bytes = codec.encode(key);
    long atMs;
    try {
      atMs = ms(at.getEpochSecond(), at.getNano());
    } catch (ArithmeticException overflow) {
      throw new CommandException("ERR invalid expire time in 'pexpireat' command");
    }
    return door.call(() -> ExpiryOps.expireAt(db, bytes, 0, bytes.length, atMs, condition));
  }

  /** Seconds and nanoseconds as ms, rounded up. */
  private static long ms(long seconds, int nanos) {
    long roundedUp = (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    return Math.addExact(Math.multiplyExact(seconds, 1000L), roundedUp);
  }

  @Override
  public boolean persist(K key) {
    byte[] bytes = codec.encode(key);
    return door.call(() -> ExpiryOps.persist(db, bytes, 0, bytes.length));
  }

  // ---- rename, copy, move --------------------------------------------------------------------

  @Override
  public void rename(K key, K newKey) {
    rename(key, newKey, false);
  }

  @Override
  public boolean renameNx(K key, K newKey) {
    return rename(key, newKey, true);
  }

  private boolean rename(K key, K newKey, boolean onlyIfAbsent) {
    byte[] from = codec.encode(key);
    byte[] to = codec.encode(newKey);
    return door.call(() -> KeyOps.rename(db, from, 0, from.length, to, 0, to.length, onlyIfAbsent));
  }

  @Override
  public boolean copy(K source, K destination) {
    return copy(source, destination, CopyOptions.none());
  }

  @Override
  public boolean copy(K source, K destination, CopyOptions options) {
    byte[] from = codec.encode(source);
    byte[] to = codec.encode(destination);
    Database target = database(options.database().orElse(db.index()));
    boolean replaces = options.isReplacing();
    return door.call(
        () -> KeyOps.copy(db, from, 0, from.length, target, to, 0, to.length, replaces));
  }

  @Override
  public boolean move(K key, int database) {
    byte[] bytes = codec.encode(key);
    Database target = database(database);
    return door.call(() -> KeyOps.move(db, bytes, 0, bytes.length, target));
  }

  @Override
  public byte @Nullable [] dump(K key) {
    ByteRange keyBytes = ByteRange.of(codec.encode(key));
    return door.<byte @Nullable []>call(() -> DumpOps.dump(db, keyBytes, rdbVersion.getAsInt()));
  }

  @Override
  public void restore(K key, byte[] payload, RestoreOptions options) {
    ByteRange keyBytes = ByteRange.of(codec.encode(key));
    ByteRange payloadBytes = ByteRange.of(payload);
    long expireAtMs =
        options.expireAt().map(at -> Math.max(0, at.toEpochMilli())).orElse(Database.NO_EXPIRY);
    boolean replaces = options.isReplacing();
    door.run(
        () -> {
          DumpOps.checkFree(db, keyBytes, replaces);
          DumpOps.restore(db, keyBytes, payloadBytes, expireAtMs, replaces, DumpOps.FRESH);
        });
  }

  private Database database(int index) {
    return DatabaseOps.database(db.keyspace(), index);
  }

  // ---- access --------------------------------------------------------------------------------

  @Override
  public boolean touch(K key) {
    byte[] bytes = codec.encode(key);
    return door.call(() -> KeyOps.touch(db, bytes, 0, bytes.length));
  }

  @Override
  public long touch(Collection<? extends K> keys) {
    byte[][] bytes = encode(keys);
    return door.call(
        () -> {
          long count = 0;
          for (byte[] key : bytes) {
            count += KeyOps.touch(db, key, 0, key.length) ? 1 : 0;
          }
          return count;
        });
  }

  // ---- sorting -------------------------------------------------------------------------------

  @Override
  public <V> List<@Nullable V> sort(K key, SortOptions options, Codec<V> values) {
    ByteRange range = ByteRange.of(codec.encode(key));
    SortRequest request = SortRequest.of(options);
    return door.call(
        () -> {
          List<byte[]> elements = SortOps.elements(db, range, request);
          List<@Nullable V> found = new ArrayList<>(elements.size());
          SortOps.forEachValue(
              db,
              elements,
              request,
              (bytes, offset, length) -> found.add(values.decode(bytes, offset, length)),
              () -> found.add(null));
          return found;
        });
  }

  @Override
  public long sortStore(K destination, K key, SortOptions options) {
    ByteRange to = ByteRange.of(codec.encode(destination));
    ByteRange from = ByteRange.of(codec.encode(key));
    SortRequest request = SortRequest.of(options);
    return door.call(() -> SortOps.store(db, from, request, to));
  }

  // ---- walking -------------------------------------------------------------------------------

  @Override
  public @Nullable K randomKey() {
    return door.<@Nullable K>call(
        () -> {
          int handle = KeyOps.random(db);
          return handle == 0 ? null : decode(handle);
        });
  }

  @Override
  public List<K> keys(String pattern) {
    return keys(pattern.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<K> keys(byte[] pattern) {
    KeyFilter filter = new KeyFilter(GlobPattern.compile(pattern), null);
    return door.call(() -> decode(new KeyWalk(db, filter).all()));
  }

  @Override
  public Stream<K> scan(ScanOptions options) {
    KeyFilter filter = filter(options);
    return ScanIterator.stream(cursor -> scan(cursor, filter, options.count()));
  }

  @Override
  public ScanPage<K> scan(long cursor, ScanOptions options) {
    return scan(cursor, filter(options), options.count());
  }

  private ScanPage<K> scan(long cursor, KeyFilter filter, int count) {
    return door.call(
        () -> {
          KeyWalk walk = new KeyWalk(db, filter);
          long next = walk.step(cursor, count);
          return new ScanPage<>(next, decode(walk.found()));
        });
  }

  private static KeyFilter filter(ScanOptions options) {
    return new KeyFilter(
        options.pattern().map(GlobPattern::compile).orElse(null), options.type().orElse(null));
  }

  // ---- object --------------------------------------------------------------------------------

  @Override
  public @Nullable String encoding(K key) {
    byte[] bytes = codec.encode(key);
    return door.<@Nullable String>call(
        () -> {
          int handle = ObjectOps.find(db, bytes, 0, bytes.length);
          return handle == 0 ? null : ObjectOps.encoding(db, handle);
        });
  }

  @Override
  public @Nullable Duration idleTime(K key) {
    byte[] bytes = codec.encode(key);
    return door.<@Nullable Duration>call(
        () -> {
          int handle = ObjectOps.find(db, bytes, 0, bytes.length);
          return handle == 0 ? null : Duration.ofSeconds(ObjectOps.idleSeconds(db, handle));
        });
  }

  @Override
  public OptionalInt freq(K key) {
    byte[] bytes = codec.encode(key);
    return door.call(
        () -> {
          int handle = ObjectOps.find(db, bytes, 0, bytes.length);
          return handle == 0
              ? OptionalInt.empty()
              : OptionalInt.of(ObjectOps.frequency(db, handle));
        });
  }

  private byte[][] encode(Collection<? extends K> keys) {
    byte[][] bytes = new byte[keys.size()][];
    int i = 0;
    for (K key : keys) {
      bytes[i++] = codec.encode(key);
    }
    return bytes;
  }

  private List<K> decode(IntArrayList handles) {
    List<K> decoded = new ArrayList<>(handles.size());
    for (int i = 0; i < handles.size(); i++) {
      decoded.add(decode(handles.getInt(i)));
    }
    return decoded;
  }

  private K decode(int handle) {
    return codec.decode(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
  }
}
