package io.holdfast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of a stream.
 *
 * @param id its ID
 * @param fields its fields with their values, in the order they were added; a field may stand more
 *     than once. Empty for an entry that is pending and was deleted: {@link #isDeleted}
 * @param <F> type of fields
 * @param <V> type of values
 */
public record StreamEntry<F, V>(StreamId id, List<FieldValue<F, V>> fields) {
  /** Keeps a copy of the fields. */
  public StreamEntry {
    fields = List.copyOf(fields);
  }

  /** Whether the stream has the entry no more; every other has a field. */
  public boolean isDeleted() {
    return fields.isEmpty();
  }

  /** The fields as a map; the last value of a field that stands more than once. */
  public Map<F, V> asMap() {
    Map<F, V> map = new LinkedHashMap<>();
    fields.forEach(field -> map.put(field.field(), field.value()));
    return map;
  }
}
