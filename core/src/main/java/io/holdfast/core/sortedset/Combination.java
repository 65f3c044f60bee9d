package io.holdfast.core.sortedset;

import io.holdfast.Aggregate;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.set.SetValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Union, intersection and difference of sorted sets.
 *
 * <p>Scores are multiplied by the weight of their set and then brought together, beginning with the
 * smallest set, as the order decides about the last digit of a sum. What is not a number counts as
 * 0.
 *
 * <p>Thread: the owner.
 */
final class Combination {
  private final List<ScoredMembers> sets;

  private Combination(List<ScoredMembers> sets) {
    this.sets = sets;
  }

  /**
   * Looks up the keys of what is to be combined; one that does not exist is an empty set.
   *
   * @throws WrongTypeException if one holds neither a sorted set nor a set
   */
  static Combination of(Database db, ByteRanges keys) {
    List<ScoredMembers> sets = new ArrayList<>(keys.count());
    for (int i = 0; i < keys.count(); i++) {
      sets.add(find(db, keys.range(i)));
    }
    return new Combination(sets);
  }

  private static ScoredMembers find(Database db, ByteRange key) {
    int handle = db.peek(db.hash(key), key.array(), key.offset(), key.length());
    return handle != 0 && db.type(handle) == Entry.SET
        ? new UnscoredSet(SetValue.find(db, key))
        : SortedSetValue.find(db, key);
  }

  /** Removes all members that are due, so that the effect, which names the sets, repeats it. */
  void removeDue() {
    sets.forEach(ScoredMembers::removeDue);
  }

  /** ZUNION: the members that any of the sets has. O(N log N) of their sizes. */
  void union(double[] weights, Aggregate aggregate, Result result) {
    for (int i : fromSmallest()) {
      double weight = weights[i];
      sets.get(i)
          .forEach(
              (bytes, offset, length, score) ->
                  result.add(bytes, offset, length, numberOrZero(weight * score), aggregate));
    }
  }

  /** ZINTER: the members that all of the sets have. O(N * K) of the smallest one's size. */
  void intersection(double[] weights, Aggregate aggregate, Result result) {
    Integer[] order = fromSmallest();
    sets.get(order[0])
        .forEach(
            (bytes, offset, length, score) -> {
              ByteRange member = ByteRange.of(bytes, offset, length);
              double combined = numberOrZero(weights[order[0]] * score);
              for (int i = 1; i < order.length; i++) {
                double other = sets.get(order[i]).score(member);
                if (Double.isNaN(other)) {
                  return;
                }
                combined = aggregate(combined, weights[order[i]] * other, aggregate);
              }
              result.insert(bytes, offset, length, combined);
            });
  }

  /**
   * ZINTERCARD: how many members all of the sets have.
   *
   * @param limit where to stop counting; 0 for nowhere
   */
  long intersectionSize(long limit) {
    Integer[] order = fromSmallest();
    long[] count = {0};
    sets.get(order[0])
        .forEachWhile(
            (bytes, offset, length, score) -> {
              ByteRange member = ByteRange.of(bytes, offset, length);
              boolean isCommon = true;
              for (int i = 1; i < order.length && isCommon; i++) {
                isCommon = !Double.isNaN(sets.get(order[i]).score(member));
              }
              count[0] += isCommon ? 1 : 0;
              return count[0] != limit || limit == 0;
            });
    return count[0];
  }

  /** ZDIFF: the members of the first set that none of the others has. O(N * K) of its size. */
  void difference(Result result) {
    sets.get(0)
        .forEach(
            (bytes, offset, length, score) -> {
              ByteRange member = ByteRange.of(bytes, offset, length);
              for (int i = 1; i < sets.size(); i++) {
                if (!Double.isNaN(sets.get(i).score(member))) {
                  return;
                }
              }
              result.insert(bytes, offset, length, score);
            });
  }

  /** Two scores of one member brought together. */
  static double aggregate(double score, double other, Aggregate aggregate) {
    return switch (aggregate) {
      case SUM -> numberOrZero(score + other);
      case MIN -> other < score ? other : score;
      case MAX -> other > score ? other : score;
    };
  }

  private static double numberOrZero(double score) {
    return Double.isNaN(score) ? 0 : score;
  }

  /** The indexes of the sets by their sizes, those of the same size in their order. */
  private Integer[] fromSmallest() {
    Integer[] order = new Integer[sets.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> sets.get(i).size()));
    return order;
  }
}
