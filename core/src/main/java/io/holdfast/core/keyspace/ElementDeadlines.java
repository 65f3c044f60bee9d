package io.holdfast.core.keyspace;

import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;

/**
 * The large values of a database that have elements with deadlines, by the earliest of them.
 *
 * <pre>
 *  {@link DeadlineHeap} -&gt; number of the large value -&gt; | position in the heap, 4 | entry, 4 |
 * </pre>
 *
 * Within a value, who knows which element it is is the value itself: so a deadline that is not the
 * earliest of its value changes nothing here.
 *
 * <p>Thread: the owner. Memory: 20 bytes a value with deadlines, and 8 for each number below the
 * largest of them; by the thousand, so no growth copies many.
 */
final class ElementDeadlines implements Undoable {
  private static final int GROUP_SHIFT = 10;
  private static final int VALUES_PER_GROUP = 1 << GROUP_SHIFT;
  private static final int[] NO_GROUP = {};

  /** The position of a value that has no deadline, in the group of its number. */
  private static final int NONE = 0;

  private final UndoLog undo;
  private final Heap heap;
  private int[][] groups = {};

  /** No deadlines yet. */
  ElementDeadlines(UndoLog undo) {
    this.undo = undo;
    this.heap = new Heap(undo);
  }

  /** The earliest deadline of all; {@link DeadlineHeap#NEVER} if there is none. */
  long firstDeadlineMs() {
    return heap.firstDeadlineMs();
  }

  /** The entry whose value has the earliest deadline; there is one. */
  int firstEntry() {
    return entry(heap.first());
  }

  /** Number of values with deadlines. */
  int size() {
    return heap.size();
  }

  long bytes() {
    long bytes = heap.bytes();
    for (int[] group : groups) {
      bytes += 4L * group.length;
    }
    return bytes;
  }

  /** The earliest deadline of a value; {@link DeadlineHeap#NEVER} if it has none. */
  long deadlineMs(int number) {
    int position = position(number);
    return position == NONE ? DeadlineHeap.NEVER : heap.deadlineMs(position - 1);
  }

  /** The entry of a value that has a deadline. */
  int entry(int number) {
    return groups[number >> GROUP_SHIFT][at(number) + 1];
  }

  /** Notes the earliest deadline of an entry's value; {@link DeadlineHeap#NEVER} for none. */
  void set(int number, int handle, long deadlineMs) {
    int position = position(number);
    if (deadlineMs == DeadlineHeap.NEVER) {
      remove(number);
    } else if (position != NONE) {
      heap.change(position - 1, deadlineMs);
    } else {
      put(group(number), at(number) + 1, handle);
      heap.add(number, deadlineMs);
    }
  }

  /** Forgets a value, if it had deadlines. */
  void remove(int number) {
    int position = position(number);
    if (position != NONE) {
      put(groups[number >> GROUP_SHIFT], at(number), NONE);
      heap.remove(position - 1);
    }
  }

  /** Says that a value, which may have deadlines, has another entry. */
  void moved(int number, int handle) {
    if (position(number) != NONE) {
      put(groups[number >> GROUP_SHIFT], at(number) + 1, handle);
    }
  }

  void checkInvariants() {
    heap.checkInvariants();
  }

  /** One more than the position in the heap. */
  private int position(int number) {
    int group = number >> GROUP_SHIFT;
    return group < groups.length && groups[group].length > 0 ? groups[group][at(number)] : NONE;
  }

  private int[] group(int number) {
    int group = number >> GROUP_SHIFT;
    if (group < groups.length && groups[group].length > 0) {
      return groups[group];
    }
    ownGroups();
    if (group >= groups.length) {
      int length = groups.length;
      groups = Arrays.copyOf(groups, Math.max(group + 1, length + (length >> 1)));
      Arrays.fill(groups, length, groups.length, NO_GROUP);
    }
    groups[group] = new int[2 * VALUES_PER_GROUP];
    return groups[group];
  }

  private void put(int[] group, int at, int value) {
    if (undo.isActive()) {
      undo.save(group, at);
    }
    group[at] = value;
  }

  /** Notes the groups, and lets the array not be the one that was noted. */
  private void ownGroups() {
    if (undo.isActive()) {
      undo.pushReference(groups);
      undo.step(this);
      groups = groups.clone();
    }
  }

  @Override
  public void undo(UndoLog log) {
    groups = log.popReference(int[][].class);
  }

  private static int at(int number) {
    return (number & (VALUES_PER_GROUP - 1)) * 2;
  }

  private final class Heap extends DeadlineHeap {
    Heap(UndoLog undo) {
      super(undo);
    }

    @Override
    protected void moved(int number, int position) {
      put(groups[number >> GROUP_SHIFT], at(number), position + 1);
    }
  }
}
