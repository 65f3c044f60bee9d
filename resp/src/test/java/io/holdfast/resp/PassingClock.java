package io.holdfast.resp;

import io.holdfast.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Some time passes whenever somebody looks for how long something took. */
final class PassingClock implements Clock {
  private final AtomicLong nowNs = new AtomicLong(1_700_000_000_000_000_000L);
  private volatile long stepNs;

  /** So much passes with each look from now on; nothing at first. */
  void step(long ns) {
    stepNs = ns;
  }

  /** So much passes at once. */
  void pass(Duration duration) {
    nowNs.addAndGet(duration.toNanos());
  }

  @Override
  public long epochMs() {
    return nowNs.get() / 1_000_000;
  }

  @Override
  public long nanoTime() {
    return nowNs.addAndGet(stepNs);
  }
}
