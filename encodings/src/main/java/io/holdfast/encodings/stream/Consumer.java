package io.holdfast.encodings.stream;

/** A member of a group, with the entries that are pending for it. */
public final class Consumer extends Named {
  /** When a consumer was active that never was. */
  public static final long NEVER = -1;

  private final int number;
  private final PendingIds pending = new PendingIds();
  private long seenAtMs;
  private long activeAtMs = NEVER;

  Consumer(byte[] name, int offset, int length, int number, long nowMs) {
    super(name, offset, length);
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
    seenAtMs = atMs;
  }

  /** When it last got anything, or {@link #NEVER}. */
  public long activeAtMs() {
    return activeAtMs;
  }

  /** Says when it last got something. */
  public void setActiveAtMs(long atMs) {
    activeAtMs = atMs;
  }

  Consumer copy() {
    Consumer copy = new Consumer(name(), 0, name().length, number, seenAtMs);
    copy.activeAtMs = activeAtMs;
    copy.pending.copyFrom(pending);
    return copy;
  }

  /** What stands for it in the group's pending entries list. */
  int number() {
    return number;
  }
}
