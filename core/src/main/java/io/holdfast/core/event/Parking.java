package io.holdfast.core.event;

import java.util.concurrent.locks.LockSupport;

/**
 * How threads sleep until another wakes them: {@link LockSupport}, behind an interface because a
 * model checker lets its park return for no reason, which would hide a forgotten wake-up.
 */
interface Parking {
  /** Sleeps until unparked or interrupted; returns at once if unparked since the last park. */
  void park(Object blocker);

  /** The same, at most so long. */
  void parkNanos(Object blocker, long timeoutNs);

  void unpark(Thread thread);

  /** The platform's. */
  Parking PLATFORM =
      new Parking() {
        @Override
        public void park(Object blocker) {
          LockSupport.park(blocker);
        }

        @Override
        public void parkNanos(Object blocker, long timeoutNs) {
          LockSupport.parkNanos(blocker, timeoutNs);
        }

        @Override
        public void unpark(Thread thread) {
          LockSupport.unpark(thread);
        }
      };
}
