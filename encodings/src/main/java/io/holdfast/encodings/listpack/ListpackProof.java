package io.holdfast.encodings.listpack;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.number.IntegerText;
import java.util.Arrays;

/**
 * Proves that bytes from outside are a listpack just as {@link Listpack} writes it, no element
 * twice, so that they can be taken as they are: in one walk, and without a look at each element's
 * place in a value.
 *
 * <pre>
 *  slot = | 32 bits of the element's hash | its position |        0 if it is free
 * </pre>
 *
 * <p>What is proved passes {@link ListpackCheck#entries}, holds every element in the shortest form
 * it has, an integer as one, and so holds equal elements in equal bytes. What is not proved may be
 * good all the same: written by somebody else, longer than what was asked for, or with hashes that
 * were chosen to collide. It is for the caller to look at it element by element.
 *
 * <p>Thread: one at a time. Cost: O(bytes); no allocation but for the longest listpack so far.
 * Memory: 16 to 32 bytes for each of its elements.
 */
public final class ListpackProof {
  /** Instead of a number: not proved. */
  public static final int UNPROVED = -1;

  private static final int MIN_SLOTS = 64;

  /** How far, all in all, elements may lie from where their hashes say, for each of them. */
  private static final int MAX_STEPS_EACH = 4;

  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
  private static final long HASH_BITS = -1L << Integer.SIZE;

  private long[] slots = new long[MIN_SLOTS];
  private int mask;

  /** Leaves of a hash the bits that depend on all of an element. */
  private int shift;

  private int stepsLeft;

  /** A proof yet to be made. */
  public ListpackProof() {}

  /**
   * Proves a listpack.
   *
   * @param size how many elements a group has, the first of which must be in no other group
   * @param maxGroups how many groups there may be
   * @param maxLength how long an element may be, an integer as text; if that is less than an
   *     integer can take, nothing is proved
   * @return the number of groups, or {@link #UNPROVED}
   * @throws DamagedBytesException if the header is wrong
   * @throws IndexOutOfBoundsException if the range does not lie within the array
   */
  public int groups(byte[] bytes, int at, int length, int size, long maxGroups, long maxLength) {
    ListpackCheck.header(bytes, at, length);
    int count = LittleEndian.u16(bytes, at + Listpack.COUNT);
    int groups = count / size;
    if (count == Listpack.COUNT_UNKNOWN
        || groups * size != count
        || groups > maxGroups
        || maxLength < IntegerText.MAX_LENGTH) {
      return UNPROVED;
    }
    clear(groups);
    int end = at + length - 1;
    int offset = at + Listpack.HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      int encoded = provedBytes(bytes, offset, end, maxLength);
      if (encoded == UNPROVED || (i % size == 0 && !add(bytes, at, offset, encoded))) {
        return UNPROVED;
      }
      offset += encoded + ListpackEntry.backLengthBytes(encoded);
    }
    return offset == end ? groups : UNPROVED;
  }

  /** The bytes of encoding and data of the entry at {@code offset}, if it is the shortest form. */
  private static int provedBytes(byte[] bytes, int offset, int end, long maxLength) {
    // Before the end; if there the end mark is met, it is no entry.
    int first = bytes[offset];
    if (first >= 0) {
      return bytes[offset + 1] == 1 ? 1 : UNPROVED;
    }
    if (first < (byte) ListpackEntry.INT13) {
      int length = first & ListpackEntry.MAX_STRING6;
      int encoded = 1 + length;
      boolean isProved =
          offset + encoded < end
              && bytes[offset + encoded] == encoded
              && length <= maxLength
              && !isInteger(bytes, offset + 1, length);
      return isProved ? encoded : UNPROVED;
    }
    return ListpackEntry.isInteger(bytes, offset)
        ? provedInteger(bytes, offset, end)
        : provedLong(bytes, offset, end, maxLength);
  }

  private static int provedInteger(byte[] bytes, int offset, int end) {
    int first = bytes[offset] & 0xFF;
    if (first > ListpackEntry.INT64) {
      return UNPROVED;
    }
    int encoded = ListpackEntry.encodedBytes(bytes, offset);
    boolean isProved =
        offset + encoded < end
            && bytes[offset + encoded] == encoded
            && encoded == ListpackEntry.integerBytes(ListpackEntry.integer(bytes, offset));
    return isProved ? encoded : UNPROVED;
  }

  private static int provedLong(byte[] bytes, int offset, int end, long maxLength) {
    int encoded = ListpackCheck.encodedBytes(bytes, offset, end);
    if (encoded == ListpackCheck.NO_ENTRY) {
      return UNPROVED;
    }
    int length = ListpackEntry.stringLength(bytes, offset);
    boolean isProved =
        length <= maxLength
            && encoded == ListpackEntry.stringHeaderBytes(length) + length
            && !isInteger(bytes, offset + encoded - length, length);
    return isProved ? encoded : UNPROVED;
  }

  private static boolean isInteger(byte[] bytes, int offset, int length) {
    if (length == 0 || length > IntegerText.MAX_LENGTH || bytes[offset] > '9') {
      return false;
    }
    return IntegerText.isLong(bytes, offset, length);
  }

  // ---- elements that were met ----------------------------------------------------------------

  private void clear(int elements) {
    int wanted = Math.max(MIN_SLOTS, Integer.highestOneBit(elements) << 2);
    if (wanted > slots.length) {
      slots = new long[wanted];
    } else {
      Arrays.fill(slots, 0, wanted, 0);
    }
    mask = wanted - 1;
    shift = Long.SIZE - Integer.bitCount(mask);
    stepsLeft = MAX_STEPS_EACH * wanted;
  }

  /** Notes an element; false if it is there already, or may be. */
  private boolean add(byte[] bytes, int at, int offset, int encoded) {
    long hash = hash(bytes, offset, encoded);
    int slot = (int) (hash >>> shift);
    for (long found = slots[slot]; found != 0; found = slots[slot]) {
      int other = at + (int) found;
      boolean isSame = ((found ^ hash) & HASH_BITS) == 0;
      if (isSame && Arrays.equals(bytes, other, other + encoded, bytes, offset, offset + encoded)) {
        return false;
      }
      if (--stepsLeft < 0) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = hash & HASH_BITS | (offset - at);
    return true;
  }

  /** Spreads elements well that nobody has chosen with care; {@link #stepsLeft} is for those. */
  private static long hash(byte[] bytes, int offset, int length) {
    long hash = length;
    int end = offset + length;
    if (length >= Long.BYTES) {
      for (int at = offset; at < end - Long.BYTES; at += Long.BYTES) {
        hash = (hash ^ LittleEndian.i64(bytes, at)) * MULTIPLIER;
        hash ^= hash >>> Integer.SIZE;
      }
      return (hash ^ LittleEndian.i64(bytes, end - Long.BYTES)) * MULTIPLIER;
    }
    if (length >= Integer.BYTES) {
      long head = LittleEndian.i32(bytes, offset);
      return (hash ^ head << Integer.SIZE ^ LittleEndian.i32(bytes, end - Integer.BYTES))
          * MULTIPLIER;
    }
    for (int at = offset; at < end; at++) {
      hash = hash << Byte.SIZE | bytes[at] & 0xFF;
    }
    return hash * MULTIPLIER;
  }
}
