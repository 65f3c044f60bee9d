package io.holdfast.encodings.stream;

import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;

/**
 * What all parts of a stream together hold on the heap, so that nobody need add them up.
 *
 * <p>Objects are counted as a JVM with compressed references lays them out.
 */
final class HeldBytes implements Undoable {
  /** What an array takes besides its elements. */
  static final int ARRAY_BYTES = 16;

  private final UndoLog undo;
  private long count;

  /** Nothing held; all parts note their changes in this log. */
  HeldBytes(UndoLog undo) {
    this.undo = undo;
  }

  /** Where all parts of the stream note their changes. */
  UndoLog undo() {
    return undo;
  }

  long count() {
    return count;
  }

  void add(long bytes) {
    if (undo.isActive()) {
      undo.push(count);
      undo.step(this);
    }
    count += bytes;
  }

  @Override
  public void undo(UndoLog log) {
    count = log.popWord();
  }
}
