package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A set of members, each a block of the arena, found by its hash.
 *
 * <pre>
 *  member -&gt; hash -&gt; {@link SegmentedTable} -&gt; handle -&gt; | length | member |
 * </pre>
 *
 * Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: add, remove and find O(1), two lines of memory; a visit does not allocate. Memory: the
 * member's length and 1 byte, rounded up to 8, and 6 to 12 bytes in the table.
 */
public final class LargeSet implements LargeValue {
  private final Arena arena;
  private final SipHash sipHash;
  private final Members table;
  private final IntConsumer free;

  /**
   * Creates an empty set.
   *
   * @param arena where the members will lie
   * @param sipHash hashes the members; sets that are compared with each other share it
   */
  public LargeSet(Arena arena, SipHash sipHash) {
    this.arena = arena;
    this.sipHash = sipHash;
    this.table = new Members(arena, sipHash);
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
    return table.bytes();
  }

  // ---- look-up -------------------------------------------------------------------------------

  /** The hash of a member: good for every set and hash made with the same {@link SipHash}. */
  public long hash(byte[] member, int offset, int length) {
    return sipHash.hash(member, offset, length);
  }

  /** The handle of a member, or 0. */
  public int find(long hash, byte[] member, int offset, int length) {
    return table.find(hash, member, offset, length);
  }

  /** SISMEMBER. */
  public boolean contains(byte[] member, int offset, int length) {
    return find(hash(member, offset, length), member, offset, length) != 0;
  }

  /** Starts the memory reads of a later look-up; see {@link SegmentedTable#touch}. */
  public int touch(long hash) {
    return table.touch(hash);
  }

  /** A member drawn at random, each with the same chance; 0 if the set is empty. */
  public int sample(LongSupplier random) {
    return table.sample(random);
  }

  // ---- reading a member ----------------------------------------------------------------------

  /** The array the member lies in. */
  public byte[] page(int handle) {
    return arena.page(handle);
  }

  /** Where in its page the member's bytes start. */
  public int offset(int handle) {
    return MemberBytes.offset(arena.page(handle), Arena.offset(handle));
  }

  /** Length of the member in bytes. */
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

  /**
   * SREM: removes a member.
   *
   * @return whether it was present
   */
  public boolean remove(byte[] member, int offset, int length) {
    long hash = hash(member, offset, length);
    int handle = find(hash, member, offset, length);
    if (handle == 0) {
      return false;
    }
    remove(hash, handle);
    return true;
  }

  /** Removes the member with this handle, as {@link #sample} or {@link #find} gave it. */
  public void remove(int handle) {
    remove(table.hashOf(handle), handle);
  }

  /** Removes the member with this hash and handle. */
  public void remove(long hash, int handle) {
    table.remove(hash, handle);
    arena.free(handle);
  }

  @Override
  public LargeSet copyTo(Arena target) {
    LargeSet copy = new LargeSet(target, sipHash);
    forEach(
        handle -> {
          int length = length(handle);
          int offset = offset(handle);
          byte[] page = page(handle);
          copy.insert(hash(page, offset, length), page, offset, length);
        });
    return copy;
  }

  @Override
  public int release(int budget) {
    return table.drain(budget, free);
  }

  // ---- visits --------------------------------------------------------------------------------

  /** SSCAN: visits some members and says where to go on; see {@link SegmentedTable#scan}. */
  public long scan(long cursor, IntConsumer visitor) {
    return table.scan(cursor, visitor);
  }

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

  // ---- proof ---------------------------------------------------------------------------------

  /** Marks every member's block as reached. */
  @Override
  public void audit(ArenaAudit audit) {
    table.forEach(audit::reached);
  }

  /**
   * Proves that the table is sound and that every member fits its block.
   *
   * @throws AssertionError naming what is not
   */
  @Override
  public void checkInvariants() {
    table.checkInvariants();
    table.forEach(this::checkMember);
  }

  private void checkMember(int handle) {
    int end = offset(handle) + length(handle) - Arena.offset(handle);
    if (length(handle) < 0 || end > arena.capacity(handle)) {
      throw new AssertionError("invariant broken: end of member in its block=" + end);
    }
  }

  private static final class Members extends SegmentedTable {
    private final Arena arena;
    private final SipHash sipHash;

    Members(Arena arena, SipHash sipHash) {
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
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      return MemberBytes.equal(arena.page(handle), Arena.offset(handle), key, offset, length);
    }
  }
}
