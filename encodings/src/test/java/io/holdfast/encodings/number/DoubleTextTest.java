package io.holdfast.encodings.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoubleTextTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final long SEED = Long.getLong("holdfast.seed", 20_260_101L);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
    "1, 1",
    "-3, -3",
    "3.14, 3.14",
    "-0.1, -0.1",
    "0.30000000000000004, 0.30000000000000004",
    "1e15, 1000000000000000",
    "1e18, 1000000000000000000",
    "4611686018427387904, 4611686018427387904",
    "-4611686018427387904, -4611686018427387904",
    "4611686018427388928, 4611686018427389000",
    "1e19, 1e+19",
    "1e21, 1e+21",
    "1e22, 1e+22",
    "1e23, 1e+23",
    "1.5e22, 1.5e+22",
    "1.2345678901234568e22, 12345678901234568000000",
    "-1.2345678901234567e23, -123456789012345670000000",
    "1.2345678901234568e24, 1.2345678901234568e+24",
    "123456789.5, 123456789.5",
    "12345.678901234, 1.2345678901234e+4",
    "1234.5678901234, 1234.5678901234",
    "1668080112.123, 1668080112.123",
    "0.001234567, 0.001234567",
    "0.0001234567, 1.234567e-4",
    "0.0001234, 1.234e-4",
    "0.000123, 0.000123",
    "0.000001, 0.000001",
    "0.0000015, 1.5e-6",
    "1e-7, 1e-7",
    "4.9e-324, 5e-324",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740993e100, 9.007199254740992e+115",
    "2e-308, 2e-308",
    "9.5367431640625e-7, 9.5367431640625e-7"
  })
  void write_layout(double value, String text) {
    assertThat(shortest(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
    "3, 3",
    "0.1, 0.10000000000000001",
    "-0.1, -0.10000000000000001",
    "0.5, 0.5",
    "1e16, 10000000000000000",
    "99999999999999984, 99999999999999984",
    "1e17, 1e+17",
    "123456789012345678, 1.2345678901234568e+17",
    "1e20, 1e+20",
    "1e22, 1e+22",
    "1e23, 9.9999999999999992e+22",
    "1e-5, 1.0000000000000001e-05",
    "1e-4, 0.0001",
    "1e100, 1e+100",
    "4.9e-324, 4.9406564584124654e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "-2.2250738585072014e-308, -2.2250738585072014e-308",
    "9.9999999999999995e-5, 9.9999999999999991e-05",
    "1234567890.123, 1234567890.1229999"
  })
  void write17g_layout(double value, String text) {
    assertThat(seventeen(value)).isEqualTo(text);
  }

  @Test
  void write_powersOfTwo_areShortest() {
    for (int e = -1074; e <= 1023; e++) {
      double power = Math.scalb(1.0, e);
      assertShortest(power);
      assertShortest(Math.nextUp(power));
      assertShortest(Math.nextDown(power));
    }
  }

  @Test
  void write_powersOfTen_areShortest() {
    for (int k = -323; k <= 308; k++) {
      double power = Double.parseDouble("1e" + k);
      assertShortest(power);
      assertShortest(Math.nextUp(power));
      assertShortest(Math.nextDown(power));
      assertThat(new BigDecimal(shortest(power))).isEqualByComparingTo(new BigDecimal("1e" + k));
    }
  }

  @Test
  void write_randomBits_areShortest() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 1_000_000 : 8_000); i++) {
      assertShortest(Double.longBitsToDouble(random.nextLong()));
    }
  }

  @Test
  void write_randomOrdinary_areShortest() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 1_000_000 : 10_000); i++) {
      assertShortest(ordinary(random));
    }
  }

  @Test
  void write_random_readsBack() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    for (int i = 0; i < (LONG ? 20_000_000 : 200_000); i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      int length = DoubleText.write(value, text, 0);
      if (Double.isNaN(value)) {
        continue;
      }
      if (DoubleText.parse(text, 0, length) != value) {
        assertThat(DoubleText.parse(text, 0, length)).isEqualTo(value);
      }
    }
  }

  @Test
  void write17g_random_equalsExactRounding() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 1_000_000 : 8_000); i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isNaN(value) && !Double.isInfinite(value)) {
        assertThat(seventeen(value)).isEqualTo(printf17g(value));
      }
      double other = ordinary(random);
      assertThat(seventeen(other)).isEqualTo(printf17g(other));
    }
  }

  @Test
  void write17g_tiesOfEighteenDigits_goToEven() {
    // n + 1/2^s with 18 significant digits, the last one a 5.
    SplittableRandom random = new SplittableRandom(SEED);
    int ties = 0;
    for (int i = 0; i < 200_000; i++) {
      int places = 1 + random.nextInt(20);
      double value = Math.scalb((double) (random.nextLong(1L << 53) | 1), -places);
      if (new BigDecimal(value).precision() == 18) {
        ties++;
        assertThat(seventeen(value)).isEqualTo(printf17g(value));
      }
    }
    assertThat(ties).isGreaterThan(100);
  }

  @Test
  void write_touchesNothingElse() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2_000; i++) {
      double value = i % 2 == 0 ? ordinary(random) : Double.longBitsToDouble(random.nextLong());
      for (boolean seventeen : new boolean[] {false, true}) {
        String text = seventeen ? seventeen(value) : shortest(value);
        byte[] dst = new byte[text.length() + 4];
        Arrays.fill(dst, (byte) '#');
        int length =
            seventeen ? DoubleText.write17g(value, dst, 2) : DoubleText.write(value, dst, 2);
        assertThat(length).isEqualTo(text.length());
        assertThat(new String(dst, ISO_8859_1)).isEqualTo("##" + text + "##");
      }
    }
  }

  @Test
  void write_withoutRoom_throws() {
    for (double value : new double[] {0, -0.0, 5, 0.1, 1e-7, 1.5e300, 1e22, 12345.5}) {
      byte[] tooSmall = new byte[shortest(value).length() - 1];
      assertThatThrownBy(() -> DoubleText.write(value, tooSmall, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      byte[] tooSmall17 = new byte[seventeen(value).length() - 1];
      assertThatThrownBy(() -> DoubleText.write17g(value, tooSmall17, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  static final String[] REFUSED = {
    "",
    " ",
    "1 ",
    " 1",
    "\t1",
    "1\n",
    "nan",
    "NaN",
    "-nan",
    "nan(1)",
    "+",
    "-",
    ".",
    "+.",
    "e5",
    ".e5",
    "1e",
    "1e+",
    "1e-",
    "1_0",
    "1d",
    "1f",
    "1L",
    "+-1",
    "--1",
    "1.2.3",
    "1,5",
    "0x",
    "0x.",
    "0xg",
    "0x1p",
    "0x1p+",
    "0x1pf",
    "x1",
    "infx",
    "inf1",
    "infinit",
    "infinityy",
    "in",
    "i",
    "1e400",
    "-1e400",
    "1e-400",
    "-1e-400",
    "1e-324",
    "2e-324",
    "0x1p-1075",
    "0x1p1024",
    "0x1.fffffffffffff8p1023",
    "1e99999",
    "1e-99999",
    "1e999999999999999999999",
    "1e18446744073709551617",
    "1e-18446744073709551617",
    "0x1p18446744073709551617",
    "0x1p99999999999999999999",
    "0x1p-99999999999999999999",
    "1\u0000",
    "\u0000",
    "1e5x",
    "1e5.",
    "\u00b1",
    "1.7976931348623159e308",
    "2.4703282292062327e-324"
  };

  static final String[] ACCEPTED = {
    "1",
    "+1",
    "-1",
    "0",
    "-0",
    "00001",
    "000",
    "1.",
    ".5",
    "-.5",
    "+1.e1",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1e0000000000000000000005",
    "1e-0",
    "0e99999999999999999999",
    "0.0e-99999999999",
    "inf",
    "+inf",
    "-inf",
    "INF",
    "infinity",
    "-Infinity",
    "iNfInItY",
    "0x10",
    "0X1P3",
    "0x1p3",
    "0x1.8p-3",
    "0x.8",
    "0x8.",
    "+0x1",
    "-0x1p-2",
    "0x0p99999999999999999999",
    "0x0",
    "-0x0",
    "0x1.8p-1075",
    "0x1p-1074",
    "0x0.00000000000000000000000000001p+117",
    "0x1fffffffffffff8",
    "0x1fffffffffffffc",
    "0x20000000000001",
    "0x20000000000003",
    "0x20000000000001.000000000001",
    "0x123456789abcdef0123456789",
    "0xabcdefABCDEF",
    "0x1.fffffffffffff7p1023",
    "4.9e-324",
    "4.9406564584124654e-324",
    "2.4703282292062328e-324",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "9007199254740993",
    "9007199254740993.0000000000000000000000001",
    "9007199254740992.9999999999999999999999999",
    "179769313486231570000000000000000000000e270",
    "12345678901234567890123456789012345678901234567890",
    "0.1",
    "0.30000000000000004",
    "1e23",
    "8.5e22",
    "100000000000000000000000",
    "9223372036854775807",
    "18446744073709551615",
    "99999999999999999999",
    "0.00000000000000000000000000000000000000000000000000000000000001",
    "2.2250738585072011e-308",
    "2.2250738585072012e-308",
    "1e308",
    "1e-308",
    "1e22",
    "1e-22",
    "123456789012345678e-30",
    "6.02214076e23"
  };

  @Test
  void parse_wrongText_isRefused() {
    for (String text : REFUSED) {
      assertThat(parse(text)).as("<%s>", text).isNaN();
    }
  }

  @Test
  void parse_decimal_isCorrectlyRounded() {
    for (String text : ACCEPTED) {
      if (!text.toLowerCase(java.util.Locale.ROOT).matches(".*[xi].*")) {
        assertSameDouble(text, Double.parseDouble(text));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "inf, Infinity",
    "-iNfInItY, -Infinity",
    "+infinity, Infinity",
    "0x10, 16",
    "-0x1p-2, -0.25",
    "0x.8, 0.5",
    "0X1.8P-3, 0.1875",
    "0x1p-1074, 4.9e-324",
    "0x1.8p-1075, 4.9e-324",
    "0x20000000000001, 9007199254740992",
    "0x20000000000003, 9007199254740996",
    "0x20000000000001.000000000000001, 9007199254740994",
    "0x1.fffffffffffff7p1023, 1.7976931348623157e308",
    "-0x0, -0.0"
  })
  void parse_wordsAndHexadecimal(String text, double value) {
    assertSameDouble(text, value);
  }

  @Test
  void parse_hexadecimal_equalsJdk() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      String digits = Long.toHexString(random.nextLong() >>> random.nextInt(60));
      digits += random.nextInt(3) == 0 ? Long.toHexString(random.nextLong()) : "";
      int point = random.nextInt(digits.length());
      int power = random.nextBoolean() ? random.nextInt(-1160, 1000) : random.nextInt(-80, 20);
      String text = "0x" + digits.substring(0, point) + "." + digits.substring(point) + "p" + power;
      double expected = Double.parseDouble(text);
      boolean isZero = digits.matches("0*");
      boolean outOfRange = Double.isInfinite(expected) || (expected == 0 && !isZero);
      assertSameDouble(text, outOfRange ? Double.NaN : expected);
    }
  }

  @Test
  void parse_randomDecimal_isCorrectlyRounded() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 5_000_000 : 50_000); i++) {
      String text = randomDecimal(random);
      double expected = Double.parseDouble(text);
      boolean outOfRange =
          Double.isInfinite(expected) || (expected == 0 && text.matches(".*[1-9].*e.*"));
      double parsed = parse(text);
      if (!(parsed == expected) && !(outOfRange && Double.isNaN(parsed))) {
        assertThat(parsed).as("%s", text).isEqualTo(expected);
      }
    }
  }

  /** The middle of two neighbours, a little less and a little more, in all its digits. */
  @Test
  void parse_halfway_isCorrectlyRounded() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 50_000 : 1_500); i++) {
      double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
      if (i % 2 == 0) {
        value = Math.scalb(1 + random.nextDouble(), random.nextInt(-70, 130));
      }
      if (!(value < Double.MAX_VALUE) || value == 0) {
        continue;
      }
      BigDecimal middle =
          new BigDecimal(value)
              .add(new BigDecimal(Math.nextUp(value)))
              .divide(BigDecimal.valueOf(2));
      for (int digits : new int[] {17, 18, 19, 20, 25, 800}) {
        MathContext down = new MathContext(digits, RoundingMode.DOWN);
        MathContext up = new MathContext(digits, RoundingMode.UP);
        for (BigDecimal near : new BigDecimal[] {middle.round(down), middle.round(up)}) {
          String text = near.toString().replace('E', 'e');
          assertSameDouble(text, Double.parseDouble(text));
        }
      }
    }
  }

  @Test
  void parse_insideArray_readsOnlyItsText() {
    byte[] among = "99.5e1x".getBytes(ISO_8859_1);
    assertThat(DoubleText.parse(among, 1, 3)).isEqualTo(9.5);
    assertThat(DoubleText.parse(among, 1, 1)).isEqualTo(9);
    assertThat(DoubleText.parse(among, 0, 6)).isEqualTo(995);
    assertThatThrownBy(() -> DoubleText.parse(among, 0, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oracle_sameTextsAcceptedAndPrinted(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> texts = new ArrayList<>(Arrays.asList(REFUSED));
    texts.addAll(Arrays.asList(ACCEPTED));
    for (int i = 0; i < (LONG ? 50_000 : 2_000); i++) {
      double bits = Double.longBitsToDouble(random.nextLong());
      texts.add(shortest(bits));
      texts.add(shortest(ordinary(random)));
      texts.add(randomDecimal(random));
      texts.add(Double.toHexString(bits).replaceFirst("\\.0p", "p"));
    }
    try (RedisOracle redis = RedisOracle.start(directory)) {
      List<String[]> commands = new ArrayList<>();
      commands.add(new String[] {"CONFIG", "SET", "zset-max-listpack-entries", "0"});
      for (String text : texts) {
        commands.add(new String[] {"DEL", "z"});
        commands.add(new String[] {"ZADD", "z", text, "m"});
        commands.add(new String[] {"ZSCORE", "z", "m"});
      }
      List<@Nullable String> replies = redis.runAll(commands);
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        double parsed = parse(text);
        if (Double.isNaN(parsed)) {
          assertThat(replies.get(3 * i + 2))
              .as("<%s> seed %d", text, SEED)
              .isEqualTo("-ERR value is not a valid float");
        } else {
          assertThat(seventeen(parsed))
              .as("<%s> seed %d", text, SEED)
              .isEqualTo(replies.get(3 * i + 3));
        }
      }
    }
  }

  private static String randomDecimal(SplittableRandom random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
    int digits = 1 + random.nextInt(random.nextInt(6) == 0 ? 60 : 20);
    int point = random.nextInt(digits + 1);
    for (int i = 0; i < digits; i++) {
      text.append(i == point ? "." : "").append((char) ('0' + random.nextInt(10)));
    }
    int range = random.nextInt(3) == 0 ? 400 : 30;
    return text + "e" + random.nextInt(-range, range);
  }

  /** What people store: few digits before and after the point, times, coordinates, small sums. */
  private static double ordinary(SplittableRandom random) {
    double scale = Math.pow(10, random.nextInt(10));
    double value = random.nextLong(1L << (1 + random.nextInt(50))) / scale;
    return random.nextInt(3) == 0 ? -value * random.nextDouble() : value;
  }

  private static void assertShortest(double value) {
    String text = shortest(value);
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return;
    }
    if (Double.parseDouble(text) != value) {
      assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
    }
    if (value == (long) value && Math.abs(value) <= 0x1p62) {
      return;
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal written = new BigDecimal(text).stripTrailingZeros();
    int digits = written.precision();
    BigDecimal error = written.subtract(exact).abs();
    for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
      if (digits > 1) {
        BigDecimal shorter = exact.round(new MathContext(digits - 1, mode));
        if (Double.parseDouble(shorter.toString()) == value) {
          assertThat(text).as("a shorter text is %s", shorter).isEmpty();
        }
      }
      BigDecimal rival = exact.round(new MathContext(digits, mode));
      if (rival.compareTo(written) != 0 && Double.parseDouble(rival.toString()) == value) {
        int comparison = rival.subtract(exact).abs().compareTo(error);
        boolean even = !written.unscaledValue().testBit(0);
        assertThat(comparison > 0 || (comparison == 0 && even))
            .as("%s is closer than %s, or as close and even", rival, text)
            .isTrue();
      }
    }
  }

  /** The definition of "%.17g" in C17, 7.21.6.1, with exact arithmetic. */
  private static String printf17g(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN));
    int magnitude = rounded.precision() - rounded.scale() - 1;
    BigDecimal stripped = rounded.stripTrailingZeros();
    if (magnitude >= -4 && magnitude < 17) {
      return stripped.toPlainString();
    }
    BigInteger digits = stripped.unscaledValue();
    String text = digits.abs().toString();
    return (digits.signum() < 0 ? "-" : "")
        + text.charAt(0)
        + (text.length() > 1 ? "." + text.substring(1) : "")
        + String.format("e%s%02d", magnitude < 0 ? "-" : "+", Math.abs(magnitude));
  }

  private static void assertSameDouble(String text, double value) {
    assertThat(Double.doubleToLongBits(parse(text)))
        .as("%s as %s, expected %s", text, parse(text), value)
        .isEqualTo(Double.doubleToLongBits(value));
  }

  private static double parse(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return DoubleText.parse(bytes, 0, bytes.length);
  }

  private static String shortest(double value) {
    byte[] dst = new byte[DoubleText.MAX_LENGTH];
    return new String(dst, 0, DoubleText.write(value, dst, 0), ISO_8859_1);
  }

  private static String seventeen(double value) {
    byte[] dst = new byte[DoubleText.MAX_LENGTH];
    return new String(dst, 0, DoubleText.write17g(value, dst, 0), ISO_8859_1);
  }
}
