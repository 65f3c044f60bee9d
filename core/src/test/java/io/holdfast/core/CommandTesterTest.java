package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTesterTest {
  @Test
  void run_takesQuotedWords_andShowsReplies() {
    try (CommandTester tester = CommandTester.open()) {
      assertThat(tester.run("SET k \"a\\x00b\"")).isEqualTo("+OK");
      assertThat(tester.run("get k")).isEqualTo("\"a\\x00b\"");
      assertThat(tester.run("GET missing")).isEqualTo("nil");
      assertThat(tester.run("GET")).startsWith("-ERR wrong number of arguments");
      assertThat(tester.another().resp3().run("GET missing")).isEqualTo("null");
      tester.checkInvariants();
    }
  }

  @Test
  void effectsAndEvents_areHandedOutOnce() {
    try (CommandTester tester = CommandTester.open()) {
      tester.run("SET k \"a b\"");
      assertThat(tester.effects()).containsExactly("SET k \"a b\"");
      assertThat(tester.allEvents()).containsExactly("0:new:k", "0:set:k");
      assertThat(tester.effects()).isEmpty();
      assertThat(tester.events()).isEmpty();
    }
  }

  @Test
  void script_namesTheCommandThatAnsweredOtherwise() {
    try (CommandTester tester = CommandTester.open()) {
      tester.script(
          """
          # a comment
          SET k v
          GET k
              "v"
          """);
      assertThatThrownBy(() -> tester.script("GET k\n    \"w\"\n"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("GET k");
    }
  }

  @Test
  void clock_standsStillUntilAdvanced() {
    try (CommandTester tester = CommandTester.open()) {
      long startMs = tester.clock().epochMs();
      tester.run("SET k v");
      tester.clock().advance(Duration.ofSeconds(1));
      assertThat(tester.clock().epochMs()).isEqualTo(startMs + 1000);
    }
  }
}
