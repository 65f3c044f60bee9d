package io.holdfast.spi;

import io.holdfast.DamagedFileException;
import java.io.IOException;

/** The append only file of one store. Called by the owner. */
public interface AppendOnlyLog {
  /**
   * Replays what the files hold into a store that has no keys. Emits no effects.
   *
   * @return whether there was anything
   * @throws IOException if a file cannot be read
   * @throws DamagedFileException if one is not what it should be; the files are as they were
   */
  boolean load() throws IOException;

  /**
   * Logs every effect from now on, behind what was {@link #load loaded}.
   *
   * @throws IOException if the files cannot be made
   */
  void start() throws IOException;

  /**
   * Logs every effect from now on, into new files that begin with what the store holds now; they
   * count once that is written.
   *
   * @throws IOException if the files cannot be made
   */
  void startAnew() throws IOException;

  /** Forces to the disk what was logged, and logs no more. */
  void stop();

  /** Whether effects are logged. */
  boolean isOn();

  /**
   * Begins to write the log anew, as short as can be, in the background: at once, or when a
   * snapshot that is being taken, or the transaction that this is part of, has ended.
   *
   * @return false if that is under way already, or waits for its beginning
   */
  boolean rewrite();

  /** What INFO tells. */
  Figures figures();

  /**
   * The state of a log.
   *
   * @param isRewriting whether it is being written anew
   * @param isScheduled whether that waits until something else has ended
   * @param lastRewriteSeconds how long the last rewrite took; -1 if there was none
   * @param currentRewriteSeconds since when there is one; -1 if there is none
   * @param isLastRewriteGood whether the last one succeeded
   * @param rewrites how many there were
   * @param isWriteGood whether what is logged can be written
   * @param currentBytes the size of all files that count
   * @param baseBytes that size after the last start or rewrite
   * @param bufferBytes logged and not yet written
   * @param isSyncPending whether a sync is under way
   * @param delayedSyncs how often writers were held because a sync took too long
   */
  record Figures(
      boolean isRewriting,
      boolean isScheduled,
      long lastRewriteSeconds,
      long currentRewriteSeconds,
      boolean isLastRewriteGood,
      long rewrites,
      boolean isWriteGood,
      long currentBytes,
      long baseBytes,
      long bufferBytes,
      boolean isSyncPending,
      long delayedSyncs) {}
}
