package io.holdfast.core.event;

/**
 * A part that the event loop keeps working: the listener, the expiry timers, a snapshot in slices.
 *
 * <p>Thread: always the owner; the event thread as a rule, the thread that advances a {@link
 * io.holdfast.VirtualClock} for what is due then, the caller in invoker mode.
 */
public interface Attachment {
  /**
   * One turn of the duty cycle. Must not block, and cuts long work into slices.
   *
   * @return how much was done; the loop sleeps only when nobody had anything to do, so a part that
   *     returns 0 must either have a deadline or be able to signal the loop
   */
  int doWork(long nowMs);

  /**
   * When {@link #doWork} is needed next, epoch milliseconds; {@link Long#MAX_VALUE} for never. The
   * owner who makes it earlier calls {@link EventLoop#wakeBy}. Must be cheap.
   */
  long nextDeadlineMs();

  /** The loop has closed: no command runs any more. Called once, by the owner. */
  default void onClose() {}

  /** What errors call it. */
  default String name() {
    return getClass().getSimpleName();
  }
}
