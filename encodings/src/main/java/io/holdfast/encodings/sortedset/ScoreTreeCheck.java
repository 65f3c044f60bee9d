package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;
import java.util.function.IntConsumer;

/**
 * The proof that a tree is sound, by a walk through all of it.
 *
 * <ul>
 *   <li>entries stand in order, and each member's block names the leaf its entry is in;
 *   <li>a branch knows the first entry and the number of members under each child, and is its
 *       children's parent;
 *   <li>the leaves are linked in order, from the first to the last;
 *   <li>a node holds {@link TreeFrame#MIN_COUNT} to {@link Node#CAPACITY} entries; the first and
 *       the last leaf at least one, a root that is a branch at least two.
 * </ul>
 */
final class ScoreTreeCheck {
  private final Arena arena;
  private final TreeFrame tree;
  private int previousLeaf;
  private long lastScore;
  private int lastHandle;

  private ScoreTreeCheck(Arena arena, TreeFrame tree) {
    this.arena = arena;
    this.tree = tree;
  }

  /**
   * Proves all of it.
   *
   * @throws AssertionError naming what does not hold
   */
  static void check(Arena arena, TreeFrame tree) {
    ScoreTreeCheck walk = new ScoreTreeCheck(arena, tree);
    int root = tree.root();
    int members = root == 0 ? 0 : walk.node(root, 0, tree.height());
    check(members == tree.size(), "members in the leaves", members);
    check(walk.previousLeaf == tree.lastLeaf(), "last leaf", walk.previousLeaf);
    check(root != 0 || tree.height() == 0, "height of an empty tree", tree.height());
    check(root != 0 || tree.firstLeaf() == 0, "first leaf of an empty tree", tree.firstLeaf());
  }

  /** Visits the blocks of all nodes, and of all members. */
  static void forEachBlock(Arena arena, TreeFrame tree, IntConsumer visitor) {
    if (tree.root() != 0) {
      visit(arena, tree.root(), tree.height(), visitor, visitor);
    }
  }

  /** Visits every node below and with this one, and every member's block. */
  static void visit(Arena arena, int node, int height, IntConsumer nodes, IntConsumer members) {
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    for (int i = 0; i < Node.count(page, at); i++) {
      if (height > 0) {
        visit(arena, Branch.child(page, at, i), height - 1, nodes, members);
      } else {
        members.accept(Node.handle(page, at, i));
      }
    }
    nodes.accept(node);
  }

  private int node(int node, int parent, int height) {
    byte[] page = arena.page(node);
    int at = Arena.offset(node);
    int count = Node.count(page, at);
    check(Node.parent(page, at) == parent, "parent of node", node);
    check(count <= Node.CAPACITY, "count of node", count);
    boolean isEdge = node == tree.firstLeaf() || node == tree.lastLeaf();
    int min = isEdge ? 1 : parent == 0 ? 2 : TreeFrame.MIN_COUNT;
    check(count >= min, "count of node at height " + height, count);
    return height == 0 ? leaf(node, page, at, count) : branch(node, page, at, count, height);
  }

  private int branch(int branch, byte[] page, int at, int count, int height) {
    int members = 0;
    for (int i = 0; i < count; i++) {
      int child = Branch.child(page, at, i);
      byte[] childPage = arena.page(child);
      int childAt = Arena.offset(child);
      boolean knowsFirst =
          Node.score(page, at, i) == Node.score(childPage, childAt, 0)
              && Node.handle(page, at, i) == Node.handle(childPage, childAt, 0);
      check(knowsFirst, "first entry under child " + i + " of branch", branch);
      int under = node(child, branch, height - 1);
      check(under == Branch.members(page, at, i), "members under child " + i, under);
      members += under;
    }
    return members;
  }

  private int leaf(int leaf, byte[] page, int at, int count) {
    check(Node.previous(page, at) == previousLeaf, "leaf before leaf", leaf);
    if (previousLeaf == 0) {
      check(tree.firstLeaf() == leaf, "first leaf", leaf);
    } else {
      int next = Node.next(arena.page(previousLeaf), Arena.offset(previousLeaf));
      check(next == leaf, "leaf after leaf", next);
    }
    check(leaf == tree.lastLeaf() || Node.next(page, at) != 0, "leaf after leaf", leaf);
    check(Node.version(page, at) <= tree.version(), "version of leaf", leaf);
    previousLeaf = leaf;
    for (int i = 0; i < count; i++) {
      entry(Node.score(page, at, i), Node.handle(page, at, i), leaf);
    }
    return count;
  }

  private void entry(long score, int handle, int leaf) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    check(MemberBlock.leaf(page, at) == leaf, "leaf of member", handle);
    int bytes = MemberBlock.offset(page, at) + MemberBlock.length(page, at) - at;
    check(Arena.capacityFor(bytes) == arena.capacity(handle), "bytes of member", bytes);
    check(!Double.isNaN(SortableScore.toDouble(score)), "score is a number: handle", handle);
    if (lastHandle != 0) {
      byte[] lastPage = arena.page(lastHandle);
      int lastAt = Arena.offset(lastHandle);
      boolean isTie = SortableScore.atLeast(lastScore) == SortableScore.atLeast(score);
      boolean isOrdered =
          isTie
              ? MemberBlock.compare(
                      lastPage,
                      MemberBlock.offset(lastPage, lastAt),
                      MemberBlock.length(lastPage, lastAt),
                      page,
                      at)
                  < 0
              : lastScore < score;
      check(isOrdered, "entry after the one before: handle", handle);
    }
    lastScore = score;
    lastHandle = handle;
  }

  private static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }
}
