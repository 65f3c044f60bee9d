package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SET with its options, SETNX, SETEX, PSETEX: what is set, and when it expires. */
class SetAndExpiryTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  /** A command too long for a line. */
  private String run(String... words) {
    byte[][] bytes = new byte[words.length][];
    Arrays.setAll(bytes, i -> words[i].getBytes(US_ASCII));
    return tester.run(bytes);
  }

  @Test
  void set_replacesTheValue_andTakesTheExpiryAway() {
    tester.script(
        """
        SET k v EX 1000
            +OK
        SET k w
            +OK
        GET k
            "w"
        TTL k
            :-1
        """);
  }

  @Test
  void set_nxAndXx() {
    tester.script(
        """
        SET k v XX
            nil
        EXISTS k
            :0
        SET k v NX
            +OK
        SET k w nx
            nil
        GET k
            "v"
        SET k w xX
            +OK
        GET k
            "w"
        SET k x NX NX
            nil
        SET k x XX XX
            +OK
        SET k y NX XX
            -ERR syntax error
        SET k y XX NX
            -ERR syntax error
        GET k
            "x"
        """);
  }

  @Test
  void set_get_answersTheOldValue_whetherItWasSetOrNot() {
    tester.script(
        """
        SET k v GET
            nil
        SET k 12 GET
            "v"
        SET k x GET get
            "12"
        SET k y GET NX
            "x"
        GET k
            "x"
        SET k y XX GET
            "x"
        GET k
            "y"
        SET new y NX GET
            nil
        GET new
            "y"
        SET none y XX GET
            nil
        EXISTS none
            :0
        SET k z EX 100 GET
            "y"
        TTL k
            :100
        SET k z KEEPTTL GET
            "z"
        TTL k
            :100
        """);
  }

  @Test
  void set_ex_px_exat_pxat() {
    tester.script(
        """
        SET k v EX 100
            +OK
        PEXPIRETIME k
            :1767225700000
        SET k v ex 1
            +OK
        PTTL k
            :1000
        SET k v PX 1500
            +OK
        PTTL k
            :1500
        SET k v EXAT 4102444800
            +OK
        EXPIRETIME k
            :4102444800
        SET k v PXAT 4102444800123
            +OK
        PEXPIRETIME k
            :4102444800123
        SET k v PXAT 9223372036854775807
            +OK
        PEXPIRETIME k
            :9223372036854775807
        SET k v EXAT 9223372036854775
            +OK
        PEXPIRETIME k
            :9223372036854775000
        """);
    tester.clock().advance(Duration.ofMillis(1499));
    tester.script("SET k v PX 1500\n");
    tester.clock().advance(Duration.ofMillis(1499));
    assertThat(tester.run("GET k")).isEqualTo("\"v\"");
    tester.clock().advance(Duration.ofMillis(1));
    assertThat(tester.run("GET k")).isEqualTo("nil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EX 0",
        "EX -1",
        "PX 0",
        "PX -1",
        "EXAT 0",
        "EXAT -1",
        "PXAT 0",
        "PXAT -5",
        "EX 9223372036854775807",
        "EX 9223372036854775",
        "EX -9223372036854775808",
        "PX 9223372036854775807",
        "PX -9223372036854775808",
        "EXAT 9223372036854775807",
        "EXAT 9223372036854776"
      })
  void expiryThatIsNone_isRefused(String expiry) {
    tester.script("SET k old\n");
    String[] words = expiry.split(" ", 2);
    assertThat(tester.run("SET k v " + expiry))
        .isEqualTo("-ERR invalid expire time in 'set' command");
    assertThat(tester.run("SET k v NX " + expiry))
        .isEqualTo("-ERR invalid expire time in 'set' command");
    assertThat(tester.run("GETEX k " + expiry))
        .isEqualTo("-ERR invalid expire time in 'getex' command");
    if (words[0].equals("EX")) {
      assertThat(tester.run("SETEX k " + words[1] + " v"))
          .isEqualTo("-ERR invalid expire time in 'setex' command");
    } else if (words[0].equals("PX")) {
      assertThat(tester.run("PSETEX k " + words[1] + " v"))
          .isEqualTo("-ERR invalid expire time in 'psetex' command");
    }
    tester.script("GET k\n  \"old\"\nTTL k\n  :-1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "1.5",
        "\"\"",
        "\" 1\"",
        "\"1 \"",
        "+1",
        "01",
        "-0",
        "9223372036854775808",
        "0x10",
      })
  void expiryThatIsNoInteger_isRefused(String number) {
    tester.script("SET k old\n");
    String notAnInteger = "-ERR value is not an integer or out of range";
    for (String option : new String[] {"EX", "PX", "EXAT", "PXAT"}) {
      assertThat(tester.run("SET k v " + option + " " + number)).isEqualTo(notAnInteger);
      assertThat(tester.run("GETEX k " + option + " " + number)).isEqualTo(notAnInteger);
    }
    assertThat(tester.run("SETEX k " + number + " v")).isEqualTo(notAnInteger);
    assertThat(tester.run("PSETEX k " + number + " v")).isEqualTo(notAnInteger);
    tester.script("GET k\n  \"old\"\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EX",
        "PX",
        "EXAT",
        "PXAT",
        "EX 10 PX 10",
        "EX 10 EXAT 10",
        "EXAT 10 PXAT 10",
        "EX 10 KEEPTTL",
        "KEEPTTL EX 10",
        "KEEPTTL PXAT 10",
        "EX 10 NX PX 10",
        "NX EX 10 GET BLAH",
        "EX NX",
        "PERSIST",
        "BLAH",
        "\"\"",
        "IFEQ",
        "EXX 10"
      })
  void set_optionsThatDoNotGoTogether_areRefused(String options) {
    String expected =
        options.equals("EX NX")
            ? "-ERR value is not an integer or out of range"
            : "-ERR syntax error";
    assertThat(tester.run("SET k v " + options)).isEqualTo(expected);
    assertThat(tester.run("EXISTS k")).isEqualTo(":0");
  }

  @Test
  void set_repeatedOption_theLastNumberCounts() {
    tester.script(
        """
        SET k v EX 10 EX 20
            +OK
        TTL k
            :20
        SET k v PX 0 PX 20000
            +OK
        TTL k
            :20
        SET k v KEEPTTL KEEPTTL
            +OK
        TTL k
            :20
        """);
  }

  @Test
  void set_pastExpiry_leavesNoKey() {
    tester.script(
        """
        SET k v
        SET k w PXAT 1
            +OK
        EXISTS k
            :0
        SET k v
        SET k w EXAT 1 GET
            "v"
        GET k
            nil
        SET k v NX PXAT 1767225600000
            +OK
        DBSIZE
            :0
        SET k v PXAT 1767225600001
            +OK
        PTTL k
            :1
        """);
  }

  @Test
  void set_keepttl() {
    tester.script(
        """
        SET k v EXAT 4102444800
        SET k w KEEPTTL
            +OK
        GET k
            "w"
        EXPIRETIME k
            :4102444800
        SET k 5 keepttl XX GET
            "w"
        EXPIRETIME k
            :4102444800
        SET none v KEEPTTL
            +OK
        TTL none
            :-1
        """);
    run("SET", "k", "x".repeat(70_000), "KEEPTTL");
    assertThat(tester.run("EXPIRETIME k")).isEqualTo(":4102444800");
  }

  @Test
  void setnx_setex_psetex() {
    tester.script(
        """
        SETNX k v
            :1
        SETNX k w
            :0
        GET k
            "v"
        SETEX k 100 w
            +OK
        PTTL k
            :100000
        SETNX k x
            :0
        TTL k
            :100
        PSETEX k 1500 x
            +OK
        PTTL k
            :1500
        GET k
            "x"
        """);
    tester.clock().advance(Duration.ofMillis(1500));
    tester.script("SETNX k v\n  :1\nTTL k\n  :-1\n");
  }
}
