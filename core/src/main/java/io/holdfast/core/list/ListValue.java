package io.holdfast.core.list;

import io.holdfast.ListEnd;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EntryListpack;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.listpack.ListpackCheck;
import io.holdfast.encodings.number.IntegerText;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.quicklist.QuicklistCursor;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The list of one key, in whichever encoding: the one place that knows both and converts.
 *
 * <pre>
 *  listpack   | element | element | ...         as much as one node of a quicklist holds
 *  quicklist  {@link Quicklist}                  longer ones; back when one node is left, half full
 * </pre>
 *
 * <p>Thread: the owner, for one operation.
 */
public final class ListValue {
  private final Database db;
  private final ByteRange key;
  private final long hash;
  private int handle;
  private @Nullable EntryListpack packed;
  private @Nullable Quicklist large;
  private @Nullable QuicklistCursor cursor;

  private ListValue(Database db, ByteRange key, long hash, int handle) {
    this.db = db;
    this.key = key;
    this.hash = hash;
    this.handle = handle;
    if (handle != 0) {
      db.expectType(handle, Entry.LIST);
      if (db.encoding(handle) == Entry.LISTPACK) {
        packed = new EntryListpack(db, hash, handle);
      } else {
        large = (Quicklist) db.large(handle);
      }
    }
  }

  /**
   * Looks a key up to read its list, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static ListValue find(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new ListValue(db, key, hash, db.find(hash, key));
  }

  /**
   * Looks a key up to change its list, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static ListValue findForWrite(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new ListValue(db, key, hash, db.findForWrite(hash, key));
  }

  /**
   * Makes a list of a listpack that comes from outside, as it is, if it is no longer than a node;
   * the key is absent.
   *
   * @return the entry's handle, or 0: the listpack is to be loaded as a node
   * @throws DamagedBytesException if it is no listpack, or an empty one
   */
  public static int take(Database db, long hash, ByteRange key, ByteRange listpack) {
    int count = checkedCount(listpack.array(), listpack.offset(), listpack.length());
    return db.keyspace().limits().list.fitsListpack(listpack.length(), count)
        ? db.insert(hash, key, Entry.LIST, Entry.LISTPACK, listpack)
        : 0;
  }

  private static int checkedCount(byte[] bytes, int at, int length) {
    int count = ListpackCheck.entries(bytes, at, length);
    if (count == 0) {
      throw new DamagedBytesException("list", "a node without elements", 0);
    }
    return count;
  }

  // ---- reading -------------------------------------------------------------------------------

  /** Number of elements. */
  public long size() {
    if (packed != null) {
      return packed.count();
    }
    return large == null ? 0 : large.size();
  }

  /** The index from the head of where a range starts: 0 if that is before the head. */
  long fromHead(long start) {
    return Math.max(0, start < 0 ? start + size() : start);
  }

  /** How many elements there are from one index to another, both included. */
  long countBetween(long start, long stop) {
    long size = size();
    long from = fromHead(start);
    long to = Math.min(size - 1, stop < 0 ? stop + size : stop);
    return from > to ? 0 : to - from + 1;
  }

  /**
   * Shows the element with an index.
   *
   * @param index 0 is the first, -1 the last
   * @return whether there is one
   */
  boolean get(long index, BytesVisitor visitor) {
    if (packed != null) {
      int position = seek(packed, index);
      if (position == 0) {
        return false;
      }
      packed.visit(position, visitor);
      return true;
    }
    if (large == null || !cursor().seek(large, index)) {
      return false;
    }
    show(cursor(), visitor);
    return true;
  }

  /**
   * Shows some elements.
   *
   * @param from index of the first to be shown, from the head
   * @param count how many; they exist
   * @param backward whether to go towards the head
   */
  public void forEach(long from, long count, boolean backward, BytesVisitor visitor) {
    if (packed != null) {
      int position = packed.seek((int) from);
      for (long i = 0; i < count; i++) {
        packed.visit(position, visitor);
        position = backward ? packed.previous(position) : packed.next(position);
      }
    } else if (count > 0) {
      QuicklistCursor place = cursor();
      place.seek(Objects.requireNonNull(large), from);
      for (long i = 0; i < count; i++) {
        show(place, visitor);
        if (i + 1 < count) {
          boolean more = backward ? place.prev() : place.next();
          assert more;
        }
      }
    }
  }

