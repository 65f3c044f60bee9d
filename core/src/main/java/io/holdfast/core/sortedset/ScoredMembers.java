package io.holdfast.core.sortedset;

import io.holdfast.core.codec.ByteRange;

/**
 * Members with scores to combine with others: a sorted set, or a set, all of whose scores are 1.
 */
interface ScoredMembers {
  /** Takes a look at members; must not change the set or keep the array. */
  @FunctionalInterface
  interface Visitor {
    /** Sees a member and its score. */
    void visit(byte[] bytes, int offset, int length, double score);
  }

  /**
   * Takes a look at members until it has seen enough; must not change the set or keep the array.
   */
  @FunctionalInterface
  interface Search {
    /** Sees a member and its score; returns whether to go on. */
    boolean visit(byte[] bytes, int offset, int length, double score);
  }

  /** Number of members. */
  int size();

  /** Removes all members that are due. */
  void removeDue();

  /** The score of a member; NaN if it is none. */
  double score(ByteRange member);

  /** Visits members until the visitor says no. */
  void forEachWhile(Search visitor);

  /** Visits every member. */
  default void forEach(Visitor visitor) {
    forEachWhile(
        (bytes, offset, length, score) -> {
          visitor.visit(bytes, offset, length, score);
          return true;
        });
  }
}
