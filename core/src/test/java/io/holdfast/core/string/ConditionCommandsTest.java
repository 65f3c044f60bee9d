package io.holdfast.core.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.OtherType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What came with 8.4: conditions on values in SET and DELEX, DIGEST, and MSETEX. */
class ConditionCommandsTest {
  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value";

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  // ---- DIGEST --------------------------------------------------------------------------------

  @Test
  void digest_isThatOfTheText_inEveryEncoding() {
    tester.script(
        """
        SET k "Hello world"
        DIGEST k
            "b6acb9d84a38ff74"
        SET k 12345
        OBJECT ENCODING k
            "int"
        """);
    String ofInteger = tester.run("DIGEST k");
    tester.script("SET k 1234\nAPPEND k 5\nOBJECT ENCODING k\n    \"raw\"\n");
    assertThat(tester.run("DIGEST k")).isEqualTo(ofInteger).hasSize(18);
    assertThat(tester.run("DIGEST missing")).isEqualTo("nil");
    assertThat(tester.run("DIGEST"))
        .isEqualTo("-ERR wrong number of arguments for 'digest' command");
    OtherType.put(tester, "other");
    assertThat(tester.run("DIGEST other")).isEqualTo(WRONG_TYPE);
  }

  // ---- SET -----------------------------------------------------------------------------------

  /** The digest is that of "Hello world". */
  @ParameterizedTest
  @CsvSource({
    "IFEQ 'Hello world', true",
    "IFEQ hello, false",
    "IFEQ '', false",
    "IFNE 'Hello world', false",
    "IFNE hello, true",
    "IFDEQ b6acb9d84a38ff74, true",
    "IFDEQ B6ACB9D84A38FF74, true",
    "IFDEQ b6acb9d84a38ff75, false",
    "IFDNE b6acb9d84a38ff74, false",
    "IFDNE b6acb9d84a38ff75, true",
    "ifeq 'Hello world' ifeq x ifeq 'Hello world', true"
  })
  void set_ifTheConditionHolds(String condition, boolean holds) {
    tester.run("SET k \"Hello world\" EX 100");
    String words = condition.replace('\'', '"');
    assertThat(tester.run("SET k new " + words)).isEqualTo(holds ? "+OK" : "nil");
    assertThat(tester.run("GET k")).isEqualTo(holds ? "\"new\"" : "\"Hello world\"");
    assertThat(tester.run("TTL k")).isEqualTo(holds ? ":-1" : ":100");
  }

  @ParameterizedTest
  @CsvSource({
    "IFEQ v, false",
    "IFNE v, true",
    "IFDEQ b6acb9d84a38ff74, false",
    "IFDNE b6acb9d84a38ff74, true"
  })
  void set_aMissingKey_differsFromEverything(String condition, boolean holds) {
    assertThat(tester.run("SET k v " + condition)).isEqualTo(holds ? "+OK" : "nil");
    assertThat(tester.run("EXISTS k")).isEqualTo(holds ? ":1" : ":0");
    assertThat(tester.run("SET k2 v GET " + condition)).isEqualTo("nil");
  }

