package io.holdfast.encodings.sortedset;

/**
 * A score as a {@code long} that compares as the score does.
 *
 * <pre>
 *  score      -inf ... -5e-324 | -0.0 | 0.0 | 5e-324 ... inf
 *  sortable    ...          -2 |   -1 |   0 |      1 ...
 * </pre>
 *
 * The bits of a double order positive numbers already; of a negative one all but the sign are
 * turned over. Minus zero and zero are the only different numbers that are the same score: they
 * keep their bits, and a bound never falls between them.
 */
final class SortableScore {
  private static final long MINUS_ZERO = -1;
  private static final long ZERO = 0;

  private SortableScore() {}

  static long of(double score) {
    assert !Double.isNaN(score) : "score is a number";
    return turn(Double.doubleToRawLongBits(score));
  }

  static double toDouble(long sortable) {
    return Double.longBitsToDouble(turn(sortable));
  }

  /** The bound that every equal or greater score reaches: the least sortable of this score. */
  static long atLeast(long sortable) {
    return sortable == ZERO ? MINUS_ZERO : sortable;
  }

  /** The bound that only greater scores reach. */
  static long above(long sortable) {
    return sortable == MINUS_ZERO ? ZERO + 1 : sortable + 1;
  }

  private static long turn(long bits) {
    return bits ^ (bits >> (Long.SIZE - 1) & Long.MAX_VALUE);
  }
}
