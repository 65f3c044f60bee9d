package io.holdfast.core.sortedset;

import io.holdfast.AddOptions;
import io.holdfast.Codec;
import io.holdfast.CombineOptions;
import io.holdfast.CommandException;
import io.holdfast.LexRange;
import io.holdfast.PoppedMembers;
import io.holdfast.RangeOptions;
import io.holdfast.RankedScore;
import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.ScoreRange;
import io.holdfast.ScoredMember;
import io.holdfast.SortedSets;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.element.CollectionFace;
import io.holdfast.core.generic.ScanIterator;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.glob.GlobPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the sorted set operations: turns keys and members into bytes, enters, calls,
 * leaves.
 */
public final class SortedSetsFace<K, V> extends CollectionFace<K, V> implements SortedSets<K, V> {
  /** A face of one database. */
  public SortedSetsFace(Door door, Database db, Codec<K> keys, Codec<V> members) {
    super(door, db, keys, members, SortedSetExpiryCommands.DEADLINES);
  }

  // ---- adding and removing -------------------------------------------------------------------

  @Override
  public boolean add(K key, V member, double score) {
    return add(key, member, score, AddOptions.none());
  }

  @Override
  public boolean add(K key, V member, double score, AddOptions options) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = ByteRanges.of(elements.encode(member));
    double[] scores = {number(score)};
    SortedSetOps.check(options);
    if (!door.tryEnter()) {
      return door.await(() -> SortedSetOps.add(db, keyBytes, scores, memberBytes, options)) > 0;
    }
    try {
      return SortedSetOps.add(db, keyBytes, scores, memberBytes, options) > 0;
    } finally {
      door.exit();
    }
  }

  @Override
  public long addAll(K key, Map<? extends V, Double> scores, AddOptions options) {
    SortedSetOps.check(options);
    ByteRange keyBytes = key(key);
    List<byte[]> memberBytes = new ArrayList<>(scores.size());
    double[] numbers = new double[scores.size()];
    scores.forEach(
        (member, score) -> {
          numbers[memberBytes.size()] = number(score);
          memberBytes.add(elements.encode(member));
        });
    ByteRanges ranges = ranges(memberBytes);
    return numbers.length == 0
        ? 0
        : door.call(() -> (long) SortedSetOps.add(db, keyBytes, numbers, ranges, options));
  }

  @Override
  public double incrBy(K key, V member, double increment) {
    return incrByOwned(key, member, increment, AddOptions.none());
  }

  @Override
  public OptionalDouble incrBy(K key, V member, double increment, AddOptions options) {
    SortedSetOps.check(options);
    return optional(incrByOwned(key, member, increment, options));
  }

  private double incrByOwned(K key, V member, double increment, AddOptions options) {
    ByteRange keyBytes = key(key);
    ByteRange memberBytes = element(member);
    double number = number(increment);
    if (!door.tryEnter()) {
      return door.await(() -> SortedSetOps.incrBy(db, keyBytes, number, memberBytes, options));
    }
    try {
      return SortedSetOps.incrBy(db, keyBytes, number, memberBytes, options);
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean remove(K key, V member) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = ByteRanges.of(elements.encode(member));
    return door.call(() -> SortedSetOps.remove(db, keyBytes, memberBytes)) > 0;
  }

  @Override
  public long remove(K key, Collection<? extends V> members) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = elements(members);
    return door.call(() -> (long) SortedSetOps.remove(db, keyBytes, memberBytes));
  }

  // ---- one member ----------------------------------------------------------------------------

  @Override
  public long size(K key) {
    ByteRange keyBytes = key(key);
    return door.call(() -> (long) SortedSetValue.find(db, keyBytes).size());
  }

  @Override
  public OptionalDouble score(K key, V member) {
    ByteRange keyBytes = key(key);
    ByteRange memberBytes = element(member);
    if (!door.tryEnter()) {
      return optional(door.await(() -> SortedSetValue.find(db, keyBytes).score(memberBytes)));
    }
    try {
      return optional(SortedSetValue.find(db, keyBytes).score(memberBytes));
    } finally {
      door.exit();
    }
  }

  @Override
  public List<OptionalDouble> scores(K key, Collection<? extends V> members) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = elements(members);
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          List<OptionalDouble> scores = new ArrayList<>(memberBytes.count());
          for (int i = 0; i < memberBytes.count(); i++) {
            scores.add(optional(value.score(memberBytes.range(i))));
          }
          return scores;
        });
  }

  @Override
  public OptionalLong rank(K key, V member) {
    return rankOnly(ranked(key, member, false));
  }

  @Override
  public OptionalLong revRank(K key, V member) {
    return rankOnly(ranked(key, member, true));
  }

  @Override
  public @Nullable RankedScore rankWithScore(K key, V member) {
    return ranked(key, member, false);
  }

  @Override
  public @Nullable RankedScore revRankWithScore(K key, V member) {
    return ranked(key, member, true);
  }

  private @Nullable RankedScore ranked(K key, V member, boolean isReversed) {
    ByteRange keyBytes = key(key);
    ByteRange memberBytes = element(member);
    return door.<@Nullable RankedScore>call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          int reference = value.find(memberBytes);
          if (reference == 0) {
            return null;
          }
          int rank = value.rank(reference);
          return new RankedScore(
              isReversed ? value.size() - 1 - rank : rank, value.score(reference));
        });
  }

  private static OptionalLong rankOnly(@Nullable RankedScore ranked) {
    return ranked == null ? OptionalLong.empty() : OptionalLong.of(ranked.rank());
  }

  // ---- popping -------------------------------------------------------------------------------

  @Override
  public @Nullable ScoredMember<V> popMin(K key) {
    return first(pop(key, 1, false));
  }

  @Override
  public @Nullable ScoredMember<V> popMax(K key) {
    return first(pop(key, 1, true));
  }

  @Override
  public List<ScoredMember<V>> popMin(K key, long count) {
    return pop(key, count, false);
  }

  @Override
  public List<ScoredMember<V>> popMax(K key, long count) {
    return pop(key, count, true);
  }

  private List<ScoredMember<V>> pop(K key, long count, boolean isMax) {
    if (count < 0) {
      throw new CommandException("ERR value is out of range, must be positive");
    }
    ByteRange keyBytes = key(key);
    return door.call(() -> popOwned(keyBytes, count, isMax));
  }

  private List<ScoredMember<V>> popOwned(ByteRange key, long count, boolean isMax) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    List<ScoredMember<V>> popped = new ArrayList<>();
    if (count > 0 && value.size() > 0) {
      SortedSetOps.pop(db, key, value, isMax, count, into(popped));
    }
    return popped;
  }

  @Override
  public @Nullable PoppedMembers<K, V> popMinOfFirst(Collection<? extends K> keys, long count) {
    return popOfFirst(keys, count, false);
  }

  @Override
  public @Nullable PoppedMembers<K, V> popMaxOfFirst(Collection<? extends K> keys, long count) {
    return popOfFirst(keys, count, true);
  }

  private @Nullable PoppedMembers<K, V> popOfFirst(
      Collection<? extends K> keys, long count, boolean isMax) {
    checkCount(count);
    ByteRanges keyBytes = encode(this.keys, keys);
    return door.<@Nullable PoppedMembers<K, V>>call(
        () -> {
          for (int i = 0; i < keyBytes.count(); i++) {
            PoppedMembers<K, V> popped = popMembers(keyBytes.range(i), count, isMax);
            if (popped != null) {
              return popped;
            }
          }
          return null;
        });
  }

  private static <T> @Nullable T first(List<T> list) {
    return list.isEmpty() ? null : list.get(0);
  }

  // ---- ranges --------------------------------------------------------------------------------

  @Override
  public List<V> range(K key, long start, long stop, RangeOptions options) {
    return read(key, byRank(start, stop, options));
  }

  @Override
  public List<ScoredMember<V>> rangeWithScores(K key, long start, long stop, RangeOptions options) {
    return readWithScores(key, byRank(start, stop, options));
  }

  @Override
  public long rangeStore(K destination, K source, long start, long stop, RangeOptions options) {
    return store(destination, source, byRank(start, stop, options));
  }

  @Override
  public long removeRange(K key, long start, long stop) {
    return remove(key, new Range.ByRank(start, stop, false), SortedSetOps.Removal.BY_RANK);
  }

  @Override
  public long count(K key, ScoreRange range) {
    return count(key, byScore(range));
  }

  @Override
  public List<V> rangeByScore(K key, ScoreRange range, RangeOptions options) {
    return read(key, request(byScore(range), options));
  }

  @Override
  public List<ScoredMember<V>> rangeByScoreWithScores(
      K key, ScoreRange range, RangeOptions options) {
    return readWithScores(key, request(byScore(range), options));
  }

  @Override
  public long rangeStoreByScore(K destination, K source, ScoreRange range, RangeOptions options) {
    return store(destination, source, request(byScore(range), options));
  }

  @Override
  public long removeRangeByScore(K key, ScoreRange range) {
    return remove(key, byScore(range), SortedSetOps.Removal.BY_SCORE);
  }

  @Override
  public long lexCount(K key, LexRange<? extends V> range) {
    return count(key, byLex(range));
  }

  @Override
  public List<V> rangeByLex(K key, LexRange<? extends V> range, RangeOptions options) {
    return read(key, request(byLex(range), options));
  }

  @Override
  public long rangeStoreByLex(
      K destination, K source, LexRange<? extends V> range, RangeOptions options) {
    return store(destination, source, request(byLex(range), options));
  }

  @Override
  public long removeRangeByLex(K key, LexRange<? extends V> range) {
    return remove(key, byLex(range), SortedSetOps.Removal.BY_LEX);
  }

  private List<V> read(K key, RangeRequest request) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          Ranks ranks = request.ranks(value);
          List<V> found = new ArrayList<>(ranks.count());
          value.forEach(
              ranks,
              request.isReversed(),
              (bytes, offset, length, score) -> found.add(elements.decode(bytes, offset, length)));
          return found;
        });
  }

  private List<ScoredMember<V>> readWithScores(K key, RangeRequest request) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          Ranks ranks = request.ranks(value);
          List<ScoredMember<V>> found = new ArrayList<>(ranks.count());
          value.forEach(ranks, request.isReversed(), into(found));
          return found;
        });
  }

  private long count(K key, Range range) {
    ByteRange keyBytes = key(key);
    return door.call(() -> (long) range.ranks(SortedSetValue.find(db, keyBytes)).count());
  }

  private long store(K destination, K source, RangeRequest request) {
    ByteRange to = key(destination);
    ByteRange from = key(source);
    return door.call(() -> (long) StoreOps.range(db, to, from, request));
  }

  private long remove(K key, Range range, SortedSetOps.Removal removal) {
    ByteRange keyBytes = key(key);
    return door.call(() -> (long) SortedSetOps.removeRange(db, keyBytes, range, removal));
  }

  private static RangeRequest byRank(long start, long stop, RangeOptions options) {
    return request(new Range.ByRank(start, stop, options.isReversed()), options);
  }

  private static Range byScore(ScoreRange range) {
    return new Range.ByScore(
        range.min(), range.isMinExcluded(), range.max(), range.isMaxExcluded());
  }

  private Range byLex(LexRange<? extends V> range) {
    return new Range.ByLex(
        bound(range.min(), range.isMinExcluded(), Range.LexBound.BEFORE_ALL),
        bound(range.max(), range.isMaxExcluded(), Range.LexBound.BEHIND_ALL));
  }

  private Range.LexBound bound(
      Optional<? extends V> member, boolean isExclusive, Range.LexBound none) {
    return member.isEmpty() ? none : Range.LexBound.at(element(member.get()), isExclusive);
  }

  private static RangeRequest request(Range range, RangeOptions options) {
    return new RangeRequest(range, options.isReversed(), options.offset(), options.count(), false);
  }

  // ---- some members --------------------------------------------------------------------------

  @Override
  public @Nullable V randomMember(K key) {
    ByteRange keyBytes = key(key);
    return door.<@Nullable V>call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          if (value.size() == 0) {
            return null;
          }
          List<ScoredMember<V>> drawn = new ArrayList<>(1);
          value.show(value.random(), into(drawn));
          return drawn.get(0).member();
        });
  }

  @Override
  public List<V> randomMembers(K key, int count) {
    return randomMembersWithScores(key, count).stream().map(ScoredMember::member).toList();
  }

  @Override
  public List<ScoredMember<V>> randomMembersWithScores(K key, int count) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          List<ScoredMember<V>> drawn = new ArrayList<>();
          ScoredMembers.Visitor visitor = into(drawn);
          value.draw(count, reference -> value.show(reference, visitor));
          return drawn;
        });
  }

  @Override
  public Stream<ScoredMember<V>> scan(K key, ScanOptions options) {
    ByteRange keyBytes = key(key);
    ScanRequest request = scanRequest(options);
    return ScanIterator.stream(cursor -> scan(keyBytes, request.from(cursor)));
  }

  @Override
  public ScanPage<ScoredMember<V>> scan(K key, long cursor, ScanOptions options) {
    return scan(key(key), scanRequest(options).from(cursor));
  }

  private ScanPage<ScoredMember<V>> scan(ByteRange key, ScanRequest request) {
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, key);
          References found = References.none();
          long next = value.scan(request, found);
          List<ScoredMember<V>> items = new ArrayList<>(found.size());
          ScoredMembers.Visitor visitor = into(items);
          found.forEach(reference -> value.show(reference, visitor));
          return new ScanPage<>(next, items);
        });
  }

  private static ScanRequest scanRequest(ScanOptions options) {
    options
        .type()
        .ifPresent(
            type -> {
              throw new IllegalArgumentException("a member has no type of key: type=" + type);
            });
    GlobPattern pattern = options.pattern().map(GlobPattern::compile).orElse(null);
    return new ScanRequest(0, pattern, options.count(), null, true);
  }

  // ---- several sorted sets -------------------------------------------------------------------

  @Override
  public List<ScoredMember<V>> union(Collection<? extends K> keys, CombineOptions options) {
    ByteRanges sources = sources(keys, "zunion");
    double[] weights = weights(sources, options);
    return door.call(
        () -> {
          Result result = Result.toShow(db);
          Combination.of(db, sources).union(weights, options.aggregate(), result);
          return decode(result);
        });
  }

  @Override
  public List<ScoredMember<V>> inter(Collection<? extends K> keys, CombineOptions options) {
    ByteRanges sources = sources(keys, "zinter");
    double[] weights = weights(sources, options);
    return door.call(
        () -> {
          Result result = Result.toShow(db);
          Combination.of(db, sources).intersection(weights, options.aggregate(), result);
          return decode(result);
        });
  }

  @Override
  public long interSize(Collection<? extends K> keys, long limit) {
    ByteRanges sources = sources(keys, "zintercard");
    if (limit < 0) {
      throw new CommandException("ERR LIMIT can't be negative");
    }
    return door.call(() -> Combination.of(db, sources).intersectionSize(limit));
  }

  @Override
  public List<ScoredMember<V>> diff(Collection<? extends K> keys) {
    ByteRanges sources = sources(keys, "zdiff");
    return door.call(
        () -> {
          Result result = Result.toShow(db);
          Combination.of(db, sources).difference(result);
          return decode(result);
        });
  }

  @Override
  public long unionStore(K destination, Collection<? extends K> keys, CombineOptions options) {
    ByteRange to = key(destination);
    ByteRanges sources = sources(keys, "zunionstore");
    double[] weights = weights(sources, options);
    return door.call(
        () -> {
          Combination sets = Combination.of(db, sources);
          return (long) StoreOps.union(db, to, sources, sets, weights, options.aggregate());
        });
  }

  @Override
  public long interStore(K destination, Collection<? extends K> keys, CombineOptions options) {
    ByteRange to = key(destination);
    ByteRanges sources = sources(keys, "zinterstore");
    double[] weights = weights(sources, options);
    return door.call(
        () -> {
          Combination sets = Combination.of(db, sources);
          return (long) StoreOps.intersection(db, to, sources, sets, weights, options.aggregate());
        });
  }

  @Override
  public long diffStore(K destination, Collection<? extends K> keys) {
    ByteRange to = key(destination);
    ByteRanges sources = sources(keys, "zdiffstore");
    return door.call(
        () -> (long) StoreOps.difference(db, to, sources, Combination.of(db, sources)));
  }

  private ByteRanges sources(Collection<? extends K> wanted, String command) {
    if (wanted.isEmpty()) {
      throw new CommandException(
          "ERR at least 1 input key is needed for '" + command + "' command");
    }
    return encode(keys, wanted);
  }

  private static double[] weights(ByteRanges sources, CombineOptions options) {
    double[] weights = new double[sources.count()];
    Arrays.fill(weights, 1);
    List<Double> given = options.weights();
    if (!given.isEmpty() && given.size() != weights.length) {
      throw new IllegalArgumentException(
          "a weight for each key: weights=" + given.size() + " keys=" + weights.length);
    }
    for (int i = 0; i < given.size(); i++) {
      weights[i] = number(given.get(i), "ERR weight value is not a float");
    }
    return weights;
  }

  private List<ScoredMember<V>> decode(Result result) {
    List<ScoredMember<V>> members = new ArrayList<>(result.size());
    result.forEach(into(members));
    return members;
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private ScoredMembers.Visitor into(List<ScoredMember<V>> list) {
    return (bytes, offset, length, score) ->
        list.add(new ScoredMember<>(elements.decode(bytes, offset, length), score));
  }

  private static OptionalDouble optional(double score) {
    return Double.isNaN(score) ? OptionalDouble.empty() : OptionalDouble.of(score);
  }

  private static double number(double score) {
    return number(score, "ERR value is not a valid float");
  }

  private static double number(double score, String refusal) {
    if (Double.isNaN(score)) {
      throw new CommandException(refusal);
    }
    return score;
  }

  // ---- waiting -------------------------------------------------------------------------------

  private static void checkCount(long count) {
    if (count < 1) {
      throw new CommandException("ERR count should be greater than 0");
    }
  }

  private @Nullable PoppedMembers<K, V> popMembers(ByteRange key, long count, boolean isMax) {
    List<ScoredMember<V>> popped = popOwned(key, count, isMax);
    return popped.isEmpty()
        ? null
        : new PoppedMembers<>(keys.decode(key.array(), key.offset(), key.length()), popped);
  }

  @Override
  public @Nullable ScoredMember<V> blockingPopMin(K key, Duration timeout)
      throws InterruptedException {
    return door.join(popMinAsync(key, timeout));
  }

  @Override
  public @Nullable PoppedMembers<K, V> blockingPopMinOfFirst(
      Collection<? extends K> keys, long count, Duration timeout) throws InterruptedException {
    return door.join(popMinOfFirstAsync(keys, count, timeout));
  }

  @Override
  public CompletableFuture<@Nullable ScoredMember<V>> popMinAsync(K key, Duration timeout) {
    return popAsync(key, false, timeout);
  }

  @Override
  public CompletableFuture<@Nullable PoppedMembers<K, V>> popMinOfFirstAsync(
      Collection<? extends K> keys, long count, Duration timeout) {
    return popOfFirstAsync(keys, count, false, timeout);
  }

  @Override
  public @Nullable ScoredMember<V> blockingPopMax(K key, Duration timeout)
      throws InterruptedException {
    return door.join(popMaxAsync(key, timeout));
  }

  @Override
  public @Nullable PoppedMembers<K, V> blockingPopMaxOfFirst(
      Collection<? extends K> keys, long count, Duration timeout) throws InterruptedException {
    return door.join(popMaxOfFirstAsync(keys, count, timeout));
  }

  @Override
  public CompletableFuture<@Nullable ScoredMember<V>> popMaxAsync(K key, Duration timeout) {
    return popAsync(key, true, timeout);
  }

  @Override
  public CompletableFuture<@Nullable PoppedMembers<K, V>> popMaxOfFirstAsync(
      Collection<? extends K> keys, long count, Duration timeout) {
    return popOfFirstAsync(keys, count, true, timeout);
  }

  private CompletableFuture<@Nullable ScoredMember<V>> popAsync(
      K key, boolean isMax, Duration timeout) {
    return door.awaitKeys(
        db, List.of(key(key)), Entry.SORTED_SET, timeout, from -> first(popOwned(from, 1, isMax)));
  }

  private CompletableFuture<@Nullable PoppedMembers<K, V>> popOfFirstAsync(
      Collection<? extends K> keys, long count, boolean isMax, Duration timeout) {
    checkCount(count);
    List<ByteRange> ranges = new ArrayList<>(keys.size());
    keys.forEach(key -> ranges.add(key(key)));
    return door.awaitKeys(
        db, ranges, Entry.SORTED_SET, timeout, from -> popMembers(from, count, isMax));
  }
}
