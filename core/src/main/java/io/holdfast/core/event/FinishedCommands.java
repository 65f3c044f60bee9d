package io.holdfast.core.event;

import org.jspecify.annotations.Nullable;

/** The commands one owner has run, in that order, whose callers it wakes after its release. */
final class FinishedCommands {
  private @Nullable QueuedCommand<?> first;
  private @Nullable QueuedCommand<?> last;
  private boolean runsForeignCode;

  void add(QueuedCommand<?> command) {
    QueuedCommand<?> tail = last;
    if (tail == null) {
      first = command;
    } else {
      tail.nextFinished = command;
    }
    last = command;
    runsForeignCode |= command.finishRunsForeignCode();
  }

  /** Takes over what another owner's list holds. */
  void addAll(FinishedCommands other) {
    QueuedCommand<?> head = other.first;
    if (head == null) {
      return;
    }
    QueuedCommand<?> tail = last;
    if (tail == null) {
      first = head;
    } else {
      tail.nextFinished = head;
    }
    last = other.last;
    runsForeignCode |= other.runsForeignCode;
    other.first = null;
    other.last = null;
    other.runsForeignCode = false;
  }

  /** Whether {@link #finishAll} must not be called by the owner. */
  boolean runsForeignCode() {
    return runsForeignCode;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Wakes all callers, each of them whatever happens to the others. */
  void finishAll(ErrorHandler errors) {
    QueuedCommand<?> command = first;
    first = null;
    last = null;
    runsForeignCode = false;
    while (command != null) {
      QueuedCommand<?> next = command.nextFinished;
      command.nextFinished = null;
      try {
        command.finish();
      } catch (Throwable e) {
        errors.onError("completing a command", e);
      }
      command = next;
    }
  }
}
