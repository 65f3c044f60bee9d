package io.holdfast.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.GetExArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class LettuceTest {
  private static RedisClient client;
  private Served served;

  @BeforeAll
  static void startClient() {
    client = RedisClient.create();
  }

  @AfterAll
  static void stopClient() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
  }

  /** What the client talks to. */
  Served serve() throws IOException {
    return new Served();
  }

  @BeforeEach
  void open() throws IOException {
    served = serve();
  }

  @AfterEach
  void close() {
    served.close();
  }

  private RedisURI address() {
    return RedisURI.builder()
        .withHost("127.0.0.1")
        .withPort(served.port())
        .withPassword(Served.PASSWORD.toCharArray())
        .withDatabase(Served.DATABASE)
        .withClientName("conformance")
        .build();
  }

  private StatefulRedisConnection<String, String> connect(ProtocolVersion protocol) {
    client.setOptions(
        ClientOptions.builder().protocolVersion(protocol).autoReconnect(false).build());
    return client.connect(address());
  }

  @ParameterizedTest
  @EnumSource
  void connects_tellsWhoItIs_andLeaves(ProtocolVersion protocol) {
    try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
      RedisCommands<String, String> redis = connection.sync();
      assertThat(redis.ping()).isEqualTo("PONG");
      assertThat(redis.echo("hello")).isEqualTo("hello");
      assertThat(redis.clientId()).isPositive();
      assertThat(redis.clientGetname()).isEqualTo("conformance");
      assertThat(redis.clientInfo())
          .contains("name=conformance")
          .contains(" db=3 ")
          .contains(" lib-name=Lettuce")
          .contains(protocol == ProtocolVersion.RESP3 ? " resp=3 " : " resp=2 ");
      assertThat(redis.info("server")).contains("redis_version:7.2");
      assertThat(redis.configGet("maxclients")).isEqualTo(Map.of("maxclients", "10000"));
      assertThat(redis.commandCount()).isPositive();
      assertThat(redis.commandInfo("get", "nosuch")).hasSize(2);
      assertThat(redis.time()).hasSize(2);
      assertThatThrownBy(() -> redis.auth("wrong"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("WRONGPASS ");
      assertThat(redis.select(1)).isEqualTo("OK");
    }
    served.assertNobodyIsConnected();
  }

  @ParameterizedTest
  @EnumSource
  void set_takesEveryOption(ProtocolVersion protocol) {
    long farSeconds = 4_102_444_800L;
    try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
      RedisCommands<String, String> redis = connection.sync();
      assertThat(redis.set("k", "1", new SetArgs().xx())).isNull();
      assertThat(redis.set("k", "1", new SetArgs().nx())).isEqualTo("OK");
      assertThat(redis.set("k", "2", new SetArgs().nx())).isNull();
      assertThat(redis.set("k", "2", new SetArgs().ex(100))).isEqualTo("OK");
      assertThat(redis.set("k", "3", new SetArgs().keepttl())).isEqualTo("OK");
      assertThat(redis.ttl("k")).isBetween(99L, 100L);
      assertThat(redis.set("k", "4", new SetArgs().px(200_000))).isEqualTo("OK");
      assertThat(redis.pttl("k")).isBetween(190_000L, 200_000L);
      assertThat(redis.set("k", "5", new SetArgs().exAt(farSeconds))).isEqualTo("OK");
      assertThat(redis.expiretime("k")).isEqualTo(farSeconds);
      assertThat(redis.set("k", "6", new SetArgs().pxAt(farSeconds * 1000 + 1))).isEqualTo("OK");
      assertThat(redis.pexpiretime("k")).isEqualTo(farSeconds * 1000 + 1);
      assertThat(redis.setGet("k", "7")).isEqualTo("6");
      assertThat(redis.setGet("k", "8", new SetArgs().nx())).isEqualTo("7");
      assertThat(redis.get("k")).isEqualTo("7");
      assertThat(redis.ttl("k")).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void strings_goBothWays(ProtocolVersion protocol) {
    try (StatefulRedisConnection<String, String> connection = connect(protocol);
        StatefulRedisConnection<byte[], byte[]> binary =
            client.connect(ByteArrayCodec.INSTANCE, address())) {
      RedisCommands<String, String> redis = connection.sync();
      byte[] key = {0, '\r', '\n', (byte) 0xff};
      binary.sync().set(key, Served.BINARY);
      assertThat(binary.sync().get(key)).isEqualTo(Served.BINARY);
      redis.mset(Map.of("a", "1", "b", "ü"));
      assertThat(redis.mget("a", "none", "b"))
          .containsExactly(
              KeyValue.just("a", "1"), KeyValue.empty("none"), KeyValue.just("b", "ü"));
      assertThat(served.db().strings().get("b")).isEqualTo("ü");
      assertThat(redis.msetnx(Map.of("b", "x", "c", "x"))).isFalse();
      assertThat(redis.incrby("a", 41)).isEqualTo(42);
      assertThat(redis.incrbyfloat("a", 0.5)).isEqualTo(42.5);
      assertThat(redis.append("b", "!")).isEqualTo(3);
      assertThat(redis.getrange("b", 2, -1)).isEqualTo("!");
      assertThat(redis.getex("b", new GetExArgs().ex(50))).isEqualTo("ü!");
      assertThat(redis.ttl("b")).isBetween(49L, 50L);
      assertThat(redis.getdel("b")).isEqualTo("ü!");
      assertThatThrownBy(() -> binary.sync().incr(key))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessage("ERR value is not an integer or out of range");
    }
    served.assertNobodyIsConnected();
  }

  @ParameterizedTest
  @EnumSource
  void pipeline_answersInOrder(ProtocolVersion protocol) throws Exception {
    try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
      RedisAsyncCommands<String, String> redis = connection.async();
      connection.setAutoFlushCommands(false);
      List<RedisFuture<String>> replies = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        replies.add(redis.set("k" + i, "v" + i));
        replies.add(redis.get("k" + i));
      }
      RedisFuture<Long> refused = redis.incr("k1");
      connection.flushCommands();
      assertThat(
              LettuceFutures.awaitAll(30, TimeUnit.SECONDS, replies.toArray(new RedisFuture<?>[0])))
          .isTrue();
      for (int i = 0; i < 2_000; i++) {
        assertThat(replies.get(2 * i).get()).isEqualTo("OK");
        assertThat(replies.get(2 * i + 1).get()).isEqualTo("v" + i);
      }
      assertThatThrownBy(refused::get).hasMessageContaining("ERR value is not an integer");
    }
  }

  @ParameterizedTest
  @EnumSource
  void transaction_isOne_unlessAWatchedKeyChanged(ProtocolVersion protocol) {
    try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
      RedisCommands<String, String> redis = connection.sync();
      redis.multi();
      redis.set("k", "1");
      redis.incr("k");
      TransactionResult done = redis.exec();
      assertThat(done.wasDiscarded()).isFalse();
      assertThat(done.stream().toList()).isEqualTo(List.of("OK", 2L));
      redis.watch("k");
      served.db().strings().set("k", "theirs");
      redis.multi();
      redis.set("k", "mine");
      assertThat(redis.exec().wasDiscarded()).isTrue();
      assertThat(redis.get("k")).isEqualTo("theirs");
      redis.multi();
      redis.set("k", "mine");
      assertThat(redis.discard()).isEqualTo("OK");
      assertThat(redis.get("k")).isEqualTo("theirs");
    }
  }

  @ParameterizedTest
  @EnumSource
  void keys_areFoundMovedAndExpired(ProtocolVersion protocol) {
    try (StatefulRedisConnection<String, String> connection = connect(protocol)) {
      RedisCommands<String, String> redis = connection.sync();
      Set<String> all = new HashSet<>();
      for (int i = 0; i < 500; i++) {
        redis.set("key:" + i, "v");
        all.add("key:" + i);
      }
      redis.set("other", "v");
      Set<String> found = new HashSet<>();
      ScanCursor cursor = ScanCursor.INITIAL;
      while (!cursor.isFinished()) {
        KeyScanCursor<String> page =
            redis.scan(cursor, ScanArgs.Builder.matches("key:*").limit(50));
        found.addAll(page.getKeys());
        cursor = page;
      }
      assertThat(found).isEqualTo(all);
      assertThat(redis.type("other")).isEqualTo("string");
      assertThat(redis.objectEncoding("other")).isEqualTo("embstr");
      assertThat(redis.expire("other", Duration.ofSeconds(100))).isTrue();
      assertThat(redis.persist("other")).isTrue();
      assertThat(redis.renamenx("other", "another")).isTrue();
      assertThat(redis.copy("another", "other")).isTrue();
      assertThat(redis.move("another", 5)).isTrue();
      assertThat(redis.unlink("other", "none")).isEqualTo(1);
      assertThat(redis.pexpireat("key:1", 1)).isTrue();
      assertThat(redis.exists("key:1", "key:2")).isEqualTo(1);
      assertThat(redis.dbsize()).isEqualTo(499);
      assertThat(redis.flushdb()).isEqualTo("OK");
      assertThat(redis.randomkey()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscribes_hearsMessagesShardsAndKeyspaceEvents(ProtocolVersion protocol) throws Exception {
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (StatefulRedisConnection<String, String> connection = connect(protocol);
        StatefulRedisPubSubConnection<String, String> subscriber =
            client.connectPubSub(address())) {
      subscriber.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              heard.add(channel + " " + message);
            }

            @Override
            public void message(String pattern, String channel, String message) {
              heard.add(pattern + " " + channel + " " + message);
            }

            @Override
            public void smessage(String channel, String message) {
              heard.add("shard " + channel + " " + message);
            }
          });
      RedisCommands<String, String> redis = connection.sync();
      redis.configSet("notify-keyspace-events", "KEA");
      subscriber.sync().subscribe("news");
      subscriber.sync().psubscribe("__keyevent@3__:*");
      subscriber.sync().ssubscribe("shard");
      assertThat(redis.publish("news", "hello")).isEqualTo(1);
      assertThat(redis.spublish("shard", "hello")).isEqualTo(1);
      redis.set("k", "v");
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("news hello");
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("shard shard hello");
      assertThat(heard.poll(30, TimeUnit.SECONDS))
          .isEqualTo("__keyevent@3__:* __keyevent@3__:set k");
      assertThat(redis.pubsubChannels()).containsExactly("news");
      subscriber.sync().unsubscribe("news");
      assertThat(redis.publish("news", "nobody")).isZero();
    }
  }
}
