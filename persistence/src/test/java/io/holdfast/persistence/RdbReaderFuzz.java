package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.rdb.RdbInput;
import io.holdfast.core.rdb.Slice;
import io.holdfast.encodings.hashing.Crc64;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
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
    try {
      RdbInput in = new RdbInput(new SmallSlices(bytes), bytes.length);
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

  /** The input in a few slices, so that much lies across seams; those given back are used again. */
  private static final class SmallSlices implements RdbInput.Source {
    private final byte[] bytes;
    private final ArrayDeque<Slice> empty = new ArrayDeque<>();
    private int at;

    SmallSlices(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public Slice next() {
      Slice slice = empty.isEmpty() ? new Slice() : empty.remove();
      int most = Math.min(Slice.MAX_BYTES, 1 + bytes.length / 3);
      int count = Math.min(most, bytes.length - at);
      System.arraycopy(bytes, at, slice.array(), Slice.ROOM_BYTES, count);
      slice.filled(count, Crc64.of(bytes, 0, at));
      at += count;
      return slice;
    }

    @Override
    public void giveBack(Slice slice) {
      Arrays.fill(slice.array(), (byte) 0);
      empty.add(slice);
    }
  }
}
