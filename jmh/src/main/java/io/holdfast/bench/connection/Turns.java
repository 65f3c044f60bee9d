package io.holdfast.bench.connection;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the turns of the event loop are while somebody attacks: what a client who asks for
 * little waits for at most, but for the processor. {@link Attacks} runs beside it.
 *
 * <pre>
 * java -Xmx4g -cp jmh/target/benchmarks.jar io.holdfast.bench.connection.Turns PORT [SECONDS] &amp;
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.connection.Attacks attack PORT NAME [SECONDS]
 * </pre>
 *
 * The thread of this program makes the turns, so that it can measure them by its processor time,
 * which other work on the machine does not lengthen.
 */
public final class Turns {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A turn that found nothing to do. */
  private static final long IDLE_NS = 10_000;

  private static final int WARM_UP_SECONDS = 2;

  private Turns() {}

  /** Serves attackers, and prints the longest turns. */
  public static void main(String[] args) throws IOException {
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    try (Store store = Holdfast.builder().invoker().open();
        RespListener listener =
            RespListener.builder().port(Integer.parseInt(args[0])).open(store)) {
      System.out.println("listens: " + listener.description());
      serve(store, WARM_UP_SECONDS);
      long thread = Thread.currentThread().getId();
      long allocated = THREADS.getThreadAllocatedBytes(thread);
      long[] ns = serve(store, seconds);
      allocated = THREADS.getThreadAllocatedBytes(thread) - allocated;
      int last = ns.length - 1;
      System.out.printf(
          Locale.ROOT,
          "turns %d, in all %.0f ms; ms: median %.3f p99 %.3f p99.9 %.3f longest %.3f; MB %d%n",
          ns.length,
          Arrays.stream(ns).sum() / 1e6,
          ns[last / 2] / 1e6,
          ns[(int) (last * 0.99)] / 1e6,
          ns[(int) (last * 0.999)] / 1e6,
          ns[last] / 1e6,
          allocated / 1_000_000);
    }
  }

  /** The times of the turns in which something was done, the longest last. */
  private static long[] serve(Store store, int seconds) {
    long[] ns = new long[1_000_000];
    int count = 0;
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < endNs && count < ns.length) {
      long beganNs = THREADS.getCurrentThreadCpuTime();
      store.doWork();
      long tookNs = THREADS.getCurrentThreadCpuTime() - beganNs;
      if (tookNs > IDLE_NS) {
        ns[count++] = tookNs;
      } else {
        LockSupport.parkNanos(20_000);
      }
    }
    long[] turns = Arrays.copyOf(ns, Math.max(count, 1));
    Arrays.sort(turns);
    return turns;
  }
}
