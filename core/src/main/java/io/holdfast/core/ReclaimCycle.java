package io.holdfast.core;

import io.holdfast.core.event.Attachment;
import io.holdfast.core.keyspace.Keyspace;

/** Gives back what deleted large values hold, a slice a turn of the event thread. */
final class ReclaimCycle implements Attachment {
  /** Blocks a slice: some tens of microseconds. */
  private static final int SLICE = 512;

  private final Keyspace keyspace;

  ReclaimCycle(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  @Override
  public int doWork(long nowMs) {
    return keyspace.hasDropped() ? keyspace.reclaim(SLICE) : 0;
  }

  @Override
  public long nextDeadlineMs() {
    return keyspace.hasDropped() ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  @Override
  public String name() {
    return "reclaim";
  }
}
