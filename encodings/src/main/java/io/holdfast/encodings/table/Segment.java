package io.holdfast.encodings.table;

import io.holdfast.encodings.undo.UndoLog;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The layout of one segment, an {@code int[]}, and what can be done within it.
 *
 * <pre>
 *  header, 16 ints  | version, 2 ints | depth | bucket bits | count | unused ... |
 *  bucket, 16 ints  | 12 tags in 3 ints | 12 handles | spilled |         64 bytes
 *
 *  | header | bucket 0 | ... | bucket 2^bits - 1 | stash bucket | ... |
 * </pre>
 *
 * An entry's home bucket is given by the {@code bucket bits} of its hash that follow the {@code
 * depth} bits the directory used, its tag by the last eight bits. When the home bucket is full the
 * entry goes to any stash bucket and the home counts it in {@code spilled}; a home that spilled
 * nothing never sends a search to the stash. Handle 0 is a free slot.
 *
 * <p>Invariants: count = handles != 0; the sum of {@code spilled} = entries in the stash.
 *
 * <p>Memory: 5.3 bytes a slot and 64 bytes a segment; a segment is about 89 % full before its stash
 * is.
 */
final class Segment {
  static final int VERSION = 0;
  static final int DEPTH = 2;
  static final int BUCKET_BITS = 3;
  static final int COUNT = 4;

  static final int HEADER_INTS = 16;
  static final int BUCKET_INTS = 16;
  static final int BUCKET_SHIFT = 4;
  static final int SLOTS = 3;
  static final int SLOTS_PER_BUCKET = 12;
  static final int SPILLED = SLOTS + SLOTS_PER_BUCKET;

  static final int MIN_BUCKET_BITS = 2;
  static final int MAX_BUCKET_BITS = 5;

  private static final long EVERY_BYTE = 0x0101010101010101L;
  private static final long EVERY_HIGH_BIT = 0x8080808080808080L;
  private static final int EVERY_HIGH_BIT_INT = 0x80808080;

  private Segment() {}

  static int[] create(int depth, int bucketBits) {
    int[] segment =
        new int[HEADER_INTS + ((1 << bucketBits) + stashBuckets(bucketBits)) * BUCKET_INTS];
    segment[DEPTH] = depth;
    segment[BUCKET_BITS] = bucketBits;
    return segment;
  }

  /** The number of the table's change that was the segment's last. */
  static long version(int[] segment) {
    return (segment[VERSION] & 0xFFFFFFFFL) | ((long) segment[VERSION + 1] << Integer.SIZE);
  }

  static void version(int[] segment, long version) {
    segment[VERSION] = (int) version;
    segment[VERSION + 1] = (int) (version >>> Integer.SIZE);
  }

  /** One stash bucket for every eight buckets. */
  static int stashBuckets(int bucketBits) {
    return Math.max(1, 1 << bucketBits >>> 3);
  }

  /** Slots of a full segment with the given bucket bits. */
  static int slots(int bucketBits) {
    return ((1 << bucketBits) + stashBuckets(bucketBits)) * SLOTS_PER_BUCKET;
  }

  /** Index of the first int of the hash's home bucket. */
  static int home(int[] segment, long hash) {
    return home(segment[DEPTH], segment[BUCKET_BITS], hash);
  }

  /** Index of the first int of the hash's home bucket, for who knows what the header says. */
  static int home(int depth, int bucketBits, long hash) {
    return HEADER_INTS + ((int) ((hash << depth) >>> (Long.SIZE - bucketBits)) << BUCKET_SHIFT);
  }

  /** Index of the first int of the stash. */
  static int stash(int[] segment) {
    return HEADER_INTS + (BUCKET_INTS << segment[BUCKET_BITS]);
  }

  /** Slots 0 to 7 whose tag may be {@code hash}'s, as the high bits of their bytes. */
  static long candidatesLow(int[] segment, int bucket, long hash) {
    long tags = (segment[bucket] & 0xFFFFFFFFL) | ((long) segment[bucket + 1] << 32);
    long x = tags ^ ((hash & 0xFF) * EVERY_BYTE);
    return (x - EVERY_BYTE) & ~x & EVERY_HIGH_BIT;
  }

  /** Slots 8 to 11 whose tag may be {@code hash}'s, as the high bits of their bytes. */
  static int candidatesHigh(int[] segment, int bucket, long hash) {
    int x = segment[bucket + 2] ^ (int) ((hash & 0xFF) * EVERY_BYTE);
    return (x - (int) EVERY_BYTE) & ~x & EVERY_HIGH_BIT_INT;
  }

  /** Index of a free slot in the hash's home bucket or in the stash; -1 if neither has one. */
  static int freeSlot(int[] segment, long hash) {
    int slot = freeSlotOf(segment, home(segment, hash));
    for (int bucket = stash(segment); slot < 0 && bucket < segment.length; bucket += BUCKET_INTS) {
      slot = freeSlotOf(segment, bucket);
    }
    return slot;
  }

