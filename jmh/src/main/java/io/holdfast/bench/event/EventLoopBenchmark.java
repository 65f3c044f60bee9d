package io.holdfast.bench.event;

import io.holdfast.Clock;
import io.holdfast.core.event.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.agrona.collections.Long2LongHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A read of a table of a million entries, by every way of running a command, beside two locks.
 * {@code inline} is the read alone, {@code enterExit} the ownership alone.
 *
 * <p>Throughput, then percentiles, for one and several threads:
 *
 * <pre>{@code
 * java -jar jmh/target/benchmarks.jar EventLoopBenchmark -t 2 -prof gc
 * java -jar jmh/target/benchmarks.jar EventLoopBenchmark.borrow -t 16 -bm sample -tu us
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventLoopBenchmark {
  private static final int ENTRIES = 1 << 20;
  private static final int BATCH = 64;

  /** How the loop is shared. */
  @Param({"BORROWED"})
  public EventLoop.Mode mode;

  private final Long2LongHashMap table = new Long2LongHashMap(ENTRIES, 0.65f, -1);
  private final ReentrantLock lock = new ReentrantLock();
  private EventLoop loop;

  /** Fills the table and starts the loop. */
  @Setup(Level.Trial)
  public void open() {
    for (long key = 0; key < ENTRIES; key++) {
      table.put(key, key);
    }
    loop = new EventLoop(mode, Clock.system());
    loop.start();
  }

  /** Stops the loop. */
  @TearDown(Level.Trial)
  public void close() {
    loop.close();
  }

  private static long randomKey() {
    return ThreadLocalRandom.current().nextInt(ENTRIES);
  }

  /** The floor for one thread; it means nothing for several. */
  @Benchmark
  public long inline() {
    return table.get(randomKey());
  }

  /** Taking and giving back ownership, and nothing else. */
  @Benchmark
  public boolean enterExit() {
    boolean entered = loop.tryEnter();
    if (entered) {
      loop.exit();
    }
    return entered;
  }

  /** The way of every synchronous call of the typed API. */
  @Benchmark
  public long borrow() {
    long key = randomKey();
    EventLoop loop = this.loop;
    if (loop.tryEnter()) {
      try {
        return table.get(key);
      } finally {
        loop.exit();
      }
    }
    return loop.<Long>await(() -> table.get(key));
  }

  /** An asynchronous call whose result is waited for. */
  @Benchmark
  public long submitJoin() {
    long key = randomKey();
    return loop.<Long>submit(() -> table.get(key)).join();
  }

  /** As many asynchronous calls in flight as a batch has operations. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void submitMany(Blackhole sink) {
    CompletableFuture<?>[] futures = new CompletableFuture<?>[BATCH];
    for (int i = 0; i < BATCH; i++) {
      long key = randomKey();
      futures[i] = loop.<Long>submit(() -> table.get(key));
    }
    for (CompletableFuture<?> future : futures) {
      sink.consume(future.join());
    }
  }

  /** Many operations under one ownership. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long batch() {
    Supplier<Long> sum =
        () -> {
          long result = 0;
          for (int i = 0; i < BATCH; i++) {
            result += table.get(randomKey());
          }
          return result;
        };
    return loop.<Long>call(sum);
  }

  /** The rival in the language. */
  @Benchmark
  public long monitor() {
    long key = randomKey();
    synchronized (table) {
      return table.get(key);
    }
  }

  /** The rival in the library. */
  @Benchmark
  public long reentrantLock() {
    long key = randomKey();
    lock.lock();
    try {
      return table.get(key);
    } finally {
      lock.unlock();
    }
  }
}
