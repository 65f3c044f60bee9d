package io.holdfast.core.element;

import io.holdfast.Codec;
import io.holdfast.CommandException;
import io.holdfast.Deadlines;
import io.holdfast.ExpireCondition;
import io.holdfast.ExpireTime;
import io.holdfast.Ttl;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What the typed doors to collections have in common: turning keys and elements into bytes, and the
 * deadlines of elements.
 *
 * @param <K> type of keys
 * @param <E> type of elements: fields, members
 */
public abstract class CollectionFace<K, E> implements Deadlines<K, E> {
  private static final long NANOS_PER_MS = 1_000_000;

  /** The way to the owner. */
  protected final Door door;

  /** The database. */
  protected final Database db;

  /** Keys as bytes. */
  protected final Codec<K> keys;

  /** Elements as bytes. */
  protected final Codec<E> elements;

  private final ElementExpiryOps ops;

  /** A face of one database. */
  protected CollectionFace(
      Door door, Database db, Codec<K> keys, Codec<E> elements, ElementExpiryOps ops) {
    this.door = door;
    this.db = db;
    this.keys = keys;
    this.elements = elements;
    this.ops = ops;
  }

  // ---- bytes ---------------------------------------------------------------------------------

  /** A key's bytes. */
  protected final ByteRange key(K key) {
    return ByteRange.of(keys.encode(key));
  }

  /** An element's bytes. */
  protected final ByteRange element(E element) {
    return ByteRange.of(elements.encode(element));
  }

  /** The bytes of elements. */
  protected final ByteRanges elements(Collection<? extends E> some) {
    return encode(elements, some);
  }

  /** The bytes of keys or elements. */
  protected static <T> ByteRanges encode(Codec<T> codec, Collection<? extends T> some) {
    List<byte[]> bytes = new ArrayList<>(some.size());
    some.forEach(each -> bytes.add(codec.encode(each)));
    return ranges(bytes);
  }

  /** Arrays, each of them whole. */
  protected static ByteRanges ranges(List<byte[]> bytes) {
    return ByteRanges.of(bytes.toArray(byte[][]::new));
  }

  // ---- deadlines -----------------------------------------------------------------------------

  @Override
  public final List<Boolean> expire(
      K key, Collection<? extends E> some, Duration ttl, ExpireCondition condition) {
    ByteRange keyBytes = key(key);
    ByteRanges elementBytes = elements(some);
    return door.call(
        () -> {
          long atMs;
          try {
            long ttlMs = ms(ttl.getSeconds(), ttl.getNano());
            atMs = Math.addExact(db.keyspace().nowMs(), ttlMs);
          } catch (ArithmeticException overflow) {
            throw invalidTime("pexpire");
          }
          return expireOwned(keyBytes, elementBytes, atMs, condition);
        });
  }

  @Override
  public final List<Boolean> expireAt(
      K key, Collection<? extends E> some, Instant at, ExpireCondition condition) {
    ByteRange keyBytes = key(key);
    ByteRanges elementBytes = elements(some);
    long atMs;
    try {
      atMs = ms(at.getEpochSecond(), at.getNano());
    } catch (ArithmeticException overflow) {
      throw invalidTime("pexpireat");
    }
    return door.call(() -> expireOwned(keyBytes, elementBytes, atMs, condition));
  }

  private CommandException invalidTime(String command) {
    String name = ops.type().letter.toLowerCase(Locale.ROOT) + command;
    return new CommandException("ERR invalid expire time in '" + name + "' command");
  }

  private List<Boolean> expireOwned(
      ByteRange key, ByteRanges elements, long atMs, ExpireCondition condition) {
    List<Boolean> done = new ArrayList<>(elements.count());
    for (int code : ops.expireAt(db, key, elements, atMs, condition)) {
      done.add(code > ElementExpiryOps.REFUSED);
    }
    return done;
  }

  /** Seconds and nanoseconds as ms, rounded up. */
  private static long ms(long seconds, int nanos) {
    long roundedUp = (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    return Math.addExact(Math.multiplyExact(seconds, 1000L), roundedUp);
  }

  @Override
  public final List<Ttl> ttl(K key, Collection<? extends E> some) {
    ByteRange keyBytes = key(key);
    ByteRanges elementBytes = elements(some);
    long[] timesMs = door.call(() -> ops.ttlsMs(db, keyBytes, elementBytes));
    return Arrays.stream(timesMs).mapToObj(Ttl::new).toList();
  }

  @Override
  public final List<ExpireTime> expireTime(K key, Collection<? extends E> some) {
    ByteRange keyBytes = key(key);
    ByteRanges elementBytes = elements(some);
    long[] timesMs = door.call(() -> ops.expireTimesMs(db, keyBytes, elementBytes));
    return Arrays.stream(timesMs).mapToObj(ExpireTime::new).toList();
  }

  @Override
  public final long persist(K key, Collection<? extends E> some) {
    ByteRange keyBytes = key(key);
    ByteRanges elementBytes = elements(some);
    int[] codes = door.call(() -> ops.persist(db, keyBytes, elementBytes));
    return Arrays.stream(codes).filter(code -> code == ElementExpiryOps.DONE).count();
  }
}
