package io.holdfast.bench.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.encodings.number.DoubleText;
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
 * Nanoseconds to write and to read one double, beside {@link Double#toString(double)} (which prints
 * differently on 17 and on 25) and {@link Double#parseDouble(String)}.
 *
 * <pre>{@code
 * java -jar jmh/target/benchmarks.jar DoubleTextBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class DoubleTextBenchmark {
  private static final int COUNT = 1024;

  /** What scores are like: whole numbers, prices, seconds with microseconds, or any bits at all. */
  @Param({"whole", "cents", "time", "bits"})
  String kind = "cents";

  private final double[] values = new double[COUNT];
  private final int[] lengths = new int[COUNT];
  private final byte[] texts = new byte[COUNT * 32];
  private final byte[] dst = new byte[32];
  private int at;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      values[i] =
          switch (kind) {
            case "whole" -> random.nextInt(1_000_000);
            case "cents" -> random.nextInt(100_000_000) / 100.0;
            case "time" -> (1_700_000_000_000_000L + random.nextLong(1L << 50)) / 1e6;
            default -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
          };
      lengths[i] = DoubleText.write(values[i], texts, i * 32);
    }
  }

  private int next() {
    at = (at + 1) & (COUNT - 1);
    return at;
  }

  @Benchmark
  public int write() {
    return DoubleText.write(values[next()], dst, 0);
  }

  @Benchmark
  public int write17g() {
    return DoubleText.write17g(values[next()], dst, 0);
  }

  @Benchmark
  public byte[] writeByJdk() {
    return Double.toString(values[next()]).getBytes(ISO_8859_1);
  }

  @Benchmark
  public double parse() {
    int i = next();
    return DoubleText.parse(texts, i * 32, lengths[i]);
  }

  @Benchmark
  public double parseByJdk() {
    int i = next();
    return Double.parseDouble(new String(texts, i * 32, lengths[i], ISO_8859_1));
  }
}
