package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.members.ExpiringMembers;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set of members with scores: found by member through a table, by order through a tree.
 *
 * <pre>
 *  member -&gt; hash -&gt; {@link SegmentedTable} -&gt; handle -&gt; | leaf | length | member |
 *                                                   ^      |
 *  score or rank -&gt; branches -&gt; leaf | scores | handles | &lt;-+          {@link ScoreTree}
 * </pre>
 *
 * A member's bytes exist once, in its block; its score exists once, in its leaf. Two kinds of names
 * are handed out: a member's <em>handle</em> is valid until the member is removed or its deadline
 * is given or taken, whatever happens to its score; a <em>position</em> until the set changes.
 *
 * <p>Scores are compared as Redis does: {@code -0.0} equals {@code 0.0} though each is kept as it
 * is, infinities are scores, {@code NaN} is none and never enters. Members with the same score
 * stand in the order of their bytes.
 *
 * <p>Ranges are intervals of ranks: where a range of scores or of members starts and ends is found
 * by counting what stands before it, so its size, its n-th element and its end are arithmetic.
 *
 * <p>A member may have a deadline, see {@link ExpiringElements}.
 *
 * <p>Invariants: {@link #checkInvariants()}. A chunk is a leaf. Thread: one owner at a time.
 *
 * <p>Cost: find and score O(1); everything else O(log n), and what is visited or removed. Memory:
 * the member's length and 5 bytes, rounded up to 8; 6 to 12 bytes in the table; about 16 in the
 * tree.
 */
public final class LargeSortedSet extends ExpiringMembers {
  /** What stands for "nowhere": a position before the first or after the last member. */
  public static final long NO_POSITION = Position.NONE;

  private final ScoreTree tree;
  private final TreeSearch order;
  private final IntConsumer forget;
  private final IntConsumer free;

  /** Whether {@link #release} has begun: the table is gone already. */
  private boolean isReleased;

  /**
   * Creates an empty sorted set.
   *
   * @param arena where the members and the tree will lie
   * @param sipHash hashes the members
   */
  public LargeSortedSet(Arena arena, SipHash sipHash) {
    super(arena, sipHash, new Members(arena, sipHash));
    this.tree = new ScoreTree(arena, this);
    this.order = tree.search();
    this.forget = this::forget;
    this.free = arena::free;
  }

  /** ZCARD: number of members. */
  @Override
  public long size() {
    return count();
  }

  /** Bytes held besides the blocks of members and tree. */
  @Override
  public long bytes() {
    return table.bytes() + deadlineBytes();
  }

  // ---- reading a member ----------------------------------------------------------------------

  @Override
  public int offset(int handle) {
    return MemberBlock.offset(arena.page(handle), Arena.offset(handle));
  }

  @Override
  public int length(int handle) {
    return MemberBlock.length(arena.page(handle), Arena.offset(handle));
  }

  /** ZSCORE: the member's score. */
  public double score(int handle) {
    return SortableScore.toDouble(order.score(handle));
  }

  /** ZRANK: how many members stand before this one. */
  public int rank(int handle) {
    return order.rank(order.positionOf(handle));
  }

  // ---- changes -------------------------------------------------------------------------------

  /**
   * ZADD: gives a member a score.
   *
   * @return whether the member was absent
   */
  public boolean put(byte[] member, int offset, int length, double score) {
    long hash = hash(member, offset, length);
    int handle = find(hash, member, offset, length);
    if (handle != 0) {
      setScore(handle, score);
      return false;
    }
    insert(hash, member, offset, length, score);
    return true;
  }

  /** Adds a member that is absent, as {@link #find} said; returns its handle. */
  public int insert(long hash, byte[] member, int offset, int length, double score) {
    long sortable = SortableScore.of(score);
    int handle = MemberBlock.create(arena, member, offset, length);
    table.insert(hash, handle);
    tree.insert(sortable, handle);
    return handle;
  }

  /**
   * Gives a member another score.
   *
   * @return whether it differs from the one it had; a score that does not leaves it as it is
   */
  public boolean setScore(int handle, double score) {
    return tree.setScore(handle, SortableScore.of(score));
  }

  @Override
  public void remove(long hash, int handle) {
    tree.remove(handle);
    super.remove(hash, handle);
  }

  /**
   * ZREMRANGEBYRANK, and with counted bounds BYSCORE and BYLEX: removes the members with the ranks
   * from {@code from} to before {@code to}.
   *
   * @return how many
   */
  public int removeRanks(int from, int to) {
    int end = Math.min(to, count());
    int start = Math.max(from, 0);
    for (int left = end - start; left > 0; ) {
      left -= tree.removeFrom(order.atRank(start), left, forget);
    }
    return Math.max(0, end - start);
  }

  @Override
  public LargeSortedSet copyTo(Arena target) {
    LargeSortedSet copy = new LargeSortedSet(target, sipHash);
    for (long position = first(); position != NO_POSITION; position = next(position)) {
      int handle = handleAt(position);
      byte[] page = page(handle);
      int offset = offset(handle);
      int length = length(handle);
      long hash = hash(page, offset, length);
      int to = copy.insert(hash, page, offset, length, scoreAt(position));
      copyDeadline(handle, copy, hash, to);
    }
    return copy;
  }

  /**
   * Gives blocks back, about {@code budget} members at a time, until the set is empty. From the
   * first call on the set is good for nothing else.
   *
   * @return how many members; 0 when nothing is left
   */
  @Override
  public int release(int budget) {
    isReleased = true;
    dropDeadlines();
    table.clear();
    int released = 0;
    while (released < budget && count() > 0) {
      released += tree.removeFrom(first(), budget - released, free);
    }
    return released;
  }

  // ---- order ---------------------------------------------------------------------------------

  /** The position of the member with the lowest score, or {@link #NO_POSITION}. */
  public long first() {
    return order.first();
  }

  /** The position of the member with the highest score, or {@link #NO_POSITION}. */
  public long last() {
    return order.last();
  }

  /** The position after another, or {@link #NO_POSITION}. */
  public long next(long position) {
    return order.next(position);
  }

  /** The position before another, or {@link #NO_POSITION}. */
  public long previous(long position) {
    return order.previous(position);
  }

  /** The position of a member. */
  public long positionOf(int handle) {
    return order.positionOf(handle);
  }

  /** The position of the member with a rank; {@link #NO_POSITION} if it is not in 0..size-1. */
  public long atRank(int rank) {
    return order.atRank(rank);
  }

  /** The handle of the member at a position. */
  public int handleAt(long position) {
    return order.handleAt(position);
  }

  /** The score of the member at a position. */
  public double scoreAt(long position) {
    return SortableScore.toDouble(order.scoreAt(position));
  }

  /** How many members stand before a position. */
  public int rankAt(long position) {
    return order.rank(position);
  }

  /**
   * The position of the first member whose score is at least {@code min}, or greater if {@code
   * exclusive}; {@link #NO_POSITION} if there is none.
   */
  public long firstFrom(double min, boolean exclusive) {
    return order.seek(bound(min, exclusive));
  }

  /**
   * The position of the last member whose score is at most {@code max}, or less if {@code
   * exclusive}; {@link #NO_POSITION} if there is none.
   */
  public long lastUpTo(double max, boolean exclusive) {
    long behind = order.seek(bound(max, !exclusive));
    return behind == NO_POSITION ? last() : previous(behind);
  }

  /**
   * How many members have a score below this one, or equal to it if {@code inclusive}: the rank at
   * which a range that starts behind them starts.
   */
  public int countBelow(double score, boolean inclusive) {
    return order.countBelow(bound(score, inclusive));
  }

  /**
   * How many members stand before this one, itself counted if {@code inclusive}, where all members
   * have the same score; where they do not, some number from 0 to the size.
   */
  public int countBefore(byte[] member, int offset, int length, boolean inclusive) {
    return count() == 0
        ? 0
        : order.countBefore(order.scoreAt(first()), member, offset, length, inclusive);
  }

  // ---- visits --------------------------------------------------------------------------------

  @Override
  public long firstChunk() {
    return count() == 0 ? NO_CHUNK : Integer.toUnsignedLong(tree.frame().firstLeaf());
  }

  @Override
  public long nextChunk(long chunk) {
    int next = Node.next(arena.page((int) chunk), Arena.offset((int) chunk));
    return next == 0 ? NO_CHUNK : Integer.toUnsignedLong(next);
  }

  /** The last chunk, or {@link #NO_CHUNK}. */
  public long lastChunk() {
    return count() == 0 ? NO_CHUNK : Integer.toUnsignedLong(tree.frame().lastLeaf());
  }

  /** The chunk before this one, or {@link #NO_CHUNK}. */
  public long previousChunk(long chunk) {
    int previous = Node.previous(arena.page((int) chunk), Arena.offset((int) chunk));
    return previous == 0 ? NO_CHUNK : Integer.toUnsignedLong(previous);
  }

  /** How many members the chunk holds. */
  public int countIn(long chunk) {
    return Node.count(arena.page((int) chunk), Arena.offset((int) chunk));
  }

  /** The position of the first member in a chunk; those of the others follow. */
  public long firstIn(long chunk) {
    return Position.of((int) chunk, 0);
  }

  @Override
  public long version() {
    return tree.frame().version();
  }

  @Override
  public long version(long chunk) {
    return Node.version(arena.page((int) chunk), Arena.offset((int) chunk));
  }

  @Override
  public void setChangeListener(@Nullable ChangeListener listener) {
    tree.frame().setChangeListener(listener);
  }

  @Override
  public @Nullable ChangeListener changeListener() {
    return tree.frame().changeListener();
  }

  // ---- proof ---------------------------------------------------------------------------------

  /** Visits every block of the tree and every member's. */
  @Override
  public void forEachBlock(IntConsumer visitor) {
    ScoreTreeCheck.forEachBlock(arena, tree.frame(), visitor);
  }

  /**
   * Proves that tree and table are sound and hold the same members.
   *
   * @throws AssertionError naming what is not
   */
  @Override
  public void checkInvariants() {
    ScoreTreeCheck.check(arena, tree.frame());
    if (isReleased) {
      return;
    }
    table.checkInvariants();
    check(table.size() == count(), "members in the table", table.size());
    table.forEach(
        handle -> check(handleAt(positionOf(handle)) == handle, "member in the tree", handle));
    checkDeadlines();
  }

  private int count() {
    return tree.frame().size();
  }

  private static long bound(double score, boolean above) {
    long sortable = SortableScore.of(score);
    return above ? SortableScore.above(sortable) : SortableScore.atLeast(sortable);
  }

  private void forget(int handle) {
    super.remove(hash(page(handle), offset(handle), length(handle)), handle);
  }

  @Override
  protected int at(int handle) {
    return Arena.offset(handle) + MemberBlock.MEMBER;
  }

  @Override
  protected void beforeChange(long hash, int handle) {
    tree.frame().beforeChange(Position.leaf(order.positionOf(handle)));
  }

  @Override
  protected int layBlock(int handle, boolean expires) {
    int to = MemberBlock.copy(arena, handle, expires);
    tree.replace(handle, to);
    return to;
  }

  private static final class Members extends SegmentedTable {
    private final Arena arena;
    private final SipHash sipHash;

    Members(Arena arena, SipHash sipHash) {
      super(arena.undo());
      this.arena = arena;
      this.sipHash = sipHash;
    }

    @Override
    protected long hashOf(int handle) {
      byte[] page = arena.page(handle);
      int at = Arena.offset(handle);
      return sipHash.hash(page, MemberBlock.offset(page, at), MemberBlock.length(page, at));
    }

    @Override
    protected int touchBlock(int handle) {
      return arena.page(handle)[Arena.offset(handle)];
    }

    @Override
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      return MemberBlock.equal(arena.page(handle), Arena.offset(handle), key, offset, length);
    }
  }
}
