package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of the tree hang together: the root, the branches, the chain of leaves, and how
 * many entries are where.
 *
 * <p>Which entries a leaf holds is decided in {@link ScoreTree}; this class lets the branches above
 * know. They are right after every method: a search between two of them finds what is there.
 */
final class TreeFrame implements Undoable {
  /** What a node other than the root, and the first and the last leaf, holds at least. */
  static final int MIN_COUNT = Node.CAPACITY * 3 / 8;

  /** Two neighbours that hold no more than this become one: both can then grow and shrink a bit. */
  static final int MAX_MERGED = Node.CAPACITY * 7 / 8;

  /** What each half of a split node holds. */
  static final int HALF = Node.CAPACITY / 2;

  /** The steps a frame notes. */
  private static final int SHAPE = 0;

  private static final int LEAF = 1;

  private final Arena arena;
  private final UndoLog undo;
  private final Chunked structure;
  private int root;
  private int height;
  private int first;
  private int last;
  private int size;
  private long version;

  /** The epoch of the log in which the shape was noted last. */
  private long shapeEpoch;

  private @Nullable ChangeListener changeListener;

  /** Creates the frame of an empty tree, which takes no memory until the first entry. */
  TreeFrame(Arena arena, Chunked structure) {
    this.arena = arena;
    this.undo = arena.undo();
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

  // ---- what happens in a leaf ----------------------------------------------------------------

  @Nullable ChangeListener changeListener() {
    return changeListener;
  }

  /** To be called before the entries of a leaf, or what they lead to, change. */
  void beforeChange(int leaf) {
    if (changeListener != null) {
      changeListener.beforeChange(structure, Integer.toUnsignedLong(leaf));
    }
    if (undo.isActive()) {
      noteLeaf(leaf);
    }
    Node.version(arena.page(leaf), Arena.offset(leaf), ++version);
  }

  /** Counts entries that came into a leaf, or left it. */
  void addEntries(int leaf, int delta) {
    size += delta;
    int child = leaf;
    int parent = Node.parent(arena.page(leaf), Arena.offset(leaf));
    while (parent != 0) {
      byte[] page = arena.page(parent);
      int at = Arena.offset(parent);
      addMembers(parent, Branch.indexOf(page, at, child), delta);
      child = parent;
      parent = Node.parent(page, at);
    }
  }

  /** Lets the branches above a node know its first entry. */
  void passUpFirst(int node) {
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
      setFirst(parent, place, score, handle);
      if (place > 0) {
        return;
      }
      child = parent;
      parent = Node.parent(parentPage, parentAt);
    }
  }

  // ---- nodes that come -----------------------------------------------------------------------

  /** Creates an empty leaf between two others; its last change is that of the tree. */
  int newLeaf(int previous, int next) {
    int leaf = newNode(Leaf.BYTES);
    Node.version(arena.page(leaf), Arena.offset(leaf), version);
    link(previous, leaf);
    link(leaf, next);
    if (root == 0) {
      root = leaf;
    }
    return leaf;
  }

