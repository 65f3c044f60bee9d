package io.holdfast;

/**
 * Which of the elements that equal another are looked for: the options of LPOS. Start with {@link
 * #all}.
 *
 * <pre>{@code
 * PositionOptions.all().rank(-1).count(2)      // the last two
 * }</pre>
 *
 * @param rank RANK: the first match counted, 1 being the one nearest to the head, -1 the one
 *     nearest to the tail, and then towards the head
 * @param count COUNT: the most matches; 0 for all
 * @param maxLength MAXLEN: the most elements looked at; 0 for all
 */
public record PositionOptions(long rank, long count, long maxLength) {
  private static final PositionOptions ALL = new PositionOptions(1, 0, 0);

  /**
   * Options by their numbers.
   *
   * @throws IllegalArgumentException if the rank is 0 or the most negative number, or another
   *     number negative
   */
  public PositionOptions {
    if (rank == 0 || rank == Long.MIN_VALUE) {
      throw new IllegalArgumentException("a rank is 1 or more, or -1 or less: rank=" + rank);
    }
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative: count=" + count);
    }
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength must not be negative: maxLength=" + maxLength);
    }
  }

  /** Every match, from the head to the tail. */
  public static PositionOptions all() {
    return ALL;
  }

  /**
   * RANK: begins with that match; a negative one counts, and looks, from the tail.
   *
   * @throws IllegalArgumentException if it is 0 or the most negative number
   */
  public PositionOptions rank(long value) {
    return new PositionOptions(value, count, maxLength);
  }

  /**
   * COUNT: ends after that many matches; 0 for all.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public PositionOptions count(long value) {
    return new PositionOptions(rank, value, maxLength);
  }

  /**
   * MAXLEN: ends after that many elements were looked at; 0 for all.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public PositionOptions maxLength(long value) {
    return new PositionOptions(rank, count, value);
  }
}
