package io.holdfast.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.Clock;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads that call, submit, fail and interrupt each other beside an attachment that always
 * has work. What they count has no synchronization of its own.
 */
@Timeout(300)
class EventLoopStressTest {
  private static final int CALLS = Boolean.getBoolean("holdfast.long") ? 400_000 : 8_000;
  private static final long SEED = Long.getLong("holdfast.seed", System.nanoTime());

  /** What only the owner touches. */
  private long count;

  private boolean isInside;
  private long turns;

  private long increment() {
    assertThat(isInside).as("two owners").isFalse();
    isInside = true;
    long next = count + 1;
    count = next;
    isInside = false;
    return next;
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void platformThreads(EventLoop.Mode mode) throws Exception {
    run(mode, Thread::new, 4, CALLS);
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void platformThreads_thatNeverSpin(EventLoop.Mode mode) throws Exception {
    Limits limits = new Limits(0, 2, 8);
    try (EventLoop loop =
        new EventLoop(mode, Clock.system(), failing(), limits, Parking.PLATFORM)) {
      run(loop, Thread::new, 4, CALLS / 4);
    }
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void virtualThreads(EventLoop.Mode mode) throws Exception {
    run(mode, virtualThreads(), 200, CALLS / 50);
  }

  @Test
  void virtualThreads_areToldFromPlatformThreads() {
    assertThat(VirtualThreads.isVirtual(Thread.currentThread())).isFalse();
    assertThat(VirtualThreads.isVirtual(virtualThreads().newThread(() -> {}))).isTrue();
  }

  /** The JDK's own, from 21 on. */
  private static ThreadFactory virtualThreads() {
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads come with JDK 21");
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
      return (ThreadFactory) factory.invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no virtual threads", e);
    }
  }

  private static ErrorHandler failing() {
    return (where, e) -> {
      throw new AssertionError(where, e);
    };
  }

  private void run(EventLoop.Mode mode, ThreadFactory threads, int callers, int calls)
      throws Exception {
    try (EventLoop loop = new EventLoop(mode, Clock.system(), failing())) {
      run(loop, threads, callers, calls);
    }
  }

  private void run(EventLoop loop, ThreadFactory factory, int callers, int calls) throws Exception {
    loop.start();
    loop.attach(new Busy());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < callers; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      threads.add(
          factory.newThread(
              () -> {
                try {
                  for (int n = 0; n < calls; n++) {
                    step(loop, random, threads);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).as("seed %d", SEED).isEmpty();
    long expected = (long) callers * calls;
    assertThat(loop.<Long>call(() -> count)).as("seed %d", SEED).isEqualTo(expected);
    assertThat(loop.<Long>call(() -> turns)).as("the event thread had its turns").isPositive();
    assertThat(loop.queued()).isZero();
  }

  private void step(EventLoop loop, SplittableRandom random, List<Thread> threads) {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> loop.submit(this::increment).join();
      case 3 -> {
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        futures.add(loop.submit(this::increment));
        futures.add(loop.submit(() -> count));
        futures.forEach(CompletableFuture::join);
      }
      case 4 -> failOnce(loop);
      case 5 -> loop.call(() -> loop.call(() -> loop.submit(this::increment).join()));
      case 6 -> {
        threads.get(random.nextInt(threads.size())).interrupt();
        loop.call(this::increment);
        Thread.interrupted();
      }
      case 7 ->
          loop.call(
              () -> {
                loop.wakeBy(0);
                return increment();
              });
      default -> loop.call(this::increment);
    }
  }

  private void failOnce(EventLoop loop) {
    IllegalStateException mine = new IllegalStateException();
    try {
      loop.call(
          () -> {
            increment();
            throw mine;
          });
    } catch (IllegalStateException e) {
      assertThat(e).isSameAs(mine);
    }
  }

  /** Wants a turn all the time and has work in every second one. */
  private final class Busy implements Attachment {
    @Override
    public int doWork(long nowMs) {
      assertThat(isInside).as("two owners").isFalse();
      turns++;
      return (int) (turns % 2);
    }

    @Override
    public long nextDeadlineMs() {
      return 0;
    }
  }
}
