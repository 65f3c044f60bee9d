package io.holdfast;

/**
 * Scores from one to another, each included or not.
 *
 * <pre>{@code
 * ScoreRange.between(10, 20)                // 10 to 20, both included
 * ScoreRange.between(10, 20).maxExcluded()  // 10 to before 20
 * ScoreRange.above(10)                      // all that are greater
 * }</pre>
 *
 * <p>Immutable. A range whose lower bound is above the upper one is empty.
 *
 * @param min the lower bound; a number, maybe infinite
 * @param isMinExcluded whether {@code min} itself is left out
 * @param max the upper bound; a number, maybe infinite
 * @param isMaxExcluded whether {@code max} itself is left out
 */
public record ScoreRange(double min, boolean isMinExcluded, double max, boolean isMaxExcluded) {
  private static final ScoreRange ALL = between(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is NaN
   */
  public ScoreRange {
    if (Double.isNaN(min)) {
      throw new IllegalArgumentException("bounds are numbers: min=NaN");
    }
    if (Double.isNaN(max)) {
      throw new IllegalArgumentException("bounds are numbers: max=NaN");
    }
  }

  /** Every score. */
  public static ScoreRange all() {
    return ALL;
  }

  /** Scores from one to another, both included. */
  public static ScoreRange between(double min, double max) {
    return new ScoreRange(min, false, max, false);
  }

  /** Scores that are not below this one. */
  public static ScoreRange atLeast(double min) {
    return between(min, Double.POSITIVE_INFINITY);
  }

  /** Scores that are greater than this one. */
  public static ScoreRange above(double min) {
    return atLeast(min).minExcluded();
  }

  /** Scores that are not above this one. */
  public static ScoreRange atMost(double max) {
    return between(Double.NEGATIVE_INFINITY, max);
  }

  /** Scores that are less than this one. */
  public static ScoreRange below(double max) {
    return atMost(max).maxExcluded();
  }

  /** The same range without its lower bound. */
  public ScoreRange minExcluded() {
    return new ScoreRange(min, true, max, isMaxExcluded);
  }

  /** The same range without its upper bound. */
  public ScoreRange maxExcluded() {
    return new ScoreRange(min, isMinExcluded, max, true);
  }
}
