package io.holdfast;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The set commands of Redis, typed: each key holds members, each once.
 *
 * <pre>{@code
 * Sets<String, String> sets = store.sets();
 * sets.add("tags:1", List.of("java", "redis"));
 * Set<String> both = sets.intersect(List.of("tags:1", "tags:2"));
 * }</pre>
 *
 * <p>A key that does not exist is an empty set, and a set whose last member goes is deleted. Every
 * method throws {@link WrongTypeException} if a key holds another type, unless it says otherwise.
 *
 * <p>A set is held as an intset, integers in ascending order, while its members are the texts of at
 * most {@code set-max-intset-entries} 64-bit integers; as a listpack, one run of bytes in the order
 * in which members came, while it has at most {@code set-max-listpack-entries} of them, none longer
 * than {@code set-max-listpack-value} bytes; from then on as a table, in no order. The costs below
 * are those of the table; what finds one member costs O(log N) of an intset and O(N) of a listpack,
 * of which there are few.
 *
 * <p>Members may have deadlines of their own, see {@link Deadlines}, and a set one of whose members
 * was given one is a table from then on. Adding a member that is there leaves its deadline; {@link
 * #move} takes it along; what is stored by a method that combines sets has none.
 *
 * <p>Where a {@code java.util.Set} is returned, it is the caller's own, in the order of Redis's
 * reply. It looks members up by {@code equals}, which arrays do not have: of members as bytes, walk
 * it.
 *
 * @param <K> type of keys
 * @param <V> type of members
 */
public interface Sets<K, V> extends Deadlines<K, V> {

  // ---- one member ----------------------------------------------------------------------------

  /**
   * SADD (1.0.0): adds a member, creating the key if absent. O(1).
   *
   * @return whether it is new
   */
  boolean add(K key, V member);

  /**
   * SREM (1.0.0): removes a member. O(1).
   *
   * @return whether it was there
   */
  boolean remove(K key, V member);

  /** SISMEMBER (1.0.0): whether a set has a member. O(1). */
  boolean contains(K key, V member);

  /**
   * SMOVE (1.0.0): moves a member from one set to another, creating that if absent. O(1).
   *
   * @param destination may be the source, and then nothing changes
   * @return whether it was in the source
   */
  boolean move(K source, K destination, V member);

  // ---- several members -----------------------------------------------------------------------

  /**
   * SADD (2.4.0): adds members, at once and as one effect. O(number of members named).
   *
   * <p>More of them than fit an intset or a listpack make the set a table, even if they are equal.
   *
   * @param members may be empty, and then nothing is done
   * @return how many are new; one that is named twice counts once
   */
  long add(K key, Collection<? extends V> members);

  /**
   * SREM (2.4.0): removes members, at once and as one effect. O(number of members named).
   *
   * @return how many there were; one that is named twice counts once
   */
  long remove(K key, Collection<? extends V> members);

  /**
   * SMISMEMBER (6.2.0): whether a set has each of several members. O(number of members named).
   *
   * @return in the order of the members
   */
  List<Boolean> contains(K key, Collection<? extends V> members);

  // ---- the whole set -------------------------------------------------------------------------

  /** SCARD (1.0.0): number of members; 0 if the key does not exist. O(1). */
  long size(K key);

  /**
   * SMEMBERS (1.0.0): all members. O(number of members), during which nobody else is served: of a
   * large set, {@link #scan(Object, ScanOptions)} is the better neighbour.
   */
  Set<V> members(K key);

  // ---- chance --------------------------------------------------------------------------------

  /**
   * SPOP (1.0.0): removes a member drawn at random, each with the same chance, and answers it.
   * O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable V pop(K key);

  /**
   * SPOP (3.2.0): removes members drawn at random, each choice with the same chance, and answers
   * them. O(number of members removed), at once and as one effect.
   *
   * @param count how many; all if there are not more
   * @throws IllegalArgumentException if negative
   */
  Set<V> pop(K key, int count);

  /**
   * SRANDMEMBER (1.0.0): a member drawn at random, each with the same chance. O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable V randomMember(K key);

  /**
   * SRANDMEMBER (2.6.0): members drawn at random, each choice with the same chance. O(number of
   * members drawn).
   *
   * @param count if positive, this many different members, or all if there are not more; if
   *     negative, as many draws as its absolute value says, the same member coming again maybe
   */
  List<V> randomMembers(K key, int count);

  // ---- several sets --------------------------------------------------------------------------

  /**
   * SINTER (1.0.0): the members that are in every one of several sets. O(size of the smallest *
   * number of sets), during which nobody else is served.
   *
   * @throws IllegalArgumentException if there are no keys
   */
  Set<V> intersect(Collection<? extends K> keys);

  /**
   * SINTERSTORE (1.0.0): sets a key to the members that are in every one of several sets, or
   * deletes it if there are none. Cost as {@link #intersect}.
   *
   * @param destination whatever it holds, and its expiry, are gone; may be one of the keys
   * @return how many members there are
   * @throws IllegalArgumentException if there are no keys
   */
  long intersectStore(K destination, Collection<? extends K> keys);

  /**
   * SINTERCARD (7.0.0): how many members are in every one of several sets. Cost as {@link
   * #intersect}.
   *
   * @throws IllegalArgumentException if there are no keys
   */
  long intersectSize(Collection<? extends K> keys);

  /**
   * SINTERCARD with LIMIT (7.0.0): as {@link #intersectSize(Collection)}, but stops counting, and
   * so working, at a limit.
   *
   * @param limit 0 for none
   * @throws IllegalArgumentException if there are no keys or the limit is negative
   */
  long intersectSize(Collection<? extends K> keys, long limit);

  /**
   * SUNION (1.0.0): the members that are in any of several sets. O(members of all sets), during
   * which nobody else is served; the members the largest set lacks are held a second time
   * meanwhile.
   *
   * @throws IllegalArgumentException if there are no keys
   */
  Set<V> union(Collection<? extends K> keys);

  /**
   * SUNIONSTORE (1.0.0): sets a key to the members that are in any of several sets, or deletes it
   * if there are none. O(members of all sets), during which nobody else is served.
   *
   * @param destination whatever it holds, and its expiry, are gone; may be one of the keys
   * @return how many members there are
   * @throws IllegalArgumentException if there are no keys
   */
  long unionStore(K destination, Collection<? extends K> keys);

  /**
   * SUNIONCARD (8.10.0): how many members are in any of several sets. Cost as {@link #union}.
   *
   * @throws IllegalArgumentException if there are no keys
   */
  long unionSize(Collection<? extends K> keys);

  /**
   * SUNIONCARD with LIMIT (8.10.0): as {@link #unionSize(Collection)}, but stops counting, and so
   * working, at a limit.
   *
   * @param limit 0 for none
   * @throws IllegalArgumentException if there are no keys or the limit is negative
   */
  long unionSize(Collection<? extends K> keys, long limit);

  /**
   * SUNIONCARD with APPROX (8.10.0): about how many members are in any of several sets, by a
   * HyperLogLog: off by 0.81 % (standard error). O(members of all sets), 12 KB of memory.
   *
   * @throws IllegalArgumentException if there are no keys
   */
  long approximateUnionSize(Collection<? extends K> keys);

  /**
   * SDIFF (1.0.0): the members of a set that are in none of others. O(members of all sets) or
   * O(size of the first * number of sets), whichever is less; nobody else is served meanwhile.
   *
   * @param others may be empty, and then all members are answered
   */
  Set<V> diff(K key, Collection<? extends K> others);

  /**
   * SDIFFSTORE (1.0.0): sets a key to the members of a set that are in none of others, or deletes
   * it if there are none. Cost as {@link #diff}.
   *
   * @param destination whatever it holds, and its expiry, are gone; may be one of the keys
   * @return how many members there are
   */
  long diffStore(K destination, K key, Collection<? extends K> others);

  /** SDIFFCARD (8.10.0): how many members of a set are in none of others. Cost as {@link #diff}. */
  long diffSize(K key, Collection<? extends K> others);

  /**
   * SDIFFCARD with LIMIT (8.10.0): as {@link #diffSize(Object, Collection)}, but stops counting at
   * a limit.
   *
   * @param limit 0 for none
   * @throws IllegalArgumentException if the limit is negative
   */
  long diffSize(K key, Collection<? extends K> others, long limit);

  // ---- walking -------------------------------------------------------------------------------

  /**
   * SSCAN (2.8.0): walks over the members of a set, a step at a time as the stream is consumed,
   * other callers being served between the steps. O(1) a step.
   *
   * <p>A member that is there from the first step to the last is returned at least once, whatever
   * is added or removed meanwhile. One that comes or goes in between may be returned or not; any
   * may be returned more than once. An intset or a listpack is one step, whatever the count. The
   * stream may be abandoned; there is nothing to close.
   *
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  Stream<V> scan(K key, ScanOptions options);

  /** SSCAN (2.8.0) of all members; see {@link #scan(Object, ScanOptions)}. */
  default Stream<V> scan(K key) {
    return scan(key, ScanOptions.all());
  }

  /**
   * SSCAN (2.8.0): one step, for those who keep the cursor themselves; see {@link #scan(Object,
   * ScanOptions)}. O(count).
   *
   * @param cursor 0 to start, then what the last page says
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  ScanPage<V> scan(K key, long cursor, ScanOptions options);
}
