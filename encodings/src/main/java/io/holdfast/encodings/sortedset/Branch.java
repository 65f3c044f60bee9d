package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * A branch: the first entry under each child, the child, and how many members are under it.
 *
 * <pre>
 *  | header, 64 scores, 64 handles: see {@link Node} | 64 children, 4 each | 64 counts, 4 each |
 * </pre>
 */
final class Branch {
  private static final int CHILDREN = Node.END;
  private static final int MEMBERS = CHILDREN + Node.CAPACITY * Integer.BYTES;

  static final int BYTES = MEMBERS + Node.CAPACITY * Integer.BYTES;

  private Branch() {}

  static int child(byte[] page, int at, int index) {
    return LittleEndian.i32(page, at + CHILDREN + (index << 2));
  }

  static int members(byte[] page, int at, int index) {
    return LittleEndian.i32(page, at + MEMBERS + (index << 2));
  }

  /** Where, from the branch's start, the members under a child are counted. */
  static int membersOffset(int index) {
    return MEMBERS + (index << 2);
  }

  static void addMembers(byte[] page, int at, int index, int delta) {
    int offset = at + membersOffset(index);
    LittleEndian.put32(page, offset, LittleEndian.i32(page, offset) + delta);
  }

  /** Members under the children from {@code from} to {@code to}. */
  static int members(byte[] page, int at, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += members(page, at, i);
    }
    return sum;
  }

  static int indexOf(byte[] page, int at, int child) {
    int index = Node.indexOf(page, at + CHILDREN, Node.count(page, at), child);
    assert index >= 0 : "node stands in its parent: node=" + child;
    return index;
  }

  static void set(byte[] page, int at, int index, int child, int members, long score, int handle) {
    Node.set(page, at, index, score, handle);
    LittleEndian.put32(page, at + CHILDREN + (index << 2), child);
    LittleEndian.put32(page, at + MEMBERS + (index << 2), members);
  }

  /** Makes room for {@code n} children at {@code index}. */
  static void open(byte[] page, int at, int index, int n) {
    int count = Node.count(page, at);
    copy(page, at, index, page, at, index + n, count - index);
    Node.count(page, at, count + n);
  }

  /** Takes the children from {@code from} to {@code to} out. */
  static void close(byte[] page, int at, int from, int to) {
    int count = Node.count(page, at);
    copy(page, at, to, page, at, from, count - to);
    Node.count(page, at, count - (to - from));
  }

  /** Copies children within a branch or from one to another, over what is there. */
  static void copy(
      byte[] from, int fromAt, int fromIndex, byte[] to, int toAt, int toIndex, int n) {
    Node.copy(from, fromAt, fromIndex, to, toAt, toIndex, n);
    Node.copyInts(from, fromAt + CHILDREN, fromIndex, to, toAt + CHILDREN, toIndex, n);
    Node.copyInts(from, fromAt + MEMBERS, fromIndex, to, toAt + MEMBERS, toIndex, n);
  }
}
