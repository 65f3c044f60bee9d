package io.holdfast;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * What becomes of a key's expiry: after a time, at a time, as before, or none.
 *
 * <p>Redis counts in milliseconds; what is given more finely is rounded up. A duration that is zero
 * or negative, and a point in time not after 1970, are refused by the command that gets them ("ERR
 * invalid expire time in 'set' command"). A key given a point in the past is gone.
 *
 * @param kind what the time means
 * @param ms a duration or ms since the epoch, as {@code kind} says; else 0
 */
public record Expiry(Kind kind, long ms) {
  private static final Expiry NONE = new Expiry(Kind.NONE, 0);
  private static final Expiry KEEP = new Expiry(Kind.KEEP, 0);
  private static final long NANOS_PER_MS = 1_000_000;

  /** What the time of an expiry means. */
  public enum Kind {
    /** The key does not expire. */
    NONE,
    /** The key expires when it would have expired before. */
    KEEP,
    /** The key expires after a time. */
    AFTER,
    /** The key expires at a point in time. */
    AT
  }

  /** PERSIST: the key does not expire. */
  public static Expiry none() {
    return NONE;
  }

  /** KEEPTTL: the key expires when it would have expired before, if at all. */
  public static Expiry keep() {
    return KEEP;
  }

  /** PX: the key expires after a time. One too long to count in ms is refused like a negative. */
  public static Expiry after(Duration duration) {
    long ms;
    try {
      ms = duration.plusNanos(NANOS_PER_MS - 1).toMillis();
    } catch (ArithmeticException tooLong) {
      ms = duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return new Expiry(Kind.AFTER, ms);
  }

  /** PXAT: the key expires at a point in time; one beyond 292 million years counts as that. */
  public static Expiry at(Instant instant) {
    long ms;
    try {
      ms = instant.plusNanos(NANOS_PER_MS - 1).toEpochMilli();
    } catch (ArithmeticException | DateTimeException tooFar) {
      ms = instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return new Expiry(Kind.AT, ms);
  }
}
