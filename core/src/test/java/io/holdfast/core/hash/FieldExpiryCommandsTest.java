package io.holdfast.core.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The deadlines of fields: replies, what happens when they come, and what is told. */
class FieldExpiryCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private void assertReply(String command, String reply) {
    assertThat(tester.run(command)).as(command).isEqualTo(reply);
  }

  private void advanceMs(long ms) {
    tester.clock().advance(Duration.ofMillis(ms));
  }

  private void prepare(String... commands) {
    for (String command : commands) {
      tester.run(command);
    }
    tester.effects();
    tester.events();
  }

  private void assertTold(String command, List<String> effects, List<String> events) {
    tester.run(command);
    assertThat(tester.effects()).as(command).containsExactlyElementsOf(effects);
    assertThat(tester.events()).as(command).containsExactlyElementsOf(events);
  }

  private void assertTold(String command, String effect, String... events) {
    assertTold(command, List.of(effect), List.of(events));
  }

  // ---- replies -------------------------------------------------------------------------------

  @Test
  void hexpire_answersForEachField() {
    tester.script(
        """
        HSET h a 1 b 2
        HEXPIRE h 10 FIELDS 3 a missing b
            [:1, :-2, :1]
        HEXPIRE missing 10 FIELDS 2 a b
            [:-2, :-2]
        HTTL h FIELDS 3 a b missing
            [:10, :10, :-2]
        HPTTL h FIELDS 1 a
            [:10000]
        HEXPIRETIME h FIELDS 1 a
            [:1767225610]
        HPEXPIRETIME h FIELDS 2 a missing
            [:1767225610000, :-2]
        HPEXPIRE h 1500 FIELDS 1 a
            [:1]
        HTTL h FIELDS 1 a
            [:2]
        HEXPIREAT h 4102444800 FIELDS 1 a
            [:1]
        HPEXPIREAT h 4102444800123 FIELDS 1 b
            [:1]
        HPEXPIRETIME h FIELDS 2 a b
            [:4102444800000, :4102444800123]
        HSET h c 3
        HTTL h FIELDS 1 c
            [:-1]
        HTTL missing FIELDS 1 c
            [:-2]
        HPERSIST h FIELDS 4 a a c missing
            [:1, :-1, :-1, :-2]
        HPERSIST missing FIELDS 1 a
            [:-2]
        HTTL h FIELDS 2 a b
            [:-1, :2335219201]
        HEXPIRE h 0 FIELDS 2 a missing
            [:2, :-2]
        HPEXPIREAT h 1 FIELDS 1 b
            [:2]
        HKEYS h
            ["c"]
        HEXPIRE h 0 FIELDS 1 c
            [:2]
        EXISTS h
            :0
        """);
  }

  /** What stands before, the new time, the condition, and the answer. */
  @ParameterizedTest
  @CsvSource({
    "0, 100, NX, 1", "50, 100, NX, 0", "0, 100, XX, 0", "50, 100, XX, 1", "0, 100, GT, 0",
    "50, 100, GT, 1", "100, 100, GT, 0", "200, 100, GT, 0", "0, 100, LT, 1", "50, 100, LT, 0",
    "100, 100, LT, 0", "200, 100, LT, 1", "50, 0, GT, 0", "50, 0, LT, 2", "0, 0, XX, 0",
    "0, 0, NX, 2"
  })
  void conditions(int before, int after, String condition, int answer) {
    tester.run("HSET h a 1");
    if (before > 0) {
      tester.run("HEXPIRE h " + before + " FIELDS 1 a");
    }
    assertReply("HEXPIRE h " + after + " " + condition + " FIELDS 1 a", "[:" + answer + "]");
    int left = answer == 1 ? after : answer == 2 ? -2 : before == 0 ? -1 : before;
    assertReply("HTTL h FIELDS 1 a", "[:" + left + "]");
  }

  @Test
  void errors() {
    tester.script(
        """
        HSET h a 1
        SET s v
        HEXPIRE h x FIELDS 1 a
            -ERR value is not an integer or out of range
        HEXPIRE h -1 FIELDS 1 a
            -ERR invalid expire time, must be >= 0
        HEXPIRE h 9223372036854775807 FIELDS 1 a
            -ERR invalid expire time in 'hexpire' command
        HPEXPIRE h 9223372036854775807 FIELDS 1 a
            -ERR invalid expire time in 'hpexpire' command
        HEXPIREAT h 9223372036854775807 FIELDS 1 a
            -ERR invalid expire time in 'hexpireat' command
        HEXPIRE h 10 FIELDS 2 a
            -ERR The `numfields` parameter must match the number of arguments
        HEXPIRE h 10 FIELDS 1 a b
            -ERR The `numfields` parameter must match the number of arguments
        HEXPIRE h 10 NX FIELDS 1
            -ERR The `numfields` parameter must match the number of arguments
        HEXPIRE h 10 FIELDS 0 a
            -ERR Parameter `numFields` should be greater than 0
        HEXPIRE h 10 FIELDS x a
            -ERR Parameter `numFields` should be greater than 0
        HEXPIRE h 10 NX XX FIELDS 1 a
            -ERR Mandatory argument FIELDS is missing or not at the right position
        HEXPIRE h 10 FIELD 1 a
            -ERR Mandatory argument FIELDS is missing or not at the right position
        HEXPIRE h 10 FIELDS 1
            -ERR wrong number of arguments for 'hexpire' command
        HTTL h FIELDS 1
            -ERR wrong number of arguments for 'httl' command
        HTTL h FIELDS 2 a
            -ERR The `numfields` parameter must match the number of arguments
        HPERSIST h a 1 FIELDS
            -ERR Mandatory argument FIELDS is missing or not at the right position
        HGETEX h EX 10 PX 10 FIELDS 1 a
            -ERR Only one of EX, PX, EXAT, PXAT or PERSIST arguments can be specified
        HGETEX h KEEPTTL FIELDS 1 a
            -ERR unknown argument: KEEPTTL
        HGETEX h EX 0 FIELDS 1 a
            -ERR invalid expire time in 'hgetex' command
        HGETEX h EX 10 a b
            -ERR unknown argument: a
        HSETEX h FXX EX 60 KEEPTTL FIELDS 1 a 1
            -ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified
        HSETEX h FXX FNX FIELDS 1 a 1
            -ERR Only one of FXX or FNX arguments can be specified
        HSETEX h PX -1 FIELDS 1 a 1
            -ERR invalid expire time in 'hsetex' command
        HSETEX h FIELDS 1 a 1 b
            -ERR The `numfields` parameter must match the number of arguments
        HSETEX h FIELDS 2 a 1 b
            -ERR The `numfields` parameter must match the number of arguments
        HGETDEL h FIELDS 2 a
            -ERR The `numfields` parameter must match the number of arguments
        HEXPIRE s 10 FIELDS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HTTL s FIELDS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HPERSIST s FIELDS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HGETEX s FIELDS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HSETEX s FIELDS 1 a 1
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HGETDEL s FIELDS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HGETALL h
            ["a", "1"]
        """);
    assertReply("OBJECT ENCODING h", "\"listpack\"");
  }

  @Test
  void hgetex() {
    tester.script(
        """
        HSET h a 1 b 2
        HGETEX h FIELDS 2 a missing
            ["1", nil]
        HTTL h FIELDS 1 a
            [:-1]
        HGETEX h EX 10 FIELDS 3 a missing b
            ["1", nil, "2"]
        HTTL h FIELDS 3 a b missing
            [:10, :10, :-2]
        HGETEX h PERSIST FIELDS 1 a
            ["1"]
        HTTL h FIELDS 2 a b
            [:-1, :10]
        HGETEX h PXAT 4102444800123 FIELDS 1 a
            ["1"]
        HPEXPIRETIME h FIELDS 1 a
            [:4102444800123]
        HGETEX h PXAT 1 FIELDS 2 a b
            ["1", "2"]
        EXISTS h
            :0
        HGETEX missing EX 10 FIELDS 2 a b
            [nil, nil]
        """);
  }

  @Test
  void hsetex() {
    tester.script(
        """
        HSETEX h EX 10 FIELDS 2 a 1 b 2
            :1
        HTTL h FIELDS 2 a b
            [:10, :10]
        HSETEX h FNX FIELDS 2 c 3 a 4
            :0
        HSETEX h FXX FIELDS 2 c 3 a 4
            :0
        HMGET h a b c
            ["1", "2", nil]
        HSETEX h FXX KEEPTTL FIELDS 1 a 5
            :1
        HTTL h FIELDS 1 a
            [:10]
        HSETEX h KEEPTTL FIELDS 1 fresh 5
            :1
        HTTL h FIELDS 1 fresh
            [:-1]
        HSETEX h FIELDS 1 a 6
            :1
        HTTL h FIELDS 2 a b
            [:-1, :10]
        HSETEX h FNX PX 1500 FIELDS 2 d 7 e 8
            :1
        HPTTL h FIELDS 2 d e
            [:1500, :1500]
        HSETEX h PXAT 1 FIELDS 2 d 9 new 9
            :1
        HMGET h a b d e new
            ["6", "2", nil, "8", nil]
        HSETEX none EXAT 1 FIELDS 1 a 1
            :1
        EXISTS none
            :0
        """);
  }

  @Test
  void hgetdel() {
    tester.script(
        """
        HSET h a 1 b 2 c 3
        HGETDEL h FIELDS 2 c missing
            ["3", nil]
        HGETDEL missing FIELDS 1 a
            [nil]
        HGETDEL h FIELDS 2 a b
            ["1", "2"]
        EXISTS h
            :0
        """);
  }

  // ---- what takes a deadline, and what keeps it ----------------------------------------------

  @Test
  void deadlines_takeTheTable_forGood() {
    tester.run("HSET h a 1");
    tester.run("HEXPIRE h 10 FIELDS 1 missing");
    assertReply("OBJECT ENCODING h", "\"listpack\"");
    tester.run("HEXPIRE h 10 FIELDS 1 a");
    assertReply("OBJECT ENCODING h", "\"hashtable\"");
    tester.run("HPERSIST h FIELDS 1 a");
    assertReply("OBJECT ENCODING h", "\"hashtable\"");
  }

  @ParameterizedTest
  @CsvSource({
    "HSET h a 2, -1",
    "HMSET h a 2, -1",
    "HSETNX h a 2, 10",
    "HINCRBY h a 5, 10",
    "HINCRBYFLOAT h a 0.5, 10",
    "HINCRBYFLOAT h a 0.1234567890123, 10",
    "HSETEX h FIELDS 1 a 1, -1",
    "HGETEX h FIELDS 1 a, 10",
    "HPERSIST h FIELDS 1 a, -1",
    "HDEL h a, -2",
    "HGETDEL h FIELDS 1 a, -2",
    "HSET h b 7, 10",
    "HDEL h b, 10",
    "EXPIRE h 100, 10",
    "RENAME h h, 10"
  })
  void whatBecomesOfADeadline(String command, int seconds) {
    prepare("HSET h a 1 b 2", "HEXPIRE h 10 FIELDS 1 a");
    tester.run(command);
    assertReply("HTTL h FIELDS 1 a", "[:" + seconds + "]");
  }

  @Test
  void aFieldSetAnew_afterAnHdel_hasNoDeadline() {
    prepare("HSET h a 1 b 2", "HEXPIRE h 10 FIELDS 1 a", "HDEL h a", "HSET h a 3");
    advanceMs(10_000);
    assertReply("HGET h a", "\"3\"");
  }

  // ---- when the time comes -------------------------------------------------------------------

  @Test
  void fields_goAtTheirDeadline_andTheKeyWithTheLast() {
    prepare("HSET h a 1 b 2 c 3", "HPEXPIRE h 5 FIELDS 1 a", "HPEXPIRE h 7 FIELDS 2 b c");
    advanceMs(4);
    assertThat(tester.effects()).isEmpty();
    assertReply("HLEN h", ":3");
    advanceMs(1);
    assertThat(tester.effects()).containsExactly("HDEL h a");
    assertThat(tester.events()).containsExactly("0:hexpired:h");
    assertReply("HGET h a", "nil");
    advanceMs(2);
    assertThat(tester.effects()).hasSize(1).allMatch(effect -> effect.matches("HDEL h (b c|c b)"));
    assertThat(tester.events()).containsExactly("0:hexpired:h", "0:del:h");
    assertReply("EXISTS h", ":0");
    assertReply("DBSIZE", ":0");
  }

  @Test
  void manyHashes_expireInTheOrderOfTheirDeadlines() {
    for (int i = 0; i < 3000; i++) {
      tester.run("HSETEX h" + i + " PX " + (1 + i * 7919 % 3000) + " FIELDS 2 a 1 b 2");
    }
    prepare();
    for (int ms = 1; ms <= 3000; ms++) {
      advanceMs(1);
      assertThat(tester.events()).hasSize(2);
      if (ms % 500 == 0) {
        assertReply("DBSIZE", ":" + (3000 - ms));
        tester.checkInvariants();
      }
    }
    assertThat(tester.engine().keyspace().stats().maxExpiryLagMs()).isZero();
  }

  @Test
  void aLargeHash_expiresInSlices() {
    for (int i = 0; i < 2000; i++) {
      tester.run("HSET h f" + i + " v");
      tester.run("HPEXPIRE h 5 FIELDS 1 f" + i);
    }
    prepare("HSET h stays v");
    advanceMs(5);
    List<String> effects = tester.effects();
    assertThat(effects.size()).isBetween(10, 40);
    assertThat(effects).allMatch(effect -> effect.split(" ", -1).length <= 130);
    assertReply("HGETALL h", "[\"stays\", \"v\"]");
  }

  /** While nothing is expired on time, whoever asks must not see what is due. */
  @Test
  void dueFields_areNotThere_howeverMany() {
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    for (int i = 0; i < 1000; i++) {
      tester.run("HSET h f" + i + " v");
      tester.run("HPEXPIRE h 5 FIELDS 1 f" + i);
    }
    prepare("HSET h stays v");
    advanceMs(5);
    assertReply("HLEN h", ":1");
    assertThat(tester.effects()).hasSize(1);
    tester.script(
        """
        HGETALL h
            ["stays", "v"]
        HKEYS h
            ["stays"]
        HVALS h
            ["v"]
        HRANDFIELD h
            "stays"
        HRANDFIELD h 5
            ["stays"]
        HRANDFIELD h -2
            ["stays", "stays"]
        HSCAN h 0 COUNT 100000
            ["0", ["stays", "v"]]
        """);
    prepare();
    for (String command :
        List.of("HGET h f999", "HSTRLEN h f999", "HEXISTS h f999", "HTTL h FIELDS 1 f999")) {
      assertThat(tester.run(command)).as(command).isIn("nil", ":0", "[:-2]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HSET h f v", "HSETNX h f v", "HINCRBY h f 1", "HINCRBYFLOAT h f 1"})
  void aDueField_isLoggedAsGone_beforeWhatTakesItsPlace(String command) {
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    for (int i = 0; i < 300; i++) {
      tester.run("HSET h g" + i + " v");
      tester.run("HPEXPIRE h 5 FIELDS 1 g" + i);
    }
    prepare("HSET h f 41 stays v", "HPEXPIRE h 6 FIELDS 1 f");
    advanceMs(6);
    tester.run(command);
    List<String> effects = tester.effects();
    assertThat(effects).hasSize(3);
    assertThat(effects.get(0)).startsWith("HDEL h g");
    assertThat(effects.get(1)).isEqualTo("HDEL h f");
    assertThat(effects.get(2)).doesNotStartWith("HDEL");
    assertThat(tester.events()).startsWith("0:hexpired:h", "0:hexpired:h");
    assertReply("HTTL h FIELDS 1 f", "[:-1]");
  }

  @Test
  void aHashOfDueFieldsAlone_isAbsentForHashCommands() {
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    prepare("HSETEX h PX 5 FIELDS 2 a 1 b 2");
    advanceMs(5);
    assertReply("HGET h a", "nil");
    assertThat(tester.events()).containsExactly("0:hexpired:h", "0:del:h");
    assertReply("EXISTS h", ":0");
    assertReply("HSET h c 3", ":1");
    assertReply("OBJECT ENCODING h", "\"listpack\"");
  }

  @Test
  void expiry_breaksTheWatch() {
    prepare("HSETEX h PX 5 FIELDS 1 a 1");
    CommandTester watching = tester.another();
    watching.session().watch("h".getBytes(UTF_8));
    advanceMs(4);
    assertThat(watching.session().isWatchBroken()).isFalse();
    advanceMs(1);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  // ---- keys that move ------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RENAME h k",
        "COPY h k",
        "RENAME h other, RENAME other k",
        "EXPIRE h 1000, RENAME h k, PERSIST k",
        "MOVE h 1, SELECT 1, RENAME h k",
        "SWAPDB 0 1, SELECT 1, RENAME h k",
        "COPY h k DB 1, FLUSHDB, SELECT 1",
        "COPY h k DB 1, DEL h, SELECT 1"
      })
  void deadlines_goWithTheHash(String commands) {
    prepare("SET k old", "HSET h a 1 b 2", "HPEXPIRE h 5 FIELDS 1 a");
    tester.run("DEL k");
    for (String command : commands.split(", ", -1)) {
      assertThat(tester.run(command)).as(command).isIn("+OK", ":1");
      tester.checkInvariants();
    }
    assertReply("HPTTL k FIELDS 2 a b", "[:5, :-1]");
    prepare();
    advanceMs(5);
    assertReply("HGETALL k", "[\"b\", \"2\"]");
    assertThat(tester.effects()).contains("HDEL k a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEL h", "FLUSHDB", "FLUSHALL", "SET h v", "RENAME s h", "UNLINK h"})
  void deadlines_goWithoutTheHash(String command) {
    prepare("SET s v", "HSET h a 1 b 2", "HPEXPIRE h 5 FIELDS 1 a");
    tester.run(command);
    prepare();
    tester.checkInvariants();
    assertThat(tester.engine().keyspace().nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    advanceMs(5);
    assertThat(tester.effects()).isEmpty();
  }

  // ---- what is told --------------------------------------------------------------------------

  @Test
  void deadlines_areLoggedAsTimes() {
    prepare("HSET h a 1 b 2 c 3");
    assertTold(
        "HEXPIRE h 10 FIELDS 3 a missing b",
        "HPEXPIREAT h 1767225610000 FIELDS 2 a b",
        "0:hexpire:h");
    assertTold(
        "HPEXPIRE h 10 NX FIELDS 2 a c", "HPEXPIREAT h 1767225600010 FIELDS 1 c", "0:hexpire:h");
    assertTold("HPERSIST h FIELDS 3 a b missing", "HPERSIST h FIELDS 2 a b", "0:hpersist:h");
    assertTold("HEXPIREAT h 1 FIELDS 2 a missing", "HDEL h a", "0:hdel:h");
    assertTold("HPEXPIRE h 0 FIELDS 2 b c", "HDEL h b c", "0:hdel:h", "0:del:h");
  }

  @Test
  void valuesWithDeadlines() {
    assertTold(
        "HSETEX h EX 10 FIELDS 2 a 1 b 2",
        "HSETEX h PXAT 1767225610000 FIELDS 2 a 1 b 2",
        "0:hset:h",
        "0:hexpire:h");
    assertTold("HSETEX h KEEPTTL FIELDS 1 a 3", "HSETEX h KEEPTTL FIELDS 1 a 3", "0:hset:h");
    assertTold("HINCRBYFLOAT h a 0.5", "HSETEX h KEEPTTL FIELDS 1 a 3.5", "0:hincrbyfloat:h");
    assertTold("HINCRBY h b 5", "HINCRBY h b 5", "0:hincrby:h");
    assertTold("HSETEX h FIELDS 1 a 4", "HSET h a 4", "0:hset:h");
    assertTold("HINCRBYFLOAT h a 0.5", "HSET h a 4.5", "0:hincrbyfloat:h");
    assertTold(
        "HGETEX h PX 5 FIELDS 2 a x", "HPEXPIREAT h 1767225600005 FIELDS 1 a", "0:hexpire:h");
    assertTold("HGETEX h PERSIST FIELDS 2 a x", "HPERSIST h FIELDS 1 a", "0:hpersist:h");
    assertTold("HGETEX h PXAT 1 FIELDS 1 a", "HDEL h a", "0:hdel:h");
    assertTold("HSET h c 1", "HSET h c 1", "0:hset:h");
    assertTold("HSETEX h PXAT 1 FIELDS 2 c 1 d 2", "HDEL h c", "0:hdel:h");
    assertTold("HGETDEL h FIELDS 2 b x", "HDEL h b", "0:hdel:h", "0:del:h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEXPIRE h 10 XX FIELDS 1 a",
        "HEXPIRE h 10 FIELDS 1 missing",
        "HEXPIRE missing 10 FIELDS 1 a",
        "HPERSIST h FIELDS 2 a missing",
        "HTTL h FIELDS 1 a",
        "HGETEX h FIELDS 1 a",
        "HGETEX h EX 10 FIELDS 1 missing",
        "HGETEX h PERSIST FIELDS 1 a",
        "HSETEX h FNX FIELDS 2 a 1 new 2",
        "HSETEX h FXX FIELDS 2 a 1 new 2",
        "HSETEX missing PXAT 1 FIELDS 1 a 1",
        "HGETDEL h FIELDS 1 missing"
      })
  void whatChangesNothing_isSilent(String command) {
    prepare("HSET h a 1");
    CommandTester watching = tester.another();
    watching.session().watch("h".getBytes(UTF_8));
    assertTold(command, List.of(), List.of());
    assertThat(watching.session().isWatchBroken()).isFalse();
  }

  @Test
  void replayingTheEffects_makesTheSameData() {
    List<String> commands =
        List.of(
            "HSET h a 1 b 2 c 3 d 4 e 5",
            "HEXPIRE h 100 FIELDS 3 a b c",
            "HINCRBY h a 5",
            "HINCRBYFLOAT h b 0.5",
            "HSET h c 9",
            "HPEXPIRE h 5 FIELDS 1 d",
            "HGETDEL h FIELDS 1 e",
            "HSETEX g PX 700 FIELDS 1 x y",
            "HGETEX g PERSIST FIELDS 1 x",
            "COPY h copy",
            "RENAME h other");
    commands.forEach(tester::run);
    advanceMs(5);
    tester.run("HINCRBY other d 7");
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      // Behind in time: nothing expires there but by what is replayed.
      effects.forEach(replay::run);
      for (String key : List.of("h", "g", "copy", "other")) {
        for (String look : List.of("HMGET %s a b c d e x", "HPEXPIRETIME %s FIELDS 4 a b c x")) {
          String command = look.formatted(key);
          assertThat(replay.run(command)).as(command).isEqualTo(tester.run(command));
        }
      }
      replay.checkInvariants();
    }
  }
}
