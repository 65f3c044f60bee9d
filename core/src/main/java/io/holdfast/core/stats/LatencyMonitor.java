package io.holdfast.core.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * LATENCY: what held up everybody for longer than a limit, by the name of the event.
 *
 * <p>Of an event the newest {@value #MAX_SAMPLES} samples are kept, one a second: the worst of that
 * second. Thread: the owner; anybody may ask whether it is on. Cost while it is off: a comparison.
 */
public final class LatencyMonitor {
  private static final int MAX_SAMPLES = 160;
  private static final long OFF = 0;

  /**
   * The worst of a second.
   *
   * @param atSeconds since 1970
   * @param latencyMs rounded down
   */
  public record Sample(long atSeconds, long latencyMs) {}

  /** What happened under one name. */
  public static final class Event {
    private final List<Sample> samples = new ArrayList<>();
    private long maxMs;

    private Event() {}

    /** The samples, oldest first. */
    public List<Sample> samples() {
      return Collections.unmodifiableList(samples);
    }

    /** The worst ever. */
    public long maxMs() {
      return maxMs;
    }

    private void add(Sample sample) {
      maxMs = Math.max(maxMs, sample.latencyMs);
      int last = samples.size() - 1;
      if (last >= 0 && samples.get(last).atSeconds == sample.atSeconds) {
        if (samples.get(last).latencyMs < sample.latencyMs) {
          samples.set(last, sample);
        }
        return;
      }
      if (samples.size() == MAX_SAMPLES) {
        samples.remove(0);
      }
      samples.add(sample);
    }
  }

  private final Map<String, Event> events = new TreeMap<>();
  private volatile long thresholdMs = OFF;

  /** A monitor that is off. */
  public LatencyMonitor() {}

  /** latency-monitor-threshold: what takes as long is a sample; 0 switches it off. */
  public void thresholdMs(long ms) {
    thresholdMs = ms;
  }

  /** What takes as long is a sample; 0 if it is off. */
  public long thresholdMs() {
    return thresholdMs;
  }

  /** Whether it is on. */
  public boolean isOn() {
    return thresholdMs != OFF;
  }

  /** Adds a sample if it is on and the duration reaches the threshold. */
  public void add(String event, long durationNs, long nowMs) {
    long ms = TimeUnit.NANOSECONDS.toMillis(durationNs);
    if (isOn() && ms >= thresholdMs) {
      events
          .computeIfAbsent(event, name -> new Event())
          .add(new Sample(TimeUnit.MILLISECONDS.toSeconds(nowMs), ms));
    }
  }

  /** Everything that has samples, by name. */
  public Map<String, Event> events() {
    return Collections.unmodifiableMap(events);
  }

  /** Forgets an event; returns whether there was any. */
  public boolean forget(String event) {
    return events.remove(event) != null;
  }
}
