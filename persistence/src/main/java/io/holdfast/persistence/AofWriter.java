package io.holdfast.persistence;

import io.holdfast.DurabilityException;
import io.holdfast.core.appendonly.Durability;
import io.holdfast.core.config.FsyncPolicy;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that writes and syncs a log; whatever takes time happens here.
 *
 * <pre>
 *  ring --take--&gt; buffer --append--&gt; file --sync--&gt; disk
 *                                written          synced
 *  always       a sync after each round of writing; what came meanwhile shares the next
 *  everysec     a sync when the owner asks for one, once a second
 *  no           none
 *
 *  tasks        wait for a position: everything before it is written, nothing behind it
 * </pre>
 *
 * <p>After some work the thread looks again every few milliseconds, so that nobody has to wake it;
 * only when nothing came for a second does it sleep until it is woken. Under {@code always} it is
 * woken by whoever waits.
 *
 * <p>What cannot be written stays here and is tried again when the owner says so. After a sync that
 * failed nobody knows what of the file is on the disk: nothing is acknowledged until the log has
 * been written anew.
 *
 * <p>Thread: its own; methods say who else may call them.
 */
final class AofWriter implements Runnable {
  /** A step of changing files. Sees to its own failures. */
  interface Task {
    /** Runs on the writer's thread. */
    void run();
  }

  private record Scheduled(long position, Task task) {}

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final long PAUSE_NS = 2_000_000;
  private static final int PAUSES = 500;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final AppendRing ring;
  private final Durability durability;
  private final FileDelays delays;
  private final long allowance;
  private final Thread thread;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
  private final ConcurrentLinkedQueue<Scheduled> tasks = new ConcurrentLinkedQueue<>();

  private volatile FsyncPolicy policy = FsyncPolicy.EVERYSEC;
  private volatile boolean isIdle;
  private volatile boolean isEnding;
  private volatile long syncWanted;
  private volatile boolean isDemanded;
  private volatile boolean isRetryWanted;
  private volatile boolean isSyncing;
  private volatile boolean isHolding;

  /** Since when; written before {@link #isHolding}. */
  private long holdingSinceNs;

  // The writer's; others look.
  private volatile long written;
  private volatile long synced;
  private volatile long fileBytes;
  private volatile boolean isWriteGood = true;
  private volatile boolean isSyncGood = true;

  private Appender file;
  private long demanded;
  private int pauses;

