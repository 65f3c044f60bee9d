package io.holdfast.bench.table;

import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.Arrays;
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
 * Look-ups, and inserts with their removals, in a table of entries whose key is a number.
 *
 * <pre>java -jar jmh/target/benchmarks.jar SegmentedTableBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SegmentedTableBenchmark {
  /** Number of entries. */
  @Param({"1000", "1000000", "10000000"})
  public int entries;

  private Numbers table = new Numbers(0);
  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] key = new byte[Long.BYTES];

  /** Entries whose handle is their number plus one. */
  private static final class Numbers extends SegmentedTable {
    private final SipHash sipHash = new SipHash(1, 2);
    private final byte[] keys;

    Numbers(int entries) {
      keys = new byte[(entries + 2) * Long.BYTES];
      for (int handle = 1; handle <= entries + 1; handle++) {
        LittleEndian.put64(keys, handle * Long.BYTES, handle);
        if (handle <= entries) {
          insert(hashOf(handle), handle);
        }
      }
    }

    @Override
    protected long hashOf(int handle) {
      return sipHash.hash(keys, handle * Long.BYTES, Long.BYTES);
    }

    @Override
    protected int touchBlock(int handle) {
      return keys[handle * Long.BYTES];
    }

    @Override
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      int at = handle * Long.BYTES;
      return Arrays.equals(keys, at, at + Long.BYTES, key, offset, offset + length);
    }
  }

  /** Inserts every entry. */
  @Setup(Level.Trial)
  public void fill() {
    table = new Numbers(entries);
  }

  /** A random entry is found. */
  @Benchmark
  public int hit() {
    LittleEndian.put64(key, 0, 1 + random.nextInt(entries));
    return table.find(table.sipHash.hash(key, 0, key.length), key, 0, key.length);
  }

  /** A key that is absent is not found. */
  @Benchmark
  public int miss() {
    LittleEndian.put64(key, 0, -1 - random.nextInt(entries));
    return table.find(table.sipHash.hash(key, 0, key.length), key, 0, key.length);
  }

  /** An entry is inserted and removed. */
  @Benchmark
  public void insertAndRemove() {
    int handle = entries + 1;
    long hash = table.hashOf(handle);
    table.insert(hash, handle);
    table.remove(hash, handle);
  }
}
