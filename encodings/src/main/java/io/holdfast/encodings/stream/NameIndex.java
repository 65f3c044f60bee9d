package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups or consumers in the order of their names as unsigned bytes, which is the order XINFO and
 * RDB files list them in.
 *
 * <p>Cost: find O(log n), no allocation; add and remove move the references behind.
 */
final class NameIndex<T extends Named> implements Undoable {
  private static final int REFERENCE_BYTES = 4;

  private final List<T> items = new ArrayList<>(0);
  private final HeldBytes held;

  NameIndex(HeldBytes held) {
    this.held = held;
  }

  int size() {
    return items.size();
  }

  T get(int index) {
    return items.get(index);
  }

  @Nullable T find(byte[] name, int offset, int length) {
    int index = indexOf(name, offset, length);
    return index < 0 ? null : items.get(index);
  }

  /** Adds an item whose name is not there. */
  void add(T item) {
    int index = indexOf(item.name(), 0, item.name().length);
    assert index < 0 : "the name is new";
    note(~index, null);
    items.add(~index, item);
    held.add(REFERENCE_BYTES + item.ownBytes());
  }

  void remove(T item) {
    int index = indexOf(item.name(), 0, item.name().length);
    assert index >= 0 && items.get(index) == item : "the item is here";
    note(index, item);
    items.remove(index);
    held.add(-REFERENCE_BYTES - item.ownBytes());
  }

  /** Bytes of the references and the items, without what they hold. */
  long bytes() {
    long bytes = 0;
    for (T item : items) {
      bytes += REFERENCE_BYTES + item.ownBytes();
    }
    return bytes;
  }

  /** Notes what is about to go from a place; null if something is about to come. */
  private void note(int index, @Nullable T item) {
    UndoLog undo = held.undo();
    if (undo.isActive()) {
      undo.pushReference(item);
      undo.push(index);
      undo.step(this);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // who notes an item here is this index
  public void undo(UndoLog log) {
    int index = log.popInt();
    T item = (T) log.popNullable(Named.class);
    if (item == null) {
      items.remove(index);
    } else {
      items.add(index, item);
    }
  }

  void checkInvariants() {
    for (int i = 1; i < items.size(); i++) {
      byte[] before = items.get(i - 1).name();
      byte[] name = items.get(i).name();
      IdIndex.check(
          ByteComparison.compare(before, 0, before.length, name, 0, name.length) < 0,
          "names ascend: index",
          i);
    }
  }

  /** The index of a name, or the complement of the index where it would stand. */
  private int indexOf(byte[] name, int offset, int length) {
    int low = 0;
    int high = items.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] other = items.get(middle).name();
      int order = ByteComparison.compare(other, 0, other.length, name, offset, length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return ~low;
  }
}
