package io.holdfast.encodings.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;
import java.util.Objects;

/**
 * A number to add to, in the extended precision INCRBYFLOAT and HINCRBYFLOAT calculate with.
 *
 * <pre>
 *  value = +- significand * 2^exponent        significand: 64 bits, top bit set (or all 0 for zero)
 *  quantum 2^-16445, largest exponent 16320: the 80-bit format of x86-64
 * </pre>
 *
 * <p>Parsing and adding round to nearest, ties to even, so the digits are those Redis answers on
 * x86-64, whatever machine this runs on:
 *
 * <pre>{@code
 * if (!sum.parse(stored, 0, stored.length) || !increment.parse(argument, 0, argument.length)) {
 *   ...ERR value is not a valid float...
 * }
 * sum.add(increment);
 * if (!sum.isFinite()) {
 *   ...ERR increment would produce NaN or Infinity...
 * }
 * int length = sum.write(buffer, 0);
 * }</pre>
 *
 * <p>Thread: one at a time; the owner keeps two and uses them again.
 *
 * <p>Cost: tens of nanoseconds and no allocation for numbers of up to 38 digits, 27 of them after
 * the point, below 2^63; others take BigInteger.
 */
public final class LongDouble {
  /** The longest text {@link #write} has: a sign, 4933 digits, or 64 bits and 17 places. */
  public static final int MAX_LENGTH = 4934;

  /** Longer text is refused, as in Redis. */
  public static final int MAX_PARSED_LENGTH = 5119;

  private static final long TOP_BIT = Long.MIN_VALUE;
  private static final int MIN_EXPONENT = -16445;
  private static final int MAX_EXPONENT = 16320;

  // Decimal magnitudes that are out of range, with much to spare.
  private static final int MIN_MAGNITUDE = -5000;
  private static final int MAX_MAGNITUDE = 5000;

  /** 17 places. */
  private static final long ONE = 100_000_000_000_000_000L;

  /** 5^0 to 5^27, which is the last below 2^63. */
  private static final long[] POWERS_OF_FIVE = new long[28];

  /** 10^0 to 10^19, the last one unsigned. */
  private static final long[] POWERS_OF_TEN = new long[20];

  static {
    POWERS_OF_FIVE[0] = 1;
    for (int i = 1; i < POWERS_OF_FIVE.length; i++) {
      POWERS_OF_FIVE[i] = POWERS_OF_FIVE[i - 1] * 5;
    }
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private final FloatScanner scanner = new FloatScanner();

  private boolean finite = true;
  private boolean negative;
  private int exponent;
  private long significand;

  /** Zero. */
  public LongDouble() {}

  /** Makes this the whole number {@code value}. */
  public void set(long value) {
    negative = value < 0;
    setRounded(negative ? -value : value, 0, 0);
  }

  /** Makes this the number {@code value}, which must be finite. */
  public void set(double value) {
    assert Double.isFinite(value);
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> 52) & 0x7ff;
    long fraction = bits & ((1L << 52) - 1);
    negative = bits < 0;
    setRounded(biased == 0 ? fraction : fraction | 1L << 52, 0, Math.max(1, biased) - 1075);
  }

