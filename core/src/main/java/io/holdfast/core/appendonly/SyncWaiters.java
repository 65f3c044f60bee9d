package io.holdfast.core.appendonly;

import io.holdfast.core.event.Attachment;
import java.util.ArrayDeque;

/**
 * The clients that wait for the disk by WAITAOF, first come first served. Thread: the owner.
 *
 * <p>They wait for positions that only grow, so a look at the first says whether anybody is served.
 */
public final class SyncWaiters implements Attachment {
  private final Durability durability;
  private final ArrayDeque<SyncWait> waiting = new ArrayDeque<>();

  /** Nobody waits yet. */
  public SyncWaiters(Durability durability) {
    this.durability = durability;
  }

  /** Waits until everything logged so far is on the disk, or until the wait's time is up. */
  void add(SyncWait wait) {
    waiting.add(wait);
    durability.syncAwaited(true);
  }

  @Override
  public int doWork(long nowMs) {
    int count = 0;
    SyncWait next = waiting.peek();
    for (; next != null && (next.isOver() || next.isServed()); next = waiting.peek()) {
      waiting.remove();
      next.end();
      count++;
    }
    if (count > 0 && waiting.isEmpty()) {
      durability.syncAwaited(false);
    }
    return count;
  }

  @Override
  public long nextDeadlineMs() {
    return Long.MAX_VALUE;
  }

  @Override
  public String name() {
    return "sync waiters";
  }
}
