package io.holdfast.core.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bitmap commands: what they answer, and the effects and events they leave. */
class BitmapCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  /** One body for each encoding a string can have, asserting that it starts on it. */
  @ParameterizedTest
  @CsvSource({"int, 12345", "embstr, abcde", "raw, 123456789012345678901234567890123456789012345"})
  void encodings_areReadAsText_andBecomeRawByWriting(String encoding, String value) {
    for (String write : new String[] {"SETBIT k 2 1", "BITFIELD k INCRBY u8 0 0"}) {
      tester.run("SET k " + value);
      assertThat(tester.run("OBJECT ENCODING k")).isEqualTo('"' + encoding + '"');
      assertThat(tester.run("GETBIT k 2")).isEqualTo(":1");
      assertThat(tester.run("BITCOUNT k 0 0")).isEqualTo(":" + Integer.bitCount(value.charAt(0)));
      assertThat(tester.run("BITPOS k 1 8 -1 BIT")).isIn(":9", ":10");
      assertThat(tester.run("BITFIELD_RO k GET u8 0"))
          .isEqualTo("[:" + (int) value.charAt(0) + "]");
      assertThat(tester.run("OBJECT ENCODING k")).isEqualTo('"' + encoding + '"');
      tester.run(write);
      assertThat(tester.run("OBJECT ENCODING k")).isEqualTo("\"raw\"");
      assertThat(tester.run("GET k")).isEqualTo('"' + value + '"');
    }
  }

  @Test
  void setbit_tellsOnlyOfChanges() {
    tester.run("SETBIT k 8 0");
    assertThat(tester.effects()).containsExactly("SETBIT k 8 0");
    assertThat(tester.events()).containsExactly("0:setbit:k");
    tester.run("SETBIT k 8 0");
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.events()).isEmpty();
    tester.run("SETBIT k 08 1");
    tester.run("SETBIT k 8 2");
    assertThat(tester.effects()).isEmpty();
    tester.run("SETBIT k 8 1");
    assertThat(tester.effects()).containsExactly("SETBIT k 8 1");
    assertThat(tester.events()).containsExactly("0:setbit:k");
  }

  @Test
  void bitfield_logsItsSteps_offsetsInBits() {
    tester.run("BITFIELD k SET u8 #1 300 OVERFLOW SAT INCRBY i5 3 -20 GET u8 0 OVERFLOW wrap");
    assertThat(tester.effects())
        .containsExactly("BITFIELD k SET u8 8 300 OVERFLOW SAT INCRBY i5 3 -20 GET u8 0");
    assertThat(tester.events()).containsExactly("0:setbit:k");
    tester.run("BITFIELD k SET u8 8 44");
    tester.run("BITFIELD k GET u8 8");
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.events()).isEmpty();
  }

  @Test
  void bitfield_refusedWrite_makesRoom_logsIt_andTellsNobody() {
    assertThat(tester.run("BITFIELD k OVERFLOW FAIL INCRBY u2 100 9")).isEqualTo("[nil]");
    assertThat(tester.run("STRLEN k")).isEqualTo(":13");
    assertThat(tester.effects()).containsExactly("BITFIELD k OVERFLOW FAIL INCRBY u2 100 9");
    assertThat(tester.events()).isEmpty();
    tester.run("BITFIELD k OVERFLOW FAIL INCRBY u2 100 9");
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.resp3().run("BITFIELD k OVERFLOW FAIL INCRBY u2 100 9")).isEqualTo("[null]");
  }

  @Test
  void bitop_setsOrDeletesTheDestination() {
    tester.run("SET a foobar");
    tester.run("SET d x EX 100");
    tester.effects();
    tester.events();
    assertThat(tester.run("BITOP and d a missing")).isEqualTo(":6");
    assertThat(tester.effects()).containsExactly("BITOP AND d a missing");
    assertThat(tester.events()).containsExactly("0:set:d");
    assertThat(tester.run("TTL d")).isEqualTo(":-1");
    assertThat(tester.run("BITOP OR d missing")).isEqualTo(":0");
    assertThat(tester.effects()).containsExactly("BITOP OR d missing");
    assertThat(tester.events()).containsExactly("0:del:d");
    assertThat(tester.run("BITOP OR d missing")).isEqualTo(":0");
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.events()).isEmpty();
  }

  @Test
  void bitop_laterOperations() {
    tester.script(
        """
        SET x "\\x0f\\xff"
        SET y1 "\\x33"
        SET y2 "\\x55\\xf0"
        BITOP DIFF d x y1 y2
            :2
        GET d
            "\\x08\\x0f"
        BITOP DIFF1 d x y1 y2
            :2
        GET d
            "p\\x00"
        BITOP ANDOR d x y1 y2
            :2
        GET d
            "\\x07\\xf0"
        BITOP ONE d x y1 y2
            :2
        GET d
            "h\\x0f"
        BITOP one d x
            :2
        GET d
            "\\x0f\\xff"
        BITOP ONE x x x
            :2
        GET x
            "\\x00\\x00"
        BITOP DIFF d x
            -ERR BITOP DIFF must be called with at least two source keys.
        BITOP DIFF1 d x
            -ERR BITOP DIFF1 must be called with at least two source keys.
        BITOP ANDOR d x
            -ERR BITOP ANDOR must be called with at least two source keys.
        BITOP diff d missing x
            :2
        """);
  }

  @Test
  void offsets_endWhereTheLongestStringDoes() {
    tester.engine().keyspace().maxStringBytes(1024 * 1024);
    tester.script(
        """
        SETBIT k 8388607 1
            :0
        STRLEN k
            :1048576
        SETBIT k 8388608 1
            -ERR bit offset is not an integer or out of range
        GETBIT k 8388608
            -ERR bit offset is not an integer or out of range
        BITFIELD k GET u8 8388608
            -ERR bit offset is not an integer or out of range
        BITFIELD k GET u8 #1048576
            -ERR bit offset is not an integer or out of range
        BITFIELD k GET u8 #2305843009213693952
            -ERR bit offset is not an integer or out of range
        BITFIELD k GET u8 8388607
            [:128]
        """);
  }

  @Test
  void arguments_areCheckedBeforeTheKey() {
    tester.script(
        """
        HSET h f v
            :1
        BITCOUNT h 0
            -ERR syntax error
        BITCOUNT missing 0 x
            -ERR value is not an integer or out of range
        BITPOS missing 1 0 1 x
            -ERR syntax error
        BITPOS h 2
            -ERR The bit argument must be 1 or 0.
        BITPOS h 1
            -WRONGTYPE Operation against a key holding the wrong kind of value
        BITFIELD h SET u8 0 x
            -ERR value is not an integer or out of range
        SETBIT h 0 1
            -WRONGTYPE Operation against a key holding the wrong kind of value
        """);
  }
}
