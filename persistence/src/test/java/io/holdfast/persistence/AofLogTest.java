package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.AofAppender;
import io.holdfast.DamagedFileException;
import io.holdfast.Fsync;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.CommandTester;
import io.holdfast.core.Engine;
import io.holdfast.core.server.DatasetDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store logs is what it is after the next start. */
class AofLogTest {
  @TempDir Path folder;

  private Holdfast.Builder builder() {
    return Holdfast.builder()
        .config("dir", folder.toString())
        .config("appendonly", "yes")
        .config("aof-appender", appender());
  }

  /** What the log is appended to by; if it is not there, the file is written to. */
  String appender() {
    return "file";
  }

  CommandTester open() {
    return CommandTester.open(builder());
  }

  private static String digest(Store store) {
    Engine engine = Engine.of(store);
    return engine.door().call(() -> DatasetDigest.of(engine.keyspace()));
  }

  Path increment() {
    return folder.resolve("appendonlydir/appendonly.aof.1.incr.aof");
  }

  private String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", " ");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("appendonlydir"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void emptyFolder_getsBaseIncrementAndManifest() throws IOException {
    open().close();
    assertThat(names())
        .containsExactly(
            "appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest");
    assertThat(folder.resolve("appendonlydir/appendonly.aof.manifest"))
        .hasContent(
            """
            file appendonly.aof.1.base.rdb seq 1 type b
            file appendonly.aof.1.incr.aof seq 1 type i
            """);
  }

  @Test
  void effects_areLoggedAsRedisWritesThem() throws IOException {
    try (CommandTester tester = open()) {
      tester.run("SET a 1 EX 100");
      tester.run("SELECT 3");
      tester.run("MULTI");
      tester.run("INCR n");
      tester.run("SADD s x");
      tester.run("EXEC");
      tester.run("GET n");
    }
    assertThat(text(increment()))
        .isEqualTo(
            "*2 $6 SELECT $1 0 *5 $3 SET $1 a $1 1 $4 PXAT $13 1767225700000 "
                + "*2 $6 SELECT $1 3 *1 $5 MULTI *2 $4 INCR $1 n *3 $4 SADD $1 s $1 x"
                + " *1 $4 EXEC ");
  }

  @Test
  void timestamps_areAnnotations_notWithinTransactions() throws IOException {
    try (CommandTester tester =
        CommandTester.open(builder().config("aof-timestamp-enabled", "yes"))) {
      tester.run("SET a 1");
      tester.run("SET b 1");
      tester.clock().advance(Duration.ofSeconds(2));
      tester.run("SET c 1");
    }
    assertThat(text(increment()))
        .isEqualTo(
            "#TS:1767225600 *2 $6 SELECT $1 0 *3 $3 SET $1 a $1 1 *3 $3 SET $1 b $1 1 "
                + "#TS:1767225602 *3 $3 SET $1 c $1 1 ");
    try (CommandTester tester = open()) {
      assertThat(tester.run("DBSIZE")).isEqualTo(":3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec", "no"})
  void everyType_isThereAfterTheNextStart(String policy) {
    String digest;
    try (CommandTester tester = CommandTester.open(builder().config("appendfsync", policy))) {
      DataSet.commands(new Random(42), 64).forEach(tester::run);
      digest = digest(tester.store());
    }
    for (int start = 0; start < 2; start++) {
      try (CommandTester tester = open()) {
        assertThat(digest(tester.store())).as("start " + start).isEqualTo(digest);
        tester.checkInvariants();
      }
    }
  }

  @Test
  void keysThatHaveExpiredMeanwhile_areNotBroughtBackByWhatCameAfter() {
    try (CommandTester tester = open()) {
      tester.run("SET n 5 PX 1000");
      tester.run("INCR n");
      tester.run("HSET h f 5");
      tester.run("HPEXPIRE h 1000 FIELDS 1 f");
    }
    try (CommandTester tester = open()) {
      assertThat(tester.run("GET n")).isEqualTo("\"6\"");
      tester.clock().advance(Duration.ofSeconds(2));
      assertThat(tester.run("EXISTS n h")).isEqualTo(":0");
    }
    try (CommandTester tester = open()) {
      assertThat(tester.run("DBSIZE")).isEqualTo(":0");
    }
  }

  @Test
  void rewrite_leavesOneBaseAndOneIncrement() throws IOException {
    String digest;
    try (CommandTester tester = open()) {
      DataSet.commands(new Random(7), 32).forEach(tester::run);
      for (int i = 0; i < 3; i++) {
        assertThat(tester.run("BGREWRITEAOF"))
            .isEqualTo("+Background append only file rewriting started");
        tester.run("SET during " + i);
        awaitRewrites(tester, i + 1);
        tester.run("INCR after");
      }
      digest = digest(tester.store());
    }
    assertThat(names())
        .containsExactly(
            "appendonly.aof.4.base.rdb", "appendonly.aof.4.incr.aof", "appendonly.aof.manifest");
    try (CommandTester tester = open()) {
      assertThat(digest(tester.store())).isEqualTo(digest);
    }
  }

  private static void awaitRewrites(CommandTester tester, int rewrites) {
    while (!tester.run("INFO persistence").contains("aof_rewrites:" + rewrites + "\\r\\n")) {
      tester.store().doWork();
      Thread.onSpinWait();
    }
  }

  @Test
  void switchedOn_holdsWhatWasThereBefore() throws IOException {
    String digest;
    try (CommandTester tester =
        CommandTester.open(Holdfast.builder().config("dir", folder.toString()))) {
      DataSet.commands(new Random(3), 16).forEach(tester::run);
      assertThat(tester.run("CONFIG SET appendonly yes")).isEqualTo("+OK");
      tester.run("SET late 1");
      awaitRewrites(tester, 1);
      digest = digest(tester.store());
      assertThat(tester.run("CONFIG SET appendonly no")).isEqualTo("+OK");
      tester.run("SET lost 1");
    }
    try (CommandTester tester = open()) {
      assertThat(digest(tester.store())).isEqualTo(digest);
    }
  }

  @Test
  void growth_beginsARewrite_ofAllThatWasThereAtTheStart() {
    Holdfast.Builder builder =
        builder()
            .config("rdbcompression", "no")
            .config("auto-aof-rewrite-min-size", "20000")
            .config("auto-aof-rewrite-percentage", "150");
    try (CommandTester tester = CommandTester.open(builder)) {
      grow(tester, "a", 0);
      grow(tester, "a", 0);
      grow(tester, "a", 1);
    }
    builder.config("auto-aof-rewrite-min-size", "1000");
    try (CommandTester tester = CommandTester.open(builder)) {
      tester.run("SET small 1");
      tester.clock().advance(Duration.ofSeconds(5));
      tester.store().doWork();
      assertThat(rewrites(tester)).as("large, and has not grown").isZero();
      grow(tester, "b", 0);
      grow(tester, "b", 1);
      grow(tester, "b", 1);
      grow(tester, "b", 1);
      tester.run("CONFIG SET auto-aof-rewrite-percentage 0");
      for (int i = 0; i < 5; i++) {
        grow(tester, "b", 1);
      }
    }
  }

  /** Lets the log grow by a little more than 9000 bytes, and a second pass. */
  private static void grow(CommandTester tester, String key, int rewrites) {
    long before = figure(tester, "aof_current_size");
    tester.run("SET " + key + " " + "x".repeat(9000));
    while (figure(tester, "aof_current_size") < before + 9000) {
      Thread.onSpinWait();
    }
    tester.clock().advance(Duration.ofSeconds(1));
    tester.store().doWork();
    while (tester.run("INFO persistence").contains("aof_rewrite_in_progress:1")) {
      tester.store().doWork();
    }
    assertThat(rewrites(tester)).isEqualTo(rewrites);
  }

  private static long rewrites(CommandTester tester) {
    return figure(tester, "aof_rewrites");
  }

  private static long figure(CommandTester tester, String name) {
    String info = tester.run("INFO persistence");
    int from = info.indexOf(name + ":") + name.length() + 1;
    return Long.parseLong(info.substring(from, info.indexOf("\\r\\n", from)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec"})
  void debugLoadaof_findsWhatWasLogged(String policy) {
    try (CommandTester tester =
        CommandTester.open(
            builder().config("appendfsync", policy).config("enable-debug-command", "yes"))) {
      DataSet.commands(new Random(3), 16).forEach(tester::run);
      String digest = digest(tester.store());
      for (int i = 0; i < 2; i++) {
        assertThat(tester.run("DEBUG LOADAOF")).isEqualTo("+OK");
        assertThat(digest(tester.store())).isEqualTo(digest);
      }
      tester.run("SELECT 0");
      tester.run("SET after 1");
      tester.checkInvariants();
    }
    try (CommandTester tester = open()) {
      assertThat(tester.run("GET after")).isEqualTo("\"1\"");
    }
  }

  @Test
  void debugLoadaof_ofADamagedFile_isAnError_andNothingIsLoggedAnyMore() throws IOException {
    try (CommandTester tester =
        CommandTester.open(builder().config("enable-debug-command", "yes"))) {
      tester.run("SET a 1");
      assertThat(tester.run("DEBUG LOADAOF")).isEqualTo("+OK");
      // At its beginning: what stands behind its end goes when a mapped file is closed.
      Files.writeString(increment(), "garbage", StandardOpenOption.WRITE);
      assertThat(tester.run("DEBUG LOADAOF"))
          .startsWith("-ERR Error trying to load the AOF files: ");
      assertThat(tester.run("INFO persistence")).contains("aof_enabled:0\\r\\n");
    }
  }

  @Test
  void builder_takesFolderAndPolicy() {
    Holdfast.Builder builder = Holdfast.builder().persistence(folder).appendOnly(Fsync.ALWAYS);
    try (Store store = builder.open()) {
      store.strings().set("a", "1");
      assertThat(store.submit(db -> db.strings().incrBy("a", 1)).join()).isEqualTo(2);
    }
    try (Store store = builder.open()) {
      assertThat(store.strings().get("a")).isEqualTo("2");
    }
    Holdfast.Builder mapped = builder.appendOnly(Fsync.EVERY_SECOND, AofAppender.MAPPED);
    try (Store store = mapped.open()) {
      assertThat(store.strings().incrBy("a", 1)).as("whether it can be mapped or not").isEqualTo(3);
    }
  }

  @Test
  void waitaof_waitsForTheNextSync() {
    try (CommandTester tester = open()) {
      tester.run("SET a 1");
      assertThat(tester.run("WAITAOF 1 0 0")).as("not allowed to wait").isEqualTo("[:0, :0]");
      tester.clock().advance(Duration.ofSeconds(1));
      while (!tester.run("WAITAOF 1 0 0").equals("[:1, :0]")) {
        tester.store().doWork();
      }
      assertThat(tester.run("WAITAOF 2 0 0"))
          .isEqualTo("-ERR value is out of range, value must between 0 and 1");
      tester.run("CONFIG SET appendonly no");
      assertThat(tester.run("WAITAOF 1 0 0"))
          .isEqualTo(
              "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
    }
  }

  @Test
  void formerFile_becomesTheBase() throws IOException {
    Files.writeString(
        folder.resolve("appendonly.aof"), "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n");
    try (CommandTester tester = open()) {
      assertThat(tester.run("GET a")).isEqualTo("\"1\"");
      tester.run("SET b 2");
    }
    assertThat(folder.resolve("appendonly.aof")).doesNotExist();
    assertThat(names())
        .containsExactly("appendonly.aof", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest");
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", \"2\"]");
    }
  }

  // ---- damage --------------------------------------------------------------------------------

  private void write(String... commands) {
    try (CommandTester tester = open()) {
      for (String command : commands) {
        tester.run(command);
      }
    }
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String name : names()) {
      contents.put(
          name,
          Files.readString(folder.resolve("appendonlydir/" + name), StandardCharsets.ISO_8859_1));
    }
    return contents;
  }

  private void assertRefused(Path file, long offset, String reason) throws IOException {
    Map<String, String> before = contents();
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            DamagedFileException.class,
            e -> {
              assertThat(e.file().getFileName()).isEqualTo(file.getFileName());
              assertThat(e.offset()).isEqualTo(offset);
              assertThat(e.reason()).contains(reason);
            });
    assertThat(contents()).as("nothing on the disk is touched").isEqualTo(before);
  }

  @Test
  void truncatedTail_isCutAsConfigured() throws IOException {
    write("SET a 1", "SET b 2");
    byte[] whole = Files.readAllBytes(increment());
    int last = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("*3");
    Files.write(increment(), Arrays.copyOf(whole, whole.length - 3));
    assertThatThrownBy(() -> CommandTester.open(builder().config("aof-load-truncated", "no")))
        .isInstanceOfSatisfying(
            DamagedFileException.class, e -> assertThat(e.offset()).isEqualTo(last));
    assertThat(increment()).hasSize(whole.length - 3);
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", nil]");
      tester.run("SET c 3");
    }
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b c")).isEqualTo("[\"1\", nil, \"3\"]");
    }
  }

  @Test
  void transactionWithoutExec_isCut() throws IOException {
    write("SET a 1");
    long size = Files.size(increment());
    Files.writeString(
        increment(),
        "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n2\r\n",
        StandardOpenOption.APPEND);
    try (CommandTester tester = open()) {
      assertThat(tester.run("GET a")).isEqualTo("\"1\"");
    }
    assertThat(increment()).hasSize(size);
  }

  @Test
  void garbage_isToldWithFileOffsetAndReason() throws IOException {
    write("SET a 1");
    long size = Files.size(increment());
    Files.writeString(increment(), "\0\0\0garbage", StandardOpenOption.APPEND);
    assertRefused(increment(), size, "'*' expected");
  }

  @Test
  void zerosAtTheEnd_areRoomThatWasNotUsed() throws IOException {
    write("SET a 1");
    long size = Files.size(increment());
    Files.write(increment(), new byte[200_000], StandardOpenOption.APPEND);
    try (CommandTester tester = CommandTester.open(builder().config("aof-load-truncated", "no"))) {
      assertThat(tester.run("GET a")).isEqualTo("\"1\"");
      assertThat(increment()).hasSize(size);
      tester.run("SET b 2");
    }
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", \"2\"]");
    }
  }

  @Test
  void truncatedTailBeforeZeros_isCutWithThem() throws IOException {
    write("SET a 1", "SET b 2");
    byte[] whole = Files.readAllBytes(increment());
    int last = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("*3");
    Files.write(increment(), Arrays.copyOf(whole, whole.length - 3));
    Files.write(increment(), new byte[4096], StandardOpenOption.APPEND);
    assertThatThrownBy(() -> CommandTester.open(builder().config("aof-load-truncated", "no")))
        .isInstanceOfSatisfying(
            DamagedFileException.class, e -> assertThat(e.offset()).isEqualTo(last));
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", nil]");
      assertThat(increment()).hasSize(last);
    }
  }

  @Test
  void truncatedTail_isCut_ifARewriteHadJustBegun() throws IOException {
    write("SET a 1", "SET b 2");
    Path next = increment().resolveSibling("appendonly.aof.2.incr.aof");
    Files.write(next, new byte[0]);
    Files.writeString(
        increment().resolveSibling("appendonly.aof.manifest"),
        "file appendonly.aof.2.incr.aof seq 2 type i\n",
        StandardOpenOption.APPEND);
    byte[] whole = Files.readAllBytes(increment());
    Files.write(increment(), Arrays.copyOf(whole, whole.length - 3));
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", nil]");
      tester.run("SET c 3");
    }
    assertThat(next).content(StandardCharsets.ISO_8859_1).contains("SET");
    try (CommandTester tester = open()) {
      assertThat(tester.run("MGET a b c")).isEqualTo("[\"1\", nil, \"3\"]");
    }
    Files.write(
        increment(), "*3\r\n".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("there is a file behind it");
  }

  @Test
  void unknownCommand_isDamage() throws IOException {
    write("SET a 1");
    long size = Files.size(increment());
    Files.writeString(increment(), "*1\r\n$3\r\nFOO\r\n", StandardOpenOption.APPEND);
    assertRefused(increment(), size, "unknown command");
  }

  @Test
  void commandThatIsRefused_isDamage() throws IOException {
    write("SET a 1");
    long size = Files.size(increment());
    Files.writeString(
        increment(), "*3\r\n$4\r\nSADD\r\n$1\r\na\r\n$1\r\nx\r\n", StandardOpenOption.APPEND);
    assertRefused(increment(), size, "WRONGTYPE");
  }

  @Test
  void missingFile_isTold() throws IOException {
    write("SET a 1");
    Files.delete(increment());
    assertRefused(increment(), 0, "named in the manifest, and not there");
  }

  @Test
  void missingManifest_isTold() throws IOException {
    write("SET a 1");
    Path manifest = folder.resolve("appendonlydir/appendonly.aof.manifest");
    Files.delete(manifest);
    assertRefused(manifest, 0, "not there, and files of an AOF beside it");
  }

  @Test
  void missingManifest_isToldWhereOnlyTheBaseHoldsSomething() throws IOException {
    write();
    Path manifest = folder.resolve("appendonlydir/appendonly.aof.manifest");
    Files.delete(manifest);
    Path base = folder.resolve("appendonlydir/appendonly.aof.1.base.rdb");
    try (CommandTester other = CommandTester.open()) {
      other.run("SET a 1");
      other.store().saveTo(base);
    }
    assertRefused(manifest, 0, "not there, and files of an AOF beside it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void firstStartThatEndedBeforeItsManifest_isBegunAgain(String preamble) throws IOException {
    try (CommandTester tester = open()) {
      tester.run("CONFIG SET aof-use-rdb-preamble " + preamble);
      tester.run("CONFIG SET appendonly no");
    }
    Path parts = folder.resolve("appendonlydir");
    Files.delete(parts.resolve("appendonly.aof.manifest"));
    if (preamble.equals("no")) {
      Files.delete(parts.resolve("appendonly.aof.1.base.rdb"));
      Files.writeString(parts.resolve("appendonly.aof.1.base.aof"), "#TS:1767225600\r\n");
    }
    write("SET a 1");
    try (CommandTester tester = open()) {
      assertThat(tester.run("GET a")).isEqualTo("\"1\"");
    }
  }

  @Test
  void swappedFiles_areTold() throws IOException {
    write("SET a 1");
    Path base = folder.resolve("appendonlydir/appendonly.aof.1.base.rdb");
    Path other = folder.resolve("other");
    Files.move(base, other);
    Files.move(increment(), base);
    Files.move(other, increment());
    assertRefused(increment(), 0, "an RDB file where commands should be");
  }
}
