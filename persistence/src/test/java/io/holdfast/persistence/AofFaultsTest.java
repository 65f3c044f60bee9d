package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CommandException;
import io.holdfast.DurabilityException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.CommandTester;
import io.holdfast.core.Engine;
import io.holdfast.core.server.DatasetDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, fail or are slow: nothing is acknowledged that is not kept. */
@Timeout(60)
class AofFaultsTest {
  private static final String MISCONF = "-MISCONF Errors writing to the AOF file: ";

  /** A write of each shape, to keys that exist and to keys that do not. */
  private static final List<Consumer<Store>> TYPED_WRITES =
      List.of(
          store -> store.strings().set("typed", "1"),
          store -> store.strings().append("a", "1"),
          store -> store.strings().incrBy("typed", 1),
          store -> store.strings().mset(Map.of("typed", "1", "other", "2")),
          store -> store.hashes().set("typed", "f", "v"),
          store -> store.lists().pushLeft("typed", "1"),
          store -> store.lists().popLeft("typed"),
          store -> store.sets().add("typed", "1"),
          store -> store.sets().unionStore("typed", List.of("other")),
          store -> store.sortedSets().add("typed", "1", 1),
          store -> store.sortedSets().incrBy("typed", "1", 1),
          store -> store.streams().add("typed", Map.of("f", "v")),
          store -> store.bitmaps().set("typed", 7, true),
          store -> store.hyperLogLogs().add("typed", "1"),
          store -> store.keys().del("a"),
          store -> store.keys().unlink(List.of("a", "typed")),
          store -> store.keys().rename("a", "typed"),
          store -> store.keys().copy("a", "typed"),
          store -> store.keys().expire("a", Duration.ofSeconds(5)),
          store -> store.keys().persist("a"),
          store -> store.flush(),
          Store::flushAll,
          store -> store.call(db -> db.strings().incrBy("typed", 1)),
          store ->
              store.batch(
                  db -> {
                    db.strings().set("typed", "1");
                    return true;
                  }));

  @TempDir Path folder;
  private final FaultyFiles files = new FaultyFiles(1);
  private CommandTester tester;
  private AofLog log;

  private void open(String policy) {
    tester = CommandTester.open(builder().config("appendfsync", policy));
    Engine engine = Engine.of(tester.store());
    log = new AofLog(engine, files);
    engine.door().call(this::start);
  }

  private Holdfast.Builder builder() {
    return Holdfast.builder().config("dir", folder.toString()).config("aof-appender", appender());
  }

  /** What the log is appended to by. */
  String appender() {
    return "file";
  }

  private boolean start() {
    try {
      log.load();
      log.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return true;
  }

  @AfterEach
  void close() {
    if (tester != null) {
      tester.close();
    }
  }

  private String digest() {
    Engine engine = Engine.of(tester.store());
    return engine.door().call(() -> DatasetDigest.of(engine.keyspace()));
  }

  private void assertThatTheNextStartHasTheSame() {
    String digest = digest();
    tester.close();
    tester = CommandTester.open(builder().config("appendonly", "yes"));
    assertThat(digest()).isEqualTo(digest);
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      tester.store().doWork();
      Thread.onSpinWait();
    }
  }

  private void tick() {
    tester.clock().advance(Duration.ofSeconds(1));
  }

  @Test
  void shortWrites_loseNothing() {
    open("everysec");
    files.writesAreShort = true;
    DataSet.commands(new Random(5), 24).forEach(tester::run);
    assertThatTheNextStartHasTheSame();
  }

  @Test
  void fullDisk_refusesWrites_untilThereIsRoom() {
    open("everysec");
    files.room = 100;
    tester.run("SET a " + "x".repeat(200));
    await(() -> tester.engine().durability().failure() != null);
    assertThat(tester.run("SET b 1")).isEqualTo(MISCONF + "No space left on device");
    assertThat(tester.run("PING")).startsWith(MISCONF);
    assertThat(tester.run("EXISTS a")).isEqualTo(":1");
    assertThat(tester.run("INFO persistence")).contains("aof_enabled:0");
    tick();
    assertThat(tester.run("SET b 1")).as("still full").startsWith(MISCONF);
    assertThatTypedWritesAreRefused(MISCONF.substring(1) + "No space left on device");
    files.room = Long.MAX_VALUE;
    tick();
    await(() -> tester.engine().durability().failure() == null);
    assertThat(tester.run("SET b 1")).isEqualTo("+OK");
    assertThatTheNextStartHasTheSame();
  }

