package io.holdfast.encodings.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteComparisonTest {
  /** Ranges of every short length, alike or differing in one place, against the JDK. */
  @Test
  void equalAndCompare_agreeWithTheJdk() {
    Random random = new Random(51);
    for (int round = 0; round < 200_000; round++) {
      int aLength = random.nextInt(28);
      int bLength = random.nextBoolean() ? aLength : random.nextInt(28);
      byte[] a = new byte[40];
      byte[] b = new byte[40];
      random.nextBytes(a);
      int aAt = random.nextInt(12);
      int bAt = random.nextInt(12);
      System.arraycopy(a, aAt, b, bAt, Math.max(aLength, bLength));
      if (random.nextInt(3) > 0) {
        b[bAt + random.nextInt(28)] = (byte) random.nextInt();
      }
      int expected = Arrays.compareUnsigned(a, aAt, aAt + aLength, b, bAt, bAt + bLength);
      int compared = ByteComparison.compare(a, aAt, aLength, b, bAt, bLength);
      assertThat(Integer.signum(compared)).isEqualTo(Integer.signum(expected));
      if (aLength == bLength) {
        assertThat(ByteComparison.equal(a, aAt, b, bAt, aLength)).isEqualTo(expected == 0);
      }
    }
  }
}
