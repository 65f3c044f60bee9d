package io.holdfast.encodings.number;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A {@code long} as decimal text, and back, eight digits at a time.
 *
 * <pre>
 *  text = "0" | ["-"] digit 1-9, digit 0-9 ...      1 to 20 bytes, within -2^63 .. 2^63-1
 * </pre>
 *
 * <p>One number has one text: no plus sign, no leading zeros, no "-0", no spaces. So a string that
 * {@link #isLong} accepts can be kept as a number and printed again to the same bytes.
 *
 * <p>Parsing never boxes and never throws for wrong text:
 *
 * <pre>{@code
 * long value = IntegerText.parse(bytes, offset, length);
 * if (IntegerText.isRefused(value, bytes, offset, length)) {
 *   ...not an integer...
 * }
 * }</pre>
 *
 * <p>Thread: any. Cost: a few nanoseconds, no allocation; neither direction touches a byte outside
 * the text for writing, parsing may read, and ignores, up to 7 bytes beside it within the array.
 *
 * <p>Source: the arithmetic on eight digits in one word is described in Mula and Lemire, "Number
 * parsing at a gigabyte per second", Software: Practice and Experience 51 (2021), section 5.
 */
public final class IntegerText {
  /** The longest text: the sign and 19 digits. */
  public static final int MAX_LENGTH = 20;

  /**
   * What {@link #parse} answers for text that is no integer: an arbitrary number unlikely to be
   * meant. As it is an integer too, ask {@link #isRefused}.
   */
  public static final long REFUSED = 0x8b72_e1c3_59d4_06a7L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int EIGHT_DIGITS = 100_000_000;
  private static final long ZEROS = 0x3030_3030_3030_3030L;
  private static final byte[] MIN_VALUE =
      Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REFUSED_TEXT =
      Long.toString(REFUSED).getBytes(StandardCharsets.US_ASCII);
  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private IntegerText() {}

  /** The number of bytes {@link #write} would write. */
  public static int length(long value) {
    if (value >= 0) {
      return digitCount(value);
    }
    return value == Long.MIN_VALUE ? MAX_LENGTH : 1 + digitCount(-value);
  }

  /**
   * Writes the text of {@code value} at {@code offset} and nothing else.
   *
   * @return the number of bytes written
   * @throws IndexOutOfBoundsException if it does not fit; some of it may have been written
   */
  public static int write(long value, byte[] dst, int offset) {
    int start = offset;
    long rest = value;
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        System.arraycopy(MIN_VALUE, 0, dst, offset, MAX_LENGTH);
        return MAX_LENGTH;
      }
      dst[start++] = '-';
      rest = -value;
    }
    if (rest < EIGHT_DIGITS) {
      return writeHead((int) rest, dst, start) - offset;
    }
    long head = rest / EIGHT_DIGITS;
    long last = splitDigits((int) (rest - head * EIGHT_DIGITS)) | ZEROS;
    int end;
    if (head < EIGHT_DIGITS) {
      end = writeHead((int) head, dst, start);
    } else {
      int first = (int) (head / EIGHT_DIGITS);
      end = writeHead(first, dst, start);
      LONG.set(dst, end, splitDigits((int) (head - (long) first * EIGHT_DIGITS)) | ZEROS);
      end += 8;
    }
    LONG.set(dst, end, last);
    return end + 8 - offset;
  }

  /** Whether the text is the text of a {@code long}. */
  public static boolean isLong(byte[] src, int offset, int length) {
    long value = parse(src, offset, length);
    return value != REFUSED || isTextOfRefused(src, offset, length);
  }

  /**
   * The number the text stands for, or {@link #REFUSED}.
   *
   * @throws IndexOutOfBoundsException if the text does not lie within the array
   */
  public static long parse(byte[] src, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, src.length);
    if (length == 0) {
      return REFUSED;
    }
    int start = offset;
    int end = offset + length;
    boolean negative = src[offset] == '-';
    if (negative) {
      start++;
    }
    int count = end - start;
    if (count > 0 && count <= 8) {
      long digits = lastDigits(src, end, count);
      if (src[start] == '0' ? length != 1 : !areDigits(digits)) {
        return REFUSED;
      }
      int value = number(digits);
      return negative ? -value : value;
    }
    return parseLong(src, start, end, negative);
  }

  /** Whether {@code value}, which {@link #parse} answered for this text, says it is no integer. */
  public static boolean isRefused(long value, byte[] src, int offset, int length) {
    return value == REFUSED && !isTextOfRefused(src, offset, length);
  }

  /**
   * The order of two texts as unsigned bytes, told from the numbers: below 0 if that of {@code a}
   * comes first, 0 if they are equal, above 0 else. So 10 comes before 9, and -1 before -2.
   */
  public static int compare(long a, long b) {
    if (a < 0 != b < 0) {
      return a < 0 ? -1 : 1;
    }
    int aLength = length(a);
    int bLength = length(b);
    // Filled up with zeros to the same length: below 10^19, so right as unsigned numbers.
    long aDigits = Math.abs(a) * POWERS_OF_TEN[Math.max(0, bLength - aLength)];
    long bDigits = Math.abs(b) * POWERS_OF_TEN[Math.max(0, aLength - bLength)];
    int compared = Long.compareUnsigned(aDigits, bDigits);
    return compared == 0 ? aLength - bLength : compared;
  }

  /** More than eight digits, or none. */
  private static long parseLong(byte[] src, int start, int end, boolean negative) {
    int count = end - start;
    if (count == 0 || count > 19 || src[start] == '0') {
      return REFUSED;
    }
    int headEnd = start + ((count - 1) & 7) + 1;
    long head = lastDigits(src, headEnd, headEnd - start);
    boolean digits = areDigits(head);
    // At most 19 digits, so below 2^64: the sum is right as an unsigned number.
    long value = number(head);
    for (int at = headEnd; at < end; at += 8) {
      long word = (long) LONG.get(src, at);
      digits &= areDigits(word);
      value = value * EIGHT_DIGITS + number(word);
    }
    if (!digits) {
      return REFUSED;
    }
    if (value < 0) {
      return negative && value == Long.MIN_VALUE ? value : REFUSED;
    }
    return negative ? -value : value;
  }

  private static boolean isTextOfRefused(byte[] src, int offset, int length) {
    return Arrays.equals(src, offset, offset + length, REFUSED_TEXT, 0, REFUSED_TEXT.length);
  }

  /** The 1-8 bytes before {@code end} as a word of eight digits, filled up with zeros in front. */
  private static long lastDigits(byte[] src, int end, int count) {
    int missing = (8 - count) << 3;
    if (end >= 8) {
      long keep = -1L << missing;
      return ((long) LONG.get(src, end - 8) & keep) | (ZEROS & ~keep);
    }
    long word = ZEROS;
    for (int i = end - count; i < end; i++) {
      word = (word >>> 8) | ((long) src[i] << 56);
    }
    return word;
  }

  /** Whether all eight bytes are '0' to '9'. */
  private static boolean areDigits(long word) {
    long high = 0xf0f0_f0f0_f0f0_f0f0L;
    // A high nibble of 3 before and after adding 6; where the first holds nothing carries.
    return ((word & high) | (((word + 0x0606_0606_0606_0606L) & high) >>> 4))
        == 0x3333_3333_3333_3333L;
  }

  /** Eight digits, the first in the lowest byte, to the number: pairs, then fours, then all. */
  private static int number(long word) {
    long digits = word & 0x0f0f_0f0f_0f0f_0f0fL;
    long pairs = digits * 10 + (digits >>> 8);
    long evenPairs = (pairs & 0x0000_00ff_0000_00ffL) * (100 + (1_000_000L << 32));
    long oddPairs = ((pairs >>> 16) & 0x0000_00ff_0000_00ffL) * (1 + (10_000L << 32));
    return (int) ((evenPairs + oddPairs) >>> 32);
  }

  /** A number below 10^8 to the values of its eight digits, the first in the lowest byte. */
  private static long splitDigits(int value) {
    int high = value / 10_000;
    long halves = high | ((long) (value - high * 10_000) << 32);
    // x / 100 = x * 10486 >> 20 for x < 10000, x / 10 = x * 103 >> 10 for x < 100.
    long hundreds = ((halves * 10_486) >>> 20) & 0x0000_007f_0000_007fL;
    long pairs = hundreds | ((halves - hundreds * 100) << 16);
    long tens = ((pairs * 103) >>> 10) & 0x000f_000f_000f_000fL;
    return tens | ((pairs - tens * 10) << 8);
  }

  /** Writes a number below 10^8 without leading zeros; returns the offset behind it. */
  private static int writeHead(int value, byte[] dst, int offset) {
    if (value < 10) {
      dst[offset] = (byte) ('0' + value);
      return offset + 1;
    }
    long digits = splitDigits(value);
    int zeros = Long.numberOfTrailingZeros(digits) & ~7;
    long text = (digits | ZEROS) >>> zeros;
    int count = 8 - (zeros >>> 3);
    if (count >= 4) {
      // Two words that overlap where there are fewer than eight digits.
      INT.set(dst, offset, (int) text);
      INT.set(dst, offset + count - 4, (int) (text >>> ((count - 4) << 3)));
    } else {
      SHORT.set(dst, offset, (short) text);
      dst[offset + count - 1] = (byte) (text >>> ((count - 1) << 3));
    }
    return offset + count;
  }

  /** Digits of a number that is not negative; 0 has one. */
  private static int digitCount(long value) {
    // 1233 / 4096 is just below log10(2): the guess is right or one too low.
    int guess = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
    return value >= POWERS_OF_TEN[guess] ? guess + 1 : Math.max(guess, 1);
  }
}
