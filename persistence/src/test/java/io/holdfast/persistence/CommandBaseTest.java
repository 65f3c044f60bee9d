package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import io.holdfast.core.server.DatasetDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The base of an append only file under {@code aof-use-rdb-preamble no}. */
@Timeout(60)
class CommandBaseTest {
  @TempDir Path folder;

  private Holdfast.Builder builder() {
    return Holdfast.builder()
        .config("dir", folder.toString())
        .config("appendonly", "yes")
        .config("aof-use-rdb-preamble", "no");
  }

  private CommandTester open() {
    return CommandTester.open(builder());
  }

  private Path base(int number) {
    return folder.resolve("appendonlydir/appendonly.aof." + number + ".base.aof");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("appendonlydir"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String digest(CommandTester tester) {
    return tester.engine().door().call(() -> DatasetDigest.of(tester.engine().keyspace()));
  }

  private static void rewrite(CommandTester tester) {
    assertThat(tester.run("BGREWRITEAOF")).startsWith("+Background append only file rewriting");
    while (tester.run("INFO persistence").contains("rewrite_in_progress:1")) {
      tester.store().doWork();
      Thread.onSpinWait();
    }
    assertThat(tester.run("INFO persistence")).contains("aof_last_bgrewrite_status:ok");
  }

  /** The commands of a file, a line each: what stands in it without lengths. */
  private static String commands(Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line : Files.readString(file, ISO_8859_1).split("\r\n", -1)) {
      if (line.startsWith("*")) {
        lines.append('\n');
      } else if (!line.startsWith("$")) {
        lines.append(lines.isEmpty() || lines.charAt(lines.length() - 1) == '\n' ? "" : " ");
        lines.append(line);
      }
    }
    return lines.toString().strip();
  }

  /** What the base says of some keys that were just made. */
  private String written(String... lines) throws IOException {
    try (CommandTester tester = open()) {
      tester.run("FLUSHALL");
      for (String line : lines) {
        assertThat(tester.run(line)).as(line).doesNotStartWith("-");
      }
      rewrite(tester);
    }
    return commands(folder.resolve("appendonlydir").resolve(names().get(0)));
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  // ---- files ---------------------------------------------------------------------------------

  @Test
  void emptyFolder_getsAnEmptyBase() throws IOException {
    open().close();
    assertThat(base(1)).isEmptyFile();
    assertThat(folder.resolve("appendonlydir/appendonly.aof.manifest"))
        .hasContent(
            """
            file appendonly.aof.1.base.aof seq 1 type b
            file appendonly.aof.1.incr.aof seq 1 type i
            """);
  }

  @Test
  void everyType_isThereAfterTheNextStart_whateverTheBaseWasBefore() throws IOException {
    String digest;
    try (CommandTester tester = open()) {
      DataSet.commands(new Random(42), 64).forEach(tester::run);
      rewrite(tester);
      assertThat(names())
          .containsExactly(
              "appendonly.aof.2.base.aof", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest");
      tester.run("CONFIG SET aof-use-rdb-preamble yes");
      rewrite(tester);
      assertThat(names()).contains("appendonly.aof.3.base.rdb").hasSize(3);
      tester.run("CONFIG SET aof-use-rdb-preamble no");
      rewrite(tester);
      assertThat(names()).contains("appendonly.aof.4.base.aof").hasSize(3);
      tester.run("INCR after");
      digest = digest(tester);
    }
    assertThat(base(4)).isNotEmptyFile();
    for (int start = 0; start < 2; start++) {
      try (CommandTester tester = open()) {
        assertThat(digest(tester)).as("start " + start).isEqualTo(digest);
        tester.checkInvariants();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BGREWRITEAOF", "CONFIG SET appendonly yes"})
  void withoutALog_theBaseIsInCommands(String begin) throws IOException {
    String digest;
    try (CommandTester tester = CommandTester.open(builder().config("appendonly", "no"))) {
      DataSet.commands(new Random(7), 16).forEach(tester::run);
      tester.run(begin);
      while (!tester.run("INFO persistence").contains("aof_rewrites:1\\r\\n")) {
        tester.store().doWork();
      }
      digest = digest(tester);
    }
    assertThat(base(1)).isNotEmptyFile();
    try (CommandTester tester = open()) {
      assertThat(digest(tester)).isEqualTo(digest);
    }
  }

  // ---- commands ------------------------------------------------------------------------------

  @Test
  void databases_areSelected() throws IOException {
    assertThat(written("SET a 1", "SELECT 3", "SET b text PX 100000"))
        .isEqualTo("SELECT 0\nSET a 1\nSELECT 3\nSET b text\nPEXPIREAT b 1767225700000");
  }

  @Test
  void timestamps_standBeforeTheCommands() throws IOException {
    assertThat(written("CONFIG SET aof-timestamp-enabled yes", "SET a 1"))
        .isEqualTo("#TS:1767225600\nSELECT 0\nSET a 1");
    try (CommandTester tester = open()) {
      assertThat(tester.run("GET a")).isEqualTo("\"1\"");
    }
  }

  @Test
  void lists_areInCommandsOf64() throws IOException {
    assertThat(written("RPUSH l " + numbers(0, 130)))
        .isEqualTo(
            "SELECT 0\nRPUSH l "
                + numbers(0, 64)
                + "\nRPUSH l "
                + numbers(64, 128)
                + "\nRPUSH l "
                + numbers(128, 130));
    assertThat(written("RPUSH l a " + "x".repeat(9000) + " b"))
        .isEqualTo("SELECT 0\nRPUSH l a\nRPUSH l " + "x".repeat(9000) + "\nRPUSH l b");
  }

  @Test
  void sets_ofEachEncoding() throws IOException {
    assertThat(written("SADD s 3 -1 2")).isEqualTo("SELECT 0\nSADD s -1 2 3");
    assertThat(written("SADD s 3 text")).isEqualTo("SELECT 0\nSADD s 3 text");
    String large = written("SADD s " + numbers(0, 600));
    assertThat(large.lines()).hasSize(1 + 10);
    assertThat(large.lines().skip(1).limit(9))
        .allMatch(line -> line.startsWith("SADD s ") && line.split(" ", -1).length == 66);
  }

  @Test
  void hashes_ofEachEncoding() throws IOException {
    assertThat(written("HSET h a 1 b text")).isEqualTo("SELECT 0\nHMSET h a 1 b text");
    assertThat(written("HSET h a " + "x".repeat(100)))
        .isEqualTo("SELECT 0\nHMSET h a " + "x".repeat(100));
  }

  @Test
  void sortedSets_ofEachEncoding() throws IOException {
    assertThat(written("ZADD z 1.5 a inf b -inf c 3 d 0.1 e"))
        .isEqualTo("SELECT 0\nZADD z -inf c 0.1 e 1.5 a 3 d inf b");
    assertThat(written("ZADD z 0.1 " + "x".repeat(100) + " -0 b"))
        .isEqualTo("SELECT 0\nZADD z 0.1 " + "x".repeat(100) + " -0 b");
  }

  @Test
  void elementsWithDeadlines_expireAtTheirTime() throws IOException {
    assertThat(written("HSET h a 1", "HPEXPIRE h 100000 FIELDS 1 a"))
        .isEqualTo("SELECT 0\nHMSET h a 1\nHPEXPIREAT h 1767225700000 FIELDS 1 a");
    assertThat(written("SADD s a", "SPEXPIRE s 100000 MEMBERS 1 a"))
        .isEqualTo("SELECT 0\nSADD s a\nSPEXPIREAT s 1767225700000 MEMBERS 1 a");
    assertThat(written("ZADD z 1 a", "ZPEXPIRE z 100000 MEMBERS 1 a"))
        .isEqualTo("SELECT 0\nZADD z 1 a\nZPEXPIREAT z 1767225700000 MEMBERS 1 a");
    String many =
        written("SADD s " + numbers(0, 200), "SPEXPIRE s 5000 MEMBERS 100 " + numbers(0, 100));
    assertThat(many.lines().filter(line -> line.startsWith("SADD"))).hasSize(4);
    assertThat(
            many.lines().filter(line -> line.startsWith("SPEXPIREAT s 1767225605000 MEMBERS 1 ")))
        .hasSize(100);
    try (CommandTester tester = open()) {
      tester.clock().advance(Duration.ofSeconds(6));
      assertThat(tester.run("SCARD s")).isEqualTo(":100");
    }
  }

  @Test
  void whatIsDueAtTheStart_isGone_andNotBefore() {
    try (CommandTester tester = open()) {
      tester.run("SET k 1 PX 1000");
      tester.run("SADD s a b");
      tester.run("SPEXPIRE s 1000 MEMBERS 1 a");
      tester.run("HSET h a 1");
      tester.run("HPEXPIRE h 1000 FIELDS 1 a");
      rewrite(tester);
      tester.run("APPEND k 2");
      tester.run("HINCRBY h a 1");
    }
    try (CommandTester tester = open()) {
      tester.clock().advance(Duration.ofSeconds(5));
      assertThat(tester.run("KEYS *")).isEqualTo("[\"s\"]");
      assertThat(tester.run("SMEMBERS s")).isEqualTo("[\"b\"]");
    }
  }

  @Test
  void streams_withTheirGroups() throws IOException {
    assertThat(
            written(
                "XADD x 5-1 f v",
                "XADD x 6-1 f v g w",
                "XADD x 18446744073709551615-7 q v",
                "XGROUP CREATE x g 0",
                "XREADGROUP GROUP g c1 COUNT 2 STREAMS x >",
                "XDEL x 6-1",
                "XGROUP CREATECONSUMER x g c2"))
        .isEqualTo(
            """
            SELECT 0
            XADD x 5-1 f v
            XADD x 18446744073709551615-7 q v
            XSETID x 18446744073709551615-7 ENTRIESADDED 3 MAXDELETEDID 6-1
            XGROUP CREATE x g 6-1 ENTRIESREAD 2
            XGROUP CREATECONSUMER x g c1
            XCLAIM x g c1 0 5-1 TIME 1767225600000 RETRYCOUNT 1 JUSTID FORCE
            XCLAIM x g c1 0 6-1 TIME 1767225600000 RETRYCOUNT 1 JUSTID FORCE
            XGROUP CREATECONSUMER x g c2\
            """);
    try (CommandTester tester = open()) {
      assertThat(tester.run("XPENDING x g"))
          .as("what was deleted is no longer pending")
          .isEqualTo("[:1, \"5-1\", \"5-1\", [[\"c1\", \"1\"]]]");
    }
  }

  @Test
  void streamsWithoutEntries_keepTheirIds() throws IOException {
    assertThat(
            written("XADD x 5-1 f v", "XDEL x 5-1", "XGROUP CREATE y g $ MKSTREAM", "XADD z 1 f v"))
        .contains(
            "XADD x MAXLEN 0 0-1 x y\nXSETID x 5-1 ENTRIESADDED 1 MAXDELETEDID 5-1",
            "XADD y MAXLEN 0 0-1 x y\nXSETID y 0-0 ENTRIESADDED 0 MAXDELETEDID 0-0\n"
                + "XGROUP CREATE y g 0-0 ENTRIESREAD -1");
    try (CommandTester tester = open()) {
      assertThat(tester.run("XADD x 5-1 f v")).startsWith("-ERR The ID specified in XADD is equal");
      assertThat(tester.run("XADD y 0-1 f v")).isEqualTo("\"0-1\"");
      assertThat(tester.run("XLEN y")).isEqualTo(":1");
    }
  }

  @Test
  void values_areLongerThanAnyBuffer_andStillWhole() {
    String digest;
    Random random = new Random(9);
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < 400_000; i++) {
      noise.append((char) ('0' + random.nextInt(75)));
    }
    try (CommandTester tester = open()) {
      tester.store().strings().set("noise", noise.toString());
      tester.store().strings().set("same", "x".repeat(3_000_000));
      for (int i = 0; i < 200; i++) {
        String some = noise.substring(i, 30_000 + 50 * i);
        tester.store().lists().pushRight("list", some);
        tester.store().sets().add("set", some);
        tester.store().hashes().set("hash", some.substring(0, 20_000), some);
        if (i % 3 == 0) {
          tester.store().sets().expireAt("set", some, Instant.parse("2030-01-01T00:00:00Z"));
          tester
              .store()
              .hashes()
              .expireAt("hash", some.substring(0, 20_000), Instant.parse("2031-01-01T00:00:00Z"));
        }
        tester.store().streams().add("stream", Map.of("f", some));
      }
      tester.store().keys().expireAt("set", Instant.parse("2032-01-01T00:00:00Z"));
      rewrite(tester);
      digest = digest(tester);
    }
    try (CommandTester tester = open()) {
      assertThat(digest(tester)).isEqualTo(digest);
      assertThat(tester.store().strings().get("noise")).isEqualTo(noise.toString());
      tester.checkInvariants();
    }
  }

  // ---- checks --------------------------------------------------------------------------------

  private String check(boolean expected) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Path manifest = folder.resolve("appendonlydir/appendonly.aof.manifest");
    boolean isGood = AofCheck.check(manifest, true, () -> true, new PrintStream(said, true, UTF_8));
    assertThat(isGood).as(said.toString(UTF_8)).isEqualTo(expected);
    return said.toString(UTF_8);
  }

  @Test
  void check_readsTheCommandsOfTheBase() throws IOException {
    try (CommandTester tester = open()) {
      tester.run("RPUSH l " + numbers(0, 100));
      rewrite(tester);
      tester.run("SET a 1");
    }
    assertThat(check(true)).contains("BASE AOF appendonly.aof.2.base.aof is valid");
    long size = Files.size(base(2));
    Files.writeString(base(2), "*1\r\n$3\r\nSE", StandardOpenOption.APPEND);
    assertThat(check(false)).contains("AOF appendonly.aof.2.base.aof is not valid, and cannot be");
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            DamagedFileException.class,
            e -> {
              assertThat(e.file()).isEqualTo(base(2));
              assertThat(e.offset()).isEqualTo(size);
            });
  }
}
