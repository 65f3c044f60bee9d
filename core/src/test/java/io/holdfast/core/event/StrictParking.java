package io.holdfast.core.event;

import java.util.ArrayList;
import java.util.List;

/**
 * Parking that never returns without a reason, for a model checker: threads look at their permit in
 * a loop, and the checker reports when all of them do so for ever.
 */
final class StrictParking implements Parking {
  private final List<Permit> permits = new ArrayList<>();

  private static final class Permit {
    final Thread thread;
    volatile boolean isGiven;

    Permit(Thread thread) {
      this.thread = thread;
    }
  }

  private synchronized Permit of(Thread thread) {
    for (Permit permit : permits) {
      if (permit.thread == thread) {
        return permit;
      }
    }
    Permit permit = new Permit(thread);
    permits.add(permit);
    return permit;
  }

  @Override
  public void park(Object blocker) {
    Thread thread = Thread.currentThread();
    Permit permit = of(thread);
    while (!permit.isGiven && !thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    permit.isGiven = false;
  }

  /** A timeout is no wake-up one may count on. */
  @Override
  public void parkNanos(Object blocker, long timeoutNs) {
    park(blocker);
  }

  @Override
  public void unpark(Thread thread) {
    of(thread).isGiven = true;
  }
}
