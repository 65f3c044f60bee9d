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

  /** Where a member's entry stands, by the handle of its block, searched from an index outwards. */
  static int indexOf(byte[] page, int at, int handle, int index) {
    int count = Node.count(page, at);
    if (index < count && Node.handle(page, at, index) == handle) {
      return index;
    }
    for (int distance = 1; distance < Node.CAPACITY; distance++) {
      int before = index - distance;
      if (before >= 0 && before < count && Node.handle(page, at, before) == handle) {
        return before;
      }
      int after = index + distance;
      if (after < count && Node.handle(page, at, after) == handle) {
        return after;
      }
    }
    throw new IllegalStateException("member does not stand in its leaf: handle=" + handle);
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

  /** Lets the blocks of {@code n} entries that came into a leaf know where they stand. */
  static void settle(Arena arena, int leaf, int from, int n) {
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    for (int i = from; i < from + n; i++) {
      int handle = Node.handle(page, at, i);
      MemberBlock.place(arena.page(handle), Arena.offset(handle), leaf, i);
    }
  }
}
