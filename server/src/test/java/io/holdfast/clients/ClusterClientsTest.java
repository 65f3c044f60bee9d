package io.holdfast.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.HostAndPort;

/** Cluster clients at a cluster of one node. */
@Timeout(60)
class ClusterClientsTest {
  private Store store;
  private RespListener listener;

  @BeforeEach
  void open() throws IOException {
    store = Holdfast.builder().config("cluster-enabled", "yes").open();
    listener = RespListener.builder().bind("127.0.0.1").port(ListenerBuilder.ANY_PORT).open(store);
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  @Test
  void jedis_works() {
    Set<HostAndPort> nodes = Set.of(new HostAndPort("127.0.0.1", listener.port()));
    try (var jedis = redis.clients.jedis.RedisClusterClient.builder().nodes(nodes).build()) {
      for (int i = 0; i < 200; i++) {
        jedis.set("key:" + i, "value " + i);
      }
      assertThat(jedis.get("key:123")).isEqualTo("value 123");
      assertThat(jedis.mset("{t}a", "1", "{t}b", "2")).isEqualTo("OK");
      assertThat(jedis.mget("{t}a", "{t}b")).containsExactly("1", "2");
      assertThat(jedis.getClusterNodes()).containsOnlyKeys("127.0.0.1:" + listener.port());
    }
    assertThat(store.size()).isEqualTo(202);
  }

  @Test
  void lettuce_works() {
    RedisClusterClient client = RedisClusterClient.create("redis://127.0.0.1:" + listener.port());
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterCommands<String, String> redis = connection.sync();
      for (int i = 0; i < 200; i++) {
        redis.set("key:" + i, "value " + i);
      }
      assertThat(redis.get("key:123")).isEqualTo("value 123");
      assertThat(redis.mset(Map.of("a", "1", "b", "2"))).isEqualTo("OK");
      assertThat(redis.dbsize()).isEqualTo(202);
      int slot = SlotHash.getSlot("key:123");
      assertThat(redis.clusterKeyslot("key:123")).isEqualTo(slot);
      assertThat(redis.clusterCountKeysInSlot(slot)).isEqualTo(1);
      assertThat(redis.clusterGetKeysInSlot(slot, 10)).containsExactly("key:123");
      assertThat(client.getPartitions()).hasSize(1);
      assertThat(client.getPartitions().getPartition(0).getSlots()).hasSize(SlotHash.SLOT_COUNT);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  @Test
  void redisson_works() {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    config.setNettyThreads(2);
    config.setThreads(2);
    config
        .useClusterServers()
        .addNodeAddress("redis://127.0.0.1:" + listener.port())
        .setMasterConnectionMinimumIdleSize(2)
        .setMasterConnectionPoolSize(4);
    RedissonClient redisson = Redisson.create(config);
    try {
      for (int i = 0; i < 50; i++) {
        redisson.getBucket("key:" + i).set("value " + i);
      }
      assertThat(redisson.getBucket("key:23").get()).isEqualTo("value 23");
      redisson.getMap("map").fastPut("field", "value");
      assertThat(redisson.getMap("map").get("field")).isEqualTo("value");
      assertThat(redisson.getKeys().count()).isEqualTo(51);
    } finally {
      redisson.shutdown(0, 10, TimeUnit.SECONDS);
    }
  }
}
