package io.holdfast;

/** The machine's wall clock and its monotonic one. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long epochMs() {
    return System.currentTimeMillis();
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
