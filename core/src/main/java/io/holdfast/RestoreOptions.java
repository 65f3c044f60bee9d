package io.holdfast;

import java.time.Instant;
import java.util.Optional;

/**
 * How {@link Keys#restore} treats the key.
 *
 * @param isReplacing whether a key that exists is overwritten
 * @param expireAt when the key expires; never if empty
 */
public record RestoreOptions(boolean isReplacing, Optional<Instant> expireAt) {
  private static final RestoreOptions NONE = new RestoreOptions(false, Optional.empty());

  /** Refuses to overwrite a key, and the new one does not expire. */
  public static RestoreOptions none() {
    return NONE;
  }

  /** REPLACE: overwrites a key that exists. */
  public RestoreOptions replace() {
    return new RestoreOptions(true, expireAt);
  }

  /** ABSTTL: the key expires at a moment; one that is not in the future leaves no key. */
  public RestoreOptions expireAt(Instant at) {
    return new RestoreOptions(isReplacing, Optional.of(at));
  }
}
