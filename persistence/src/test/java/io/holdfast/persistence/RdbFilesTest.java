package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.CommandTester;
import io.holdfast.core.keyspace.AccessClock;
import io.holdfast.core.keyspace.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is what is read; what is damaged is refused. */
class RdbFilesTest {
  private static final int DAMAGES = Boolean.getBoolean("holdfast.long") ? 20_000 : 500;

  private static final byte[] K = {'k'};

  @TempDir Path folder;

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  private Path file() {
    return folder.resolve("dump.rdb");
  }

  private CommandTester loaded(Path file) {
    CommandTester other = CommandTester.open();
    other.clock().advance(Duration.ofMillis(tester.clock().epochMs() - other.clock().epochMs()));
    load(other, file);
    other.checkInvariants();
    return other;
  }

  private static void load(CommandTester other, Path file) {
    other.engine().door().run(() -> other.engine().snapshots().loadFrom(file));
  }

  private Map<String, String> saved() {
    tester.store().saveTo(file());
    return Contents.of(tester.store());
  }

  // ---- round trips ---------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"10, yes, yes", "11, yes, yes", "11, no, yes", "11, yes, no"})
  void everyTypeInEveryEncoding_isReadAsItWas(String version, String compresses, String checks) {
    tester.run("CONFIG SET rdb-version " + version);
    tester.run("CONFIG SET rdbcompression " + compresses);
    tester.run("CONFIG SET rdbchecksum " + checks);
    DataSet.commands(new Random(3), 60).forEach(tester::run);
    Map<String, String> contents = saved();
    assertThat(contents).hasSize(60);
    try (CommandTester other = loaded(file())) {
      assertThat(Contents.of(other.store())).isEqualTo(contents);
      assertThat(other.effects()).isEmpty();
      assertThat(other.engine().snapshots().changesSinceSave()).isZero();
    }
  }

  @Test
  void elementsWithDeadlines_areReadAsTheyWere() throws IOException {
    tester.run("HSET h a 1 b 2 c 3");
    tester.run("HPEXPIRE h 5000 FIELDS 1 a");
    tester.run("SADD s a b c");
    tester.run("SPEXPIRE s 7000 MEMBERS 1 b");
    tester.run("ZADD z 1 a 2 b");
    tester.run("ZPEXPIRE z 9000 MEMBERS 1 b");
    Map<String, String> contents = saved();
    assertThat(Files.readAllBytes(file())).startsWith("REDIS0012".getBytes(US_ASCII));
    try (CommandTester other = loaded(file())) {
      assertThat(Contents.of(other.store())).isEqualTo(contents);
      other.clock().advance(Duration.ofSeconds(8));
      assertThat(other.run("HLEN h")).isEqualTo(":2");
      assertThat(other.run("SCARD s")).isEqualTo(":2");
    }
  }

  @Test
  void keysThatAreDue_areLeftOut() {
    tester.run("SET a 1 PX 1000");
    tester.run("SET b 1 PX 5000");
    tester.run("RPUSH c 1");
    tester.run("PEXPIRE c 1000");
    saved();
    tester.clock().advance(Duration.ofSeconds(2));
    try (CommandTester other = loaded(file())) {
      assertThat(Contents.of(other.store()).keySet()).containsExactly("0 b");
      assertThat(other.run("PTTL b")).isEqualTo(":3000");
      assertThat(other.effects()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"allkeys-lru, IDLETIME, :77", "allkeys-lfu, FREQ, :9"})
  void accessOfKeys_isKept(String policy, String what, String expected) {
    tester.run("CONFIG SET maxmemory-policy " + policy);
    tester.run("SET k v");
    Database db = tester.engine().keyspace().database(0);
    AccessClock clock = db.keyspace().accessClock();
    int handle = db.peek(db.hash(K, 0, 1), K, 0, 1);
    db.access(handle, clock.isLfu() ? clock.withFrequency(9) : clock.withIdleSeconds(77));
    saved();
    try (CommandTester other = CommandTester.open()) {
      other.run("CONFIG SET maxmemory-policy " + policy);
      load(other, file());
      assertThat(other.run("OBJECT " + what + " k")).isEqualTo(expected);
    }
  }

  @Test
  void values_areLongerThanAnyBuffer() {
    Random random = new Random(9);
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      noise.append((char) ('0' + random.nextInt(75)));
    }
    tester.store().strings().set("noise", noise.toString());
    tester.store().strings().set("same", "x".repeat(3_000_000));
    for (int i = 0; i < 200; i++) {
      tester.store().lists().pushRight("list", noise.substring(i, 5_000 + i));
    }
    Map<String, String> contents = saved();
    try (CommandTester other = loaded(file())) {
      assertThat(Contents.of(other.store())).isEqualTo(contents);
    }
  }

