package io.holdfast.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectivesTest {
  @Test
  void everyDirective_isDeclaredCompletely() {
    for (Directive<?> directive : Directives.all()) {
      assertThat(directive.name()).matches("[a-z0-9_-]+");
      assertThat(directive.description()).as(directive.name()).matches("[A-Z].*\\.");
      assertThat(directive.type().description()).as(directive.name()).isNotEmpty();
      for (String name : directive.names()) {
        assertThat(Directives.find(name)).isSameAs(directive);
        assertThat(Directives.find(name.toUpperCase(java.util.Locale.ROOT))).isSameAs(directive);
      }
      writesWhatItReads(directive);
    }
  }

  private static <T> void writesWhatItReads(Directive<T> directive) {
    String text = directive.type().format(directive.defaultValue());
    assertThat(directive.type().parse(directive.type().split(text)))
        .isEqualTo(directive.defaultValue());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1b, 1",
    "1k, 1000",
    "1K, 1000",
    "1kb, 1024",
    "1KB, 1024",
    "2m, 2000000",
    "2mb, 2097152",
    "3g, 3000000000",
    "3gB, 3221225472",
    "'', 0",
    "007, 7",
    "9223372036854775807, 9223372036854775807",
  })
  void memory_isReadWithItsUnit(String text, long bytes) {
    assertThat(MemorySize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "maxmemory, x, argument must be a memory value",
    "maxmemory, -1, argument must be a memory value",
    "maxmemory, 1.5mb, argument must be a memory value",
    "maxmemory, 1tb, argument must be a memory value",
    "maxmemory, kb, argument must be a memory value",
    "maxmemory, 9223372036854775808, argument must be a memory value",
    "maxmemory, 9223372036854775807kb, argument must be a memory value",
    "proto-max-bulk-len, 1, argument must be between 1048576 and 9223372036854775807 inclusive",
    "timeout, x, argument couldn't be parsed into an integer",
    "timeout, +1, argument couldn't be parsed into an integer",
    "timeout, -1, argument must be between 0 and 2147483647 inclusive",
    "port, 65536, argument must be between 0 and 65535 inclusive",
    "unixsocketperm, 8, argument couldn't be parsed into an integer",
    "unixsocketperm, 1777, argument couldn't be parsed into an integer",
    "lazyfree-lazy-expire, maybe, argument must be 'yes' or 'no'",
    "client-output-buffer-limit, normal 1 2,"
        + " Wrong number of arguments in buffer limit configuration.",
    "client-output-buffer-limit, foo 1 2 3,"
        + " Invalid client class specified in buffer limit configuration.",
    "client-output-buffer-limit, normal 1 x 3,"
        + " 'Error in hard, soft or soft_seconds setting in buffer limit configuration.'",
    "client-output-buffer-limit, normal 1 2 -3,"
        + " 'Error in hard, soft or soft_seconds setting in buffer limit configuration.'",
    "appendonly, maybe, argument must be 'yes' or 'no'",
    "nosuch, x, there is no such directive",
  })
  void wrongValue_isRefusedWithRedisReason(String name, String value, String reason) {
    Config config = new Config();
    assertThatThrownBy(() -> config.load(name, value))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.directive()).contains(name);
              assertThat(refused).hasMessage(name + ": " + reason);
            });
  }

  @Test
  void choice_namesThePossibilities() {
    assertThatThrownBy(() -> new Config().load("maxmemory-policy", "x"))
        .hasMessage(
            "maxmemory-policy: argument(s) must be one of the following: volatile-lru,"
                + " volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu,"
                + " allkeys-random, noeviction");
  }

  @Test
  void values_areWrittenAsRedisWritesThem() {
    Config config = new Config();
    config.load("maxmemory", "1gb");
    config.load("maxmemory-policy", "ALLKEYS-LFU");
    config.load("unixsocketperm", "0700");
    config.load("hz", "1000000");
    config.load("bind", List.of("127.0.0.1", "::1"));
    config.load("client-output-buffer-limit", "pubsub 1mb 2k 5");
    config.load("client-output-buffer-limit", List.of("replica", "1", "2", "3"));
    assertThat(config.text(Directives.MAXMEMORY)).isEqualTo("1073741824");
    assertThat(config.text(Directives.MAXMEMORY_POLICY)).isEqualTo("allkeys-lfu");
    assertThat(config.text(Directives.UNIXSOCKETPERM)).isEqualTo("700");
    assertThat(text(config, "hz")).isEqualTo("500");
    assertThat(config.text(Directives.BIND)).isEqualTo("127.0.0.1 ::1");
    assertThat(config.text(Directives.CLIENT_OUTPUT_BUFFER_LIMIT))
        .isEqualTo("normal 0 0 0 slave 1 2 3 pubsub 1048576 2000 5");
  }

  private static String text(Config config, String name) {
    Directive<?> directive = Directives.find(name);
    assertThat(directive).isNotNull();
    return config.text(directive);
  }
}
