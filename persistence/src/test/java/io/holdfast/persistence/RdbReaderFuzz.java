package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.rdb.RdbInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A fuzz target: any bytes are an RDB file that is loaded, or are refused; what is loaded can be
 * written and loaded again.
 *
 * <p>{@code .ci/fuzz persistence io.holdfast.persistence.RdbReaderFuzz 300} lets Jazzer look.
 */
public final class RdbReaderFuzz {
  private static final Path FILE = Path.of("fuzz.rdb");
  private static final byte[] HEAD = {'R', 'E', 'D', 'I', 'S', '0', '0', '1', '2'};

  private RdbReaderFuzz() {}

  /** One input: as it is, and behind a header that is right. */
  public static void fuzzerTestOneInput(byte[] input) {
    use(input);
    byte[] framed = Arrays.copyOf(HEAD, HEAD.length + input.length);
    System.arraycopy(input, 0, framed, HEAD.length, input.length);
    use(framed);
  }

  private static void use(byte[] input) {
    try (Store store = open()) {
      boolean isGood = load(store, input);
      Engine.of(store).keyspace().checkInvariants();
      if (isGood) {
        byte[] written = written(store);
        try (Store again = open()) {
          if (!load(again, written)) {
            throw new AssertionError("what was written is refused");
          }
          if (Engine.of(again).keyspace().size() != Engine.of(store).keyspace().size()) {
            throw new AssertionError("another number of keys");
          }
        }
      }
    }
  }

  private static Store open() {
    return Holdfast.builder().seed(1).invoker().open();
  }

  private static boolean load(Store store, byte[] bytes) {
    Engine engine = Engine.of(store);
    int[] at = {0};
    RdbInput.Source source =
        (into, offset, length) -> {
          int count = Math.min(length, 1 + bytes.length / 3);
          System.arraycopy(bytes, at[0], into, offset, count);
          at[0] += count;
          return count;
        };
    try {
      RdbInput in = new RdbInput(source, bytes.length);
      new RdbReader(FILE, in, new LoadTarget(engine.keyspace(), read -> {}), false, true).read();
      return true;
    } catch (DamagedFileException e) {
      return false;
    }
  }

  private static byte[] written(Store store) {
    try {
      Path file = Files.createTempFile("fuzz", ".rdb");
      try {
        store.saveTo(file);
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
