package io.holdfast;

/**
 * From which end a range is read, and how much of it. Start with {@link #none}.
 *
 * <pre>{@code
 * scores.rangeByScore("high scores", ScoreRange.atLeast(100), RangeOptions.none().rev().limit(0, 10));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param isReversed whether the highest score comes first
 * @param offset how many members to skip; negative for all
 * @param count how many members at most; negative for all that are left
 */
public record RangeOptions(boolean isReversed, long offset, long count) {
  private static final RangeOptions NONE = new RangeOptions(false, 0, -1);

  /** The whole range, the lowest score first. */
  public static RangeOptions none() {
    return NONE;
  }

  /** REV: the highest score first. */
  public RangeOptions rev() {
    return new RangeOptions(true, offset, count);
  }

  /**
   * LIMIT: skips members and then takes some.
   *
   * @param offset how many to skip; negative for all
   * @param count how many to take at most; negative for all that are left
   */
  public RangeOptions limit(long offset, long count) {
    return new RangeOptions(isReversed, offset, count);
  }
}
