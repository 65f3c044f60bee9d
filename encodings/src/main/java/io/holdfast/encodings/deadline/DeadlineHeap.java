package io.holdfast.encodings.deadline;

import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;

/**
 * Deadlines with what they belong to, the earliest first: a heap of four children a node, in
 * chunks.
 *
 * <pre>
 *  position     0 | 1 2 3 4 | 5 6 7 8 | 9 ...       children of p: 4p + 1 to 4p + 4
 *
 *  directory | chunk | chunk | ... |
 *               |
 *  chunk     | deadline | deadline | ... |          long[], 1024 of them
 *            | owner    | owner    | ... |          int[]
 * </pre>
 *
 * An owner is named by an int that means something to the subclass, which is told where in the heap
 * each owner stands whenever that changes, and gives that position back to change or remove the
 * deadline. So nothing is ever searched.
 *
 * <p>Invariants: no deadline is earlier than its parent's; {@link #checkInvariants()}. Thread: one
 * owner at a time.
 *
 * <p>Cost: add, change and remove O(log n), log to the base 4, which for a million is ten steps and
 * as many cache lines; the first deadline O(1). Growth adds a chunk, and copies nothing but the
 * directory: 8 bytes for 1024 deadlines. Memory: 12 bytes a deadline, the first chunk growing from
 * four of them.
 */
public abstract class DeadlineHeap implements Undoable {
  /** What {@link #firstDeadlineMs} says when there is none. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_SIZE = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_SIZE - 1;
  private static final int FIRST_CAPACITY = 4;
  private static final int CHILDREN = 4;

  private final UndoLog undo;
  private long[][] deadlines = {};
  private int[][] owners = {};
  private int chunkCount;
  private int size;

  /** No deadline is later; it may be that all are earlier. */
  private long latestMs;

  /** Creates an empty heap, of whose changes none is ever undone. */
  protected DeadlineHeap() {
    this(new UndoLog());
  }

  /**
   * Creates an empty heap.
   *
   * @param undo where it notes its changes
   */
  protected DeadlineHeap(UndoLog undo) {
    this.undo = undo;
  }

  /**
   * Says that the owner of a deadline stands at a position from now on. Who writes that down notes
   * in the log what was there: undoing is not told.
   */
  protected abstract void moved(int owner, int position);

  /** Number of deadlines. */
  public final int size() {
    return size;
  }

  /** The earliest deadline, in ms; {@link #NEVER} if there is none. */
  public final long firstDeadlineMs() {
    return size == 0 ? NEVER : deadlines[0][0];
  }

  /** Whose deadline is the earliest; the heap is not empty. */
  public final int first() {
    return owners[0][0];
  }

  /** The deadline at a position. */
  public final long deadlineMs(int position) {
    return deadlines[position >> CHUNK_BITS][position & CHUNK_MASK];
  }

  /** Whose deadline stands at a position. */
  public final int owner(int position) {
    return owners[position >> CHUNK_BITS][position & CHUNK_MASK];
  }

  /** Bytes held. */
  public final long bytes() {
    long capacity = chunkCount > 1 ? (long) chunkCount * CHUNK_SIZE : firstCapacity();
    return capacity * (Long.BYTES + Integer.BYTES) + 8L * deadlines.length;
  }

  private int firstCapacity() {
    return chunkCount == 0 ? 0 : owners[0].length;
  }

  // ---- changes -------------------------------------------------------------------------------

  /** Adds a deadline. */
  public final void add(int owner, long deadlineMs) {
    noteShape();
    makeRoom();
    latestMs = Math.max(latestMs, deadlineMs);
    up(size++, owner, deadlineMs);
  }

  /** Changes the deadline at a position. */
  public final void change(int position, long deadlineMs) {
    noteShape();
    latestMs = Math.max(latestMs, deadlineMs);
    place(position, owner(position), deadlineMs);
  }

  /** Gives the deadline at a position to another owner. */
  public final void replaceOwner(int position, int owner) {
    int[] chunk = owners[position >> CHUNK_BITS];
    if (undo.isActive()) {
      undo.save(chunk, position & CHUNK_MASK);
    }
    chunk[position & CHUNK_MASK] = owner;
    moved(owner, position);
  }

  /** Removes the deadline at a position. */
  public final void remove(int position) {
    noteShape();
    int last = --size;
    if (position != last) {
      place(position, owner(last), deadlineMs(last));
    }
    // One chunk is kept in reserve, so that coming and going at its edge costs nothing.
    if (chunkCount > 1 && size <= (chunkCount - 2) * CHUNK_SIZE) {
      ownDirectories();
      chunkCount--;
      deadlines[chunkCount] = new long[0];
      owners[chunkCount] = new int[0];
    }
    if (size == 0) {
      clear();
    }
  }

  /** Removes all deadlines at once. */
  public final void clear() {
    noteShape();
    deadlines = new long[0][];
    owners = new int[0][];
    chunkCount = 0;
    size = 0;
    latestMs = 0;
  }

  /**
   * Whether no deadline is later than a time. O(1), except that after the latest one was taken back
   * or set earlier it is O(n) once.
   */
  public final boolean areAllDue(long nowMs) {
    if (latestMs <= nowMs) {
      return true;
    }
    if (firstDeadlineMs() > nowMs) {
      return false;
    }
    // Those with children are not later than these.
    int firstLeaf = size > 1 ? parent(size - 1) + 1 : 0;
    for (int position = size - 1; position >= firstLeaf; position--) {
      if (deadlineMs(position) > nowMs) {
        return false;
      }
    }
    latestMs = nowMs;
    return true;
  }