  /**
   * LPOS: visits the indexes of elements that are these bytes.
   *
   * @param rank from the how manyth on: 1 the first, -1 the last and then towards the head
   * @param count how many at most; 0 for all
   * @param maxLength how many elements to look at; 0 for all
   */
  void positions(ByteRange element, long rank, long count, long maxLength, LongConsumer found) {
    if (large != null) {
      large.positions(
          cursor(),
          element.array(),
          element.offset(),
          element.length(),
          rank,
          count,
          maxLength,
          found);
    } else if (packed != null) {
      boolean backward = rank < 0;
      long skip = Math.abs(rank) - 1;
      long left = count == 0 ? Long.MAX_VALUE : count;
      long looks = maxLength == 0 ? Long.MAX_VALUE : maxLength;
      int size = packed.count();
      int position = backward ? packed.last() : packed.first();
      for (int i = 0; position != 0 && left > 0 && i < looks; i++) {
        if (packed.equals(position, element) && --skip < 0) {
          found.accept(backward ? size - 1 - i : i);
          left--;
        }
        position = backward ? packed.previous(position) : packed.next(position);
      }
    }
  }

  // ---- adding --------------------------------------------------------------------------------

  /** Becomes a quicklist if these elements do not fit beside what is there. */
  void prepareFor(ByteRanges elements) {
    if (large == null) {
      long bytes = 0;
      for (int i = 0; i < elements.count(); i++) {
        bytes += elements.length(i);
      }
      prepareFor(bytes, elements.count());
    }
  }

  /** Becomes a quicklist if this element does not fit beside what is there. */
  void prepareFor(ByteRange element) {
    prepareFor(element.length(), 1);
  }

  private void prepareFor(long bytes, long count) {
    if (large == null) {
      int ownBytes = packed == null ? 0 : packed.bytes();
      int ownCount = packed == null ? 0 : packed.count();
      if (db.keyspace().limits().list.needsQuicklist(ownBytes, ownCount, bytes, count)) {
        makeLarge();
      }
    }
  }

  /** Adds an element at an end, after {@link #prepareFor}. */
  void push(ListEnd end, ByteRange element) {
    Quicklist list = large;
    if (list == null) {
      if (end == ListEnd.LEFT) {
        packed().prepend(element);
      } else {
        packed().append(element);
      }
    } else if (end == ListEnd.LEFT) {
      list.pushFirst(element.array(), element.offset(), element.length());
    } else {
      list.pushLast(element.array(), element.offset(), element.length());
    }
  }

  /**
   * Adds an element beside the first one that is these bytes, after {@link #prepareFor}.
   *
   * @return whether there is one
   */
  boolean insert(ByteRange pivot, boolean before, ByteRange element) {
    if (large != null) {
      QuicklistCursor place = cursor();
      if (!place.seek(large, 0) || !place.find(pivot.array(), pivot.offset(), pivot.length())) {
        return false;
      }
      if (before) {
        large.insertBefore(place, element.array(), element.offset(), element.length());
      } else {
        large.insertAfter(place, element.array(), element.offset(), element.length());
      }
      return true;
    }
    EntryListpack list = packed();
    int position = list.find(pivot, 0);
    if (position == 0) {
      return false;
    }
    list.insert(before ? position : list.after(position), element);
    return true;
  }

  /**
   * Puts an element in the place of another, after {@link #prepareFor}.
   *
   * @return whether there is one with this index
   */
  boolean replace(long index, ByteRange element) {
    if (large != null) {
      if (!cursor().seek(large, index)) {
        return false;
      }
      large.replace(cursor(), element.array(), element.offset(), element.length());
      return true;
    }
    int position = seek(packed(), index);
    if (position == 0) {
      return false;
    }
    packed().replace(position, element);
    return true;
  }

  // ---- removing ------------------------------------------------------------------------------

  /** Removes the elements from an index on, counted from the head; they exist. */
  void removeRange(long from, long count) {
    if (count == 0) {
      return;
    }
    if (packed != null) {
      packed.remove(packed.seek((int) from), (int) count);
    } else {
      Quicklist list = Objects.requireNonNull(large);
      if (count > 1) {
        Quicklist cut = list.cutRange(from, count);
        if (cut != null) {
          db.giveBack(cut);
        }
      } else if (from == 0) {
        list.removeFirst();
      } else if (from == list.size() - 1) {
        list.removeLast();
      } else {
        list.removeRange(from, 1);
      }
    }
  }

