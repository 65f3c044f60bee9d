package io.holdfast.core.waiting;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import java.time.Duration;

/** How long a command waits: 0 is without end. */
public final class Timeout {
  private static final String NEGATIVE = "ERR timeout is negative";
  private static final String OUT_OF_RANGE = "ERR timeout is out of range";
  private static final double MS_PER_SECOND = 1_000;
  private static final double US_PER_MS = 1_000;

  private Timeout() {}

  /**
   * An argument in seconds, with decimals, as milliseconds; a part of one counts as a whole.
   *
   * @throws CommandException "ERR timeout is not a float or out of range", "ERR timeout is
   *     negative", "ERR timeout is out of range"
   */
  public static long seconds(CommandArgs args, int index) {
    double seconds = args.doubleAt(index, "ERR timeout is not a float or out of range");
    double ms = seconds * MS_PER_SECOND;
    if (ms > Long.MAX_VALUE) {
      throw new CommandException(OUT_OF_RANGE);
    }
    return check(roundUp(ms));
  }

  /** To whole milliseconds, but not because 16.1 seconds are 16,100.000000000002 of them. */
  private static long roundUp(double ms) {
    double rounded = Math.ceil(Math.rint(ms * US_PER_MS) / US_PER_MS);
    return rounded == 0 && ms > 0 ? 1 : (long) rounded;
  }

  /**
   * An argument in milliseconds.
   *
   * @throws CommandException "ERR timeout is not an integer or out of range", "ERR timeout is
   *     negative"
   */
  public static long milliseconds(CommandArgs args, int index) {
    return check(args.longAt(index, "ERR timeout is not an integer or out of range"));
  }

  /**
   * A duration in milliseconds; a part of one counts as a whole.
   *
   * @throws CommandException "ERR timeout is negative", "ERR timeout is out of range"
   */
  public static long ofDuration(Duration timeout) {
    if (timeout.isNegative()) {
      throw new CommandException(NEGATIVE);
    }
    if (timeout.toSeconds() > Long.MAX_VALUE / (long) MS_PER_SECOND - 1) {
      throw new CommandException(OUT_OF_RANGE);
    }
    return timeout.plusNanos(999_999).toMillis();
  }

  private static long check(long timeoutMs) {
    if (timeoutMs < 0) {
      throw new CommandException(NEGATIVE);
    }
    return timeoutMs;
  }

  /**
   * When a wait that begins now ends.
   *
   * @throws CommandException "ERR timeout is out of range"
   */
  public static long deadlineMs(long nowMs, long timeoutMs) {
    if (timeoutMs == 0) {
      return Waiter.FOREVER;
    }
    if (timeoutMs > Long.MAX_VALUE - nowMs) {
      throw new CommandException(OUT_OF_RANGE);
    }
    return nowMs + timeoutMs;
  }
}
