package io.holdfast.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyMonitorTest {
  private final LatencyMonitor monitor = new LatencyMonitor();

  @Test
  void add_keepsTheWorstOfASecond_of160() {
    add(20, 1);
    assertThat(monitor.events()).as("off").isEmpty();
    monitor.thresholdMs(10);
    add(9, 1);
    assertThat(monitor.events()).as("too fast").isEmpty();
    add(20, 1);
    add(10, 1);
    add(30, 1);
    assertThat(monitor.events().get("x").samples())
        .containsExactly(new LatencyMonitor.Sample(1, 30));
    for (int second = 2; second <= 170; second++) {
      add(10, second);
    }
    assertThat(monitor.events().get("x").samples())
        .hasSize(160)
        .startsWith(new LatencyMonitor.Sample(11, 10))
        .endsWith(new LatencyMonitor.Sample(170, 10));
    assertThat(monitor.events().get("x").maxMs()).isEqualTo(30);
    assertThat(monitor.forget("y")).isFalse();
    assertThat(monitor.forget("x")).isTrue();
    assertThat(monitor.events()).isEmpty();
  }

  /** As redis-server 7.0.15 draws it. */
  @Test
  void graph_isThatOfRedis() {
    monitor.thresholdMs(10);
    add(20, 1);
    assertThat(graph(1))
        .isEqualTo(
            "x - high 20 ms, low 20 ms (all time high 20 ms)\n" + LINE + " \n \n \n_\n \n0\ns\n");
    add(80, 2);
    add(500, 4);
    add(21, 8);
    assertThat(graph(61))
        .isEqualTo(
            "x - high 500 ms, low 20 ms (all time high 500 ms)\n"
                + LINE
                + "  # \n  | \n  | \n_o|_\n    \n1555\nm973\n sss\n");
  }

  @Test
  void graph_breaksLinesOf80() {
    monitor.thresholdMs(10);
    for (int second = 0; second < 81; second++) {
      add(10, second);
    }
    assertThat(graph(80)).contains("_".repeat(80) + "\n").contains("\n_\n \n0\ns\n");
  }

  private static final String LINE = "-".repeat(80) + "\n";

  private String graph(long nowSeconds) {
    return LatencyGraph.of("x", monitor.events().get("x"), nowSeconds);
  }

  private void add(long ms, long second) {
    monitor.add("x", TimeUnit.MILLISECONDS.toNanos(ms), TimeUnit.SECONDS.toMillis(second));
  }
}
