package io.holdfast.encodings.stream;

import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;

/** A member of a group, with the entries that are pending for it. */
public final class Consumer extends Named implements Undoable {
  /** When a consumer was active that never was. */
  public static final long NEVER = -1;

  /** A consumer, and its empty list of pending entries. */
  private static final int OBJECT_BYTES = 40 + 64;

  private final int number;
  private final PendingIds pending;
  private final UndoLog undo;
  private long seenAtMs;
  private long activeAtMs = NEVER;

  Consumer(byte[] name, int offset, int length, int number, long nowMs, HeldBytes held) {
    super(name, offset, length);
    pending = new PendingIds(held);
    undo = held.undo();
    this.number = number;
    seenAtMs = nowMs;
  }

  /** The IDs of its pending entries. */
  public PendingIds pending() {
    return pending;
  }

  /** When it last tried to read or claim anything. */
  public long seenAtMs() {
    return seenAtMs;
  }

  /** Says when it last tried. */
  public void setSeenAtMs(long atMs) {
    note();
    seenAtMs = atMs;
  }

  /** When it last got anything, or {@link #NEVER}. */
  public long activeAtMs() {
    return activeAtMs;
  }

  /** Says when it last got something. */
  public void setActiveAtMs(long atMs) {
    note();
    activeAtMs = atMs;
  }

  private void note() {
    if (undo.isActive()) {
      undo.push(seenAtMs);
      undo.push(activeAtMs);
      undo.step(this);
    }
  }

  @Override
  public void undo(UndoLog log) {
    activeAtMs = log.popWord();
    seenAtMs = log.popWord();
  }

  @Override
  int objectBytes() {
    return OBJECT_BYTES;
  }

  Consumer copy(HeldBytes heldByCopy) {
    Consumer copy = new Consumer(name(), 0, name().length, number, seenAtMs, heldByCopy);
    copy.activeAtMs = activeAtMs;
    copy.pending.copyFrom(pending);
    return copy;
  }

  /** What stands for it in the group's pending entries list. */
  int number() {
    return number;
  }
}
