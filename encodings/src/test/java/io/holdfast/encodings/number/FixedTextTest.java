package io.holdfast.encodings.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedTextTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final long SEED = Long.getLong("holdfast.seed", 20_261_121L);

  @ParameterizedTest
  @CsvSource({
    "0, 4, 0.0000",
    "-0.0, 4, -0.0000",
    "-1e-9, 6, -0.000000",
    "1, 1, 1.0",
    "0.5, 4, 0.5000",
    "166274.15156960033, 4, 166274.1516",
    "0.00005, 4, 0.0001",
    "0.00015, 4, 0.0001",
    "0.03125, 4, 0.0312",
    "0.09375, 4, 0.0938",
    "1.005, 2, 1.00",
    "0.99995, 4, 1.0000",
    "0.999949, 4, 0.9999",
    "0.999951, 4, 1.0000",
    "-200.5, 6, -200.500000",
    "1e18, 6, 1000000000000000000.000000",
    "2251799813685249.5, 1, 2251799813685249.5",
    "Infinity, 4, inf",
    "-Infinity, 4, -inf",
    "NaN, 4, nan"
  })
  void write_isThatOfPrintf(double value, int digits, String text) {
    assertThat(write(value, digits)).isEqualTo(text);
  }

  @Test
  void write_roundsTheExactValue() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 5_000_000 : 200_000); i++) {
      int digits = 1 + random.nextInt(6);
      double value =
          random.nextBoolean()
              ? random.nextLong(1 << 30) / (double) (1 << random.nextInt(20))
              : random.nextDouble() * Math.pow(10, random.nextInt(22) - 6);
      String expected =
          new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
      assertThat(write(value, digits)).as("seed=%d value=%s", SEED, value).isEqualTo(expected);
    }
  }

  @Test
  void write_theLargest_fits() {
    assertThat(write(-Double.MAX_VALUE, 6)).hasSize(FixedText.maxLength(6));
  }

  @Test
  void write_otherDigits_areRefused() {
    assertThatThrownBy(() -> write(1, 0)).hasMessage("from 1 to 6: digits=0");
    assertThatThrownBy(() -> write(1, 7)).hasMessage("from 1 to 6: digits=7");
  }

  private static String write(double value, int digits) {
    byte[] text = new byte[FixedText.maxLength(digits) + 2];
    return new String(text, 0, FixedText.write(value, digits, text, 2) + 2, ISO_8859_1)
        .substring(2);
  }
}