  /** Puts an entry into a free slot of its home bucket or of the stash. */
  static void fill(int[] segment, int slot, long hash, int handle) {
    put(segment, slot, hash, handle);
    segment[COUNT]++;
    if (slot >= stash(segment)) {
      segment[home(segment, hash) + SPILLED]++;
    }
  }

  /** Puts an entry where it belongs in a segment that has room for it; returns whether it has. */
  static boolean insert(int[] segment, long hash, int handle) {
    int slot = freeSlot(segment, hash);
    if (slot < 0) {
      return false;
    }
    fill(segment, slot, hash, handle);
    return true;
  }

  // ---- what can be undone --------------------------------------------------------------------

  /** Notes everything that filling, clearing or replacing a slot changes. */
  static void save(int[] segment, int slot, long hash, UndoLog undo) {
    int tags = tagInt(slot);
    int spilled = home(segment, hash) + SPILLED;
    undo.push(segment[slot], slot);
    undo.push(segment[tags], segment[COUNT]);
    undo.push(segment[spilled], spilled);
    undo.pushReference(segment);
  }

  /** Undoes what happened after {@link #save}; returns the segment. */
  static int[] restore(UndoLog undo) {
    int[] segment = undo.popReference(int[].class);
    long spilled = undo.popWord();
    long tags = undo.popWord();
    long slot = undo.popWord();
    segment[(int) spilled] = (int) (spilled >>> Integer.SIZE);
    segment[COUNT] = (int) tags;
    segment[tagInt((int) slot)] = (int) (tags >>> Integer.SIZE);
    segment[(int) slot] = (int) (slot >>> Integer.SIZE);
    return segment;
  }

  /** Index of the slot that holds {@code handle}, or -1. */
  static int slotOf(int[] segment, long hash, int handle) {
    int home = home(segment, hash);
    int slot = slotInBucket(segment, home, handle);
    if (slot >= 0 || segment[home + SPILLED] == 0) {
      return slot;
    }
    for (int bucket = stash(segment); bucket < segment.length; bucket += BUCKET_INTS) {
      slot = slotInBucket(segment, bucket, handle);
      if (slot >= 0) {
        return slot;
      }
    }
    return -1;
  }

  /** Frees a slot. */
  static void clear(int[] segment, int slot, long hash) {
    segment[slot] = 0;
    segment[COUNT]--;
    if (slot >= stash(segment)) {
      segment[home(segment, hash) + SPILLED]--;
    }
  }

  /**
   * Takes entries out from the end, the stash as a whole and then about as many as the budget says.
   *
   * @return how many
   */
  static int drain(int[] segment, int budget, IntConsumer taken) {
    int stash = stash(segment);
    int drained = 0;
    for (int i = segment.length - 1; i >= HEADER_INTS; i--) {
      if (i < stash && drained >= budget) {
        break;
      }
      if (isSlot(i) && segment[i] != 0) {
        taken.accept(segment[i]);
        segment[i] = 0;
        drained++;
      }
    }
    for (int home = HEADER_INTS; home < stash; home += BUCKET_INTS) {
      segment[home + SPILLED] = 0;
    }
    segment[COUNT] -= drained;
    return drained;
  }

  /** Whether an index is that of a slot, and not of a tag or a counter. */
  static boolean isSlot(int index) {
    int inBucket = index & (BUCKET_INTS - 1);
    return index >= HEADER_INTS && inBucket >= SLOTS && inBucket < SPILLED;
  }

  static int[] handles(int[] segment) {
    int[] handles = new int[segment[COUNT]];
    int count = 0;
    for (int i = HEADER_INTS; i < segment.length; i++) {
      if (isSlot(i) && segment[i] != 0) {
        handles[count++] = segment[i];
      }
    }
    return count == handles.length ? handles : Arrays.copyOf(handles, count);
  }

  private static int freeSlotOf(int[] segment, int bucket) {
    for (int slot = bucket + SLOTS; slot < bucket + SPILLED; slot++) {
      if (segment[slot] == 0) {
        return slot;
      }
    }
    return -1;
  }

  private static int slotInBucket(int[] segment, int bucket, int handle) {
    for (int slot = bucket + SLOTS; slot < bucket + SPILLED; slot++) {
      if (segment[slot] == handle) {
        return slot;
      }
    }
    return -1;
  }

  private static void put(int[] segment, int slot, long hash, int handle) {
    int tagInt = tagInt(slot);
    int shift = (inBucket(slot) & 3) << 3;
    segment[tagInt] = (segment[tagInt] & ~(0xFF << shift)) | (int) (hash & 0xFF) << shift;
    segment[slot] = handle;
  }

  /** Index of the int that holds a slot's tag. */
  private static int tagInt(int slot) {
    return (slot & -BUCKET_INTS) + (inBucket(slot) >>> 2);
  }

  private static int inBucket(int slot) {
    return (slot & (BUCKET_INTS - 1)) - SLOTS;
  }
}
