package io.holdfast.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {
  private final Config config = new Config();

  @Test
  void bind_isToldNow_andAtEveryChange() {
    List<Long> seen = new ArrayList<>();
    config.bind(Directives.TIMEOUT, seen::add);
    config.set(Map.of(Directives.TIMEOUT, "5"));
    config.set(Map.of(Directives.MAXMEMORY, "1"));
    assertThat(seen).containsExactly(0L, 5L);
  }

  @Test
  void set_aWrongValue_changesNothing() {
    Map<Directive<?>, String> values = new LinkedHashMap<>();
    values.put(Directives.TIMEOUT, "5");
    values.put(Directives.MAXCLIENTS, "x");
    assertThatThrownBy(() -> config.set(values)).hasMessageStartingWith("maxclients: ");
    assertThat(config.get(Directives.TIMEOUT)).isZero();
  }

  @Test
  void set_refusedByWhoIsBound_isTakenBackAsAWhole() {
    List<Long> seen = new ArrayList<>();
    config.bind(Directives.TIMEOUT, seen::add);
    config.bind(
        Directives.MAXCLIENTS,
        count -> {
          if (count < 10) {
            throw new IllegalArgumentException("too few");
          }
        });
    Map<Directive<?>, String> values = new LinkedHashMap<>();
    values.put(Directives.TIMEOUT, "5");
    values.put(Directives.MAXCLIENTS, "9");
    assertThatThrownBy(() -> config.set(values)).hasMessage("maxclients: too few");
    assertThat(config.get(Directives.TIMEOUT)).isZero();
    assertThat(config.get(Directives.MAXCLIENTS)).isEqualTo(10_000);
    assertThat(seen).containsExactly(0L, 5L, 0L);
  }

  @Test
  void set_whatIsFixedAtTheStart_isRefused() {
    for (Directive<?> directive : Directives.all()) {
      String value = config.text(directive);
      switch (directive.changeable()) {
        case AT_START ->
            assertThatThrownBy(() -> config.set(Map.of(directive, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(directive.name() + ": can't set immutable config");
        case PROTECTED ->
            assertThatThrownBy(() -> config.set(Map.of(directive, value)))
                .hasMessage(directive.name() + ": can't set protected config");
        default -> config.set(Map.of(directive, value));
      }
    }
    assertThatThrownBy(() -> config.set(Map.of(Directives.PORT, "1")))
        .hasMessage("port: can't set immutable config");
    assertThatThrownBy(() -> config.set(Map.of(Directives.PORT, "x")))
        .hasMessage("port: argument couldn't be parsed into an integer");
  }

  @Test
  void copy_isIndependent() {
    config.load("timeout", "5");
    Config copy = config.copy();
    copy.set(Map.of(Directives.TIMEOUT, "6"));
    assertThat(config.get(Directives.TIMEOUT)).isEqualTo(5);
    assertThat(copy.get(Directives.TIMEOUT)).isEqualTo(6);
  }
}
