package io.holdfast.core.command;

import io.holdfast.core.stats.LatencyHistogram;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How often a command ran, how it ended, and how long it took. Thread: the owner. */
public final class CommandStats {
  private long calls;
  private long rejected;
  private long failed;
  private long durationNs;
  private @Nullable LatencyHistogram latency;

  /** How often it is in the run whose time is not taken yet. */
  int callsInRun;

  CommandStats() {}

  /** How often the command was run. */
  public long calls() {
    return calls;
  }

  /** How often it was refused before it ran. */
  public long rejected() {
    return rejected;
  }

  /** How often it ran and answered with an error. */
  public long failed() {
    return failed;
  }

  /** Whether there is anything to tell. */
  public boolean isEmpty() {
    return calls + rejected + failed == 0;
  }

  /** How long it ran in all. */
  public long durationMicros() {
    return TimeUnit.NANOSECONDS.toMicros(durationNs);
  }

  /** How long each call took; null if no call was tracked. */
  public @Nullable LatencyHistogram latency() {
    return latency;
  }

  void countCall() {
    calls++;
  }

  void countRejected() {
    rejected++;
  }

  void countFailed() {
    failed++;
  }

  void addDuration(long ns) {
    durationNs += ns;
  }

  void addLatency(long ns, long times) {
    LatencyHistogram histogram = latency;
    if (histogram == null) {
      histogram = new LatencyHistogram();
      latency = histogram;
    }
    histogram.add(ns, times);
  }

  /** LATENCY RESET and CONFIG RESETSTAT. */
  void resetLatency() {
    latency = null;
  }

  void reset() {
    calls = 0;
    rejected = 0;
    failed = 0;
    durationNs = 0;
    resetLatency();
  }
}
