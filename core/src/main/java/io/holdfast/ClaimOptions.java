package io.holdfast;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What XCLAIM says of the entries it claims. Start with {@link #none}.
 *
 * <p>Immutable.
 *
 * @param idleMs how long ago, in ms, an entry counts as delivered; now if below 0
 * @param deliveredAtMs when an entry counts as delivered, in ms since the epoch; below 0 for what
 *     {@code idleMs} says. A time that is not past counts as now
 * @param retryCount how often an entry counts as delivered; below 0 for once more than it was
 * @param isForce whether to claim entries that are pending for nobody
 * @param lastId what the group has been given at least from now on; null to leave that
 */
public record ClaimOptions(
    long idleMs, long deliveredAtMs, long retryCount, boolean isForce, @Nullable StreamId lastId) {
  private static final ClaimOptions NONE = new ClaimOptions(0, -1, -1, false, null);

  /** Entries count as delivered now, and once more than they were. */
  public static ClaimOptions none() {
    return NONE;
  }

  /** IDLE: entries count as delivered so long ago; to the millisecond. */
  public ClaimOptions idle(Duration time) {
    return idleMs(time.toMillis());
  }

  /** IDLE: entries count as delivered so many ms ago. */
  public ClaimOptions idleMs(long ms) {
    return new ClaimOptions(ms, -1, retryCount, isForce, lastId);
  }

  /** TIME: entries count as delivered at this time; to the millisecond. */
  public ClaimOptions deliveredAt(Instant time) {
    return deliveredAtMs(time.toEpochMilli());
  }

  /** TIME: entries count as delivered at this time, in ms since the epoch. */
  public ClaimOptions deliveredAtMs(long atMs) {
    return new ClaimOptions(0, atMs, retryCount, isForce, lastId);
  }

  /** RETRYCOUNT: entries count as delivered so often. */
  public ClaimOptions retryCount(long times) {
    return new ClaimOptions(idleMs, deliveredAtMs, times, isForce, lastId);
  }

  /** FORCE: claims entries of the stream that are pending for nobody as well. */
  public ClaimOptions force() {
    return new ClaimOptions(idleMs, deliveredAtMs, retryCount, true, lastId);
  }

  /** LASTID: the group has been given everything up to this ID, if it was not said so before. */
  public ClaimOptions lastId(StreamId id) {
    return new ClaimOptions(idleMs, deliveredAtMs, retryCount, isForce, Objects.requireNonNull(id));
  }
}
