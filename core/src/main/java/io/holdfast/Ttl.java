package io.holdfast;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a key lives on: the answer of TTL.
 *
 * <pre>{@code
 * Ttl ttl = store.keys().ttl("session:1");
 * if (ttl.isMissing()) {
 *   // there is no such key
 * } else {
 *   Duration left = ttl.remaining().orElse(FOREVER);
 * }
 * }</pre>
 *
 * @param ms milliseconds left; {@link #NO_EXPIRY} or {@link #NO_KEY} otherwise, as PTTL answers
 */
public record Ttl(long ms) {
  /** The key exists and does not expire. */
  public static final long NO_EXPIRY = -1;

  /** The key does not exist. */
  public static final long NO_KEY = -2;

  /**
   * A time to live.
   *
   * @throws IllegalArgumentException if {@code ms} is less than {@link #NO_KEY}
   */
  public Ttl {
    if (ms < NO_KEY) {
      throw new IllegalArgumentException("no time to live: ms=" + ms);
    }
  }

  /** Whether the key does not exist. */
  public boolean isMissing() {
    return ms == NO_KEY;
  }

  /** Whether the key exists and will expire. */
  public boolean isExpiring() {
    return ms >= 0;
  }

  /** The time left; empty if the key does not expire or does not exist. */
  public Optional<Duration> remaining() {
    return isExpiring() ? Optional.of(Duration.ofMillis(ms)) : Optional.empty();
  }
}
