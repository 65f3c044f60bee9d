package io.holdfast.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

@Timeout(60)
class JedisTest {
  private Served served;

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

  private static DefaultJedisClientConfig.Builder config(RedisProtocol protocol) {
    return DefaultJedisClientConfig.builder()
        .protocol(protocol)
        .password(Served.PASSWORD)
        .clientName("conformance")
        .database(Served.DATABASE);
  }

  private HostAndPort address() {
    return new HostAndPort("127.0.0.1", served.port());
  }

  private Jedis connect(RedisProtocol protocol) {
    return new Jedis(address(), config(protocol).build());
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void connects_tellsWhoItIs_andLeaves(RedisProtocol protocol) {
    try (Jedis jedis = connect(protocol)) {
      assertThat(jedis.ping()).isEqualTo("PONG");
      assertThat(jedis.ping("hello")).isEqualTo("hello");
      assertThat(jedis.echo("hello")).isEqualTo("hello");
      assertThat(jedis.clientId()).isPositive();
      assertThat(jedis.clientGetname()).isEqualTo("conformance");
      assertThat(jedis.clientInfo())
          .contains("name=conformance")
          .contains(" db=3 ")
          .contains(" lib-name=jedis")
          .contains(" lib-ver=8.0.2")
          .contains(protocol == RedisProtocol.RESP3 ? " resp=3 " : " resp=2 ");
      assertThat(jedis.clientList()).hasLineCount(1);
      assertThat(jedis.info()).contains("redis_version:7.2", "# Keyspace");
      assertThat(jedis.info("server")).contains("tcp_port:" + served.port());
      assertThat(jedis.configGet("maxclients")).isEqualTo(Map.of("maxclients", "10000"));
      assertThat(jedis.time()).hasSize(2);
    }
    served.assertNobodyIsConnected();
  }

  @Test
  void password_isAskedFor() {
    try (Jedis jedis = new Jedis("127.0.0.1", served.port())) {
      assertThatThrownBy(() -> jedis.get("k")).hasMessage("NOAUTH Authentication required.");
      assertThatThrownBy(() -> jedis.auth("wrong")).hasMessageStartingWith("WRONGPASS ");
      assertThat(jedis.auth(Served.PASSWORD)).isEqualTo("OK");
      assertThat(jedis.get("k")).isNull();
      assertThat(jedis.select(1)).isEqualTo("OK");
      assertThatThrownBy(() -> jedis.select(99)).hasMessage("ERR DB index is out of range");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void set_takesEveryOption(RedisProtocol protocol) {
    long farSeconds = 4_102_444_800L;
    try (Jedis jedis = connect(protocol)) {
      assertThat(jedis.set("k", "1", new SetParams().xx())).isNull();
      assertThat(jedis.set("k", "1", new SetParams().nx())).isEqualTo("OK");
      assertThat(jedis.set("k", "2", new SetParams().nx())).isNull();
      assertThat(jedis.set("k", "2", new SetParams().xx().ex(100))).isEqualTo("OK");
      assertThat(jedis.ttl("k")).isBetween(99L, 100L);
      assertThat(jedis.set("k", "3", new SetParams().keepTtl())).isEqualTo("OK");
      assertThat(jedis.ttl("k")).isBetween(99L, 100L);
      assertThat(jedis.set("k", "4", new SetParams().px(200_000))).isEqualTo("OK");
      assertThat(jedis.pttl("k")).isBetween(190_000L, 200_000L);
      assertThat(jedis.set("k", "5", new SetParams().exAt(farSeconds))).isEqualTo("OK");
      assertThat(jedis.expireTime("k")).isEqualTo(farSeconds);
      assertThat(jedis.set("k", "6", new SetParams().pxAt(farSeconds * 1000 + 1))).isEqualTo("OK");
      assertThat(jedis.pexpireTime("k")).isEqualTo(farSeconds * 1000 + 1);
      assertThat(jedis.setGet("k", "7")).isEqualTo("6");
      assertThat(jedis.setGet("k", "8", new SetParams().nx())).isEqualTo("7");
      assertThat(jedis.get("k")).isEqualTo("7");
      assertThat(jedis.ttl("k")).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void strings_goBothWays(RedisProtocol protocol) {
    try (Jedis jedis = connect(protocol)) {
      byte[] key = {0, '\r', '\n', (byte) 0xff};
      jedis.set(key, Served.BINARY);
      assertThat(jedis.get(key)).isEqualTo(Served.BINARY);
      assertThat(jedis.getrange(key, 255, 257)).containsExactly(255, 0, 1);
      assertThat(jedis.mset("a", "1", "b", "ü")).isEqualTo("OK");
      assertThat(jedis.mget("a", "none", "b")).containsExactly("1", null, "ü");
      assertThat(served.db().strings().get("b")).isEqualTo("ü");
      assertThat(jedis.msetnx("b", "x", "c", "x")).isZero();
      assertThat(jedis.incrBy("a", 41)).isEqualTo(42);
      assertThat(jedis.decr("a")).isEqualTo(41);
      assertThat(jedis.incrByFloat("a", 0.5)).isEqualTo(41.5);
      assertThat(jedis.append("b", "!")).isEqualTo(3);
      assertThat(jedis.strlen("b")).isEqualTo(3);
      assertThat(jedis.setrange("b", 2, "?")).isEqualTo(3);
      assertThat(jedis.getEx("b", new GetExParams().ex(50))).isEqualTo("ü?");
      assertThat(jedis.getEx("b", new GetExParams().persist())).isEqualTo("ü?");
      assertThat(jedis.ttl("b")).isEqualTo(-1);
      assertThat(jedis.getDel("b")).isEqualTo("ü?");
      assertThat(jedis.getDel("b")).isNull();
      assertThatThrownBy(() -> jedis.incr(key))
          .isInstanceOf(JedisDataException.class)
          .hasMessage("ERR value is not an integer or out of range");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void pipeline_answersInOrder(RedisProtocol protocol) {
    int count = 2_000;
    try (RedisClient client =
        RedisClient.builder()
            .hostAndPort(address())
            .clientConfig(config(protocol).build())
            .build()) {
      List<Response<String>> values = new ArrayList<>();
      try (Pipeline pipeline = client.pipelined()) {
        for (int i = 0; i < count; i++) {
          pipeline.set("k" + i, "v" + i);
          values.add(pipeline.get("k" + i));
        }
        Response<Long> refused = pipeline.incr("k1");
        Response<String> after = pipeline.get("k2");
        pipeline.sync();
        assertThatThrownBy(refused::get).hasMessageStartingWith("ERR value is not an integer");
        assertThat(after.get()).isEqualTo("v2");
      }
      for (int i = 0; i < count; i++) {
        assertThat(values.get(i).get()).isEqualTo("v" + i);
      }
      assertThat(client.dbSize()).isEqualTo(count);
    }
    served.assertNobodyIsConnected();
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void transaction_isOne_unlessAWatchedKeyChanged(RedisProtocol protocol) {
    try (Jedis jedis = connect(protocol)) {
      try (Transaction transaction = jedis.multi()) {
        Response<String> set = transaction.set("k", "1");
        Response<Long> incremented = transaction.incr("k");
        assertThat(transaction.exec()).containsExactly("OK", 2L);
        assertThat(set.get()).isEqualTo("OK");
        assertThat(incremented.get()).isEqualTo(2);
      }
      jedis.watch("k");
      served.db().strings().set("k", "theirs");
      try (Transaction transaction = jedis.multi()) {
        transaction.set("k", "mine");
        assertThat(transaction.exec()).isNull();
      }
      assertThat(jedis.get("k")).isEqualTo("theirs");
      try (Transaction transaction = jedis.multi()) {
        transaction.set("k", "mine");
        assertThat(transaction.discard()).isEqualTo("OK");
      }
      assertThat(jedis.get("k")).isEqualTo("theirs");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void keys_areFoundMovedAndExpired(RedisProtocol protocol) {
    try (Jedis jedis = connect(protocol)) {
      Map<String, String> all = new HashMap<>();
      for (int i = 0; i < 500; i++) {
        all.put("key:" + i, "v");
      }
      all.forEach(jedis::set);
      jedis.set("other", "v");
      Set<String> found = new HashSet<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        ScanResult<String> page = jedis.scan(cursor, new ScanParams().match("key:*").count(50));
        found.addAll(page.getResult());
        cursor = page.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertThat(found).isEqualTo(all.keySet());
      assertThat(jedis.keys("key:1?")).hasSize(10);
      assertThat(jedis.type("other")).isEqualTo("string");
      assertThat(jedis.objectEncoding("other")).isEqualTo("embstr");
      assertThat(jedis.expire("other", 100)).isEqualTo(1);
      assertThat(jedis.persist("other")).isEqualTo(1);
      assertThat(jedis.rename("other", "another")).isEqualTo("OK");
      assertThat(jedis.copy("another", "other", false)).isTrue();
      assertThat(jedis.move("another", 5)).isEqualTo(1);
      assertThat(jedis.touch("other", "another")).isEqualTo(1);
      assertThat(jedis.unlink("other", "none")).isEqualTo(1);
      assertThat(jedis.randomKey().getBytes(UTF_8)).isNotEmpty();
      assertThat(jedis.pexpireAt("key:1", 1)).isEqualTo(1);
      assertThat(jedis.exists("key:1", "key:2")).isEqualTo(1);
      assertThat(jedis.dbSize()).isEqualTo(499);
      assertThat(jedis.flushDB()).isEqualTo("OK");
      assertThat(jedis.randomKey()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESP2", "RESP3"})
  void subscribes_hearsMessages_andLeaves(RedisProtocol protocol) throws InterruptedException {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch subscribed = new CountDownLatch(2);
    JedisPubSub listener =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            heard.add("subscribed " + channel + " " + count);
            subscribed.countDown();
            if (count == 1) {
              psubscribe("n*");
            }
          }

          @Override
          public void onPSubscribe(String pattern, int count) {
            heard.add("subscribed " + pattern + " " + count);
            subscribed.countDown();
          }

          @Override
          public void onMessage(String channel, String message) {
            heard.add(channel + " " + message);
          }

          @Override
          public void onPMessage(String pattern, String channel, String message) {
            heard.add(pattern + " " + channel + " " + message);
            unsubscribe();
            punsubscribe();
          }
        };
    Thread subscriber =
        new Thread(
            () -> {
              try (Jedis jedis = connect(protocol)) {
                jedis.subscribe(listener, "news");
                heard.add(jedis.ping());
              }
            });
    subscriber.start();
    assertThat(subscribed.await(30, TimeUnit.SECONDS)).isTrue();
    try (Jedis jedis = connect(protocol)) {
      assertThat(jedis.publish("news", "hello")).isEqualTo(2);
      assertThat(jedis.pubsubNumSub("news")).containsOnlyKeys("news");
    }
    subscriber.join();
    assertThat(heard)
        .containsExactly(
            "subscribed news 1", "subscribed n* 2", "news hello", "n* news hello", "PONG");
  }
}
