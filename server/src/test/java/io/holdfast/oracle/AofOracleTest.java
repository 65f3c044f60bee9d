package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.Engine;
import io.holdfast.core.server.DatasetDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The folder of an append only file goes back and forth between Holdfast and the oracle: each finds
 * the data the other has left, the same digest of it, and goes on.
 */
@Tag("oracle")
class AofOracleTest {
  @TempDir Path folder;

  private static final List<String> OURS =
      List.of(
          "SELECT 3",
          "SET text ours PXAT 4000000000123",
          "MULTI",
          "INCR counter",
          "APPEND text !",
          "EXEC",
          "HSET hash a 1 b 2",
          "HINCRBYFLOAT hash a 1.5",
          "RPUSH list 1 2 3",
          "LPOP list",
          "SADD set x y z",
          "SPOP set",
          "ZADD ranks 1 a 2 b",
          "ZINCRBY ranks 5 a",
          "XADD log * f v",
          "XGROUP CREATE log group 0",
          "XREADGROUP GROUP group me STREAMS log >",
          "PFADD visits a b c",
          "SETBIT bits 77 1",
          "GEOADD places 13.361389 38.115556 Palermo",
          "EXPIREAT list 4000000000",
          "SELECT 0");

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void folder_goesBackAndForth(String preamble) throws IOException {
    Assumptions.assumeTrue(RedisServer.program().isPresent(), "no redis-server");
    for (int round = 0; round < 3; round++) {
      String theirs = oracle(round, preamble);
      String ours;
      try (HoldfastServer holdfast = open(preamble);
          Connection connection = new Connection(holdfast)) {
        assertThat(digest(holdfast)).as("theirs, round " + round).isEqualTo(theirs);
        OURS.forEach(connection::call);
        if (round == 1) {
          connection.call("BGREWRITEAOF");
        }
        while (connection.call("INFO persistence").string().contains("rewrite_in_progress:1")) {
          Thread.onSpinWait();
        }
        ours = digest(holdfast);
      }
      try (RedisServer oracle = start(preamble);
          Connection connection = new Connection(oracle)) {
        assertThat(connection.call("DEBUG DIGEST").string())
            .as("ours, round " + round)
            .isEqualTo(ours);
      }
    }
  }

  private RedisServer start(String preamble) throws IOException {
    return RedisServer.start(
        "--dir",
        folder.toString(),
        "--appendonly",
        "yes",
        "--aof-timestamp-enabled",
        "yes",
        "--aof-use-rdb-preamble",
        preamble);
  }

  /** Lets the oracle write every type, encoding and size around a threshold. */
  private String oracle(int round, String preamble) throws IOException {
    try (RedisServer oracle = start(preamble);
        Connection connection = new Connection(oracle)) {
      if (round == 0) {
        for (DumpOracleTest.Value value : DumpOracleTest.values()) {
          for (List<byte[]> command : value.commands()) {
            connection.call(command);
          }
        }
      }
      connection.call("SET round " + round + " PX 100000");
      if (round == 2) {
        connection.call("BGREWRITEAOF");
      }
      return connection.call("DEBUG DIGEST").string();
    }
  }

  private HoldfastServer open(String preamble) throws IOException {
    return HoldfastServer.start(
        Holdfast.builder()
            .config("dir", folder.toString())
            .config("appendonly", "yes")
            .config("appendfsync", "always")
            .config("aof-use-rdb-preamble", preamble)
            .config("rdb-version", "10"));
  }

  private static String digest(HoldfastServer holdfast) {
    Engine engine = Engine.of(holdfast.store());
    return engine.door().call(() -> DatasetDigest.of(engine.keyspace()));
  }
}
