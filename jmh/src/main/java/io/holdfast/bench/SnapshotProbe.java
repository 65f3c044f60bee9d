package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.Strings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How long calls from another thread wait while a snapshot is written: 5,000 a second, half of them
 * writes, each counted from the moment it begins. Not a JMH benchmark: it looks for the longest
 * call.
 *
 * <pre>
 * java -Xms6g -Xmx6g -cp jmh/target/benchmarks.jar io.holdfast.bench.SnapshotProbe 10000000
 * </pre>
 *
 * <p>Beside it a thread sleeps for a millisecond, again and again, and notes by how much it was
 * woken too late: what the machine and the collector do to anybody.
 */
public final class SnapshotProbe {
  private static final long INTERVAL_NS = 200_000;
  private static final long QUIET_NS = 5_000_000_000L;
  private static final long NAP_NS = 1_000_000;
  private static final int VALUE_BYTES = 100;

  /** Values are cut out of this, so that they do not compress. */
  private static final byte[] NOISE = new byte[1 << 16];

  private SnapshotProbe() {}

  /** Fills a store, then measures five seconds of quiet and three snapshots. */
  public static void main(String[] args) throws Exception {
    int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    new SplittableRandom(3).nextBytes(NOISE);
    Path file = Files.createTempFile("snapshot", ".rdb");
    try (Store store = Holdfast.builder().seed(42).open()) {
      Strings<byte[], byte[]> strings = store.with(Codec.bytes(), Codec.bytes()).strings();
      for (int i = 0; i < entries; i++) {
        strings.set(Dataset.key(i), value(i));
      }
      measure("warm-up", strings, entries, until(QUIET_NS));
      for (int round = 0; round < 3; round++) {
        measure("quiet", strings, entries, until(QUIET_NS));
        long startNs = System.nanoTime();
        CompletableFuture<?> saved = store.saveToAsync(file);
        measure("saving", strings, entries, () -> !saved.isDone());
        saved.get();
        System.out.printf("saved in %.1f s%n", (System.nanoTime() - startNs) / 1e9);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static byte[] value(int number) {
    int from = number * 31 & NOISE.length / 2 - 1;
    return Arrays.copyOfRange(NOISE, from, from + VALUE_BYTES);
  }

  private static BooleanSupplier until(long durationNs) {
    long endNs = System.nanoTime() + durationNs;
    return () -> System.nanoTime() < endNs;
  }

  private static void measure(
      String what, Strings<byte[], byte[]> strings, int entries, BooleanSupplier goesOn)
      throws InterruptedException {
    Naps naps = new Naps();
    naps.start();
    SplittableRandom random = new SplittableRandom(7);
    long[] callsNs = new long[1 << 20];
    int count = 0;
    long dueNs = System.nanoTime();
    while (goesOn.getAsBoolean() && count < callsNs.length) {
      dueNs += INTERVAL_NS;
      while (dueNs - System.nanoTime() > 0) {
        LockSupport.parkNanos(dueNs - System.nanoTime());
      }
      byte[] key = Dataset.key(random.nextInt(entries));
      boolean isWrite = random.nextBoolean();
      long startNs = System.nanoTime();
      if (isWrite) {
        strings.set(key, value(count));
      } else {
        strings.get(key);
      }
      callsNs[count++] = System.nanoTime() - startNs;
    }
    naps.isOver = true;
    naps.join();
    print(what + " calls", callsNs, count);
    print(what + " naps", naps.lateNs, naps.count);
  }

  private static void print(String what, long[] ns, int count) {
    long[] sorted = Arrays.copyOf(ns, count);
    Arrays.sort(sorted);
    System.out.printf(
        "%-14s n=%d p50=%.1f p99=%.1f p99.9=%.1f max=%.1f us%n",
        what,
        count,
        sorted[count / 2] / 1e3,
        sorted[(int) (count * 0.99)] / 1e3,
        sorted[(int) (count * 0.999)] / 1e3,
        sorted[count - 1] / 1e3);
  }

  /** Sleeps, and notes how late it was woken. */
  private static final class Naps extends Thread {
    final long[] lateNs = new long[1 << 18];
    int count;
    volatile boolean isOver;

    @Override
    public void run() {
      while (!isOver && count < lateNs.length) {
        long untilNs = System.nanoTime() + NAP_NS;
        while (untilNs - System.nanoTime() > 0) {
          LockSupport.parkNanos(untilNs - System.nanoTime());
        }
        lateNs[count++] = System.nanoTime() - untilNs;
      }
    }
  }
}
