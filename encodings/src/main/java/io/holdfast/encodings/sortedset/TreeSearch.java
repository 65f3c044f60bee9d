package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;

/**
 * Finding entries in the tree: from a member's block upwards, or from the root downwards.
 *
 * <p>Nothing here changes anything. Where a range of scores or of members starts or ends is a
 * number of entries before it; so what is found is a count, or the position of the entry with that
 * rank. Cost: O(log n), but {@link #positionOf}, {@link #score} and steps from entry to entry O(1).
 */
final class TreeSearch {
  private final Arena arena;
  private final TreeFrame frame;

  TreeSearch(Arena arena, TreeFrame frame) {
    this.arena = arena;
    this.frame = frame;
  }

  // ---- from a member upwards -----------------------------------------------------------------

  /** The score of a member. */
  long score(int handle) {
    return scoreAt(positionOf(handle));
  }

  /** The position of a member. */
  long positionOf(int handle) {
    int leaf = MemberBlock.leaf(arena.page(handle), Arena.offset(handle));
    return Position.of(leaf, Leaf.indexOf(arena.page(leaf), Arena.offset(leaf), handle));
  }

  /** How many entries stand before a position. */
  int rank(long position) {
    int rank = Position.index(position);
    int node = Position.leaf(position);
    int parent = Node.parent(arena.page(node), Arena.offset(node));
    while (parent != 0) {
      byte[] page = arena.page(parent);
      int at = Arena.offset(parent);
      rank += Branch.members(page, at, 0, Branch.indexOf(page, at, node));
      node = parent;
      parent = Node.parent(page, at);
    }
    return rank;
  }

  /** The position of the first entry, or {@link Position#NONE}. */
  long first() {
    int leaf = frame.firstLeaf();
    return leaf == 0 ? Position.NONE : Position.of(leaf, 0);
  }

  /** The position of the last entry, or {@link Position#NONE}. */
  long last() {
    int leaf = frame.lastLeaf();
    return leaf == 0 ? Position.NONE : lastOf(leaf);
  }

  long next(long position) {
    int leaf = Position.leaf(position);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    if (Position.index(position) + 1 < Node.count(page, at)) {
      return position + 1;
    }
    int next = Node.next(page, at);
    return next == 0 ? Position.NONE : Position.of(next, 0);
  }

  long previous(long position) {
    if (Position.index(position) > 0) {
      return position - 1;
    }
    int leaf = Position.leaf(position);
    int previous = Node.previous(arena.page(leaf), Arena.offset(leaf));
    return previous == 0 ? Position.NONE : lastOf(previous);
  }

  int handleAt(long position) {
    int leaf = Position.leaf(position);
    return Node.handle(arena.page(leaf), Arena.offset(leaf), Position.index(position));
  }

  long scoreAt(long position) {
    int leaf = Position.leaf(position);
    return Node.score(arena.page(leaf), Arena.offset(leaf), Position.index(position));
  }

  private long lastOf(int leaf) {
    return Position.of(leaf, Node.count(arena.page(leaf), Arena.offset(leaf)) - 1);
  }

  // ---- from the root downwards ---------------------------------------------------------------

  /** The position of the entry with a rank; {@link Position#NONE} if there is none. */
  long atRank(int rank) {
    if (rank < 0 || rank >= frame.size()) {
      return Position.NONE;
    }
    int left = rank;
    int node = frame.root();
    for (int level = frame.height(); level > 0; level--) {
      byte[] page = arena.page(node);
      int at = Arena.offset(node);
      int index = 0;
      for (int under = Branch.members(page, at, 0); left >= under; ) {
        left -= under;
        under = Branch.members(page, at, ++index);
      }
      node = Branch.child(page, at, index);
    }
    return Position.of(node, left);
  }

  /** How many entries have a score below a bound. */
  int countBelow(long bound) {
    if (frame.root() == 0) {
      return 0;
    }
    int count = 0;
    int node = frame.root();
    for (int level = frame.height(); level > 0; level--) {
      byte[] page = arena.page(node);
      int at = Arena.offset(node);
      int index = Math.max(0, Node.countBelow(page, at, 0, Node.count(page, at), bound) - 1);
      count += Branch.members(page, at, 0, index);
      node = Branch.child(page, at, index);
    }
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    return count + Node.countBelow(page, at, 0, Node.count(page, at), bound);
  }

  /** The position of the first entry whose score is not below a bound, or {@link Position#NONE}. */
  long seek(long bound) {
    if (frame.root() == 0) {
      return Position.NONE;
    }
    int node = frame.root();
    for (int level = frame.height(); level > 0; level--) {
      byte[] page = arena.page(node);
      int at = Arena.offset(node);
      int below = Node.countBelow(page, at, 0, Node.count(page, at), bound);
      node = Branch.child(page, at, Math.max(0, below - 1));
    }
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    int count = Node.count(page, at);
    int index = Node.countBelow(page, at, 0, count, bound);
    if (index < count) {
      return Position.of(node, index);
    }
    int next = Node.next(page, at);
    return next == 0 ? Position.NONE : Position.of(next, 0);
  }

  /** How many entries stand before a score and member; one equal to them counts if inclusive. */
  int countBefore(long score, byte[] member, int offset, int length, boolean inclusive) {
    if (frame.root() == 0) {
      return 0;
    }
    int count = 0;
    int node = frame.root();
    for (int level = frame.height(); level > 0; level--) {
      byte[] page = arena.page(node);
      int at = Arena.offset(node);
      int before = before(page, at, 0, score, member, offset, length, inclusive);
      int index = Math.max(0, before - 1);
      count += Branch.members(page, at, 0, index);
      node = Branch.child(page, at, index);
    }
    byte[] page = arena.page(node);
    return count + before(page, Arena.offset(node), 0, score, member, offset, length, inclusive);
  }

  /** How many of a node's entries, of which the first {@code from} do, stand before an entry. */
  int before(
      byte[] page,
      int at,
      int from,
      long score,
      byte[] member,
      int offset,
      int length,
      boolean inclusive) {
    int count = Node.count(page, at);
    int low = Node.countBelow(page, at, from, count, SortableScore.atLeast(score));
    long above = SortableScore.above(score);
    if (low == count || Node.score(page, at, low) >= above) {
      return low;
    }
    int high = Node.countBelow(page, at, low, count, above);
    while (low < high) {
      int middle = (low + high) >>> 1;
      int block = Node.handle(page, at, middle);
      int compared =
          MemberBlock.compare(member, offset, length, arena.page(block), Arena.offset(block));
      if (compared > 0 || (compared == 0 && inclusive)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
