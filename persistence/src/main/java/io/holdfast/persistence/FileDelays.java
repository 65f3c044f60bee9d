package io.holdfast.persistence;

import io.holdfast.core.Engine;
import io.holdfast.core.stats.LatencyMonitor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells LATENCY how long the files of a log took, under the names that Redis gives these events.
 *
 * <pre>
 *  aof-write                 taking bytes
 *  aof-fsync-always          a sync that acknowledgements wait for
 *  aof-write-pending-fsync   holding whoever writes, as a sync is late
 * </pre>
 *
 * <p>Thread: any; a sample is added by the owner. Cost while LATENCY is off: a comparison.
 */
final class FileDelays {
  static final String WRITE = "aof-write";
  static final String SYNC_ALWAYS = "aof-fsync-always";
  static final String HELD = "aof-write-pending-fsync";

  private static final long UNTIMED = Long.MIN_VALUE;

  private final Engine engine;
  private final LatencyMonitor monitor;
  private final Consumer<Runnable> owner;

  /**
   * Delays of one log.
   *
   * @param owner runs what it is given as the owner
   */
  FileDelays(Engine engine, Consumer<Runnable> owner) {
    this.engine = engine;
    this.monitor = engine.latencyMonitor();
    this.owner = owner;
  }

  /** Something begins; what this returns goes to {@link #end}. */
  long begin() {
    return monitor.isOn() ? engine.clock().nanoTime() : UNTIMED;
  }

  /** It has ended. */
  void end(String event, long beganNs) {
    if (beganNs == UNTIMED) {
      return;
    }
    long durationNs = engine.clock().nanoTime() - beganNs;
    if (TimeUnit.NANOSECONDS.toMillis(durationNs) >= monitor.thresholdMs()) {
      owner.accept(() -> monitor.add(event, durationNs, engine.clock().epochMs()));
    }
  }
}
