package io.holdfast.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBucket;
import org.redisson.api.RFuture;
import org.redisson.api.RKeys;
import org.redisson.api.RType;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.api.redisnode.RedisSingle;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.Protocol;

/**
 * Redisson hides WATCH and CLIENT; what it sends is a pool's handshake, its objects' commands and
 * batches. What it does by scripts is not asked for here.
 */
@Timeout(60)
class RedissonTest {
  private Served served;

  @BeforeEach
  void open() throws IOException {
    served = new Served();
  }

  @AfterEach
  void close() {
    served.close();
  }

  private RedissonClient connect(Protocol protocol) {
    Config config = new Config();
    config.setProtocol(protocol);
    config.setCodec(StringCodec.INSTANCE);
    config.setPassword(Served.PASSWORD);
    config.setNettyThreads(2);
    config.setThreads(2);
    config
        .useSingleServer()
        .setAddress("redis://127.0.0.1:" + served.port())
        .setDatabase(Served.DATABASE)
        .setClientName("conformance")
        .setConnectionMinimumIdleSize(2)
        .setConnectionPoolSize(4)
        .setDnsMonitoringInterval(-1);
    return Redisson.create(config);
  }

  private static void disconnect(RedissonClient redisson) {
    redisson.shutdown(0, 10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void connects_asksTheNode_andLeaves(Protocol protocol) {
    RedissonClient redisson = connect(protocol);
    RedisSingle nodes = redisson.getRedisNodes(RedisNodes.SINGLE);
    assertThat(nodes.pingAll()).isTrue();
    assertThat(nodes.getInstance().info(InfoSection.SERVER)).containsKey("redis_version");
    assertThat(nodes.getInstance().getConfig("maxclients")).containsEntry("maxclients", "10000");
    assertThat(nodes.getInstance().time().getSeconds()).isPositive();
    disconnect(redisson);
    served.assertNobodyIsConnected();
  }

  @ParameterizedTest
  @EnumSource
  void buckets_takeEveryOption(Protocol protocol) {
    RedissonClient redisson = connect(protocol);
    RBucket<String> bucket = redisson.getBucket("k");
    assertThat(bucket.get()).isNull();
    assertThat(bucket.setIfExists("1")).isFalse();
    assertThat(bucket.setIfAbsent("1")).isTrue();
    assertThat(bucket.setIfAbsent("2")).isFalse();
    assertThat(bucket.setIfExists("2", Duration.ofSeconds(100))).isTrue();
    assertThat(bucket.remainTimeToLive()).isBetween(90_000L, 100_000L);
    bucket.setAndKeepTTL("3");
    assertThat(bucket.remainTimeToLive()).isBetween(90_000L, 100_000L);
    bucket.set("4", Duration.ofMillis(200_001));
    assertThat(bucket.getAndExpire(Duration.ofSeconds(50))).isEqualTo("4");
    assertThat(bucket.getAndClearExpire()).isEqualTo("4");
    assertThat(bucket.remainTimeToLive()).isEqualTo(-1);
    Instant far = Instant.ofEpochMilli(4_102_444_800_001L);
    assertThat(redisson.getKeys().expireAt(far, "k")).isEqualTo(1);
    assertThat(bucket.getExpireTime()).isEqualTo(far.toEpochMilli());
    assertThat(bucket.getAndSet("5")).isEqualTo("4");
    assertThat(served.db().strings().get("k")).isEqualTo("5");
    assertThat(bucket.size()).isEqualTo(1);
    assertThat(bucket.delete()).isTrue();
    assertThat(bucket.isExists()).isFalse();
    RBucket<byte[]> binary = redisson.getBucket("binary", ByteArrayCodec.INSTANCE);
    binary.set(Served.BINARY);
    assertThat(binary.get()).isEqualTo(Served.BINARY);
    redisson.getBuckets().set(Map.of("a", "1", "b", "ü"));
    assertThat(redisson.getBuckets().<String>get("a", "none", "b"))
        .isEqualTo(Map.of("a", "1", "b", "ü"));
    assertThat(redisson.getBuckets().trySet(Map.of("b", "x", "c", "x"))).isFalse();
    assertThat(redisson.getAtomicLong("a").addAndGet(41)).isEqualTo(42);
    assertThat(redisson.getAtomicDouble("a").addAndGet(0.5)).isEqualTo(42.5);
    assertThatThrownBy(redisson.getAtomicLong("b")::incrementAndGet)
        .hasMessageContaining("ERR value is not an integer or out of range");
    disconnect(redisson);
  }

  @ParameterizedTest
  @EnumSource
  void batches_answerInOrder(Protocol protocol) {
    RedissonClient redisson = connect(protocol);
    RBatch pipeline = redisson.createBatch(BatchOptions.defaults());
    List<RFuture<?>> futures = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      futures.add(pipeline.getBucket("k" + i).setAsync("v" + i));
      futures.add(pipeline.getBucket("k" + i).getAsync());
    }
    List<?> replies = pipeline.execute().getResponses();
    for (int i = 0; i < 1_000; i++) {
      assertThat(replies.get(2 * i + 1)).isEqualTo("v" + i);
    }
    assertThat(futures).allSatisfy(future -> assertThat(future.isDone()).isTrue());
    RBatch transaction =
        redisson.createBatch(
            BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.REDIS_WRITE_ATOMIC));
    RFuture<Void> set = transaction.getBucket("n").setAsync("1");
    RFuture<Long> incremented = transaction.getAtomicLong("n").incrementAndGetAsync();
    transaction.execute();
    assertThat(set.toCompletableFuture()).isCompleted();
    assertThat(incremented.toCompletableFuture().join()).isEqualTo(2);
    assertThat(served.db().strings().get("n")).isEqualTo("2");
    disconnect(redisson);
    served.assertNobodyIsConnected();
  }

  @ParameterizedTest
  @EnumSource
  void keys_areFoundMovedAndExpired(Protocol protocol) {
    RedissonClient redisson = connect(protocol);
    RKeys keys = redisson.getKeys();
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      served.db().strings().set("key:" + i, "v");
      all.add("key:" + i);
    }
    served.db().strings().set("other", "v");
    assertThat(keys.getKeys(KeysScanOptions.defaults().pattern("key:*").chunkSize(50)))
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(keys.count()).isEqualTo(301);
    assertThat(keys.getType("other")).isEqualTo(RType.OBJECT);
    assertThat(keys.renamenx("other", "another")).isTrue();
    assertThat(keys.move("another", 5)).isTrue();
    assertThat(keys.touch("key:1", "none")).isEqualTo(1);
    assertThat(keys.expire(Duration.ofSeconds(100), "key:1")).isEqualTo(1);
    assertThat(keys.remainTimeToLive("key:1")).isBetween(90_000L, 100_000L);
    assertThat(keys.clearExpire("key:1")).isTrue();
    assertThat(keys.unlink("key:1", "none")).isEqualTo(1);
    assertThat(keys.expireAt(Instant.ofEpochMilli(1), "key:2")).isEqualTo(1);
    assertThat(keys.countExists("key:2", "key:3")).isEqualTo(1);
    assertThat(keys.randomKey()).startsWith("key:");
    keys.flushdb();
    assertThat(keys.count()).isZero();
    disconnect(redisson);
  }
}
