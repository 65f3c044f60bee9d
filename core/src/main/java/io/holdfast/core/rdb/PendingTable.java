package io.holdfast.core.rdb;

import io.holdfast.encodings.stream.EntryIds;
import org.agrona.collections.LongArrayList;

/**
 * The pending entries of a consumer group as they stand in a serialised stream, by their IDs: whose
 * they are stands behind them, with each consumer.
 */
final class PendingTable {
  /** No entry. */
  static final int NONE = -1;

  /** What there is of each: ID, delivery time, delivery count. */
  private static final int LONGS = 4;

  private final LongArrayList longs = new LongArrayList();

  /** Reads those of one group; those of another are forgotten. */
  void read(RdbInput in) {
    longs.clear();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      long ms = in.bigEndian();
      long seq = in.bigEndian();
      if (i > 0 && compare(i - 1, ms, seq) >= 0) {
        throw in.damaged("pending entries do not ascend");
      }
      longs.addLong(ms);
      longs.addLong(seq);
      longs.addLong(in.i64());
      longs.addLong(in.length());
    }
  }

  /** How many there are. */
  int size() {
    return longs.size() / LONGS;
  }

  /** The entry with an ID, or {@link #NONE}. */
  int find(long ms, long seq) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, ms, seq);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return NONE;
  }

  /** When an entry was delivered last. */
  long deliveredAtMs(int entry) {
    return longs.getLong(entry * LONGS + 2);
  }

  /** How often an entry was delivered. */
  long deliveryCount(int entry) {
    return longs.getLong(entry * LONGS + 3);
  }

  private int compare(int entry, long ms, long seq) {
    int at = entry * LONGS;
    return EntryIds.compare(longs.getLong(at), longs.getLong(at + 1), ms, seq);
  }
}
