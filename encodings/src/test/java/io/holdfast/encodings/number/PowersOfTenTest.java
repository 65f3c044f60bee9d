package io.holdfast.encodings.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class PowersOfTenTest {
  @Test
  void everyEntry_isTheExactPowerCutOff() {
    for (int k = PowersOfTen.MIN; k <= PowersOfTen.MAX; k++) {
      BigInteger power = BigInteger.TEN.pow(Math.abs(k));
      int log = k < 0 ? -log2RoundedUp(power) : power.bitLength() - 1;
      assertThat(PowersOfTen.floorLog2(k)).as("10^%d", k).isEqualTo(log);
      // power * 2^(127 - log), cut off.
      BigInteger expected =
          k < 0
              ? BigInteger.ONE.shiftLeft(127 - log).divide(power)
              : power.shiftLeft(Math.max(0, 127 - log)).shiftRight(Math.max(0, log - 127));
      BigInteger entry =
          new BigInteger(Long.toUnsignedString(PowersOfTen.high(k)))
              .shiftLeft(64)
              .add(new BigInteger(Long.toUnsignedString(PowersOfTen.low(k))));
      assertThat(entry).as("10^%d", k).isEqualTo(expected);
      assertThat(PowersOfTen.low(k)).as("room to round up 10^%d", k).isNotEqualTo(-1L);
    }
  }

  @Test
  void exactEntries_endAt55() {
    assertThat(BigInteger.valueOf(5).pow(PowersOfTen.MAX_EXACT).bitLength()).isEqualTo(128);
    assertThat(BigInteger.valueOf(5).pow(PowersOfTen.MAX_EXACT + 1).bitLength()).isEqualTo(131);
  }

  @Test
  void logarithms_areExactForEveryExponentOfADouble() {
    for (int e = -1200; e <= 1100; e++) {
      assertThat(PowersOfTen.floorLog10OfPowerOfTwo(e)).as("2^%d", e).isEqualTo(log10(4, e - 2));
      assertThat(PowersOfTen.floorLog10OfThreeQuarters(e)).as("2^%d", e).isEqualTo(log10(3, e - 2));
    }
  }

  private static int log10(int factor, int e) {
    BigInteger value = BigInteger.valueOf(factor);
    // Scaled by 10^500 so that it is above 1.
    BigInteger scaled = value.multiply(BigInteger.TEN.pow(500));
    BigInteger whole = e < 0 ? scaled.shiftRight(-e) : scaled.shiftLeft(e);
    return whole.toString().length() - 1 - 500;
  }

  private static int log2RoundedUp(BigInteger value) {
    return value.subtract(BigInteger.ONE).bitLength();
  }
}
