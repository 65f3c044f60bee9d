package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbBlock;
import io.holdfast.core.rdb.RdbOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file from blocks on a thread of its own, which makes of them what is to be in it.
 *
 * <pre>
 *  owner   -- full blocks --&gt;  queue  --&gt;  thread: content, temporary file, fsync, rename
 *     ^                                       |
 *     `------------- empty blocks ------------'
 * </pre>
 *
 * The queue takes everything, for what is about to change has to be copied at once; who only walks
 * through the data looks whether the thread {@link #isBehind} and waits if so.
 *
 * <p>Thread: {@link #full}, {@link #empty} and {@link #end} by the owner, the rest by any.
 */
final class BlockFile implements RdbOutput.BlockSink {
  private static final int BLOCK_BYTES = 1 << 16;

  /**
   * How many bytes may wait before whoever walks waits for them. Little: a thread that often sleeps
   * is woken before those that never do, where processors are fewer than threads.
   */
  private static final long BEHIND_BYTES = 4L * BLOCK_BYTES;

  /** How many empty blocks are kept. */
  private static final int KEPT_BLOCKS = 32;

  /** What the thread makes of the blocks. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes what is to be in the file.
     *
     * @param blocks to be taken by {@link #next}, and then {@link #written}, until there are none
     */
    void write(BlockFile blocks, FileBytes file) throws IOException;
  }

  private static final RdbBlock END = new RdbBlock(0);
  private static final RdbBlock ABORT = new RdbBlock(0);

  private final Path file;
  private final Content content;
  private final Runnable progress;
  private final Thread thread;
  private final BlockingQueue<RdbBlock> queue = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<RdbBlock> empty = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();

  /** Whether the owner has seen that the thread is behind, and wants to know when it is not. */
  private volatile boolean isAwaited;

  private volatile boolean isDone;
  private volatile @Nullable Throwable failure;

  /**
   * Begins a file.
   *
   * @param content makes the file of the blocks
   * @param progress called by the thread when it is behind no more, and when it is done
   */
  BlockFile(Path file, Content content, Runnable progress) {
    this.file = file;
    this.content = content;
    this.progress = progress;
    thread = new Thread(null, this::run, "holdfast-file", 0, false);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public RdbBlock empty(int minBytes) {
    RdbBlock block = empty.poll();
    return block == null || block.capacity() < minBytes
        ? new RdbBlock(Math.max(minBytes, BLOCK_BYTES))
        : block;
  }

  @Override
  public void full(RdbBlock block) {
    waitingBytes.addAndGet(block.length());
    queue.add(block);
  }

  /** There are no more blocks. */
  void end() {
    queue.add(END);
  }

  /** There is to be no file. */
  void abort() {
    queue.clear();
    queue.add(ABORT);
  }

  /** Whether much waits to be written; if so {@code progress} is called when it was. */
  boolean isBehind() {
    if (waitingBytes.get() <= BEHIND_BYTES) {
      return false;
    }
    isAwaited = true;
    return waitingBytes.get() > BEHIND_BYTES;
  }

  /** Waits until {@link #isBehind} is false, or the thread has ended. */
  void awaitProgress() {
    boolean isInterrupted = false;
    synchronized (queue) {
      while (isBehind() && !isDone) {
        try {
          queue.wait();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the thread has ended. */
  void join() {
    ThreadEnd.await(thread);
  }

  /** Whether the file is there, or never will be. */
  boolean isDone() {
    return isDone;
  }

  /** Why there is no file. */
  @Nullable Throwable failure() {
    return failure;
  }

  // ---- the thread ----------------------------------------------------------------------------

  private void run() {
    try {
      ReplacedFile.write(file, bytes -> content.write(this, bytes));
    } catch (Throwable e) {
      failure = e;
    }
    isDone = true;
    tellProgress();
  }

  /**
   * The next block; null if there are no more. The thread.
   *
   * @throws IOException if there is to be no file
   */
  @Nullable RdbBlock next() throws IOException {
    RdbBlock block = take();
    if (block == ABORT) {
      throw new IOException("given up");
    }
    return block == END ? null : block;
  }

  private RdbBlock take() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Nobody interrupts this thread to any purpose.
      }
    }
  }

  /** A block that was taken is needed no more. The thread. */
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy: nothing depends on it
  void written(RdbBlock block) {
    waitingBytes.addAndGet(-block.length());
    if (block.capacity() == BLOCK_BYTES && queue.size() < KEPT_BLOCKS) {
      block.clear();
      empty.add(block);
    }
    if (isAwaited && waitingBytes.get() <= BEHIND_BYTES / 2) {
      isAwaited = false;
      tellProgress();
    }
    Thread.yield(); // to whoever waits for a processor: some hundred microseconds have passed
  }

  private void tellProgress() {
    synchronized (queue) {
      queue.notifyAll();
    }
    progress.run();
  }
}
