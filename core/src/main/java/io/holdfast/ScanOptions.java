package io.holdfast;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which keys a scan returns and how many it looks at in one step. Start with {@link #all}.
 *
 * <pre>{@code
 * ScanOptions.all().match("user:*").type(KeyType.STRING).count(100)
 * }</pre>
 *
 * Immutable.
 */
public final class ScanOptions {
  private static final int DEFAULT_COUNT = 10;
  private static final ScanOptions ALL =
      new ScanOptions(Optional.empty(), Optional.empty(), DEFAULT_COUNT);

  private final Optional<byte[]> pattern;
  private final Optional<KeyType> type;
  private final int count;

  private ScanOptions(Optional<byte[]> pattern, Optional<KeyType> type, int count) {
    this.pattern = pattern;
    this.type = type;
    this.count = count;
  }

  /** Every key, about ten in a step. */
  public static ScanOptions all() {
    return ALL;
  }

  /**
   * MATCH: keys that match a glob pattern; see {@link Keys#keys(String)}.
   *
   * @param glob a pattern over the bytes of keys; taken as UTF-8
   */
  public ScanOptions match(String glob) {
    return match(glob.getBytes(StandardCharsets.UTF_8));
  }

  /** MATCH: keys that match a glob pattern over their bytes. */
  public ScanOptions match(byte[] glob) {
    return new ScanOptions(Optional.of(glob.clone()), type, count);
  }

  /** TYPE: keys that hold this type. */
  public ScanOptions type(KeyType value) {
    return new ScanOptions(pattern, Optional.of(value), count);
  }

  /**
   * COUNT: about how many keys one step looks at. A step holds up other callers; the default is 10.
   *
   * @throws IllegalArgumentException if less than 1
   */
  public ScanOptions count(int keys) {
    if (keys < 1) {
      throw new IllegalArgumentException("a step looks at a key at least: count=" + keys);
    }
    return new ScanOptions(pattern, type, keys);
  }

  /** The pattern of MATCH, if any; a copy. */
  public Optional<byte[]> pattern() {
    return pattern.map(byte[]::clone);
  }

  /** The type of TYPE, if any. */
  public Optional<KeyType> type() {
    return type;
  }

  /** The number of COUNT. */
  public int count() {
    return count;
  }
}
