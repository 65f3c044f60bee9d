package io.holdfast;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is pending in a group.
 *
 * @param count how many entries
 * @param min the smallest of their IDs; null if there are none
 * @param max the largest of their IDs; null if there are none
 * @param consumers how many for each consumer that has any, in the order of the names
 */
public record PendingSummary(
    long count, @Nullable StreamId min, @Nullable StreamId max, Map<String, Long> consumers) {
  /** Keeps a copy of the map. */
  public PendingSummary {
    consumers = Collections.unmodifiableMap(new LinkedHashMap<>(consumers));
  }
}
