package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import io.holdfast.core.Engine;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.rdb.DumpPayload;
import io.holdfast.encodings.stream.StreamLog;
import io.holdfast.spi.SnapshotForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.collections.IntArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A snapshot is what was there when it began, whatever is written between its slices, which are as
 * short as they can be.
 */
class SnapshotModelTest {
  private static final int DATABASES = 3;
  private static final boolean IS_LONG = Boolean.getBoolean("holdfast.long");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = SnapshotForm.class,
      names = {"RDB", "COMMAND_BASE"})
  void whateverIsWritten_theFileIsWhatWasThereAtTheBeginning(SnapshotForm form) {
    int seeds = IS_LONG ? 200 : form == SnapshotForm.RDB ? 2 : 1;
    for (int seed = 1; seed <= seeds; seed++) {
      run(seed, form);
    }
  }

  private void run(int seed, SnapshotForm form) {
    boolean isExact = form == SnapshotForm.RDB;
    Random random = new Random(seed);
    try (CommandTester tester = open(random)) {
      RandomWrites writes = new RandomWrites(random, DATABASES);
      writes.fill(tester::run);
      tester.run("SELECT 1");
      writes.fill(tester::run);
      for (int round = 0; round < 3; round++) {
        String where = form + " seed=" + seed + " round=" + round;
        for (int i = 0; i < 200; i++) {
          tester.run(writes.next());
        }
        Map<String, String> before = values(tester, isExact);
        long startMs = tester.clock().epochMs();
        String digest = tester.run("DEBUG DIGEST");
        Path file = folder.resolve("snapshot.rdb");
        save(tester, file, form, writes, random, where);
        assertLoads(file, form, startMs, before, digest, where);
        if (tester.engine().keyspace().size() == 0) {
          writes.fill(tester::run);
        }
      }
    }
  }

  private static CommandTester open(Random random) {
    String nodes = Integer.toString(1 + random.nextInt(12));
    return CommandTester.open(
        Holdfast.builder()
            .databases(DATABASES)
            .config("list-max-listpack-size", nodes)
            .config("list-compress-depth", Integer.toString(random.nextInt(3)))
            .config("stream-node-max-entries", nodes)
            .config("rdbcompression", random.nextBoolean() ? "yes" : "no"));
  }

  private static void save(
      CommandTester tester,
      Path file,
      SnapshotForm form,
      RandomWrites writes,
      Random random,
      String where) {
    RdbSnapshot snapshot = new RdbSnapshot(tester.engine(), file, form, () -> {});
    int writesPerSlice = random.nextInt(4);
    for (int slice = 0; !snapshot.isDone(); slice++) {
      snapshot.doWork(1);
      for (int i = 0; i < writesPerSlice; i++) {
        write(tester, writes, random);
      }
      if (slice % 50 == 0) {
        tester.clock().advance(Duration.ofMillis(random.nextInt(20)));
        tester.store().doWork();
      }
      if (slice % 500 == 0) {
        tester.checkInvariants();
      }
    }
    assertThat(snapshot.failure()).as(where).isNull();
    assertThat(snapshot.keysRead()).as(where).isEqualTo(snapshot.keys());
    tester.store().doWork();
    tester.checkInvariants();
  }

  /** A write, or several in a block, which happens or is undone. */
  private static void write(CommandTester tester, RandomWrites writes, Random random) {
    int kind = random.nextInt(4);
    if (kind > 1) {
      tester.run(writes.next());
      return;
    }
    try {
      tester
          .store()
          .call(
              db -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                  tester.run(writes.next());
                }
                if (kind == 0) {
                  throw new IllegalStateException("to be undone");
                }
                return null;
              });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("to be undone");
    }
  }

  private static void assertLoads(
      Path file,
      SnapshotForm form,
      long startMs,
      Map<String, String> before,
      String digest,
      String where) {
    Holdfast.Builder builder = Holdfast.builder().databases(DATABASES);
    try (CommandTester other = CommandTester.open(builder)) {
      other.clock().advance(Duration.ofMillis(startMs - other.clock().epochMs()));
      other.engine().door().run(() -> load(other.engine(), file, form));
      Map<String, String> loaded = values(other, form == SnapshotForm.RDB);
      assertThat(loaded.keySet()).as(where).isEqualTo(before.keySet());
      loaded.forEach(
          (key, value) -> assertThat(value).as(where + " " + key).isEqualTo(before.get(key)));
      assertThat(other.run("DEBUG DIGEST")).as(where).isEqualTo(digest);
      other.checkInvariants();
    }
  }

  private static void load(Engine engine, Path file, SnapshotForm form) {
    if (form == SnapshotForm.RDB) {
      engine.snapshots().loadFrom(file);
      return;
    }
    try {
      new AofLoader(engine, false).loadFormer(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Type, expiry and value by database and key, in a form that does not depend on encodings.
   *
   * @param isExact whether all of a stream is told, or what commands can tell
   */
  private static Map<String, String> values(CommandTester tester, boolean isExact) {
    Map<String, String> values = new TreeMap<>();
    Engine engine = tester.engine();
    for (int i = 0; i < DATABASES; i++) {
      Database db = engine.keyspace().database(i);
      Db<String, String> face = tester.store().select(i);
      IntArrayList handles = new IntArrayList();
      db.forEach(handles::addInt);
      for (int j = 0; j < handles.size(); j++) {
        int handle = handles.getInt(j);
        String key = new String(db.key(handle), UTF_8);
        String value = db.type(handle) + " " + db.expireAtMs(handle);
        value +=
            db.type(handle) == Entry.STREAM && !isExact
                ? StreamText.of((StreamLog) db.large(handle))
                : value(face, db, handle, key);
        values.put(i + " " + key, value);
      }
    }
    return values;
  }

  private static String value(Db<String, String> face, Database db, int handle, String key) {
    TreeSet<String> elements = new TreeSet<>();
    switch (db.type(handle)) {
      case Entry.LIST -> {
        return face.lists().range(key, 0, -1).toString();
      }
      case Entry.SET ->
          face.sets().members(key).forEach(m -> elements.add(m + face.sets().ttl(key, m)));
      case Entry.HASH ->
          face.hashes()
              .getAll(key)
              .forEach((f, v) -> elements.add(f + "=" + v + face.hashes().ttl(key, f)));
      case Entry.SORTED_SET ->
          face.sortedSets()
              .rangeWithScores(key, 0, -1)
              .forEach(m -> elements.add(m + " " + face.sortedSets().ttl(key, m.member())));
      default -> {
        return " " + HexFormat.of().formatHex(DumpPayload.of(db, handle, 11));
      }
    }
    return elements.toString();
  }
}
