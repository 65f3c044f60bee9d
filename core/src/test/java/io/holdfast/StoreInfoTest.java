package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreInfoTest {
  @Test
  void info_tellsWhatInfoTells() {
    try (CommandTester tester = CommandTester.open(Holdfast.builder().config("maxmemory", "1mb"))) {
      tester.script("SET k v\nGET k\nGET missing\nSELECT 3\nSET e v EX 1\nINCR e\nNOSUCH");
      tester.clock().advance(Duration.ofSeconds(5));
      StoreInfo info = tester.store().info();
      assertThat(info.uptime()).isEqualTo(Duration.ofSeconds(5));
      assertThat(info.clients()).isEqualTo(new StoreInfo.Clients(1, 0, 1));
      assertThat(info.databases()).containsExactly(new StoreInfo.Database(0, 1, 0));
      assertThat(info.commands())
          .contains(
              new StoreInfo.Command("set", 2, 0, 0, Duration.ZERO),
              new StoreInfo.Command("incr", 1, 0, 1, Duration.ZERO));
      assertThat(info.counters())
          .isEqualTo(new StoreInfo.Counters(6, 2, 1, 1, 1, 3, Duration.ZERO, 0));
      assertThat(info.memory().used()).isEqualTo(tester.engine().keyspace().bytes());
      assertThat(info.memory().used())
          .isEqualTo(info.memory().overhead() + info.memory().dataset());
      assertThat(info.memory().limit()).isEqualTo(1 << 20);
      assertThat(info.memory().pages()).isGreaterThan(info.memory().live());
    }
  }

  @Test
  void embeddedStore_callsNoCommands() {
    try (Store store = Holdfast.open()) {
      store.strings().set("k", "v");
      assertThat(store.info().commands()).isEmpty();
      assertThat(store.info().databases()).containsExactly(new StoreInfo.Database(0, 1, 0));
    }
  }

  @Test
  void metrics_areReadWhenAsked() {
    Store store = Holdfast.open();
    List<Metric> metrics = store.metrics();
    assertThat(value(metrics, "holdfast.keyspace.keys")).isZero();
    store.strings().set("k", "v");
    store.strings().get("k");
    assertThat(value(metrics, "holdfast.keyspace.keys")).isEqualTo(1);
    assertThat(value(metrics, "holdfast.keyspace.hits")).isEqualTo(1);
    Set<String> names = new HashSet<>();
    for (Metric metric : metrics) {
      assertThat(names.add(metric.name())).as(metric.name()).isTrue();
      assertThat(metric.name()).matches("holdfast(\\.[a-z]+)+");
      assertThat(metric.description()).endsWith(".");
      assertThat(metric.value()).isNotNegative();
    }
    store.close();
    assertThatThrownBy(() -> metrics.get(0).value()).isInstanceOf(StoreClosedException.class);
  }

  private static double value(List<Metric> metrics, String name) {
    return metrics.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow().value();
  }
}
