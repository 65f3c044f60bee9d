package io.holdfast.core.event;

/**
 * How the event thread sleeps. A listener supplies one over {@code Selector.select} and {@code
 * wakeup}, so that sockets wake it as well.
 *
 * <p>A signal is never lost: one given while nobody waits makes the next wait return at once.
 */
public interface WaitStrategy {
  /** A timeout that never comes. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Waits for a signal or until the timeout has passed; may return early. Called by the event
   * thread, which does not own the store meanwhile.
   *
   * @param timeoutNs nanoseconds, positive, or {@link #FOREVER}
   */
  void await(long timeoutNs);

  /** Ends the wait, or the next one. Any thread; cheap when repeated. */
  void signal();
}