  /**
   * A writer, not yet started.
   *
   * @param file where to go on
   * @param fileBytes how long it is
   * @param allowance how many bytes may wait here before who writes is held
   */
  AofWriter(
      AppendRing ring,
      Durability durability,
      FileDelays delays,
      Appender file,
      long fileBytes,
      long allowance) {
    this.ring = ring;
    this.durability = durability;
    this.delays = delays;
    this.file = file;
    this.fileBytes = fileBytes;
    this.allowance = allowance;
    this.written = ring.position();
    this.synced = written;
    this.syncWanted = written;
    this.thread = new Thread(null, this, "holdfast-aof-" + THREADS.incrementAndGet(), 0, false);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  // ---- the owner, and who waits --------------------------------------------------------------

  /** Follows another policy from now on. The owner. */
  void policy(FsyncPolicy value) {
    policy = value;
    wake();
  }

  /** Whether it sleeps and must be woken; a hint. */
  boolean isIdle() {
    return isIdle;
  }

  /** Makes it look at once, if it sleeps. Any thread. */
  void wake() {
    // The write of whatever it shall find comes before this read.
    VarHandle.fullFence();
    if (isIdle) {
      isIdle = false;
      LockSupport.unpark(thread);
    }
  }

  /** Asks for a sync of everything up to a position. The owner. */
  void sync(long position) {
    syncWanted = position;
    wake();
  }

  /** Somebody waits, under {@code always}, for the sync of everything published. Any thread. */
  void demand() {
    isDemanded = true;
    wake();
  }

  /** Tries again what has failed. The owner. */
  void retry() {
    isRetryWanted = true;
    wake();
  }

  /** Holds whoever writes until the sync that is under way, and takes too long, has ended. */
  void hold() {
    if (!isHolding) {
      holdingSinceNs = delays.begin();
      isHolding = true;
    }
    durability.allow(0);
    if (!isSyncing) {
      release();
    }
  }

  /** Runs a task when everything before a position is written, and nothing behind it. */
  void at(long position, Task task) {
    tasks.add(new Scheduled(position, task));
    wake();
  }

  /** Writes and syncs what there is, and ends; waits for that. The owner. */
  void end() {
    isEnding = true;
    isRetryWanted = true;
    wake();
    ThreadEnd.await(thread);
  }

  /** Up to where the system has taken what was logged. Any thread. */
  long written() {
    return written;
  }

  /** Up to where it is on the disk. Any thread. */
  long synced() {
    return synced;
  }

  /** How long the file is. Any thread. */
  long fileBytes() {
    return fileBytes;
  }

  boolean isSyncing() {
    return isSyncing;
  }

  boolean isWriteGood() {
    return isWriteGood;
  }

  /** Whether what was synced is known to be on the disk; if not, only a rewrite helps. */
  boolean isSyncGood() {
    return isSyncGood;
  }

  // ---- tasks ---------------------------------------------------------------------------------

  /** Syncs and closes the file, and goes on in another. By a task. */
  void switchTo(Appender next) {
    sync();
    close();
    file = next;
    fileBytes = 0;
  }

  /** All that was logged is in files that are on the disk. By a task, after a rewrite. */
  void rewritten() {
    isSyncGood = true;
    if (isWriteGood) {
      durability.recovered();
    }
    if (policy != FsyncPolicy.ALWAYS) {
      durability.kept(written);
    }
  }

  // ---- the thread ----------------------------------------------------------------------------

  @Override
  public void run() {
    while (true) {
      if (isDemanded) {
        isDemanded = false;
        demanded = ring.published();
      }
      boolean hasWorked = runTasks();
      hasWorked |= write();
      hasWorked |= syncByPolicy();
      if (hasWorked) {
        pauses = 0;
      } else if (isEnding && tasks.isEmpty() && (isDone() || !isRetryWanted)) {
        sync();
        close();
        return;
      } else {
        idle();
      }
    }
  }

  private boolean isDone() {
    return !buffer.hasRemaining() && ring.taken() == ring.published();
  }

  private boolean runTasks() {
    boolean hasRun = false;
    Scheduled next = tasks.peek();
    while (next != null && (next.position <= written || isEnding && !isWriteGood)) {
      tasks.remove();
      next.task.run();
      hasRun = true;
      next = tasks.peek();
    }
    return hasRun;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
  private boolean write() {
    if (!isWriteGood && !mayRetry()) {
      return false;
    }
    if (!buffer.hasRemaining()) {
      Scheduled next = tasks.peek();
      buffer.clear();
      ring.take(buffer, next == null ? Long.MAX_VALUE : next.position);
      buffer.flip();
    }
    if (!buffer.hasRemaining()) {
      return false;
    }
    long beganNs = delays.begin();
    try {
      int count = file.append(buffer);
      delays.end(FileDelays.WRITE, beganNs);
      if (count <= 0) {
        throw new IOException("the file takes no bytes");
      }
      written += count;
      fileBytes += count;
    } catch (IOException e) {
      isWriteGood = false;
      fail(e);
      return false;
    }
    if (!isWriteGood) {
      isWriteGood = true;
      if (isSyncGood) {
        durability.recovered();
      }
    }
    if (policy != FsyncPolicy.ALWAYS && isSyncGood) {
      durability.kept(written);
    }
    return true;
  }

  /** Whether to try again: when told so, and if the file ends where it did. */
  private boolean mayRetry() {
    if (!isRetryWanted) {
      return false;
    }
    isRetryWanted = false;
    try {
      if (file.size() != fileBytes) {
        file.truncate(fileBytes);
      }
      return true;
    } catch (IOException e) {
      fail(e);
      return false;
    }
  }

  private boolean syncByPolicy() {
    if (written == synced || !isSyncGood) {
      return false;
    }
    // All that is there shares the sync: what somebody waits for has been written before.
    boolean isWanted =
        syncWanted > synced
            || policy == FsyncPolicy.ALWAYS
                && demanded > synced
                && (written >= demanded || tasksBlock());
    if (isWanted) {
      sync();
    }
    return isWanted;
  }

  private boolean tasksBlock() {
    Scheduled next = tasks.peek();
    return next != null && next.position == written;
  }

  private void sync() {
    if (written == synced || !isSyncGood) {
      return;
    }
    long covered = written;
    long beganNs = delays.begin();
    isSyncing = true;
    try {
      file.sync();
      if (policy == FsyncPolicy.ALWAYS) {
        delays.end(FileDelays.SYNC_ALWAYS, beganNs);
      }
    } catch (IOException e) {
      isSyncGood = false;
      fail(e);
      return;
    } finally {
      isSyncing = false;
      if (isHolding) {
        release();
      }
    }
    synced = covered;
    if (policy == FsyncPolicy.ALWAYS) {
      durability.kept(covered);
    }
    durability.synced(covered);
  }

  private void release() {
    delays.end(FileDelays.HELD, holdingSinceNs);
    isHolding = false;
    if (policy != FsyncPolicy.ALWAYS) {
      durability.allow(allowance);
    }
  }

  private void fail(IOException e) {
    durability.failed(new DurabilityException(reason(e), e));
  }

  /** What the system said, without the path in front of it. */
  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  private void close() {
    try {
      file.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void idle() {
    if (policy != FsyncPolicy.ALWAYS && pauses < PAUSES) {
      pauses++;
      LockSupport.parkNanos(this, PAUSE_NS);
      return;
    }
    isIdle = true;
    boolean hasNothing =
        !isDemanded && (isWriteGood ? ring.published() == written : !isRetryWanted);
    boolean wantsNoSync = !isSyncGood || syncWanted <= synced;
    Scheduled next = tasks.peek();
    boolean hasNoTask = next == null || next.position > written;
    if (hasNothing && wantsNoSync && hasNoTask && !(isEnding && isRetryWanted)) {
      LockSupport.park(this);
    }
    isIdle = false;
  }
}
