package io.holdfast;

import io.holdfast.core.rdb.DumpPayload;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a key held at some moment: type, expiry and, unless it was too long, its value.
 *
 * <p>The value is kept serialised. That of a string is had by {@link #string}; any other comes back
 * by giving {@link #dump} to {@link Keys#restore}, of another store as well. Immutable.
 */
public final class StoredValue {
  private final KeyType type;
  private final OptionalLong expireAtMs;
  private final byte @Nullable [] dump;

  /**
   * A value.
   *
   * @param dump the payload of DUMP, which becomes the value's; null if it is too long to be kept
   */
  public StoredValue(KeyType type, OptionalLong expireAtMs, byte @Nullable [] dump) {
    this.type = type;
    this.expireAtMs = expireAtMs;
    this.dump = dump;
  }

  /** What kind of value. */
  public KeyType type() {
    return type;
  }

  /** When the key was to expire, in ms since the epoch. */
  public OptionalLong expireAtMs() {
    return expireAtMs;
  }

  /** Whether the value was longer than the filter of the feed allows; then it is not here. */
  public boolean isTooLong() {
    return dump == null;
  }

  /** The value as the payload of DUMP. O(size of the value). */
  public Optional<byte[]> dump() {
    return dump == null ? Optional.empty() : Optional.of(dump.clone());
  }

  /** The bytes of a string; empty if it is none, or too long. O(length). */
  public Optional<byte[]> string() {
    return dump == null || type != KeyType.STRING
        ? Optional.empty()
        : Optional.of(DumpPayload.string(dump));
  }

  /** Bytes it takes besides its objects. */
  public int bytes() {
    return dump == null ? 0 : dump.length;
  }

  /** Whether type, expiry and value are the same; no value that is too long is like another. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof StoredValue value
            && dump != null
            && type == value.type
            && expireAtMs.equals(value.expireAtMs)
            && Arrays.equals(dump, value.dump);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, expireAtMs, Arrays.hashCode(dump));
  }

  /** Type and length, for people. */
  @Override
  public String toString() {
    return type.text() + (dump == null ? ", too long" : ", " + dump.length + " bytes dumped");
  }
}
