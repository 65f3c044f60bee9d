package io.holdfast;

import java.time.Instant;
import java.util.Optional;

/**
 * When a key expires: the answer of EXPIRETIME.
 *
 * @param atMs ms since the epoch; {@link #NO_EXPIRY} or {@link #NO_KEY} otherwise, as PEXPIRETIME
 *     answers
 */
public record ExpireTime(long atMs) {
  /** The key exists and does not expire. */
  public static final long NO_EXPIRY = -1;

  /** The key does not exist. */
  public static final long NO_KEY = -2;

  /**
   * A point in time.
   *
   * @throws IllegalArgumentException if {@code atMs} is less than {@link #NO_KEY}
   */
  public ExpireTime {
    if (atMs < NO_KEY) {
      throw new IllegalArgumentException("no expire time: atMs=" + atMs);
    }
  }

  /** Whether the key does not exist. */
  public boolean isMissing() {
    return atMs == NO_KEY;
  }

  /** Whether the key exists and will expire. */
  public boolean isExpiring() {
    return atMs >= 0;
  }

  /** The point in time; empty if the key does not expire or does not exist. */
  public Optional<Instant> instant() {
    return isExpiring() ? Optional.of(Instant.ofEpochMilli(atMs)) : Optional.empty();
  }
}
