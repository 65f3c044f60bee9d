package io.holdfast.bench.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.encodings.compress.Lzf;
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
 * Microseconds to compress and decompress one value.
 *
 * <pre>{@code
 * java -jar jmh/target/benchmarks.jar LzfBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class LzfBenchmark {
  @Param({"100", "8192"})
  int length;

  @Param({"records", "noise"})
  String kind = "records";

  private final Lzf lzf = new Lzf();
  private byte[] data = {};
  private byte[] block = {};
  private byte[] out = {};
  private int size;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    data = new byte[length];
    if (kind.equals("noise")) {
      random.nextBytes(data);
    } else {
      StringBuilder records = new StringBuilder();
      while (records.length() < length) {
        records.append("{\"id\":").append(random.nextInt(100_000)).append(",\"name\":\"user\"}");
      }
      System.arraycopy(records.toString().getBytes(US_ASCII), 0, data, 0, length);
    }
    block = new byte[length + length / 32 + 1];
    out = new byte[length];
    size = lzf.compress(data, 0, length, block, 0, block.length);
  }

  @Benchmark
  public int compress() {
    return lzf.compress(data, 0, length, block, 0, block.length);
  }

  @Benchmark
  public boolean decompress() {
    return Lzf.decompress(block, 0, size, out, 0, length);
  }
}
