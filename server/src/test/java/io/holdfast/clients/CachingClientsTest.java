package io.holdfast.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that cache what they read, and clients that are users of an ACL file.
 *
 * <p>Jedis is not among them: it caches only where a server says it is Redis 7.4 or later.
 */
@Timeout(60)
class CachingClientsTest {
  @TempDir private Path folder;
  private Store store;
  private RespListener listener;

  @BeforeEach
  void open() throws IOException {
    Path users =
        Files.writeString(
            folder.resolve("users.acl"),
            """
            user default off
            user cache on >pw ~* &* +@all -@dangerous +info
            user reader on >pw ~public:* resetchannels +@read +@connection
            """);
    store = Holdfast.builder().config("aclfile", users.toString()).open();
    listener = RespListener.builder().bind("127.0.0.1").port(ListenerBuilder.ANY_PORT).open(store);
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  private RedisURI address(String user) {
    return RedisURI.builder()
        .withHost("127.0.0.1")
        .withPort(listener.port())
        .withAuthentication(user, "pw".toCharArray())
        .build();
  }

  /** A message is on its way; what it says comes true some time. */
  private static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < deadlineNs) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void lettuce_cachesUntilItIsTold() {
    RedisClient client = RedisClient.create(address("cache"));
    Map<String, String> cache = new ConcurrentHashMap<>();
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      CacheFrontend<String, String> frontend =
          ClientSideCaching.enable(
              CacheAccessor.forMap(cache), connection, TrackingArgs.Builder.enabled());
      store.strings().set("k", "1");
      assertThat(frontend.get("k")).isEqualTo("1");
      assertThat(cache).containsEntry("k", "1");
      store.strings().set("k", "2");
      await(() -> !cache.containsKey("k"));
      assertThat(frontend.get("k")).isEqualTo("2");
      store.keys().del("k");
      await(() -> !cache.containsKey("k"));
      assertThat(frontend.get("k")).isNull();
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  @Test
  void users_mayDoWhatTheFileSays() {
    store.strings().set("public:k", "1");
    RedisClient client = RedisClient.create(address("reader"));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      assertThat(connection.sync().get("public:k")).isEqualTo("1");
      assertThatThrownBy(() -> connection.sync().get("private:k"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("NOPERM");
      assertThatThrownBy(() -> connection.sync().set("public:k", "2"))
          .hasMessage("NOPERM User reader has no permissions to run the 'set' command");
      assertThat(connection.sync().clientInfo()).contains("user=reader");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }
}
