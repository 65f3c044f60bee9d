package io.holdfast.bench.intset;

import io.holdfast.encodings.intset.Intset;
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
 * What a small set of integers costs: 512 elements, the most an intset has by default. Half of the
 * values looked for are elements. The rival searches a {@code long[]}.
 *
 * <pre>java -jar jmh/target/benchmarks.jar IntsetBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IntsetBenchmark {
  private static final int DRAWS_LOG2 = 12;
  private static final int DRAWS = 1 << DRAWS_LOG2;

  /** Bytes of an element. */
  @Param({"2", "4", "8"})
  public int width = 2;

  /** Number of elements. */
  @Param("512")
  public int count = 512;

  private byte[] bytes = {};
  private long[] sorted = {};
  private final long[] wanted = new long[DRAWS];
  private long draw;

  /** Fills the set with every other of the multiples of a step. */
  @Setup
  public void fill() {
    long step = width == 2 ? 30 : width == 4 ? 2_000_000 : 9_000_000_000_000_000L;
    SplittableRandom random = new SplittableRandom(1);
    bytes = new byte[Intset.HEADER_BYTES + (count + 1) * width];
    sorted = new long[count];
    Intset.create(bytes, 0);
    for (int i = 0; i < count; i++) {
      sorted[i] = (2L * i - count) * step;
      Intset.add(bytes, 0, sorted[i]);
    }
    for (int i = 0; i < DRAWS; i++) {
      wanted[i] = (random.nextInt(2 * count) - count) * step;
    }
  }

  /** Drawn, not taken in turn: a processor learns the branches of a few thousand searches. */
  private int nextDraw() {
    draw = draw * 0x5851F42D4C957F2DL + 1;
    return (int) (draw >>> (Long.SIZE - DRAWS_LOG2));
  }

  private long nextWanted() {
    return wanted[nextDraw()];
  }

  /** Looks for a value. */
  @Benchmark
  public boolean contains() {
    return Intset.contains(bytes, 0, nextWanted());
  }

  /** Looks for a value in an array of longs. */
  @Benchmark
  public boolean binarySearchOfLongs() {
    return Arrays.binarySearch(sorted, nextWanted()) >= 0;
  }

  /** Adds a value that is absent and removes it. */
  @Benchmark
  public boolean addAndRemove() {
    long value = nextWanted() + 1;
    if (Intset.bytesAfterAdd(bytes, 0, value) > bytes.length) {
      throw new IllegalStateException("no room: value=" + value);
    }
    return Intset.add(bytes, 0, value) & Intset.remove(bytes, 0, value);
  }
}
