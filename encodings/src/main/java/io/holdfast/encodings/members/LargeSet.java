package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of members, each a block of the arena, found by its hash.
 *
 * <pre>
 *  member -&gt; hash -&gt; {@link SegmentedTable} -&gt; handle -&gt; | length | deadline? | member |
 * </pre>
 *
 * A member may have a deadline, see {@link ExpiringElements} and {@link MemberBytes}.
 *
 * <p>* Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: add, remove and find O(1), two lines of memory; a visit does not allocate. Memory: the
 * member's length and 1 byte, rounded up to 8, and 6 to 12 bytes in the table.
 */
public final class LargeSet extends ExpiringMembers {
  private final IntConsumer free;

  /**
   * Creates an empty set.
   *
   * @param arena where the members will lie
   * @param sipHash hashes the members; sets that are compared with each other share it
   */
  public LargeSet(Arena arena, SipHash sipHash) {
    super(arena, sipHash, new Members(arena, sipHash));
    this.free = arena::free;
  }

  /** SCARD: number of members. */
  @Override
  public long size() {
    return table.size();
  }

  /** Bytes held besides the members' blocks. */
  @Override
  public long bytes() {
    return table.bytes() + deadlineBytes();
  }

  // ---- look-up -------------------------------------------------------------------------------

  /** SISMEMBER. */
  public boolean contains(byte[] member, int offset, int length) {
    return find(hash(member, offset, length), member, offset, length) != 0;
  }

  // ---- reading a member ----------------------------------------------------------------------

  @Override
  public int offset(int handle) {
    return MemberBytes.offset(arena.page(handle), Arena.offset(handle));
  }

  @Override
  public int length(int handle) {
    return MemberBytes.length(arena.page(handle), Arena.offset(handle));
  }

  // ---- changes -------------------------------------------------------------------------------

  /**
   * SADD: adds a member.
   *
   * @return whether it was absent
   */
  public boolean add(byte[] member, int offset, int length) {
    long hash = hash(member, offset, length);
    if (find(hash, member, offset, length) != 0) {
      return false;
    }
    insert(hash, member, offset, length);
    return true;
  }

  /** Adds a member that is absent, as {@link #find} said; returns its handle. */
  public int insert(long hash, byte[] member, int offset, int length) {
    int handle = arena.allocate(MemberBytes.bytesFor(length));
    MemberBytes.write(arena.page(handle), Arena.offset(handle), member, offset, length);
    table.insert(hash, handle);
    return handle;
  }

  @Override
  public LargeSet copyTo(Arena target) {
    LargeSet copy = new LargeSet(target, sipHash);
    forEach(
        handle -> {
          int length = length(handle);
          int offset = offset(handle);
          byte[] page = page(handle);
          long hash = hash(page, offset, length);
          copyDeadline(handle, copy, hash, copy.insert(hash, page, offset, length));
        });
    return copy;
  }

  @Override
  public int release(int budget) {
    dropDeadlines();
    return table.drain(budget, free);
  }

  // ---- visits --------------------------------------------------------------------------------

  /** Visits every member's handle; the visitor must not change the set. */
  public void forEach(IntConsumer visitor) {
    table.forEach(visitor);
  }

  /** Visits the members of one chunk; the visitor must not change the set. */
  public void forEachIn(long chunk, IntConsumer visitor) {
    table.forEachIn(chunk, visitor);
  }

  @Override
  public long firstChunk() {
    return table.firstChunk();
  }

  @Override
  public long nextChunk(long chunk) {
    return table.nextChunk(chunk);
  }

  @Override
  public long version() {
    return table.version();
  }

  @Override
  public long version(long chunk) {
    return table.version(chunk);
  }

  /** The chunk of the members with this hash, or {@link #NO_CHUNK} if the set is empty. */
  public long chunkOf(long hash) {
    return table.chunkOf(hash);
  }

  @Override
  public void setChangeListener(@Nullable ChangeListener listener) {
    table.setChangeListener(listener, this);
  }

  @Override
  public @Nullable ChangeListener changeListener() {
    return table.changeListener();
  }

  // ---- proof ---------------------------------------------------------------------------------

  /** Visits every member's block. */
  @Override
  public void forEachBlock(IntConsumer visitor) {
    table.forEach(visitor);
  }

  /**
   * Proves that the table is sound, that every member fits its block, and that the heap has every
   * deadline.
   *
   * @throws AssertionError naming what is not
   */
  @Override
  public void checkInvariants() {
    table.checkInvariants();
    table.forEach(this::checkMember);
    checkDeadlines();
  }

  private void checkMember(int handle) {
    int end = offset(handle) + length(handle) - Arena.offset(handle);
    if (length(handle) < 0 || end > arena.capacity(handle)) {
      throw new AssertionError("invariant broken: end of member in its block=" + end);
    }
  }

  @Override
  protected int at(int handle) {
    return Arena.offset(handle);
  }

  @Override
  protected void beforeChange(long hash, int handle) {
    table.beforeChange(hash);
  }

  @Override
  protected int layBlock(int handle, boolean expires) {
    int length = length(handle);
    int to = arena.allocate(MemberBytes.bytesFor(length, expires));
    MemberBytes.write(
        arena.page(to), Arena.offset(to), arena.page(handle), offset(handle), length, expires);
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
      return sipHash.hash(page, MemberBytes.offset(page, at), MemberBytes.length(page, at));
    }

    @Override
    protected int touchBlock(int handle) {
      return arena.page(handle)[Arena.offset(handle)];
    }

    @Override
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      return MemberBytes.equal(arena.page(handle), Arena.offset(handle), key, offset, length);
    }
  }
}
