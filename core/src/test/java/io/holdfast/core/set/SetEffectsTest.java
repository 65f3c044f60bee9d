package io.holdfast.core.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What set commands tell: to the effect log, to watchers and as keyspace events. */
class SetEffectsTest {

  /** Runs commands in a store whose small sets have an encoding. */
  private static void on(Held held, Body body) {
    try (CommandTester tester = held.open()) {
      body.run(tester);
      tester.checkInvariants();
    }
  }

  @FunctionalInterface
  private interface Body {
    void run(CommandTester tester);
  }

  /** Runs commands whose effects and events are not looked at. */
  private static void prepare(CommandTester tester, String... commands) {
    for (String command : commands) {
      tester.run(command);
    }
    tester.effects();
    tester.allEvents();
  }

  /** Checks what one command leaves in the log and which events it publishes. */
  private static void assertTold(
      CommandTester tester, String command, List<String> effects, List<String> events) {
    long before = tester.engine().keyspace().stats().changes();
    tester.run(command);
    assertThat(tester.effects()).as(command).containsExactlyElementsOf(effects);
    assertThat(tester.allEvents()).as(command).containsExactlyElementsOf(events);
    long changes = tester.engine().keyspace().stats().changes() - before;
    assertThat(changes > 0).as("%s is a change", command).isEqualTo(!effects.isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void adding_tellsOfTheNewMembers(Held held) {
    on(
        held,
        tester -> {
          assertTold(tester, "SADD s 1 2 1", List.of("SADD s 1 2"), List.of("0:new:s", "0:sadd:s"));
          assertTold(tester, "SADD s 2 3", List.of("SADD s 3"), List.of("0:sadd:s"));
          assertTold(tester, "SADD s 1 2 3", List.of(), List.of());
        });
  }

  @ParameterizedTest
  @EnumSource
  void removing_tellsOfTheMembersThatWere(Held held) {
    on(
        held,
        tester -> {
          prepare(tester, "SADD s 1 2 3");
          assertTold(tester, "SREM s 9", List.of(), List.of());
          assertTold(tester, "SREM s 1 9 1", List.of("SREM s 1"), List.of("0:srem:s"));
          assertTold(tester, "SREM s 3 2", List.of("SREM s 3 2"), List.of("0:srem:s", "0:del:s"));
          assertTold(tester, "SREM s 3 2", List.of(), List.of());
        });
  }

  @ParameterizedTest
  @EnumSource
  void moving(Held held) {
    on(
        held,
        tester -> {
          prepare(tester, "SADD s 1 2 3", "SADD t 2");
          assertTold(tester, "SMOVE s t 9", List.of(), List.of());
          assertTold(tester, "SMOVE s s 1", List.of(), List.of());
          assertTold(tester, "SMOVE s t 2", List.of("SMOVE s t 2"), List.of("0:srem:s"));
          assertTold(
              tester,
              "SMOVE s new 1",
              List.of("SMOVE s new 1"),
              List.of("0:new:new", "0:srem:s", "0:sadd:new"));
          assertTold(
              tester,
              "SMOVE s t 3",
              List.of("SMOVE s t 3"),
              List.of("0:srem:s", "0:del:s", "0:sadd:t"));
        });
  }

  @ParameterizedTest
  @EnumSource
  void popping_tellsOfWhatWasDrawn(Held held) {
    on(
        held,
        tester -> {
          prepare(tester, "SADD s 1 2 3 4 5 6 7");
          String one = tester.run("SPOP s").replace("\"", "");
          assertThat(tester.effects()).containsExactly("SREM s " + one);
          assertThat(tester.allEvents()).containsExactly("0:spop:s");
          String two = tester.run("SPOP s 2").replaceAll("[\\[\\]\",]", "");
          assertThat(tester.effects()).containsExactly("SREM s " + two);
          assertThat(tester.allEvents()).containsExactly("0:spop:s");
          assertTold(tester, "SPOP s 0", List.of(), List.of());
          assertTold(tester, "SPOP s 4", List.of("DEL s"), List.of("0:spop:s", "0:del:s"));
          assertTold(tester, "SPOP s", List.of(), List.of());
          assertTold(tester, "SPOP s 4", List.of(), List.of());
          prepare(tester, "SADD s 7");
          assertTold(tester, "SPOP s", List.of("SREM s 7"), List.of("0:spop:s", "0:del:s"));
        });
  }

  /** What stays is moved and what goes is logged, whichever is less. */
  @ParameterizedTest
  @ValueSource(ints = {5, 295})
  void popping_ofALargeSet_isRepeatedByItsEffect(int count) {
    try (CommandTester tester = CommandTester.open();
        CommandTester copy = CommandTester.open()) {
      StringBuilder members = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        members.append(" m").append(i);
      }
      prepare(tester, "SADD s" + members);
      prepare(copy, "SADD s" + members);
      tester.run("SPOP s " + count);
      tester.effects().forEach(copy::run);
      for (String member : tester.store().sets().members("s")) {
        assertThat(copy.run("SREM s " + member)).isEqualTo(":1");
      }
      assertThat(copy.run("EXISTS s")).isEqualTo(":0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void storing_isLoggedAsItCame(Held held) {
    on(
        held,
        tester -> {
          prepare(tester, "SADD s 1 2 3", "SADD t 2 3 4", "SET string v EX 100");
          assertTold(
              tester,
              "SINTERSTORE d s t",
              List.of("SINTERSTORE d s t"),
              List.of("0:new:d", "0:sinterstore:d"));
          assertTold(
              tester,
              "sunionstore d t s missing",
              List.of("SUNIONSTORE d t s missing"),
              List.of("0:keymiss:missing", "0:sunionstore:d"));
          assertTold(
              tester,
              "SDIFFSTORE string s t",
              List.of("SDIFFSTORE string s t"),
              List.of("0:sdiffstore:string"));
          assertTold(tester, "SDIFFSTORE d s s", List.of("SDIFFSTORE d s s"), List.of("0:del:d"));
          assertTold(tester, "SDIFFSTORE d s s", List.of(), List.of());
          assertTold(tester, "SINTERSTORE d missing", List.of(), List.of("0:keymiss:missing"));
        });
  }

  @Test
  void reading_tellsOfMissingKeysOnly() {
    try (CommandTester tester = CommandTester.open()) {
      prepare(tester, "SADD s 1 2");
      for (String command :
          new String[] {
            "SCARD s",
            "SISMEMBER s 1",
            "SMISMEMBER s 1",
            "SMEMBERS s",
            "SRANDMEMBER s",
            "SRANDMEMBER s -5",
            "SINTER s",
            "SUNION s s",
            "SDIFF s",
            "SINTERCARD 1 s",
            "SUNIONCARD 1 s",
            "SDIFFCARD 1 s",
            "SSCAN s 0"
          }) {
        assertTold(tester, command, List.of(), List.of());
        String missing = command.replace(" s", " m");
        assertThat(tester.run(missing)).isNotNull();
        assertThat(tester.allEvents()).as(missing).isNotEmpty().containsOnly("0:keymiss:m");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SADD s 9",
        "SREM s 1",
        "SPOP s",
        "SPOP s 2",
        "SPOP s 100",
        "SMOVE s t 1",
        "SMOVE t s x",
        "SINTERSTORE s t",
        "SUNIONSTORE s missing",
        "SDIFFSTORE s t missing"
      })
  void watchersHearOfAChange(String command) {
    assertThat(transaction(command)).isEqualTo("nil-array");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SADD s 1",
        "SREM s 9",
        "SPOP s 0",
        "SMOVE s t 9",
        "SMOVE s s 1",
        "SRANDMEMBER s",
        "SINTERSTORE missing s missing",
        "SUNIONSTORE t s"
      })
  void watchersHearNothing(String command) {
    assertThat(transaction(command)).isEqualTo("[+PONG]");
  }

  private static String transaction(String command) {
    try (CommandTester tester = CommandTester.open()) {
      prepare(tester, "SADD s 1 2 3", "SADD t x y", "WATCH s");
      tester.another().run(command);
      tester.run("MULTI");
      tester.run("PING");
      return tester.run("EXEC");
    }
  }
}
