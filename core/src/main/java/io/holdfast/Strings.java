package io.holdfast;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The string commands of Redis, typed.
 *
 * <pre>{@code
 * Strings<String, String> strings = store.strings();
 * strings.set("lock", "me", SetOptions.none().nx().expireAfter(Duration.ofSeconds(30)));
 * long visits = strings.incr("visits");
 * }</pre>
 *
 * <p>A string is up to 512 MB of bytes; one that is a 64-bit integer is kept as such in eight.
 * Every method that takes a key throws {@link WrongTypeException} if the key holds another type,
 * unless it says otherwise. Lengths and indexes count bytes, whatever the codec.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public interface Strings<K, V> {

  // ---- the whole value -----------------------------------------------------------------------

  /**
   * GET (1.0.0): the value of a key. O(1), and the copy.
   *
   * @return null if the key does not exist
   */
  @Nullable V get(K key);

  /**
   * GET (1.0.0) without a copy: lets {@code reader} read the value where it lies. O(1).
   *
   * <p>An integer is shown as its decimal text.
   *
   * @return what the reader returns; null if the key does not exist
   */
  <R> @Nullable R read(K key, ValueReader<? extends R> reader);

  /** SET (1.0.0): sets a key's value whatever it held, and takes its expiry away. O(1). */
  void set(K key, V value);

  /**
   * SETEX, PSETEX (2.0.0): sets a key's value whatever it held, and its expiry. O(1).
   *
   * @param expiry in the past: leaves no key
   * @throws CommandException "ERR invalid expire time in 'set' command"
   */
  void set(K key, V value, Expiry expiry);

  /**
   * SET (2.6.12): sets a key's value whatever it held, under a condition and with an expiry. O(1).
   *
   * <p>An expiry in the past leaves no key.
   *
   * @return whether the condition held, and so the value was set
   * @throws CommandException "ERR invalid expire time in 'set' command"
   */
  boolean set(K key, V value, SetOptions options);

  /**
   * SET with IFEQ, IFNE, IFDEQ or IFDNE (8.4.0): sets a key's value if the one it holds is as
   * expected, and takes its expiry away. O(1), or O(length of the value) for a digest.
   *
   * <p>A key that does not exist is not equal to anything, and so is set by the conditions that ask
   * for that.
   *
   * @return whether the condition held, and so the value was set
   */
  boolean setIf(K key, V value, ValueCondition<? extends V> condition);

  /**
   * SET with IFEQ, IFNE, IFDEQ or IFDNE (8.4.0): sets a key's value if the one it holds is as
   * expected, and its expiry; see {@link #setIf(Object, Object, ValueCondition)}. O(1), or O(length
   * of the value) for a digest.
   *
   * @param expiry in the past: leaves no key
   * @return whether the condition held, and so the value was set
   * @throws CommandException "ERR invalid expire time in 'set' command"
   */
  boolean setIf(K key, V value, ValueCondition<? extends V> condition, Expiry expiry);

  /**
   * DELEX (8.4.0): deletes a key if the value it holds is as expected. O(1), or O(length of the
   * value) for a digest.
   *
   * @return whether the key existed and the condition held
   */
  boolean delIf(K key, ValueCondition<? extends V> condition);

  /**
   * DIGEST (8.4.0): the digest of a value, by which {@link ValueCondition} knows it again: its
   * 64-bit XXH3 as 16 hexadecimal digits. O(length of the value).
   *
   * @return null if the key does not exist
   */
  @Nullable String digest(K key);

  /**
   * SETNX (1.0.0): sets the value of a key that does not exist. O(1).
   *
   * @return whether it did not exist, and so was set
   */
  boolean setNx(K key, V value);

  /**
   * GETSET (1.0.0): sets a key's value, takes its expiry away and answers the value it had. O(1).
   *
   * @return null if the key did not exist
   */
  @Nullable V getSet(K key, V value);

  /**
   * SET with GET (6.2.0): sets a key's value under a condition and with an expiry, and answers the
   * value it had, set or not. O(1).
   *
   * <p>With {@link SetOptions#nx} null says that the value was set, with {@link SetOptions#xx} that
   * it was not.
   *
   * @return null if the key did not exist
   * @throws CommandException "ERR invalid expire time in 'set' command"
   */
  @Nullable V getSet(K key, V value, SetOptions options);

  /**
   * GETDEL (6.2.0): deletes a key and answers the value it had. O(1).
   *
   * @return null if the key did not exist
   */
  @Nullable V getDel(K key);

  /**
   * GETEX (6.2.0): the value of a key, changing when it expires. O(1).
   *
   * <p>An expiry in the past deletes the key.
   *
   * @return null if the key does not exist
   * @throws CommandException "ERR invalid expire time in 'getex' command"
   */
  @Nullable V getEx(K key, Expiry expiry);

  // ---- a part of the value -------------------------------------------------------------------

  /** STRLEN (2.2.0): the length of a value in bytes; 0 if the key does not exist. O(1). */
  long length(K key);

  /**
   * APPEND (2.0.0): adds to the end of a value, creating the key if absent. O(1) amortised.
   *
   * <p>Makes the encoding raw: the string gets room to become twice as long, 1 MB more at most.
   *
   * @return the length of the value from now on
   * @throws CommandException "ERR string exceeds maximum allowed size (proto-max-bulk-len)"
   */
  long append(K key, V value);

  /**
   * GETRANGE (2.4.0): the bytes of a value from one index to another, both included. O(number of
   * bytes).
   *
   * @param start negative: counted from the end, -1 being the last byte
   * @param end as {@code start}; beyond the end of the value means its end
   * @return an empty value if nothing lies there or the key does not exist
   */
  V getRange(K key, long start, long end);

  /**
   * SETRANGE (2.2.0): overwrites a value from an offset on; where it is too short, or absent, it is
   * filled up with zero bytes. O(1), and the copy.
   *
   * <p>Makes the encoding raw. An empty {@code value} changes nothing and creates no key.
   *
   * @return the length of the value from now on
   * @throws CommandException "ERR offset is out of range" if it is negative, "ERR string exceeds
   *     maximum allowed size (proto-max-bulk-len)"
   */
  long setRange(K key, long offset, V value);

  // ---- numbers -------------------------------------------------------------------------------

  /**
   * INCR (1.0.0): adds 1 to an integer, which is 0 if the key does not exist. O(1).
   *
   * @return the sum
   * @throws CommandException "ERR value is not an integer or out of range", "ERR increment or
   *     decrement would overflow"
   */
  long incr(K key);

  /**
   * INCRBY (1.0.0): adds to an integer, which is 0 if the key does not exist. O(1).
   *
   * @return the sum
   * @throws CommandException "ERR value is not an integer or out of range", "ERR increment or
   *     decrement would overflow"
   */
  long incrBy(K key, long increment);

  /**
   * DECR (1.0.0): takes 1 from an integer, which is 0 if the key does not exist. O(1).
   *
   * @return the difference
   * @throws CommandException "ERR value is not an integer or out of range", "ERR increment or
   *     decrement would overflow"
   */
  long decr(K key);

  /**
   * DECRBY (1.0.0): takes from an integer, which is 0 if the key does not exist. O(1).
   *
   * @return the difference
   * @throws CommandException "ERR value is not an integer or out of range", "ERR increment or
   *     decrement would overflow", "ERR decrement would overflow"
   */
  long decrBy(K key, long decrement);

  /**
   * INCRBYFLOAT (2.6.0): adds to a number, which is 0 if the key does not exist. O(1).
   *
   * <p>Calculates with 64 significant bits and keeps up to 17 decimal places, as text. {@code
   * increment} counts as the shortest decimal number that is read as this double: 0.1 adds 0.1.
   *
   * @return the double nearest to the sum
   * @throws CommandException "ERR value is not a valid float", "ERR increment would produce NaN or
   *     Infinity"
   */
  double incrByFloat(K key, double increment);

  // ---- several keys --------------------------------------------------------------------------

  /**
   * MGET (1.0.0): the values of several keys, at once. O(number of keys).
   *
   * @return in the order of the keys; null for one that does not exist or holds another type
   */
  List<@Nullable V> mget(Collection<? extends K> keys);

  /**
   * MSET (1.0.1): sets the values of several keys at once, whatever they held, and takes their
   * expiries away. O(number of keys).
   *
   * @param values may be empty, and then does nothing
   */
  void mset(Map<? extends K, ? extends V> values);

  /**
   * MSETNX (1.0.1): sets the values of several keys at once if none of them exists. O(number of
   * keys).
   *
   * @param values may be empty, and then nothing is to be set and the answer is true
   * @return whether none existed, and so all were set
   */
  boolean msetNx(Map<? extends K, ? extends V> values);

  /**
   * MSETEX (8.4.0): sets the values of several keys at once, under a condition and with a common
   * expiry. O(number of keys).
   *
   * @param values may be empty, and then nothing is to be set and the answer is true
   * @param options a condition must hold for all keys
   * @return whether it held, and so all were set
   * @throws CommandException "ERR invalid expire time in 'msetex' command"
   */
  boolean msetEx(Map<? extends K, ? extends V> values, SetOptions options);

  /**
   * LCS (7.0.0): the longest sequence of bytes that two values have in common, gaps allowed. A key
   * that does not exist counts as empty. O(product of the lengths), during which nobody else is
   * served.
   *
   * @throws CommandException "ERR The specified keys must contain string values" instead of {@link
   *     WrongTypeException}; "ERR Insufficient memory, transient memory for LCS exceeds
   *     proto-max-bulk-len" if the product of the lengths is more than about 134 million
   */
  V lcs(K first, K second);

  /**
   * LCS with LEN (7.0.0): the length of {@link #lcs}. O(product of the lengths).
   *
   * @throws CommandException as {@link #lcs}
   */
  long lcsLength(K first, K second);

  /**
   * LCS with IDX (7.0.0): where {@link #lcs} lies in the two values. O(product of the lengths).
   *
   * @param minMatchLength MINMATCHLEN: matches shorter than this are left out; 0 for none
   * @throws CommandException as {@link #lcs}
   */
  LcsMatches lcsMatches(K first, K second, long minMatchLength);
}
