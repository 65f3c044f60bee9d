package io.holdfast.core.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.OtherType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every set command on every encoding: its options, its replies and what it refuses. */
class SetCommandsTest {
  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value";

  /** Runs commands on a set "s" of these members in an encoding. */
  private static void on(Held held, String members, Body body) {
    try (CommandTester tester = held.open()) {
      tester.run("SADD s " + members);
      assertThat(tester.run("OBJECT ENCODING s")).isEqualTo(held.reply());
      body.run(tester);
      tester.checkInvariants();
    }
  }

  @FunctionalInterface
  private interface Body {
    void run(CommandTester tester);
  }

  /** The elements of an array reply, sorted. */
  private static List<String> sorted(String reply) {
    assertThat(reply).startsWith("[").endsWith("]");
    String inside = reply.substring(1, reply.length() - 1);
    return inside.isEmpty() ? List.of() : split(inside).stream().sorted().toList();
  }

  private static List<String> split(String elements) {
    return List.of(elements.replace("\"", "").split(", ", -1));
  }

  // ---- all of them ---------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SADD",
        "SADD s",
        "SREM s",
        "SCARD",
        "SCARD s t",
        "SISMEMBER s",
        "SISMEMBER s a b",
        "SMISMEMBER s",
        "SMEMBERS",
        "SMEMBERS s t",
        "SMOVE s t",
        "SMOVE s t a b",
        "SPOP",
        "SRANDMEMBER",
        "SINTER",
        "SUNION",
        "SDIFF",
        "SINTERSTORE d",
        "SUNIONSTORE d",
        "SDIFFSTORE d",
        "SINTERCARD 1",
        "SUNIONCARD 1",
        "SDIFFCARD 1",
        "SSCAN s"
      })
  void wrongNumberOfArguments_isRefused(String command) {
    try (CommandTester tester = CommandTester.open()) {
      String name = command.split(" ", 2)[0].toLowerCase(Locale.ROOT);
      assertThat(tester.run(command))
          .isEqualTo("-ERR wrong number of arguments for '" + name + "' command");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SADD other a",
        "SREM other a",
        "SCARD other",
        "SISMEMBER other a",
        "SMISMEMBER other a b",
        "SMEMBERS other",
        "SMOVE other s 1",
        "SMOVE s other 1",
        "SMOVE s other missing",
        "SPOP other",
        "SPOP other 0",
        "SPOP other 3",
        "SRANDMEMBER other",
        "SRANDMEMBER other 0",
        "SRANDMEMBER other -3",
        "SINTER other",
        "SINTER missing other",
        "SUNION s other",
        "SDIFF missing other",
        "SINTERSTORE s missing other",
        "SUNIONSTORE s s other",
        "SDIFFSTORE s missing other",
        "SINTERCARD 2 missing other",
        "SUNIONCARD 2 s other",
        "SUNIONCARD 2 s other APPROX",
        "SDIFFCARD 2 s other",
        "SSCAN other 0"
      })
  void otherType_isRefused_andNothingChanges(String command) {
    try (CommandTester tester = CommandTester.open()) {
      tester.run("SADD s 1");
      OtherType.put(tester, "other");
      assertThat(tester.run(command)).isEqualTo(WRONG_TYPE);
      assertThat(tester.run("SMEMBERS s")).isEqualTo("[\"1\"]");
      assertThat(tester.effects()).isEmpty();
      assertThat(tester.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void resp3_hasSetsWhereRedisHas(Held held) {
    on(
        held,
        "7",
        tester -> {
          tester
              .resp3()
              .script(
                  """
                  SMEMBERS s
                      ~["7"]
                  SMEMBERS missing
                      ~[]
                  SINTER s s
                      ~["7"]
                  SUNION s missing
                      ~["7"]
                  SDIFF s missing
                      ~["7"]
                  SRANDMEMBER s 1
                      ["7"]
                  SRANDMEMBER missing 1
                      []
                  SRANDMEMBER missing
                      null
                  SMISMEMBER s 7 8
                      [:1, :0]
                  SSCAN s 0 COUNT 1000
                      ["0", ["7"]]
                  SPOP s 0
                      ~[]
                  SPOP s 1
                      ~["7"]
                  SPOP s 1
                      ~[]
                  SPOP s
                      null
                  """);
        });
  }

  // ---- one set -------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void addingAndRemoving(Held held) {
    on(
        held,
        "1 2 3",
        tester -> {
          tester.script(
              """
              SADD s 3 4 4 5
                  :2
              SADD s 1
                  :0
              SCARD s
                  :5
              SISMEMBER s 4
                  :1
              SISMEMBER s 6
                  :0
              SISMEMBER s 04
                  :0
              SISMEMBER s ""
                  :0
              SMISMEMBER s 1 6 x 5
                  [:1, :0, :0, :1]
              SREM s 1 6 1 x 5
                  :2
              """);
          assertThat(sorted(tester.run("SMEMBERS s"))).containsExactly("2", "3", "4");
          assertThat(tester.run("OBJECT ENCODING s")).isEqualTo(held.reply());
          tester.script(
              """
              SREM s 4 2 3 2 1
                  :3
              EXISTS s
                  :0
              SREM s 1
                  :0
              SCARD s
                  :0
              SMEMBERS s
                  []
              """);
        });
  }

  @ParameterizedTest
  @EnumSource
  void members_areAnyBytes(Held held) {
    on(
        held,
        "1",
        tester -> {
          tester.script(
              """
              SADD s "" "a\\x00\\xff\\r\\nb" "007"
                  :3
              SADD s "" "a\\x00\\xff\\r\\nb" "007"
                  :0
              SMISMEMBER s "" "a\\x00\\xff\\r\\nb" "a\\x00" 7 007 1
                  [:1, :1, :0, :0, :1, :1]
              SREM s ""
                  :1
              SCARD s
                  :3
              """);
          assertThat(tester.run("OBJECT ENCODING s"))
              .isEqualTo((held == Held.HASHTABLE ? Held.HASHTABLE : Held.LISTPACK).reply());
        });
  }

  @ParameterizedTest
  @EnumSource
  void move(Held held) {
    on(
        held,
        "1 2",
        tester -> {
          tester.script(
              """
              SMOVE s t 1
                  :1
              SMOVE s t 1
                  :0
              SMOVE missing t 1
                  :0
              SMOVE s s 2
                  :1
              SMOVE s s 1
                  :0
              SMEMBERS s
                  ["2"]
              SADD t 2
                  :1
              SMOVE s t 2
                  :1
              EXISTS s
                  :0
              SCARD t
                  :2
              """);
          assertThat(tester.run("OBJECT ENCODING t")).isEqualTo(held.reply());
        });
  }

  // ---- chance --------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void pop_takesEveryMemberOnce(Held held) {
    on(
        held,
        "1 2 3 4 5 6 7 8 9 10",
        tester -> {
          List<String> popped = new ArrayList<>(List.of(tester.run("SPOP s").replace("\"", "")));
          popped.addAll(sorted(tester.run("SPOP s 2")));
          assertThat(tester.run("SCARD s")).isEqualTo(":7");
          assertThat(tester.run("SPOP s 0")).isEqualTo("[]");
          popped.addAll(sorted(tester.run("SPOP s 6")));
          assertThat(tester.run("SCARD s")).isEqualTo(":1");
          assertThat(tester.run("OBJECT ENCODING s")).isEqualTo(held.reply());
          popped.addAll(sorted(tester.run("SPOP s 100")));
          assertThat(popped)
              .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
          tester.script(
              """
              EXISTS s
                  :0
              SPOP s
                  nil
              SPOP s 3
                  []
              SPOP s -1
                  -ERR value is out of range, must be positive
              SPOP s x
                  -ERR value is out of range, must be positive
              SPOP s 1 2
                  -ERR syntax error
              """);
        });
  }

  /** Of a large set: few popped, more popped than stay, and many more than stay. */
  @ParameterizedTest
  @ValueSource(ints = {10, 600, 990, 999})
  void pop_ofALargeSet_leavesTheOthers(int count) {
    try (CommandTester tester = CommandTester.open()) {
      Set<String> all = new HashSet<>();
      for (int i = 0; i < 1000; i++) {
        all.add("m" + i);
      }
      tester.run("SADD s " + String.join(" ", all));
      List<String> popped = sorted(tester.run("SPOP s " + count));
      List<String> left = sorted(tester.run("SMEMBERS s"));
      assertThat(popped).hasSize(count);
      assertThat(left).hasSize(1000 - count);
      List<String> both = new ArrayList<>(popped);
      both.addAll(left);
      assertThat(both).containsExactlyInAnyOrderElementsOf(all);
      tester.checkInvariants();
    }
  }

  @ParameterizedTest
  @EnumSource
  void random_takesNothing(Held held) {
    on(
        held,
        "1 2 3 4 5 6",
        tester -> {
          List<String> all = List.of("1", "2", "3", "4", "5", "6");
          assertThat(all).contains(tester.run("SRANDMEMBER s").replace("\"", ""));
          for (int count = 1; count <= 6; count++) {
            assertThat(sorted(tester.run("SRANDMEMBER s " + count))).hasSize(count).isSubsetOf(all);
          }
          assertThat(sorted(tester.run("SRANDMEMBER s 9223372036854775807"))).isEqualTo(all);
          String drawn = tester.run("SRANDMEMBER s -50");
          assertThat(split(drawn.substring(1, drawn.length() - 1))).hasSize(50).isSubsetOf(all);
          tester.script(
              """
              SRANDMEMBER s 0
                  []
              SRANDMEMBER s x
                  -ERR value is not an integer or out of range
              SRANDMEMBER s -9223372036854775808
                  -ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807
              SRANDMEMBER s -9223372036854775807
                  -ERR value is out of range
              SRANDMEMBER s 1 2
                  -ERR syntax error
              SRANDMEMBER missing
                  nil
              SRANDMEMBER missing -3
                  []
              SCARD s
                  :6
              """);
        });
  }

  /** With 6,000 draws a share of 1,000 is off by more than 200 once in billions of seeds. */
  @ParameterizedTest
  @EnumSource
  void random_isFair(Held held) {
    on(
        held,
        "1 2 3 4 5 6",
        tester -> {
          Map<String, Integer> draws = new HashMap<>();
          String drawn = tester.run("SRANDMEMBER s -6000");
          split(drawn.substring(1, drawn.length() - 1))
              .forEach(member -> draws.merge(member, 1, Integer::sum));
          assertThat(draws).hasSize(6);
          assertThat(draws.values()).allMatch(count -> count > 800 && count < 1200);
          Map<String, Integer> chosen = new HashMap<>();
          for (int i = 0; i < 3000; i++) {
            sorted(tester.run("SRANDMEMBER s 2"))
                .forEach(member -> chosen.merge(member, 1, Integer::sum));
          }
          assertThat(chosen.values()).allMatch(count -> count > 800 && count < 1200);
        });
  }

  // ---- several sets --------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void algebra(Held held) {
    on(
        held,
        "1 2 3 4",
        tester -> {
          tester.run("SADD t 2 4 6");
          tester.run("SADD u 4 x");
          assertThat(sorted(tester.run("SINTER s t"))).containsExactly("2", "4");
          assertThat(sorted(tester.run("SINTER u t s"))).containsExactly("4");
          assertThat(tester.run("SINTER s t missing")).isEqualTo("[]");
          assertThat(sorted(tester.run("SUNION s t"))).containsExactly("1", "2", "3", "4", "6");
          assertThat(sorted(tester.run("SUNION missing u s s")))
              .containsExactly("1", "2", "3", "4", "x");
          assertThat(sorted(tester.run("SDIFF s t"))).containsExactly("1", "3");
          assertThat(sorted(tester.run("SDIFF u t s missing"))).containsExactly("x");
          assertThat(tester.run("SDIFF s u s")).isEqualTo("[]");
          assertThat(tester.run("SDIFF missing s")).isEqualTo("[]");
          tester.script(
              """
              SINTERSTORE d s t
                  :2
              SUNIONSTORE e s t u
                  :6
              SDIFFSTORE f s t
                  :2
              SDIFFSTORE f s t s
                  :0
              EXISTS f
                  :0
              """);
          assertThat(tester.run("OBJECT ENCODING d"))
              .isEqualTo(held == Held.INTSET ? "\"intset\"" : held.reply());
          assertThat(sorted(tester.run("SMEMBERS e")))
              .containsExactly("1", "2", "3", "4", "6", "x");
        });
  }

  @ParameterizedTest
  @EnumSource
  void counting(Held held) {
    on(
        held,
        "1 2 3 4",
        tester -> {
          tester.run("SADD t 2 4 6");
          tester.script(
              """
              SINTERCARD 2 s t
                  :2
              SINTERCARD 2 s t LIMIT 1
                  :1
              SINTERCARD 2 s t LIMIT 0
                  :2
              SINTERCARD 2 s missing
                  :0
              SUNIONCARD 2 s t
                  :5
              SUNIONCARD 1 s
                  :4
              SUNIONCARD 3 missing s t
                  :5
              SUNIONCARD 2 s t LIMIT 4
                  :4
              SUNIONCARD 2 s t LIMIT 5
                  :5
              SUNIONCARD 2 s t LIMIT 2
                  :2
              SUNIONCARD 2 s t LIMIT 0
                  :5
              SUNIONCARD 2 s t APPROX
                  :5
              SUNIONCARD 2 s t LIMIT 3 approx
                  :3
              SUNIONCARD 1 missing APPROX
                  :0
              SDIFFCARD 2 s t
                  :2
              SDIFFCARD 2 s t LIMIT 1
                  :1
              SDIFFCARD 2 s s
                  :0
              SDIFFCARD 1 s LIMIT 3
                  :3
              SDIFFCARD 3 s t missing LIMIT 100
                  :2
              """);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINTERCARD", "SUNIONCARD", "SDIFFCARD"})
  void counting_whatIsRefused(String command) {
    try (CommandTester tester = CommandTester.open()) {
      String number = "-ERR numkeys should be greater than 0";
      assertThat(tester.run(command + " 0 s")).isEqualTo(number);
      assertThat(tester.run(command + " -1 s")).isEqualTo(number);
      assertThat(tester.run(command + " x s")).isEqualTo(number);
      assertThat(tester.run(command + " 2 s"))
          .isEqualTo("-ERR Number of keys can't be greater than number of args");
      assertThat(tester.run(command + " 1 s t")).isEqualTo("-ERR syntax error");
      assertThat(tester.run(command + " 1 s LIMIT")).isEqualTo("-ERR syntax error");
      assertThat(tester.run(command + " 1 s LIMIT -1")).isEqualTo("-ERR LIMIT can't be negative");
      assertThat(tester.run(command + " 1 s LIMIT x")).isEqualTo("-ERR LIMIT can't be negative");
      assertThat(tester.run(command + " 1 s APPROX"))
          .isEqualTo(command.equals("SUNIONCARD") ? ":0" : "-ERR syntax error");
      assertThat(tester.run("COMMAND GETKEYS " + command + " 2 a b LIMIT 1"))
          .isEqualTo("[\"a\", \"b\"]");
    }
  }

  // ---- walking -------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void scan(Held held) {
    on(
        held,
        "1 2 3 10",
        tester -> {
          assertThat(tester.run("SSCAN s 0 MATCH 3")).isEqualTo("[\"0\", [\"3\"]]");
          assertThat(tester.run("SSCAN s 0 COUNT 100 MATCH x*")).isEqualTo("[\"0\", []]");
          assertThat(sorted(tester.run("SSCAN s 0 COUNT 100").replaceAll("^\\[\"0\", |]$", "")))
              .containsExactly("1", "10", "2", "3");
          tester.script(
              """
              SSCAN missing 0
                  ["0", []]
              SSCAN missing x
                  -ERR invalid cursor
              SSCAN s 0 COUNT 0
                  -ERR syntax error
              SSCAN s 0 NOVALUES
                  -ERR syntax error
              SSCAN s 0 TYPE set
                  -ERR syntax error
              """);
        });
  }
}
