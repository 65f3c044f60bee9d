package io.holdfast;

import java.util.function.DoubleSupplier;

/**
 * A figure of a store that can be read at any time, for a metrics library to take.
 *
 * <pre>{@code
 * for (Metric metric : store.metrics()) {            // with Micrometer
 *   if (metric.kind() == Metric.Kind.COUNTER) {
 *     FunctionCounter.builder(metric.name(), metric, Metric::value)
 *         .description(metric.description()).baseUnit(metric.unit()).register(registry);
 *   } else {
 *     Gauge.builder(metric.name(), metric, Metric::value)
 *         .description(metric.description()).baseUnit(metric.unit()).register(registry);
 *   }
 * }
 * }</pre>
 *
 * @param name lower-case words with dots: {@code holdfast.keyspace.hits}
 * @param kind what the values mean
 * @param unit what is counted: {@code bytes}, {@code keys}, {@code milliseconds}
 * @param description one sentence
 * @param reader reads the value now
 */
public record Metric(
    String name, Kind kind, String unit, String description, DoubleSupplier reader) {

  /** What the values of a metric mean. */
  public enum Kind {
    /** So many so far: it grows, and begins anew after CONFIG RESETSTAT. */
    COUNTER,
    /** So many now. */
    GAUGE
  }

  /**
   * The value now. Any thread; waits for its turn, as any call of the store.
   *
   * @throws StoreClosedException if the store is closed
   */
  public double value() {
    return reader.getAsDouble();
  }
}
