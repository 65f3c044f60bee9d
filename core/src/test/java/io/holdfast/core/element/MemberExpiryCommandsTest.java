package io.holdfast.core.element;

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

/**
 * The deadlines of members of sets and sorted sets: replies, what happens when they come, and what
 * is told. What all types have in common stands in the tests of fields of hashes, too.
 *
 * <p>Commands are written for sets, and for sorted sets with another letter: {@code ?ADD k a} is
 * {@code SADD k a} or {@code ZADD k 0 a}.
 */
class MemberExpiryCommandsTest {
  private final CommandTester tester = CommandTester.open();
  private char letter = 'S';

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private String typed(String command) {
    boolean isScored = letter == 'Z' && command.startsWith("?ADD k ");
    String typed = command.replace('?', letter).replace('%', Character.toLowerCase(letter));
    return isScored ? typed.replaceAll(" (?=[a-z])", " 0 ").replace(" 0 k", " k") : typed;
  }

  private String run(String command) {
    return tester.run(typed(command));
  }

  private void assertReply(String command, String reply) {
    assertThat(run(command)).as(typed(command)).isEqualTo(reply);
  }

  private void script(String table) {
    tester.script(table.lines().map(this::typed).reduce("", (all, line) -> all + line + "\n"));
  }

  private void advanceMs(long ms) {
    tester.clock().advance(Duration.ofMillis(ms));
  }

  private void prepare(String... commands) {
    for (String command : commands) {
      run(command);
    }
    tester.effects();
    tester.events();
  }

  private void assertTold(String command, List<String> effects, List<String> events) {
    run(command);
    assertThat(tester.effects())
        .as(command)
        .containsExactlyElementsOf(effects.stream().map(this::typed).toList());
    assertThat(tester.events())
        .as(command)
        .containsExactlyElementsOf(events.stream().map(this::typed).toList());
  }

  private void assertTold(String command, String effect, String... events) {
    assertTold(command, List.of(effect), List.of(events));
  }

  // ---- replies -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(chars = {'S', 'Z'})
  void replies_areForEachMember(char type) {
    letter = type;
    script(
        """
        ?ADD k a b
            :2
        ?EXPIRE k 10 MEMBERS 3 a missing b
            [:1, :-2, :1]
        ?EXPIRE missing 10 MEMBERS 2 a b
            [:-2, :-2]
        ?TTL k MEMBERS 3 a b missing
            [:10, :10, :-2]
        ?PTTL k MEMBERS 1 a
            [:10000]
        ?EXPIRETIME k MEMBERS 1 a
            [:1767225610]
        ?PEXPIRETIME k MEMBERS 2 a missing
            [:1767225610000, :-2]
        ?PEXPIRE k 1500 MEMBERS 1 a
            [:1]
        ?TTL k MEMBERS 1 a
            [:2]
        ?EXPIREAT k 4102444800 MEMBERS 1 a
            [:1]
        ?PEXPIREAT k 4102444800123 MEMBERS 1 b
            [:1]
        ?PEXPIRETIME k MEMBERS 2 a b
            [:4102444800000, :4102444800123]
        ?ADD k c
            :1
        ?TTL k MEMBERS 1 c
            [:-1]
        ?EXPIRE k 10 NX MEMBERS 2 a c
            [:0, :1]
        ?EXPIRE k 10 XX MEMBERS 2 a c
            [:1, :1]
        ?EXPIRE k 5 GT MEMBERS 1 a
            [:0]
        ?EXPIRE k 5 LT MEMBERS 1 a
            [:1]
        ?PERSIST k MEMBERS 4 a a c missing
            [:1, :-1, :1, :-2]
        ?PERSIST missing MEMBERS 1 a
            [:-2]
        ?EXPIRE k 0 MEMBERS 2 a missing
            [:2, :-2]
        ?PEXPIREAT k 1 MEMBERS 1 b
            [:2]
        ?CARD k
            :1
        ?EXPIRE k 0 MEMBERS 1 c
            [:2]
        EXISTS k
            :0
        """);
  }

