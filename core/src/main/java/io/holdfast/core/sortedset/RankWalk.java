package io.holdfast.core.sortedset;

import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A walk over neighbours in a sorted set, up or down, good until the set changes.
 *
 * <pre>{@code
 * for (RankWalk walk = value.walk(ranks, isReversed); walk.next(); ) {
 *   walk.member(visitor);
 *   reply.doubleValue(walk.score());
 * }
 * }</pre>
 *
 * Cost: the first step O(log n), every other one O(1); in a listpack O(n) together. Thread: the
 * owner.
 */
final class RankWalk {
  private final @Nullable PackedSortedSet packed;
  private final @Nullable LargeSortedSet large;
  private final boolean isReversed;
  private final int firstRank;
  private int left;
  private boolean isStarted;

  /** Where the walk stands: a position in the listpack or the tree. */
  private long position;

  RankWalk(LargeSortedSet set, Ranks ranks, boolean isReversed) {
    this(null, set, ranks, isReversed);
  }

  /** A walk over a listpack, or over nothing. */
  RankWalk(@Nullable PackedSortedSet set, Ranks ranks, boolean isReversed) {
    this(set, null, ranks, isReversed);
  }

  private RankWalk(
      @Nullable PackedSortedSet packed,
      @Nullable LargeSortedSet large,
      Ranks ranks,
      boolean isReversed) {
    this.packed = packed;
    this.large = large;
    this.isReversed = isReversed;
    this.firstRank = isReversed ? ranks.to() - 1 : ranks.from();
    this.left = ranks.count();
  }

  /** Goes to the first member, or the one behind; returns whether there is one. */
  boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    if (large != null) {
      position = isStarted ? neighbour(large) : large.atRank(firstRank);
    } else {
      PackedSortedSet pairs = Objects.requireNonNull(packed);
      position = isStarted ? neighbour(pairs) : pairs.atRank(firstRank);
    }
    isStarted = true;
    return true;
  }

  private long neighbour(LargeSortedSet set) {
    return isReversed ? set.previous(position) : set.next(position);
  }

  private int neighbour(PackedSortedSet set) {
    return isReversed ? set.previous((int) position) : set.next((int) position);
  }

  /** Shows the member. */
  void member(BytesVisitor visitor) {
    if (large != null) {
      int handle = large.handleAt(position);
      visitor.visit(large.page(handle), large.offset(handle), large.length(handle));
    } else {
      Objects.requireNonNull(packed).member((int) position, visitor);
    }
  }

  /** The reference of the member. */
  int reference() {
    return large != null ? large.handleAt(position) : (int) position;
  }

  /** The score of the member. */
  double score() {
    return large != null
        ? large.scoreAt(position)
        : Objects.requireNonNull(packed).score((int) position);
  }
}
