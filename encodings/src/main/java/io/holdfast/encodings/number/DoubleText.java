package io.holdfast.encodings.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * A {@code double} as text and back, the same bytes on every Java version.
 *
 * <pre>
 *  write     0.1   100000000000000000   1e+23                    shortest text that reads back
 *  write17g  0.10000000000000001   1e+17   9.9999999999999992e+22      C's "%.17g"
 * </pre>
 *
 * <p>{@link #write} is the text Redis has used since 7.2 for scores and RESP3 doubles, {@link
 * #write17g} that of 7.0 and before. Both write "inf", "-inf", "nan" and "-0".
 *
 * <p>Thread: any. Cost: tens of nanoseconds, whole numbers a few; no allocation but for the rare
 * cases named at the methods. The tables (11 KB) are made when the first number with a fraction
 * comes by.
 *
 * <p>Sources are named in the essay below.
 */
public final class DoubleText {
  /*
   * How it works
   * ============
   *
   * A finite double is v = c * 2^q with an integer c below 2^53. All three conversions multiply by
   * a power of ten held to 128 bits (PowersOfTen), which is too small by less than one unit of its
   * last place, and ask whether that uncertainty can matter.
   *
   * Shortest digits [1]. Decimals between the two midpoints to v's neighbours read back as v (the
   * midpoints too, if c is even, as ties are read to even). The interval is as wide as 2^q (for a
   * power of two, 3/4 of that), so with k = floor(log10(width)) it holds at least one multiple of
   * 10^k and at most one of 10^(k+1). If it holds the latter, that is the shortest; otherwise one
   * of the two multiples of 10^k around v is, the closer one if both lie inside. Everything is
   * computed in units of 10^k / 4, so that midpoints are integers before scaling, and products are
   * rounded to odd: the last bit says "not exact", which keeps comparisons with integers right.
   * Section 9 of [1] shows that 126 bits suffice for that; here there are 128.
   *
   * Seventeen digits. With k chosen so that v * 10^k has 17 digits before the point, the 64 bits
   * behind the point are known up to one unit. Unless they lie within that of one half, they
   * decide the rounding; otherwise exact arithmetic does.
   *
   * Reading. Up to 19 digits w and an exponent k: v = w * 10^k. If w and 10^|k| are doubles, one
   * rounded operation is right [2]. Otherwise the product of w and the 128-bit power is known to
   * more than 120 bits, of which 53 are kept [3]; within one unit of a tie, for longer text and
   * for results that are not normal numbers, exact arithmetic decides.
   *
   * [1] Raffaello Giulietti, "The Schubfach way to render doubles", 2020-2022.
   * [2] William Clinger, "How to read floating point numbers accurately", PLDI 1990.
   * [3] Daniel Lemire, "Number parsing at a gigabyte per second", Software: Practice and
   *     Experience 51 (2021); the simplification here is to use all 128 bits at once.
   */

  /** The longest text either form has: a sign and 24 digits. */
  public static final int MAX_LENGTH = 25;

  private static final int FRACTION_BITS = 52;
  private static final long HIDDEN_BIT = 1L << FRACTION_BITS;
  private static final int MIN_EXPONENT = -1074;
  private static final int MIN_NORMAL_EXPONENT = -1022;
  private static final int MAX_NORMAL_EXPONENT = 1023;

  /** Whole numbers up to here are written digit by digit, however many zeros they end in. */
  private static final double MAX_PLAIN = 0x1p62;

  private static final int DIGITS_17 = 17;
  private static final long TEN_TO_16 = 10_000_000_000_000_000L;
  private static final long TEN_TO_17 = 100_000_000_000_000_000L;
  private static final int NO_EXPONENT = Integer.MIN_VALUE;
  private static final double MAX_EXACT_DOUBLE = 0x1p53;
  private static final double[] EXACT_POWERS = new double[23];

  static {
    // Each product is exact: 5^22 has 52 bits.
    EXACT_POWERS[0] = 1;
    for (int i = 1; i < EXACT_POWERS.length; i++) {
      EXACT_POWERS[i] = EXACT_POWERS[i - 1] * 10;
    }
  }

  private DoubleText() {}

  /**
   * Writes the shortest text that reads back as {@code value}; of several the closest.
   *
   * <p>Whole numbers up to 2^62 have no exponent. Others, with the shortest digits d1..dn and the
   * place of the last one 10^k: no exponent if 0 &lt;= k &lt; 8 (zeros fill up) or -7 &lt; k &lt; 0
   * or the number is below 10^4 and not below 10^-3; else {@code d1.d2...dne+x}.
   *
   * @return the number of bytes written
   * @throws IndexOutOfBoundsException if it does not fit; some of it may have been written
   */
  public static int write(double value, byte[] dst, int offset) {
    if (Math.abs(value) <= MAX_PLAIN && value == (long) value && !isNegativeZero(value)) {
      return IntegerText.write((long) value, dst, offset);
    }
    if (isSpecial(value)) {
      return writeSpecial(value, dst, offset);
    }
    int start = writeSign(value, dst, offset);
    return writeShortest(Math.abs(value), dst, start) - offset;
  }

  /**
   * Writes {@code value} as C's printf does for "%.17g". Allocates for numbers within 2^-60 of the
   * middle between two texts.
   *
   * @return the number of bytes written
   * @throws IndexOutOfBoundsException if it does not fit; some of it may have been written
   */
  public static int write17g(double value, byte[] dst, int offset) {
    if (Math.abs(value) < TEN_TO_17 && value == (long) value && !isNegativeZero(value)) {
      return IntegerText.write((long) value, dst, offset);
    }
    if (isSpecial(value)) {
      return writeSpecial(value, dst, offset);
    }
    int start = writeSign(value, dst, offset);
    return writeSeventeen(Math.abs(value), dst, start) - offset;
  }

  /**
   * The number the text stands for, correctly rounded, or NaN if it is refused.
   *
   * <p>Accepted is what Redis takes for a floating-point argument: decimal and hexadecimal text as
   * C reads it, "inf" and "infinity" in any case, a sign before each. Refused are "nan", the empty
   * text, spaces, anything left over, and numbers that overflow or that round to zero without being
   * zero. Allocates for hexadecimal text, "inf", more than 19 digits and rare others.
   *
   * @throws IndexOutOfBoundsException if the text does not lie within the array
   */
  public static double parse(byte[] src, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, src.length);
    int end = offset + length;
    int at = offset;
    boolean negative = false;
    if (at < end && (src[at] == '-' || src[at] == '+')) {
      negative = src[at] == '-';
      at++;
    }
    int first = at;
    int point = -1;
    long digits = 0;
    for (; at < end; at++) {
      int digit = src[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
      } else if (src[at] == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    int digitCount = at - first - (point < 0 ? 0 : 1);
    // 19 digits cannot overflow an unsigned long; an exponent of more than 4 digits is unusual.
    if (digitCount == 0 || digitCount > 19) {
      return parseAny(src, offset, length);
    }
    int exponent = point < 0 ? 0 : point + 1 - at;
    if (at < end) {
      int written = exponent(src, at, end);
      if (written == NO_EXPONENT) {
        return parseAny(src, offset, length);
      }
      exponent += written;
    }
    double value = toDouble(digits, exponent);
    if (value < 0) {
      return parseAny(src, offset, length);
    }
    return negative ? -value : value;
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && 1 / value < 0;
  }

  private static boolean isSpecial(double value) {
    return value == 0 || !(Math.abs(value) <= Double.MAX_VALUE);
  }

  private static int writeSpecial(double value, byte[] dst, int offset) {
    if (Double.isNaN(value)) {
      return writeWord("nan", dst, offset) - offset;
    }
    int start = writeSign(value, dst, offset);
    return writeWord(value == 0 ? "0" : "inf", dst, start) - offset;
  }

  private static int writeWord(String word, byte[] dst, int offset) {
    for (int i = 0; i < word.length(); i++) {
      dst[offset + i] = (byte) word.charAt(i);
    }
    return offset + word.length();
  }

  private static int writeSign(double value, byte[] dst, int offset) {
    if (value > 0 || (value == 0 && !isNegativeZero(value))) {
      return offset;
    }
    dst[offset] = '-';
    return offset + 1;
  }

  // --- shortest ---

  private static int writeShortest(double value, byte[] dst, int offset) {
    long bits = Double.doubleToRawLongBits(value);
    long fraction = bits & (HIDDEN_BIT - 1);
    int biased = (int) (bits >>> FRACTION_BITS);
    long c = biased == 0 ? fraction : fraction | HIDDEN_BIT;
    int q = Math.max(biased, 1) - 1 + MIN_EXPONENT;
    // Below a power of two the neighbour is only half as far away.
    boolean nearerBelow = fraction == 0 && biased > 1;
    int k =
        nearerBelow
            ? PowersOfTen.floorLog10OfThreeQuarters(q)
            : PowersOfTen.floorLog10OfPowerOfTwo(q);

    long powerHigh = PowersOfTen.high(-k);
    long powerLow = PowersOfTen.low(-k);
    if (-k < 0 || -k > PowersOfTen.MAX_EXACT) {
      // Schubfach wants the power rounded up; no entry ends in 64 ones.
      powerLow++;
    }
    int shift = q + PowersOfTen.floorLog2(-k) + 1;
    long middle = scaleToOdd(powerHigh, powerLow, (c << 2) << shift);
    long low = scaleToOdd(powerHigh, powerLow, ((c << 2) - (nearerBelow ? 1 : 2)) << shift);
    long high = scaleToOdd(powerHigh, powerLow, ((c << 2) + 2) << shift);
    // With an odd c the ends themselves do not read back: move them in by the least there is.
    long outside = c & 1;
    low += outside;
    high -= outside;

    long below = middle >>> 2;
    long tenBelow = below / 10;
    long tens = tenBelow * 10;
    boolean tensInside = low <= tens << 2;
    boolean nextTensInside = (tens + 10) << 2 <= high;
    if (tensInside != nextTensInside) {
      return layOut(nextTensInside ? tenBelow + 1 : tenBelow, k + 1, dst, offset);
    }
    boolean belowInside = low <= below << 2;
    boolean aboveInside = (below + 1) << 2 <= high;
    boolean up;
    if (belowInside != aboveInside) {
      up = aboveInside;
    } else {
      long fromHalf = middle - ((below << 2) + 2);
      up = fromHalf > 0 || (fromHalf == 0 && (below & 1) != 0);
    }
    return layOut(up ? below + 1 : below, k, dst, offset);
  }

  /** {@code power * factor / 2^128}, its last bit set if that is not exact. */
  private static long scaleToOdd(long powerHigh, long powerLow, long factor) {
    long carried = Wide.multiplyHigh(powerLow, factor);
    long behind = powerHigh * factor + carried;
    long whole = Wide.multiplyHigh(powerHigh, factor);
    if (Long.compareUnsigned(behind, carried) < 0) {
      whole++;
    }
    // The power is up to one unit too large, so 1 behind the point may be an exact 0.
    return Long.compareUnsigned(behind, 1) > 0 ? whole | 1 : whole;
  }

  private static int layOut(long significand, int exponent, byte[] dst, int offset) {
    long digits = withoutZeros(significand);
    int count = IntegerText.length(digits);
    int k = exponent + IntegerText.length(significand) - count;
    int magnitude = k + count - 1;
    if (k >= 0 && k < 8) {
      int end = offset + IntegerText.write(digits, dst, offset);
      return writeZeros(k, dst, end);
    }
    if (k < 0 && (k > -7 || Math.abs(magnitude) < 4)) {
      return writeFixed(digits, count, magnitude, dst, offset);
    }
    int at = writeScientific(digits, count, magnitude, dst, offset);
    return at + IntegerText.write(Math.abs(magnitude), dst, at);
  }

  // --- seventeen digits ---

  private static int writeSeventeen(double value, byte[] dst, int offset) {
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> FRACTION_BITS);
    long c = bits & (HIDDEN_BIT - 1);
    if (biased != 0) {
      c |= HIDDEN_BIT;
    }
    int lead = Long.numberOfLeadingZeros(c);
    long normalized = c << lead;
    int exponent = Math.max(biased, 1) - 1 + MIN_EXPONENT - lead;
    // value = normalized * 2^exponent, top bit set. The guess may be one too small.
    int magnitude = PowersOfTen.floorLog10OfPowerOfTwo(exponent + 63);
    int k = DIGITS_17 - 1 - magnitude;
    long powerHigh = PowersOfTen.high(k);
    long middle = powerHigh * normalized;
    long top = Wide.multiplyHigh(powerHigh, normalized);
    long carried = middle + Wide.multiplyHigh(PowersOfTen.low(k), normalized);
    if (Long.compareUnsigned(carried, middle) < 0) {
      top++;
    }
    // In value * 10^k, below 10^18, the point stands behind this many bits of the product.
    int wholeBits = exponent + PowersOfTen.floorLog2(k) + 65;
    long digits = top >>> (64 - wholeBits);
    long behind = (top << wholeBits) | (carried >>> (64 - wholeBits));
    int lastDigit = -1;
    if (digits >= TEN_TO_17) {
      magnitude++;
      lastDigit = (int) (digits % 10);
      digits /= 10;
    }
    if (isUndecided(lastDigit, behind)) {
      BigDecimal exact = new BigDecimal(value);
      BigDecimal rounded = exact.round(new MathContext(DIGITS_17, RoundingMode.HALF_EVEN));
      magnitude = rounded.precision() - rounded.scale() - 1;
      digits = rounded.movePointRight(DIGITS_17 - 1 - magnitude).longValueExact();
    } else if (lastDigit < 0 ? behind < 0 : lastDigit >= 5) {
      digits++;
      if (digits == TEN_TO_17) {
        digits = TEN_TO_16;
        magnitude++;
      }
    }
    return layOutSeventeen(digits, magnitude, dst, offset);
  }

  /** Whether one unit more behind the point could make the difference of up and down. */
  private static boolean isUndecided(int lastDigit, long behind) {
    return switch (lastDigit) {
      case -1 -> behind == Long.MIN_VALUE || behind == Long.MAX_VALUE;
      case 4 -> behind == -1;
      case 5 -> behind == 0;
      default -> false;
    };
  }

  private static int layOutSeventeen(long significand, int magnitude, byte[] dst, int offset) {
    long digits = withoutZeros(significand);
    int count = IntegerText.length(digits);
    if (magnitude >= -4 && magnitude < DIGITS_17) {
      if (count > magnitude + 1) {
        return writeFixed(digits, count, magnitude, dst, offset);
      }
      int end = offset + IntegerText.write(digits, dst, offset);
      return writeZeros(magnitude + 1 - count, dst, end);
    }
    int at = writeScientific(digits, count, magnitude, dst, offset);
    int power = Math.abs(magnitude);
    if (power < 10) {
      dst[at++] = '0';
    }
    return at + IntegerText.write(power, dst, at);
  }

  // --- layout ---

  /** The number, below 10^18 and not 0, without the zeros it ends in. */
  private static long withoutZeros(long significand) {
    long digits = significand;
    if (digits % 10 != 0) {
      return digits;
    }
    while (digits % 100_000_000 == 0) {
      digits /= 100_000_000;
    }
    if (digits % 10_000 == 0) {
      digits /= 10_000;
    }
    if (digits % 100 == 0) {
      digits /= 100;
    }
    return digits % 10 == 0 ? digits / 10 : digits;
  }

  /** Digits with a point among or before them; the first one has the place 10^magnitude. */
  private static int writeFixed(long digits, int count, int magnitude, byte[] dst, int offset) {
    if (magnitude < 0) {
      dst[offset] = '0';
      dst[offset + 1] = '.';
      int at = writeZeros(-magnitude - 1, dst, offset + 2);
      return at + IntegerText.write(digits, dst, at);
    }
    return writePointed(digits, count, magnitude + 1, dst, offset);
  }

  /** Digits, a point behind the first, and the exponent's letter and sign. */
  private static int writeScientific(
      long digits, int count, int magnitude, byte[] dst, int offset) {
    int at = offset + 1;
    if (count == 1) {
      dst[offset] = (byte) ('0' + digits);
    } else {
      at = writePointed(digits, count, 1, dst, offset);
    }
    dst[at] = 'e';
    dst[at + 1] = (byte) (magnitude < 0 ? '-' : '+');
    return at + 2;
  }

  private static int writePointed(long digits, int count, int before, byte[] dst, int offset) {
    IntegerText.write(digits, dst, offset + 1);
    for (int i = offset; i < offset + before; i++) {
      dst[i] = dst[i + 1];
    }
    dst[offset + before] = '.';
    return offset + count + 1;
  }

  private static int writeZeros(int count, byte[] dst, int offset) {
    for (int i = offset; i < offset + count; i++) {
      dst[i] = '0';
    }
    return offset + count;
  }

  // --- reading ---

  /** The exponent that makes up the rest of the text, if it has one to four digits. */
  private static int exponent(byte[] src, int offset, int end) {
    int at = offset + 1;
    if ((src[offset] | 0x20) != 'e' || at == end) {
      return NO_EXPONENT;
    }
    boolean minus = src[at] == '-';
    if (minus || src[at] == '+') {
      at++;
    }
    if (at == end || end - at > 4) {
      return NO_EXPONENT;
    }
    int value = 0;
    for (; at < end; at++) {
      int digit = src[at] - '0';
      if (digit < 0 || digit > 9) {
        return NO_EXPONENT;
      }
      value = value * 10 + digit;
    }
    return minus ? -value : value;
  }

  /** {@code digits * 10^k}, digits unsigned, or -1 if that is beyond this method. */
  private static double toDouble(long digits, int k) {
    if (digits >= 0 && digits <= MAX_EXACT_DOUBLE && Math.abs(k) < EXACT_POWERS.length) {
      return k < 0 ? digits / EXACT_POWERS[-k] : digits * EXACT_POWERS[k];
    }
    if (digits == 0) {
      return 0;
    }
    if (k < PowersOfTen.MIN || k > PowersOfTen.MAX) {
      return -1;
    }
    int lead = Long.numberOfLeadingZeros(digits);
    long normalized = digits << lead;
    long powerHigh = PowersOfTen.high(k);
    long next = powerHigh * normalized;
    long top = Wide.multiplyHigh(powerHigh, normalized);
    long carried = next + Wide.multiplyHigh(PowersOfTen.low(k), normalized);
    if (Long.compareUnsigned(carried, next) < 0) {
      top++;
    }
    int exponent = PowersOfTen.floorLog2(k) + 1 - lead;
    if (top > 0) {
      top = (top << 1) | (carried >>> 63);
      carried <<= 1;
      exponent--;
    }
    // 53 bits of top are kept. The product may be up to two units of carried too small.
    long cut = top & 0x7ff;
    boolean nearTie =
        (cut == 0x3ff && carried >= -2 && carried < 0) || (cut == 0x400 && carried == 0);
    int biased = exponent + 63 - MIN_NORMAL_EXPONENT + 1;
    if (nearTie || biased < 1 || biased >= MAX_NORMAL_EXPONENT - MIN_NORMAL_EXPONENT + 1) {
      return -1;
    }
    // cut == 0x400 with something behind it is above the tie; the carry may reach the exponent.
    long kept = (top >>> 11) + (cut >>> 10);
    return Double.longBitsToDouble(((long) (biased - 1) << FRACTION_BITS) + kept);
  }

  private static double parseAny(byte[] src, int offset, int length) {
    FloatScanner scanner = new FloatScanner();
    double magnitude =
        switch (scanner.scan(src, offset, length)) {
          case REFUSED -> Double.NaN;
          case INFINITY -> Double.POSITIVE_INFINITY;
          case DECIMAL ->
              refuseRange(
                  scanner.significand,
                  Math.abs(Double.parseDouble(new String(src, offset, length, ISO_8859_1))));
          case HEXADECIMAL ->
              refuseRange(
                  scanner.significand,
                  ofBinary(
                      scanner.significand,
                      scanner.exponent + 4L * scanner.restCount,
                      scanner.truncated || scanner.rest != 0));
        };
    return scanner.negative ? -magnitude : magnitude;
  }

  private static double refuseRange(long significand, double rounded) {
    boolean outOfRange = rounded > Double.MAX_VALUE || (rounded == 0 && significand != 0);
    return outOfRange ? Double.NaN : rounded;
  }

  /** {@code significand * 2^exponent}, significand unsigned, rounded half to even. */
  private static double ofBinary(long significand, long exponent, boolean more) {
    if (significand == 0) {
      return 0;
    }
    int lead = Long.numberOfLeadingZeros(significand);
    long normalized = significand << lead;
    long magnitude = exponent - lead + 63;
    if (magnitude > MAX_NORMAL_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    long missing = Math.max(MIN_NORMAL_EXPONENT - magnitude, 0);
    if (missing > 53) {
      return 0;
    }
    // 11 to 64 bits are cut off, two of them here so that none is shifted by 64.
    int cutBits = 11 + (int) missing;
    long kept = normalized >>> 1 >>> (cutBits - 1);
    long half = 1L << (cutBits - 1);
    long cut = normalized & (half | (half - 1));
    if (Long.compareUnsigned(cut, half) > 0 || (cut == half && (more || (kept & 1) != 0))) {
      kept++;
    }
    long biasedLessHidden = missing > 0 ? 0 : magnitude - MIN_NORMAL_EXPONENT;
    return Double.longBitsToDouble((biasedLessHidden << FRACTION_BITS) + kept);
  }
}
