package io.holdfast.core.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** INCR, DECR, INCRBY, DECRBY and INCRBYFLOAT: sums, and what is no number. */
class CounterCommandsTest {
  private static final String NOT_AN_INTEGER = "-ERR value is not an integer or out of range";
  private static final String OVERFLOW = "-ERR increment or decrement would overflow";
  private static final String NOT_A_FLOAT = "-ERR value is not a valid float";

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void counting_beginsAtZero() {
    tester.script(
        """
        INCR a
            :1
        INCR a
            :2
        DECR b
            :-1
        INCRBY c 5
            :5
        INCRBY c -7
            :-2
        INCRBY c 0
            :-2
        DECRBY d 5
            :-5
        DECRBY d -7
            :2
        MGET a b c d
            ["2", "-1", "-2", "2"]
        """);
  }

  @Test
  void counting_keepsTheExpiry() {
    tester.script(
        """
        SET k 1 EXAT 4102444800
        INCR k
        DECRBY k 3
        INCRBYFLOAT k 1.5
        EXPIRETIME k
            :4102444800
        SET k 10 PX 10
        """);
    tester.clock().advance(Duration.ofMillis(10));
    tester.script("INCR k\n  :1\nTTL k\n  :-1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775806, INCR k, 9223372036854775807",
    "-9223372036854775807, DECR k, -9223372036854775808",
    "0, INCRBY k 9223372036854775807, 9223372036854775807",
    "0, INCRBY k -9223372036854775808, -9223372036854775808",
    "9223372036854775807, INCRBY k -9223372036854775808, -1",
    "-1, DECRBY k 9223372036854775807, -9223372036854775808",
    "0, DECRBY k -9223372036854775807, 9223372036854775807"
  })
  void sum_atTheEndsOfTheRange(String before, String command, String after) {
    tester.run("SET k " + before);
    assertThat(tester.run(command)).isEqualTo(":" + after);
    assertThat(tester.run("GET k")).isEqualTo('"' + after + '"');
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, INCR k",
    "-9223372036854775808, DECR k",
    "1, INCRBY k 9223372036854775807",
    "-1, INCRBY k -9223372036854775808",
    "-2, DECRBY k 9223372036854775807",
    "1, DECRBY k -9223372036854775807"
  })
  void sum_beyondTheEnds_isRefused(String before, String command) {
    tester.run("SET k " + before);
    assertThat(tester.run(command)).isEqualTo(OVERFLOW);
    assertThat(tester.run("GET k")).isEqualTo('"' + before + '"');
  }

  @Test
  void decrby_ofTheSmallestNumber_hasAnErrorOfItsOwn() {
    tester.script(
        """
        DECRBY k -9223372036854775808
            -ERR decrement would overflow
        EXISTS k
            :0
        SET k text
        DECRBY k -9223372036854775808
            -ERR decrement would overflow
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "\"\"",
        "\" 1\"",
        "\"1 \"",
        "+1",
        "01",
        "-0",
        "-",
        "1.0",
        "1e3",
        "0x10",
        "\"1\\x00\"",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999"
      })
  void whatIsNoInteger_isRefused_asValueAndAsIncrement(String text) {
    tester.run("SET k " + text);
    String before = tester.run("GET k");
    for (String command : new String[] {"INCR k", "DECR k", "INCRBY k 1", "DECRBY k 1"}) {
      assertThat(tester.run(command)).as(command).isEqualTo(NOT_AN_INTEGER);
    }
    assertThat(tester.run("GET k")).isEqualTo(before);
    assertThat(tester.run("INCRBY new " + text)).isEqualTo(NOT_AN_INTEGER);
    assertThat(tester.run("DECRBY new " + text)).isEqualTo(NOT_AN_INTEGER);
    assertThat(tester.run("EXISTS new")).isEqualTo(":0");
  }

  @Test
  void aNumberMadeOfPieces_isOne() {
    tester.script(
        """
        APPEND k 1
        APPEND k 0
        INCR k
            :11
        SETRANGE k 0 2
        INCR k
            :22
        """);
  }

  // ---- INCRBYFLOAT ---------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "0, 1.5, 1.5",
    "1.5, 1.5, 3",
    "3, -3, 0",
    "0.1, 0.2, 0.3",
    "10.50, 0.1, 10.6",
    "5.0e3, 2.0e2, 5200",
    "3.0, 1.100000000000000000, 4.1",
    "0, 1e-17, 0.00000000000000001",
    "0, 1e-20, 0",
    "1, 1e19, 10000000000000000001",
    "1, 1e20, 100000000000000000000",
    "0, -0.0, 0",
    "-0.5, 0.5, 0",
    "0, 0x10, 16",
    "0, 0x1p4, 16",
    "0, +1, 1",
    "0, 01, 1",
    "0, .5, 0.5",
    "0, 5., 5",
    "0, 1E2, 100",
    "100, -1.5e-3, 99.9985",
    "9007199254740993, 1, 9007199254740994",
    "9223372036854775807, 1, 9223372036854775808",
    "18446744073709551615, 1, 18446744073709551616",
    "36893488147419103233, 1, 36893488147419103232",
    "0.30000000000000004, 0, 0.30000000000000004",
    "0.12345678901234567890, 0, 0.12345678901234568",
    "1234567890.12345678901234567890, 0, 1234567890.12345678906422108",
    "1e-5000, 1, -ERR value is not a valid float"
  })
  void incrbyfloat_addsIn64Bits(String before, String increment, String after) {
    tester.run("SET k " + before);
    String reply = tester.run("INCRBYFLOAT k " + increment);
    assertThat(reply).isEqualTo(after.startsWith("-ERR") ? after : '"' + after + '"');
    if (!after.startsWith("-ERR")) {
      assertThat(tester.run("GET k")).isEqualTo(reply);
    }
  }

  @Test
  void incrbyfloat_ofHugeNumbers() {
    assertThat(tester.run("INCRBYFLOAT k 1e300")).startsWith("\"1000000000000000000");
    assertThat(tester.run("STRLEN k")).isEqualTo(":301");
    assertThat(tester.run("INCRBYFLOAT k 1e4932")).hasSize(4935);
    assertThat(tester.run("INCRBYFLOAT k 1e4932"))
        .isEqualTo("-ERR increment would produce NaN or Infinity");
    assertThat(tester.run("STRLEN k")).isEqualTo(":4933");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "\"\"",
        "\" 1\"",
        "\"1 \"",
        "1x",
        "\"1,5\"",
        "--1",
        "1e",
        "nan",
        "NaN",
        "1e5000",
        "-1e5000",
        "\"1\\x00\""
      })
  void whatIsNoNumber_isRefused_asValueAndAsIncrement(String text) {
    tester.run("SET k " + text);
    String before = tester.run("GET k");
    assertThat(tester.run("INCRBYFLOAT k 1")).isEqualTo(NOT_A_FLOAT);
    assertThat(tester.run("GET k")).isEqualTo(before);
    assertThat(tester.run("INCRBYFLOAT new " + text)).isEqualTo(NOT_A_FLOAT);
    assertThat(tester.run("EXISTS new")).isEqualTo(":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "-inf", "+inf", "INF", "infinity"})
  void infinity_isANumber_butNoSum(String text) {
    String notFinite = "-ERR increment would produce NaN or Infinity";
    tester.run("SET k " + text);
    assertThat(tester.run("INCRBYFLOAT k 1")).isEqualTo(notFinite);
    assertThat(tester.run("INCRBYFLOAT k -inf")).isEqualTo(notFinite);
    assertThat(tester.run("INCRBYFLOAT new " + text)).isEqualTo(notFinite);
    assertThat(tester.run("EXISTS new")).isEqualTo(":0");
  }

  @Test
  void incrbyfloat_theValueIsLookedAtBeforeTheIncrement() {
    tester.script(
        """
        SET k abc
        INCRBYFLOAT k abc
            -ERR value is not a valid float
        """);
  }
}
