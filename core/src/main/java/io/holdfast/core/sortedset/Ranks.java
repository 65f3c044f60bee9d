package io.holdfast.core.sortedset;

/**
 * An interval of ranks.
 *
 * @param from the first rank
 * @param to behind the last rank; not below {@code from}
 */
record Ranks(int from, int to) {
  private static final Ranks NONE = new Ranks(0, 0);

  /** The ranks from one to before another, if there are any. */
  static Ranks of(int from, int to) {
    return from < to ? new Ranks(from, to) : NONE;
  }

  /** How many ranks. */
  int count() {
    return to - from;
  }

  /** Those left when some were skipped and so many are wanted at most; negative for all. */
  Ranks limit(long offset, long count, boolean isReversed) {
    if (offset < 0 || offset >= count()) {
      return NONE;
    }
    int left = count() - (int) offset;
    int taken = count < 0 ? left : (int) Math.min(count, left);
    int first = isReversed ? to - (int) offset - taken : from + (int) offset;
    return of(first, first + taken);
  }
}
