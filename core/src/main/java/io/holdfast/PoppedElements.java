package io.holdfast;

import java.util.List;

/**
 * What was taken from the first list that had any elements: the answer of LMPOP.
 *
 * @param key of the list
 * @param elements at least one, the one that stood at the end first
 * @param <K> type of keys
 * @param <V> type of values
 */
public record PoppedElements<K, V>(K key, List<V> elements) {
  /** A copy of the list is kept. */
  public PoppedElements {
    elements = List.copyOf(elements);
  }
}
