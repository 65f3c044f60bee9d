package io.holdfast.bench.arena;

import io.holdfast.encodings.arena.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Freeing one of a million blocks and allocating another: the pair an overwritten value costs.
 *
 * <pre>java -jar jmh/target/benchmarks.jar ArenaBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ArenaBenchmark {
  private static final int BLOCKS = 1_000_000;

  /** Length of a block. */
  @Param({"56", "1048"})
  public int bytes;

  private Arena arena = new Arena();
  private final int[] handles = new int[BLOCKS];
  private final SplittableRandom random = new SplittableRandom(1);

  /** Allocates every block. */
  @Setup(Level.Trial)
  public void fill() {
    arena = new Arena();
    for (int i = 0; i < BLOCKS; i++) {
      handles[i] = arena.allocate(bytes);
    }
  }

  /** A random block is freed and one of its size allocated. */
  @Benchmark
  public int freeAndAllocate() {
    int i = random.nextInt(BLOCKS);
    arena.free(handles[i]);
    handles[i] = arena.allocate(bytes);
    return handles[i];
  }

  /** Block after block is allocated and freed: the last page is always in the cache. */
  @Benchmark
  public int allocateAndFree() {
    int handle = arena.allocate(bytes);
    arena.free(handle);
    return handle;
  }
}
