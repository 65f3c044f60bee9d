package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;

/**
 * A leaf: consecutive members, their scores and the names of their blocks; see {@link Node}.
 *
 * <p>Memory: 12.5 bytes a place.
 */
final class Leaf {
  static final int BYTES = Node.END;

  private Leaf() {}

  /** Where a member's entry stands, by the handle of its block. */
  static int indexOf(byte[] page, int at, int handle) {
    int index = Node.indexOf(page, at + Node.HANDLES, Node.count(page, at), handle);
    assert index >= 0 : "member stands in its leaf: handle=" + handle;
    return index;
  }

  /** Makes room for {@code n} entries at {@code index}. */
  static void open(byte[] page, int at, int index, int n) {
    int count = Node.count(page, at);
    Node.copy(page, at, index, page, at, index + n, count - index);
    Node.count(page, at, count + n);
  }

  /** Takes the entries from {@code from} to {@code to} out. */
  static void close(byte[] page, int at, int from, int to) {
    int count = Node.count(page, at);
    Node.copy(page, at, to, page, at, from, count - to);
    Node.count(page, at, count - (to - from));
  }

  /** Lets the blocks of {@code n} entries that came into a leaf know which. */
  static void settle(Arena arena, int leaf, int from, int n) {
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    for (int i = from; i < from + n; i++) {
      int handle = Node.handle(page, at, i);
      arena.beforeChange(handle, 0, MemberBlock.MEMBER);
      MemberBlock.leaf(arena.page(handle), Arena.offset(handle), leaf);
    }
  }
}
