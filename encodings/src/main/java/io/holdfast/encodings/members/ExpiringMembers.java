package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;

/**
 * What large sets and sorted sets have in common: elements whose blocks hold {@link MemberBytes}.
 *
 * <p>Thread: one owner at a time.
 */
public abstract class ExpiringMembers extends ExpiringElements {
  /** No members. */
  protected ExpiringMembers(Arena arena, SipHash sipHash, SegmentedTable table) {
    super(arena, sipHash, table);
  }

  /** Where in its page a member's {@link MemberBytes} start. */
  protected abstract int at(int handle);

  @Override
  protected final boolean expires(int handle) {
    return MemberBytes.expires(arena.page(handle), at(handle));
  }

  @Override
  protected final long deadlineMs(int handle) {
    return MemberBytes.deadlineMs(arena.page(handle), at(handle));
  }

  @Override
  protected final void deadlineMs(int handle, long atMs) {
    beforeDeadline(handle);
    MemberBytes.deadlineMs(arena.page(handle), at(handle), atMs);
  }

  @Override
  protected final int heapPosition(int handle) {
    return MemberBytes.heapPosition(arena.page(handle), at(handle));
  }

  @Override
  protected final void heapPosition(int handle, int position) {
    beforeDeadline(handle);
    MemberBytes.heapPosition(arena.page(handle), at(handle), position);
  }

  private void beforeDeadline(int handle) {
    int from = at(handle) - Arena.offset(handle) + MemberBytes.DEADLINE;
    arena.beforeChange(handle, from, MemberBytes.DEADLINE_BYTES);
  }

  @Override
  protected final int lay(long hash, int handle, boolean expires) {
    boolean expired = expires(handle);
    int to = layBlock(handle, expires);
    table.replace(hash, handle, to);
    if (expired && expires) {
      deadlineMoved(handle, to);
    } else if (expired) {
      deadlineDropped(handle);
    }
    arena.free(handle);
    return to;
  }

  /** Allocates a block of the same member, with room for a deadline or without. */
  protected abstract int layBlock(int handle, boolean expires);
}
