package io.holdfast;

/**
 * Which members ZADD adds or updates, and what it counts. Start with {@link #none}.
 *
 * <pre>{@code
 * scores.add("high scores", player, points, AddOptions.none().gt());
 * }</pre>
 *
 * <p>Immutable. {@code nx} excludes the three other conditions, and {@code gt} excludes {@code lt};
 * the command refuses such options.
 *
 * @param isNx only members that are absent are added
 * @param isXx only members that are present are updated
 * @param isGt members that are present are updated only to higher scores
 * @param isLt members that are present are updated only to lower scores
 * @param isCh members whose scores changed are counted with those added
 */
public record AddOptions(boolean isNx, boolean isXx, boolean isGt, boolean isLt, boolean isCh) {
  private static final AddOptions NONE = new AddOptions(false, false, false, false, false);

  /** Adds what is absent and updates what is present. */
  public static AddOptions none() {
    return NONE;
  }

  /** NX: only adds members that are absent. */
  public AddOptions nx() {
    return new AddOptions(true, isXx, isGt, isLt, isCh);
  }

  /** XX: only updates members that are present. */
  public AddOptions xx() {
    return new AddOptions(isNx, true, isGt, isLt, isCh);
  }

  /** GT: updates members that are present only if the new score is higher; adds others. */
  public AddOptions gt() {
    return new AddOptions(isNx, isXx, true, isLt, isCh);
  }

  /** LT: updates members that are present only if the new score is lower; adds others. */
  public AddOptions lt() {
    return new AddOptions(isNx, isXx, isGt, true, isCh);
  }

  /** CH: counts members whose scores changed with those added. */
  public AddOptions ch() {
    return new AddOptions(isNx, isXx, isGt, isLt, true);
  }
}
