package io.holdfast.bench.hyperloglog;

import io.holdfast.encodings.hyperloglog.HyperLogLog;
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
 * Adding to, counting and merging HyperLogLogs, sparse and dense.
 *
 * <pre>java -jar jmh/target/benchmarks.jar HyperLogLogBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HyperLogLogBenchmark {
  private static final int SPARSE_MAX_BYTES = 3_000;
  private static final int HASHES = 1 << 16;

  /** Elements added before; from about 1400 on it is dense. */
  @Param({"100", "1000", "100000"})
  public int elements;

  private final byte[] bytes = new byte[HyperLogLog.DENSE_BYTES];
  private final byte[] copy = new byte[HyperLogLog.DENSE_BYTES];
  private final byte[] registers = new byte[HyperLogLog.REGISTERS];
  private final long[] hashes = new long[HASHES];
  private int length;
  private int next;

  /** Adds the elements. */
  @Setup(Level.Trial)
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    HyperLogLog.writeEmpty(bytes, 0);
    length = HyperLogLog.EMPTY_BYTES;
    for (int i = 0; i < elements; i++) {
      add(random.nextLong());
    }
    SplittableRandom same = new SplittableRandom(1);
    for (int i = 0; i < HASHES; i++) {
      hashes[i] = i < elements ? same.nextLong() : hashes[i - elements];
    }
    HyperLogLog.mergeInto(registers, bytes, 0, length);
  }

  private void add(long hash) {
    int result = HyperLogLog.add(bytes, 0, length, hash, SPARSE_MAX_BYTES);
    if (result == HyperLogLog.NEEDS_DENSE) {
      HyperLogLog.toDense(bytes, 0, length, copy, 0);
      System.arraycopy(copy, 0, bytes, 0, HyperLogLog.DENSE_BYTES);
      length = HyperLogLog.DENSE_BYTES;
    } else if (result != HyperLogLog.UNCHANGED) {
      length = result;
    }
  }

  /** An element that was added before. */
  @Benchmark
  public int addKnown() {
    next = (next + 1) & (HASHES - 1);
    return HyperLogLog.add(bytes, 0, length, hashes[next], SPARSE_MAX_BYTES);
  }

  /** The estimate, computed anew. */
  @Benchmark
  public long countStale() {
    HyperLogLog.invalidateCachedCount(bytes, 0);
    return HyperLogLog.count(bytes, 0, length);
  }

  /** The union with as many registers and its estimate. */
  @Benchmark
  public long countUnion() {
    HyperLogLog.mergeInto(registers, bytes, 0, length);
    return HyperLogLog.count(registers);
  }

  /** An empty one takes all registers, as PFMERGE into a new key does. */
  @Benchmark
  public int mergeIntoEmpty() {
    HyperLogLog.writeEmpty(copy, 0);
    if (!HyperLogLog.isSparse(bytes, 0)) {
      HyperLogLog.toDense(bytes, 0, length, copy, 0);
      return HyperLogLog.merge(copy, 0, HyperLogLog.DENSE_BYTES, registers, SPARSE_MAX_BYTES);
    }
    return HyperLogLog.merge(copy, 0, HyperLogLog.EMPTY_BYTES, registers, SPARSE_MAX_BYTES);
  }
}
