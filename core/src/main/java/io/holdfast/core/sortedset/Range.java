package io.holdfast.core.sortedset;

import io.holdfast.core.codec.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * A request for a part of a sorted set: by rank, by score or by the members' bytes.
 *
 * <p>Whatever it asks for, it comes to an interval of ranks, found by counting what stands before
 * its bounds.
 */
sealed interface Range {
  /** The ranks it comes to, in a sorted set as it is now. */
  Ranks ranks(SortedSetValue value);

  /**
   * From one rank to another, both included.
   *
   * @param start negative: counted from the end, -1 being the last
   * @param stop as {@code start}
   * @param isReversed whether ranks are counted from the highest score
   */
  record ByRank(long start, long stop, boolean isReversed) implements Range {
    @Override
    public Ranks ranks(SortedSetValue value) {
      int size = value.size();
      long first = Math.max(0, start < 0 ? start + size : start);
      long last = Math.min(size - 1L, stop < 0 ? stop + size : stop);
      if (first > last) {
        return Ranks.of(0, 0);
      }
      return isReversed
          ? Ranks.of((int) (size - 1 - last), (int) (size - first))
          : Ranks.of((int) first, (int) last + 1);
    }
  }

  /**
   * Scores from one to another.
   *
   * @param isMinExclusive whether {@code min} itself is left out
   * @param isMaxExclusive whether {@code max} itself is left out
   */
  record ByScore(double min, boolean isMinExclusive, double max, boolean isMaxExclusive)
      implements Range {
    @Override
    public Ranks ranks(SortedSetValue value) {
      boolean isEmpty = min > max || min == max && (isMinExclusive || isMaxExclusive);
      return isEmpty || value.size() == 0
          ? Ranks.of(0, 0)
          : Ranks.of(value.countBelow(min, isMinExclusive), value.countBelow(max, !isMaxExclusive));
    }
  }

  /** Members from one to another, in a sorted set all of whose scores are the same. */
  record ByLex(LexBound min, LexBound max) implements Range {
    @Override
    public Ranks ranks(SortedSetValue value) {
      return value.size() == 0
          ? Ranks.of(0, 0)
          : Ranks.of(min.countBefore(value, true), max.countBefore(value, false));
    }
  }

  /**
   * Where a range of members starts or ends.
   *
   * @param end -1 before all members, 1 behind them, 0 at {@code member}
   * @param member the bytes; null before and behind all
   * @param isExclusive whether {@code member} itself is left out
   */
  record LexBound(int end, @Nullable ByteRange member, boolean isExclusive) {
    static final LexBound BEFORE_ALL = new LexBound(-1, null, false);
    static final LexBound BEHIND_ALL = new LexBound(1, null, false);

    static LexBound at(ByteRange member, boolean isExclusive) {
      return new LexBound(0, member, isExclusive);
    }

    private int countBefore(SortedSetValue value, boolean isMin) {
      if (member == null) {
        return end < 0 ? 0 : value.size();
      }
      return value.countBefore(member, isMin == isExclusive);
    }
  }
}
