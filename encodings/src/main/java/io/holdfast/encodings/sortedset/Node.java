package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * What leaves and branches have in common: scores in order, each with the handle of a member.
 *
 * <pre>
 *  bytes | 0 .. 7  | 8 .. 9 | 10 .. 11 | 12 .. 15 | 16 .. 19 | 20 .. 23 | 24 ..     | 536 ..     |
 *        | version | count  |          | parent   | previous | next     | 64 scores | 64 handles |
 * </pre>
 *
 * A node is a block of the arena; its own handle names it. Comparing by score reads the scores
 * only.
 */
final class Node {
  static final int CAPACITY = 64;
  static final int HEADER_BYTES = 24;
  static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;

  static final int SCORES = HEADER_BYTES;
  static final int HANDLES = SCORES + CAPACITY * Long.BYTES;
  static final int END = HANDLES + CAPACITY * Integer.BYTES;

  /** Where parent, previous and next stand. */
  static final int LINKS = 12;

  static final int LINKS_BYTES = HEADER_BYTES - LINKS;

  private static final int VERSION = 0;
  private static final int COUNT = 8;
  private static final int PARENT = LINKS;
  private static final int PREVIOUS = 16;
  private static final int NEXT = 20;

  /** Scores in a line of memory. */
  private static final int LINE = 8;

  private Node() {}

  static long version(byte[] page, int at) {
    return LittleEndian.i64(page, at + VERSION);
  }

  static void version(byte[] page, int at, long version) {
    LittleEndian.put64(page, at + VERSION, version);
  }

  static int count(byte[] page, int at) {
    return LittleEndian.u16(page, at + COUNT);
  }

  static void count(byte[] page, int at, int count) {
    LittleEndian.put16(page, at + COUNT, count);
  }

  static int parent(byte[] page, int at) {
    return LittleEndian.i32(page, at + PARENT);
  }

  static void parent(byte[] page, int at, int branch) {
    LittleEndian.put32(page, at + PARENT, branch);
  }

  /** The leaf before this one, or 0. */
  static int previous(byte[] page, int at) {
    return LittleEndian.i32(page, at + PREVIOUS);
  }

  static void previous(byte[] page, int at, int leaf) {
    LittleEndian.put32(page, at + PREVIOUS, leaf);
  }

  /** The leaf after this one, or 0. */
  static int next(byte[] page, int at) {
    return LittleEndian.i32(page, at + NEXT);
  }

  static void next(byte[] page, int at, int leaf) {
    LittleEndian.put32(page, at + NEXT, leaf);
  }

  static long score(byte[] page, int at, int index) {
    return LittleEndian.i64(page, at + SCORES + (index << 3));
  }

  static int handle(byte[] page, int at, int index) {
    return LittleEndian.i32(page, at + HANDLES + (index << 2));
  }

  static void set(byte[] page, int at, int index, long score, int handle) {
    LittleEndian.put64(page, at + scoreOffset(index), score);
    LittleEndian.put32(page, at + handleOffset(index), handle);
  }

  /** Where, from the node's start, a score stands. */
  static int scoreOffset(int index) {
    return SCORES + (index << 3);
  }

  /** Where, from the node's start, a handle stands. */
  static int handleOffset(int index) {
    return HANDLES + (index << 2);
  }

  /** Copies scores and handles within a node or from one to another, over what is there. */
  static void copy(
      byte[] from, int fromAt, int fromIndex, byte[] to, int toAt, int toIndex, int n) {
    copyLongs(from, fromAt + SCORES, fromIndex, to, toAt + SCORES, toIndex, n);
    copyInts(from, fromAt + HANDLES, fromIndex, to, toAt + HANDLES, toIndex, n);
  }

  static void copyInts(
      byte[] from, int fromArray, int fromIndex, byte[] to, int toArray, int toIndex, int n) {
    System.arraycopy(from, fromArray + (fromIndex << 2), to, toArray + (toIndex << 2), n << 2);
  }

  private static void copyLongs(
      byte[] from, int fromArray, int fromIndex, byte[] to, int toArray, int toIndex, int n) {
    System.arraycopy(from, fromArray + (fromIndex << 3), to, toArray + (toIndex << 3), n << 3);
  }

  /**
   * How many of the first {@code end} scores are below a bound, if the first {@code from} are.
   *
   * <p>First one score of each line is compared, so that the lines come from memory at once and not
   * one after the other as in a binary search; then those of the one line that is left.
   */
  static int countBelow(byte[] page, int at, int from, int end, long bound) {
    int lines = from;
    for (int i = from + LINE - 1; i < end; i += LINE) {
      lines += score(page, at, i) < bound ? LINE : 0;
    }
    int last = Math.min(lines + LINE, end);
    int below = lines;
    for (int i = lines; i < last; i++) {
      below += score(page, at, i) < bound ? 1 : 0;
    }
    return below;
  }

  /** Where an int stands among {@code count} ints; -1 if nowhere. */
  static int indexOf(byte[] page, int ints, int count, int wanted) {
    for (int i = 0; i < count; i++) {
      if (LittleEndian.i32(page, ints + (i << 2)) == wanted) {
        return i;
      }
    }
    return -1;
  }
}