  @Test
  void storeOfAnApplication_isMovedToAnother() {
    try (Store store = Holdfast.open()) {
      store.strings().set("greeting", "hello");
      store.select(3).sets().add("set", List.of("a", "b"));
      store.saveTo(file());
    }
    try (Store store = Holdfast.load(file())) {
      assertThat(store.strings().get("greeting")).isEqualTo("hello");
      assertThat(store.select(3).sets().members("set")).containsExactlyInAnyOrder("a", "b");
    }
  }

  // ---- files ---------------------------------------------------------------------------------

  @Test
  void saveTo_fromABlock_isRefused_asWhatItDidMayBeUndone() {
    assertThatThrownBy(
            () ->
                tester
                    .store()
                    .call(
                        db -> {
                          tester.store().saveTo(file());
                          return null;
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("may yet be undone");
    assertThat(file()).doesNotExist();
  }

  @Test
  void fileThatCannotBeWritten_leavesTheOldOneAndNoOther() throws IOException {
    tester.run("SET k v");
    saved();
    Path missing = folder.resolve("missing").resolve("dump.rdb");
    assertThatThrownBy(() -> tester.store().saveTo(missing))
        .isInstanceOf(UncheckedIOException.class);
    Path blocked = Files.createDirectories(folder.resolve("blocked/rdb/inside")).getParent();
    assertThatThrownBy(() -> tester.store().saveTo(blocked))
        .isInstanceOf(UncheckedIOException.class);
    try (Stream<Path> entries = Files.list(blocked.getParent())) {
      assertThat(entries).containsExactly(blocked);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactlyInAnyOrder(file(), blocked.getParent());
    }
  }

  @Test
  void fileThatIsMissing_isSaid() {
    assertThatThrownBy(() -> Holdfast.load(file()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("dump.rdb");
  }

  // ---- damage --------------------------------------------------------------------------------

  @Test
  void damagedFile_isRefusedByTheChecksum() throws IOException {
    DataSet.commands(new Random(5), 20).forEach(tester::run);
    saved();
    byte[] good = Files.readAllBytes(file());
    Random random = new Random(6);
    for (int i = 0; i < DAMAGES; i++) {
      byte[] bad = good.clone();
      if (random.nextBoolean()) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        bad = Arrays.copyOf(bad, random.nextInt(bad.length));
      }
      Files.write(file(), bad);
      try (CommandTester other = CommandTester.open()) {
        assertThatThrownBy(() -> load(other, file()))
            .as("damage %d", i)
            .isInstanceOf(DamagedFileException.class)
            .hasMessageContaining("dump.rdb")
            .hasMessageContaining("at byte");
        other.checkInvariants();
      }
    }
  }

  @Test
  void damage_isToldWithFileOffsetAndReason() throws IOException {
    assertRefused("not an RDB file", 5, "RUDIS0011");
    assertRefused("13", 9, "REDIS0013");
    assertRefused("ends too early", 9, "REDIS0011");
    assertRefused("checksum is wrong", 18, "REDIS0011\u00ff12345678");
    assertRefused("more bytes behind the end", 18, "REDIS0011\u00ff\0\0\0\0\0\0\0\0more");
    assertRefused("unknown type 7", 12, "REDIS0011\u0007\u0001k");
    assertRefused("there is no database 99", 12, "REDIS0011\u00fe@c");
    assertRefused("string is longer", 21, "REDIS0011\0\u0001k\u0081\u007f\0\0\0\0\0\0\0");
    assertRefused("a key twice", 17, "REDIS0011\0\u0001k\u0001a\0\u0001k\u0001b");
  }

  private void assertRefused(String reason, long offset, String content) throws IOException {
    Files.write(file(), content.getBytes(ISO_8859_1));
    try (CommandTester other = CommandTester.open()) {
      assertThatThrownBy(() -> load(other, file()))
          .isInstanceOfSatisfying(
              DamagedFileException.class,
              e -> {
                assertThat(e.reason()).contains(reason);
                assertThat(e.offset()).isEqualTo(offset);
                assertThat(e.file()).isEqualTo(file());
              });
    }
  }
}
