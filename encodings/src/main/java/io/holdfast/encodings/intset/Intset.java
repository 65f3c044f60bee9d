package io.holdfast.encodings.intset;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.LittleEndian;

/**
 * A set of integers in ascending order, all as wide as the widest one.
 *
 * <pre>
 *  | width, 4 | count, 4 | element | element | ... |        little-endian; an element is 2, 4 or 8 bytes
 *  ^at                   ^at + 8
 * </pre>
 *
 * The bytes are Redis's. They lie anywhere in an array, and every method takes that array and where
 * the intset starts.
 *
 * <p>An edit works in place and never moves the intset: ask {@link #bytesAfterAdd} first, make that
 * room, then add. An element wider than the width makes all elements wider; removing it does not
 * make them narrower again.
 *
 * <p>Invariants ({@link IntsetCheck}): the elements ascend, no two are equal, each fits the width.
 *
 * <p>Thread: the owner of the bytes. Cost: contains O(log count), add and remove move what follows.
 * No allocation. Memory: 8 bytes and the elements.
 *
 * <p>Source: the bytes of Redis 7.0 and 7.2.
 */
public final class Intset {
  /** Bytes before the first element. */
  public static final int HEADER_BYTES = 8;

  /** Bytes of an intset without elements. */
  public static final int EMPTY_BYTES = HEADER_BYTES;

  /** The longest intset: as long as a block may be. */
  public static final int MAX_BYTES = Arena.MAX_BLOCK_BYTES;

  static final int COUNT = 4;

  private static final int MIN_WIDTH = Short.BYTES;

  private Intset() {}

  // ---- the whole -------------------------------------------------------------------------------

  /** Writes an empty intset: {@link #EMPTY_BYTES} bytes. */
  public static void create(byte[] bytes, int at) {
    LittleEndian.put32(bytes, at, MIN_WIDTH);
    LittleEndian.put32(bytes, at + COUNT, 0);
  }

  /** How many bytes the intset takes. */
  public static int bytes(byte[] bytes, int at) {
    return HEADER_BYTES + width(bytes, at) * count(bytes, at);
  }

  /** Number of elements. */
  public static int count(byte[] bytes, int at) {
    return LittleEndian.i32(bytes, at + COUNT);
  }

  /** Bytes of each element: 2, 4 or 8. */
  public static int width(byte[] bytes, int at) {
    return LittleEndian.i32(bytes, at);
  }

  // ---- elements --------------------------------------------------------------------------------

  /**
   * The element with this index, from 0 for the smallest.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public static long get(byte[] bytes, int at, int index) {
    if (index < 0 || index >= count(bytes, at)) {
      throw new IndexOutOfBoundsException("index=" + index + ", count=" + count(bytes, at));
    }
    return element(bytes, at, width(bytes, at), index);
  }

  /** The smallest element; there must be one. */
  public static long min(byte[] bytes, int at) {
    return get(bytes, at, 0);
  }

  /** The greatest element; there must be one. */
  public static long max(byte[] bytes, int at) {
    return get(bytes, at, count(bytes, at) - 1);
  }

  /** Whether the value is an element. */
  public static boolean contains(byte[] bytes, int at, long value) {
    return indexOf(bytes, at, value) >= 0;
  }

  /** The index of the value, or {@code -(index where it would be) - 1}. */
  public static int indexOf(byte[] bytes, int at, long value) {
    int width = width(bytes, at);
    int count = count(bytes, at);
    // What is added is mostly greater than all there is, so look there first.
    if (count == 0 || element(bytes, at, width, count - 1) < value) {
      return -count - 1;
    }
    int low = 0;
    for (int left = count; left > 1; ) {
      int half = left >>> 1;
      low += element(bytes, at, width, low + half - 1) < value ? half : 0;
      left -= half;
    }
    return element(bytes, at, width, low) == value ? low : -low - 1;
  }

  // ---- edits -----------------------------------------------------------------------------------

  /**
   * Bytes of the intset with this value in it, whether it is there already or not.
   *
   * @throws IntsetFullException if that is more than {@link #MAX_BYTES}
   */
  public static int bytesAfterAdd(byte[] bytes, int at, long value) {
    int width = width(bytes, at);
    int needed = widthOf(value);
    if (needed <= width && contains(bytes, at, value)) {
      return bytes(bytes, at);
    }
    long total = HEADER_BYTES + Math.max(width, needed) * (count(bytes, at) + 1L);
    if (total > MAX_BYTES) {
      throw new IntsetFullException(total);
    }
    return (int) total;
  }

  /**
   * Adds a value.
   *
   * @return whether it was absent
   */
  public static boolean add(byte[] bytes, int at, long value) {
    int width = width(bytes, at);
    int count = count(bytes, at);
    if (widthOf(value) > width) {
      widen(bytes, at, value);
    } else {
      int index = indexOf(bytes, at, value);
      if (index >= 0) {
        return false;
      }
      index = -index - 1;
      int offset = at + HEADER_BYTES + index * width;
      System.arraycopy(bytes, offset, bytes, offset + width, (count - index) * width);
      put(bytes, at, width, index, value);
    }
    LittleEndian.put32(bytes, at + COUNT, count + 1);
    return true;
  }

  /**
   * Removes a value.
   *
   * @return whether it was present
   */
  public static boolean remove(byte[] bytes, int at, long value) {
    int index = indexOf(bytes, at, value);
    if (index < 0) {
      return false;
    }
    removeRange(bytes, at, index, 1);
    return true;
  }

  /** Removes {@code count} elements from an index on. */
  public static void removeRange(byte[] bytes, int at, int index, int count) {
    int width = width(bytes, at);
    int all = count(bytes, at);
    assert index >= 0 && count >= 0 && index <= all - count : "within the intset: index=" + index;
    int offset = at + HEADER_BYTES + index * width;
    System.arraycopy(bytes, offset + count * width, bytes, offset, (all - index - count) * width);
    LittleEndian.put32(bytes, at + COUNT, all - count);
  }

  /** Makes all elements as wide as the value, which goes before or behind all of them. */
  private static void widen(byte[] bytes, int at, long value) {
    int from = width(bytes, at);
    int to = widthOf(value);
    int count = count(bytes, at);
    int first = value < 0 ? 1 : 0;
    // From the last to the first: each goes where nothing that is still to be read stands.
    for (int i = count - 1; i >= 0; i--) {
      put(bytes, at, to, first + i, element(bytes, at, from, i));
    }
    put(bytes, at, to, value < 0 ? 0 : count, value);
    LittleEndian.put32(bytes, at, to);
  }

  // ---- inside ----------------------------------------------------------------------------------

  /** The bytes the value takes. */
  static int widthOf(long value) {
    if (value == (short) value) {
      return Short.BYTES;
    }
    return value == (int) value ? Integer.BYTES : Long.BYTES;
  }

  /**
   * An element of any width by one read: the eight bytes that end with it, the first of which may
   * be the header's, and of these as many of the upper ones as it is wide.
   */
  static long element(byte[] bytes, int at, int width, int index) {
    return LittleEndian.i64(bytes, at + (index + 1) * width) >> (Long.SIZE - Byte.SIZE * width);
  }

  private static void put(byte[] bytes, int at, int width, int index, long value) {
    int offset = at + HEADER_BYTES + index * width;
    switch (width) {
      case Short.BYTES -> LittleEndian.put16(bytes, offset, (int) value);
      case Integer.BYTES -> LittleEndian.put32(bytes, offset, (int) value);
      default -> LittleEndian.put64(bytes, offset, value);
    }
  }
}
