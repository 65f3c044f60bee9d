package io.holdfast.core.keyspace;

import io.holdfast.core.codec.ByteRanges;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.members.ExpiringElements;

/**
 * Begins the look-ups of several keys side by side, so that their memory reads overlap.
 *
 * <pre>
 *  one after the other   | bucket | entry | bucket | entry | bucket | entry | ...
 *  with looking ahead    | buckets of all | entries of all | look-ups, now from the cache
 * </pre>
 *
 * <p>A look-up waits for memory twice, and each wait is several times longer than all its
 * instructions. Reads that do not depend on each other wait together, as long as the instructions
 * between them are few: hence loops that do nothing else.
 *
 * <p>It promises nothing and changes nothing: the look-ups follow, in order, by the hashes it has
 * kept. Thread: the owner.
 */
public final class LookAhead {
  /** How many keys it takes at once: about as many reads as a processor has under way. */
  public static final int MAX_KEYS = 16;

  private final long[] hashes = new long[MAX_KEYS];
  private final int[] handles = new int[MAX_KEYS];

  /** What was read; kept, lest the reads be optimised away. */
  @SuppressWarnings("unused")
  private int seen;

  /**
   * Reads what the look-ups of some keys will read.
   *
   * @param from the first key
   * @param to the key behind the last; at most {@link #MAX_KEYS} from the first
   */
  public void read(Database db, ByteRanges keys, int from, int to) {
    int count = to - from;
    hash(db.keyspace().sipHash(), keys, from, count);
    for (int i = 0; i < count; i++) {
      handles[i] = db.touch(hashes[i]);
    }
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int handle = handles[i];
      sum += handle == 0 ? 0 : db.page(handle)[Arena.offset(handle)];
    }
    seen = sum;
  }

  /** As {@link #read(Database, ByteRanges, int, int)}, of all elements of one large value. */
  public void read(Database db, ExpiringElements value, ByteRanges elements) {
    int count = elements.count();
    hash(db.keyspace().sipHash(), elements, 0, count);
    for (int i = 0; i < count; i++) {
      handles[i] = value.touch(hashes[i]);
    }
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int handle = handles[i];
      sum += handle == 0 ? 0 : value.page(handle)[Arena.offset(handle)];
    }
    seen = sum;
  }

  private void hash(SipHash sipHash, ByteRanges ranges, int from, int count) {
    for (int i = 0; i < count; i++) {
      int range = from + i;
      hashes[i] = sipHash.hash(ranges.array(range), ranges.offset(range), ranges.length(range));
    }
  }

  /** The hash of the key that is {@code index} behind the first. */
  public long hash(int index) {
    return hashes[index];
  }
}
