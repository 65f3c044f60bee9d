package io.holdfast.encodings.number;

/** Unsigned arithmetic on 128 bits, as two longs. */
final class Wide {
  private static final long LOW_HALF = 0xffff_ffffL;

  private Wide() {}

  /** The upper 64 bits of the product of two unsigned 64-bit numbers. */
  static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }

  /**
   * The quotient of {@code high * 2^64 + low} and {@code divisor}; the remainder is {@code low -
   * quotient * divisor}. The divisor's top bit is set and {@code high < divisor}, so the quotient
   * fits.
   *
   * <p>Source: Knuth, The Art of Computer Programming, volume 2, section 4.3.1, algorithm D, with
   * digits of 32 bits: a two-digit quotient, each digit guessed from the divisor's upper digit and
   * at most two too large.
   */
  static long divide(long high, long low, long divisor) {
    long divisorHigh = divisor >>> 32;
    long divisorLow = divisor & LOW_HALF;
    long q1 = quotientDigit(high, low >>> 32, divisorHigh, divisorLow);
    long rest = (high << 32) + (low >>> 32) - q1 * divisor;
    long q0 = quotientDigit(rest, low & LOW_HALF, divisorHigh, divisorLow);
    return (q1 << 32) + q0;
  }

  private static long quotientDigit(long high, long nextDigit, long divisorHigh, long divisorLow) {
    long guess = Long.divideUnsigned(high, divisorHigh);
    long rest = high - guess * divisorHigh;
    // The guess is too large while its product with the lower digit exceeds what is left for it.
    // It is below 2^32 + 2, so that product fits.
    while (Long.compareUnsigned(guess * divisorLow, (rest << 32) + nextDigit) > 0) {
      guess--;
      rest += divisorHigh;
      if (rest > LOW_HALF) {
        break;
      }
    }
    return guess;
  }
}
