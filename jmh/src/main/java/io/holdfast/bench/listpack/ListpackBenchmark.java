package io.holdfast.bench.listpack;

import io.holdfast.encodings.listpack.Listpack;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a small hash, set, sorted set or list costs: 128 entries.
 *
 * <p>{@code find} looks for elements that are there, wherever they stand, and one time in eight for
 * one that is not. Its rivals are written by hand for the data at hand: {@code walkByHand} knows
 * that all entries are strings below 64 bytes, {@code scanByHand} looks for the element's bytes
 * wherever they are and knows nothing of entries.
 *
 * <pre>java -jar jmh/target/benchmarks.jar ListpackBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ListpackBenchmark {
  private static final int ENTRIES = 128;
  private static final int DRAWS_LOG2 = 12;
  private static final int DRAWS = 1 << DRAWS_LOG2;

  /** What the elements are: text of one length or of many, or integers. */
  @Param({"text16", "mixed", "integers"})
  public String elements = "text16";

  private final byte[] bytes = new byte[16 * 1024];
  private final byte[][] wanted = new byte[DRAWS][];
  private final int[] indexes = new int[DRAWS];
  private long draw;

  /** Fills the listpack. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    byte[][] all = new byte[ENTRIES * 8 / 7][];
    for (int i = 0; i < all.length; i++) {
      all[i] = element(random, i).getBytes(StandardCharsets.US_ASCII);
    }
    Listpack.create(bytes, 0);
    for (int i = 0; i < ENTRIES; i++) {
      Listpack.append(bytes, 0, all[i], 0, all[i].length);
    }
    for (int i = 0; i < DRAWS; i++) {
      // Not the same object as was stored, lest a comparison be spared.
      wanted[i] = all[random.nextInt(all.length)].clone();
      indexes[i] = random.nextInt(ENTRIES);
    }
  }

  private String element(SplittableRandom random, int i) {
    return switch (elements) {
      case "text16" ->
          "field:"
              + Long.toString(10_000_000_000L + random.nextInt(1_000_000) * 1_000L + i)
                  .substring(1);
      case "mixed" -> "m" + "x".repeat(random.nextInt(40)) + i;
      default -> Integer.toString(random.nextInt(1 << random.nextInt(2, 31)) / 200 * 200 + i);
    };
  }

  /** Drawn, not taken in turn: a processor learns the branches of a few thousand searches. */
  private int nextDraw() {
    draw = draw * 0x5851F42D4C957F2DL + 1;
    return (int) (draw >>> (Long.SIZE - DRAWS_LOG2));
  }

  private byte[] nextWanted() {
    return wanted[nextDraw()];
  }

  /** Finds an element. */
  @Benchmark
  public int find() {
    byte[] element = nextWanted();
    return Listpack.find(bytes, 0, Listpack.first(bytes, 0), 0, element, 0, element.length);
  }

  /** Finds a field: every other entry is passed over. */
  @Benchmark
  public int findField() {
    byte[] element = nextWanted();
    return Listpack.find(bytes, 0, Listpack.first(bytes, 0), 1, element, 0, element.length);
  }

  /** Walks over strings of at most 63 bytes; of no use for integers. */
  @Benchmark
  public int walkByHand() {
    byte[] element = nextWanted();
    int at = Listpack.HEADER_BYTES;
    while (bytes[at] != (byte) 0xFF) {
      int length = bytes[at] & 0x3F;
      if (length == element.length
          && Arrays.equals(bytes, at + 1, at + 1 + length, element, 0, length)) {
        return at;
      }
      at += length + 2;
    }
    return -1;
  }

  /** Looks for the element's bytes wherever they are. */
  @Benchmark
  public int scanByHand() {
    byte[] element = nextWanted();
    byte first = element[0];
    int length = element.length;
    int end = Listpack.end(bytes, 0) - length;
    for (int at = Listpack.HEADER_BYTES; at <= end; at++) {
      if (bytes[at] == first && Arrays.equals(bytes, at, at + length, element, 0, length)) {
        return at;
      }
    }
    return -1;
  }

  /** Seeks an index from the nearer end. */
  @Benchmark
  public int seek() {
    return Listpack.seek(bytes, 0, indexes[nextDraw()]);
  }

  /** Walks over all entries and adds up their lengths. */
  @Benchmark
  public long iterate() {
    long sum = 0;
    for (int p = Listpack.first(bytes, 0); p != Listpack.NONE; p = Listpack.next(bytes, 0, p)) {
      sum +=
          Listpack.isInteger(bytes, 0, p)
              ? Listpack.integer(bytes, 0, p)
              : Listpack.stringLength(bytes, 0, p);
    }
    return sum;
  }

  /** Appends an element and removes the first. */
  @Benchmark
  public int appendAndRemoveFirst() {
    byte[] element = nextWanted();
    if (Listpack.bytesAfterInsert(bytes, 0, element, 0, element.length) > bytes.length) {
      throw new IllegalStateException("no room: bytes=" + Listpack.bytes(bytes, 0));
    }
    Listpack.append(bytes, 0, element, 0, element.length);
    return Listpack.remove(bytes, 0, Listpack.HEADER_BYTES);
  }

  /** Puts an element in the place of a random one. */
  @Benchmark
  public void replace() {
    byte[] element = nextWanted();
    int position = Listpack.seek(bytes, 0, indexes[nextDraw()]);
    Listpack.replace(bytes, 0, position, element, 0, element.length);
  }
}
