package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.OtherType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all string commands have in common, and those on several keys. */
class StringCommandsTest {
  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String MEGABYTE = "0123456789abcdef".repeat(65_536);

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

  // ---- all of them ---------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "APPEND k",
        "APPEND k a b",
        "DECR",
        "DECR k 1",
        "DECRBY k",
        "DECRBY k 1 2",
        "GET",
        "GET k l",
        "GETDEL",
        "GETDEL k l",
        "GETEX",
        "GETRANGE k 0",
        "GETRANGE k 0 1 2",
        "GETSET k",
        "GETSET k v w",
        "INCR",
        "INCR k 1",
        "INCRBY k",
        "INCRBY k 1 2",
        "INCRBYFLOAT k",
        "INCRBYFLOAT k 1 2",
        "LCS",
        "LCS k",
        "MGET",
        "MSET",
        "MSET k",
        "MSET k v l",
        "MSETNX",
        "MSETNX k",
        "MSETNX k v l",
        "PSETEX k 10",
        "PSETEX k 10 v w",
        "SET",
        "SET k",
        "SETEX k 10",
        "SETEX k 10 v w",
        "SETNX k",
        "SETNX k v w",
        "SETRANGE k 0",
        "SETRANGE k 0 v w",
        "STRLEN",
        "STRLEN k l",
        "SUBSTR k 0",
        "SUBSTR k 0 1 2"
      })
  void wrongNumberOfArguments_isRefused(String command) {
    String name = command.split(" ", 2)[0];
    assertThat(tester.run(command))
        .isEqualTo(
            "-ERR wrong number of arguments for '" + name.toLowerCase(Locale.ROOT) + "' command");
    assertThat(tester.run("DBSIZE")).isEqualTo(":0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "APPEND other x",
        "DECR other",
        "DECRBY other 1",
        "GET other",
        "GETDEL other",
        "GETEX other",
        "GETEX other EX 10",
        "GETEX other PERSIST",
        "GETRANGE other 0 1",
        "GETSET other v",
        "INCR other",
        "INCRBY other 1",
        "INCRBYFLOAT other 1",
        "SET other v GET",
        "SET other v NX GET",
        "SET other v XX GET EX 10",
        "SETRANGE other 0 x",
        "SETRANGE other 0 \"\"",
        "STRLEN other",
        "SUBSTR other 0 1"
      })
  void otherType_isRefused_andLeftAsItIs(String command) {
    OtherType.put(tester, "other");
    assertThat(tester.run(command)).isEqualTo(WRONG_TYPE);
    assertThat(tester.run("GET other")).isEqualTo(WRONG_TYPE);
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET other v",
        "SET other v XX",
        "SET other v KEEPTTL",
        "SETEX other 10 v",
        "PSETEX other 10 v",
        "MSET other v"
      })
  void otherType_isReplacedBySetting(String command) {
    OtherType.put(tester, "other");
    assertThat(tester.run(command)).isEqualTo("+OK");
    assertThat(tester.run("GET other")).isEqualTo("\"v\"");
  }

  @Test
  void otherType_existsForNx_andIsNothingForMget_andNoStringForLcs() {
    OtherType.put(tester, "other");
    tester.script(
        """
        SETNX other v
            :0
        SET other v NX
            nil
        MSETNX k v other v
            :0
        EXISTS k
            :0
        MGET other other
            [nil, nil]
        LCS other k
            -ERR The specified keys must contain string values
        LCS k other IDX
            -ERR The specified keys must contain string values
        LCS k other BLAH
            -ERR The specified keys must contain string values
        """);
  }

  /** Which of two faults is told about. */
  @Test
  void argumentsAreLookedAtBeforeTheKey_orAfter_asRedisDoes() {
    OtherType.put(tester, "other");
    tester.script(
        """
        SET other v EX 0 GET
            -ERR invalid expire time in 'set' command
        SET other v GET BLAH
            -ERR syntax error
        GETEX other BLAH
            -ERR syntax error
        GETRANGE other x 1
            -ERR value is not an integer or out of range
        SETRANGE other -1 x
            -ERR offset is out of range
        SETRANGE other x x
            -ERR value is not an integer or out of range
        SETRANGE other 536870912 x
            -WRONGTYPE Operation against a key holding the wrong kind of value
        INCRBY other x
            -ERR value is not an integer or out of range
        DECRBY other -9223372036854775808
            -ERR decrement would overflow
        INCRBYFLOAT other x
            -WRONGTYPE Operation against a key holding the wrong kind of value
        """);
  }

  @Test
  void keysAndValues_areAnyBytes() {
    tester.script(
        """
        SET "" "empty key"
            +OK
        GET ""
            "empty key"
        SET empty ""
            +OK
        GET empty
            ""
        STRLEN empty
            :0
        SET "a\\x00\\xff\\r\\nb" "\\x00\\x01\\xfe\\xff\\r\\n$3"
            +OK
        GET "a\\x00\\xff\\r\\nb"
            "\\x00\\x01\\xfe\\xff\\r\\n$3"
        GET "a\\x00\\xff\\r\\n"
            nil
        sEt CASE "keys have case"
            +OK
        gEt case
            nil
        """);
    run("SET", "k".repeat(70_000), "v");
    assertThat(run("GET", "k".repeat(70_000))).isEqualTo("\"v\"");
    assertThat(run("GET", "k".repeat(69_999))).isEqualTo("nil");
  }

  @Test
  void valuesOfAMegabyte() {
    run("SET", "k", MEGABYTE);
    assertThat(tester.run("GET k")).isEqualTo('"' + MEGABYTE + '"');
    assertThat(run("APPEND", "k", MEGABYTE)).isEqualTo(":2097152");
    tester.script(
        """
        GETRANGE k 1048568 1048583
            "89abcdef01234567"
        SETRANGE k 2097150 tail
            :2097154
        GETRANGE k -8 -1
            "abcdtail"
        STRLEN k
            :2097154
        LCS k k
            -ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len
        """);
  }

  @Test
  void resp3_hasItsOwnNull_andMap() {
    tester
        .resp3()
        .script(
            """
            GET k
                null
            SET k v XX
                null
            SET k v GET
                null
            SET k v NX
                null
            GETDEL missing
                null
            GETEX missing
                null
            GETSET fresh v
                null
            MGET missing k
                [null, "v"]
            LCS k k IDX
                {"matches": [[[0, 0], [0, 0]]], "len": :1}
            LCS k missing IDX
                {"matches": [], "len": :0}
            """
                .replace("[0, 0]", "[:0, :0]"));
  }

  // ---- several keys --------------------------------------------------------------------------

  @Test
  void mget_answersInOrder() {
    tester.script(
        """
        MSET a 1 b text "" empty
            +OK
        MGET a b a
            ["1", "text", "1"]
        MGET missing b "" missing
            [nil, "text", "empty", nil]
        MGET missing
            [nil]
        """);
  }

  @Test
  void mset_theLastValueCounts_andExpiriesGo() {
    tester.script(
        """
        SET a old EX 100
        MSET a 1 b 2 a 3
            +OK
        MGET a b
            ["3", "2"]
        TTL a
            :-1
        """);
  }

  @Test
  void msetnx_setsAllOrNothing() {
    tester.script(
        """
        MSETNX a 1 b 2
            :1
        MSETNX c 3 b 4
            :0
        MGET a b c
            ["1", "2", nil]
        MSETNX d 1 d 2
            :1
        GET d
            "2"
        SET e 1 PX 10
        """);
    tester.clock().advance(Duration.ofMillis(10));
    tester.script("MSETNX e 2 f 3\n  :1\nTTL e\n  :-1\n");
  }
}
