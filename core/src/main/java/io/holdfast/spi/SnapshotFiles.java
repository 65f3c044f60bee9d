package io.holdfast.spi;

import io.holdfast.DamagedFileException;
import io.holdfast.Store;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes the data of a store to a file, and reads it back.
 *
 * <p>Found by {@link java.util.ServiceLoader} when first needed. Called by the owner.
 */
public interface SnapshotFiles {
  /**
   * Begins to write every database as it is now. A file that was there is replaced when the new one
   * is complete and on the disk; if something goes wrong it stays. One at a time in a store.
   *
   * @param form what the file is to be
   * @param progress called by another thread, when there is something to do again after {@link
   *     SnapshotRun#doWork} had nothing, and when all is written
   */
  SnapshotRun begin(Store store, Path file, SnapshotForm form, Runnable progress);

  /**
   * Does what the first snapshot would do slowly, as its code is loaded and compiled then. Touches
   * no store; any thread.
   */
  default void prepare() {}

  /**
   * Reads every database into a store that has no keys. Emits no effects.
   *
   * @throws IOException if the file cannot be read
   * @throws DamagedFileException if it is not what {@link #begin} writes; the store holds a part of
   *     it then
   */
  void load(Store store, Path file) throws IOException;
}
