package io.holdfast.core.event;

import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The commands of those who found the word taken, in the order in which they came.
 *
 * <p>Thread: any thread offers; only the owner drains. A thread that has claimed its slot but not
 * yet filled it makes the queue look empty to the owner, who does not wait for it: that thread
 * looks at the word after it has filled the slot, and so sees to its command, and to those behind
 * it, itself.
 */
final class CommandQueue {
  private static final int CHUNK = 256;

  private final MpscUnboundedVarHandleArrayQueue<QueuedCommand<?>> queue =
      new MpscUnboundedVarHandleArrayQueue<>(CHUNK);

  void offer(QueuedCommand<?> command) {
    queue.offer(command);
  }

  /** How many wait; any thread may ask, and has an answer of some moment ago. */
  int size() {
    return queue.size();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The next command, null if there is none. For the owner. */
  @Nullable QueuedCommand<?> poll() {
    return queue.relaxedPoll();
  }
}
