package io.holdfast;

/**
 * Where a store gets its time from: expiry, timeouts, LRU clocks and stream IDs all read it. Any
 * thread may read it at any time.
 *
 * <p>{@link #system()} is the machine's time; a {@link VirtualClock} moves only when told to.
 */
public interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. May step back, as the machine's clock may. */
  long epochMs();

  /** Microseconds since 1970-01-01T00:00Z, where the clock knows them; thousands of them if not. */
  default long epochMicros() {
    return epochMs() * 1000;
  }

  /** Nanoseconds since an arbitrary moment, for measuring durations. Never steps back. */
  long nanoTime();

  /** The machine's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
