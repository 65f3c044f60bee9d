package io.holdfast.encodings.number;

/**
 * The powers of ten that doubles need, each to 128 bits.
 *
 * <pre>
 *  10^k = (high * 2^64 + low) * 2^(floorLog2(k) - 127), low bits cut off, top bit of high set
 * </pre>
 *
 * <p>Exact for 0 to 55, where 5^k fits; else too small by less than one unit of {@code low}. The
 * table is filled when first used, by stepping up and down from 1 with 256 bits; the error of that
 * stays below the bits kept (a test compares every entry with the exact power).
 *
 * <p>Memory: 11 KB.
 */
final class PowersOfTen {
  static final int MIN = -342;
  static final int MAX = 340;

  /** The largest power the table holds exactly. */
  static final int MAX_EXACT = 55;

  private static final int LIMBS = 8;
  private static final long[] TABLE = new long[2 * (MAX - MIN + 1)];

  static {
    int[] power = new int[LIMBS];
    power[0] = 1 << 31;
    for (int k = 0; k <= MAX; k++) {
      store(k, power);
      multiplyByFive(power);
    }
    power = new int[LIMBS];
    power[0] = 1 << 31;
    for (int k = -1; k >= MIN; k--) {
      divideByFive(power);
      store(k, power);
    }
  }

  private PowersOfTen() {}

  static long high(int k) {
    return TABLE[2 * (k - MIN)];
  }

  static long low(int k) {
    return TABLE[2 * (k - MIN) + 1];
  }

  /** floor(log2(10^k)); 1741647 / 2^19 is close enough for |k| up to 1200. */
  static int floorLog2(int k) {
    return (k * 1_741_647) >> 19;
  }

  /** floor(log10(2^e)); 1262611 / 2^22 is close enough for |e| up to 1500. */
  static int floorLog10OfPowerOfTwo(int e) {
    return (e * 1_262_611) >> 22;
  }

  /** floor(log10(3/4 * 2^e)), for the same range. */
  static int floorLog10OfThreeQuarters(int e) {
    return (e * 1_262_611 - 524_031) >> 22;
  }

  private static void store(int k, int[] power) {
    int at = 2 * (k - MIN);
    TABLE[at] = ((long) power[0] << 32) | (power[1] & 0xffff_ffffL);
    TABLE[at + 1] = ((long) power[2] << 32) | (power[3] & 0xffff_ffffL);
  }

  // Limbs stand most significant first and their top bit is set; only the leading bits matter, so
  // after each step they are shifted until it is set again.

  private static void multiplyByFive(int[] power) {
    long carry = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
      carry += (power[i] & 0xffff_ffffL) * 5;
      power[i] = (int) carry;
      carry >>>= 32;
    }
    int shift = carry >= 4 ? 3 : 2;
    for (int i = 0; i < LIMBS; i++) {
      int limb = power[i];
      power[i] = ((int) carry << (32 - shift)) | (limb >>> shift);
      carry = limb;
    }
  }

  private static void divideByFive(int[] power) {
    int[] quotient = new int[LIMBS + 1];
    long rest = 0;
    for (int i = 0; i <= LIMBS; i++) {
      rest = (rest << 32) | (i < LIMBS ? power[i] & 0xffff_ffffL : 0);
      quotient[i] = (int) (rest / 5);
      rest %= 5;
    }
    int shift = Integer.numberOfLeadingZeros(quotient[0]);
    for (int i = 0; i < LIMBS; i++) {
      power[i] = (quotient[i] << shift) | (quotient[i + 1] >>> (32 - shift));
    }
  }
}