  /**
   * Puts a new node before or after another under its parent, where its entries are still counted
   * under the other.
   */
  void addSibling(int node, int sibling, boolean before, int members) {
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
    arena.beforeChange(parent);
    Branch.addMembers(page, at, place, -members);
    int siblingPlace = before ? place : place + 1;
    Branch.open(page, at, siblingPlace, 1);
    long score = Node.score(siblingPage, siblingAt, 0);
    int handle = Node.handle(siblingPage, siblingAt, 0);
    Branch.set(page, at, siblingPlace, sibling, members, score, handle);
    parent(sibling, parent);
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
    parent(child, branch);
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
    arena.beforeChange(full);
    Branch.copy(fullPage, fullAt, HALF, page, at, 0, HALF);
    Node.count(fullPage, fullAt, HALF);
    Node.count(page, at, HALF);
    setParents(branch, 0, HALF);
    addSibling(full, branch, false, Branch.members(page, at, 0, HALF));
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

  /** Makes two leaves neighbours; 0 stands for the end of the order. */
  private void link(int previous, int next) {
    if (previous == 0) {
      first = next;
    } else {
      arena.beforeChange(previous, Node.LINKS, Node.LINKS_BYTES);
      Node.next(arena.page(previous), Arena.offset(previous), next);
    }
    if (next == 0) {
      last = previous;
    } else {
      arena.beforeChange(next, Node.LINKS, Node.LINKS_BYTES);
      Node.previous(arena.page(next), Arena.offset(next), previous);
    }
  }

  // ---- nodes that go -------------------------------------------------------------------------

  /** Takes an empty leaf out of the tree. */
  void dropLeaf(int leaf) {
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
    arena.beforeChange(branch);
    Branch.close(page, at, place, place + 1);
    int count = Node.count(page, at);
    if (branch == root) {
      if (count == 1) {
        root = Branch.child(page, at, 0);
        height--;
        parent(root, 0);
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
    arena.beforeChange(parent);
    arena.beforeChange(leftBranch);
    arena.beforeChange(rightBranch);
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

  /** The left one of the two to rebalance: a child and the one beside it that holds less. */
  int leftOfPair(byte[] page, int at, int place) {
    if (place == 0) {
      return 0;
    }
    boolean isLast = place + 1 == Node.count(page, at);
    return isLast || countOfChild(page, at, place - 1) <= countOfChild(page, at, place + 1)
        ? place - 1
        : place;
  }

  int countOfChild(byte[] page, int at, int place) {
    int child = Branch.child(page, at, place);
    return Node.count(arena.page(child), Arena.offset(child));
  }

  private void setParents(int branch, int from, int n) {
    byte[] page = arena.page(branch);
    int at = Arena.offset(branch);
    for (int i = from; i < from + n; i++) {
      parent(Branch.child(page, at, i), branch);
    }
  }

  private void parent(int node, int branch) {
    arena.beforeChange(node, Node.LINKS, Node.LINKS_BYTES);
    Node.parent(arena.page(node), Arena.offset(node), branch);
  }

  // ---- what can be undone --------------------------------------------------------------------

  /** Counts members that came under a child of a branch, or left it. */
  void addMembers(int branch, int place, int delta) {
    beforeChange(branch, Branch.membersOffset(place), Integer.BYTES);
    Branch.addMembers(arena.page(branch), Arena.offset(branch), place, delta);
  }

  /** Notes the first entry under a child of a branch. */
  void setFirst(int branch, int place, long score, int handle) {
    beforeChange(branch, Node.scoreOffset(place), Long.BYTES);
    beforeChange(branch, Node.handleOffset(place), Integer.BYTES);
    Node.set(arena.page(branch), Arena.offset(branch), place, score, handle);
  }

  /** Lets a part of a branch come back; every change passes the root, so all of it is kept. */
  private void beforeChange(int branch, int from, int length) {
    if (branch == root) {
      arena.beforeChange(branch);
    } else {
      arena.beforeChange(branch, from, length);
    }
  }

  /** To be called before entries come or go. Once an epoch is enough: none is undone in part. */
  void beforeShape() {
    if (undo.isActive() && shapeEpoch != undo.epoch()) {
      shapeEpoch = undo.epoch();
      undo.push(root, height);
      undo.push(first, last);
      undo.push(size, SHAPE);
      undo.step(this);
    }
  }

  private void noteLeaf(int leaf) {
    undo.push(leaf, LEAF);
    undo.step(this);
    arena.beforeChange(leaf);
  }

  /** A leaf that comes back has changed, and so has a new version. */
  @Override
  public void undo(UndoLog log) {
    long step = log.popWord();
    if ((int) step == LEAF) {
      int leaf = (int) (step >>> Integer.SIZE);
      Node.version(arena.page(leaf), Arena.offset(leaf), ++version);
      return;
    }
    size = (int) (step >>> Integer.SIZE);
    long ends = log.popWord();
    first = (int) (ends >>> Integer.SIZE);
    last = (int) ends;
    long top = log.popWord();
    root = (int) (top >>> Integer.SIZE);
    height = (int) top;
  }
}
