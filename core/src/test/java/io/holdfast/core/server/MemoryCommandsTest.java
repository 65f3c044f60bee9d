package io.holdfast.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.Reply;
import io.holdfast.core.keyspace.Database;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  /** What the keys take, added up, is what there is, but for free room and the slots of a table. */
  @Test
  void usage_ofAllKeys_isTheMemoryOfTheStore() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      String value = "x".repeat(random.nextInt(200));
      tester.run("SET s" + i + " v" + value);
      tester.run("HSET h" + i % 7 + " f" + i + " " + i + value);
      tester.run("SADD set" + i % 5 + " m" + i + value);
      tester.run("ZADD z" + i % 3 + " " + i + " m" + i + value);
      tester.run("RPUSH l" + i % 3 + " " + i + value);
      tester.run("XADD x" + i % 3 + " * f " + i + value);
    }
    tester.run("EXPIRE s1 100");
    Database db = tester.engine().keyspace().database(0);
    long[] sum = new long[2];
    db.forEach(
        handle -> {
          Reply usage = tester.reply(bytes("MEMORY"), bytes("USAGE"), key(db, handle));
          sum[0] += ((Reply.IntegerReply) usage).value();
          sum[1] += db.isLarge(handle) ? db.large(handle).bytes() : 0;
        });
    long shares = db.tableBytes() / db.size() * db.size();
    assertThat(sum[0]).isEqualTo(db.arena().allocatedBytes() + sum[1] + shares);
  }

  @Test
  void usage_checksWhatItIsAsked() {
    tester.script(
        """
        SET k v
        MEMORY USAGE missing
            nil
        MEMORY USAGE k SAMPLES
            -ERR syntax error
        MEMORY USAGE k SAMPLES -1
            -ERR syntax error
        MEMORY USAGE k SAMPLES x
            -ERR value is not an integer or out of range
        MEMORY USAGE k NOSUCH 1
            -ERR syntax error
        """);
    assertThat(tester.run("MEMORY USAGE k SAMPLES 0")).isEqualTo(tester.run("MEMORY USAGE k"));
    assertThat(tester.run("MEMORY USAGE k")).startsWith(":");
  }

  @Test
  void purge_givesBackWhatDeletedValuesHeld() {
    for (int i = 0; i < 2000; i++) {
      tester.run("SADD k member" + i);
    }
    tester.run("DEL k");
    Database db = tester.engine().keyspace().database(0);
    assertThat(db.arena().allocatedBytes()).isPositive();
    assertThat(tester.run("INFO memory")).contains("lazyfree_pending_objects:1\\r\\n");
    assertThat(tester.run("MEMORY PURGE")).isEqualTo("+OK");
    assertThat(db.arena().allocatedBytes()).isZero();
    assertThat(tester.run("INFO memory")).contains("lazyfree_pending_objects:0\\r\\n");
    tester.checkInvariants();
  }

  @Test
  void stats_countWhatIsThere() {
    tester.resp3().script("SET k v\nSELECT 3\nSET k v\nSET e v EX 10");
    String stats = tester.run("MEMORY STATS");
    assertThat(stats)
        .contains("\"keys.count\": :3", "\"db.0\": {", "\"db.3\": {", "\"dataset.percentage\": ,")
        .contains("\"total.allocated\": :" + tester.engine().keyspace().bytes());
    assertThat(tester.run("MEMORY MALLOC-STATS")).contains("\n0 1 ", "\n3 2 ");
  }

  @Test
  void doctor_namesWhatIsWrong() {
    assertThat(tester.run("MEMORY DOCTOR")).startsWith("\"Hi Sam, this instance is empty");
    assertThat(report(10 << 20, 10 << 20, 0, 0))
        .startsWith("Hi Sam, I can't find any memory issue");
    assertThat(report(10 << 20, 5 << 20, 1 << 20, 1))
        .contains("Room between blocks", "Large clients", "Deleted values");
  }

  private static String report(long pages, long live, long clients, long dropped) {
    return MemoryCommands.report(
        new MemoryFigures(10 << 20, 100, 0, pages, live, clients, dropped, 1), 1);
  }

  private static byte[] key(Database db, int handle) {
    byte[] key = new byte[db.keyLength(handle)];
    System.arraycopy(db.page(handle), db.keyOffset(handle), key, 0, key.length);
    return key;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
