package io.holdfast.core.bitmap;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * Counts bits, and finds the first of a kind, in a range of bits of a byte string.
 *
 * <pre>
 *  bit   from           |  eight bytes a step  |         to, not included
 *     .. x x x x|x x x x x x x x| ... |x x x x x x x x|x x . . . . . .
 *        first byte                                    last byte
 * </pre>
 *
 * Bit 0 is the highest of the first byte, which lies at {@code at}. Cost: O(bytes), eight at once.
 */
final class BitScan {
  /** Answer of {@link #find}: there is none. */
  static final long NOT_FOUND = -1;

  private static final int BYTE_MASK = 0xff;

  private BitScan() {}

  /** The number of set bits from one bit up to, and not including, another. */
  static long count(byte[] bytes, int at, long from, long to) {
    if (from >= to) {
      return 0;
    }
    int first = (int) (from >>> 3);
    int last = (int) (to - 1 >>> 3);
    int firstMask = BYTE_MASK >>> (from & 7);
    int lastMask = BYTE_MASK << (7 - (to - 1 & 7)) & BYTE_MASK;
    if (first == last) {
      return Integer.bitCount(bytes[at + first] & firstMask & lastMask);
    }
    return Integer.bitCount(bytes[at + first] & firstMask)
        + countBytes(bytes, at + first + 1, at + last)
        + Integer.bitCount(bytes[at + last] & lastMask);
  }

  private static long countBytes(byte[] bytes, int from, int to) {
    long count = 0;
    int at = from;
    for (; at <= to - 4 * Long.BYTES; at += 4 * Long.BYTES) {
      count +=
          Long.bitCount(LittleEndian.i64(bytes, at))
              + Long.bitCount(LittleEndian.i64(bytes, at + Long.BYTES))
              + Long.bitCount(LittleEndian.i64(bytes, at + 2 * Long.BYTES))
              + Long.bitCount(LittleEndian.i64(bytes, at + 3 * Long.BYTES));
    }
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      count += Long.bitCount(LittleEndian.i64(bytes, at));
    }
    for (; at < to; at++) {
      count += Integer.bitCount(bytes[at] & BYTE_MASK);
    }
    return count;
  }

  /**
   * The first bit of a kind from one bit up to, and not including, another.
   *
   * @return where it is, or {@link #NOT_FOUND}
   */
  static long find(byte[] bytes, int at, long from, long to, boolean bit) {
    if (from >= to) {
      return NOT_FOUND;
    }
    // Flipped where zeros are looked for, so that it is always a one that is found.
    long flip = bit ? 0 : -1;
    int index = (int) (from >>> 3);
    int end = (int) (to - 1 >>> 3) + 1;
    int first = (bytes[at + index] ^ (int) flip) & BYTE_MASK >>> (from & 7);
    if (first != 0) {
      return within(to, index, first);
    }
    index++;
    for (; index <= end - Long.BYTES; index += Long.BYTES) {
      long word = LittleEndian.i64(bytes, at + index) ^ flip;
      if (word != 0) {
        long found = ((long) index << 3) + Long.numberOfLeadingZeros(Long.reverseBytes(word));
        return found < to ? found : NOT_FOUND;
      }
    }
    for (; index < end; index++) {
      int value = (bytes[at + index] ^ (int) flip) & BYTE_MASK;
      if (value != 0) {
        return within(to, index, value);
      }
    }
    return NOT_FOUND;
  }

  private static long within(long to, int index, int value) {
    long found = ((long) index << 3) + Integer.numberOfLeadingZeros(value << 24);
    return found < to ? found : NOT_FOUND;
  }
}
