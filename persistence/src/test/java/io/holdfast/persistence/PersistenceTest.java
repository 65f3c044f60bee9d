package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that keep their data in a folder, and backups while others write. */
class PersistenceTest {
  @TempDir Path folder;

  private Store open() {
    return Holdfast.builder().persistence(folder).open();
  }

  @Test
  void closed_andOpenedAgain_theDataIsThere() {
    try (Store store = open()) {
      store.strings().set("a", "1");
    }
    try (Store store = open()) {
      assertThat(store.strings().get("a")).isEqualTo("1");
      store.strings().set("a", "2");
    }
    try (Store store = open()) {
      assertThat(store.strings().get("a")).isEqualTo("2");
    }
    assertThat(folder.toFile().list()).containsExactly("dump.rdb");
  }

  @Test
  void withoutSavePoints_closingWritesNothing() {
    try (Store store = Holdfast.builder().persistence(folder).config("save", "").open()) {
      store.strings().set("a", "1");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDamagedFile_isLeftAsItIs() throws IOException {
    Files.writeString(folder.resolve("dump.rdb"), "REDIS0011 and nothing good");
    assertThatThrownBy(this::open).isInstanceOf(DamagedFileException.class);
    assertThat(folder.resolve("dump.rdb")).content().startsWith("REDIS0011 and nothing good");
  }

  @Test
  void aBackup_isOneMoment_whileOthersWrite() throws InterruptedException {
    Path backup = folder.resolve("backup.rdb");
    try (Store store = Holdfast.open()) {
      for (int i = 0; i < 20_000; i++) {
        store.strings().set("key:" + i, "0");
      }
      Thread writer = new Thread(() -> countEvenly(store), "writer");
      writer.start();
      for (int i = 0; i < 5; i++) {
        store.saveTo(backup);
        assertOneMoment(backup);
      }
      writer.interrupt();
      writer.join();
    }
  }

  /** Sets two keys far from each other to the same number, again and again. */
  private static void countEvenly(Store store) {
    for (int n = 1; !Thread.currentThread().isInterrupted(); n++) {
      String number = Integer.toString(n);
      store.call(
          db -> {
            for (int i = 0; i < 20_000; i += 97) {
              db.strings().set("key:" + i, number);
            }
            return null;
          });
    }
  }

  private static void assertOneMoment(Path backup) {
    try (Store loaded = Holdfast.load(backup)) {
      String number = loaded.strings().get("key:0");
      for (int i = 0; i < 20_000; i += 97) {
        assertThat(loaded.strings().get("key:" + i)).isEqualTo(number);
      }
      assertThat(loaded.strings().get("key:1")).isEqualTo("0");
    }
  }

  @Test
  void aBackupThatCannotBeWritten_fails() {
    Path missing = folder.resolve("no/backup.rdb");
    try (Store store = Holdfast.open()) {
      store.strings().set("a", "1");
      assertThatThrownBy(() -> store.saveTo(missing)).isInstanceOf(UncheckedIOException.class);
      assertThatThrownBy(() -> store.saveToAsync(missing).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(UncheckedIOException.class);
      store.saveToAsync(folder.resolve("backup.rdb")).join();
      store.batch(
          db -> {
            store.saveTo(folder.resolve("within.rdb"));
            return null;
          });
      try (Store loaded = Holdfast.load(folder.resolve("within.rdb"))) {
        assertThat(loaded.strings().get("a")).isEqualTo("1");
      }
    }
  }
}
