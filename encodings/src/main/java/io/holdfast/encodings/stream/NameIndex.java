package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.ByteRanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups or consumers in the order of their names as unsigned bytes, which is the order XINFO and
 * RDB files list them in.
 *
 * <p>Cost: find O(log n), no allocation; add and remove move the references behind.
 */
final class NameIndex<T extends Named> {
  private final List<T> items = new ArrayList<>(0);

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
    items.add(~index, item);
  }

  void remove(T item) {
    int index = indexOf(item.name(), 0, item.name().length);
    assert index >= 0 && items.get(index) == item : "the item is here";
    items.remove(index);
  }

  /** Bytes of the references and the names. */
  long bytes() {
    long bytes = (long) items.size() * Integer.BYTES;
    for (T item : items) {
      bytes += item.name().length;
    }
    return bytes;
  }

  void checkInvariants() {
    for (int i = 1; i < items.size(); i++) {
      byte[] before = items.get(i - 1).name();
      byte[] name = items.get(i).name();
      IdIndex.check(
          ByteRanges.compare(before, 0, before.length, name, 0, name.length) < 0,
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
      int order = ByteRanges.compare(other, 0, other.length, name, offset, length);
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