  @ParameterizedTest
  @ValueSource(chars = {'S', 'Z'})
  void errors(char type) {
    letter = type;
    script(
        """
        ?ADD k a
        SET s v
        ?EXPIRE k x MEMBERS 1 a
            -ERR value is not an integer or out of range
        ?EXPIRE k -1 MEMBERS 1 a
            -ERR invalid expire time, must be >= 0
        ?EXPIRE k 9223372036854775807 MEMBERS 1 a
            -ERR invalid expire time in '%expire' command
        ?PEXPIREAT k 10 FIELDS 1 a
            -ERR Mandatory argument MEMBERS is missing or not at the right position
        ?EXPIRE k 10 MEMBERS 2 a
            -ERR The `nummembers` parameter must match the number of arguments
        ?EXPIRE k 10 MEMBERS 0 a
            -ERR Parameter `numMembers` should be greater than 0
        ?TTL k MEMBERS 1
            -ERR wrong number of arguments for '%ttl' command
        ?EXPIRE s 10 MEMBERS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        ?TTL s MEMBERS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        ?PERSIST s MEMBERS 1 a
            -WRONGTYPE Operation against a key holding the wrong kind of value
        """);
  }

  // ---- encodings -----------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "S, 1 2 -3, intset, hashtable",
    "S, a b 3, listpack, hashtable",
    "S, a, listpack, hashtable",
    "Z, a b c, listpack, skiplist"
  })
  void deadlines_takeTheLargeEncoding_forGood(
      char type, String members, String before, String after) {
    letter = type;
    String added = type == 'S' ? members : "1 " + members.replace(" ", " 2 ");
    tester.run(type + "ADD set " + added);
    String member = members.split(" ", -1)[0];
    run("?EXPIRE set 10 MEMBERS 1 missing");
    assertReply("OBJECT ENCODING set", '"' + before + '"');
    String size = tester.run(type + "CARD set");
    assertReply("?EXPIRE set 10 MEMBERS 1 " + member, "[:1]");
    assertReply("OBJECT ENCODING set", '"' + after + '"');
    assertReply("?CARD set", size);
    assertReply("?TTL set MEMBERS 1 " + member, "[:10]");
    run("?PERSIST set MEMBERS 1 " + member);
    assertReply("OBJECT ENCODING set", '"' + after + '"');
    tester.checkInvariants();
  }

  // ---- what takes a deadline, and what keeps it ----------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "SADD k a, 10",
    "SREM k a, -2",
    "SREM k b, 10",
    "SADD k c, 10",
    "SMOVE k k a, 10",
    "SMOVE k other a, -2",
    "SUNIONSTORE k k other, -1",
    "SDIFFSTORE k k other, -1",
    "SINTERSTORE k k k, -1",
    "SPERSIST k MEMBERS 1 a, -1",
    "EXPIRE k 100, 10",
    "RENAME k k, 10"
  })
  void whatBecomesOfADeadline_inASet(String command, int seconds) {
    prepare("SADD k a b", "SADD other x", "SEXPIRE k 10 MEMBERS 1 a");
    tester.run(command);
    assertReply("STTL k MEMBERS 1 a", "[:" + seconds + "]");
  }

  /** What ZADD sets has no deadline, what it refuses to set keeps it. */
  @ParameterizedTest
  @CsvSource({
    "ZADD k 2 a, -1",
    "ZADD k 1 a, -1",
    "ZADD k XX 1 a, -1",
    "ZADD k NX 5 a, 10",
    "ZADD k GT 0 a, 10",
    "ZADD k GT 1 a, 10",
    "ZADD k GT 2 a, -1",
    "ZADD k LT 2 a, 10",
    "ZADD k INCR 2 a, 10",
    "ZINCRBY k 2 a, 10",
    "ZREM k a, -2",
    "ZADD k 3 c, 10",
    "ZUNIONSTORE k 1 k, -1",
    "ZRANGESTORE k k 0 -1, -1",
    "EXPIRE k 100, 10",
    "RENAME k k, 10"
  })
  void whatBecomesOfADeadline_inASortedSet(String command, int seconds) {
    prepare("ZADD k 1 a 2 b", "ZEXPIRE k 10 MEMBERS 1 a");
    tester.run(command);
    assertReply("ZTTL k MEMBERS 1 a", "[:" + seconds + "]");
  }

  @Test
  void smove_takesTheDeadlineAlong_butNotToAMemberThatIsThere() {
    prepare("SADD k a b", "SEXPIRE k 10 MEMBERS 2 a b", "SADD there b");
    tester.run("SMOVE k fresh a");
    tester.run("SMOVE k there b");
    assertReply("STTL fresh MEMBERS 1 a", "[:10]");
    assertReply("STTL there MEMBERS 1 b", "[:-1]");
    assertReply("EXISTS k", ":0");
    advanceMs(10_000);
    assertReply("EXISTS fresh there", ":1");
  }

  @Test
  void spop_leavesTheDeadlinesOfThoseThatStay() {
    for (int i = 0; i < 1000; i++) {
      tester.run("SADD k m" + i);
      tester.run("SPEXPIRE k " + (1000 + i) + " MEMBERS 1 m" + i);
    }
    tester.run("SPOP k 990");
    tester.checkInvariants();
    for (String member : tester.store().sets().members("k")) {
      assertReply("SPTTL k MEMBERS 1 " + member, "[:" + (1000 + number(member)) + "]");
    }
    advanceMs(2000);
    assertReply("EXISTS k", ":0");
  }

  private static int number(String member) {
    return Integer.parseInt(member.substring(1));
  }

  // ---- when the time comes -------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(chars = {'S', 'Z'})
  void members_goAtTheirDeadline_andTheKeyWithTheLast(char type) {
    letter = type;
    prepare("?ADD k a b c", "?PEXPIRE k 5 MEMBERS 1 a", "?PEXPIRE k 7 MEMBERS 2 b c");
    advanceMs(4);
    assertThat(tester.effects()).isEmpty();
    assertReply("?CARD k", ":3");
    advanceMs(1);
    assertThat(tester.effects()).containsExactly(typed("?REM k a"));
    assertThat(tester.events()).containsExactly(typed("0:%expired:k"));
    assertReply("?CARD k", ":2");
    advanceMs(2);
    assertThat(tester.effects()).hasSize(1).allMatch(e -> e.matches(typed("?REM k (b c|c b)")));
    assertThat(tester.events()).containsExactly(typed("0:%expired:k"), "0:del:k");
    assertReply("EXISTS k", ":0");
    assertReply("DBSIZE", ":0");
  }

  /** While nothing is expired on time, whoever asks must not see what is due. */
  private void manyDue(char type) {
    letter = type;
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    for (int i = 0; i < 1000; i++) {
      tester.run(type == 'S' ? "SADD k m" + i : "ZADD k " + i + " m" + i);
      run("?PEXPIRE k 5 MEMBERS 1 m" + i);
    }
    prepare(type == 'S' ? "SADD k stays" : "ZADD k 500 stays");
    advanceMs(5);
  }

  @Test
  void dueMembers_areNotInASet_howeverMany() {
    manyDue('S');
    assertReply("SCARD k", ":1");
    assertThat(tester.effects()).hasSize(1);
    script(
        """
        SISMEMBER k m400
            :0
        SMISMEMBER k m300 stays
            [:0, :1]
        SMEMBERS k
            ["stays"]
        SRANDMEMBER k
            "stays"
        SRANDMEMBER k 5
            ["stays"]
        SRANDMEMBER k -2
            ["stays", "stays"]
        SSCAN k 0 COUNT 100000
            ["0", ["stays"]]
        STTL k MEMBERS 1 m200
            [:-2]
        SREM k m200
            :0
        SMOVE k other m200
            :0
        """);
    assertThat(tester.effects()).hasSizeLessThan(12);
  }

  @ParameterizedTest
  @CsvSource({
    "SUNION k, '[\"stays\"]'",
    "SUNION k empty, '[\"stays\"]'",
    "SINTER k k, '[\"stays\"]'",
    "SINTER all k, '[\"stays\"]'",
    "SINTERCARD 2 k all, :1",
    "SDIFF all k, '[\"m400\"]'",
    "SDIFF k all, []",
    "SUNIONSTORE to k, :1",
    "SINTERSTORE to all k, :1",
    "SDIFFSTORE k all k, :1",
    "SPOP k, '\"stays\"'",
    "SPOP k 5, '[\"stays\"]'",
    "ZUNION 1 k, '[\"stays\"]'",
    "ZINTER 2 all k, '[\"stays\"]'",
  })
  void dueMembers_areNotInWhatSetsComeTo(String command, String reply) {
    manyDue('S');
    tester.run("SADD all m400 stays");
    assertReply(command, reply);
  }

  @ParameterizedTest
  @CsvSource({
    "ZCARD k, :1",
    "ZSCORE k m400, nil",
    "ZMSCORE k m400 stays, '[nil, \"500\"]'",
    "ZRANK k stays, :0",
    "ZREVRANK k stays, :0",
    "ZRANK k m400, nil",
    "ZRANGE k 0 -1, '[\"stays\"]'",
    "ZRANGE k 0 0 REV, '[\"stays\"]'",
    "ZRANGE k 400 600 BYSCORE, '[\"stays\"]'",
    "ZRANGEBYLEX k - +, '[\"stays\"]'",
    "ZCOUNT k -inf +inf, :1",
    "ZLEXCOUNT k - +, :1",
    "ZRANDMEMBER k, '\"stays\"'",
    "ZRANDMEMBER k 4, '[\"stays\"]'",
    "ZRANDMEMBER k -2, '[\"stays\", \"stays\"]'",
    "ZSCAN k 0 COUNT 100000, '[\"0\", [\"stays\", \"500\"]]'",
    "ZPOPMIN k, '[\"stays\", \"500\"]'",
    "ZPOPMAX k 5, '[\"stays\", \"500\"]'",
    "ZMPOP 1 k MIN, '[\"k\", [[\"stays\", \"500\"]]]'",
    "ZREM k m400, :0",
    "ZADD k XX 1 m400, :0",
    "ZADD k 1 m400, :1",
    "ZINCRBY k 1 m400, '\"1\"'",
    "ZREMRANGEBYRANK k 0 -1, :1",
    "ZREMRANGEBYSCORE k 0 499, :0",
    "ZUNION 1 k, '[\"stays\"]'",
    "ZINTERCARD 2 k k, :1",
    "ZDIFF 2 all k, '[\"m400\"]'",
    "ZUNIONSTORE to 1 k, :1",
    "ZRANGESTORE to k 0 -1, :1",
    "ZTTL k MEMBERS 2 m400 stays, '[:-2, :-1]'"
  })
  void dueMembers_areNotInASortedSet_howeverMany(String command, String reply) {
    manyDue('Z');
    tester.run("ZADD all 1 m400 2 stays");
    assertReply(command, reply);
  }

  /** An effect that names its sources comes to the same where nothing is due yet. */
  @ParameterizedTest
  @CsvSource({
    "S, SUNIONSTORE to all k",
    "S, SINTERSTORE to all k",
    "S, SDIFFSTORE to all k",
    "S, ZUNIONSTORE to 2 all k",
    "S, SORT k ALPHA STORE to",
    "S, SORT k BY nosort STORE to",
    "S, SPOP k 1",
    "Z, ZINTERSTORE to 2 all k",
    "Z, ZDIFFSTORE to 2 all k",
    "Z, ZRANGESTORE to k 0 -1",
    "Z, ZREMRANGEBYRANK k 0 -1",
    "Z, ZREMRANGEBYSCORE k 0 450",
    "Z, ZPOPMIN k",
    "Z, SORT k ALPHA STORE to"
  })
  void whatIsStored_isReplayedExactly_whileMembersAreDue(char type, String command) {
    letter = type;
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    for (int i = 0; i < 500; i++) {
      tester.run(type == 'S' ? "SADD k m" + i : "ZADD k " + i + " m" + i);
      run("?PEXPIRE k 5 MEMBERS 1 m" + i);
    }
    tester.run(type == 'S' ? "SADD k stays" : "ZADD k 500 stays");
    tester.run(type == 'S' ? "SADD all stays other m200" : "ZADD all 1 stays 2 other 3 m200");
    advanceMs(5);
    tester.run(command);
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      effects.forEach(replay::run);
      for (String key : List.of("k", "to")) {
        String look = "SORT " + key + " ALPHA";
        assertThat(replay.run(look)).isEqualTo(tester.run(look));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"S, SADD k m400, SADD k m400", "Z, ZADD k 7 m400, ZADD k 7 m400"})
  void aDueMember_isLoggedAsGone_beforeItComesAgain(char type, String command, String effect) {
    manyDue(type);
    assertReply(command, ":1");
    List<String> effects = tester.effects();
    assertThat(effects).hasSize(3);
    assertThat(effects.get(0)).startsWith(typed("?REM k m"));
    assertThat(effects.get(1)).isEqualTo(typed("?REM k m400"));
    assertThat(effects.get(2)).isEqualTo(effect);
    assertReply("?TTL k MEMBERS 1 m400", "[:-1]");
  }

  // ---- keys all of whose elements are due ----------------------------------------------------

  private static final String[] ASKING = {
    "EXISTS k, :0",
    "TYPE k, +none",
    "TTL k, :-2",
    "PEXPIRETIME k, :-2",
    "OBJECT ENCODING k, nil",
    "TOUCH k, :0",
    "DEL k, :0",
    "KEYS *, []",
    "RANDOMKEY, nil",
    "PERSIST k, :0",
    "EXPIRE k 10, :0",
    "RENAME k other, -ERR no such key",
    "COPY k other, :0",
    "MOVE k 1, :0",
    "DUMP k, nil",
    "SETNX k v, :1",
    "GET k, nil",
    "'SCAN 0', '[\"0\", []]'"
  };

  @ParameterizedTest
  @ValueSource(ints = {2, 127, 128, 129, 500})
  void aKeyOfDueElementsAlone_isGoneForEverybody(int elements) {
    for (char type : new char[] {'S', 'Z', 'H'}) {
      for (String asking : ASKING) {
        String[] parts = asking.replace("'", "").split(", ", 2);
        try (CommandTester fresh = CommandTester.open()) {
          fresh.run("DEBUG SET-ACTIVE-EXPIRE 0");
          fill(fresh, type, elements);
          fresh.clock().advance(Duration.ofMillis(4));
          assertThat(fresh.run("EXISTS k")).isEqualTo(":1");
          assertThat(fresh.run("KEYS *")).isEqualTo("[\"k\"]");
          fresh.effects();
          fresh.events();
          fresh.clock().advance(Duration.ofMillis(1));
          assertThat(fresh.run(parts[0])).as("%s of %s", parts[0], type).isEqualTo(parts[1]);
          fresh.checkInvariants();
          assertThat(fresh.run("EXISTS k")).isEqualTo(parts[0].startsWith("SETNX") ? ":1" : ":0");
          String removal = type == 'H' ? "HDEL" : type + "REM";
          assertThat(fresh.effects().get(0)).startsWith(elements > 128 ? "DEL k" : removal + " k ");
          String expired = "0:" + Character.toLowerCase(type) + "expired:k";
          assertThat(fresh.events()).startsWith(expired, "0:del:k");
        }
      }
    }
  }

  private static void fill(CommandTester to, char type, int elements) {
    for (int i = 0; i < elements; i++) {
      to.run(type == 'S' ? "SADD k m" + i : type + "SET k m" + i + " 1");
    }
    for (int i = 0; type == 'Z' && i < elements; i++) {
      to.run("ZADD k 1 m" + i);
    }
    String clause = type == 'H' ? " FIELDS 1 m" : " MEMBERS 1 m";
    for (int i = 0; i < elements; i++) {
      to.run(type + "PEXPIRE k 5" + clause + i);
    }
    to.run(type + "PEXPIRE k 50" + clause + "0");
    to.run(type + "PEXPIRE k 5" + clause + "0");
  }

  /** All at one moment: one effect, and blocks are given back a slice at a time. */
  @ParameterizedTest
  @ValueSource(chars = {'S', 'Z', 'H'})
  void aLargeCollection_goesAtOnce_ifAllIsDue(char type) {
    fill(tester, type, 3000);
    tester.effects();
    tester.events();
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    advanceMs(5);
    tester.run("DEBUG SET-ACTIVE-EXPIRE 1");
    advanceMs(0);
    assertThat(tester.effects()).containsExactly("DEL k");
    assertReply("DBSIZE", ":0");
  }

  // ---- keys that move ------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "RENAME k other",
    "COPY k other",
    "'EXPIRE k 1000, RENAME k other, PERSIST other'",
    "'MOVE k 1, SELECT 1, RENAME k other'",
    "'SWAPDB 0 1, SELECT 1, RENAME k other'",
    "'COPY k other DB 1, FLUSHDB, SELECT 1'",
    "'COPY k other DB 1, DEL k, SELECT 1'"
  })
  void deadlines_goWithTheKey(String commands) {
    for (char type : new char[] {'S', 'Z'}) {
      letter = type;
      run("SELECT 0");
      run("FLUSHALL");
      prepare("?ADD k a b", "?PEXPIRE k 5 MEMBERS 1 a");
      for (String command : commands.split(", ", -1)) {
        assertThat(run(command)).as(command).isIn("+OK", ":1");
        tester.checkInvariants();
      }
      assertReply("?PTTL other MEMBERS 2 a b", "[:5, :-1]");
      prepare();
      advanceMs(5);
      assertReply("?CARD other", ":1");
      assertThat(tester.effects()).contains(typed("?REM other a"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DEL k", "FLUSHDB", "FLUSHALL", "SET k v", "RENAME s k", "UNLINK k", "SPOP k 9"})
  void deadlines_goWithoutTheKey(String command) {
    prepare("SET s v", "SADD k a b", "SPEXPIRE k 5 MEMBERS 1 a");
    tester.run(command);
    prepare();
    tester.checkInvariants();
    assertThat(tester.engine().keyspace().nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    advanceMs(5);
    assertThat(tester.effects()).isEmpty();
  }

  // ---- what is told --------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(chars = {'S', 'Z'})
  void deadlines_areLoggedAsTimes(char type) {
    letter = type;
    prepare("?ADD k a b c");
    assertTold(
        "?EXPIRE k 10 MEMBERS 3 a missing b",
        "?PEXPIREAT k 1767225610000 MEMBERS 2 a b",
        "0:%expire:k");
    assertTold(
        "?PEXPIRE k 10 NX MEMBERS 2 a c", "?PEXPIREAT k 1767225600010 MEMBERS 1 c", "0:%expire:k");
    assertTold("?PERSIST k MEMBERS 3 a b missing", "?PERSIST k MEMBERS 2 a b", "0:%persist:k");
    assertTold("?EXPIREAT k 1 MEMBERS 2 a missing", "?REM k a", "0:%rem:k");
    assertTold("?PEXPIRE k 0 MEMBERS 2 b c", "?REM k b c", "0:%rem:k", "0:del:k");
  }

  @Test
  void zadd_thatTakesADeadlineAway_isAChange() {
    letter = 'Z';
    prepare("ZADD k 1 a", "ZEXPIRE k 10 MEMBERS 1 a");
    assertReply("ZADD k CH 1 a", ":0");
    assertThat(tester.effects()).containsExactly("ZADD k 1 a");
    assertThat(tester.events()).containsExactly("0:zadd:k");
    assertTold("ZADD k 1 a", List.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?EXPIRE k 10 XX MEMBERS 1 a",
        "?EXPIRE k 10 MEMBERS 1 missing",
        "?EXPIRE missing 10 MEMBERS 1 a",
        "?PERSIST k MEMBERS 2 a missing",
        "?TTL k MEMBERS 1 a"
      })
  void whatChangesNothing_isSilent(String command) {
    for (char type : new char[] {'S', 'Z'}) {
      letter = type;
      run("DEL k");
      prepare("?ADD k a");
      CommandTester watching = tester.another();
      watching.session().watch("k".getBytes(UTF_8));
      assertTold(command, List.of(), List.of());
      assertThat(watching.session().isWatchBroken()).isFalse();
    }
  }

  @Test
  void replayingTheEffects_makesTheSameData() {
    List<String> commands =
        List.of(
            "SADD s a b c d e 1 2",
            "SEXPIRE s 100 MEMBERS 4 a b c 1",
            "SADD s a f",
            "SPEXPIRE s 5 MEMBERS 1 d",
            "SMOVE s t b",
            "SADD u c",
            "SMOVE s u c",
            "ZADD z 1 a 2 b 3 c 4 d 5 e",
            "ZEXPIRE z 100 MEMBERS 4 a b c e",
            "ZADD z 1 a",
            "ZINCRBY z 5 b",
            "ZPEXPIRE z 5 MEMBERS 1 d",
            "ZPOPMAX z",
            "COPY z y",
            "RENAME s w");
    commands.forEach(tester::run);
    advanceMs(5);
    tester.run("SADD w d");
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      // Behind in time: nothing expires there but by what is replayed.
      effects.forEach(replay::run);
      for (String look :
          List.of(
              "SPEXPIRETIME w MEMBERS 7 a b c d e f 1",
              "SPEXPIRETIME t MEMBERS 1 b",
              "SPEXPIRETIME u MEMBERS 1 c",
              "ZPEXPIRETIME z MEMBERS 5 a b c d e",
              "ZPEXPIRETIME y MEMBERS 5 a b c d e",
              "ZRANGE z 0 -1 WITHSCORES",
              "SCARD w")) {
        assertThat(replay.run(look)).as(look).isEqualTo(tester.run(look));
      }
      replay.checkInvariants();
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'S', 'Z'})
  void expiry_breaksTheWatch(char type) {
    letter = type;
    prepare("?ADD k a b", "?PEXPIRE k 5 MEMBERS 1 a");
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    advanceMs(4);
    assertThat(watching.session().isWatchBroken()).isFalse();
    advanceMs(1);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }
}
