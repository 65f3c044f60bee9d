package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of one node, compared with a redis-server that was given all slots. */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterOracleTest {
  private static final List<String> COMMANDS =
      List.of(
          "FLUSHALL",
          "CLUSTER KEYSLOT a",
          "CLUSTER KEYSLOT {a}b",
          "CLUSTER KEYSLOT x{a}b{c}",
          "CLUSTER KEYSLOT {}a",
          "CLUSTER KEYSLOT {a",
          "CLUSTER KEYSLOT a}{b}",
          "CLUSTER KEYSLOT {{a}}",
          "CLUSTER KEYSLOT \"\"",
          "CLUSTER KEYSLOT \"\\xff\\x00\"",
          "CLUSTER KEYSLOT",
          "SET a 1",
          "SET {a}b 1",
          "SET b 1",
          "CLUSTER COUNTKEYSINSLOT 15495",
          "CLUSTER COUNTKEYSINSLOT 1",
          "CLUSTER COUNTKEYSINSLOT 16384",
          "CLUSTER COUNTKEYSINSLOT -1",
          "CLUSTER COUNTKEYSINSLOT x",
          "CLUSTER GETKEYSINSLOT 3300 10",
          "CLUSTER GETKEYSINSLOT 15495 0",
          "CLUSTER GETKEYSINSLOT 1 10",
          "CLUSTER GETKEYSINSLOT 16384 1",
          "CLUSTER GETKEYSINSLOT 1 -1",
          "CLUSTER GETKEYSINSLOT x 1",
          "CLUSTER GETKEYSINSLOT 1",
          "DEL {a}b",
          "CLUSTER COUNTKEYSINSLOT 15495",
          "CLUSTER GETKEYSINSLOT 15495 10",
          "MSET a 1 b 2",
          "MGET a {a}b",
          "DEL a b",
          "RENAME a b",
          "SELECT 0",
          "SELECT 1",
          "SELECT x",
          "SELECT 99",
          "READONLY",
          "READWRITE",
          "ASKING",
          "READONLY x",
          "MOVE a 1",
          "SWAPDB 0 1",
          "SWAPDB 0 0",
          "COPY a {a}c DB 1",
          "COPY a {a}c DB 0",
          "COPY a b",
          "SORT a BY {b}*",
          "SORT a GET x",
          "SORT a BY nosort",
          "PFMERGE a b",
          "WATCH a b",
          "WATCH a {a}b",
          "UNWATCH",
          "SPUBLISH x y",
          "PUBLISH a b",
          "SSUBSCRIBE a b",
          "XREAD STREAMS a b 0 0",
          "ZUNIONSTORE a 1 b",
          "BLPOP a b 0",
          "EXISTS a b",
          "MULTI",
          "SET a 1",
          "SET b 1",
          "EXEC",
          "MULTI",
          "SET a 1",
          "SET {a}b 1",
          "EXEC",
          "MULTI",
          "MSET a 1 b 2",
          "EXEC",
          "MULTI",
          "SELECT 1",
          "EXEC",
          "EXEC",
          "CLUSTER INFO x",
          "CLUSTER NOSUCH",
          "CLUSTER",
          "CLUSTER NODES",
          "CLUSTER SLOTS",
          "CLUSTER MYID",
          "CLUSTER SHARDS",
          "CLUSTER LINKS",
          "CLUSTER REPLICAS x",
          "CLUSTER SLAVES x",
          "CLUSTER COUNT-FAILURE-REPORTS x",
          "CLUSTER SAVECONFIG",
          "INFO cluster",
          "OBJECT ENCODING a",
          "CLUSTER KEYSLOT a b",
          "SUNSUBSCRIBE");

  private RedisServer oracle;
  private Store store;
  private RespListener listener;

  @BeforeAll
  void connect() throws IOException {
    Assumptions.assumeTrue(RedisServer.program().isPresent(), "no redis-server on the PATH");
    oracle = RedisServer.start("--cluster-enabled", "yes");
    try (Connection connection = new Connection(oracle)) {
      assertThat(connection.call("CLUSTER ADDSLOTSRANGE 0 16383").notation()).isEqualTo("+OK");
      while (!connection.call("CLUSTER INFO").string().contains("cluster_state:ok")) {
        Thread.onSpinWait();
      }
    }
    store = Holdfast.builder().config("cluster-enabled", "yes").open();
    listener = RespListener.builder().bind("127.0.0.1").port(ListenerBuilder.ANY_PORT).open(store);
  }

  @AfterAll
  void disconnect() {
    if (listener != null) {
      listener.close();
      store.close();
    }
    if (oracle != null) {
      oracle.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void answers_areThoseOfTheOracle(int protocol) throws IOException {
    try (Connection theirs = new Connection(oracle);
        Connection ours = new Connection(new RedisServer.At(listener.port()))) {
      String hello = "HELLO " + protocol;
      assertThat(neutral(ours.call(hello), listener.port()).replaceAll("7.2.[0-9]+", "7.0.15"))
          .isEqualTo(neutral(theirs.call(hello), oracle.port()));
      for (String command : COMMANDS) {
        assertThat(neutral(ours.call(command), listener.port()))
            .as(command)
            .isEqualTo(neutral(theirs.call(command), oracle.port()));
      }
      String id = ours.call("CLUSTER MYID").string();
      assertThat(ours.call("CLUSTER REPLICAS " + id).notation()).isEqualTo("[]");
      assertThat(ours.call("CLUSTER INFO").string()).contains("cluster_state:ok\r\n");
      assertThat(ours.call("CLUSTER RESET").isError()).isTrue();
    }
  }

  /** Names, ports and addresses differ: a lone node does not know by which address it is seen. */
  private static String neutral(Reply reply, int port) {
    return reply
        .notation()
        .replaceAll("\"id\"[,:] :[0-9]+", "\"id\" :1")
        .replaceAll("[0-9a-f]{40}", "ID")
        .replace("@" + (port + 10_000), "@BUS")
        .replace(Integer.toString(port), "PORT")
        .replace("127.0.0.1", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLUSTER INFO",
        "CLUSTER SLOTS",
        "CLUSTER MYID",
        "CLUSTER KEYSLOT a",
        "READONLY",
        "READWRITE",
        "ASKING",
        "CLUSTER",
        "CLUSTER NOSUCH",
        "CLUSTER RESET",
        "CLUSTER KEYSLOT"
      })
  void withoutCluster_answers_areThoseOfTheOracle(String command) throws IOException {
    try (Peers peers = Peers.start();
        Connection theirs = new Connection(peers.oracle());
        Connection ours = new Connection(peers.ours())) {
      assertThat(ours.call(command).notation()).isEqualTo(theirs.call(command).notation());
    }
  }
}
