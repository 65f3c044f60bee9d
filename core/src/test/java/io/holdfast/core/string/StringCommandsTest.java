package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.OtherType;
import io.holdfast.core.keyspace.Database;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every string command: its options, its replies and what it refuses. */
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

  // ---- GET, SET and its options --------------------------------------------------------------

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

  // ---- GETSET, GETDEL, GETEX -----------------------------------------------------------------

  @Test
  void getset_takesTheExpiryAway() {
    tester.script(
        """
        GETSET k v
            nil
        EXPIRE k 100
        GETSET k 17
            "v"
        GETSET k ""
            "17"
        TTL k
            :-1
        """);
  }

  @Test
  void getdel_deletes() {
    tester.script(
        """
        SET k v EX 100
        GETDEL k
            "v"
        EXISTS k
            :0
        GETDEL k
            nil
        SET k 17
        GETDEL k
            "17"
        """);
  }

  @Test
  void getex_changesTheExpiry() {
    tester.script(
        """
        SET k v
        GETEX k EX 100
            "v"
        TTL k
            :100
        GETEX k
            "v"
        TTL k
            :100
        GETEX k px 1500
            "v"
        PTTL k
            :1500
        GETEX k EXAT 4102444800
            "v"
        EXPIRETIME k
            :4102444800
        GETEX k PXAT 4102444800123
            "v"
        PEXPIRETIME k
            :4102444800123
        GETEX k EX 10 EX 20
            "v"
        TTL k
            :20
        GETEX k PERSIST PERSIST
            "v"
        TTL k
            :-1
        GETEX k persist
            "v"
        GETEX k PXAT 1
            "v"
        EXISTS k
            :0
        SET k 17
        GETEX k EXAT 1
            "17"
        EXISTS k
            :0
        """);
  }

  @Test
  void getex_refuses() {
    tester.script(
        """
        SET k v EXAT 4102444800
        GETEX k EX
            -ERR syntax error
        GETEX k EX 10 PX 10
            -ERR syntax error
        GETEX k EX 10 PERSIST
            -ERR syntax error
        GETEX k PERSIST EX 10
            -ERR syntax error
        GETEX k KEEPTTL
            -ERR syntax error
        GETEX k NX
            -ERR syntax error
        GETEX k GET
            -ERR syntax error
        GETEX missing BLAH
            -ERR syntax error
        GETEX missing EX 0
            nil
        GETEX missing EX x
            nil
        EXPIRETIME k
            :4102444800
        """);
  }

  // ---- parts of a value ----------------------------------------------------------------------

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

  // ---- LCS -----------------------------------------------------------------------------------

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