  /**
   * LREM: removes elements that are these bytes.
   *
   * @param count how many at most, from the head if above 0, from the tail if below; 0 for all
   * @return how many were removed
   */
  long removeEqual(ByteRange element, long count) {
    if (large != null) {
      return large.removeEqual(
          cursor(), count, element.array(), element.offset(), element.length());
    }
    if (packed == null) {
      return 0;
    }
    boolean backward = count < 0;
    // The most negative number has no opposite; its complement is as good a limit.
    long left = count == 0 ? Long.MAX_VALUE : backward ? Math.max(-count, ~count) : count;
    long removed = 0;
    int position = backward ? packed.last() : packed.first();
    while (position != 0 && removed < left) {
      int next = backward ? packed.previous(position) : position;
      if (packed.equals(position, element)) {
        boolean wasLast = !backward && packed.next(position) == 0;
        packed.remove(position, 1);
        removed++;
        if (wasLast) {
          break;
        }
      } else if (!backward) {
        next = packed.next(position);
      }
      position = next;
    }
    return removed;
  }

  /**
   * After elements were removed: deletes the key of an empty list, and takes a short quicklist back
   * to a listpack.
   *
   * @return whether the key was deleted
   */
  boolean settle() {
    if (size() == 0) {
      if (handle != 0) {
        delete();
      }
      return true;
    }
    Quicklist list = large;
    if (list != null && db.keyspace().limits().list.fitsListpackAgain(list)) {
      makePacked(list);
    }
    return false;
  }

  /** Deletes the key and all elements, in the time it takes to delete few. */
  void delete() {
    db.delete(current(), hash);
    handle = 0;
  }

  // ---- loading -------------------------------------------------------------------------------

  /** An empty list in place of whatever a key held, to be loaded. */
  public static ListValue insteadOf(Database db, ByteRange key) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    if (handle != 0) {
      handle = EntryListpack.overwrite(db, hash, handle, Entry.LIST).handle();
    }
    return new ListValue(db, key, hash, handle);
  }

  /** Adds an element that comes from outside behind the last. */
  public void loadElement(ByteRange element) {
    prepareFor(element);
    push(ListEnd.RIGHT, element);
  }

  /**
   * Adds the elements of a listpack that comes from outside behind the last, as a node of their
   * own.
   *
   * @throws DamagedBytesException if the bytes are no listpack, or an empty one
   */
  public void loadListpack(byte[] bytes, int at, int length) {
    checkedCount(bytes, at, length);
    if (large == null) {
      makeLarge();
    }
    Objects.requireNonNull(large).appendListpack(bytes, at);
  }

  /** Ends loading: a short list becomes a listpack. */
  public void loaded() {
    Quicklist list = large;
    if (list != null && db.keyspace().limits().list.fitsListpack(list)) {
      makePacked(list);
    }
  }

  // ---- inside --------------------------------------------------------------------------------

  private void makeLarge() {
    EncodingLimits limits = db.keyspace().limits();
    Quicklist list =
        new Quicklist(
            db.arena(), limits.list, limits.listCompressDepth, db.keyspace().nodeCompressor());
    if (packed == null) {
      handle = db.insertLarge(hash, key, Entry.LIST, Entry.QUICKLIST, list);
    } else {
      if (packed.count() > 0) {
        list.appendListpack(packed.page(), packed.at());
      }
      handle = db.toLarge(packed.handle(), hash, Entry.QUICKLIST, list);
      packed = null;
    }
    large = list;
  }

  private void makePacked(Quicklist list) {
    long node = list.firstChunk();
    int length = list.rawBytes(node);
    byte[] listpack = new byte[length];
    System.arraycopy(list.page(node), list.offset(node), listpack, 0, length);
    handle =
        db.overwrite(current(), hash, Entry.LIST, Entry.LISTPACK, length, Database.KEEP_EXPIRY);
    System.arraycopy(listpack, 0, db.page(handle), db.valueOffset(handle), length);
    packed = new EntryListpack(db, hash, handle);
    large = null;
  }

  private EntryListpack packed() {
    if (packed == null) {
      packed = EntryListpack.insert(db, hash, key, Entry.LIST);
      handle = packed.handle();
    }
    return packed;
  }

  private int current() {
    return packed == null ? handle : packed.handle();
  }

  private QuicklistCursor cursor() {
    if (cursor == null) {
      cursor = new QuicklistCursor();
    }
    return cursor;
  }

  private void show(QuicklistCursor place, BytesVisitor visitor) {
    if (place.isInteger()) {
      byte[] text = db.keyspace().scratch();
      visitor.visit(text, 0, IntegerText.write(place.integer(), text, 0));
    } else {
      visitor.visit(place.bytes(), place.offset(), place.length());
    }
  }

  private static int seek(EntryListpack list, long index) {
    return index == (int) index ? list.seek((int) index) : 0;
  }
}
