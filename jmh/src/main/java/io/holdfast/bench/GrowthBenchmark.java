package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.Strings;
import java.util.Arrays;

/**
 * How long the owner is held by single writes while a store grows from nothing, and while it
 * shrinks again. Not a JMH benchmark: it looks for the longest call, not for the mean.
 *
 * <pre>
 * java -Xms6g -Xmx6g -Xlog:safepoint:file=pauses.log -cp jmh/target/benchmarks.jar \
 *     io.holdfast.bench.GrowthBenchmark 10000000
 * </pre>
 *
 * <p>The machine and the collector take their own pauses, which meet whatever call is under way.
 * They differ from run to run, while a step of ours comes back at the same entry: so every call is
 * given the least time it took in several runs over the same keys.
 */
public final class GrowthBenchmark {
  private static final int RUNS = 5;

  private GrowthBenchmark() {}

  /** Fills and empties stores, and prints the longest calls. */
  public static void main(String[] args) {
    int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int[] setNs = new int[entries];
    int[] delNs = new int[entries];
    Arrays.fill(setNs, Integer.MAX_VALUE);
    Arrays.fill(delNs, Integer.MAX_VALUE);
    for (int run = 0; run < RUNS; run++) {
      grow(setNs, delNs);
      System.gc();
    }
    print("set", setNs);
    print("del", delNs);
  }

  private static void grow(int[] setNs, int[] delNs) {
    try (Store store = Holdfast.builder().seed(42).invoker().open()) {
      Strings<byte[], byte[]> strings = store.with(Codec.bytes(), Codec.bytes()).strings();
      for (int i = 0; i < setNs.length; i++) {
        byte[] key = Dataset.key(i);
        byte[] value = Dataset.value(i);
        long startNs = System.nanoTime();
        strings.set(key, value);
        setNs[i] = least(setNs[i], startNs);
      }
      for (int i = 0; i < delNs.length; i++) {
        byte[] key = Dataset.key(i);
        long startNs = System.nanoTime();
        strings.getDel(key);
        delNs[i] = least(delNs[i], startNs);
      }
    }
  }

  private static int least(int knownNs, long startNs) {
    return (int) Math.min(knownNs, System.nanoTime() - startNs);
  }

  private static void print(String what, int[] ns) {
    int[] sorted = ns.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    System.out.printf(
        "%s: entries=%d p50=%d ns p99.9=%.1f us max=%.1f us longer than 1 ms=%d%n",
        what,
        ns.length,
        sorted[last / 2],
        sorted[(int) (last * 0.999)] / 1e3,
        sorted[last] / 1e3,
        Arrays.stream(ns).filter(each -> each > 1_000_000).count());
  }
}
