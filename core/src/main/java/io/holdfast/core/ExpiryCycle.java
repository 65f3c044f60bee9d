package io.holdfast.core;

import io.holdfast.Clock;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.stats.FlightRecording;
import io.holdfast.core.stats.LatencyMonitor;

/** Deletes keys on time, a slice a turn of the event thread, and keeps the access clock going. */
final class ExpiryCycle implements Attachment {
  /** Entries a slice: some tens of microseconds. */
  private static final int SLICE = 128;

  /** Being so late is an event for those who look for the reason. */
  private static final long RECORDED_LAG_MS = 10;

  private final Keyspace keyspace;
  private final Clock clock;
  private final LatencyMonitor latencyMonitor;
  private boolean isEnabled = true;

  ExpiryCycle(Keyspace keyspace, Clock clock, LatencyMonitor latencyMonitor) {
    this.keyspace = keyspace;
    this.clock = clock;
    this.latencyMonitor = latencyMonitor;
  }

  /** Whether keys are deleted on time, or only when somebody asks for them. */
  void enable(boolean value) {
    isEnabled = value;
  }

  @Override
  public int doWork(long nowMs) {
    keyspace.time(nowMs);
    keyspace.accessTick();
    if (!isEnabled) {
      return 0;
    }
    int expired = latencyMonitor.isOn() ? expireWatched(nowMs) : keyspace.expireDue(SLICE);
    if (expired > 0) {
      long lagMs = keyspace.stats().takeExpiryLagMs();
      if (lagMs >= RECORDED_LAG_MS) {
        FlightRecording.expiryLag(expired, lagMs);
      }
    }
    return expired;
  }

  private int expireWatched(long nowMs) {
    long beganNs = clock.nanoTime();
    int expired = keyspace.expireDue(SLICE);
    latencyMonitor.add("expire-cycle", clock.nanoTime() - beganNs, nowMs);
    return expired;
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
