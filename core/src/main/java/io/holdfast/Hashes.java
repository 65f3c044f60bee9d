package io.holdfast;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hash commands of Redis, typed: each key holds fields with their values.
 *
 * <pre>{@code
 * Hashes<String, String, String> hashes = store.hashes();
 * hashes.set("user:1", "name", "Ada");
 * long visits = hashes.incrBy("user:1", "visits", 1);
 * }</pre>
 *
 * <p>Fields are read and written by the codec of keys; {@link Db#hashes(Codec)} gives them one of
 * their own. A key that does not exist is a hash without fields, and a hash whose last field goes
 * is deleted. Every method throws {@link WrongTypeException} if the key holds another type.
 *
 * <p>A hash is held as a listpack, one run of bytes, while it has at most {@code
 * hash-max-listpack-entries} fields and none of them, nor any value, is longer than {@code
 * hash-max-listpack-value} bytes; from then on as a table. The costs below are those of the table;
 * what finds one field costs O(number of fields) of a listpack, of which there are few. A listpack
 * keeps its fields in the order in which they came, a table in none.
 *
 * <p>Fields may have deadlines of their own, see {@link Deadlines}, and a hash one of whose fields
 * was given one is a table from then on. A field is gone from the moment its time has come. Giving
 * it a value takes its deadline away; {@link #incrBy} and {@link #incrByFloat} let it keep it.
 * Times are kept in milliseconds; what an application gives more finely is rounded up.
 *
 * @param <K> type of keys
 * @param <F> type of fields
 * @param <V> type of values
 */
public interface Hashes<K, F, V> extends Deadlines<K, F> {

  // ---- one field -----------------------------------------------------------------------------

  /**
   * HGET (2.0.0): the value of a field. O(1), and the copy.
   *
   * @return null if there is no such field
   */
  @Nullable V get(K key, F field);

  /**
   * HGET (2.0.0) without a copy: lets {@code reader} read the value where it lies. O(1).
   *
   * @return what the reader returns; null if there is no such field
   */
  <R> @Nullable R read(K key, F field, ValueReader<? extends R> reader);

  /** HEXISTS (2.0.0): whether a hash has a field. O(1). */
  boolean contains(K key, F field);

  /**
   * HSTRLEN (3.2.0): the length of a field's value in bytes; 0 if there is no such field. O(1).
   *
   * <p>Counts bytes, whatever the codec.
   */
  long valueLength(K key, F field);

  /**
   * HSET (2.0.0): gives a field a value. O(1).
   *
   * @return whether the field is new
   */
  boolean set(K key, F field, V value);

  /**
   * HSETNX (2.0.0): gives a field a value unless it has one. O(1).
   *
   * @return whether it had none, and so was set
   */
  boolean setIfAbsent(K key, F field, V value);

  /**
   * HDEL (2.0.0): removes a field. O(1).
   *
   * @return whether there was one
   */
  boolean remove(K key, F field);

  // ---- numbers -------------------------------------------------------------------------------

  /**
   * HINCRBY (2.0.0): adds to the integer of a field, which is 0 if there is no such field. O(1).
   *
   * @return the sum
   * @throws CommandException "ERR hash value is not an integer", "ERR increment or decrement would
   *     overflow"
   */
  long incrBy(K key, F field, long increment);

  /**
   * HINCRBYFLOAT (2.6.0): adds to the number of a field, which is 0 if there is no such field.
   * O(1).
   *
   * <p>Calculates with 64 significant bits and keeps up to 17 decimal places, as text. {@code
   * increment} counts as the shortest decimal number that is read as this double: 0.1 adds 0.1.
   *
   * @return the double nearest to the sum
   * @throws CommandException "ERR hash value is not a float", "ERR value is NaN or Infinity", "ERR
   *     increment would produce NaN or Infinity"
   */
  double incrByFloat(K key, F field, double increment);

  // ---- several fields ------------------------------------------------------------------------

  /**
   * HMGET (2.0.0): the values of several fields, at once. O(number of fields asked for).
   *
   * @return in the order of the fields; null for one there is not
   */
  List<@Nullable V> getSome(K key, Collection<? extends F> fields);

  /**
   * HSET (4.0.0): gives several fields values, at once and as one effect. O(number of fields set).
   *
   * @param values may be empty, and then does nothing
   * @return how many of the fields are new
   */
  long setAll(K key, Map<? extends F, ? extends V> values);

  /**
   * HDEL (2.4.0): removes several fields, at once and as one effect. O(number of fields named).
   *
   * @return how many there were; one that is named twice counts once
   */
  long remove(K key, Collection<? extends F> fields);

  // ---- all fields ----------------------------------------------------------------------------

  /** HLEN (2.0.0): number of fields; 0 if the key does not exist. O(1). */
  long size(K key);

  /**
   * HGETALL (2.0.0): all fields with their values. O(number of fields), during which nobody else is
   * served: of a large hash, {@link #scan(Object, ScanOptions)} is the better neighbour.
   *
   * @return a map of its own, in the order of the hash, which the caller may change; it looks
   *     fields up by {@code equals}, which arrays do not have: of fields as bytes, walk it
   */
  Map<F, V> getAll(K key);

  /** HKEYS (2.0.0): all fields, in the order of {@link #getAll}. O(number of fields). */
  List<F> fields(K key);

  /** HVALS (2.0.0): all values, in the order of {@link #getAll}. O(number of fields). */
  List<V> values(K key);

  /**
   * HRANDFIELD (6.2.0): a field drawn at random, each with the same chance. O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable F randomField(K key);

  /**
   * HRANDFIELD (6.2.0): fields drawn at random, each choice with the same chance. O(number of
   * fields drawn).
   *
   * @param count if positive, this many different fields, or all if there are not more; if
   *     negative, as many draws as its absolute value says, the same field coming again maybe
   */
  List<F> randomFields(K key, int count);

  /**
   * HRANDFIELD with WITHVALUES (6.2.0): fields drawn at random as by {@link #randomFields}, with
   * their values. O(number of fields drawn).
   *
   * @param count as {@link #randomFields}
   */
  List<FieldValue<F, V>> randomEntries(K key, int count);

  // ---- values with deadlines -----------------------------------------------------------------

  /**
   * HSETEX (8.0.0): gives a field a value, under a condition and with a deadline. O(log of the
   * number of deadlines).
   *
   * <p>A deadline in the past leaves no field.
   *
   * @return whether the condition held, and so the field was set
   * @throws CommandException "ERR invalid expire time in 'hsetex' command"
   */
  default boolean set(K key, F field, V value, SetOptions options) {
    return setAll(key, Map.of(field, value), options);
  }

  /**
   * HSETEX (8.0.0): gives several fields values, all or none, under a condition and with a
   * deadline. O(number of fields set * log of the number of deadlines).
   *
   * <p>A deadline in the past leaves none of the fields.
   *
   * @param values may be empty, and then nothing is to be set and the answer is true
   * @param options NX holds if none of the fields is there, XX if all are
   * @return whether the condition held, and so all were set
   * @throws CommandException "ERR invalid expire time in 'hsetex' command"
   */
  boolean setAll(K key, Map<? extends F, ? extends V> values, SetOptions options);

  /**
   * HGETEX (8.0.0): the value of a field, changing when it expires. O(log of the number of
   * deadlines).
   *
   * @param expiry in the past: removes the field
   * @return null if there is no such field
   * @throws CommandException "ERR invalid expire time in 'hgetex' command"
   */
  default @Nullable V getEx(K key, F field, Expiry expiry) {
    return getEx(key, List.of(field), expiry).get(0);
  }

  /**
   * HGETEX (8.0.0): the values of fields, changing when they expire. O(number of fields named * log
   * of the number of deadlines).
   *
   * @param expiry in the past: removes the fields
   * @return in the order of the fields; null for one there is not
   * @throws CommandException "ERR invalid expire time in 'hgetex' command"
   */
  List<@Nullable V> getEx(K key, Collection<? extends F> fields, Expiry expiry);

  /**
   * HGETDEL (8.0.0): removes a field and answers the value it had. O(1).
   *
   * @return null if there was no such field
   */
  default @Nullable V getDel(K key, F field) {
    return getDel(key, List.of(field)).get(0);
  }

  /**
   * HGETDEL (8.0.0): removes fields and answers the values they had. O(number of fields named).
   *
   * @return in the order of the fields; null for one there was not
   */
  List<@Nullable V> getDel(K key, Collection<? extends F> fields);

  // ---- walking -------------------------------------------------------------------------------

  /**
   * HSCAN (2.8.0): walks over the fields of a hash with their values, a step at a time as the
   * stream is consumed, other callers being served between the steps. O(1) a step.
   *
   * <p>A field that is there from the first step to the last is returned at least once, whatever is
   * added or removed meanwhile. One that comes or goes in between may be returned or not; any may
   * be returned more than once. A listpack is one step, whatever the count. The stream may be
   * abandoned; there is nothing to close.
   *
   * @param options the pattern is that of fields
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  Stream<FieldValue<F, V>> scan(K key, ScanOptions options);

  /** HSCAN (2.8.0) of all fields; see {@link #scan(Object, ScanOptions)}. */
  default Stream<FieldValue<F, V>> scan(K key) {
    return scan(key, ScanOptions.all());
  }

  /**
   * HSCAN (2.8.0): one step, for those who keep the cursor themselves; see {@link #scan(Object,
   * ScanOptions)}. O(count).
   *
   * @param cursor 0 to start, then what the last page says
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  ScanPage<FieldValue<F, V>> scan(K key, long cursor, ScanOptions options);

  /**
   * HSCAN with NOVALUES (7.4.0): walks over the fields of a hash without their values, as {@link
   * #scan(Object, ScanOptions)} does. O(1) a step.
   *
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  Stream<F> scanFields(K key, ScanOptions options);
}
