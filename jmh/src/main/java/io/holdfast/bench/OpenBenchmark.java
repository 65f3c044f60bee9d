package io.holdfast.bench;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Opening a store, a first set and get, and closing it: in a warm JVM by JMH, in a cold one by
 * {@link #main}.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar OpenBenchmark
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.OpenBenchmark
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OpenBenchmark {
  /** Opens and closes. */
  @Benchmark
  public String openUseClose() {
    try (Store store = Holdfast.open()) {
      store.strings().set("key", "value");
      return String.valueOf(store.strings().get("key"));
    }
  }

  /** Prints what the first open of this JVM takes, and a first use. */
  public static void main(String[] args) {
    long startNs = System.nanoTime();
    Store store = Holdfast.open();
    long openNs = System.nanoTime() - startNs;
    store.strings().set("key", "value");
    String value = store.strings().get("key");
    long usedNs = System.nanoTime() - startNs;
    store.close();
    System.out.printf(
        "open: %.1f ms; with first set and get of %s: %.1f ms%n",
        openNs / 1e6, value, usedNs / 1e6);
  }
}
