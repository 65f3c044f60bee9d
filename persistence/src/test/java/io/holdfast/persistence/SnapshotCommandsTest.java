package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import io.holdfast.core.snapshot.SnapshotListener;
import io.holdfast.spi.SnapshotForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SAVE, BGSAVE, save points, LASTSAVE, DEBUG RELOAD and SHUTDOWN SAVE, on the store's own file. */
class SnapshotCommandsTest {
  @TempDir Path folder;
  private CommandTester tester;

  @BeforeEach
  void open() {
    tester =
        CommandTester.open(
            Holdfast.builder().config("dir", folder.toString()).config("dbfilename", "own.rdb"));
  }

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void save_writesTheStoresOwnFile() {
    assertThat(tester.run("LASTSAVE")).isEqualTo(":1767225600");
    tester.run("MSET a 1 b 2");
    assertThat(tester.run("INFO persistence")).contains("rdb_changes_since_last_save:2\\r\\n");
    tester.clock().advance(Duration.ofSeconds(5));
    assertThat(tester.run("SAVE")).isEqualTo("+OK");
    assertThat(folder.resolve("own.rdb")).isRegularFile();
    assertThat(tester.run("LASTSAVE")).isEqualTo(":1767225605");
    assertThat(tester.run("INFO persistence"))
        .contains("rdb_changes_since_last_save:0\\r\\n")
        .contains("rdb_last_save_time:1767225605\\r\\n");
    assertThat(tester.effects()).containsExactly("MSET a 1 b 2");
  }

  @Test
  void saveTo_isNoSave() {
    tester.run("SET a 1");
    tester.clock().advance(Duration.ofSeconds(5));
    tester.store().saveTo(folder.resolve("backup.rdb"));
    assertThat(tester.run("LASTSAVE")).isEqualTo(":1767225600");
    assertThat(tester.run("INFO persistence")).contains("rdb_changes_since_last_save:1\\r\\n");
  }

  @Test
  void save_thatFails_isAnError() throws IOException {
    Files.createDirectories(folder.resolve("own.rdb/inside"));
    assertThat(tester.run("SAVE")).startsWith("-ERR ").contains("own.rdb");
    tester.run("MULTI");
    assertThat(tester.run("SAVE")).isEqualTo("-ERR Command not allowed inside a transaction");
  }

  @Test
  void rewriteDuringASnapshot_isScheduled_andBeginsAfterIt() {
    tester.run("SET a 1");
    assertThat(tester.run("BGSAVE")).isEqualTo("+Background saving started");
    for (int i = 0; i < 2; i++) {
      assertThat(tester.run("BGREWRITEAOF"))
          .isEqualTo("+Background append only file rewriting scheduled");
    }
    assertThat(tester.run("INFO persistence"))
        .contains("rdb_bgsave_in_progress:1\\r\\n")
        .contains("aof_rewrite_in_progress:0\\r\\n")
        .contains("aof_rewrite_scheduled:1\\r\\n");
    finishSnapshot();
    assertThat(tester.run("INFO persistence"))
        .contains("aof_rewrite_in_progress:0\\r\\n")
        .contains("aof_rewrite_scheduled:0\\r\\n")
        .contains("aof_rewrites:1\\r\\n");
    assertThat(folder.resolve("appendonlydir/appendonly.aof.1.base.rdb")).isRegularFile();
  }

  @Test
  void snapshotDuringARewrite_isRefused_orScheduled() {
    tester.run("SET a 1");
    assertThat(tester.run("BGREWRITEAOF"))
        .isEqualTo("+Background append only file rewriting started");
    assertThat(tester.run("INFO persistence"))
        .contains("aof_rewrite_in_progress:1\\r\\n")
        .contains("aof_rewrite_scheduled:0\\r\\n");
    assertThat(tester.run("BGREWRITEAOF"))
        .isEqualTo("-ERR Background append only file rewriting already in progress");
    assertThat(tester.run("BGSAVE")).startsWith("-ERR Another child process is active (AOF?): ");
    assertThat(tester.run("BGSAVE SCHEDULE")).isEqualTo("+Background saving scheduled");
    finishSnapshot();
    assertThat(folder.resolve("own.rdb")).isRegularFile();
    assertThat(tester.run("INFO persistence")).contains("aof_rewrites:1\\r\\n");
  }

