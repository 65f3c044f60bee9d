package io.holdfast;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands of Redis for keys of every type.
 *
 * <pre>{@code
 * Keys<String> keys = store.keys();
 * keys.expire("session:1", Duration.ofMinutes(30));
 * keys.scan(ScanOptions.all().match("session:*")).forEach(System.out::println);
 * }</pre>
 *
 * <p>No method minds what type a key holds. A key that has expired does not exist: it is gone from
 * the moment its time has come. Times are kept in milliseconds; what an application gives more
 * finely is rounded up.
 *
 * @param <K> type of keys
 */
public interface Keys<K> {
  /**
   * DEL (1.0.0): deletes a key. O(1) for a string.
   *
   * @return whether it existed
   */
  boolean del(K key);

  /**
   * DEL (1.0.0): deletes keys, at once and as one effect. O(number of keys) for strings.
   *
   * @return how many existed; one that is named twice counts once
   */
  long del(Collection<? extends K> keys);

  /**
   * UNLINK (4.0.0): deletes a key, and may give the memory of a large value back later. O(1).
   *
   * @return whether it existed
   */
  boolean unlink(K key);

  /**
   * UNLINK (4.0.0): deletes keys, and may give the memory of large values back later. O(number of
   * keys).
   *
   * @return how many existed; one that is named twice counts once
   */
  long unlink(Collection<? extends K> keys);

  /**
   * EXISTS (1.0.0): whether a key exists. O(1).
   *
   * <p>Does not count as an access of the key.
   */
  boolean exists(K key);

  /**
   * EXISTS (3.0.3): how many keys exist. O(number of keys).
   *
   * <p>Does not count as an access of the keys.
   *
   * @return how many exist; one that is named twice counts twice
   */
  long exists(Collection<? extends K> keys);

  /**
   * TYPE (1.0.0): what a key holds. O(1).
   *
   * <p>Does not count as an access of the key.
   *
   * @return {@link KeyType#NONE} if the key does not exist
   */
  KeyType type(K key);

  /**
   * TTL, PTTL (1.0.0): how long a key lives on. O(1).
   *
   * <p>Does not count as an access of the key.
   *
   * @return tells a key that does not exist from one that does not expire
   */
  Ttl ttl(K key);

  /**
   * EXPIRETIME, PEXPIRETIME (7.0.0): when a key expires. O(1).
   *
   * <p>Does not count as an access of the key.
   *
   * @return tells a key that does not exist from one that does not expire
   */
  ExpireTime expireTime(K key);

  /**
   * EXPIRE, PEXPIRE (1.0.0): lets a key expire after some time, whatever expiry it had. O(1).
   *
   * @param ttl zero or less deletes the key at once
   * @return whether the key existed
   * @throws CommandException "ERR invalid expire time in 'pexpire' command" if the time lies beyond
   *     what 64 bits of milliseconds can tell
   */
  boolean expire(K key, Duration ttl);

  /**
   * EXPIRE, PEXPIRE (7.0.0): lets a key expire after some time, under a condition. O(1).
   *
   * @param ttl zero or less deletes the key at once, if the condition holds
   * @return whether the key existed and the condition held
   * @throws CommandException "ERR invalid expire time in 'pexpire' command" if the time lies beyond
   *     what 64 bits of milliseconds can tell
   */
  boolean expire(K key, Duration ttl, ExpireCondition condition);

  /**
   * EXPIREAT, PEXPIREAT (1.2.0): lets a key expire at a point in time, whatever expiry it had.
   * O(1).
   *
   * @param at now or earlier deletes the key at once
   * @return whether the key existed
   * @throws CommandException "ERR invalid expire time in 'pexpireat' command" if the time lies
   *     beyond what 64 bits of milliseconds can tell
   */
  boolean expireAt(K key, Instant at);

  /**
   * EXPIREAT, PEXPIREAT (7.0.0): lets a key expire at a point in time, under a condition. O(1).
   *
   * @param at now or earlier deletes the key at once, if the condition holds
   * @return whether the key existed and the condition held
   * @throws CommandException "ERR invalid expire time in 'pexpireat' command" if the time lies
   *     beyond what 64 bits of milliseconds can tell
   */
  boolean expireAt(K key, Instant at, ExpireCondition condition);

  /**
   * PERSIST (2.2.0): takes a key's expiry away. O(1).
   *
   * @return whether the key existed and had one
   */
  boolean persist(K key);

  /**
   * RENAME (1.0.0): gives a value, and its expiry, another key. O(length of the value).
   *
   * @param newKey loses what it held before; may be the same as {@code key}
   * @throws CommandException "ERR no such key" if {@code key} does not exist
   */
  void rename(K key, K newKey);

  /**
   * RENAMENX (1.0.0): gives a value, and its expiry, another key that must not exist. O(length of
   * the value).
   *
   * @return false if {@code newKey} exists, and so if both are the same
   * @throws CommandException "ERR no such key" if {@code key} does not exist
   */
  boolean renameNx(K key, K newKey);

  /**
   * COPY (6.2.0): gives another key, which must not exist, a copy of a value and its expiry.
   * O(length of the value).
   *
   * @return whether {@code source} existed and {@code destination} did not
   * @throws CommandException "ERR source and destination objects are the same"
   */
  boolean copy(K source, K destination);

  /**
   * COPY (6.2.0): gives another key, maybe in another database, a copy of a value and its expiry.
   * O(length of the value).
   *
   * @return whether {@code source} existed and {@code destination} did not, or may be replaced
   * @throws CommandException "ERR source and destination objects are the same", "ERR DB index is
   *     out of range"
   */
  boolean copy(K source, K destination, CopyOptions options);

