package io.holdfast.encodings.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.RedisOracle;
import io.holdfast.encodings.arena.Arena;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes, counters and groups, byte for byte those of a real redis-server. */
@Tag("oracle")
class StreamOracleTest {
  private static RedisOracle redis;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RedisOracle.start(directory, "--rdbcompression", "no");
  }

  @AfterAll
  static void stop() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void operations_leaveTheSameDump(long seed) throws IOException {
    int runs = ModelRun.LONG ? 300 : 6;
    for (int run = 0; run < runs; run++) {
      long drawn = ModelRun.seed(seed) + 100L * run;
      redis.run("FLUSHALL");
      Mirror mirror = new Mirror(new Random(drawn));
      for (int step = 0; step < 300; step++) {
        String command = mirror.step();
        String where = "seed=" + drawn + " step=" + step + ": " + command;
        mirror.compareReplies(where);
        if (step % 7 == 0) {
          mirror.compareDumps(where);
        }
      }
      mirror.compareDumps("seed=" + drawn);
      mirror.restoreOurs();
    }
  }

  /** Sizes of values around every threshold of the listpack, in nodes of any length. */
  @Test
  void values_ofEveryEncoding() throws IOException {
    redis.run("FLUSHALL");
    redis.run("CONFIG", "SET", "stream-node-max-bytes", "0");
    redis.run("CONFIG", "SET", "stream-node-max-entries", "0");
    StreamLog log = new StreamLog(new Arena());
    int ms = 0;
    for (String value :
        List.of(
            "",
            "0",
            "127",
            "128",
            "-1",
            "-4096",
            "-4097",
            "4095",
            "32768",
            "-8388609",
            "00",
            "-0",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808")) {
      append(log, ++ms, "f", value);
    }
    for (int length : new int[] {63, 64, 126, 127, 4093, 4095, 4096, 16_378, 16_379, 70_000}) {
      append(log, ++ms, "f", "x".repeat(length));
      append(log, ++ms, "y".repeat(length), "1", "f", "2");
    }
    assertThat(log.nodeCount()).isEqualTo(1);
    assertThat(DumpPayload.of(log)).isEqualTo(theirDump());
  }

  private static void append(StreamLog log, long ms, String... elements) throws IOException {
    List<String> command = new ArrayList<>(List.of("XADD", "k", ms + "-0"));
    command.addAll(List.of(elements));
    assertThat(redis.run(command.toArray(String[]::new))).isEqualTo(ms + "-0");
    log.append(ms, 0, Fields.of(elements), 0, 0);
  }

  private static DumpPayload theirDump() throws IOException {
    byte[] payload = redis.run("DUMP".getBytes(Fields.CHARSET), "k".getBytes(Fields.CHARSET));
    return DumpPayload.parse(payload);
  }

  /** The same commands on a stream of theirs and on one of ours. */
  private static final class Mirror {
    private static final String[] NAMES = {"a", "b", "group with a longer name"};

    private final Random random;
    private final StreamLog log = new StreamLog(new Arena());
    private final List<Id> known = new ArrayList<>();
    private String theirs = "";
    private String ours = "";
    private int nodeMaxBytes;
    private int nodeMaxEntries;

    Mirror(Random random) throws IOException {
      this.random = random;
      limits();
      append();
    }

    String step() throws IOException {
      int kind = random.nextInt(100);
      if (kind < 45) {
        return append();
      } else if (kind < 55) {
        return delete();
      } else if (kind < 58) {
        return trim();
      } else if (kind < 59) {
        return limits();
      } else if (kind < 60) {
        return setId();
      } else if (kind < 64) {
        return createGroup();
      } else if (log.groups().count() == 0) {
        return append();
      }
      ConsumerGroup group = log.groups().get(random.nextInt(log.groups().count()));
      String name = text(group.name());
      if (kind < 80) {
        return read(group, name);
      } else if (kind < 88) {
        return acknowledge(group, name);
      } else if (kind < 96) {
        return claim(group, name);
      } else if (kind < 98) {
        return removeConsumer(group, name);
      } else if (kind < 99) {
        Id id = someId();
        group.setLastId(id.ms(), id.seq(), GroupLag.UNKNOWN_READ);
        return run("OK", "XGROUP", "SETID", "k", name, id.toString());
      }
      log.groups().remove(group);
      return run("1", "XGROUP", "DESTROY", "k", name);
    }

    private String run(Object expected, String... command) throws IOException {
      ours = String.valueOf(expected);
      theirs = String.valueOf(redis.run(command));
      return String.join(" ", command);
    }

    /** Runs a command whose reply the dump will prove. */
    private String runUnchecked(String... command) throws IOException {
      ours = theirs;
      redis.runFlat(command);
      return String.join(" ", command);
    }

    private String limits() throws IOException {
      nodeMaxBytes = random.nextInt(3) * 300;
      nodeMaxEntries = random.nextInt(3) * 6;
      String bytes = Integer.toString(nodeMaxBytes);
      run("OK", "CONFIG", "SET", "stream-node-max-bytes", bytes);
      String entries = Integer.toString(nodeMaxEntries);
      return run("OK", "CONFIG", "SET", "stream-node-max-entries", entries);
    }

    private String append() throws IOException {
      long ms = log.lastMs();
      long seq = log.lastSeq() + 1 + random.nextInt(3);
      if (random.nextInt(4) > 0) {
        ms += 1 + random.nextInt(random.nextInt(9) == 0 ? 1_000_000 : 9);
        seq = random.nextInt(3) * 1_000L;
      }
      List<String> elements = new ArrayList<>();
      int fields = 1 + random.nextInt(3);
      String prefix = random.nextInt(3) > 0 ? "f" : "";
      for (int i = 0; i < fields; i++) {
        elements.add(prefix + i);
        elements.add(
            random.nextInt(9) == 0
                ? "x".repeat(random.nextInt(150))
                : Long.toString(random.nextLong() >> random.nextInt(64)));
      }
      List<String> command = new ArrayList<>(List.of("XADD", "k", new Id(ms, seq).toString()));
      command.addAll(elements);
      log.append(ms, seq, Fields.of(elements), nodeMaxBytes, nodeMaxEntries);
      known.add(new Id(ms, seq));
      return run(new Id(ms, seq), command.toArray(String[]::new));
    }

    /** An ID that was once given out, the last ones more often; or one beside it. */
    private Id someId() {
      int back = random.nextInt(random.nextBoolean() ? known.size() : Math.min(known.size(), 20));
      Id id = known.get(known.size() - 1 - back);
      return random.nextInt(10) == 0 ? new Id(id.ms(), id.seq() + 1) : id;
    }

    private String delete() throws IOException {
      Id id = someId();
      return run(log.delete(id.ms(), id.seq()) ? 1 : 0, "XDEL", "k", id.toString());
    }

    private String trim() throws IOException {
      boolean wholeNodes = random.nextBoolean();
      int limit = wholeNodes ? random.nextInt(30) : 0;
      boolean byLength = random.nextBoolean();
      String threshold;
      long deleted;
      if (byLength) {
        long maxLength = random.nextInt((int) log.length() + 2);
        threshold = Long.toString(maxLength);
        deleted = log.trimByLength(maxLength, wholeNodes, limit);
      } else {
        Id id = liveOrAboveAll(someId());
        threshold = id.toString();
        deleted = log.trimById(id.ms(), id.seq(), wholeNodes, limit);
      }
      List<String> command = new ArrayList<>(List.of("XTRIM", "k", byLength ? "MAXLEN" : "MINID"));
      command.add(wholeNodes ? "~" : "=");
      command.add(threshold);
      if (wholeNodes) {
        command.addAll(List.of("LIMIT", Integer.toString(limit)));
      }
      return run(deleted, command.toArray(String[]::new));
    }

    /**
     * The first live ID from this one on. With one of the IDs between the last live entry of a node
     * and its deleted ones behind, Redis would leave a node without live entries.
     */
    private Id liveOrAboveAll(Id id) {
      StreamIterator entries = log.iterator();
      entries.range(id.ms(), id.seq(), -1, -1);
      return entries.next() ? new Id(entries.ms(), entries.seq()) : new Id(log.lastMs() + 1, 0);
    }

    private String setId() throws IOException {
      Id id = new Id(log.lastMs() + 1 + random.nextInt(3), random.nextInt(3));
      StreamIterator last = log.iterator();
      last.reverseAll();
      if (random.nextInt(3) == 0 && last.next()) {
        id = new Id(last.ms(), last.seq());
      }
      log.setLastId(id.ms(), id.seq());
      if (random.nextBoolean()) {
        return run("OK", "XSETID", "k", id.toString());
      }
      long added = log.entriesAdded() + random.nextInt(3);
      log.setEntriesAdded(added);
      log.setMaxDeletedId(id.ms(), id.seq());
      return run(
          "OK",
          "XSETID",
          "k",
          id.toString(),
          "ENTRIESADDED",
          Long.toString(added),
          "MAXDELETEDID",
          id.toString());
    }

    private String createGroup() throws IOException {
      String name = NAMES[random.nextInt(NAMES.length)];
      byte[] bytes = name.getBytes(Fields.CHARSET);
      Id id = random.nextBoolean() ? Id.ZERO : someId();
      boolean isNew = log.groups().find(bytes, 0, bytes.length) == null;
      long read = random.nextInt(3) - 1L;
      if (isNew) {
        log.groups().create(bytes, 0, bytes.length, id.ms(), id.seq(), read);
      }
      return run(
          isNew ? "OK" : "-BUSYGROUP Consumer Group name already exists",
          "XGROUP",
          "CREATE",
          "k",
          name,
          id.toString(),
          "ENTRIESREAD",
          Long.toString(read));
    }

    private Consumer someConsumer(ConsumerGroup group) throws IOException {
      byte[] name = ("consumer-" + random.nextInt(3)).getBytes(Fields.CHARSET);
      Consumer consumer = group.findConsumer(name, 0, name.length);
      if (consumer != null) {
        return consumer;
      }
      redis.run("XGROUP", "CREATECONSUMER", "k", text(group.name()), text(name));
      return group.createConsumer(name, 0, name.length, 0);
    }

    /** Their clock cannot be set: so the entries read are claimed, with a time, right away. */
    private String read(ConsumerGroup group, String name) throws IOException {
      int count = 1 + random.nextInt(10);
      Consumer consumer = someConsumer(group);
      List<String> claim = new ArrayList<>();
      claim.addAll(List.of("XCLAIM", "k", name, text(consumer.name()), "0"));
      StreamIterator entries = log.iterator();
      Id last = new Id(group.lastMs(), group.lastSeq());
      entries.range(last.ms(), last.seq(), -1, -1);
      int read = 0;
      while (read < count && entries.next()) {
        Id id = new Id(entries.ms(), entries.seq());
        if (id.equals(last)) {
          continue;
        }
        group.advance(log, id.ms(), id.seq());
        group.setPending(id.ms(), id.seq(), consumer, 1_000 + read, 1);
        claim.add(id.toString());
        read++;
      }
      String command =
          runUnchecked(
              "XREADGROUP",
              "GROUP",
              name,
              text(consumer.name()),
              "COUNT",
              Integer.toString(count),
              "STREAMS",
              "k",
              ">");
      for (int i = 0; i < read; i++) {
        setDelivered(name, consumer, claim.get(5 + i), 1_000 + i, 1);
      }
      return command;
    }

    private void setDelivered(String group, Consumer consumer, String id, long atMs, long count)
        throws IOException {
      redis.runFlat(
          "XCLAIM",
          "k",
          group,
          text(consumer.name()),
          "0",
          id,
          "TIME",
          Long.toString(atMs),
          "RETRYCOUNT",
          Long.toString(count),
          "JUSTID");
    }

    private String acknowledge(ConsumerGroup group, String name) throws IOException {
      Id id = someId();
      int expected = group.acknowledge(id.ms(), id.seq()) ? 1 : 0;
      return run(expected, "XACK", "k", name, id.toString());
    }

    private String claim(ConsumerGroup group, String name) throws IOException {
      Id id = someId();
      Consumer consumer = someConsumer(group);
      long atMs = random.nextInt(1_000_000);
      long count = random.nextInt(100);
      if (log.contains(id.ms(), id.seq())) {
        group.setPending(id.ms(), id.seq(), consumer, atMs, count);
      } else {
        group.acknowledge(id.ms(), id.seq());
      }
      return runUnchecked(
          "XCLAIM",
          "k",
          name,
          text(consumer.name()),
          "0",
          id.toString(),
          "TIME",
          Long.toString(atMs),
          "RETRYCOUNT",
          Long.toString(count),
          "FORCE",
          "JUSTID");
    }

    private String removeConsumer(ConsumerGroup group, String name) throws IOException {
      Consumer consumer = someConsumer(group);
      long pending = group.removeConsumer(consumer);
      return run(pending, "XGROUP", "DELCONSUMER", "k", name, text(consumer.name()));
    }

    void compareReplies(String where) {
      assertThat(ours).as(where).isEqualTo(theirs);
    }

    void compareDumps(String where) throws IOException {
      log.checkInvariants();
      DumpPayload own = DumpPayload.of(log);
      DumpPayload other = theirDump();
      assertThat(own.nodes()).as(where).isEqualTo(other.nodes());
      assertThat(own.counters()).as(where).isEqualTo(other.counters());
      assertThat(own.groups()).as(where).isEqualTo(other.groups());
      List<String> info = redis.runFlat("XINFO", "GROUPS", "k");
      for (int i = 0; i < log.groups().count(); i++) {
        long lag = GroupLag.of(log, log.groups().get(i));
        String theirLag = info.get(12 * i + 11);
        assertThat(lag == GroupLag.UNKNOWN ? null : Long.toString(lag))
            .as("lag of group %s at %s", own.groups().get(i), where + own.counters())
            .isEqualTo(theirLag);
      }
    }

    /** They take a payload of ours, read the same entries from it, and say the same of it. */
    void restoreOurs() throws IOException {
      List<String> entries = redis.runFlat("XRANGE", "k", "-", "+");
      for (int i = 0; i < log.groups().count(); ) {
        log.groups().remove(log.groups().get(i));
      }
      redis.run("DEL", "k");
      byte[][] restore = {bytes("RESTORE"), bytes("k"), bytes("0"), DumpPayload.bytes(log)};
      assertThat(text(redis.run(restore))).isEqualTo("OK");
      assertThat(redis.runFlat("XRANGE", "k", "-", "+")).isEqualTo(entries);
      assertThat(DumpPayload.of(log)).isEqualTo(theirDump());
      List<String> read = new ArrayList<>();
      StreamIterator ours = log.iterator();
      ours.all();
      while (ours.next()) {
        read.add(new Id(ours.ms(), ours.seq()).toString());
        read.addAll(Fields.read(ours));
      }
      assertThat(read).isEqualTo(entries);
    }

    private static String text(byte[] bytes) {
      return new String(bytes, Fields.CHARSET);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(Fields.CHARSET);
    }
  }
}
