package io.holdfast.core;

import io.holdfast.core.event.Attachment;
import io.holdfast.core.keyspace.Keyspace;

/** Deletes keys on time, a slice a turn of the event thread, and keeps the access clock going. */
final class ExpiryCycle implements Attachment {
  /** Entries a slice: some tens of microseconds. */
  private static final int SLICE = 128;

  private final Keyspace keyspace;
  private boolean isEnabled = true;

  ExpiryCycle(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** Whether keys are deleted on time, or only when somebody asks for them. */
  void enable(boolean value) {
    isEnabled = value;
  }

  @Override
  public int doWork(long nowMs) {
    keyspace.time(nowMs);
    keyspace.accessTick();
    return isEnabled ? keyspace.expireDue(SLICE) : 0;
  }

  @Override
  public long nextDeadlineMs() {
    long expiryMs = isEnabled ? keyspace.nextDeadlineMs() : Long.MAX_VALUE;
    return Math.min(expiryMs, keyspace.nextAccessTickMs());
  }

  @Override
  public String name() {
    return "expiry";
  }
}
