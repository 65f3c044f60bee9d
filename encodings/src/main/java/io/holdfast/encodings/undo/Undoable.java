package io.holdfast.encodings.undo;

/** A structure that notes in an {@link UndoLog} what it was before a step changed it. */
public interface Undoable {
  /**
   * Undoes the last step: takes what was pushed before {@link UndoLog#step} from the log, in the
   * opposite order, and puts it back. Everything that happened after the step has been undone.
   */
  void undo(UndoLog log);
}
