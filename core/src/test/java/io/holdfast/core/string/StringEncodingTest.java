package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Codec;
import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What strings do, once for each encoding they can have: the same for all; and which encoding they
 * have afterwards, which OBJECT ENCODING tells as Redis does.
 */
class StringEncodingTest {
  private static final String LONGEST_EMBSTR = "0123456789".repeat(4) + "abcd";

  private final CommandTester tester = CommandTester.open();

  /** A string on an encoding, and how it gets there. */
  private enum Start {
    INT("int", "-1234567", "SET k -1234567"),
    EMBSTR("embstr", "abcdefgh", "SET k abcdefgh"),
    LONGEST("embstr", LONGEST_EMBSTR, "SET k " + LONGEST_EMBSTR),
    RAW("raw", LONGEST_EMBSTR + "e", "SET k " + LONGEST_EMBSTR + "e"),
    SHORT_RAW("raw", "abcdefgh", "SETRANGE k 0 abcdefgh"),
    RAW_NUMBER("raw", "-1234567", "APPEND k -123\nAPPEND k 4567");

    final String encoding;
    final String text;
    final String script;

    Start(String encoding, String text, String script) {
      this.encoding = encoding;
      this.text = text;
      this.script = script;
    }

    boolean isInteger() {
      return text.equals("-1234567");
    }
  }

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private void begin(Start start) {
    tester.script(start.script);
    assertEncoding(start.encoding);
    tester.effects();
  }

  private void assertEncoding(String encoding) {
    assertThat(tester.run("OBJECT ENCODING k")).isEqualTo('"' + encoding + '"');
  }

  private void assertReply(String command, String reply) {
    assertThat(tester.run(command)).as(command).isEqualTo(reply);
  }

  private void assertValue(String text) {
    assertReply("GET k", '"' + text + '"');
    assertReply("STRLEN k", ":" + text.length());
    assertThat(tester.store().strings().get("k")).isEqualTo(text);
    assertThat(tester.store().strings().length("k")).isEqualTo(text.length());
  }

