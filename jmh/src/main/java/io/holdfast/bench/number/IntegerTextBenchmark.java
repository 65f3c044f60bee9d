package io.holdfast.bench.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.encodings.number.IntegerText;
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
 * Nanoseconds to write and to read one integer, beside {@link Long#toString(long)} and {@link
 * Long#parseLong(String)} with the copies they need to and from bytes.
 *
 * <pre>{@code
 * java -jar jmh/target/benchmarks.jar IntegerTextBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class IntegerTextBenchmark {
  private static final int COUNT = 1024;

  /** "mixed" has 1 to 19 digits in no order, so that no branch can be foreseen. */
  @Param({"1", "4", "8", "19", "mixed"})
  String digits = "8";

  private final long[] values = new long[COUNT];
  private final int[] offsets = new int[COUNT];
  private final int[] lengths = new int[COUNT];
  private final byte[] texts = new byte[COUNT * 24];
  private final byte[] dst = new byte[32];
  private int at;

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      int count = digits.equals("mixed") ? 1 + random.nextInt(19) : Integer.parseInt(digits);
      long power = (long) Math.pow(10, count - 1);
      values[i] = power * (1 + random.nextInt(count == 19 ? 8 : 9));
      values[i] += random.nextLong(power);
      offsets[i] = i * 24 + 4;
      lengths[i] = IntegerText.write(values[i], texts, offsets[i]);
    }
  }

  private int next() {
    at = (at + 1) & (COUNT - 1);
    return at;
  }

  @Benchmark
  public int write() {
    return IntegerText.write(values[next()], dst, 8);
  }

  @Benchmark
  public byte[] writeByJdk() {
    return Long.toString(values[next()]).getBytes(ISO_8859_1);
  }

  @Benchmark
  public long parse() {
    int i = next();
    long value = IntegerText.parse(texts, offsets[i], lengths[i]);
    return IntegerText.isRefused(value, texts, offsets[i], lengths[i]) ? 0 : value;
  }

  @Benchmark
  public long parseByJdk() {
    int i = next();
    return Long.parseLong(new String(texts, offsets[i], lengths[i], ISO_8859_1));
  }
}