  @Test
  void set_integersAreComparedAsText() {
    tester.script(
        """
        SET k 10
        SET k 11 IFEQ 010
            nil
        SET k 11 IFEQ 10
            +OK
        SET k 12 IFEQ 11 GET
            "11"
        SET k 13 IFEQ 11 GET
            "12"
        SET k 14 EX 100 IFEQ 12 GET
            "12"
        TTL k
            :100
        SET k 15 IFEQ 14 KEEPTTL
            +OK
        TTL k
            :100
        SET k 16 PX IFEQ 15
            -ERR syntax error
        SET k 16 IFEQ
            -ERR syntax error
        SET k 16 IFEQ PX PX 5000
            nil
        SET k PX PX 5000
            +OK
        SET k done IFEQ PX PX 5000
            +OK
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k v NX IFEQ v",
        "SET k v IFEQ v XX",
        "SET k v IFEQ v IFNE w",
        "SET k v IFDEQ b6acb9d84a38ff74 IFEQ v",
        "GETEX k IFEQ v",
        "MSETEX 1 k v IFEQ v",
        "DELEX k IFEX v",
        "DELEX k EX 10"
      })
  void conditionsThatDoNotBelong_areRefused(String command) {
    assertThat(tester.run(command)).isEqualTo("-ERR syntax error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "b6acb9d84a38ff7", "b6acb9d84a38ff744", "g6acb9d84a38ff74"})
  void aDigestThatIsNone_isRefused(String digest) {
    String refusal = "-ERR must be exactly 16 hexadecimal characters";
    tester.run("SET k v");
    assertThat(tester.run("SET k w GET IFDEQ " + digest)).isEqualTo(refusal);
    assertThat(tester.run("SET missing w IFDNE " + digest)).isEqualTo(refusal);
    assertThat(tester.run("DELEX k IFDNE " + digest)).isEqualTo(refusal);
    assertThat(tester.run("GET k")).isEqualTo("\"v\"");
  }

  @Test
  void otherTypes_areRefused_unlessThereIsNoCondition() {
    OtherType.put(tester, "other");
    assertThat(tester.run("SET other v IFEQ v")).isEqualTo(WRONG_TYPE);
    assertThat(tester.run("SET other v IFDNE b6acb9d84a38ff74")).isEqualTo(WRONG_TYPE);
    assertThat(tester.run("DELEX other IFNE v")).isEqualTo(WRONG_TYPE);
    assertThat(tester.run("DELEX other")).isEqualTo(":1");
  }

  // ---- DELEX ---------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "IFEQ 'Hello world', true",
    "IFEQ hello, false",
    "IFNE hello, true",
    "IFNE 'Hello world', false",
    "IFDEQ B6ACB9D84A38FF74, true",
    "IFDEQ b6acb9d84a38ff75, false",
    "IFDNE b6acb9d84a38ff75, true",
    "IFDNE b6acb9d84a38ff74, false",
    "'', true"
  })
  void delex_ifTheConditionHolds(String condition, boolean holds) {
    String words = condition.replace('\'', '"');
    assertThat(tester.run("DELEX k " + words)).isEqualTo(":0");
    tester.run("SET k \"Hello world\"");
    assertThat(tester.run("DELEX k " + words)).isEqualTo(holds ? ":1" : ":0");
    assertThat(tester.run("EXISTS k")).isEqualTo(holds ? ":0" : ":1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELEX", "DELEX k IFEQ", "DELEX k IFEQ a IFEQ a"})
  void delex_ofTheWrongNumberOfArguments_isRefused(String command) {
    assertThat(tester.run(command)).isEqualTo("-ERR wrong number of arguments for 'delex' command");
  }

  // ---- MSETEX --------------------------------------------------------------------------------

  @Test
  void msetex_setsAllOrNone() {
    tester.script(
        """
        MSETEX 2 a 1 b 2 EX 100
            :1
        MGET a b
            ["1", "2"]
        TTL a
            :100
        TTL b
            :100
        MSETEX 2 a 3 c 4 NX
            :0
        MSETEX 2 a 3 c 4 XX
            :0
        MGET a c
            ["1", nil]
        MSETEX 2 a 3 b 4 XX KEEPTTL
            :1
        TTL b
            :100
        MSETEX 1 a 5
            :1
        TTL a
            :-1
        MSETEX 2 x 1 y 2 PXAT 4102444800123 NX
            :1
        PEXPIRETIME y
            :4102444800123
        MSETEX 1 EX EX EX 100
            :1
        GET EX
            "EX"
        MSETEX 2 a 1 a 2 PX 5000
            :1
        GET a
            "2"
        MSETEX 2 b 1 new 1 EXAT 1
            :1
        EXISTS b new
            :0
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MSETEX 1 k | ERR wrong number of arguments for 'msetex' command",
        "MSETEX 0 k v | ERR invalid numkeys value",
        "MSETEX -1 k v | ERR invalid numkeys value",
        "MSETEX x k v | ERR invalid numkeys value",
        "MSETEX 9223372036854775807 k v | ERR invalid numkeys value",
        "MSETEX 2147483647 k v | ERR wrong number of key-value pairs",
        "MSETEX 2 k v | ERR wrong number of key-value pairs",
        "MSETEX 1 k v GET | ERR syntax error",
        "MSETEX 1 k v k2 v2 | ERR syntax error",
        "MSETEX 1 k v NX XX | ERR syntax error",
        "MSETEX 1 k v EX | ERR syntax error",
        "MSETEX 1 k v EX 10 KEEPTTL | ERR syntax error",
        "MSETEX 1 k v EX x | ERR value is not an integer or out of range",
        "MSETEX 1 k v EX 0 | ERR invalid expire time in 'msetex' command",
        "MSETEX 1 k v PX -1 | ERR invalid expire time in 'msetex' command"
      })
  void msetex_refusals(String command, String error) {
    assertThat(tester.run(command)).isEqualTo("-" + error);
    assertThat(tester.run("EXISTS k")).isEqualTo(":0");
  }

  @Test
  void keysAreFound() {
    tester.script(
        """
        COMMAND GETKEYS MSETEX 2 a 1 b 2 EX 100
            ["a", "b"]
        COMMAND GETKEYSANDFLAGS SET k v IFEQ w
            [["k", [+RW, +access, +update]]]
        COMMAND GETKEYSANDFLAGS SET k v
            [["k", [+OW, +update]]]
        """);
  }
}
