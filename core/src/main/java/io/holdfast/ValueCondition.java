package io.holdfast;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a key's value must be, or must not be, for SET to set it and DELEX to delete it.
 *
 * <pre>{@code
 * strings.setIf("plan", "B", ValueCondition.equalTo("A"));       // compare and set
 * strings.delIf("lock", ValueCondition.equalTo(myToken));         // compare and delete
 * }</pre>
 *
 * <p>Values are compared as the bytes they are kept as. A digest, see {@link Strings#digest},
 * stands for a value that is too long to be sent again.
 *
 * <p>Immutable.
 *
 * @param isEqual whether the value must be this one, and not must not
 * @param value what the value is compared with; null for {@code digest}
 * @param digest what the value's digest is compared with; null for {@code value}
 * @param <V> type of values
 */
public record ValueCondition<V>(boolean isEqual, @Nullable V value, @Nullable String digest) {
  /** Number of hexadecimal digits of a digest. */
  public static final int DIGEST_LENGTH = 16;

  /**
   * Checks the digest.
   *
   * @throws IllegalArgumentException if not exactly one of value and digest is given, or the digest
   *     is not 16 hexadecimal digits
   */
  public ValueCondition {
    if ((value == null) == (digest == null)) {
      throw new IllegalArgumentException("either a value or a digest: digest=" + digest);
    }
    if (digest != null && !isDigest(digest)) {
      throw new IllegalArgumentException("must be 16 hexadecimal digits: digest=" + digest);
    }
  }

  private static boolean isDigest(String text) {
    return text.length() == DIGEST_LENGTH && text.chars().allMatch(HexFormat::isHexDigit);
  }

  /** IFEQ: the key exists and holds this value. */
  public static <V> ValueCondition<V> equalTo(V value) {
    return new ValueCondition<>(true, value, null);
  }

  /** IFNE: the key does not hold this value. */
  public static <V> ValueCondition<V> notEqualTo(V value) {
    return new ValueCondition<>(false, value, null);
  }

  /** IFDEQ: the key exists and its value has this digest, in letters of either case. */
  public static <V> ValueCondition<V> digestEqualTo(String digest) {
    return new ValueCondition<>(true, null, digest);
  }

  /** IFDNE: the key holds no value with this digest, in letters of either case. */
  public static <V> ValueCondition<V> digestNotEqualTo(String digest) {
    return new ValueCondition<>(false, null, digest);
  }
}
