package io.holdfast.core.config;

import java.util.Locale;

/**
 * Sizes as configurations write them.
 *
 * <pre>
 *  1k  1000        1kb  1024
 *  1m  1000^2      1mb  1024^2
 *  1g  1000^3      1gb  1024^3       upper or lower case; nothing: 0
 * </pre>
 */
public final class MemorySize {
  private static final String REASON = "argument must be a memory value";

  private MemorySize() {}

  /**
   * The number of bytes.
   *
   * @throws IllegalArgumentException if the text is no size, with Redis's reason
   */
  public static long parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unit = unit(text.substring(digits).toLowerCase(Locale.ROOT));
    try {
      return digits == 0 && text.isEmpty()
          ? 0
          : Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit);
    } catch (NumberFormatException | ArithmeticException noNumber) {
      throw new IllegalArgumentException(REASON, noNumber);
    }
  }

  /** The number of bytes in the largest unit of which there is a whole number. */
  static String format(long bytes) {
    String[] units = {"", "kb", "mb", "gb"};
    int unit = 0;
    long count = bytes;
    while (unit < units.length - 1 && count != 0 && count % 1024 == 0) {
      count /= 1024;
      unit++;
    }
    return count + units[unit];
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "", "b" -> 1;
      case "k" -> 1000;
      case "kb" -> 1024;
      case "m" -> 1000 * 1000;
      case "mb" -> 1024 * 1024;
      case "g" -> 1000L * 1000 * 1000;
      case "gb" -> 1024L * 1024 * 1024;
      default -> throw new IllegalArgumentException(REASON);
    };
  }
}
