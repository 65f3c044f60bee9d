package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.Chunked;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The order of a sorted set: a counted B+-tree whose nodes are blocks of the arena.
 *
 * <pre>
 *                      | -inf a: 5121 | 17 x: 4870 |      {@link Branch}: first entry, child, count
 *                        /                \
 *        | -inf a: 48 | 0.5 f: 61 | ...    | 17 x: 50 | ...
 *             /              \                  |
 *  | (-inf a) (-3 c) .. | (0.5 f) (0.5 g) .. | (17 x) ..        {@link Leaf}: score and handle
 *         |                                       |
 *     block of "a"                            block of "x", which names its leaf
 * </pre>
 *
 * An entry is a score and the handle of its member's block. Entries are ordered by score, and where
 * scores are equal by the bytes of the members: only then is a member's block read. A block names
 * the leaf its entry stands in, so a member's score and rank are found from below, without a
 * search.
 *
 * <p>A full leaf first gives entries to a neighbour with room, else it splits in two; at either end
 * of the order it starts a new leaf instead, so that members that come in order fill their leaves.
 * Leaves below {@link TreeFrame#MIN_COUNT} take from a neighbour or merge with it, but for the
 * first and the last: a queue is not worth rebalancing.
 *
 * <p>The tree is in three parts: this class moves entries between leaves, {@link TreeFrame} keeps
 * the branches above them right, {@link TreeSearch} finds entries.
 *
 * <p>Invariants: {@link ScoreTreeCheck}. Thread: one owner at a time.
 *
 * <p>Cost: every operation O(log n), no step of it touches more than a few nodes of 64 entries.
 * Memory: 12.5 bytes a place in a leaf, about 16 an entry with branches and places that are free.
 *
 * <p>Source: Bayer and McCreight, "Organization and maintenance of large ordered indices" (1972);
 * Comer, "The ubiquitous B-tree" (1979).
 */
final class ScoreTree {
  /** A leaf takes entries from a full neighbour if it holds no more than this. */
  private static final int MAX_TAKER = Node.CAPACITY * 3 / 4;

  private final Arena arena;
  private final TreeFrame frame;
  private final TreeSearch search;

  /** Creates an empty tree: the order of {@code structure}. */
  ScoreTree(Arena arena, Chunked structure) {
    this.arena = arena;
    frame = new TreeFrame(arena, structure);
    search = new TreeSearch(arena, frame);
  }

  TreeFrame frame() {
    return frame;
  }

  TreeSearch search() {
    return search;
  }

  // ---- insert --------------------------------------------------------------------------------

  /** Adds an entry for a member that stands in no leaf. */
  void insert(long score, int handle) {
    byte[] memberPage = arena.page(handle);
    int offset = MemberBlock.offset(memberPage, Arena.offset(handle));
    int length = MemberBlock.length(memberPage, Arena.offset(handle));
    frame.beforeShape();
    int leaf = frame.root() == 0 ? frame.newLeaf(0, 0) : frame.root();
    for (int level = frame.height(); level > 0; level--) {
      byte[] page = arena.page(leaf);
      int at = Arena.offset(leaf);
      int before = search.before(page, at, 0, score, memberPage, offset, length, false);
      leaf = Branch.child(page, at, Math.max(0, before - 1));
    }
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    int index = search.before(page, at, 0, score, memberPage, offset, length, false);
    if (Node.count(page, at) < Node.CAPACITY) {
      place(leaf, index, score, handle);
    } else if (leaf == frame.lastLeaf() && index == Node.CAPACITY) {
      startLeaf(leaf, false, score, handle);
    } else if (leaf == frame.firstLeaf() && index == 0) {
      startLeaf(leaf, true, score, handle);
    } else if (!giveAndPlace(leaf, index, score, handle)) {
      splitAndPlace(leaf, index, score, handle);
    }
  }

  /** Puts an entry into a leaf with room. */
  private void place(int leaf, int index, long score, int handle) {
    frame.beforeChange(leaf);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    Leaf.open(page, at, index, 1);
    Node.set(page, at, index, score, handle);
    Leaf.settle(arena, leaf, index, 1);
    frame.addEntries(leaf, 1);
    if (index == 0) {
      frame.passUpFirst(leaf);
    }
  }

  /** Starts a leaf before or after the full leaf at that end of the order. */
  private void startLeaf(int full, boolean before, long score, int handle) {
    frame.beforeChange(full);
    int leaf = before ? frame.newLeaf(0, full) : frame.newLeaf(full, 0);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    Node.count(page, at, 1);
    Node.set(page, at, 0, score, handle);
    Leaf.settle(arena, leaf, 0, 1);
    frame.addEntries(full, 1);
    frame.addSibling(full, leaf, before, 1);
  }

  /** Makes room in a full leaf by giving entries to a neighbour under the same branch. */
  private boolean giveAndPlace(int full, int index, long score, int handle) {
    int branch = Node.parent(arena.page(full), Arena.offset(full));
    if (branch == 0) {
      return false;
    }
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    int place = Branch.indexOf(page, at, full);
    int left = place > 0 ? frame.countOfChild(page, at, place - 1) : Node.CAPACITY;
    boolean hasRight = place + 1 < Node.count(page, at);
    int right = hasRight ? frame.countOfChild(page, at, place + 1) : Node.CAPACITY;
    if (Math.min(left, right) > MAX_TAKER) {
      return false;
    }
    if (left <= right) {
      int given = (Node.CAPACITY - left) / 2;
      shiftLeft(branch, place, given);
      boolean goesLeft = index <= given;
      int to = goesLeft ? Branch.child(page, at, place - 1) : full;
      place(to, goesLeft ? left + index : index - given, score, handle);
    } else {
      int kept = Node.CAPACITY - (Node.CAPACITY - right) / 2;
      shiftRight(branch, place, Node.CAPACITY - kept);
      boolean goesRight = index > kept;
      int to = goesRight ? Branch.child(page, at, place + 1) : full;
      place(to, goesRight ? index - kept : index, score, handle);
    }
    return true;
  }

  private void splitAndPlace(int full, int index, long score, int handle) {
    frame.beforeChange(full);
    byte[] page = arena.page(full);
    int at = Arena.offset(full);
    int half = TreeFrame.HALF;
    int leaf = frame.newLeaf(full, Node.next(page, at));
    byte[] leafPage = arena.page(leaf);
    int leafAt = Arena.offset(leaf);
    Node.copy(page, at, half, leafPage, leafAt, 0, half);
    Node.count(page, at, half);
    Node.count(leafPage, leafAt, half);
    Leaf.settle(arena, leaf, 0, half);
    frame.addSibling(full, leaf, false, half);
    boolean goesRight = index > half;
    place(goesRight ? leaf : full, goesRight ? index - half : index, score, handle);
  }

  // ---- change --------------------------------------------------------------------------------

  /**
   * Gives an entry another score, in its leaf if the order allows, else elsewhere.
   *
   * @return false if the scores are equal: the entry stays as it is
   */
  boolean setScore(int handle, long score) {
    long position = search.positionOf(handle);
    int leaf = Position.leaf(position);
    int index = Position.index(position);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    long current = Node.score(page, at, index);
    if (SortableScore.atLeast(current) == SortableScore.atLeast(score)) {
      return false;
    }
    int to = placeInLeaf(leaf, index, current < score, score, handle);
    if (to < 0) {
      removeRun(leaf, index, index + 1, null);
      insert(score, handle);
      return true;
    }
    frame.beforeChange(leaf);
    if (to < index) {
      Node.copy(page, at, to, page, at, to + 1, index - to);
    } else {
      Node.copy(page, at, index + 1, page, at, index, to - index);
    }
    Node.set(page, at, to, score, handle);
    if (to == 0 || index == 0) {
      frame.passUpFirst(leaf);
    }
    return true;
  }

  /** Lets a member's block move: the entry that led to {@code from} leads to {@code to}. */
  void replace(int from, int to) {
    long position = search.positionOf(from);
    int leaf = Position.leaf(position);
    int index = Position.index(position);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    frame.beforeChange(leaf);
    Node.set(page, at, index, Node.score(page, at, index), to);
    if (index == 0) {
      frame.passUpFirst(leaf);
    }
  }

  /**
   * Where in its leaf an entry would stand with another score; -1 if that may be in another leaf.
   */
  private int placeInLeaf(int leaf, int index, boolean rises, long score, int handle) {
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    byte[] memberPage = arena.page(handle);
    int offset = MemberBlock.offset(memberPage, Arena.offset(handle));
    int length = MemberBlock.length(memberPage, Arena.offset(handle));
    // Where the score rises, the entry itself is one of those before.
    int to = search.before(page, at, 0, score, memberPage, offset, length, false) - (rises ? 1 : 0);
    boolean atStart = to == 0 && leaf != frame.firstLeaf();
    boolean atEnd = to == Node.count(page, at) - 1 && leaf != frame.lastLeaf();
    if (!atStart && !atEnd) {
      return to;
    }
    boolean stays = to == index && staysAtEdge(page, at, to, score, memberPage, offset, length);
    return stays ? to : -1;
  }

  /** Whether a leaf's first or last entry may stay where it is with another score. */
  private boolean staysAtEdge(
      byte[] page, int at, int index, long score, byte[] member, int offset, int length) {
    int previous = Node.previous(page, at);
    if (index == 0 && previous != 0) {
      byte[] previousPage = arena.page(previous);
      int previousAt = Arena.offset(previous);
      int from = Node.count(previousPage, previousAt) - 1;
      if (search.before(previousPage, previousAt, from, score, member, offset, length, false)
          == from) {
        return false;
      }
    }
    int next = Node.next(page, at);
    if (index == Node.count(page, at) - 1 && next != 0) {
      byte[] nextPage = arena.page(next);
      return search.before(nextPage, Arena.offset(next), 0, score, member, offset, length, false)
          == 0;
    }
    return true;
  }

  // ---- remove --------------------------------------------------------------------------------

  /** Takes a member's entry out; its block stays the caller's. */
  void remove(int handle) {
    long position = search.positionOf(handle);
    int index = Position.index(position);
    removeRun(Position.leaf(position), index, index + 1, null);
  }

  /**
   * Takes out entries that follow each other, all in one leaf.
   *
   * @param position the first of them
   * @param max how many at most
   * @param removed receives each handle; the blocks are the caller's again
   * @return how many
   */
  int removeFrom(long position, int max, IntConsumer removed) {
    int leaf = Position.leaf(position);
    int index = Position.index(position);
    int n = Math.min(max, Node.count(arena.page(leaf), Arena.offset(leaf)) - index);
    removeRun(leaf, index, index + n, removed);
    return n;
  }

  private void removeRun(int leaf, int from, int to, @Nullable IntConsumer removed) {
    frame.beforeShape();
    frame.beforeChange(leaf);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    for (int i = from; removed != null && i < to; i++) {
      removed.accept(Node.handle(page, at, i));
    }
    Leaf.close(page, at, from, to);
    frame.addEntries(leaf, from - to);
    int count = Node.count(page, at);
    if (count == 0) {
      frame.dropLeaf(leaf);
      return;
    }
    if (from == 0) {
      frame.passUpFirst(leaf);
    }
    if (count < TreeFrame.MIN_COUNT && leaf != frame.firstLeaf() && leaf != frame.lastLeaf()) {
      rebalanceLeaf(leaf);
    }
  }

  // ---- between neighbours --------------------------------------------------------------------

  /** Merges a leaf with a neighbour under the same branch, or evens the two out. */
  private void rebalanceLeaf(int leaf) {
    int branch = Node.parent(arena.page(leaf), Arena.offset(leaf));
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    int left = frame.leftOfPair(page, at, Branch.indexOf(page, at, leaf));
    int leftCount = frame.countOfChild(page, at, left);
    int rightCount = frame.countOfChild(page, at, left + 1);
    int sum = leftCount + rightCount;
    if (sum <= TreeFrame.MAX_MERGED) {
      shiftLeft(branch, left + 1, rightCount);
      frame.dropLeaf(Branch.child(page, at, left + 1));
    } else if (leftCount < rightCount) {
      shiftLeft(branch, left + 1, sum / 2 - leftCount);
    } else {
      shiftRight(branch, left, sum / 2 - rightCount);
    }
  }

  /** Moves the first entries of the leaf at {@code place} to the end of the leaf before it. */
  private void shiftLeft(int branch, int place, int n) {
    byte[] branchPage = arena.page(branch);
    int branchAt = Arena.offset(branch);
    int leaf = Branch.child(branchPage, branchAt, place);
    int to = Branch.child(branchPage, branchAt, place - 1);
    frame.beforeChange(to);
    frame.beforeChange(leaf);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    int toCount = Node.count(toPage, toAt);
    Node.copy(page, at, 0, toPage, toAt, toCount, n);
    Node.count(toPage, toAt, toCount + n);
    Leaf.close(page, at, 0, n);
    Leaf.settle(arena, to, toCount, n);
    frame.addMembers(branch, place - 1, n);
    frame.addMembers(branch, place, -n);
    if (Node.count(page, at) > 0) {
      frame.setFirst(branch, place, Node.score(page, at, 0), Node.handle(page, at, 0));
    }
  }

  /** Moves the last entries of the leaf at {@code place} to the start of the leaf after it. */
  private void shiftRight(int branch, int place, int n) {
    byte[] branchPage = arena.page(branch);
    int branchAt = Arena.offset(branch);
    int leaf = Branch.child(branchPage, branchAt, place);
    int to = Branch.child(branchPage, branchAt, place + 1);
    frame.beforeChange(leaf);
    frame.beforeChange(to);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    int kept = Node.count(page, at) - n;
    Leaf.open(toPage, toAt, 0, n);
    Node.copy(page, at, kept, toPage, toAt, 0, n);
    Node.count(page, at, kept);
    Leaf.settle(arena, to, 0, n);
    frame.addMembers(branch, place, -n);
    frame.addMembers(branch, place + 1, n);
    frame.setFirst(branch, place + 1, Node.score(toPage, toAt, 0), Node.handle(toPage, toAt, 0));
  }
}