  /**
   * MOVE (1.0.0): moves a key to another database, unless it exists there. O(length of the value).
   *
   * @return whether it existed here and not there
   * @throws CommandException "ERR source and destination objects are the same" if it is the same
   *     database, "ERR DB index is out of range"
   */
  boolean move(K key, int database);

  /**
   * DUMP (2.6.0): the value of a key in the form of Redis's files, with version and checksum, for
   * {@link #restore} or any server's RESTORE. O(size of the value).
   *
   * @return null if the key does not exist
   */
  byte @Nullable [] dump(K key);

  /**
   * RESTORE (2.6.0): gives a key the value of a payload. O(size of the value).
   *
   * @param payload of {@link #dump} or a server's DUMP, up to RDB version 12
   * @throws CommandException "BUSYKEY Target key name already exists."; "ERR DUMP payload version
   *     or checksum are wrong" or "ERR Bad data format", and then the key is as it was
   */
  void restore(K key, byte[] payload, RestoreOptions options);

  /**
   * TOUCH (3.2.1): counts as an access of a key, which eviction goes by. O(1).
   *
   * @return whether it exists
   */
  boolean touch(K key);

  /**
   * TOUCH (3.2.1): counts as an access of keys, which eviction goes by. O(number of keys).
   *
   * @return how many exist; one that is named twice counts twice
   */
  long touch(Collection<? extends K> keys);

  /**
   * SORT (1.0.0): the elements of a list, set or sorted set in another order, or what other keys
   * say about them, as text. See {@link #sort(Object, SortOptions, Codec)}.
   */
  default List<@Nullable String> sort(K key, SortOptions options) {
    return sort(key, options, Codec.utf8());
  }

  /**
   * SORT (1.0.0): the elements of a list, set or sorted set in another order, or what other keys
   * say about them. O(N + M log M) where N is the number of elements and M that of elements put in
   * order, during which nobody else is served.
   *
   * <p>Unlike the other methods this one minds what the key holds. Elements with the same number
   * are ordered by their bytes; what is ordered by the same bytes stays as it came.
   *
   * @param values the codec of what is returned
   * @return empty if the key does not exist; null stands for a value that {@link SortOptions#get}
   *     asked for and that does not exist
   * @throws WrongTypeException if the key holds another type
   * @throws CommandException "ERR One or more scores can't be converted into double"
   */
  <V> List<@Nullable V> sort(K key, SortOptions options, Codec<V> values);

  /**
   * SORT with STORE (1.0.0): makes a list of what {@link #sort(Object, SortOptions, Codec)}
   * returns, a missing value becoming an empty element. A set that is not to be ordered is ordered
   * by bytes.
   *
   * @param destination loses what it held before, and its expiry; may be the same as {@code key}.
   *     It is deleted if the list would be empty
   * @return how many elements the list has
   * @throws WrongTypeException if {@code key} holds another type
   * @throws CommandException "ERR One or more scores can't be converted into double"
   */
  long sortStore(K destination, K key, SortOptions options);

  /**
   * RANDOMKEY (1.0.0): a key drawn at random, each with the same chance. O(1).
   *
   * @return null if the database is empty
   */
  @Nullable K randomKey();

  /**
   * KEYS (1.0.0): every key that matches a glob pattern. O(number of keys), during which nobody
   * else is served: for many keys, {@link #scan(ScanOptions)} is the better neighbour.
   *
   * <p>The pattern is taken as UTF-8 and compared with the bytes of keys: {@code *} stands for any
   * bytes, {@code ?} for one byte, {@code [abc]}, {@code [a-z]} and {@code [^abc]} for one of a
   * class, and a backslash makes what follows ordinary.
   */
  List<K> keys(String pattern);

  /** KEYS (1.0.0) as {@link #keys(String)}, the pattern given as bytes. */
  List<K> keys(byte[] pattern);

  /**
   * SCAN (2.8.0): walks over keys, a step at a time as the stream is consumed, other callers being
   * served between the steps. O(1) a step.
   *
   * <p>A key that exists from the first step to the last is returned at least once, whatever is
   * added or deleted meanwhile. One that comes or goes in between may be returned or not; any may
   * be returned more than once. The stream may be abandoned; there is nothing to close.
   */
  Stream<K> scan(ScanOptions options);

  /** SCAN (2.8.0) of all keys; see {@link #scan(ScanOptions)}. */
  default Stream<K> scan() {
    return scan(ScanOptions.all());
  }

  /**
   * SCAN (2.8.0): one step, for those who keep the cursor themselves; see {@link
   * #scan(ScanOptions)}. O(count).
   *
   * @param cursor 0 to start, then what the last page says
   */
  ScanPage<K> scan(long cursor, ScanOptions options);

  /**
   * OBJECT ENCODING (2.2.3): how a value is held in memory, in Redis's words: {@code int}, {@code
   * embstr}, {@code raw} ... O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable String encoding(K key);

  /**
   * OBJECT IDLETIME (2.2.3): how long ago a key was last used, in whole seconds. O(1).
   *
   * @return null if the key does not exist
   * @throws CommandException "ERR An LFU maxmemory policy is selected, ..." if frequencies are kept
   *     instead
   */
  @Nullable Duration idleTime(K key);

  /**
   * OBJECT FREQ (4.0.0): how often a key was used lately, on a logarithmic scale up to 255. O(1).
   *
   * @return empty if the key does not exist
   * @throws CommandException "ERR An LFU maxmemory policy is not selected, ..." if times are kept
   *     instead
   */
  OptionalInt freq(K key);
}
