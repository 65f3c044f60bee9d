package io.holdfast;

import java.util.List;

/**
 * What XAUTOCLAIM did.
 *
 * @param next where to go on; {@link StreamId#MIN} if all was looked at
 * @param entries the entries claimed
 * @param deletedIds the IDs of entries that the stream has no more, and that are pending no more
 * @param <F> type of fields
 * @param <V> type of values
 */
public record ClaimedEntries<F, V>(
    StreamId next, List<StreamEntry<F, V>> entries, List<StreamId> deletedIds) {
  /** Keeps copies of the lists. */
  public ClaimedEntries {
    entries = List.copyOf(entries);
    deletedIds = List.copyOf(deletedIds);
  }
}
