package io.holdfast.spi;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way to a file. What is written is the data as it was when this was made,
 * whatever happens to it meanwhile.
 *
 * <p>Thread: the owner.
 */
public interface SnapshotRun {
  /**
   * Reads a slice of the data: some tens of microseconds.
   *
   * @return how much; 0 if it waits for the disk, or all was read
   */
  int doWork();

  /** Reads what is left and waits until everything is written, or cannot be. */
  void finish();

  /** Gives up, and waits until nothing is left of it. */
  void abort();

  /** Whether the file is complete, on the disk and at its path, or never will be. */
  boolean isDone();

  /** Why there is no file; null if there is, or may be. */
  @Nullable Throwable failure();

  /** How many keys were read. */
  long keysRead();

  /** How many keys there are to read. */
  long keys();
}
