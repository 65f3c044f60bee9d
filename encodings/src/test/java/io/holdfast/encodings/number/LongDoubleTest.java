package io.holdfast.encodings.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.math.BigDecimal;
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

class LongDoubleTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final long SEED = Long.getLong("holdfast.seed", 20_260_102L);

  private static final String NOT_A_FLOAT = "-ERR value is not a valid float";
  private static final String NOT_FINITE = "-ERR increment would produce NaN or Infinity";

  private static final BigDecimal TWO_TO_63 = BigDecimal.valueOf(2).pow(63);
  private static final BigDecimal TWO_TO_64 = BigDecimal.valueOf(2).pow(64);

  @ParameterizedTest
  @CsvSource({
    "10.50, 0.1, 10.6",
    "5.0e3, 2.0e2, 5200",
    "0.1, 0.2, 0.3",
    "3, 1.1, 4.1",
    "1, -1.1, -0.1",
    "0, 0, 0",
    "-0, -0, 0",
    "-0.000000000000000001, 0, 0",
    "5, -5, 0",
    "0.00000000000000001, 0, 0.00000000000000001",
    "12345.678, 0, 12345.67799999999999994",
    "9223372036854775807, 1, 9223372036854775808",
    "-9223372036854775808, -1, -9223372036854775809",
    "18446744073709551615, 1, 18446744073709551616",
    "18446744073709551616, 1, 18446744073709551616",
    "18446744073709551616, 3, 18446744073709551620",
    "0.999999999999999999, 0, 1",
    "-0.999999999999999999, 0, -1",
    "1e-4950, 0, 0",
    "0.00000000000000000004, 0, 0",
    "9223372036854775808, -0x1p-2, 9223372036854775808",
    "9223372036854775808, -0x1.0000000000000002p-2, 9223372036854775807.5",
    "9223372036854775808, -1e-40, 9223372036854775808",
    "18446744073709551617, 0, 18446744073709551616",
    "18446744073709551617.000000000000000000000000000000000000001, 0, 18446744073709551618",
    "0x10000000000000001.000000000000000000001, 0, 18446744073709551618",
    "0x1.8p1, 0x1p-1, 3.5",
    "1e20, 0, 100000000000000000000"
  })
  void add_printsAsRedis(String value, String increment, String sum) {
    assertThat(incrByFloat(value, increment)).isEqualTo(sum);
  }

  @Test
  void set_ofADouble_isExact() {
    SplittableRandom random = new SplittableRandom(SEED);
    LongDouble number = new LongDouble();
    byte[] text = new byte[LongDouble.MAX_LENGTH];
    for (int i = 0; i < 20_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> random.nextDouble() * 360 - 180;
            case 1 -> random.nextInt();
            case 2 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(140) - 70);
            default -> Double.longBitsToDouble(random.nextLong());
          };
      if (Double.isFinite(value)) {
        number.set(value);
        BigDecimal rounded = new BigDecimal(value).setScale(17, RoundingMode.HALF_EVEN);
        String expected =
            rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        assertThat(new String(text, 0, number.write(text, 0), ISO_8859_1))
            .as("seed=%d value=%s", SEED, value)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void parse_wrongText_isRefused() {
    for (String text : DoubleTextTest.REFUSED) {
      // What only overflows or underflows a double is in range here.
      if (!text.matches("[-+]?([12]e-?(400|324)|0x1p-1075|0x1p1024|[12]\\.[0-9]+e-?3.*)")
          && !text.startsWith("0x1.fffffffffffff8")) {
        assertThat(incrByFloat(text, "0")).as("<%s>", text).isEqualTo(NOT_A_FLOAT);
      }
    }
    for (String text :
        new String[] {"1.2e4932", "-1.2e4932", "1e-4960", "0x1p16384", "0x1p-16447"}) {
      assertThat(incrByFloat(text, "0")).as("<%s>", text).isEqualTo(NOT_A_FLOAT);
    }
  }

  @Test
  void parse_longerThanRedisTakes_isRefused() {
    assertThat(incrByFloat("0." + "1".repeat(LongDouble.MAX_PARSED_LENGTH - 2), "0"))
        .isEqualTo("0.11111111111111111");
    assertThat(incrByFloat("0." + "1".repeat(LongDouble.MAX_PARSED_LENGTH - 1), "0"))
        .isEqualTo(NOT_A_FLOAT);
  }

  @Test
  void add_infinityOrOverflow_isNotFinite() {
    assertThat(incrByFloat("inf", "1")).isEqualTo(NOT_FINITE);
    assertThat(incrByFloat("1", "-inf")).isEqualTo(NOT_FINITE);
    assertThat(incrByFloat("inf", "-inf")).isEqualTo(NOT_FINITE);
    assertThat(incrByFloat("1.1e4932", "1.1e4932")).isEqualTo(NOT_FINITE);
    assertThat(incrByFloat("1.1e4932", "-1.1e4932")).isEqualTo("0");
  }

  @Test
  void aNumberUsedAgain_forgetsWhatItWas() {
    LongDouble number = new LongDouble();
    assertThat(parse(number, "inf")).isTrue();
    assertThat(number.isFinite()).isFalse();
    number.set(-7);
    assertThat(number.isFinite()).isTrue();
    assertThat(text(number)).isEqualTo("-7");
    assertThat(parse(number, "1e5000")).isFalse();
    assertThat(parse(number, "2.5")).isTrue();
    assertThat(text(number)).isEqualTo("2.5");
    number.set(0);
    assertThat(text(number)).isEqualTo("0");
  }

  @Test
  void set_everyLong_isExact() {
    LongDouble number = new LongDouble();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      number.set(value);
      assertThat(text(number)).isEqualTo(Long.toString(value));
    }
    number.set(Long.MIN_VALUE);
    assertThat(text(number)).isEqualTo("-9223372036854775808");
    number.set(Long.MAX_VALUE);
    assertThat(text(number)).isEqualTo("9223372036854775807");
  }

  @Test
  void add_toItself_doubles() {
    LongDouble number = new LongDouble();
    number.set(21);
    number.add(number);
    assertThat(text(number)).isEqualTo("42");
  }

  @Test
  void write_writesNothingElse() {
    LongDouble number = new LongDouble();
    for (String text : new String[] {"0", "-1.5", "0.00000000000000001", "1e19", "123.25", "7"}) {
      assertThat(parse(number, text)).isTrue();
      String written = text(number);
      byte[] dst = new byte[written.length() + 2];
      Arrays.fill(dst, (byte) '#');
      assertThat(number.write(dst, 1)).isEqualTo(written.length());
      assertThat(new String(dst, ISO_8859_1)).isEqualTo("#" + written + "#");
      byte[] tooSmall = new byte[written.length() - 1];
      assertThatThrownBy(() -> number.write(tooSmall, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void write_longestText_fits() {
    String largest = "-1.18973149535723176502e4932";
    String written = incrByFloat(largest, "0");
    assertThat(written).hasSize(LongDouble.MAX_LENGTH).startsWith("-118973149535723176502126385");
    assertThat(incrByFloat(written, "0")).isEqualTo(written);
  }

  @Test
  void add_random_equalsExactArithmeticRoundedTwice() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 2_000_000 : 5_000); i++) {
      String value = randomText(random);
      String increment = randomText(random);
      BigDecimal sum = round64(new BigDecimal(value)).add(round64(new BigDecimal(increment)));
      BigDecimal rounded = round64(sum).setScale(17, RoundingMode.HALF_EVEN);
      String expected = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
      assertThat(incrByFloat(value, increment))
          .as("%s + %s, seed %d", value, increment, SEED)
          .isEqualTo(expected);
    }
  }

  @Test
  void oracle_sameSums(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String[]> pairs = new ArrayList<>();
    for (String text : DoubleTextTest.REFUSED) {
      pairs.add(new String[] {text, "1"});
      pairs.add(new String[] {"1", text});
    }
    for (String text : DoubleTextTest.ACCEPTED) {
      pairs.add(new String[] {text, "0"});
      pairs.add(new String[] {text, "0.1"});
      pairs.add(new String[] {"-1", text});
    }
    for (String[] pair :
        new String[][] {
          {"inf", "-inf"},
          {"1.1e4932", "1.1e4932"},
          {"1.18973149535723176502e4932", "0"},
          {"1.18973149535723176509e4932", "0"},
          {"1.1897314953572317651e4932", "0"},
          {"1.2e4932", "0"},
          {"3.6451995318824746025e-4951", "0"},
          {"1.8e-4951", "0"},
          {"1.9e-4951", "0"},
          {"0x1p-16446", "0"},
          {"0x1.00000001p-16446", "0"},
          {"0x1.fffffffffffffffp16383", "0"},
          {"0x1.ffffffffffffffffp16383", "0"},
          {"0x1.ffffffffffffffff8p16383", "0"},
          {"0x1.00000000000000018p0", "-1"},
          {"0x1.00000000000000010000000001p0", "-1"},
          {"9223372036854775808", "-0x1p-2"},
          {"9223372036854775808", "-0x1.0000000000000002p-2"},
          {"18446744073709551617.000000000000000000000000000000000000001", "0"},
          {"0x10000000000000001.000000000000000000001", "0"},
          {"0x1234567890abcdef1234567890abcdef1234567890abcdefp-100", "0"},
          {"0." + "0".repeat(4900) + "123456789e4901", "1"},
          {"0." + "1".repeat(5117), "1"},
          {"0." + "1".repeat(5118), "1"}
        }) {
      pairs.add(pair);
    }
    int count = LONG ? 100_000 : 2_000;
    while (pairs.size() < count) {
      pairs.add(new String[] {randomText(random), randomText(random)});
      pairs.add(new String[] {hardText(random), hardText(random)});
    }
    try (RedisOracle redis = RedisOracle.start(directory)) {
      List<String[]> commands = new ArrayList<>();
      for (String[] pair : pairs) {
        commands.add(new String[] {"SET", "k", pair[0]});
        commands.add(new String[] {"INCRBYFLOAT", "k", pair[1]});
      }
      List<@Nullable String> replies = redis.runAll(commands);
      for (int i = 0; i < pairs.size(); i++) {
        String[] pair = pairs.get(i);
        assertThat(incrByFloat(pair[0], pair[1]))
            .as("%s + %s, seed %d", pair[0], pair[1], SEED)
            .isEqualTo(replies.get(2 * i + 1));
      }
    }
  }

  /** A counter's life: many small steps on the text printed before. */
  @Test
  void oracle_sameWalk(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String[]> commands = new ArrayList<>();
    for (int i = 0; i < (LONG ? 50_000 : 1_000); i++) {
      String step = (random.nextInt(20_000) - 9_000) / 100.0 + "";
      commands.add(new String[] {"INCRBYFLOAT", "k", step});
    }
    try (RedisOracle redis = RedisOracle.start(directory)) {
      List<@Nullable String> replies = redis.runAll(commands);
      String value = "0";
      for (int i = 0; i < commands.size(); i++) {
        value = incrByFloat(value, commands.get(i)[2]);
        assertThat(value).as("step %d, seed %d", i, SEED).isEqualTo(replies.get(i));
      }
    }
  }

  private static String randomText(SplittableRandom random) {
    StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
    int digits = 1 + random.nextInt(random.nextInt(4) == 0 ? 45 : 12);
    int point = random.nextInt(5) == 0 ? digits : random.nextInt(digits + 1);
    for (int i = 0; i < digits; i++) {
      text.append(i == point ? "." : "").append((char) ('0' + random.nextInt(10)));
    }
    return random.nextInt(4) == 0 ? text + "e" + random.nextInt(-30, 30) : text.toString();
  }

  /** Hexadecimal, huge, tiny, and close to the middle between two numbers. */
  private static String hardText(SplittableRandom random) {
    String sign = random.nextBoolean() ? "-" : "";
    return switch (random.nextInt(6)) {
      case 0 ->
          sign
              + "0x"
              + Long.toHexString(random.nextLong())
              + "."
              + hex(random)
              + "p-"
              + random.nextInt(200);
      case 1 -> sign + "0x1." + hex(random) + hex(random) + "p" + random.nextInt(-70, 70);
      case 2 -> sign + random.nextLong(Long.MAX_VALUE) + "e" + random.nextInt(-4970, 4920);
      case 3 -> Long.toString(random.nextLong());
      case 4 ->
          sign
              + new BigDecimal(random.nextLong(1L << 53))
                  .add(new BigDecimal("0.000244140625"))
                  .toPlainString();
      default ->
          sign
              + new BigDecimal(Math.scalb(random.nextDouble(), random.nextInt(-60, 60)))
                  .toPlainString();
    };
  }

  private static String hex(SplittableRandom random) {
    return Long.toHexString(random.nextLong() & (-1L << random.nextInt(60)));
  }

  /** The exact number rounded to 64 significant bits, half to even. */
  private static BigDecimal round64(BigDecimal exact) {
    if (exact.signum() == 0) {
      return exact;
    }
    BigDecimal scaled = exact.abs();
    int e = 0;
    for (; scaled.compareTo(TWO_TO_64) >= 0; e++) {
      scaled = scaled.multiply(new BigDecimal("0.5"));
    }
    for (; scaled.compareTo(TWO_TO_63) < 0; e--) {
      scaled = scaled.add(scaled);
    }
    BigDecimal rounded = scaled.setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal power = BigDecimal.valueOf(e < 0 ? 0.5 : 2).pow(Math.abs(e));
    BigDecimal result = rounded.multiply(power);
    return exact.signum() < 0 ? result.negate() : result;
  }

  /** What INCRBYFLOAT answers. */
  private static String incrByFloat(String value, String increment) {
    LongDouble sum = new LongDouble();
    LongDouble other = new LongDouble();
    if (!parse(sum, value) || !parse(other, increment)) {
      return NOT_A_FLOAT;
    }
    sum.add(other);
    return sum.isFinite() ? text(sum) : NOT_FINITE;
  }

  private static boolean parse(LongDouble number, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return number.parse(bytes, 0, bytes.length);
  }

  private static String text(LongDouble number) {
    byte[] dst = new byte[LongDouble.MAX_LENGTH];
    return new String(dst, 0, number.write(dst, 0), ISO_8859_1);
  }
}
