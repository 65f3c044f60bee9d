package io.holdfast.core.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What hash commands answer, once for each encoding; and when one becomes the other. */
class HashCommandsTest {
  /** Of 4000 draws with a chance of a quarter, four standard deviations. */
  private static final int FOUR_DEVIATIONS = 110;

  private final CommandTester tester = CommandTester.open();

  /** An encoding, and the limit that leads to it. */
  private enum Encoding {
    LISTPACK("listpack", 512),
    HASHTABLE("hashtable", 0);

    final String text;
    final int entries;

    Encoding(String text, int entries) {
      this.text = text;
      this.entries = entries;
    }
  }

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private void begin(Encoding encoding, String script) {
    tester.run("CONFIG SET hash-max-listpack-entries " + encoding.entries);
    tester.script(script);
    assertEncoding(encoding.text);
  }

  private void assertEncoding(String text) {
    assertThat(tester.run("OBJECT ENCODING h")).isEqualTo('"' + text + '"');
  }

  private void assertReply(String command, String reply) {
    assertThat(tester.run(command)).as(command).isEqualTo(reply);
  }

  /** The elements of an array of bulk strings, in any order. */
  private Set<String> elements(String command) {
    String reply = tester.run(command);
    return new TreeSet<>(Arrays.asList(reply.substring(1, reply.length() - 1).split(", ", -1)));
  }