  private void assertThatTypedWritesAreRefused(String text) {
    String digest = digest();
    tester.effects();
    for (Consumer<Store> write : TYPED_WRITES) {
      assertThatThrownBy(() -> write.accept(tester.store()))
          .as("typed write %d", TYPED_WRITES.indexOf(write))
          .isInstanceOf(CommandException.class)
          .hasMessage(text);
    }
    assertThat(tester.effects()).isEmpty();
    assertThat(digest()).isEqualTo(digest);
    assertThat(tester.store().strings().get("a")).hasSize(200);
    assertThat(tester.store().hashes().get("h", "f")).isNull();
    assertThat(tester.store().keys().keys("*")).containsExactly("a");
  }

  @Test
  void lastSnapshotFailed_typedWritesAreRefused_untilOneSucceeds() throws IOException {
    Files.createDirectories(folder.resolve("dump.rdb/inside"));
    tester = CommandTester.open(builder().config("save", "3600 1"));
    tester.run("SET a " + "x".repeat(200));
    tester.run("BGSAVE");
    await(() -> !tester.engine().snapshots().isBusy());
    String refusal = tester.run("SET b 1");
    assertThat(refusal).startsWith("-MISCONF Redis is configured to save RDB snapshots");
    assertThatTypedWritesAreRefused(refusal.substring(1));
    Files.delete(folder.resolve("dump.rdb/inside"));
    Files.delete(folder.resolve("dump.rdb"));
    assertThat(tester.run("SAVE")).isEqualTo("+OK");
    TYPED_WRITES.get(0).accept(tester.store());
    assertThat(tester.store().strings().get("typed")).isEqualTo("1");
  }

  @Test
  void always_acknowledgesWhatIsOnTheDisk() {
    open("always");
    int before = files.syncs;
    tester.store().strings().set("a", "1");
    assertThat(files.syncs).isGreaterThan(before);
    int after = files.syncs;
    tester.store().strings().get("a");
    assertThat(files.syncs).isEqualTo(after);
    tester
        .store()
        .call(
            db -> {
              db.strings().set("b", "1");
              return db.strings().get("b");
            });
    assertThat(files.syncs).isEqualTo(after + 1);
    CompletableFuture<Long> future = tester.store().submit(db -> db.strings().incrBy("n", 1));
    assertThat(future).isCompletedWithValue(1L);
    assertThat(files.syncs).isEqualTo(after + 2);
  }

  @Test
  void always_withASyncThatFails_acknowledgesNothing_untilTheLogIsWrittenAnew() {
    open("always");
    tester.store().strings().set("a", "1");
    files.syncsFail = true;
    assertThatThrownBy(() -> tester.store().strings().set("b", "1"))
        .isInstanceOf(DurabilityException.class)
        .hasMessageContaining("Input/output error");
    assertThat(tester.run("SET c 1")).startsWith(MISCONF);
    assertThat(tester.store().strings().get("a")).isEqualTo("1");
    tick();
    await(() -> !log.figures().isRewriting());
    assertThat(tester.run("SET c 1")).as("the rewrite fails, too").startsWith(MISCONF);
    files.syncsFail = false;
    for (int seconds = 0; seconds < 10 && !log.figures().isWriteGood(); seconds++) {
      tick();
      await(() -> !log.figures().isRewriting());
    }
    assertThat(tester.run("GET a")).isEqualTo("\"1\"");
    tester.store().strings().set("c", "1");
    assertThatTheNextStartHasTheSame();
  }

  @Test
  void everysec_syncsOnceASecond_andOnlyWhenThereIsSomething() {
    open("everysec");
    int before = files.syncs;
    tester.run("SET a 1");
    tester.run("SET a 2");
    tick();
    await(() -> files.syncs == before + 1);
    for (int i = 0; i < 5; i++) {
      tick();
    }
    assertThat(files.syncs).isEqualTo(before + 1);
  }

  @Test
  void syncThatTakesTooLong_holdsWhoWrites() {
    open("everysec");
    tester.run("CONFIG SET latency-monitor-threshold 1000");
    files.syncsHang = true;
    tester.run("SET a 1");
    tick();
    await(() -> log.figures().isSyncPending());
    tester.run("SET a 2");
    tick();
    tick();
    assertThat(log.figures().delayedSyncs()).isEqualTo(1);
    tester.clock().advance(Duration.ofSeconds(1));
    assertThat(Engine.of(tester.store()).durability().mustWait(durable() + 1)).isTrue();
    files.syncsHang = false;
    tester.store().strings().set("a", "3");
    assertThat(tester.run("GET a")).isEqualTo("\"3\"");
    await(() -> !tester.run("LATENCY HISTORY aof-write-pending-fsync").equals("[]"));
    assertThat(tester.run("LATENCY HISTORY aof-write-pending-fsync")).endsWith(", :1000]]");
  }

