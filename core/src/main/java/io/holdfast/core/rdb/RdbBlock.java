package io.holdfast.core.rdb;

import java.util.Arrays;

/**
 * A piece of a file whose long strings are not compressed yet.
 *
 * <pre>
 *  bytes  | as they are | string | as they are | string | string | as they are |
 *  marks                ^ position, length     ^ ...    ^ ...
 * </pre>
 *
 * Whoever holds the data in memory copies it here and is done; {@link RdbOutput#block} does the
 * work, on another thread.
 *
 * <p>Thread: handed on from one to the next.
 */
public final class RdbBlock {
  private static final int MARK_INTS = 2;

  byte[] bytes;
  int length;
  int[] marks;
  int markCount;

  /** An empty block. */
  public RdbBlock(int capacity) {
    bytes = new byte[capacity];
    marks = new int[0];
  }

  /** A copy of no more than what another holds. */
  RdbBlock(RdbBlock other) {
    bytes = Arrays.copyOf(other.bytes, other.length);
    length = other.length;
    marks = Arrays.copyOf(other.marks, other.markCount * MARK_INTS);
    markCount = other.markCount;
  }

  /** How many bytes it can hold. */
  public int capacity() {
    return bytes.length;
  }

  /** How many bytes it holds. */
  public int length() {
    return length;
  }

  /** Copies up to so many of its bytes from one on; returns how many. */
  public int copy(int from, byte[] into, int offset, int count) {
    int copied = Math.min(count, length - from);
    System.arraycopy(bytes, from, into, offset, copied);
    return copied;
  }

  /** Makes it empty. */
  public void clear() {
    length = 0;
    markCount = 0;
  }

  void mark(int position, int count) {
    int at = markCount * MARK_INTS;
    if (at == marks.length) {
      marks = Arrays.copyOf(marks, Math.max(64, 2 * at));
    }
    marks[at] = position;
    marks[at + 1] = count;
    markCount++;
  }

  int markPosition(int mark) {
    return marks[mark * MARK_INTS];
  }

  int markLength(int mark) {
    return marks[mark * MARK_INTS + 1];
  }

  /** Adds what another holds; there is room for it. */
  void append(RdbBlock other) {
    for (int mark = 0; mark < other.markCount; mark++) {
      mark(length + other.markPosition(mark), other.markLength(mark));
    }
    System.arraycopy(other.bytes, 0, bytes, length, other.length);
    length += other.length;
  }
}