  /**
   * How many deadlines are not later than a time. O(that many), reading them in the heap's order.
   */
  public final int countDue(long nowMs) {
    return countDue(0, nowMs);
  }

  private int countDue(int position, long nowMs) {
    if (position >= size || deadlineMs(position) > nowMs) {
      return 0;
    }
    int count = 1;
    int child = position * CHILDREN + 1;
    for (int i = 0; i < CHILDREN && child > 0; i++) {
      count += countDue(child + i, nowMs);
    }
    return count;
  }

  private void place(int position, int owner, long deadlineMs) {
    if (position > 0 && deadlineMs(parent(position)) > deadlineMs) {
      up(position, owner, deadlineMs);
    } else {
      down(position, owner, deadlineMs);
    }
  }

  private void up(int from, int owner, long deadlineMs) {
    int position = from;
    while (position > 0) {
      int parent = parent(position);
      long parentMs = deadlineMs(parent);
      if (parentMs <= deadlineMs) {
        break;
      }
      set(position, owner(parent), parentMs);
      position = parent;
    }
    set(position, owner, deadlineMs);
  }

  private void down(int from, int owner, long deadlineMs) {
    int position = from;
    while (position <= (size - 2) / CHILDREN && size > 1) {
      int earliest = earliestChild(position);
      long earliestMs = deadlineMs(earliest);
      if (earliestMs >= deadlineMs) {
        break;
      }
      set(position, owner(earliest), earliestMs);
      position = earliest;
    }
    set(position, owner, deadlineMs);
  }

  private int earliestChild(int position) {
    int earliest = position * CHILDREN + 1;
    long earliestMs = deadlineMs(earliest);
    int end = Math.min(size, earliest + CHILDREN);
    for (int child = earliest + 1; child < end; child++) {
      long childMs = deadlineMs(child);
      if (childMs < earliestMs) {
        earliest = child;
        earliestMs = childMs;
      }
    }
    return earliest;
  }

  private static int parent(int position) {
    return (position - 1) / CHILDREN;
  }

  private void set(int position, int owner, long deadlineMs) {
    long[] deadlinesOfChunk = deadlines[position >> CHUNK_BITS];
    int[] ownersOfChunk = owners[position >> CHUNK_BITS];
    if (undo.isActive()) {
      undo.save(deadlinesOfChunk, position & CHUNK_MASK);
      undo.save(ownersOfChunk, position & CHUNK_MASK);
    }
    deadlinesOfChunk[position & CHUNK_MASK] = deadlineMs;
    ownersOfChunk[position & CHUNK_MASK] = owner;
    moved(owner, position);
  }

  private void makeRoom() {
    if (chunkCount <= 1 && size == firstCapacity() && size < CHUNK_SIZE) {
      int capacity = Math.max(FIRST_CAPACITY, 2 * size);
      if (chunkCount == 0) {
        deadlines = new long[1][];
        owners = new int[1][];
        deadlines[0] = new long[capacity];
        owners[0] = new int[capacity];
        chunkCount = 1;
      } else {
        ownDirectories();
        deadlines[0] = Arrays.copyOf(deadlines[0], capacity);
        owners[0] = Arrays.copyOf(owners[0], capacity);
      }
    } else if (chunkCount > 0 && size == chunkCount * CHUNK_SIZE) {
      if (chunkCount == deadlines.length) {
        int length = chunkCount + Math.max(4, chunkCount / 2);
        deadlines = Arrays.copyOf(deadlines, length);
        owners = Arrays.copyOf(owners, length);
      } else {
        ownDirectories();
      }
      deadlines[chunkCount] = new long[CHUNK_SIZE];
      owners[chunkCount] = new int[CHUNK_SIZE];
      chunkCount++;
    }
  }

  // ---- what can be undone --------------------------------------------------------------------

  private void noteShape() {
    if (undo.isActive()) {
      undo.pushReference(deadlines);
      undo.pushReference(owners);
      undo.push(chunkCount, size);
      undo.push(latestMs);
      undo.step(this);
    }
  }

  /** Lets the directories not be those that were noted: they are about to change. */
  private void ownDirectories() {
    if (undo.isActive()) {
      deadlines = deadlines.clone();
      owners = owners.clone();
    }
  }

  @Override
  public final void undo(UndoLog log) {
    latestMs = log.popWord();
    long counts = log.popWord();
    chunkCount = (int) (counts >>> Integer.SIZE);
    size = (int) counts;
    owners = log.popReference(int[][].class);
    deadlines = log.popReference(long[][].class);
  }

  // ---- proof ---------------------------------------------------------------------------------

  /**
   * Proves that no deadline is earlier than its parent's, or later than the latest.
   *
   * @throws AssertionError naming the one that is
   */
  public final void checkInvariants() {
    for (int position = 1; position < size; position++) {
      if (deadlineMs(parent(position)) > deadlineMs(position)) {
        throw new AssertionError("invariant broken: order of deadlines at position=" + position);
      }
    }
    for (int position = 0; position < size; position++) {
      if (deadlineMs(position) > latestMs) {
        throw new AssertionError("invariant broken: latest deadline=" + latestMs);
      }
    }
  }
}
