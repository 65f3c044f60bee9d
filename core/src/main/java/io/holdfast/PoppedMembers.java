package io.holdfast;

import java.util.List;

/**
 * Members taken out of the first of several sorted sets that had any.
 *
 * @param key the key they were taken from
 * @param members the members in the order they were taken
 * @param <K> type of keys
 * @param <V> type of members
 */
public record PoppedMembers<K, V>(K key, List<ScoredMember<V>> members) {
  /** A copy of the list is kept. */
  public PoppedMembers {
    members = List.copyOf(members);
  }
}
