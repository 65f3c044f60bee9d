package io.holdfast.core.appendonly;

import io.holdfast.DurabilityException;
import io.holdfast.core.event.Attachment;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Says when what was done may be acknowledged: who wrote is held, without owning anything, until
 * the log has kept it as its policy demands.
 *
 * <pre>
 *  owner:      effects -&gt; log, position grows -&gt; leaves the store -&gt; await(position) ----+
 *                                           '-&gt; whenSettled(position, reply) --------+  |
 *                                                                                   v  v
 *  log's writer thread:                      write, fsync -&gt; kept(position) -&gt; who is covered goes on
 *
 *  a position is settled when   position - kept &lt;= allowance
 *    appendfsync always         kept is what is on the disk, allowance 0: many share one fsync
 *    everysec, no               kept is what the system has taken, allowance the most that may wait
 *                               in memory: only a disk that cannot keep up holds anybody
 *    no log                     nothing grows, nobody waits
 * </pre>
 *
 * <p>A position is the number of bytes that were given to the log since the store was opened.
 *
 * <h2>Why nobody is forgotten</h2>
 *
 * Who waits says so in a volatile field, then looks at {@code kept}; the writer writes {@code
 * kept}, then looks at that field. One of the two sees the other.
 *
 * <h2>When the log fails</h2>
 *
 * Whoever waits for what was not kept hears of it, as does everybody who writes until the log has
 * recovered: the change is in memory, and may be gone after a crash.
 *
 * <p>Thread: the owner, unless a method says otherwise. Cost without a log: one comparison of two
 * fields each call.
 */
public final class Durability implements Attachment {
  /** Something that is sent or completed once it may be. Called by the owner. */
  public interface Acknowledgement {
    /** What it acknowledges is kept. */
    void settled();

    /** What it would acknowledge was not kept. */
    void failed(DurabilityException why);
  }

  private record Pending(long position, Acknowledgement acknowledgement) {}

  private static final long NOBODY = Long.MAX_VALUE;

  /** How many bytes the log was given. */
  private long position;

  /** The position when the owner entered. */
  private long enteredAt;

  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  /** The position of the first who is held. */
  private volatile long heldAt = NOBODY;

