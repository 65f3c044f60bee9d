package io.holdfast.core.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.keyspace.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** APPEND, STRLEN, GETRANGE, SUBSTR and SETRANGE: parts of a value, and how long it may grow. */
class StringPartsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void append_andStrlen() {
    tester.script(
        """
        STRLEN k
            :0
        APPEND k ""
            :0
        EXISTS k
            :1
        APPEND k abc
            :3
        APPEND k ""
            :3
        APPEND k "\\x00\\xff"
            :5
        GET k
            "abc\\x00\\xff"
        STRLEN k
            :5
        SET n -9223372036854775808
        STRLEN n
            :20
        APPEND n 0
            :21
        GET n
            "-92233720368547758080"
        SET t v EXAT 4102444800
        APPEND t w
            :2
        EXPIRETIME t
            :4102444800
        """);
  }

  @Test
  void append_manyTimes_growsOverEveryBlockSize() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      String piece = Integer.toString(i * 7);
      all.append(piece);
      assertThat(tester.run("APPEND k " + piece)).isEqualTo(":" + all.length());
    }
    assertThat(tester.run("GET k")).isEqualTo('"' + all.toString() + '"');
  }

  /** O(1) amortised: the value moves when its room is used up, and then gets as much again. */
  @Test
  void append_byteByByte_movesSeldom() {
    Database db = tester.session().database();
    byte[] key = {'k'};
    int moves = 0;
    int handle = 0;
    for (int length = 1; length <= 20_000; length++) {
      StringOps.append(db, key, 0, 1, key, 0, 1);
      int now = StringOps.find(db, key, 0, 1);
      moves += now == handle ? 0 : 1;
      handle = now;
    }
    assertThat(StringOps.length(db, handle)).isEqualTo(20_000);
    assertThat(moves).isLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GETRANGE", "SUBSTR"})
  void getrange_countsFromBothEnds(String command) {
    tester.script(
        """
        SET k "Hello, World"
        GETRANGE k 0 4
            "Hello"
        GETRANGE k 0 0
            "H"
        GETRANGE k 0 -1
            "Hello, World"
        GETRANGE k -5 -1
            "World"
        GETRANGE k 7 100
            "World"
        GETRANGE k 12 100
            ""
        GETRANGE k -100 3
            "Hell"
        GETRANGE k -100 -50
            "H"
        GETRANGE k -50 -100
            ""
        GETRANGE k 5 3
            ""
        GETRANGE k -1 -5
            ""
        GETRANGE k -3 2
            ""
        GETRANGE k 11 11
            "d"
        GETRANGE k -12 0
            "H"
        GETRANGE k -13 0
            "H"
        GETRANGE k -13 -13
            "H"
        GETRANGE k 9223372036854775807 9223372036854775807
            ""
        GETRANGE k -9223372036854775808 9223372036854775807
            "Hello, World"
        GETRANGE k -9223372036854775808 -9223372036854775808
            "H"
        GETRANGE k 0 9223372036854775808
            -ERR value is not an integer or out of range
        GETRANGE k x 1
            -ERR value is not an integer or out of range
        GETRANGE k +1 2
            -ERR value is not an integer or out of range
        GETRANGE missing 0 -1
            ""
        GETRANGE missing x 1
            -ERR value is not an integer or out of range
        SET e ""
        GETRANGE e 0 -1
            ""
        SET n -123456
        GETRANGE n 0 2
            "-12"
        GETRANGE n -2 100
            "56"
        """
            .replace("GETRANGE", command));
  }

  @Test
  void setrange_overwrites_andFillsUpWithZeros() {
    tester.script(
        """
        SETRANGE k 0 abc
            :3
        SETRANGE k 6 def
            :9
        GET k
            "abc\\x00\\x00\\x00def"
        SETRANGE k 1 XY
            :9
        GET k
            "aXY\\x00\\x00\\x00def"
        SETRANGE k 8 longer
            :14
        GET k
            "aXY\\x00\\x00\\x00delonger"
        SETRANGE k 100 ""
            :14
        SETRANGE none 5 ""
            :0
        EXISTS none
            :0
        SETRANGE none 3 x
            :4
        GET none
            "\\x00\\x00\\x00x"
        SET n 12345
        SETRANGE n 1 ab
            :5
        GET n
            "1ab45"
        SET t v EXAT 4102444800
        SETRANGE t 2 x
            :3
        EXPIRETIME t
            :4102444800
        """);
  }

  @Test
  void setrange_inABlockThatWasUsedBefore_showsNothingOfIt() {
    for (int length = 1; length < 80; length++) {
      tester.run("SET used:" + length + " " + "x".repeat(length));
    }
    for (int length = 1; length < 80; length++) {
      tester.run("DEL used:" + length);
    }
    tester.script(
        """
        SETRANGE k 10 end
            :13
        GET k
            "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00end"
        SET short abc
        SETRANGE short 10 end
            :13
        GET short
            "abc\\x00\\x00\\x00\\x00\\x00\\x00\\x00end"
        """);
  }

  @Test
  void lengthLimit_holdsForAppendAndSetrange() {
    tester.script(
        """
        SET k abc
        SETRANGE k -1 x
            -ERR offset is out of range
        SETRANGE k -1 ""
            -ERR offset is out of range
        SETRANGE k -9223372036854775808 x
            -ERR offset is out of range
        SETRANGE k 536870911 xx
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        SETRANGE k 536870912 x
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        SETRANGE k 4294967295 x
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        SETRANGE k 9223372036854775807 x
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        SETRANGE k 9223372036854775808 x
            -ERR value is not an integer or out of range
        SETRANGE none 536870912 x
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        EXISTS none
            :0
        CONFIG SET proto-max-bulk-len 1mb
            +OK
        SETRANGE k 1048575 x
            :1048576
        APPEND k x
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        APPEND k ""
            :1048576
        SETRANGE k 1048576 x
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        STRLEN k
            :1048576
        """);
  }
}
