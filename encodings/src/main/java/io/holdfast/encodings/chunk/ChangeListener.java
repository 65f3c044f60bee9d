package io.holdfast.encodings.chunk;

/**
 * Who is told before a chunk changes: the one hook that snapshots, rollback, forks and unowned
 * readers share.
 */
@FunctionalInterface
public interface ChangeListener {
  /**
   * Called by the owner before a chunk, or a block it leads to, changes, splits or merges: it may
   * still be read as it was. Called at least once an operation for each chunk the operation
   * changes.
   *
   * @param structure what the chunk belongs to; to be read, not changed
   * @param chunk the chunk's name
   */
  void beforeChange(Chunked structure, long chunk);

  /**
   * Called by the owner before something else of a structure changes: a chunk is added, chunks
   * leave as they are for a part that is cut off, or what is in no chunk changes.
   *
   * @param structure to be read, not changed
   */
  default void beforeChange(Chunked structure) {}
}
