package io.holdfast;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still until {@link #advance} moves it, and then brings about everything that
 * falls due on the way: expiry, timeouts and periodic work, in the order of their deadlines and
 * without sleeping.
 *
 * <pre>{@code
 * var clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
 * try (Store store = Holdfast.builder().clock(clock).open()) {
 *   store.strings().set("k", "v", Expiry.after(Duration.ofSeconds(10)));
 *   clock.advance(Duration.ofSeconds(10)); // the key is gone and its event has been published
 * }
 * }</pre>
 *
 * <p>One advance steps from deadline to deadline: while the work of 10:00:05 runs, the time is
 * 10:00:05, whatever the target is. It returns when all of it is done and the time is exactly the
 * target. Several stores may follow one clock; equal deadlines run in the order the stores were
 * opened.
 *
 * <p>Thread: any thread may read it. Advances run one after another; one thread at a time is the
 * rule in a test that wants to be repeatable.
 */
public final class VirtualClock implements Clock {
  private static final long NANOS_PER_MILLI = MILLISECONDS.toNanos(1);
  private static final long NANOS_PER_MICRO = MICROSECONDS.toNanos(1);

  private final ReentrantLock advancing = new ReentrantLock();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final long startMs;
  private final long startNanosOfMilli;

  /** Only the thread that holds {@link #advancing} writes it. */
  private volatile long elapsedNs;

  /** A clock that shows {@code start} until it is advanced. */
  public VirtualClock(Instant start) {
    startMs = start.toEpochMilli();
    startNanosOfMilli = Duration.between(Instant.ofEpochMilli(startMs), start).toNanos();
  }

  @Override
  public long epochMs() {
    return startMs + (startNanosOfMilli + elapsedNs) / NANOS_PER_MILLI;
  }

  @Override
  public long epochMicros() {
    return MILLISECONDS.toMicros(startMs) + (startNanosOfMilli + elapsedNs) / NANOS_PER_MICRO;
  }

  @Override
  public long nanoTime() {
    return elapsedNs;
  }

  /** The time it shows. */
  public Instant now() {
    return Instant.ofEpochMilli(startMs).plusNanos(startNanosOfMilli + elapsedNs);
  }

  /**
   * Moves the time and runs what falls due, earliest deadline first.
   *
   * @param duration zero or more; zero runs what is due now
   * @throws IllegalArgumentException if the duration is negative or the time leaves the range of
   *     about 292 years after the start
   * @throws IllegalStateException if called from within a command of a store that follows this
   *     clock: time stands still while a command runs
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration must not be negative: duration=" + duration);
    }
    followers.forEach(Follower::beforeAdvance);
    advancing.lock();
    try {
      long targetNs = plus(elapsedNs, duration);
      runUntil(targetNs);
      elapsedNs = targetNs;
      runUntil(targetNs);
    } finally {
      advancing.unlock();
    }
  }

  /** Runs what is due up to the target; the time is that of the latest deadline afterwards. */
  private void runUntil(long targetNs) {
    // Who is due but had nothing to do gets no second turn before the time has moved on.
    List<Follower> idle = new ArrayList<>();
    for (; ; ) {
      Follower next = null;
      long nextNs = Long.MAX_VALUE;
      for (Follower follower : followers) {
        long dueNs = Math.max(elapsedNs, sinceStartNs(follower.nextDeadlineMs()));
        boolean hadItsTurn = dueNs == elapsedNs && idle.contains(follower);
        if (dueNs < nextNs && !hadItsTurn) {
          nextNs = dueNs;
          next = follower;
        }
      }
      if (next == null || nextNs > targetNs) {
        return;
      }
      if (nextNs > elapsedNs) {
        elapsedNs = nextNs;
        idle.clear();
      }
      if (next.runDue() == 0) {
        idle.add(next);
      }
    }
  }

  /** The elapsed time at which {@link #epochMs()} begins to show {@code atMs}. */
  private long sinceStartNs(long atMs) {
    if (atMs <= startMs) {
      return 0;
    }
    long ms = atMs - startMs;
    boolean isOutOfRange = ms < 0 || ms > Long.MAX_VALUE / NANOS_PER_MILLI;
    return isOutOfRange ? Long.MAX_VALUE : ms * NANOS_PER_MILLI - startNanosOfMilli;
  }

  private static long plus(long elapsedNs, Duration duration) {
    try {
      return Math.addExact(elapsedNs, duration.toNanos());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "time must stay within 292 years of the start: duration=" + duration, e);
    }
  }

  /** Lets {@code follower} be moved by this clock, until {@link #unfollow}. */
  public void follow(Follower follower) {
    followers.add(follower);
  }

  /** Ends {@link #follow}; does nothing if it does not follow. */
  public void unfollow(Follower follower) {
    followers.remove(follower);
  }

  @Override
  public String toString() {
    return "VirtualClock[" + now() + "]";
  }

  /**
   * Something with deadlines that a virtual clock moves. Every store on the clock is one; a test
   * may add its own. All methods are called by the advancing thread.
   */
  public interface Follower {
    /** The earliest time at which there is something to do; {@link Long#MAX_VALUE} for never. */
    long nextDeadlineMs();

    /**
     * Does what is due at the clock's time.
     *
     * @return how much was done; after 0 it is not asked again before the time has moved
     */
    int runDue();

    /** Called before each advance; throws {@link IllegalStateException} to refuse it. */
    default void beforeAdvance() {}
  }
}
