package io.holdfast.persistence;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Saves a store of its own to a file nobody needs, until the code of snapshots is compiled: without
 * it the first one holds requests up for tens of milliseconds, a multiple of all later ones.
 */
final class Rehearsal {
  private static final int ROUNDS = 6;
  private static final int KEYS = 20_000;
  private static final int ELEMENTS = 2_000;
  private static final int TEXT_LENGTH = 100;

  private final Random random = new Random(1);

  private Rehearsal() {}

  /** Does it; what goes wrong is no matter. */
  static void run() {
    try (Store scratch = Holdfast.builder().invoker().databases(1).open()) {
      new Rehearsal().fill(scratch);
      Path file = Files.createTempFile("holdfast", ".rdb");
      try {
        for (int i = 0; i < ROUNDS; i++) {
          scratch.saveTo(file);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The first snapshot will be as slow as it is.
    }
  }

  private void fill(Store scratch) {
    for (int i = 0; i < KEYS; i++) {
      scratch.strings().set("key:" + i, text());
    }
    for (int i = 0; i < ELEMENTS; i++) {
      scratch.lists().pushRight("list", text());
      scratch.sets().add("set", text());
      scratch.hashes().set("hash", "field:" + i, text());
      scratch.sortedSets().add("sorted set", text(), i);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    while (text.length() < TEXT_LENGTH) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }
}
