package io.holdfast;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sorted set commands of Redis, typed: each key holds members in the order of their scores.
 *
 * <pre>{@code
 * SortedSets<String, String> scores = store.sortedSets();
 * scores.add("high scores", "ada", 1815);
 * scores.incrBy("high scores", "ada", 37);
 * List<ScoredMember<String>> best = scores.rangeWithScores("high scores", 0, 9, RangeOptions.none().rev());
 * }</pre>
 *
 * <p>Members of one score stand in the order of their bytes. A score is a double, infinities
 * included; NaN is none. A rank is how many members stand before one, counted from the lowest score
 * unless a method says otherwise. A key that does not exist is a sorted set without members, and
 * one whose last member goes is deleted. Every method throws {@link WrongTypeException} if the key
 * holds another type.
 *
 * <p>A sorted set is held as a listpack, one run of bytes, while it has at most {@code
 * zset-max-listpack-entries} members and none is longer than {@code zset-max-listpack-value} bytes;
 * from then on as a table beside a tree. The costs below are those of the latter, N being the
 * number of members and M that of members returned or removed; a listpack costs O(N), N being
 * small.
 *
 * <p>Members may have deadlines of their own, see {@link Deadlines}, and a sorted set one of whose
 * members was given one is a table and a tree from then on. Giving a member a score takes its
 * deadline away; {@link #incrBy} lets it keep it; what is stored by a method that combines sorted
 * sets has none. What needs their order first removes all members that are due.
 *
 * @param <K> type of keys
 * @param <V> type of members
 */
public interface SortedSets<K, V> extends Deadlines<K, V> {

  // ---- adding and removing -------------------------------------------------------------------

  /**
   * ZADD (1.2.0): gives a member a score. O(log N).
   *
   * @return whether the member is new
   * @throws CommandException "ERR value is not a valid float" if the score is NaN
   */
  boolean add(K key, V member, double score);

  /**
   * ZADD (1.2.0): gives a member a score if the options allow it. O(log N).
   *
   * @return whether the member is new; with {@link AddOptions#ch} whether it is new or has another
   *     score
   * @throws CommandException "ERR value is not a valid float" if the score is NaN; "ERR XX and NX
   *     options at the same time are not compatible", "ERR GT, LT, and/or NX options at the same
   *     time are not compatible"
   */
  boolean add(K key, V member, double score, AddOptions options);

  /**
   * ZADD (2.4.0): gives members scores. O(log N) for each.
   *
   * @return how many of the members are new
   * @throws CommandException "ERR value is not a valid float" if a score is NaN
   */
  default long addAll(K key, Map<? extends V, Double> scores) {
    return addAll(key, scores, AddOptions.none());
  }

  /**
   * ZADD (2.4.0): gives members scores where the options allow it. O(log N) for each.
   *
   * @return how many of the members are new; with {@link AddOptions#ch} how many are new or have
   *     another score
   * @throws CommandException as {@link #add(Object, Object, double, AddOptions)}
   */
  long addAll(K key, Map<? extends V, Double> scores, AddOptions options);

  /**
   * ZINCRBY (1.2.0): adds to a member's score, which is 0 if there is none. O(log N).
   *
   * @return the new score
   * @throws CommandException "ERR value is not a valid float" if the increment is NaN, "ERR
   *     resulting score is not a number (NaN)"
   */
  double incrBy(K key, V member, double increment);

  /**
   * ZADD INCR (3.0.2): adds to a member's score if the options allow it. O(log N).
   *
   * @return the new score; empty if the options forbade it
   * @throws CommandException as {@link #incrBy(Object, Object, double)} and {@link #add(Object,
   *     Object, double, AddOptions)}
   */
  OptionalDouble incrBy(K key, V member, double increment, AddOptions options);

  /**
   * ZREM (1.2.0): removes a member. O(log N).
   *
   * @return whether there was one
   */
  boolean remove(K key, V member);

  /**
   * ZREM (2.4.0): removes members. O(log N) for each.
   *
   * @return how many there were
   */
  long remove(K key, Collection<? extends V> members);

  // ---- one member ----------------------------------------------------------------------------

  /** ZCARD (1.2.0): number of members; 0 if the key does not exist. O(1). */
  long size(K key);

  /** ZSCORE (1.2.0): the score of a member; empty if there is none. O(1). */
  OptionalDouble score(K key, V member);

  /** ZMSCORE (6.2.0): the scores of members, empty where there is none. O(1) for each. */
  List<OptionalDouble> scores(K key, Collection<? extends V> members);

  /** ZRANK (2.0.0): how many members stand before one; empty if it is none. O(log N). */
  OptionalLong rank(K key, V member);

  /** ZREVRANK (2.0.0): how many members stand behind one; empty if it is none. O(log N). */
  OptionalLong revRank(K key, V member);

  /**
   * ZRANK with WITHSCORE (7.2.0): how many members stand before one, and its score. O(log N).
   *
   * @return null if it is none
   */
  @Nullable RankedScore rankWithScore(K key, V member);

  /**
   * ZREVRANK with WITHSCORE (7.2.0): how many members stand behind one, and its score. O(log N).
   *
   * @return null if it is none
   */
  @Nullable RankedScore revRankWithScore(K key, V member);

  // ---- popping -------------------------------------------------------------------------------

  /**
   * ZPOPMIN (5.0.0): removes the member with the lowest score. O(log N).
   *
   * @return null if the key does not exist
   */
  @Nullable ScoredMember<V> popMin(K key);

  /**
   * ZPOPMAX (5.0.0): removes the member with the highest score. O(log N).
   *
   * @return null if the key does not exist
   */
  @Nullable ScoredMember<V> popMax(K key);

  /**
   * ZPOPMIN (5.0.0): removes the members with the lowest scores, the lowest first. O(log N + M).
   *
   * @param count how many; all if there are not more
   * @throws CommandException "ERR value is out of range, must be positive"
   */
  List<ScoredMember<V>> popMin(K key, long count);

  /**
   * ZPOPMAX (5.0.0): removes the members with the highest scores, the highest first. O(log N + M).
   *
   * @param count how many; all if there are not more
   * @throws CommandException "ERR value is out of range, must be positive"
   */
  List<ScoredMember<V>> popMax(K key, long count);

  /**
   * ZMPOP MIN (7.0.0): removes the members with the lowest scores from the first of several sorted
   * sets that has any. O(number of keys) and as {@link #popMin(Object, long)}.
   *
   * @return null if none of the keys exists
   * @throws CommandException "ERR count should be greater than 0"
   */
  @Nullable PoppedMembers<K, V> popMinOfFirst(Collection<? extends K> keys, long count);

  /**
   * ZMPOP MAX (7.0.0): removes the members with the highest scores from the first of several sorted
   * sets that has any. O(number of keys) and as {@link #popMax(Object, long)}.
   *
   * @return null if none of the keys exists
   * @throws CommandException "ERR count should be greater than 0"
   */
  @Nullable PoppedMembers<K, V> popMaxOfFirst(Collection<? extends K> keys, long count);

  // ---- ranges by rank ------------------------------------------------------------------------

  /**
   * ZRANGE (1.2.0): the members from one rank to another, both included. O(log N + M).
   *
   * @param start negative: counted from the end, -1 being the last member
   * @param stop as {@code start}; beyond the end means the end
   */
  default List<V> range(K key, long start, long stop) {
    return range(key, start, stop, RangeOptions.none());
  }

  /**
   * ZRANGE, ZREVRANGE (1.2.0): the members from one rank to another, both included; with {@link
   * RangeOptions#rev} ranks are counted from the highest score. O(log N + M).
   *
   * @param start negative: counted from the end, -1 being the last member
   * @param stop as {@code start}; beyond the end means the end
   */
  List<V> range(K key, long start, long stop, RangeOptions options);

  /** ZRANGE with WITHSCORES (1.2.0): as {@link #range(Object, long, long)}, with scores. */
  default List<ScoredMember<V>> rangeWithScores(K key, long start, long stop) {
    return rangeWithScores(key, start, stop, RangeOptions.none());
  }

  /**
   * ZRANGE, ZREVRANGE with WITHSCORES (1.2.0): as {@link #range(Object, long, long, RangeOptions)},
   * with scores.
   */
  List<ScoredMember<V>> rangeWithScores(K key, long start, long stop, RangeOptions options);

  /**
   * ZRANGESTORE (6.2.0): makes the members from one rank to another the value of a key, whatever it
   * held; no members delete it. O(log N + M log M).
   *
   * @param start as {@link #range(Object, long, long, RangeOptions)}
   * @param stop as {@link #range(Object, long, long, RangeOptions)}
   * @return how many there are
   */
  long rangeStore(K destination, K source, long start, long stop, RangeOptions options);

  /**
   * ZREMRANGEBYRANK (2.0.0): removes the members from one rank to another, both included. O(log N +
   * M).
   *
   * @param start negative: counted from the end, -1 being the last member
   * @param stop as {@code start}; beyond the end means the end
   * @return how many there were
   */
  long removeRange(K key, long start, long stop);

  // ---- ranges by score -----------------------------------------------------------------------

  /** ZCOUNT (2.0.0): how many members have scores in a range. O(log N). */
  long count(K key, ScoreRange range);

  /** ZRANGEBYSCORE (1.0.5): the members with scores in a range. O(log N + M). */
  default List<V> rangeByScore(K key, ScoreRange range) {
    return rangeByScore(key, range, RangeOptions.none());
  }

  /**
   * ZRANGEBYSCORE, ZREVRANGEBYSCORE (1.0.5): the members with scores in a range, from either end.
   * O(log N + M).
   */
  List<V> rangeByScore(K key, ScoreRange range, RangeOptions options);

  /** ZRANGEBYSCORE with WITHSCORES (2.0.0): as {@link #rangeByScore}, with scores. */
  List<ScoredMember<V>> rangeByScoreWithScores(K key, ScoreRange range, RangeOptions options);

  /**
   * ZRANGESTORE with BYSCORE (6.2.0): makes the members with scores in a range the value of a key,
   * whatever it held; no members delete it. O(log N + M log M).
   *
   * @return how many there are
   */
  long rangeStoreByScore(K destination, K source, ScoreRange range, RangeOptions options);

  /**
   * ZREMRANGEBYSCORE (1.2.0): removes the members with scores in a range. O(log N + M).
   *
   * @return how many there were
   */
  long removeRangeByScore(K key, ScoreRange range);

  // ---- ranges by bytes -----------------------------------------------------------------------

  /** ZLEXCOUNT (2.8.9): how many members are in a range; see {@link LexRange}. O(log N). */
  long lexCount(K key, LexRange<? extends V> range);

  /** ZRANGEBYLEX (2.8.9): the members in a range; see {@link LexRange}. O(log N + M). */
  default List<V> rangeByLex(K key, LexRange<? extends V> range) {
    return rangeByLex(key, range, RangeOptions.none());
  }

  /**
   * ZRANGEBYLEX, ZREVRANGEBYLEX (2.8.9): the members in a range, from either end; see {@link
   * LexRange}. O(log N + M).
   */
  List<V> rangeByLex(K key, LexRange<? extends V> range, RangeOptions options);

  /**
   * ZRANGESTORE with BYLEX (6.2.0): makes the members in a range the value of a key, whatever it
   * held; no members delete it. O(log N + M log M).
   *
   * @return how many there are
   */
  long rangeStoreByLex(K destination, K source, LexRange<? extends V> range, RangeOptions options);

  /**
   * ZREMRANGEBYLEX (2.8.9): removes the members in a range; see {@link LexRange}. O(log N + M).
   *
   * @return how many there were
   */
  long removeRangeByLex(K key, LexRange<? extends V> range);

  // ---- some members --------------------------------------------------------------------------

  /**
   * ZRANDMEMBER (6.2.0): a member drawn at random, each with the same chance. O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable V randomMember(K key);

  /**
   * ZRANDMEMBER (6.2.0): members drawn at random, each choice with the same chance. O(M).
   *
   * @param count if positive, this many different members, or all if there are not more; if
   *     negative, as many draws as its absolute value says, the same member coming again maybe
   */
  List<V> randomMembers(K key, int count);

  /** ZRANDMEMBER with WITHSCORES (6.2.0): as {@link #randomMembers}, with scores. */
  List<ScoredMember<V>> randomMembersWithScores(K key, int count);

  /**
   * ZSCAN (2.8.0): walks over the members of a sorted set with their scores, a step at a time as
   * the stream is consumed, other callers being served between the steps. O(1) a step.
   *
   * <p>A member that is there from the first step to the last is returned at least once, whatever
   * is added or removed meanwhile. One that comes or goes in between may be returned or not; any
   * may be returned more than once. They come in no order. A listpack is one step, whatever the
   * count. The stream may be abandoned; there is nothing to close.
   *
   * @param options the pattern is that of members
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  Stream<ScoredMember<V>> scan(K key, ScanOptions options);

  /** ZSCAN (2.8.0) of all members; see {@link #scan(Object, ScanOptions)}. */
  default Stream<ScoredMember<V>> scan(K key) {
    return scan(key, ScanOptions.all());
  }

  /**
   * ZSCAN (2.8.0): one step, for those who keep the cursor themselves; see {@link #scan(Object,
   * ScanOptions)}. O(count).
   *
   * @param cursor 0 to start, then what the last page says
   * @throws IllegalArgumentException if the options ask for a type of key
   */
  ScanPage<ScoredMember<V>> scan(K key, long cursor, ScanOptions options);

  // ---- several sorted sets -------------------------------------------------------------------

  /**
   * ZUNION (6.2.0): the members that any of several sorted sets has. O(N log N), N being the number
   * of members of all. Sets are taken as sorted sets whose scores are 1, here and in all methods
   * below.
   *
   * @throws CommandException "ERR at least 1 input key is needed for 'zunion' command"
   * @throws IllegalArgumentException if there are weights, but not one for each key
   */
  List<ScoredMember<V>> union(Collection<? extends K> keys, CombineOptions options);

  /**
   * ZINTER (6.2.0): the members that all of several sorted sets have. O(N * keys + M log M), N
   * being the number of members of the smallest.
   *
   * @throws CommandException "ERR at least 1 input key is needed for 'zinter' command"
   * @throws IllegalArgumentException if there are weights, but not one for each key
   */
  List<ScoredMember<V>> inter(Collection<? extends K> keys, CombineOptions options);

  /**
   * ZINTERCARD (7.0.0): how many members all of several sorted sets have. O(N * keys), N being the
   * number of members of the smallest.
   *
   * @param limit where to stop counting; 0 for nowhere
   * @throws CommandException "ERR at least 1 input key is needed for 'zintercard' command", "ERR
   *     LIMIT can't be negative"
   */
  long interSize(Collection<? extends K> keys, long limit);

  /**
   * ZDIFF (6.2.0): the members of the first sorted set that none of the others has. O(N * keys + M
   * log M), N being the number of members of the first.
   *
   * @throws CommandException "ERR at least 1 input key is needed for 'zdiff' command"
   */
  List<ScoredMember<V>> diff(Collection<? extends K> keys);

  /**
   * ZUNIONSTORE (2.0.0): makes what {@link #union} would return the value of a key, whatever it
   * held; no members delete it.
   *
   * @return how many there are
   * @throws CommandException "ERR at least 1 input key is needed for 'zunionstore' command"
   * @throws IllegalArgumentException if there are weights, but not one for each key
   */
  long unionStore(K destination, Collection<? extends K> keys, CombineOptions options);

  /**
   * ZINTERSTORE (2.0.0): makes what {@link #inter} would return the value of a key, whatever it
   * held; no members delete it.
   *
   * @return how many there are
   * @throws CommandException "ERR at least 1 input key is needed for 'zinterstore' command"
   * @throws IllegalArgumentException if there are weights, but not one for each key
   */
  long interStore(K destination, Collection<? extends K> keys, CombineOptions options);

  /**
   * ZDIFFSTORE (6.2.0): makes what {@link #diff} would return the value of a key, whatever it held;
   * no members delete it.
   *
   * @return how many there are
   * @throws CommandException "ERR at least 1 input key is needed for 'zdiffstore' command"
   */
  long diffStore(K destination, Collection<? extends K> keys);

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * BZPOPMIN (5.0.0): removes the member with the lowest score; waits for one if there is none.
   * O(log N). Who came first is served first, clients of a listener included. The calling thread
   * waits without owning anything, and may be a virtual one.
   *
   * @param timeout how long, by the store's clock; zero for without end
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   * @throws IllegalStateException if there is nothing and nobody could bring it: within {@link
   *     Store#call}, or in a store that the caller steps
   * @throws CommandException "ERR timeout is negative"
   */
  @Nullable ScoredMember<V> blockingPopMin(K key, Duration timeout) throws InterruptedException;

  /**
   * BZPOPMAX (5.0.0): removes the member with the highest score; waits for one if there is none.
   * O(log N). Who came first is served first, clients of a listener included. The calling thread
   * waits without owning anything, and may be a virtual one.
   *
   * @param timeout how long, by the store's clock; zero for without end
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   * @throws IllegalStateException if there is nothing and nobody could bring it: within {@link
   *     Store#call}, or in a store that the caller steps
   * @throws CommandException "ERR timeout is negative"
   */
  @Nullable ScoredMember<V> blockingPopMax(K key, Duration timeout) throws InterruptedException;

  /**
   * BZMPOP MIN (7.0.0), BZPOPMIN of several keys: {@link #popMinOfFirst}; waits for the first
   * sorted set that comes to have a member if none has. As {@link #blockingPopMin}.
   *
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   * @throws CommandException "ERR count should be greater than 0"
   */
  @Nullable PoppedMembers<K, V> blockingPopMinOfFirst(
      Collection<? extends K> keys, long count, Duration timeout) throws InterruptedException;

  /**
   * BZMPOP MAX (7.0.0), BZPOPMAX of several keys: {@link #popMaxOfFirst}; waits for the first
   * sorted set that comes to have a member if none has. As {@link #blockingPopMax}.
   *
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   * @throws CommandException "ERR count should be greater than 0"
   */
  @Nullable PoppedMembers<K, V> blockingPopMaxOfFirst(
      Collection<? extends K> keys, long count, Duration timeout) throws InterruptedException;

  /**
   * BZPOPMIN (5.0.0): as {@link #blockingPopMin}, and nobody waits.
   *
   * @return completed with the member, or with null when time is up. Cancelling it ends the wait,
   *     and fails once a member was removed
   */
  CompletableFuture<@Nullable ScoredMember<V>> popMinAsync(K key, Duration timeout);

  /** BZPOPMAX (5.0.0): as {@link #popMinAsync} at the other end. */
  CompletableFuture<@Nullable ScoredMember<V>> popMaxAsync(K key, Duration timeout);

  /** BZMPOP MIN (7.0.0): as {@link #blockingPopMinOfFirst} and {@link #popMinAsync}. */
  CompletableFuture<@Nullable PoppedMembers<K, V>> popMinOfFirstAsync(
      Collection<? extends K> keys, long count, Duration timeout);

  /** BZMPOP MAX (7.0.0): as {@link #blockingPopMaxOfFirst} and {@link #popMinAsync}. */
  CompletableFuture<@Nullable PoppedMembers<K, V>> popMaxOfFirstAsync(
      Collection<? extends K> keys, long count, Duration timeout);
}
