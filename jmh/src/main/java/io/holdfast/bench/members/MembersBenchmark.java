package io.holdfast.bench.members;

import io.holdfast.bench.Elements;
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
 * Get and put of random fields of one large hash, 16 bytes each, beside maps on the heap.
 *
 * <pre>java -jar jmh/target/benchmarks.jar MembersBenchmark -p fields=1000000</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class MembersBenchmark {
  /** Number of fields. */
  @Param({"1000", "1000000"})
  public int fields;

  /** Who holds the fields. */
  @Param({"holdfast", "strings", "byteKeys"})
  public String peer = "";

  private byte[][] elements = new byte[0][];
  private Fields target = Fields.named("strings", elements);
  private int next;

  /** Fills the peer; it is asked in another order than it was filled. */
  @Setup(Level.Trial)
  public void fill() {
    elements = Elements.shuffledBytes(fields, 1);
    target = Fields.named(peer, elements);
  }

  /** The value of a random field. */
  @Benchmark
  public int get() {
    return target.get(nextIndex());
  }

  /** A random field gets another value of the same length. */
  @Benchmark
  public void put() {
    int index = nextIndex();
    target.put(index, elements[fields - 1 - index]);
  }

  private int nextIndex() {
    next = next + 1 == fields ? 0 : next + 1;
    return next;
  }
}
