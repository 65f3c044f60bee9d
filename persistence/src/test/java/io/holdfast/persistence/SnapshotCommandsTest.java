package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SAVE, LASTSAVE, DEBUG RELOAD and SHUTDOWN SAVE, on the store's own file. */
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
  void load_takesTheStoresOwnFile_ifThereIsOne() {
    assertThat(tester.engine().snapshots().load()).isFalse();
    tester.run("SET a 1");
    tester.run("SAVE");
    tester.run("FLUSHALL");
    assertThat(tester.engine().snapshots().load()).isTrue();
    assertThat(tester.run("GET a")).isEqualTo("\"1\"");
  }
}
