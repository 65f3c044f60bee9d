package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.function.IntConsumer;

/**
 * The entries of a database that expire, by deadline: a hierarchical timing wheel threaded through
 * the entries' own blocks.
 *
 * <pre>
 *  deadline in ms | digit 10 | ... | digit 2 | digit 1 | digit 0 |      six bits a digit
 *
 *  level 0: 64 slots of    1 ms   |0|1|2|...|63|  -&gt; entry &lt;-&gt; entry &lt;-&gt; entry
 *  level 1: 64 slots of   64 ms   |0|1|2|...|63|
 *  level 2: 64 slots of 4096 ms   ...                eleven levels cover every long
 * </pre>
 *
 * An entry stands at the level of the highest digit in which its deadline differs from the wheel's
 * time, in the slot that digit names. When time reaches a slot of a higher level, its entries move
 * down; those of level 0 are due. Lists are doubly linked by handles inside the blocks, so setting,
 * moving and removing a deadline is O(1) and allocates nothing.
 *
 * <p>Invariants: an entry is linked exactly if its block has the EXPIRES flag; a slot's bit in
 * {@code occupied} is set exactly if its list is not empty; {@code timeMs} never goes back.
 *
 * <p>Thread: the owner. Memory: 16 bytes an entry, inside its block, and 2.9 KB a database with
 * deadlines.
 *
 * <p>Source: Varghese, Lauck: Hashed and Hierarchical Timing Wheels (1987), scheme 7.
 */
final class ExpiryWheel implements Undoable {
  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;
  private static final int LEVELS = (Long.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;
  private static final int NONE = -1;

  private final Arena arena;
  private final UndoLog undo;
  private final int[] heads = new int[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];
  private long timeMs;
  private long size;

  /** The list {@link #advance} was working on when its limit stopped it. */
  private int unfinished = NONE;

  ExpiryWheel(Arena arena, long nowMs) {
    this.arena = arena;
    this.undo = arena.undo();
    this.timeMs = nowMs;
  }

  /** Number of entries with a deadline. */
  long size() {
    return size;
  }

  long bytes() {
    return 4L * heads.length + 8L * occupied.length;
  }

  /** Links an entry by the deadline in its block. */
  void add(int handle, long nowMs) {
    note();
    if (size == 0) {
      timeMs = Math.max(timeMs, nowMs);
      unfinished = NONE;
    }
    link(handle, deadline(handle));
    size++;
  }

  /** Takes an entry out. */
  void remove(int handle) {
    note();
    unlink(handle);
    size--;
  }

  /** Tells the neighbours of an entry whose block was copied that it has moved. */
  void moved(int from, int to) {
    byte[] page = arena.page(to);
    int offset = Arena.offset(to);
    long header = Entry.header(page, offset);
    int previous = Entry.previous(header, page, offset);
    int next = Entry.next(header, page, offset);
    if (previous == 0) {
      head(headOf(from, Entry.expireAtMs(header, page, offset)), to);
    } else {
      setNext(previous, to);
    }
    if (next != 0) {
      setPrevious(next, to);
    }
  }

  /**
   * When {@link #advance} has something to do next, in ms since the epoch; {@link Long#MAX_VALUE}
   * if nothing is linked. Never later than the earliest deadline.
   */
  long nextDeadlineMs() {
    if (size == 0) {
      return Long.MAX_VALUE;
    }
    if (unfinished != NONE && heads[unfinished] != 0) {
      return timeMs;
    }
    int level = lowestLevel();
    return slotStartMs(level, nextSlot(level));
  }

  /**
   * Moves time forward and hands out entries that are due, in the order of their deadlines.
   *
   * @param nowMs the time to reach
   * @param limit how many entries to handle (due or moved down) before giving way
   * @param due receives each due entry; it must remove it
   * @return how many entries were handled; less than {@code limit} when {@code nowMs} is reached
   */
  int advance(long nowMs, int limit, IntConsumer due) {
    int handled = 0;
    while (size > 0) {
      if (unfinished == NONE) {
        int level = lowestLevel();
        int slot = nextSlot(level);
        long startMs = slotStartMs(level, slot);
        if (startMs > nowMs) {
          break;
        }
        timeMs = Math.max(timeMs, startMs);
        unfinished = level * SLOTS + slot;
      }
      while (heads[unfinished] != 0) {
        if (handled == limit) {
          return handled;
        }
        handled++;
        handle(heads[unfinished], due);
      }
      unfinished = NONE;
    }
    timeMs = Math.max(timeMs, nowMs);
    return handled;
  }

  /** Hands out an entry of the current slot, or moves it to the level where it waits its turn. */
  private void handle(int handle, IntConsumer due) {
    long deadlineMs = deadline(handle);
    if (deadlineMs <= timeMs) {
      due.accept(handle);
    } else {
      unlink(handle);
      link(handle, deadlineMs);
    }
  }

  /** Proves that every list is sound and that {@code size} entries are linked. */
  void checkInvariants() {
    long linked = 0;
    for (int head = 0; head < heads.length; head++) {
      boolean bit = (occupied[head / SLOTS] >>> (head % SLOTS) & 1) != 0;
      check(bit == (heads[head] != 0), "occupied bit of slot", head);
      int previous = 0;
      for (int handle = heads[head]; handle != 0; handle = nextOf(handle)) {
        check(previousOf(handle) == previous, "previous of handle", handle);
        boolean named = slotAt(head / SLOTS, deadline(handle)) == head % SLOTS;
        check(named || deadline(handle) <= timeMs, "slot of handle", handle);
        check(++linked <= size, "linked entries", linked);
        previous = handle;
      }
    }
    check(linked == size, "linked entries", linked);
  }

  private static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }

