package io.holdfast.core.string;

import io.holdfast.core.CommandTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** LCS: its options, its replies and what it refuses. */
class LcsCommandTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void lcs_theStringAndItsLength() {
    tester.script(
        """
        MSET a ohmytext b mynewtext
        LCS a b
            "mytext"
        LCS a b LEN
            :6
        LCS a b len
            :6
        LCS a a
            "ohmytext"
        LCS a missing
            ""
        LCS missing missing2 LEN
            :0
        SET e ""
        LCS a e
            ""
        SET n -12345
        SET m 345
        LCS n m
            "345"
        LCS m n LEN
            :3
        MSET x "\\x00\\xff\\x00" y "\\xff\\x00\\xff"
        LCS x y
            "\\xff\\x00"
        """);
  }

  @Test
  void lcs_theMatches() {
    tester.script(
        """
        MSET a ohmytext b mynewtext
        LCS a b IDX
            ["matches", [[[:4, :7], [:5, :8]], [[:2, :3], [:0, :1]]], "len", :6]
        LCS a b IDX WITHMATCHLEN
            ["matches", [[[:4, :7], [:5, :8], :4], [[:2, :3], [:0, :1], :2]], "len", :6]
        LCS a b idx minmatchlen 4
            ["matches", [[[:4, :7], [:5, :8]]], "len", :6]
        LCS a b WITHMATCHLEN MINMATCHLEN 4 IDX
            ["matches", [[[:4, :7], [:5, :8], :4]], "len", :6]
        LCS a b IDX MINMATCHLEN 100
            ["matches", [], "len", :6]
        LCS a b IDX MINMATCHLEN -5
            ["matches", [[[:4, :7], [:5, :8]], [[:2, :3], [:0, :1]]], "len", :6]
        LCS a b IDX MINMATCHLEN 100 MINMATCHLEN 4
            ["matches", [[[:4, :7], [:5, :8]]], "len", :6]
        LCS a missing IDX
            ["matches", [], "len", :0]
        LCS a b WITHMATCHLEN
            "mytext"
        LCS a b LEN WITHMATCHLEN MINMATCHLEN 4
            :6
        """);
  }

  @Test
  void lcs_refuses() {
    tester.script(
        """
        MSET a ohmytext b mynewtext
        LCS a b BLAH
            -ERR syntax error
        LCS a b LEN IDX
            -ERR If you want both the length and indexes, please just use IDX.
        LCS a b IDX MINMATCHLEN
            -ERR syntax error
        LCS a b IDX MINMATCHLEN x
            -ERR value is not an integer or out of range
        """);
  }
}