  // ---- the same on every encoding ------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void reading(Encoding encoding) {
    begin(encoding, "HSET h a 1 b two c \"\"\n    :3");
    tester.script(
        """
        HGET h a
            "1"
        HGET h c
            ""
        HGET h missing
            nil
        HMGET h b missing a b
            ["two", nil, "1", "two"]
        HEXISTS h b
            :1
        HEXISTS h missing
            :0
        HSTRLEN h b
            :3
        HSTRLEN h a
            :1
        HSTRLEN h c
            :0
        HSTRLEN h missing
            :0
        HLEN h
            :3
        TYPE h
            +hash
        """);
    assertThat(elements("HGETALL h"))
        .containsExactly("\"\"", "\"1\"", "\"a\"", "\"b\"", "\"c\"", "\"two\"");
    assertThat(elements("HKEYS h")).containsExactly("\"a\"", "\"b\"", "\"c\"");
    assertThat(elements("HVALS h")).containsExactly("\"\"", "\"1\"", "\"two\"");
    assertEncoding(encoding.text);
  }

  @ParameterizedTest
  @EnumSource
  void setting(Encoding encoding) {
    begin(encoding, "HSET h a 1");
    tester.script(
        """
        HSET h a 2 b 3 b 4
            :1
        HMSET h c 5 a 6
            +OK
        HMGET h a b c
            ["6", "4", "5"]
        HSETNX h a 7
            :0
        HSETNX h d 7
            :1
        HSET h a
            -ERR wrong number of arguments for 'hset' command
        HSET h a 1 b
            -ERR wrong number of arguments for 'hset' command
        HMSET h a 1 b
            -ERR wrong number of arguments for 'hmset' command
        HMGET h a b c d
            ["6", "4", "5", "7"]
        HLEN h
            :4
        """);
    assertEncoding(encoding.text);
  }

  @ParameterizedTest
  @EnumSource
  void counting(Encoding encoding) {
    begin(encoding, "HSET h n 5 text abc max 9223372036854775807 f 10.5");
    tester.script(
        """
        HINCRBY h n 3
            :8
        HINCRBY h fresh -3
            :-3
        HINCRBY h text 1
            -ERR hash value is not an integer
        HINCRBY h f 1
            -ERR hash value is not an integer
        HINCRBY h max 1
            -ERR increment or decrement would overflow
        HINCRBY h n x
            -ERR value is not an integer or out of range
        HINCRBYFLOAT h f 0.25
            "10.75"
        HINCRBYFLOAT h f 5e2
            "510.75"
        HINCRBYFLOAT h other -0.25
            "-0.25"
        HINCRBYFLOAT h text 1
            -ERR hash value is not a float
        HINCRBYFLOAT h f x
            -ERR value is not a valid float
        HINCRBYFLOAT h f inf
            -ERR value is NaN or Infinity
        HMGET h n fresh text max f other
            ["8", "-3", "abc", "9223372036854775807", "510.75", "-0.25"]
        """);
    assertEncoding(encoding.text);
  }

  @ParameterizedTest
  @EnumSource
  void removing_theLastField_deletesTheKey(Encoding encoding) {
    begin(encoding, "HSET h a 1 b 2 c 3");
    tester.script(
        """
        HDEL h a missing a
            :1
        HDEL h missing
            :0
        HLEN h
            :2
        """);
    assertEncoding(encoding.text);
    tester.script(
        """
        HDEL h b c d
            :2
        EXISTS h
            :0
        HDEL h a
            :0
        """);
  }

  @ParameterizedTest
  @EnumSource
  void drawing(Encoding encoding) {
    begin(encoding, "HSET h a 1 b 2 c 3");
    Set<String> fields = Set.of("\"a\"", "\"b\"", "\"c\"");
    assertThat(fields).contains(tester.run("HRANDFIELD h"));
    assertReply("HRANDFIELD h 0", "[]");
    assertThat(elements("HRANDFIELD h 3")).isEqualTo(fields);
    assertThat(elements("HRANDFIELD h 99")).isEqualTo(fields);
    assertThat(elements("HRANDFIELD h 2")).hasSize(2).isSubsetOf(fields);
    assertThat(elements("HRANDFIELD h -50")).isEqualTo(fields);
    assertThat(tester.reply(words("HRANDFIELD", "h", "-50", "WITHVALUES")).toString())
        .contains("\"a\"", "\"1\"", "\"c\"", "\"3\"");
    assertThat(elements("HRANDFIELD h 5 WITHVALUES")).hasSize(6);
    tester.script(
        """
        HRANDFIELD h 1 VALUES
            -ERR syntax error
        HRANDFIELD h x
            -ERR value is not an integer or out of range
        HRANDFIELD h -9223372036854775807 WITHVALUES
            -ERR value is out of range
        HRANDFIELD missing
            nil
        HRANDFIELD missing -5
            []
        """);
    assertEncoding(encoding.text);
  }

  private static byte[][] words(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(UTF_8);
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void drawing_eachFieldHasTheSameChance(Encoding encoding) {
    begin(encoding, "HSET h a 1 b 2 c 3 d 4");
    int[] drawn = new int[4];
    for (int i = 0; i < 4000; i++) {
      drawn[tester.run("HRANDFIELD h").charAt(1) - 'a']++;
    }

    for (int count : drawn) {
      assertThat(count).isBetween(1000 - FOUR_DEVIATIONS, 1000 + FOUR_DEVIATIONS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resp3_hasMapsAndPairs(Encoding encoding) {
    begin(encoding, "HSET h a 1");
    tester.resp3();
    tester.script(
        """
        HGETALL h
            {"a": "1"}
        HGETALL missing
            {}
        HRANDFIELD h 1 WITHVALUES
            [["a", "1"]]
        HRANDFIELD h -2 WITHVALUES
            [["a", "1"], ["a", "1"]]
        HRANDFIELD missing
            null
        HGET h missing
            null
        HSCAN h 0
            ["0", ["a", "1"]]
        """);
  }

  @ParameterizedTest
  @EnumSource
  void scanning(Encoding encoding) {
    begin(encoding, "HSET h a 1");
    tester.script(
        """
        HSCAN h 0
            ["0", ["a", "1"]]
        HSCAN h 0 NOVALUES
            ["0", ["a"]]
        HSCAN h 0 MATCH b* COUNT 100
            ["0", []]
        HSCAN h 0 COUNT 0
            -ERR syntax error
        HSCAN h x
            -ERR invalid cursor
        HSCAN missing 0 COUNT 0
            ["0", []]
        """);
  }

  @ParameterizedTest
  @EnumSource
  void copy_rename_move_keepTheHash(Encoding encoding) {
    begin(encoding, "HSET h a 1");
    tester.script(
        """
        COPY h copy
            :1
        HSET copy a changed b 2
            :1
        HGETALL h
            ["a", "1"]
        RENAME h other
            +OK
        EXISTS h
            :0
        RENAME other h
            +OK
        HGET h a
            "1"
        EXPIRE h 100
            :1
        HSET h a 3
            :0
        TTL h
            :100
        MOVE h 1
            :1
        SELECT 1
            +OK
        HGETALL h
            ["a", "3"]
        """);
    assertEncoding(encoding.text);
  }

  @ParameterizedTest
  @EnumSource
  void binaryFieldsAndValues(Encoding encoding) {
    begin(encoding, "HSET h \"\\x00\\xff\" \"\\r\\n\" \"\" empty 17 -5");
    tester.script(
        """
        HGET h "\\x00\\xff"
            "\\r\\n"
        HGET h ""
            "empty"
        HGET h 17
            "-5"
        HGET h 017
            nil
        HDEL h ""
            :1
        """);
  }

  // ---- from one encoding to the other --------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "HSET h c 3, listpack",
    "HSET h a 9 b 8 a 7, hashtable",
    "HSET h c 3 d 4, hashtable",
    "HMSET h c 3 d 4, hashtable",
    "HSET h a 12345, listpack",
    "HSET h a 123456, hashtable",
    "HSET h 123456 x, hashtable",
    "HSETNX h 123456 x, hashtable",
    "HSETNX h c 123456, hashtable",
    "HSETNX h a 123456, listpack",
    "HINCRBY h a 123456, hashtable",
    "HINCRBY h a 1234, listpack",
    "HINCRBYFLOAT h a 0.25, listpack",
    "HINCRBYFLOAT h a 0.1234, hashtable"
  })
  void limits(String command, String encoding) {
    tester.script(
        """
        CONFIG SET hash-max-listpack-entries 3
        CONFIG SET hash-max-listpack-value 5
        HSET h a 1 b 2
        """);
    if (command.contains("a 9 b 8 a 7")) {
      tester.run("CONFIG SET hash-max-listpack-entries 2");
    }
    assertEncoding("listpack");
    tester.run(command);
    assertEncoding(encoding);
    tester.script("HDEL h c d 123456");
    assertEncoding(encoding);
    assertThat(elements("HKEYS h")).containsExactly("\"a\"", "\"b\"");
  }

  @Test
  void manyFields_survive() {
    for (int i = 0; i < 2000; i++) {
      tester.run("HSET h f" + i + " v" + i);
      assertEncoding(i < 512 ? "listpack" : "hashtable");
    }
    assertReply("HLEN h", ":2000");
    for (int i = 0; i < 2000; i++) {
      assertReply("HGET h f" + i, "\"v" + i + '"');
    }
    for (int i = 0; i < 2000; i++) {
      assertReply("HDEL h f" + i, ":1");
    }
    assertReply("EXISTS h", ":0");
  }

  // ---- another type --------------------------------------------------------------------------

  @Test
  void otherType_isRefused() {
    tester.run("SET s v");
    String error = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    for (String command :
        new String[] {
          "HSET s f v", "HMSET s f v", "HSETNX s f v", "HGET s f", "HMGET s f", "HDEL s f",
          "HLEN s", "HEXISTS s f", "HSTRLEN s f", "HGETALL s", "HKEYS s", "HVALS s",
          "HINCRBY s f 1", "HINCRBYFLOAT s f 1", "HRANDFIELD s", "HRANDFIELD s 1", "HSCAN s 0"
        }) {
      assertReply(command, error);
    }
    tester.run("HSET h f v");
    assertReply("GET h", error);
  }
}
