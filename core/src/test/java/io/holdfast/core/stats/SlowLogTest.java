package io.holdfast.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.codec.CommandArgs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowLogTest {
  private final SlowLog log = new SlowLog();

  @Test
  void entry_keepsThirtyTwoArguments_of128Bytes() {
    log.maxLength(10);
    add(IntStream.range(0, 32).mapToObj(i -> "a" + i).toArray(String[]::new));
    assertThat(newest()).hasSize(32).endsWith("a30", "a31");
    add(IntStream.range(0, 33).mapToObj(i -> "a" + i).toArray(String[]::new));
    assertThat(newest()).hasSize(32).endsWith("a30", "... (2 more arguments)");
    add("x".repeat(128), "y".repeat(129));
    assertThat(newest()).containsExactly("x".repeat(128), "y".repeat(128) + "... (1 more bytes)");
  }

  @Test
  void secrets_areBlottedOut() {
    log.maxLength(10);
    log.add(CommandArgs.of("auth", "me", "pass"), index -> index > 0, 1, "", "", 1);
    assertThat(newest()).containsExactly("auth", "(redacted)", "(redacted)");
  }

  @Test
  void length_isLimited_andNumbersGoOn() {
    log.maxLength(3);
    for (int i = 0; i < 5; i++) {
      add("get", "k" + i);
    }
    assertThat(log.newest(2)).extracting(SlowLog.Entry::id).containsExactly(4L, 3L);
    assertThat(log.length()).isEqualTo(3);
    log.maxLength(1);
    assertThat(log.newest(10)).extracting(SlowLog.Entry::id).containsExactly(4L);
    log.clear();
    add("get", "k");
    assertThat(log.newest(10)).extracting(SlowLog.Entry::id).containsExactly(5L);
    log.maxLength(0);
    add("get", "k");
    assertThat(log.length()).isZero();
  }

  private void add(String... arguments) {
    log.add(CommandArgs.of(arguments), index -> false, 5_000, "1.2.3.4:5", "me", 7);
  }

  private List<String> newest() {
    return log.newest(1).get(0).arguments().stream()
        .map(argument -> new String(argument, StandardCharsets.UTF_8))
        .toList();
  }
}
