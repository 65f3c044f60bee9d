package io.holdfast;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The machine's wall clock and its monotonic one. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long epochMs() {
    return System.currentTimeMillis();
  }

  @Override
  public long epochMicros() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(now.getNano());
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public String toString() {
    return "Clock.system()";
  }
}
