package io.holdfast.core.snapshot;

import org.jspecify.annotations.Nullable;

/** Is told about one snapshot. Called by the owner, and must neither wait nor throw. */
public interface SnapshotListener {
  /**
   * The snapshot begins: what was done before is in it, what is done afterwards is not. Never
   * within a transaction or a block.
   */
  default void onStart() {}

  /**
   * The snapshot has ended; not before it began, if it ever did.
   *
   * @param failure null if the file is complete, on the disk, and at its path
   */
  void onEnd(@Nullable Throwable failure);
}