  // ---- the same on every encoding ------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void reading_showsTheText_andLeavesTheEncoding(Start start) {
    begin(start);
    assertValue(start.text);
    assertReply("MGET k k", "[\"%1$s\", \"%1$s\"]".formatted(start.text));
    assertReply("GETEX k", '"' + start.text + '"');
    String shown =
        tester.store().strings().read("k", (bytes, at, n) -> new String(bytes, at, n, US_ASCII));
    assertThat(shown).isEqualTo(start.text);
    byte[] copy =
        tester.store().with(Codec.utf8(), Codec.bytes()).strings().getRange("k", 0, Long.MAX_VALUE);
    assertThat(new String(copy, US_ASCII)).isEqualTo(start.text);
    assertEncoding(start.encoding);
    assertThat(tester.effects()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ranges_areThoseOfTheText(Start start) {
    begin(start);
    int length = start.text.length();
    for (int from = -length - 1; from <= length; from++) {
      for (int to = -length - 1; to <= length; to++) {
        int first = Math.max(0, from < 0 ? from + length : from);
        int last = Math.min(length - 1, Math.max(0, to < 0 ? to + length : to));
        boolean isEmpty = from < 0 && to < 0 && from > to || first > last;
        String part = isEmpty ? "" : start.text.substring(first, last + 1);
        assertThat(tester.store().strings().getRange("k", from, to))
            .as("%d to %d", from, to)
            .isEqualTo(part);
      }
    }
    assertReply("GETRANGE k 1 -2", '"' + start.text.substring(1, length - 1) + '"');
    assertEncoding(start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void append_makesItRaw(Start start) {
    begin(start);
    assertReply("APPEND k \"\"", ":" + start.text.length());
    assertValue(start.text);
    assertEncoding("raw");
    assertReply("APPEND k xyz", ":" + (start.text.length() + 3));
    assertValue(start.text + "xyz");
    assertEncoding("raw");
  }

  @ParameterizedTest
  @EnumSource
  void setrange_makesItRaw_unlessThereIsNothingToWrite(Start start) {
    begin(start);
    assertReply("SETRANGE k 3 \"\"", ":" + start.text.length());
    assertEncoding(start.encoding);
    assertReply("SETRANGE k 2 XY", ":" + start.text.length());
    assertValue(start.text.substring(0, 2) + "XY" + start.text.substring(4));
    assertEncoding("raw");
  }

  @ParameterizedTest
  @EnumSource
  void setrange_behindTheEnd_fillsUp(Start start) {
    begin(start);
    int length = start.text.length();
    assertReply("SETRANGE k " + (length + 2) + " end", ":" + (length + 5));
    assertReply("GET k", '"' + start.text + "\\x00\\x00end\"");
    assertEncoding("raw");
  }

  @ParameterizedTest
  @EnumSource
  void counting_makesItAnInteger_orIsRefused(Start start) {
    begin(start);
    if (start.isInteger()) {
      assertReply("INCRBY k 7", ":-1234560");
      assertValue("-1234560");
      assertEncoding("int");
    } else {
      assertReply("INCR k", "-ERR value is not an integer or out of range");
      assertValue(start.text);
      assertEncoding(start.encoding);
    }
  }

  @ParameterizedTest
  @EnumSource
  void adding_makesItText_orIsRefused(Start start) {
    begin(start);
    if (start.isInteger()) {
      assertReply("INCRBYFLOAT k 7", "\"-1234560\"");
      assertValue("-1234560");
      assertEncoding("embstr");
      assertReply("INCRBYFLOAT k 0.5", "\"-1234559.5\"");
      assertEncoding("embstr");
      assertReply("INCRBYFLOAT k 1e50", "\"100000000000000000003583830118858923890798487404544\"");
      assertEncoding("raw");
    } else {
      assertReply("INCRBYFLOAT k 1", "-ERR value is not a valid float");
      assertValue(start.text);
      assertEncoding(start.encoding);
    }
  }

  @ParameterizedTest
  @EnumSource
  void taking_answersTheText(Start start) {
    begin(start);
    assertReply("SET k x GET", '"' + start.text + '"');
    assertEncoding("embstr");
    assertReply("DEL k", ":1");
    begin(start);
    assertReply("GETSET k 5", '"' + start.text + '"');
    assertEncoding("int");
    assertReply("DEL k", ":1");
    begin(start);
    assertReply("GETDEL k", '"' + start.text + '"');
    assertReply("EXISTS k", ":0");
  }

  @ParameterizedTest
  @EnumSource
  void expiry_comesAndGoes_andNothingElseChanges(Start start) {
    begin(start);
    assertReply("GETEX k PX 1000", '"' + start.text + '"');
    assertValue(start.text);
    assertEncoding(start.encoding);
    assertReply("PERSIST k", ":1");
    assertValue(start.text);
    assertEncoding(start.encoding);
    assertReply("PEXPIRE k 10", ":1");
    tester.clock().advance(Duration.ofMillis(10));
    assertReply("EXISTS k", ":0");
  }

  @ParameterizedTest
  @EnumSource
  void changing_keepsTheExpiry(Start start) {
    for (String command : new String[] {"APPEND k 0", "SETRANGE k 50 xyz", "SET k 1 KEEPTTL"}) {
      begin(start);
      tester.run("PEXPIREAT k 4102444800123");
      tester.run(command);
      assertReply("PEXPIRETIME k", ":4102444800123");
      tester.run("DEL k");
    }
    if (start.isInteger()) {
      begin(start);
      tester.run("PEXPIREAT k 4102444800123");
      tester.script("INCR k\nINCRBYFLOAT k 0.5\nPEXPIRETIME k\n  :4102444800123\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void renamingAndCopying_keepTheEncoding(Start start) {
    begin(start);
    tester.script("COPY k copy\n  :1\nRENAME k gone\nRENAME copy k\n");
    assertValue(start.text);
    assertEncoding(start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void subsequence_isThatOfTheText(Start start) {
    begin(start);
    tester.run("SET other \"X" + start.text.charAt(0) + "X" + start.text.substring(3) + "X\"");
    String common = start.text.charAt(0) + start.text.substring(3);
    assertReply("LCS k other", '"' + common + '"');
    assertReply("LCS other k", '"' + common + '"');
    assertReply("LCS k k LEN", ":" + start.text.length());
  }

  // ---- which encoding ------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "0, int",
    "9999, int",
    "10000, int",
    "-1, int",
    "9223372036854775807, int",
    "-9223372036854775808, int",
    "9223372036854775808, embstr",
    "-9223372036854775809, embstr",
    "12345678901234567890, embstr",
    "01, embstr",
    "-0, embstr",
    "+1, embstr",
    "' 1', embstr",
    "'1 ', embstr",
    "1.5, embstr",
    "'', embstr",
    "x, embstr"
  })
  void set_findsIntegers(String text, String encoding) {
    for (String command : new String[] {"SET k", "SETEX k 9", "PSETEX k 9", "GETSET k", "MSET k"}) {
      tester.run(command + " \"" + text + '"');
      assertReply("GET k", '"' + text + '"');
      assertEncoding(encoding);
    }
    for (String command : new String[] {"SETNX k", "MSETNX k", "APPEND k"}) {
      tester.run("DEL k");
      tester.run(command + " \"" + text + '"');
      assertEncoding(encoding);
    }
    tester.script("DEL k\nSETRANGE k 0 \"" + text + "\"\n");
    if (!text.isEmpty()) {
      assertEncoding("raw");
    }
  }

  @Test
  void length_decidesBetweenEmbstrAndRaw() {
    for (int length = 1; length < 120; length++) {
      tester.run("SET k " + "x".repeat(length));
      assertEncoding(length <= 44 ? "embstr" : "raw");
      tester.run("SET k " + "1".repeat(length));
      assertEncoding(length <= 19 ? "int" : length <= 44 ? "embstr" : "raw");
    }
  }

  @Test
  void afterEachChange_asInRedis() {
    tester.script(
        """
        SET k 10
        APPEND k 1
        OBJECT ENCODING k
            "raw"
        INCR k
            :102
        OBJECT ENCODING k
            "int"
        INCRBYFLOAT k 1
            "103"
        OBJECT ENCODING k
            "embstr"
        INCRBY k 0
            :103
        OBJECT ENCODING k
            "int"
        SETRANGE k 0 2
            :3
        OBJECT ENCODING k
            "raw"
        SET k 203 KEEPTTL
        OBJECT ENCODING k
            "int"
        GETSET k text
        OBJECT ENCODING k
            "embstr"
        APPEND k ""
        OBJECT ENCODING k
            "raw"
        DECR fresh
        OBJECT ENCODING fresh
            "int"
        INCRBYFLOAT fresher 7
        OBJECT ENCODING fresher
            "embstr"
        """);
  }
}
