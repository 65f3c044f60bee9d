package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.Strings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Heap per entry after a full collection: keys, values and tables together. Not a JMH benchmark.
 *
 * <pre>
 * java -Xmx4g -cp jmh/target/benchmarks.jar io.holdfast.bench.MemoryBenchmark [entries]
 * </pre>
 */
public final class MemoryBenchmark {
  private MemoryBenchmark() {}

  /** Fills and measures one data set after the other. */
  public static void main(String[] args) {
    int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    System.out.printf("%-44s %14s%n", entries + " entries", "bytes/entry");
    for (String kind : new String[] {"text", "integer", "ttl"}) {
      report("holdfast, 16-byte keys, " + kind, entries, () -> store(entries, kind));
    }
    report("ConcurrentHashMap<String,String>, text", entries, () -> map(entries));
  }

  private static Store store(int entries, String kind) {
    Store store = Holdfast.open();
    Strings<byte[], byte[]> strings = store.with(Codec.bytes(), Codec.bytes()).strings();
    for (int i = 0; i < entries; i++) {
      byte[] key = key(i).getBytes(StandardCharsets.US_ASCII);
      byte[] value =
          (kind.equals("integer") ? Integer.toString(1_000_000 + i) : value(i))
              .getBytes(StandardCharsets.US_ASCII);
      strings.set(key, value);
      if (kind.equals("ttl")) {
        store.keys().expire(key(i), java.time.Duration.ofSeconds(100_000 + i % 100_000));
      }
    }
    return store;
  }

  private static Map<String, String> map(int entries) {
    Map<String, String> map = new ConcurrentHashMap<>();
    for (int i = 0; i < entries; i++) {
      map.put(key(i), value(i));
    }
    return map;
  }

  private static String key(int i) {
    String digits = Integer.toString(i);
    return "key:" + "0".repeat(12 - digits.length()) + digits;
  }

  private static String value(int i) {
    String digits = Integer.toString(i);
    return "value:" + "0".repeat(26 - digits.length()) + digits;
  }

  private static void report(String what, int entries, java.util.function.Supplier<Object> fill) {
    long before = usedAfterCollection();
    Object held = fill.get();
    long after = usedAfterCollection();
    System.out.printf("%-44s %14.1f%n", what, (double) (after - before) / entries);
    if (held instanceof Store store) {
      store.close();
    }
  }

  private static long usedAfterCollection() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      runtime.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