  private void link(int handle, long deadlineMs) {
    long reachableMs = Math.max(deadlineMs, timeMs);
    int highestBit = 63 - Long.numberOfLeadingZeros(reachableMs ^ timeMs | 1);
    int level = highestBit / DIGIT_BITS;
    int slot = slotAt(level, reachableMs);
    int head = level * SLOTS + slot;
    int next = heads[head];
    setPrevious(handle, 0);
    setNext(handle, next);
    if (next != 0) {
      setPrevious(next, handle);
    }
    head(head, handle);
  }

  private void unlink(int handle) {
    int previous = previousOf(handle);
    int next = nextOf(handle);
    if (next != 0) {
      setPrevious(next, previous);
    }
    if (previous != 0) {
      setNext(previous, next);
      return;
    }
    head(headOf(handle, deadline(handle)), next);
  }

  /** Lets a list start with an entry; 0 for an empty list. */
  private void head(int head, int handle) {
    if (undo.isActive()) {
      undo.save(heads, head);
      undo.save(occupied, head / SLOTS);
    }
    heads[head] = handle;
    long bit = 1L << head % SLOTS;
    occupied[head / SLOTS] =
        handle == 0 ? occupied[head / SLOTS] & ~bit : occupied[head / SLOTS] | bit;
  }

  /** Which list starts with this entry: one its deadline's digits name, unless it was overdue. */
  private int headOf(int handle, long deadlineMs) {
    for (int level = 0; level < LEVELS; level++) {
      int head = level * SLOTS + slotAt(level, deadlineMs);
      if (heads[head] == handle) {
        return head;
      }
    }
    for (int head = 0; head < heads.length; head++) {
      if (heads[head] == handle) {
        return head;
      }
    }
    throw new IllegalStateException("entry heads no list: handle=" + handle);
  }

  private int lowestLevel() {
    int level = 0;
    while (occupied[level] == 0) {
      level++;
    }
    return level;
  }

  private static int slotAt(int level, long deadlineMs) {
    return (int) (deadlineMs >>> level * DIGIT_BITS) & (SLOTS - 1);
  }

  /** The occupied slot of the level that comes first from the wheel's time on. */
  private int nextSlot(int level) {
    int current = slotAt(level, timeMs);
    return (current + Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], current)))
        & (SLOTS - 1);
  }

  private long slotStartMs(int level, int slot) {
    int shift = level * DIGIT_BITS;
    long turn = shift + DIGIT_BITS >= Long.SIZE ? 0 : timeMs >>> (shift + DIGIT_BITS);
    return (turn << DIGIT_BITS | slot) << shift;
  }

  private long deadline(int handle) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    return Entry.expireAtMs(Entry.header(page, offset), page, offset);
  }

  private int previousOf(int handle) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    return Entry.previous(Entry.header(page, offset), page, offset);
  }

  private void setPrevious(int handle, int previous) {
    beforeChange(handle);
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    Entry.previous(Entry.header(page, offset), page, offset, previous);
  }

  private int nextOf(int handle) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    return Entry.next(Entry.header(page, offset), page, offset);
  }

  private void setNext(int handle, int next) {
    beforeChange(handle);
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    Entry.next(Entry.header(page, offset), page, offset, next);
  }

  // ---- what can be undone --------------------------------------------------------------------

  private void note() {
    if (undo.isActive()) {
      undo.push(timeMs);
      undo.push(size);
      undo.push(unfinished);
      undo.step(this);
    }
  }

  private void beforeChange(int handle) {
    if (undo.isActive()) {
      long header = Entry.header(arena.page(handle), Arena.offset(handle));
      arena.beforeChange(handle, Entry.expiryOffset(header, 0), Entry.EXPIRY_BYTES);
    }
  }

  @Override
  public void undo(UndoLog log) {
    unfinished = log.popInt();
    size = log.popWord();
    timeMs = log.popWord();
  }
}
