package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The order of a sorted set: a counted B+-tree whose nodes are blocks of the arena.
 *
 * <pre>
 *                      | -inf a: 5121 | 17 x: 4870 |            {@link Branch}: first entry, child, count
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
 * Leaves below {@link #MIN_COUNT} take from a neighbour or merge with it, but for the first and the
 * last: a queue is not worth rebalancing.
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
  /** What a node other than the root, and the first and the last leaf, holds at least. */
  static final int MIN_COUNT = Node.CAPACITY * 3 / 8;

  /** Two neighbours that hold no more than this become one: both can then grow and shrink a bit. */
  private static final int MAX_MERGED = Node.CAPACITY * 7 / 8;

  /** A leaf takes entries from a full neighbour if it holds no more than this. */
  private static final int MAX_TAKER = Node.CAPACITY * 3 / 4;

  private static final int HALF = Node.CAPACITY / 2;

  private final Arena arena;
  private final Chunked structure;
  private int root;
  private int height;
  private int first;
  private int last;
  private int size;
  private long version;
  private @Nullable ChangeListener changeListener;

  /** Creates an empty tree, which takes no memory until the first entry. */
  ScoreTree(Arena arena, Chunked structure) {
    this.arena = arena;
    this.structure = structure;
  }

  int size() {
    return size;
  }

  int root() {
    return root;
  }

  /** Levels of branches above the leaves. */
  int height() {
    return height;
  }

  int firstLeaf() {
    return first;
  }

  int lastLeaf() {
    return last;
  }

  long version() {
    return version;
  }

  void setChangeListener(@Nullable ChangeListener listener) {
    changeListener = listener;
  }

  // ---- from a member upwards -----------------------------------------------------------------

  /** The score of a member. */
  long score(int handle) {
    return scoreAt(positionOf(handle));
  }

  /** The position of a member. */
  long positionOf(int handle) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    int leaf = MemberBlock.leaf(page, at);
    int index = MemberBlock.index(page, at);
    return Position.of(leaf, Leaf.indexOf(arena.page(leaf), Arena.offset(leaf), handle, index));
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
    return first == 0 ? Position.NONE : Position.of(first, 0);
  }

  /** The position of the last entry, or {@link Position#NONE}. */
  long last() {
    return last == 0 ? Position.NONE : lastOf(last);
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
    if (rank < 0 || rank >= size) {
      return Position.NONE;
    }
    int left = rank;
    int node = root;
    for (int level = height; level > 0; level--) {
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
    if (root == 0) {
      return 0;
    }
    int count = 0;
    int node = root;
    for (int level = height; level > 0; level--) {
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
    if (root == 0) {
      return Position.NONE;
    }
    int node = root;
    for (int level = height; level > 0; level--) {
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
    if (root == 0) {
      return 0;
    }
    int count = 0;
    int node = root;
    for (int level = height; level > 0; level--) {
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
  private int before(
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

  // ---- insert --------------------------------------------------------------------------------

  /** Adds an entry for a member that stands in no leaf. */
  void insert(long score, int handle) {
    if (root == 0) {
      root = newLeaf(0, 0);
    }
    byte[] memberPage = arena.page(handle);
    int offset = MemberBlock.offset(memberPage, Arena.offset(handle));
    int length = MemberBlock.length(memberPage, Arena.offset(handle));
    size++;
    int node = root;
    for (int level = height; level > 0; level--) {
      byte[] page = arena.page(node);
      int at = Arena.offset(node);
      int before = before(page, at, 0, score, memberPage, offset, length, false);
      int index = Math.max(0, before - 1);
      Branch.addMembers(page, at, index, 1);
      node = Branch.child(page, at, index);
    }
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    int index = before(page, at, 0, score, memberPage, offset, length, false);
    if (Node.count(page, at) < Node.CAPACITY) {
      place(node, index, score, handle);
    } else if (node == last && index == Node.CAPACITY) {
      startLeaf(node, false, score, handle);
    } else if (node == first && index == 0) {
      startLeaf(node, true, score, handle);
    } else if (!giveAndPlace(node, index, score, handle)) {
      splitAndPlace(node, index, score, handle);
    }
  }

  /** Puts an entry into a leaf with room; the branches have counted it already. */
  private void place(int leaf, int index, long score, int handle) {
    beforeChange(leaf);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    Leaf.open(page, at, index, 1);
    Node.set(page, at, index, score, handle);
    settle(leaf, index, 1);
    if (index == 0) {
      passUpFirst(leaf);
    }
  }

  /** Starts a leaf before or after the full leaf at that end of the order. */
  private void startLeaf(int full, boolean before, long score, int handle) {
    beforeChange(full);
    int leaf = before ? newLeaf(0, full) : newLeaf(full, 0);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    Node.version(page, at, version);
    Node.count(page, at, 1);
    Node.set(page, at, 0, score, handle);
    settle(leaf, 0, 1);
    addSibling(full, leaf, before, 1);
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
    int left = place > 0 ? countOfChild(page, at, place - 1) : Node.CAPACITY;
    boolean hasRight = place + 1 < Node.count(page, at);
    int right = hasRight ? countOfChild(page, at, place + 1) : Node.CAPACITY;
    if (Math.min(left, right) > MAX_TAKER) {
      return false;
    }
    if (left <= right) {
      int given = (Node.CAPACITY - left) / 2;
      shiftLeft(page, at, place, given);
      boolean goesLeft = index <= given;
      if (goesLeft) {
        Branch.addMembers(page, at, place - 1, 1);
        Branch.addMembers(page, at, place, -1);
      }
      int to = goesLeft ? Branch.child(page, at, place - 1) : full;
      place(to, goesLeft ? left + index : index - given, score, handle);
    } else {
      int kept = Node.CAPACITY - (Node.CAPACITY - right) / 2;
      shiftRight(page, at, place, Node.CAPACITY - kept);
      boolean goesRight = index > kept;
      if (goesRight) {
        Branch.addMembers(page, at, place + 1, 1);
        Branch.addMembers(page, at, place, -1);
      }
      int to = goesRight ? Branch.child(page, at, place + 1) : full;
      place(to, goesRight ? index - kept : index, score, handle);
    }
    return true;
  }

  private void splitAndPlace(int full, int index, long score, int handle) {
    beforeChange(full);
    byte[] page = arena.page(full);
    int at = Arena.offset(full);
    int leaf = newLeaf(full, Node.next(page, at));
    byte[] leafPage = arena.page(leaf);
    int leafAt = Arena.offset(leaf);
    Node.version(leafPage, leafAt, version);
    Node.copy(page, at, HALF, leafPage, leafAt, 0, HALF);
    Node.count(page, at, HALF);
    Node.count(leafPage, leafAt, HALF);
    settle(leaf, 0, HALF);
    boolean goesRight = index > HALF;
    addSibling(full, leaf, false, HALF + (goesRight ? 1 : 0));
    if (goesRight) {
      place(leaf, index - HALF, score, handle);
    } else {
      place(full, index, score, handle);
    }
  }

  /**
   * Puts a new node before or after another under its parent, where the other's count still
   * includes the new one's members.
   */
  private void addSibling(int node, int sibling, boolean before, int members) {
    int parent = Node.parent(arena.page(node), Arena.offset(node));
    if (parent == 0) {
      parent = newRoot(node);
    } else if (Node.count(arena.page(parent), Arena.offset(parent)) == Node.CAPACITY) {
      splitBranch(parent);
      parent = Node.parent(arena.page(node), Arena.offset(node));
    }
    byte[] page = arena.page(parent);
    int at = Arena.offset(parent);
    byte[] siblingPage = arena.page(sibling);
    int siblingAt = Arena.offset(sibling);
    int place = Branch.indexOf(page, at, node);
    Branch.addMembers(page, at, place, -members);
    int siblingPlace = before ? place : place + 1;
    Branch.open(page, at, siblingPlace, 1);
    long score = Node.score(siblingPage, siblingAt, 0);
    int handle = Node.handle(siblingPage, siblingAt, 0);
    Branch.set(page, at, siblingPlace, sibling, members, score, handle);
    Node.parent(siblingPage, siblingAt, parent);
    if (siblingPlace == 0) {
      passUpFirst(parent);
    }
  }

  /** Puts a branch above the root. */
  private int newRoot(int child) {
    int branch = newNode(Branch.BYTES);
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    byte[] childPage = arena.page(child);
    int childAt = Arena.offset(child);
    long score = Node.score(childPage, childAt, 0);
    Branch.set(page, at, 0, child, size, score, Node.handle(childPage, childAt, 0));
    Node.count(page, at, 1);
    Node.parent(childPage, childAt, branch);
    root = branch;
    height++;
    return branch;
  }

  private void splitBranch(int full) {
    int branch = newNode(Branch.BYTES);
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    byte[] fullPage = arena.page(full);
    int fullAt = Arena.offset(full);
    Branch.copy(fullPage, fullAt, HALF, page, at, 0, HALF);
    Node.count(fullPage, fullAt, HALF);
    Node.count(page, at, HALF);
    setParents(branch, 0, HALF);
    addSibling(full, branch, false, Branch.members(page, at, 0, HALF));
  }

  // ---- change and remove ---------------------------------------------------------------------

  /**
   * Gives an entry another score, in its leaf if the order allows, else elsewhere.
   *
   * @return false if the scores are equal: the entry stays as it is
   */
  boolean setScore(int handle, long score) {
    long position = positionOf(handle);
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
    beforeChange(leaf);
    if (to < index) {
      Node.copy(page, at, to, page, at, to + 1, index - to);
    } else {
      Node.copy(page, at, index + 1, page, at, index, to - index);
    }
    Node.set(page, at, to, score, handle);
    settle(leaf, to, 1);
    if (to == 0 || index == 0) {
      passUpFirst(leaf);
    }
    return true;
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
    int to = before(page, at, 0, score, memberPage, offset, length, false) - (rises ? 1 : 0);
    boolean atStart = to == 0 && leaf != first;
    boolean atEnd = to == Node.count(page, at) - 1 && leaf != last;
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
      if (before(previousPage, previousAt, from, score, member, offset, length, false) == from) {
        return false;
      }
    }
    int next = Node.next(page, at);
    if (index == Node.count(page, at) - 1 && next != 0) {
      byte[] nextPage = arena.page(next);
      return before(nextPage, Arena.offset(next), 0, score, member, offset, length, false) == 0;
    }
    return true;
  }

  /** Takes a member's entry out; its block stays the caller's. */
  void remove(int handle) {
    long position = positionOf(handle);
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
    beforeChange(leaf);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    for (int i = from; removed != null && i < to; i++) {
      removed.accept(Node.handle(page, at, i));
    }
    Leaf.close(page, at, from, to);
    size -= to - from;
    countUp(leaf, from - to);
    int count = Node.count(page, at);
    if (count == 0) {
      dropLeaf(leaf);
      return;
    }
    if (from == 0) {
      passUpFirst(leaf);
    }
    if (count < MIN_COUNT && leaf != first && leaf != last) {
      rebalanceLeaf(leaf);
    }
  }

  /** Merges a leaf with a neighbour under the same branch, or evens the two out. */
  private void rebalanceLeaf(int leaf) {
    int branch = Node.parent(arena.page(leaf), Arena.offset(leaf));
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    int left = leftOfPair(page, at, Branch.indexOf(page, at, leaf));
    int leftCount = countOfChild(page, at, left);
    int rightCount = countOfChild(page, at, left + 1);
    int sum = leftCount + rightCount;
    if (sum <= MAX_MERGED) {
      shiftLeft(page, at, left + 1, rightCount);
      dropLeaf(Branch.child(page, at, left + 1));
    } else if (leftCount < rightCount) {
      shiftLeft(page, at, left + 1, sum / 2 - leftCount);
    } else {
      shiftRight(page, at, left, sum / 2 - rightCount);
    }
  }

  /** Moves the first entries of the leaf at {@code place} to the end of the leaf before it. */
  private void shiftLeft(byte[] branchPage, int branchAt, int place, int n) {
    int leaf = Branch.child(branchPage, branchAt, place);
    int to = Branch.child(branchPage, branchAt, place - 1);
    beforeChange(to);
    beforeChange(leaf);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    int toCount = Node.count(toPage, toAt);
    Node.copy(page, at, 0, toPage, toAt, toCount, n);
    Node.count(toPage, toAt, toCount + n);
    Leaf.close(page, at, 0, n);
    settle(to, toCount, n);
    Branch.addMembers(branchPage, branchAt, place - 1, n);
    Branch.addMembers(branchPage, branchAt, place, -n);
    if (Node.count(page, at) > 0) {
      Node.set(branchPage, branchAt, place, Node.score(page, at, 0), Node.handle(page, at, 0));
    }
  }

  /** Moves the last entries of the leaf at {@code place} to the start of the leaf after it. */
  private void shiftRight(byte[] branchPage, int branchAt, int place, int n) {
    int leaf = Branch.child(branchPage, branchAt, place);
    int to = Branch.child(branchPage, branchAt, place + 1);
    beforeChange(leaf);
    beforeChange(to);
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    int kept = Node.count(page, at) - n;
    Leaf.open(toPage, toAt, 0, n);
    Node.copy(page, at, kept, toPage, toAt, 0, n);
    Node.count(page, at, kept);
    settle(to, 0, n);
    Branch.addMembers(branchPage, branchAt, place, -n);
    Branch.addMembers(branchPage, branchAt, place + 1, n);
    Node.set(
        branchPage, branchAt, place + 1, Node.score(toPage, toAt, 0), Node.handle(toPage, toAt, 0));
  }

  /** Takes an empty leaf out of the tree. */
  private void dropLeaf(int leaf) {
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    int previous = Node.previous(page, at);
    int next = Node.next(page, at);
    link(previous, next);
    int parent = Node.parent(page, at);
    arena.free(leaf);
    if (parent == 0) {
      root = 0;
    } else {
      dropChild(parent, leaf);
    }
  }

  private void dropChild(int branch, int child) {
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    int place = Branch.indexOf(page, at, child);
    Branch.close(page, at, place, place + 1);
    int count = Node.count(page, at);
    if (branch == root) {
      if (count == 1) {
        root = Branch.child(page, at, 0);
        height--;
        Node.parent(arena.page(root), Arena.offset(root), 0);
        arena.free(branch);
      }
      return;
    }
    if (place == 0) {
      passUpFirst(branch);
    }
    if (count < MIN_COUNT) {
      rebalanceBranch(branch);
    }
  }

  /** Merges a branch with a neighbour under the same parent, or evens the two out. */
  private void rebalanceBranch(int branch) {
    int parent = Node.parent(arena.page(branch), Arena.offset(branch));
    byte[] page = arena.page(parent);
    int at = Arena.offset(parent);
    int left = leftOfPair(page, at, Branch.indexOf(page, at, branch));
    int leftBranch = Branch.child(page, at, left);
    int rightBranch = Branch.child(page, at, left + 1);
    byte[] leftPage = arena.page(leftBranch);
    int leftAt = Arena.offset(leftBranch);
    byte[] rightPage = arena.page(rightBranch);
    int rightAt = Arena.offset(rightBranch);
    int leftCount = Node.count(leftPage, leftAt);
    int rightCount = Node.count(rightPage, rightAt);
    int sum = leftCount + rightCount;
    int moved;
    if (sum <= MAX_MERGED || leftCount < rightCount) {
      int n = sum <= MAX_MERGED ? rightCount : sum / 2 - leftCount;
      moved = Branch.members(rightPage, rightAt, 0, n);
      Branch.copy(rightPage, rightAt, 0, leftPage, leftAt, leftCount, n);
      Node.count(leftPage, leftAt, leftCount + n);
      Branch.close(rightPage, rightAt, 0, n);
      setParents(leftBranch, leftCount, n);
    } else {
      int n = sum / 2 - rightCount;
      moved = -Branch.members(leftPage, leftAt, leftCount - n, leftCount);
      Branch.open(rightPage, rightAt, 0, n);
      Branch.copy(leftPage, leftAt, leftCount - n, rightPage, rightAt, 0, n);
      Node.count(leftPage, leftAt, leftCount - n);
      setParents(rightBranch, 0, n);
    }
    Branch.addMembers(page, at, left, moved);
    Branch.addMembers(page, at, left + 1, -moved);
    if (Node.count(rightPage, rightAt) == 0) {
      arena.free(rightBranch);
      dropChild(parent, rightBranch);
    } else {
      long score = Node.score(rightPage, rightAt, 0);
      Node.set(page, at, left + 1, score, Node.handle(rightPage, rightAt, 0));
    }
  }

  // ---- parts ---------------------------------------------------------------------------------

  /** The left of the two neighbours to rebalance: a child and the one beside it that holds less. */
  private int leftOfPair(byte[] page, int at, int place) {
    if (place == 0) {
      return 0;
    }
    boolean isLast = place + 1 == Node.count(page, at);
    return isLast || countOfChild(page, at, place - 1) <= countOfChild(page, at, place + 1)
        ? place - 1
        : place;
  }

  private int countOfChild(byte[] page, int at, int place) {
    int child = Branch.child(page, at, place);
    return Node.count(arena.page(child), Arena.offset(child));
  }

  /** Lets the branches above a node know its first entry. */
  private void passUpFirst(int node) {
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    long score = Node.score(page, at, 0);
    int handle = Node.handle(page, at, 0);
    int child = node;
    int parent = Node.parent(page, at);
    while (parent != 0) {
      byte[] parentPage = arena.page(parent);
      int parentAt = Arena.offset(parent);
      int place = Branch.indexOf(parentPage, parentAt, child);
      Node.set(parentPage, parentAt, place, score, handle);
      if (place > 0) {
        return;
      }
      child = parent;
      parent = Node.parent(parentPage, parentAt);
    }
  }

  private void countUp(int node, int delta) {
    int child = node;
    int parent = Node.parent(arena.page(node), Arena.offset(node));
    while (parent != 0) {
      byte[] page = arena.page(parent);
      int at = Arena.offset(parent);
      Branch.addMembers(page, at, Branch.indexOf(page, at, child), delta);
      child = parent;
      parent = Node.parent(page, at);
    }
  }

  private int newNode(int bytes) {
    int node = arena.allocate(bytes);
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    Node.version(page, at, 0);
    Node.count(page, at, 0);
    Node.parent(page, at, 0);
    Node.previous(page, at, 0);
    Node.next(page, at, 0);
    return node;
  }

  private int newLeaf(int previous, int next) {
    int leaf = newNode(Leaf.BYTES);
    link(previous, leaf);
    link(leaf, next);
    return leaf;
  }

  /** Makes two leaves neighbours; 0 stands for the end of the order. */
  private void link(int previous, int next) {
    if (previous == 0) {
      first = next;
    } else {
      Node.next(arena.page(previous), Arena.offset(previous), next);
    }
    if (next == 0) {
      last = previous;
    } else {
      Node.previous(arena.page(next), Arena.offset(next), previous);
    }
  }

  /** Lets the blocks of entries that came into a leaf know where they stand. */
  private void settle(int leaf, int from, int n) {
    byte[] page = arena.page(leaf);
    int at = Arena.offset(leaf);
    for (int i = from; i < from + n; i++) {
      int handle = Node.handle(page, at, i);
      MemberBlock.place(arena.page(handle), Arena.offset(handle), leaf, i);
    }
  }

  private void setParents(int branch, int from, int n) {
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    for (int i = from; i < from + n; i++) {
      int child = Branch.child(page, at, i);
      Node.parent(arena.page(child), Arena.offset(child), branch);
    }
  }

  private void beforeChange(int leaf) {
    if (changeListener != null) {
      changeListener.beforeChange(structure, Integer.toUnsignedLong(leaf));
    }
    Node.version(arena.page(leaf), Arena.offset(leaf), ++version);
  }
}
