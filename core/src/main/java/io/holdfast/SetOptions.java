package io.holdfast;

import java.time.Duration;
import java.time.Instant;

/**
 * When SET sets and what becomes of the expiry. Start with {@link #none}.
 *
 * <pre>{@code
 * strings.set("lock", owner, SetOptions.none().nx().expireAfter(Duration.ofSeconds(30)));
 * }</pre>
 *
 * <p>Immutable; of several conditions, and of several expiries, the last one counts.
 *
 * @param condition when SET sets
 * @param expiry what becomes of the expiry
 */
public record SetOptions(SetCondition condition, Expiry expiry) {
  private static final SetOptions NONE = new SetOptions(SetCondition.ALWAYS, Expiry.none());

  /** Sets in any case and takes the expiry away. */
  public static SetOptions none() {
    return NONE;
  }

  /** NX: sets only if the key does not exist. */
  public SetOptions nx() {
    return new SetOptions(SetCondition.NX, expiry);
  }

  /** XX: sets only if the key exists. */
  public SetOptions xx() {
    return new SetOptions(SetCondition.XX, expiry);
  }

  /** EX, PX: the key expires after a time; see {@link Expiry#after}. */
  public SetOptions expireAfter(Duration duration) {
    return new SetOptions(condition, Expiry.after(duration));
  }

  /** EXAT, PXAT: the key expires at a point in time; see {@link Expiry#at}. */
  public SetOptions expireAt(Instant instant) {
    return new SetOptions(condition, Expiry.at(instant));
  }

  /** KEEPTTL: the key expires when it would have expired before. */
  public SetOptions keepTtl() {
    return new SetOptions(condition, Expiry.keep());
  }
}
