package io.holdfast.core.keyspace;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.number.IntegerText;

/**
 * The listpack that is an entry's value, and the entry's handle while it grows and shrinks.
 *
 * <p>Elements are named by their positions, as in {@link Listpack}; 0 is none.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class EntryListpack {
  private final Database db;
  private final long hash;
  private int handle;

  /** The listpack of an entry that has one. */
  public EntryListpack(Database db, long hash, int handle) {
    this.db = db;
    this.hash = hash;
    this.handle = handle;
  }

  /** A new entry, with an empty listpack, for a key that is absent. */
  public static EntryListpack insert(Database db, long hash, ByteRange key, int type) {
    int handle = db.insert(hash, key, type, Entry.LISTPACK, Listpack.EMPTY_BYTES);
    Listpack.create(db.page(handle), db.valueOffset(handle));
    return new EntryListpack(db, hash, handle);
  }

  /** Gives an entry of any type an empty listpack in place of its value, and no expiry. */
  public static EntryListpack overwrite(Database db, long hash, int handle, int type) {
    int bytes = Listpack.EMPTY_BYTES;
    int to = db.overwrite(handle, hash, type, Entry.LISTPACK, bytes, Database.NO_EXPIRY);
    Listpack.create(db.page(to), db.valueOffset(to));
    return new EntryListpack(db, hash, to);
  }

  /** Gives an entry of any encoding a listpack of these integers in place of its value. */
  public static EntryListpack replace(Database db, long hash, int handle, long[] elements) {
    int bytes = Listpack.EMPTY_BYTES;
    for (long element : elements) {
      bytes += Listpack.entryBytes(element);
    }
    int to = db.resize(handle, hash, Entry.LISTPACK, bytes, bytes);
    byte[] page = db.page(to);
    int at = db.valueOffset(to);
    Listpack.create(page, at);
    for (long element : elements) {
      Listpack.append(page, at, element);
    }
    return new EntryListpack(db, hash, to);
  }

  /** The entry's handle from now on. */
  public int handle() {
    return handle;
  }

  /** The array the listpack lies in. */
  public byte[] page() {
    return db.page(handle);
  }

  /** Where the listpack starts. */
  public int at() {
    return db.valueOffset(handle);
  }

  // ---- reading -------------------------------------------------------------------------------

  /** Number of elements. */
  public int count() {
    return Listpack.count(page(), at());
  }

  /** Bytes of the listpack. */
  public int bytes() {
    return Listpack.bytes(page(), at());
  }

  /** The first element, or 0. */
  public int first() {
    return orZero(Listpack.first(page(), at()));
  }

  /** The last element, or 0. */
  public int last() {
    return orZero(Listpack.last(page(), at()));
  }

  /** The element behind another, or 0. */
  public int next(int position) {
    return orZero(Listpack.next(page(), at(), position));
  }

  /** The element before another, or 0. */
  public int previous(int position) {
    return orZero(Listpack.prev(page(), at(), position));
  }

  /** The element with an index, -1 for the last, or 0. */
  public int seek(int index) {
    return orZero(Listpack.seek(page(), at(), index));
  }

  /**
   * The first element that is these bytes, or 0.
   *
   * @param skip how many elements to pass over after each one compared
   */
  public int find(ByteRange element, int skip) {
    return find(element.array(), element.offset(), element.length(), skip);
  }

  /** As {@link #find(ByteRange, int)}. */
  public int find(byte[] element, int offset, int length, int skip) {
    byte[] page = page();
    int at = at();
    int first = Listpack.first(page, at);
    return orZero(Listpack.find(page, at, first, skip, element, offset, length));
  }

  /** Whether an element is these bytes. */
  public boolean equals(int position, ByteRange element) {
    return Listpack.equals(
        page(), at(), position, element.array(), element.offset(), element.length());
  }

  /** Shows an element where it lies; an integer as its text. */
  public void visit(int position, BytesVisitor visitor) {
    byte[] page = page();
    int at = at();
    if (Listpack.isInteger(page, at, position)) {
      byte[] text = db.keyspace().scratch();
      visitor.visit(text, 0, IntegerText.write(Listpack.integer(page, at, position), text, 0));
    } else {
      int length = Listpack.stringLength(page, at, position);
      visitor.visit(page, Listpack.stringOffset(page, at, position), length);
    }
  }

  /** Length of an element, an integer's as text. */
  public int length(int position) {
    return Listpack.textLength(page(), at(), position);
  }

  // ---- changing ------------------------------------------------------------------------------

  /** Adds an element behind the last. */
  public void append(ByteRange element) {
    append(element.array(), element.offset(), element.length());
  }

  /** As {@link #append(ByteRange)}. */
  public void append(byte[] element, int offset, int length) {
    insert(Listpack.end(page(), at()), element, offset, length);
  }

  /** Adds an element before the first. */
  public void prepend(ByteRange element) {
    insert(Listpack.HEADER_BYTES, element);
  }

  /** The position behind an element, where inserting adds behind it. */
  public int after(int position) {
    return Listpack.after(page(), at(), position);
  }

  /** Adds an element before the one at a position, which the new one has from now on. */
  public void insert(int position, ByteRange element) {
    insert(position, element.array(), element.offset(), element.length());
  }

  private void insert(int position, byte[] element, int offset, int length) {
    resize(Listpack.bytesAfterInsert(page(), at(), element, offset, length));
    Listpack.insert(page(), at(), position, element, offset, length);
  }

  /** Gives the place of an element to another. */
  public void replace(int position, ByteRange element) {
    int before = bytes();
    int bytes =
        Listpack.bytesAfterReplace(
            page(), at(), position, element.array(), element.offset(), element.length());
    resize(Math.max(before, bytes));
    Listpack.replace(page(), at(), position, element.array(), element.offset(), element.length());
    if (bytes < before) {
      resize(bytes);
    }
  }

  /** Removes some elements, from the one at a position on. */
  public void remove(int position, int count) {
    db.beforeChange(hash, handle);
    Listpack.remove(page(), at(), position, count);
    resize(bytes());
  }

  private void resize(int bytes) {
    handle = db.resize(handle, hash, Entry.LISTPACK, bytes, bytes);
  }

  private static int orZero(int position) {
    return position == Listpack.NONE ? 0 : position;
  }
}
