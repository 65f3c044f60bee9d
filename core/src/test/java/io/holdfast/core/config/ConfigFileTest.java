package io.holdfast.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.ConfigException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path directory;
  private final Config config = new Config();

  @Test
  void file_isRead() throws IOException {
    ConfigFile.load(
        file(
            "redis.conf",
            """
            # a comment

              # another
            MaxMemory 100mb
            bind 127.0.0.1 ::1
            requirepass "a \\x41 \\"b\\""
            timeout 5
            timeout 6
            client-output-buffer-limit normal 1 2 3
            client-output-buffer-limit pubsub 4 5 6
            save ""
            """),
        config);
    assertThat(config.get(Directives.MAXMEMORY)).isEqualTo(104_857_600);
    assertThat(config.get(Directives.BIND)).containsExactly("127.0.0.1", "::1");
    assertThat(config.get(Directives.REQUIREPASS)).isEqualTo("a A \"b\"");
    assertThat(config.get(Directives.TIMEOUT)).isEqualTo(6);
    assertThat(config.text(Directives.CLIENT_OUTPUT_BUFFER_LIMIT))
        .isEqualTo("normal 1 2 3 slave 268435456 67108864 60 pubsub 4 5 6");
  }

  @Test
  void include_isReadInPlace() throws IOException {
    Path common = file("common.conf", "timeout 5\nmaxclients 7\n");
    Path main = file("main.conf", "timeout 4\ninclude " + common + "\nmaxclients 8\n");
    ConfigFile.load(main, config);
    assertThat(config.get(Directives.TIMEOUT)).isEqualTo(5);
    assertThat(config.get(Directives.MAXCLIENTS)).isEqualTo(8);
  }

  @Test
  void mistake_isToldWithFileLineAndReason() throws IOException {
    Path common = file("common.conf", "timeout 5\n\ntimeout x\n");
    refuses(common, common + ", line 3: timeout: argument couldn't be parsed into an integer");
    Path main = file("main.conf", "include " + common + "\n");
    refuses(main, common + ", line 3: timeout: argument couldn't be parsed into an integer");
    Path wrong = file("a.conf", "maxmemry 1\n");
    refuses(wrong, wrong + ", line 1: maxmemry: there is no such directive");
    Path words = file("b.conf", "timeout 1 2\n");
    refuses(words, words + ", line 1: timeout: wrong number of arguments");
    Path none = file("c.conf", "timeout\n");
    refuses(none, none + ", line 1: timeout: wrong number of arguments");
    Path quotes = file("d.conf", "requirepass \"a\n");
    refuses(quotes, quotes + ", line 1: unbalanced quotes: requirepass \"a");
    Path request = file("e.conf", "*1\n");
    refuses(request, request + ", line 1: *1: there is no such directive");
    Path include = file("f.conf", "include\n");
    refuses(include, include + ", line 1: include: wrong number of arguments");
    Path absent = directory.resolve("absent.conf");
    refuses(absent, absent + ": there is no such file");
    refuses(directory, directory + ": cannot be read: Is a directory");
    Path loop = directory.resolve("loop.conf");
    Files.writeString(loop, "include " + loop + "\n");
    refuses(loop, loop + ": files include each other");
  }

  @Test
  void arguments_areReadAsRedisServerReadsThem() throws IOException {
    Path file = file("redis.conf", "timeout 5\nport 1\n");
    ConfigFile.loadArguments(
        List.of(file.toString(), "--port", "7", "--bind", "a", "b", "--save", ""), config);
    assertThat(config.get(Directives.TIMEOUT)).isEqualTo(5);
    assertThat(config.get(Directives.PORT)).isEqualTo(7);
    assertThat(config.get(Directives.BIND)).containsExactly("a", "b");
    ConfigFile.loadArguments(List.of(), config);
    ConfigFile.loadArguments(List.of("--maxmemory", "1mb"), config);
    assertThat(config.get(Directives.MAXMEMORY)).isEqualTo(1_048_576);
  }

  @Test
  void wrongArgument_isRefused() {
    refusesArguments("nosuch: there is no such directive", "--nosuch", "1");
    refusesArguments("port: wrong number of arguments", "--port");
    refusesArguments("port: wrong number of arguments", "--port", "1", "2");
    refusesArguments("--: an option begins with --", "--");
    refusesArguments("nosuch.conf: there is no such file", "nosuch.conf");
  }

  @Test
  void builder_takesDirectivesFromEverywhere() throws IOException {
    Path file = file("redis.conf", "databases 3\n");
    Holdfast.Builder builder = Holdfast.builder().configFile(file);
    try (Store store = builder.open()) {
      assertThat(store.databases()).isEqualTo(3);
    }
    try (Store store = builder.config("databases", "4").open()) {
      assertThat(store.databases()).isEqualTo(4);
    }
    try (Store store = builder.configArguments("--databases", "5").open()) {
      assertThat(store.databases()).isEqualTo(5);
    }
    assertThatThrownBy(() -> builder.config("databases", "0"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("databases: argument must be between 1 and 2147483647 inclusive");
  }

  private void refuses(Path file, String message) {
    assertThatThrownBy(() -> ConfigFile.load(file, config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private void refusesArguments(String message, String... arguments) {
    assertThatThrownBy(() -> ConfigFile.loadArguments(List.of(arguments), config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void redisConfAsItComes_isAccepted() {
    Config config = new Config();
    ConfigFile.loadArguments(List.of(STOCK.strip().split("\\s+")), config);
    assertThat(config.text(Directives.PROTECTED_MODE)).isEqualTo("no");
    assertThat(config.text(Directives.find("oom-score-adj-values"))).isEqualTo("0 200 800");
    assertThatThrownBy(() -> config.load("appendfsync", "sometimes"))
        .hasMessageContaining("one of the following: everysec, always, no");
  }

  private static final String STOCK =
      """
      --bind 127.0.0.1 -::1 --protected-mode no --tcp-backlog 511 --daemonize yes
      --pidfile /run/redis/redis-server.pid --loglevel notice --logfile /var/log/redis.log
      --always-show-logo no --set-proc-title yes --stop-writes-on-bgsave-error yes
      --rdbcompression yes --rdbchecksum yes --dbfilename dump.rdb --rdb-del-sync-files no
      --replica-serve-stale-data yes --replica-read-only yes --repl-diskless-sync yes
      --repl-diskless-sync-delay 5 --repl-diskless-sync-max-replicas 0
      --repl-diskless-load disabled --repl-disable-tcp-nodelay no --replica-priority 100
      --acllog-max-len 128 --replica-lazy-flush no --oom-score-adj no
      --oom-score-adj-values 0 200 800 --disable-thp yes --appendonly no
      --appendfilename appendonly.aof --appenddirname appendonlydir --appendfsync everysec
      --no-appendfsync-on-rewrite no --auto-aof-rewrite-percentage 100
      --auto-aof-rewrite-min-size 64mb --aof-load-truncated yes --aof-use-rdb-preamble yes
      --aof-timestamp-enabled no --slowlog-log-slower-than 10000 --slowlog-max-len 128
      --latency-monitor-threshold 0 --activerehashing yes --dynamic-hz yes
      --aof-rewrite-incremental-fsync yes --rdb-save-incremental-fsync yes
      --jemalloc-bg-thread yes
      """;
}