  @Test
  void slowFiles_areSamplesOfLatency() {
    open("everysec");
    tester.run("CONFIG SET latency-monitor-threshold 1000");
    tester.run("SET a 1");
    files.syncsHang = true;
    tester.run("CONFIG SET appendfsync always");
    tick();
    await(() -> log.figures().isSyncPending());
    tester.clock().advance(Duration.ofSeconds(3));
    files.syncsHang = false;
    await(() -> !tester.run("LATENCY HISTORY aof-fsync-always").equals("[]"));
    assertThat(tester.run("LATENCY HISTORY aof-fsync-always")).endsWith(", :3000]]");
    assertThat(tester.run("LATENCY HISTORY aof-write")).isEqualTo("[]");
  }

  private long durable() {
    return Engine.of(tester.store()).durability().position();
  }

  @Test
  void slowDisk_holdsWhoWritesMoreThanTheAllowance() {
    open("no");
    files.syncsHang = true;
    Engine engine = Engine.of(tester.store());
    assertThat(engine.durability().mustWait(durable() + AofLog.ALLOWANCE + 1)).isTrue();
    assertThat(engine.durability().mustWait(durable() + AofLog.ALLOWANCE)).isFalse();
    files.syncsHang = false;
  }

  @Test
  void rewriteThatFails_isTriedLessAndLessOften() {
    open("everysec");
    tester.run("CONFIG SET auto-aof-rewrite-min-size 100");
    tester.run("CONFIG SET auto-aof-rewrite-percentage 1");
    files.opensFail = true;
    for (int second = 1; second <= 20; second++) {
      tester.run("SET a " + second);
      await(() -> log.figures().bufferBytes() == 0);
      tick();
      tester.store().doWork();
      await(() -> !log.figures().isRewriting());
    }
    assertThat(files.refusedOpens).isEqualTo(5);
    files.opensFail = false;
    for (int second = 1; second <= 16; second++) {
      tester.run("SET a " + second);
      await(() -> log.figures().bufferBytes() == 0);
      tick();
      tester.store().doWork();
      await(() -> !log.figures().isRewriting());
    }
    assertThat(log.figures().rewrites()).isPositive();
    assertThat(log.figures().isLastRewriteGood()).isTrue();
    assertThatTheNextStartHasTheSame();
  }

  @Test
  void rewriteThatFails_isTriedAgainInTime_thoughNothingIsWritten() {
    open("everysec");
    tester.run("CONFIG SET auto-aof-rewrite-min-size 100");
    tester.run("CONFIG SET auto-aof-rewrite-percentage 1");
    files.opensFail = true;
    tester.run("SET a " + "x".repeat(500));
    await(() -> log.figures().bufferBytes() == 0);
    List<Integer> triedAt = new ArrayList<>();
    for (int second = 1; second <= 70; second++) {
      int before = files.refusedOpens;
      pass();
      if (files.refusedOpens > before) {
        triedAt.add(second);
      }
    }
    assertThat(triedAt).containsExactly(1, 2, 4, 8, 16, 32, 64);
    assertThat(log.figures().isLastRewriteGood()).isFalse();
    files.opensFail = false;
    for (int second = 71; second < 128; second++) {
      pass();
    }
    assertThat(log.figures().rewrites()).as("its time has not come").isZero();
    pass();
    assertThat(log.figures().rewrites()).isEqualTo(1);
    assertThat(log.figures().isLastRewriteGood()).isTrue();
    files.opensFail = true;
    for (int second = 0; second < 70; second++) {
      pass();
    }
    assertThat(log.figures().isLastRewriteGood()).as("nothing has grown").isTrue();
    files.opensFail = false;
    assertThatTheNextStartHasTheSame();
  }

  /** A second in which nobody does anything. */
  private void pass() {
    tick();
    tester.store().doWork();
    await(() -> !log.figures().isRewriting());
  }

  @Test
  void rewriteThatFails_leavesALogThatIsWhole() {
    open("everysec");
    DataSet.commands(new Random(9), 8).forEach(tester::run);
    tick();
    await(() -> log.figures().bufferBytes() == 0);
    files.room = 0;
    assertThat(Engine.of(tester.store()).door().call(log::rewrite)).isTrue();
    await(() -> !log.figures().isRewriting());
    assertThat(log.figures().isLastRewriteGood()).isFalse();
    files.room = Long.MAX_VALUE;
    tester.run("SET after 1");
    assertThatTheNextStartHasTheSame();
  }
}
