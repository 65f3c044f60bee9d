package io.holdfast.core.sort;

import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.list.ListValue;
import io.holdfast.core.set.SetValue;
import io.holdfast.core.sortedset.SortedSetValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SORT, written once: the elements of a list, set or sorted set in the order asked for, and the
 * values that belong to them.
 *
 * <p>O(N + M log M) where M is the number of elements to put in order, and a look-up for each
 * element and pattern. Memory: a copy of every element, for the operation.
 *
 * <p>Thread: the owner.
 */
public final class SortOps {
  private static final byte[] NOTHING = {};

  private SortOps() {}

  /**
   * The elements of a key in the order asked for, as many as were asked for; none if the key does
   * not exist.
   *
   * @throws WrongTypeException if it holds another type
   * @throws CommandException if elements are to be ordered by numbers and one has none
   */
  public static List<byte[]> elements(Database db, ByteRange key, SortRequest request) {
    if (request.isUnordered()) {
      return unordered(db, key, request);
    }
    List<byte[]> all = all(db, key);
    Weighted[] weighted = new Weighted[all.size()];
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] = Weighted.of(db, all.get(i), request);
    }
    Arrays.sort(weighted, Weighted.order(request));
    int from = request.from(weighted.length);
    return Arrays.stream(weighted, from, from + request.limit(weighted.length))
        .map(Weighted::element)
        .toList();
  }

  /**
   * Shows what was asked for of each element: the element itself, or the value of each pattern.
   *
   * @param found is shown a value
   * @param missing is told that there is none
   */
  public static void forEachValue(
      Database db,
      List<byte[]> elements,
      SortRequest request,
      BytesVisitor found,
      Runnable missing) {
    for (byte[] element : elements) {
      if (request.get().isEmpty()) {
        found.visit(element, 0, element.length);
      }
      for (KeyPattern pattern : request.get()) {
        if (!pattern.show(db, element, found)) {
          missing.run();
        }
      }
    }
  }

  /**
   * SORT with STORE: makes a list of the values, whatever the key held; without any it holds
   * nothing.
   *
   * @param destination may be {@code key}
   * @return how many values there are
   * @throws WrongTypeException if {@code key} holds another type
   * @throws CommandException if elements are to be ordered by numbers and one has none
   */
  public static long store(Database db, ByteRange key, SortRequest request, ByteRange destination) {
    SortRequest exact =
        request.isUnordered() && isSet(db, key) ? request.orderedByBytes() : request;
    List<byte[]> values = new ArrayList<>();
    forEachValue(
        db,
        elements(db, key, exact),
        exact,
        (bytes, offset, length) -> values.add(Arrays.copyOfRange(bytes, offset, offset + length)),
        () -> values.add(NOTHING));
    if (values.isEmpty() && !delete(db, destination)) {
      return 0;
    }
    if (!values.isEmpty()) {
      put(db, destination, values);
    }
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().log(db.index(), request.command(key.copy(), destination.copy()));
    }
    if (values.isEmpty()) {
      db.changed(EventClass.GENERIC, "del", destination);
    } else {
      db.changed(EventClass.LIST, "sortstore", destination);
    }
    return values.size();
  }

  private static boolean delete(Database db, ByteRange key) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    if (handle != 0) {
      db.delete(handle, hash);
    }
    return handle != 0;
  }

  private static void put(Database db, ByteRange key, List<byte[]> values) {
    ListValue list = ListValue.insteadOf(db, key);
    for (byte[] value : values) {
      list.loadElement(ByteRange.of(value));
    }
    list.loaded();
  }

  // ---- the elements --------------------------------------------------------------------------

  /** What a key holds, without an access of it; 0, which is a string's, if it does not exist. */
  private static int type(Database db, ByteRange key) {
    int handle = db.peek(db.hash(key), key.array(), key.offset(), key.length());
    return handle == 0 ? 0 : db.type(handle);
  }

  private static boolean isSet(Database db, ByteRange key) {
    return type(db, key) == Entry.SET;
  }

  private static List<byte[]> all(Database db, ByteRange key) {
    return switch (type(db, key)) {
      case Entry.SET -> members(SetValue.find(db, key));
      case Entry.SORTED_SET -> {
        SortedSetValue set = SortedSetValue.find(db, key);
        yield range(set, 0, set.size(), false);
      }
      default -> {
        ListValue list = ListValue.find(db, key);
        yield range(list, 0, (int) list.size(), false);
      }
    };
  }

  /**
   * The elements as they come: from the head or by score, backwards if descending; a set has no
   * order.
   */
  private static List<byte[]> unordered(Database db, ByteRange key, SortRequest request) {
    boolean backward = request.isDescending();
    return switch (type(db, key)) {
      case Entry.SET -> {
        List<byte[]> all = members(SetValue.find(db, key));
        int from = request.from(all.size());
        yield all.subList(from, from + request.limit(all.size()));
      }
      case Entry.SORTED_SET -> {
        SortedSetValue set = SortedSetValue.find(db, key);
        yield range(set, request.from(set.size()), request.limit(set.size()), backward);
      }
      default -> {
        ListValue list = ListValue.find(db, key);
        int size = (int) list.size();
        yield range(list, request.from(size), request.limit(size), backward);
      }
    };
  }

  private static List<byte[]> members(SetValue set) {
    List<byte[]> members = new ArrayList<>(set.size());
    BytesVisitor keep = keepIn(members);
    set.forEach(reference -> set.show(reference, keep));
    return members;
  }

  private static List<byte[]> range(SortedSetValue set, int from, int count, boolean backward) {
    List<byte[]> members = new ArrayList<>(count);
    set.members(from, count, backward, keepIn(members));
    return members;
  }

  private static List<byte[]> range(ListValue list, int from, int count, boolean backward) {
    List<byte[]> elements = new ArrayList<>(count);
    if (count > 0) {
      long first = backward ? list.size() - 1 - from : from;
      list.forEach(first, count, backward, keepIn(elements));
    }
    return elements;
  }

  private static BytesVisitor keepIn(List<byte[]> list) {
    return (bytes, offset, length) -> list.add(Arrays.copyOfRange(bytes, offset, offset + length));
  }
}
