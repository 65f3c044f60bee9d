package io.holdfast.persistence;

/** Waits for threads to end, come what may. */
final class ThreadEnd {
  private ThreadEnd() {}

  /** Waits until a thread has ended; who is interrupted meanwhile is interrupted afterwards. */
  static void await(Thread thread) {
    boolean wasInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
