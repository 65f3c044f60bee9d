package io.holdfast.bench.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.encodings.number.LongDouble;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds for what INCRBYFLOAT does to its texts, beside BigDecimal (whose sums have other
 * digits).
 *
 * <pre>{@code
 * java -jar jmh/target/benchmarks.jar LongDoubleBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class LongDoubleBenchmark {
  private static final String[] STEPS = {"0.1", "-2.75", "10.01", "3", "-10.361", "1e-3"};

  private final LongDouble sum = new LongDouble();
  private final LongDouble increment = new LongDouble();
  private final byte[] text = new byte[LongDouble.MAX_LENGTH];
  private final byte[][] steps = new byte[STEPS.length][];
  private int length;
  private int at;
  private String decimal = "12345.678";

  public LongDoubleBenchmark() {
    for (int i = 0; i < STEPS.length; i++) {
      steps[i] = STEPS[i].getBytes(ISO_8859_1);
    }
    sum.set(12_345);
    length = sum.write(text, 0);
  }

  private int next() {
    at = at + 1 == STEPS.length ? 0 : at + 1;
    return at;
  }

  @Benchmark
  public int incrByFloat() {
    byte[] step = steps[next()];
    if (!sum.parse(text, 0, length) || !increment.parse(step, 0, step.length)) {
      throw new IllegalStateException();
    }
    sum.add(increment);
    length = sum.write(text, 0);
    return length;
  }

  @Benchmark
  public String bigDecimal() {
    String step = STEPS[next()];
    decimal = new BigDecimal(decimal).add(new BigDecimal(step)).toPlainString();
    return decimal;
  }
}
