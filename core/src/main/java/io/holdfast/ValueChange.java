package io.holdfast;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a change made of one key: its value and expiry before and after.
 *
 * <p>Told by feeds whose filter asks for it, see {@link ChangeFilter#values(int)}.
 *
 * @param database index of the database the key is in
 * @param key the key; shared, not to be changed
 * @param before what it held; empty if it did not exist
 * @param after what it holds; empty if it does not exist any more
 */
public record ValueChange(
    int database, byte[] key, Optional<StoredValue> before, Optional<StoredValue> after) {
  /** Database, key, and what became of it, for people. */
  @Override
  public String toString() {
    return "["
        + database
        + "] "
        + new String(key, StandardCharsets.UTF_8)
        + ": "
        + before.map(StoredValue::toString).orElse("none")
        + " -> "
        + after.map(StoredValue::toString).orElse("none");
  }
}
