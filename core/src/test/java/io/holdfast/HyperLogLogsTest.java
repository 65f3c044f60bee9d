package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.core.CommandTester;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The public HyperLogLog API: every method, what it answers and what it throws. */
class HyperLogLogsTest {
  private final CommandTester tester = CommandTester.open();
  private final HyperLogLogs<String, String> logs = tester.store().hyperLogLogs();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void add_count() {
    assertThat(logs.count("k")).isZero();
    assertThat(logs.add("k", "a")).isTrue();
    assertThat(logs.add("k", "a")).isFalse();
    assertThat(logs.add("k", List.of("a", "b", "c"))).isTrue();
    assertThat(logs.add("k", List.of())).isFalse();
    assertThat(logs.add("new", List.of())).isTrue();
    assertThat(logs.count("k")).isEqualTo(3);
    assertThat(logs.count("new")).isZero();
  }

  @Test
  void add_many_isAboutRight_onBothEncodings() {
    for (int i = 0; i < 20_000; i++) {
      logs.add("k", "element" + i);
      if (i == 99) {
        assertThat(tester.run("PFDEBUG ENCODING k")).isEqualTo("+sparse");
        assertThat(logs.count("k")).isCloseTo(100, within(3L));
      }
    }
    assertThat(tester.run("PFDEBUG ENCODING k")).isEqualTo("+dense");
    assertThat(logs.count("k")).isCloseTo(20_000, within(650L));
  }

  @Test
  void count_ofSeveral_merge() {
    logs.add("a", List.of("1", "2", "3"));
    logs.add("b", List.of("3", "4"));
    assertThat(logs.count(List.of("a", "b", "missing"))).isEqualTo(4);
    assertThat(logs.count(List.of("a"))).isEqualTo(3);
    assertThat(logs.count(List.<String>of())).isZero();
    logs.merge("d", List.of("a", "b"));
    assertThat(logs.count("d")).isEqualTo(4);
    logs.merge("new", List.of());
    assertThat(tester.store().keys().exists("new")).isTrue();
  }

  @Test
  void whatIsNone_isRefusedByAll() {
    tester.run("HSET h f v");
    assertThatThrownBy(() -> logs.add("h", "a")).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> logs.count("h")).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> logs.merge("d", List.of("h"))).isInstanceOf(WrongTypeException.class);
    tester.run("SET s foobar");
    String invalid = "WRONGTYPE Key is not a valid HyperLogLog string value.";
    assertThatThrownBy(() -> logs.add("s", "a")).hasMessage(invalid);
    assertThatThrownBy(() -> logs.count("s")).hasMessage(invalid);
    assertThatThrownBy(() -> logs.merge("s", List.of())).hasMessage(invalid);
    tester.run("SET s \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\\x00\"");
    String damaged = "INVALIDOBJ Corrupted HLL object detected";
    assertThatThrownBy(() -> logs.add("s", "a")).hasMessage(damaged);
    assertThatThrownBy(() -> logs.count("s")).hasMessage(damaged);
    assertThatThrownBy(() -> logs.merge("d", List.of("s"))).hasMessage(damaged);
    assertThat(tester.store().keys().exists("d")).isFalse();
  }
}