  @Test
  void inATransaction_bothAreScheduled() {
    tester.run("MULTI");
    tester.run("BGSAVE");
    tester.run("BGREWRITEAOF");
    assertThat(tester.run("EXEC"))
        .isEqualTo(
            "[+Background saving scheduled, +Background append only file rewriting scheduled]");
    finishSnapshot();
    assertThat(folder.resolve("own.rdb")).isRegularFile();
    assertThat(folder.resolve("appendonlydir/appendonly.aof.1.base.rdb")).isRegularFile();
  }

  // ---- in the background ---------------------------------------------------------------------

  private void finishSnapshot() {
    while (tester.engine().snapshots().isBusy()) {
      tester.store().doWork();
    }
  }

  private String persistence(String field) {
    Matcher line = Pattern.compile(field + ":([^\\\\]*)").matcher(tester.run("INFO persistence"));
    assertThat(line.find()).as(field).isTrue();
    return line.group(1);
  }

  @Test
  void bgsave_writesWhatThereIs_andCountsWhatCameLater() {
    tester.run("MSET a 1 b 2");
    assertThat(tester.run("BGSAVE")).isEqualTo("+Background saving started");
    tester.run("SET a 3");
    tester.run("DEL b");
    assertThat(persistence("rdb_bgsave_in_progress")).isEqualTo("1");
    assertThat(persistence("current_save_keys_total")).isEqualTo("2");
    assertThat(tester.run("BGSAVE")).isEqualTo("-ERR Background save already in progress");
    assertThat(tester.run("BGSAVE SCHEDULE")).isEqualTo("-ERR Background save already in progress");
    assertThat(tester.run("SAVE")).isEqualTo("-ERR Background save already in progress");
    tester.clock().advance(Duration.ofSeconds(7));
    assertThat(persistence("rdb_current_bgsave_time_sec")).isEqualTo("7");
    finishSnapshot();
    assertThat(persistence("rdb_bgsave_in_progress")).isEqualTo("0");
    assertThat(persistence("rdb_last_bgsave_status")).isEqualTo("ok");
    assertThat(persistence("rdb_last_bgsave_time_sec")).isEqualTo("7");
    assertThat(persistence("rdb_current_bgsave_time_sec")).isEqualTo("-1");
    assertThat(persistence("rdb_saves")).isEqualTo("1");
    assertThat(persistence("rdb_changes_since_last_save")).isEqualTo("2");
    assertThat(tester.run("LASTSAVE")).isEqualTo(":1767225607");
    tester.run("DEBUG RELOAD NOSAVE");
    assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", \"2\"]");
  }

  @Test
  void bgsave_waitsForWhatElseIsWritten_onlyIfAskedTo() {
    tester.run("SET a 1");
    assertThat(tester.run("BGSAVE NOW")).isEqualTo("-ERR syntax error");
    assertThat(tester.run("BGSAVE SCHEDULE 1")).isEqualTo("-ERR syntax error");
    var backup = tester.store().saveToAsync(folder.resolve("backup.rdb"));
    assertThat(tester.run("BGSAVE"))
        .startsWith("-ERR Another child process is active (AOF?): can't");
    assertThat(tester.run("BGSAVE SCHEDULE")).isEqualTo("+Background saving scheduled");
    assertThat(tester.run("BGSAVE SCHEDULE")).isEqualTo("+Background saving scheduled");
    finishSnapshot();
    assertThat(backup).isCompleted();
    assertThat(persistence("rdb_saves")).isEqualTo("1");
    assertThat(folder.resolve("backup.rdb")).hasSameBinaryContentAs(folder.resolve("own.rdb"));
  }

  @Test
  void bgsave_inATransaction_beginsBehindIt() {
    tester.run("MULTI");
    tester.run("SET a 1");
    tester.run("BGSAVE");
    tester.run("SET a 2");
    assertThat(tester.run("EXEC")).isEqualTo("[+OK, +Background saving scheduled, +OK]");
    finishSnapshot();
    tester.run("DEBUG RELOAD NOSAVE");
    assertThat(tester.run("GET a")).isEqualTo("\"2\"");
  }

  @Test
  void aSnapshot_beginsBehindTheBlockThatAskedForIt() {
    List<String> told = new ArrayList<>();
    SnapshotListener listener =
        new SnapshotListener() {
          @Override
          public void onStart() {
            told.add("start " + tester.run("GET a"));
          }

          @Override
          public void onEnd(@Nullable Throwable failure) {
            told.add("end " + failure);
          }
        };
    tester
        .store()
        .call(
            db -> {
              tester
                  .engine()
                  .snapshots()
                  .start(folder.resolve("base.rdb"), SnapshotForm.RDB_BASE, listener);
              db.strings().set("a", "1");
              assertThat(told).isEmpty();
              return null;
            });
    finishSnapshot();
    assertThat(told).containsExactly("start \"1\"", "end null");
    assertThat(folder.resolve("base.rdb")).content(ISO_8859_1).contains("aof-base\u00C0\u0001");
  }

  @Test
  void savePoints_saveWhenTheyAreDue() {
    assertThat(tester.run("CONFIG SET save \"3600 1 60 3\"")).isEqualTo("+OK");
    assertThat(tester.run("CONFIG GET save")).isEqualTo("[\"save\", \"3600 1 60 3\"]");
    tester.run("MSET a 1 b 2");
    tester.clock().advance(Duration.ofSeconds(90));
    finishSnapshot();
    assertThat(persistence("rdb_saves")).isEqualTo("0");
    tester.run("SET c 3");
    tester.store().doWork();
    finishSnapshot();
    assertThat(persistence("rdb_saves")).isEqualTo("1");
    tester.run("DEL c");
    tester.clock().advance(Duration.ofSeconds(3_599));
    finishSnapshot();
    assertThat(persistence("rdb_saves")).isEqualTo("1");
    tester.clock().advance(Duration.ofSeconds(1));
    finishSnapshot();
    assertThat(persistence("rdb_saves")).isEqualTo("2");
    tester.clock().advance(Duration.ofDays(1));
    finishSnapshot();
    assertThat(persistence("rdb_saves")).as("nothing has changed").isEqualTo("2");
  }

  @Test
  void whenTheBackgroundCannotSave_writesAreRefused_untilItCan() throws IOException {
    tester.run("SET a 1");
    tester.run("SAVE");
    byte[] good = Files.readAllBytes(folder.resolve("own.rdb"));
    tester.run("CONFIG SET save \"60 1\"");
    Files.move(folder.resolve("own.rdb"), folder.resolve("kept"));
    Files.createDirectories(folder.resolve("own.rdb/inside"));
    tester.run("SET a 2");
    tester.clock().advance(Duration.ofSeconds(60));
    finishSnapshot();
    assertThat(persistence("rdb_last_bgsave_status")).isEqualTo("err");
    assertThat(persistence("rdb_changes_since_last_save")).isEqualTo("1");
    for (String refused : List.of("SET a 3", "PING", "DEL a")) {
      assertThat(tester.run(refused))
          .startsWith("-MISCONF Redis is configured to save RDB snapshots, but it's currently");
    }
    assertThat(tester.run("GET a")).isEqualTo("\"2\"");
    tester.run("CONFIG SET stop-writes-on-bgsave-error no");
    assertThat(tester.run("SET a 3")).isEqualTo("+OK");
    tester.run("CONFIG SET stop-writes-on-bgsave-error yes");
    Files.delete(folder.resolve("own.rdb/inside"));
    Files.delete(folder.resolve("own.rdb"));
    Files.write(folder.resolve("own.rdb"), good);
    tester.clock().advance(Duration.ofSeconds(5));
    finishSnapshot();
    assertThat(persistence("rdb_last_bgsave_status")).isEqualTo("ok");
    assertThat(tester.run("SET a 4")).isEqualTo("+OK");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("own.rdb", "kept");
  }

  @Test
  void closing_endsWhatIsWritten_andLeavesNothing() {
    tester.run("SET a 1");
    var backup = tester.store().saveToAsync(folder.resolve("backup.rdb"));
    tester.run("BGSAVE SCHEDULE");
    tester.store().close();
    assertThat(backup).isCompletedExceptionally();
    assertThat(folder).isEmptyDirectory();
    tester = CommandTester.open();
  }

  // ---- reloading, ending ---------------------------------------------------------------------

  @Test
  void debugReload_bringsEverythingBack() {
    tester.run("RPUSH list a b");
    tester.run("SET string 1 PX 5000");
    tester.run("SELECT 9");
    tester.run("SADD set a");
    tester.effects();
    assertThat(tester.run("DEBUG RELOAD")).isEqualTo("+OK");
    assertThat(tester.run("SMEMBERS set")).isEqualTo("[\"a\"]");
    tester.run("SELECT 0");
    assertThat(tester.run("LRANGE list 0 -1")).isEqualTo("[\"a\", \"b\"]");
    assertThat(tester.run("PTTL string")).isEqualTo(":5000");
    assertThat(tester.effects()).isEmpty();
  }

  @Test
  void debugReload_withoutSaving_takesWhatWasSaved() {
    tester.run("SET a 1");
    assertThat(tester.run("DEBUG RELOAD NOSAVE")).startsWith("-ERR Error trying to load the RDB");
    tester.run("SET a 1");
    tester.run("SAVE");
    tester.run("SET a 2");
    tester.run("SET b 2");
    assertThat(tester.run("DEBUG RELOAD NOSAVE")).isEqualTo("+OK");
    assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", nil]");
    assertThat(tester.run("DEBUG RELOAD NOSAVE NOFLUSH")).contains("a key twice");
    tester.run("DEL a");
    tester.run("SET b 2");
    assertThat(tester.run("DEBUG RELOAD NOSAVE NOFLUSH")).isEqualTo("+OK");
    assertThat(tester.run("MGET a b")).isEqualTo("[\"1\", \"2\"]");
    assertThat(tester.run("DEBUG RELOAD BLAH")).startsWith("-ERR DEBUG RELOAD only supports");
  }

  @Test
  void shutdown_savesWhenAskedTo() {
    AtomicInteger requests = new AtomicInteger();
    tester.engine().shutdownRequests().addListener(requests::incrementAndGet);
    tester.run("SET a 1");
    tester.runWithoutReply("SHUTDOWN NOSAVE");
    tester.runWithoutReply("SHUTDOWN");
    assertThat(folder.resolve("own.rdb")).doesNotExist();
    tester.runWithoutReply("SHUTDOWN SAVE");
    assertThat(folder.resolve("own.rdb")).isRegularFile();
    assertThat(requests).hasValue(3);
  }

  @Test
  void shutdown_savesIfThereAreSavePoints() {
    tester.engine().shutdownRequests().addListener(() -> {});
    tester.run("CONFIG SET save \"60 1\"");
    tester.runWithoutReply("SHUTDOWN NOSAVE");
    assertThat(folder.resolve("own.rdb")).doesNotExist();
    tester.runWithoutReply("SHUTDOWN");
    assertThat(folder.resolve("own.rdb")).isRegularFile();
  }

  @Test
  void load_takesTheStoresOwnFile_ifThereIsOne() {
    assertThat(tester.engine().snapshots().load()).isFalse();
    tester.run("SET a 1");
    tester.run("SAVE");
    tester.run("FLUSHALL");
    assertThat(tester.engine().snapshots().load()).isTrue();
    assertThat(tester.run("GET a")).isEqualTo("\"1\"");
  }
}
