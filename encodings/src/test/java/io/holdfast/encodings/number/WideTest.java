package io.holdfast.encodings.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WideTest {
  @Test
  void multiplyHigh_equalsBigInteger() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 10_000; i++) {
      long a = edgy(random);
      long b = edgy(random);
      assertThat(Wide.multiplyHigh(a, b))
          .isEqualTo(unsigned(a).multiply(unsigned(b)).shiftRight(64).longValue());
    }
  }

  @Test
  void divide_equalsBigInteger() {
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 30_000; i++) {
      long divisor = edgy(random) | Long.MIN_VALUE;
      long high = Long.remainderUnsigned(edgy(random), divisor);
      long low = edgy(random);
      BigInteger dividend = unsigned(high).shiftLeft(64).or(unsigned(low));
      assertThat(Wide.divide(high, low, divisor))
          .as("%x %x / %x", high, low, divisor)
          .isEqualTo(dividend.divide(unsigned(divisor)).longValue());
    }
  }

  /** Random bits, and often runs of ones or zeros, which is where carries and guesses fail. */
  private static long edgy(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> -1L << random.nextInt(64);
      case 2 -> -1L >>> random.nextInt(64);
      default -> ~(-1L << random.nextInt(64)) << random.nextInt(64);
    };
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
