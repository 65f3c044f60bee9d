package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.Strings;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What an idle store costs, and what the first call after a rest costs beside a call right after
 * another.
 *
 * <p>A rest lets the caches forget and the processor sleep, whatever is called after it; so a get
 * from a {@link ConcurrentHashMap} is timed the same way beside it, and what it gains by a rest is
 * the machine's share.
 *
 * <pre>
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.IdleBenchmark [idle seconds, default 30]
 * </pre>
 */
public final class IdleBenchmark {
  private static final int KEYS = 10_000;
  private static final int WARM_CALLS = 2_000_000;
  private static final int CALLS = 2_000;
  private static final long REST_NS = 1_000_000;

  private final Strings<byte[], byte[]> strings;
  private final ConcurrentMap<String, byte[]> map = new ConcurrentHashMap<>();
  private final byte[][] keys = new byte[KEYS][];
  private final String[] mapKeys = new String[KEYS];
  private long seen;

  private IdleBenchmark(Store store) {
    strings = store.with(Codec.bytes(), Codec.bytes()).strings();
    for (int i = 0; i < KEYS; i++) {
      String key = "key:%012d".formatted(i);
      keys[i] = key.getBytes(StandardCharsets.US_ASCII);
      mapKeys[i] = key;
      strings.set(keys[i], new byte[32]);
      map.put(key, new byte[32]);
    }
  }

  /** Prints both. */
  public static void main(String[] args) throws InterruptedException {
    int idleSeconds = args.length == 0 ? 30 : Integer.parseInt(args[0]);
    try (Store store = Holdfast.open()) {
      IdleBenchmark benchmark = new IdleBenchmark(store);
      for (int i = 0; i < WARM_CALLS; i++) {
        benchmark.store(i);
        benchmark.map(i);
      }
      benchmark.printCalls();
      printIdle(idleSeconds);
      System.out.println("seen " + benchmark.seen);
    }
  }

  private void store(int i) {
    byte[] value = strings.get(keys[i % KEYS]);
    seen += value == null ? 0 : value.length;
  }

  private void map(int i) {
    byte[] value = map.get(mapKeys[i % KEYS]);
    seen += value == null ? 0 : value.length;
  }

  private void printCalls() {
    long[] storeNs = new long[CALLS];
    long[] storeRestedNs = new long[CALLS];
    long[] mapNs = new long[CALLS];
    long[] mapRestedNs = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      int key = i * 7;
      LockSupport.parkNanos(REST_NS);
      long start = System.nanoTime();
      store(key);
      storeRestedNs[i] = System.nanoTime() - start;
      start = System.nanoTime();
      store(key + 1);
      storeNs[i] = System.nanoTime() - start;
      LockSupport.parkNanos(REST_NS);
      start = System.nanoTime();
      map(key);
      mapRestedNs[i] = System.nanoTime() - start;
      start = System.nanoTime();
      map(key + 1);
      mapNs[i] = System.nanoTime() - start;
    }
    System.out.printf(
        "median of a get, ns: store %d, after a rest %d; map %d, after a rest %d%n",
        median(storeNs), median(storeRestedNs), median(mapNs), median(mapRestedNs));
  }

  private static long median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private static void printIdle(int seconds) throws InterruptedException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    // The compiler finishes what is queued.
    TimeUnit.SECONDS.sleep(2);
    long before = system.getProcessCpuTime();
    TimeUnit.SECONDS.sleep(seconds);
    double share = (system.getProcessCpuTime() - before) / (seconds * 1e9);
    System.out.printf("idle: %.3f %% of a core, the whole JVM, %d s%n", share * 100, seconds);
  }
}