  /**
   * Makes this the number the text stands for.
   *
   * <p>Accepted is what {@link DoubleText#parse} accepts, in the wider range of this format, up to
   * {@link #MAX_PARSED_LENGTH} bytes. "inf" is accepted and not {@link #isFinite finite}.
   *
   * @return false, and this is of no use, if the text is refused
   * @throws IndexOutOfBoundsException if the text does not lie within the array
   */
  public boolean parse(byte[] src, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, src.length);
    if (length > MAX_PARSED_LENGTH) {
      return false;
    }
    FloatScanner.Kind kind = scanner.scan(src, offset, length);
    negative = scanner.negative;
    switch (kind) {
      case DECIMAL -> setDecimal(src, offset, length);
      case HEXADECIMAL -> setBinary();
      case INFINITY -> {
        finite = false;
        return true;
      }
      case REFUSED -> {
        return false;
      }
    }
    return finite && (significand != 0 || scanner.significand == 0);
  }

  /** Adds {@code other} to this. */
  public void add(LongDouble other) {
    if (!finite || !other.finite) {
      finite = false;
      return;
    }
    // The sign a sum of zero has never shows.
    if (other.significand == 0) {
      return;
    }
    if (significand == 0) {
      negative = other.negative;
      significand = other.significand;
      exponent = other.exponent;
      return;
    }
    boolean otherLarger =
        other.exponent > exponent
            || (other.exponent == exponent
                && Long.compareUnsigned(other.significand, significand) > 0);
    LongDouble large = otherLarger ? other : this;
    LongDouble small = otherLarger ? this : other;
    addAligned(
        large.significand,
        large.exponent,
        large.negative,
        small.significand,
        large.exponent - small.exponent,
        negative != other.negative);
  }

  /** Whether this is a number: false after an overflow or an "inf". */
  public boolean isFinite() {
    return finite;
  }

  /**
   * Writes this number, which must be finite, as C's "%.17Lf" does, without trailing zeros, without
   * a point that ends it and without the sign of zero.
   *
   * @return the number of bytes written, at most {@link #MAX_LENGTH}
   * @throws IndexOutOfBoundsException if it does not fit; some of it may have been written
   */
  public int write(byte[] dst, int offset) {
    assert finite;
    if (exponent >= 0 && significand != 0) {
      return writeLarge(dst, offset);
    }
    // The number is whole + behind / 2^(64 + beyond).
    long whole = 0;
    long behind = significand;
    int beyond = 0;
    if (exponent > -64) {
      whole = significand >>> -exponent;
      behind = significand << (64 + exponent);
    } else {
      beyond = -64 - exponent;
    }
    long units = units(behind, beyond);
    if (units == ONE) {
      units = 0;
      whole++;
    }
    int at = offset;
    if (negative && (whole != 0 || units != 0)) {
      dst[at++] = '-';
    }
    at += IntegerText.write(whole, dst, at);
    if (units == 0) {
      return at - offset;
    }
    // A leading 1 keeps the zeros behind the point; then the point takes its place.
    long places = ONE + units;
    while (places % 10 == 0) {
      places /= 10;
    }
    int length = IntegerText.write(places, dst, at);
    dst[at] = '.';
    return at + length - offset;
  }

  /** {@code behind / 2^(64 + beyond)} in units of 10^-17, rounded half to even. */
  private static long units(long behind, int beyond) {
    if (beyond > 63) {
      return 0;
    }
    long high = Wide.multiplyHigh(behind, ONE);
    long low = behind * ONE;
    long units = high >>> beyond;
    long cut = low;
    boolean more = false;
    if (beyond > 0) {
      cut = (high << (64 - beyond)) | (low >>> beyond);
      more = low << (64 - beyond) != 0;
    }
    boolean aboveHalf = cut < 0 && (cut != TOP_BIT || more);
    boolean half = cut == TOP_BIT && !more;
    return aboveHalf || (half && (units & 1) != 0) ? units + 1 : units;
  }

  private int writeLarge(byte[] dst, int offset) {
    BigInteger magnitude = unsigned(significand).shiftLeft(exponent);
    byte[] text = (negative ? magnitude.negate() : magnitude).toString().getBytes(ISO_8859_1);
    System.arraycopy(text, 0, dst, offset, text.length);
    return text.length;
  }

  // --- adding ---

  private void addAligned(
      long largeBits,
      int largeExponent,
      boolean largeNegative,
      long smallBits,
      int distance,
      boolean subtract) {
    // The smaller number in 128 bits below the larger one's first. What does not fit sets the last
    // bit, for a tie is none then; if nothing fits, it is too small to matter.
    long high = 0;
    long low = 0;
    if (distance == 0) {
      high = smallBits;
    } else if (distance < 64) {
      high = smallBits >>> distance;
      low = smallBits << (64 - distance);
    } else if (distance == 64) {
      low = smallBits;
    } else if (distance < 128) {
      boolean lost = smallBits << (128 - distance) != 0;
      low = (smallBits >>> (distance - 64)) | (lost ? 1 : 0);
    }
    negative = largeNegative;
    if (!subtract) {
      long sum = largeBits + high;
      if (Long.compareUnsigned(sum, high) < 0) {
        // Only numbers less than 64 places apart carry, so the bit shifted out is 0.
        low = (sum << 63) | (low >>> 1);
        setRounded(TOP_BIT | (sum >>> 1), low, largeExponent + 1);
      } else {
        setRounded(sum, low, largeExponent);
      }
      return;
    }
    long difference = largeBits - high - (low == 0 ? 0 : 1);
    setRounded(difference, -low, largeExponent);
  }

  /** {@code (high + low / 2^64) * 2^newExponent}; the last bit of low may stand for anything. */
  private void setRounded(long high, long low, int newExponent) {
    finite = true;
    long bits = high;
    long rest = low;
    exponent = newExponent;
    if (bits == 0) {
      bits = rest;
      rest = 0;
      exponent -= 64;
    }
    if (bits == 0) {
      significand = 0;
      exponent = 0;
      return;
    }
    int lead = Long.numberOfLeadingZeros(bits);
    if (lead > 0) {
      bits = (bits << lead) | (rest >>> (64 - lead));
      rest <<= lead;
      exponent -= lead;
    }
    if (rest < 0 && (rest != TOP_BIT || (bits & 1) != 0)) {
      bits++;
      if (bits == 0) {
        bits = TOP_BIT;
        exponent++;
      }
    }
    significand = bits;
    finite = exponent <= MAX_EXPONENT;
  }

  // --- from text ---

  private void setDecimal(byte[] src, int offset, int length) {
    long places = -scanner.exponent;
    if (scanner.truncated || places < 0 || places >= POWERS_OF_FIVE.length) {
      setAnyDecimal(src, offset, length);
      return;
    }
    // The digits as 128 bits.
    long scale = POWERS_OF_TEN[scanner.restCount];
    long low = scanner.significand * scale + scanner.rest;
    long high = Wide.multiplyHigh(scanner.significand, scale);
    if (Long.compareUnsigned(low, scanner.rest) < 0) {
      high++;
    }
    setQuotient(high, low, (int) places);
  }

  /** {@code (high * 2^64 + low) / 10^places}. */
  private void setQuotient(long high, long low, int places) {
    if (places == 0 || (high | low) == 0) {
      setRounded(high, low, 64);
      return;
    }
    // Dividend and divisor with their top bits set, so that the quotient has 64 or 65 bits.
    int lead = high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
    long top = lead < 64 ? high : low;
    long next = lead < 64 ? low : 0;
    if ((lead & 63) != 0) {
      top = (top << lead) | (next >>> -lead);
      next <<= lead;
    }
    int divisorLead = Long.numberOfLeadingZeros(POWERS_OF_FIVE[places]);
    long divisor = POWERS_OF_FIVE[places] << divisorLead;
    int scale = divisorLead - lead - places;
    boolean carry = Long.compareUnsigned(top, divisor) >= 0;
    long quotient = Wide.divide(carry ? top - divisor : top, next, divisor);
    long remainder = next - quotient * divisor;
    if (carry) {
      long sticky = remainder == 0 ? 0 : 1;
      setRounded(TOP_BIT | (quotient >>> 1), (quotient << 63) | sticky, scale + 1);
    } else {
      // Below, at or above one half is all that matters of the remainder.
      int toHalf = Long.compareUnsigned(remainder, divisor - remainder);
      long below = toHalf < 0 ? 0 : TOP_BIT;
      setRounded(quotient, toHalf == 0 || remainder == 0 ? below : below | 1, scale);
    }
  }

  private void setAnyDecimal(byte[] src, int offset, int length) {
    BigInteger digits;
    long power = scanner.exponent;
    if (scanner.truncated) {
      String text = significantDigits(src, offset, length);
      power -= text.length() - FloatScanner.MAX_DIGITS;
      digits = new BigInteger(text);
    } else {
      digits =
          unsigned(scanner.significand)
              .multiply(BigInteger.TEN.pow(scanner.restCount))
              .add(unsigned(scanner.rest));
    }
    // A bit is worth 0.301 decimal digits; MIN and MAX_MAGNITUDE leave room for this estimate.
    long magnitude = power + digits.bitLength() * 301L / 1000;
    if (digits.signum() == 0 || magnitude < MIN_MAGNITUDE) {
      setRounded(0, 0, 0);
    } else if (magnitude > MAX_MAGNITUDE) {
      finite = false;
    } else if (power >= 0) {
      setBig(digits.multiply(BigInteger.TEN.pow((int) power)), 0, false);
    } else {
      BigInteger divisor = BigInteger.TEN.pow((int) -power);
      int shift = Math.max(0, divisor.bitLength() - digits.bitLength() + 66);
      BigInteger[] result = digits.shiftLeft(shift).divideAndRemainder(divisor);
      setBig(result[0], -shift, result[1].signum() != 0);
    }
  }

  /** The digits of decimal text from the first that is not 0, without point and exponent. */
  private static String significantDigits(byte[] src, int offset, int length) {
    StringBuilder digits = new StringBuilder(length);
    for (int i = offset; i < offset + length && (src[i] | 0x20) != 'e'; i++) {
      boolean isDigit = src[i] >= '0' && src[i] <= '9';
      if (isDigit && (digits.length() > 0 || src[i] != '0')) {
        digits.append((char) src[i]);
      }
    }
    return digits.toString();
  }

  private void setBinary() {
    BigInteger digits =
        unsigned(scanner.significand).shiftLeft(4 * scanner.restCount).or(unsigned(scanner.rest));
    long top = scanner.exponent + digits.bitLength();
    if (digits.signum() == 0 || top < 2L * MIN_EXPONENT) {
      setRounded(0, 0, 0);
    } else if (top > 2L * MAX_EXPONENT) {
      finite = false;
    } else {
      setBig(digits, (int) scanner.exponent, scanner.truncated);
    }
  }

  /**
   * {@code (digits + something below 1 if more) * 2^power}, rounded to 64 bits and to whole quanta.
   */
  private void setBig(BigInteger digits, int power, boolean more) {
    int cut = Math.max(digits.bitLength() - 64, MIN_EXPONENT - power);
    if (cut <= 0) {
      setRounded(digits.longValue(), 0, power);
      return;
    }
    BigInteger kept = digits.shiftRight(cut);
    boolean half = digits.testBit(cut - 1);
    boolean aboveHalf = half && (more || digits.getLowestSetBit() < cut - 1);
    if (aboveHalf || (half && kept.testBit(0))) {
      kept = kept.add(BigInteger.ONE);
    }
    setRounded(kept.shiftRight(64).longValue(), kept.longValue(), power + cut + 64);
  }

  private static BigInteger unsigned(long value) {
    BigInteger low = BigInteger.valueOf(value & Long.MAX_VALUE);
    return value < 0 ? low.setBit(63) : low;
  }
}
