package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What large hashes, sets and sorted sets have in common: elements that are a block of the arena
 * each, found by the hash of their bytes, and any of which may have a deadline.
 *
 * <pre>
 *  bytes -&gt; hash -&gt; {@link SegmentedTable} -&gt; handle -&gt; | ... deadline, heap position ... | bytes |
 *                                                    ^
 *  earliest deadline -&gt; {@link DeadlineHeap} --------------+
 * </pre>
 *
 * An element's bytes are the field of a hash, the member of a set. What a deadline means, and when
 * it has come, is the caller's business. Where in the block deadline and position lie, the subclass
 * knows; an element without a deadline has no room for them, so giving or taking one moves its
 * block: go on with the handle that is returned.
 *
 * <p>Invariants: {@link #checkDeadlines}. Thread: one owner at a time.
 *
 * <p>Cost: look-ups O(1), two lines of memory; what sets or takes a deadline O(log of the number of
 * deadlines). Memory: nothing for who has no deadlines; 12 bytes in the heap for one, besides what
 * the block takes.
 */
public abstract class ExpiringElements implements LargeValue {
  /** A time that says: no deadline. */
  public static final long NO_EXPIRY = -1;

  /** Where the elements lie. */
  protected final Arena arena;

  /** Hashes the elements' bytes. */
  protected final SipHash sipHash;

  /** Finds the elements by their hash. */
  protected final SegmentedTable table;

  private @Nullable Deadlines deadlines;

  /** No elements. */
  protected ExpiringElements(Arena arena, SipHash sipHash, SegmentedTable table) {
    this.arena = arena;
    this.sipHash = sipHash;
    this.table = table;
  }

  // ---- look-up -------------------------------------------------------------------------------

  /** The hash of an element's bytes: good for all structures made with the same {@link SipHash}. */
  public final long hash(byte[] bytes, int offset, int length) {
    return sipHash.hash(bytes, offset, length);
  }

  /** The handle of an element, or 0. */
  public final int find(long hash, byte[] bytes, int offset, int length) {
    return table.find(hash, bytes, offset, length);
  }

  /** The handle of an element, or 0. */
  public final int find(byte[] bytes, int offset, int length) {
    return find(hash(bytes, offset, length), bytes, offset, length);
  }

  /** Starts the memory reads of a later look-up; see {@link SegmentedTable#touch}. */
  public final int touch(long hash) {
    return table.touch(hash);
  }

  /** Starts the memory reads of an insert; see {@link SegmentedTable#touchAbsent}. */
  public final int touchAbsent(long hash) {
    return table.touchAbsent(hash);
  }

  /** Makes room for many elements where there are none; see {@link SegmentedTable#reserve}. */
  public final void reserve(long elements) {
    table.reserve(elements);
  }

  /** An element drawn at random, each with the same chance; 0 if there is none. */
  public final int sample(LongSupplier random) {
    return table.sample(random);
  }

  /** Visits some elements and says where to go on; see {@link SegmentedTable#scan}. */
  public final long scan(long cursor, IntConsumer visitor) {
    return table.scan(cursor, visitor);
  }

  /** The array an element lies in. */
  public final byte[] page(int handle) {
    return arena.page(handle);
  }

  /** Where in its page an element's bytes start. */
  public abstract int offset(int handle);

  /** Length of an element in bytes. */
  public abstract int length(int handle);

  // ---- removing ------------------------------------------------------------------------------

  /**
   * Removes an element.
   *
   * @return whether it was present
   */
  public final boolean remove(byte[] bytes, int offset, int length) {
    long hash = hash(bytes, offset, length);
    int handle = find(hash, bytes, offset, length);
    if (handle == 0) {
      return false;
    }
    remove(hash, handle);
    return true;
  }

  /** Removes the element with this handle, as {@link #sample} or {@link #find} gave it. */
  public final void remove(int handle) {
    remove(hash(page(handle), offset(handle), length(handle)), handle);
  }

  /** Removes the element with this hash and handle. */
  public void remove(long hash, int handle) {
    table.remove(hash, handle);
    free(handle);
  }

  // ---- deadlines -----------------------------------------------------------------------------

  /** Number of elements that have a deadline. */
  public final long expiringSize() {
    return deadlines == null ? 0 : deadlines.size();
  }

  /** The earliest deadline of an element, in ms; {@link DeadlineHeap#NEVER} if none has one. */
  @Override
  public final long firstDeadlineMs() {
    return deadlines == null ? DeadlineHeap.NEVER : deadlines.firstDeadlineMs();
  }

  /** The handle of the element with the earliest deadline; one has to have one. O(1). */
  public final int firstExpiring() {
    return deadlines().first();
  }

  /** How many elements have a deadline that is not later than a time. O(that many). */
  public final int countDue(long nowMs) {
    return deadlines == null ? 0 : deadlines.countDue(nowMs);
  }

  @Override
  public final boolean areAllDue(long nowMs) {
    return deadlines != null && deadlines.size() == size() && deadlines.areAllDue(nowMs);
  }

  /** The deadline of an element, in ms since the epoch, or {@link #NO_EXPIRY}. */
  public final long expireAtMs(int handle) {
    return expires(handle) ? deadlineMs(handle) : NO_EXPIRY;
  }

  /** Gives an element a deadline; returns its handle. O(log of the number of deadlines). */
  public final int expireAt(long hash, int handle, long atMs) {
    if (expires(handle)) {
      beforeChange(hash, handle);
      deadlineMs(handle, atMs);
      deadlines().change(heapPosition(handle), atMs);
      return handle;
    }
    int to = lay(hash, handle, true);
    deadlineMs(to, atMs);
    if (deadlines == null) {
      deadlines = new Deadlines();
    }
    deadlines.add(to, atMs);
    return to;
  }

  /** Takes an element's deadline away, if it has one; returns its handle. */
  public final int persist(long hash, int handle) {
    return expires(handle) ? lay(hash, handle, false) : handle;
  }

  /** Gives an element of a copy the deadline that the original has, if it has one. */
  public final void copyDeadline(int from, ExpiringElements copy, long hash, int to) {
    if (expires(from)) {
      copy.expireAt(hash, to, deadlineMs(from));
    }
  }

  // ---- for the subclass ----------------------------------------------------------------------

  /** Whether an element's block has room for a deadline, and so it has one. */
  protected abstract boolean expires(int handle);

  /** The deadline in a block that has room for one. */
  protected abstract long deadlineMs(int handle);

  /** Writes the deadline into a block that has room for one. */
  protected abstract void deadlineMs(int handle, long atMs);

  /** Where in the heap the deadline of an element stands. */
  protected abstract int heapPosition(int handle);

  /** Notes where in the heap the deadline of an element stands. */
  protected abstract void heapPosition(int handle, int position);

  /** Says that a block is about to change in its place. */
  protected abstract void beforeChange(long hash, int handle);

  /**
   * Lays an element out anew, with or without room for a deadline; the new block replaces the old
   * one everywhere, and {@link #deadlineMoved} or {@link #deadlineDropped} is called if the old one
   * had a deadline.
   *
   * @return the new block
   */
  protected abstract int lay(long hash, int handle, boolean expires);

  /** Lets the deadline of one block be that of another, which has room for it. */
  protected final void deadlineMoved(int from, int to) {
    deadlineMs(to, deadlineMs(from));
    deadlines().replaceOwner(heapPosition(from), to);
  }

  /** Forgets the deadline of a block that has one. */
  protected final void deadlineDropped(int handle) {
    deadlines().remove(heapPosition(handle));
  }

  /** Forgets all deadlines at once: the elements are about to go. */
  protected final void dropDeadlines() {
    deadlines = null;
  }

  /** Gives an element's block back, and forgets its deadline. */
  protected final void free(int handle) {
    if (deadlines != null && expires(handle)) {
      deadlineDropped(handle);
    }
    arena.free(handle);
  }

  /** Bytes held for deadlines besides the elements' blocks. */
  protected final long deadlineBytes() {
    return deadlines == null ? 0 : deadlines.bytes();
  }

  /**
   * Proves that the heap has the deadline of every element, and no other.
   *
   * @throws AssertionError naming what is not
   */
  protected final void checkDeadlines() {
    long[] expiring = {0};
    table.forEach(
        handle -> {
          if (expires(handle)) {
            expiring[0]++;
            int position = heapPosition(handle);
            check(deadlines().owner(position) == handle, "owner at heap position", position);
            boolean isSame = deadlines().deadlineMs(position) == deadlineMs(handle);
            check(isSame, "deadline at heap position", position);
          }
        });
    check(expiring[0] == expiringSize(), "elements that expire", expiring[0]);
    if (deadlines != null) {
      deadlines.checkInvariants();
    }
  }

  /** Throws if an invariant does not hold. */
  protected static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }

  private Deadlines deadlines() {
    return Objects.requireNonNull(deadlines);
  }

  /** The deadlines of elements, each of which knows its place. */
  private final class Deadlines extends DeadlineHeap {
    Deadlines() {
      super(arena.undo());
    }

    @Override
    protected void moved(int handle, int position) {
      heapPosition(handle, position);
    }
  }
}