  private final Runnable signalOwner;
  private Runnable demand = () -> {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private volatile long kept;
  private volatile long allowance = Long.MAX_VALUE;
  private volatile @Nullable DurabilityException failure;
  private final AtomicInteger waitingThreads = new AtomicInteger();
  private volatile boolean isOwnerWaiting;
  private volatile long synced;
  private volatile boolean isSyncAwaited;

  /**
   * Nothing is kept, and nobody waits.
   *
   * @param signalOwner gives the owner a turn; may be called by any thread
   */
  public Durability(Runnable signalOwner) {
    this.signalOwner = signalOwner;
  }

  // ---- the owner -----------------------------------------------------------------------------

  /** The owner has entered: what follows is one call's. */
  public void begin() {
    enteredAt = position;
  }

  /** Whether the log was given anything since {@link #begin}. */
  public boolean hasWritten() {
    return position != enteredAt;
  }

  /** How many bytes the log was given so far. */
  public long position() {
    return position;
  }

  /** Whether what was done up to a position cannot be acknowledged yet. Any thread. */
  public boolean mustWait(long at) {
    return at - kept > allowance;
  }

  /** Whether nobody will have to wait, whatever is done. Any thread. */
  public boolean isOff() {
    return allowance == Long.MAX_VALUE;
  }

  /** Keeps an acknowledgement until a position, not before the last one's, is settled. */
  public void whenSettled(long at, Acknowledgement acknowledgement) {
    pending.add(new Pending(at, acknowledgement));
    if (heldAt == NOBODY) {
      heldAt = at;
    }
  }

  /** Up to where everything is on the disk, whatever the policy demands. Any thread. */
  public long syncedPosition() {
    return synced;
  }

  /** Whether somebody waits for {@link #syncedPosition} and wants a turn when it grows. */
  void syncAwaited(boolean value) {
    isSyncAwaited = value;
  }

  /**
   * Asks the log to keep what those wait for who have left an acknowledgement. To be called when no
   * more are about to come, so that they share one fsync.
   *
   * @return how many could go at once
   */
  public int demand() {
    if (pending.isEmpty()) {
      return 0;
    }
    isOwnerWaiting = true;
    demand.run();
    return settle();
  }

  @Override
  public int doWork(long nowMs) {
    return pending.isEmpty() ? 0 : settle();
  }

  /** Whether somebody who has left an acknowledgement is held. */
  public boolean holdsAnybody() {
    return heldAt != NOBODY;
  }

  /**
   * As {@link #demand}, by the event thread that is about to sleep and does not own the store.
   *
   * @return whether it shall not sleep, for some can go at once
   */
  public boolean demandBeforeSleep() {
    long at = heldAt;
    if (at == NOBODY) {
      return false;
    }
    isOwnerWaiting = true;
    demand.run();
    return !mustWait(at) || failure != null;
  }

  private int settle() {
    int count = 0;
    DurabilityException why = failure;
    for (Pending next = pending.peek(); next != null; next = pending.peek()) {
      if (!mustWait(next.position)) {
        pending.remove();
        next.acknowledgement.settled();
      } else if (why != null) {
        pending.remove();
        next.acknowledgement.failed(why);
      } else {
        break;
      }
      count++;
    }
    Pending first = pending.peek();
    heldAt = first == null ? NOBODY : first.position;
    if (first == null) {
      isOwnerWaiting = false;
    }
    return count;
  }

  @Override
  public long nextDeadlineMs() {
    return Long.MAX_VALUE;
  }

  @Override
  public String name() {
    return "acknowledgements";
  }

  // ---- who waits, any thread -----------------------------------------------------------------

  /**
   * Waits until a position is settled. An interrupt does not end the wait.
   *
   * @throws DurabilityException if what stands before it was not kept
   */
  public void await(long at) {
    DurabilityException why;
    do {
      if (mustWait(at)) {
        awaitProgress(at);
      }
      why = failure;
      // A failure that is over by now proves nothing: the log writes again, and has not kept it
      // yet.
    } while (why == null && mustWait(at));
    if (why != null && at > kept) {
      throw why.again();
    }
  }

  private void awaitProgress(long at) {
    lock.lock();
    try {
      waitingThreads.incrementAndGet();
      demand.run();
      while (mustWait(at) && failure == null) {
        progress.awaitUninterruptibly();
      }
    } finally {
      waitingThreads.decrementAndGet();
      lock.unlock();
    }
  }

  // ---- the log -------------------------------------------------------------------------------

  /**
   * A log begins.
   *
   * @param demand tells it that somebody waits; called by any thread
   */
  public void logBegins(Runnable demand) {
    this.demand = demand;
    kept = position;
    synced = position;
    failure = null;
  }

  /** The log has ended: nobody waits for it any more. */
  public void logEnds() {
    demand = () -> {};
    allowance = Long.MAX_VALUE;
    failure = null;
    tell();
  }

  /** The log was given more. */
  public void appended(long at) {
    position = at;
  }

  /** How far ahead of what is kept acknowledgements may be. Any thread. */
  public void allow(long bytes) {
    allowance = bytes;
    tell();
  }

  /** The log has kept everything before a position. Its writer. */
  public void kept(long at) {
    kept = at;
    tell();
  }

  /** Everything before a position is on the disk, whatever the policy demands. Its writer. */
  public void synced(long at) {
    synced = at;
    if (isSyncAwaited) {
      signalOwner.run();
    }
  }

  /** The log cannot keep what it was given. Its writer. */
  public void failed(DurabilityException why) {
    failure = why;
    tell();
  }

  /** The log keeps again what it is given. Its writer. */
  public void recovered() {
    failure = null;
  }

  /** Why nothing is kept at the moment; null if all is well. Any thread. */
  public @Nullable DurabilityException failure() {
    return failure;
  }

  private void tell() {
    if (waitingThreads.get() > 0) {
      lock.lock();
      try {
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }
    if (isOwnerWaiting) {
      signalOwner.run();
    }
  }
}
