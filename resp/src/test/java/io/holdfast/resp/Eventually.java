package io.holdfast.resp;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do. */
final class Eventually {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

  private Eventually() {}

  /** Looks again and again until something is so. */
  static void await(String what, BooleanSupplier condition) {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - untilNs > 0) {
        throw new AssertionError("not so: " + what);
      }
      Thread.onSpinWait();
    }
  }
}
