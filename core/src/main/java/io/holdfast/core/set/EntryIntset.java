package io.holdfast.core.set;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.intset.Intset;

/**
 * The intset that is an entry's value, and the entry's handle while it grows and shrinks.
 *
 * <p>Thread: the owner, for one operation.
 */
final class EntryIntset {
  private final Database db;
  private final long hash;
  private int handle;

  /** The intset of an entry that has one. */
  EntryIntset(Database db, long hash, int handle) {
    this.db = db;
    this.hash = hash;
    this.handle = handle;
  }

  /** A new entry, with an empty intset, for a key that is absent. */
  static EntryIntset insert(Database db, long hash, ByteRange key) {
    int handle = db.insert(hash, key, Entry.SET, Entry.INTSET, Intset.EMPTY_BYTES);
    Intset.create(db.page(handle), db.valueOffset(handle));
    return new EntryIntset(db, hash, handle);
  }

  /** The entry's handle from now on. */
  int handle() {
    return handle;
  }

  /** Number of members. */
  int count() {
    return Intset.count(page(), at());
  }

  /** The member with an index, from 0 for the smallest. */
  long get(int index) {
    return Intset.get(page(), at(), index);
  }

  /** The index of a member; negative if it is none. */
  int indexOf(long member) {
    return Intset.indexOf(page(), at(), member);
  }

  /**
   * Adds a member.
   *
   * @return whether it was absent
   */
  boolean add(long member) {
    int bytes = Intset.bytesAfterAdd(page(), at(), member);
    if (bytes == Intset.bytes(page(), at())) {
      return false;
    }
    resize(bytes);
    return Intset.add(page(), at(), member);
  }

  /** Removes the member with an index. */
  void remove(int index) {
    db.beforeChange(hash, handle);
    Intset.removeRange(page(), at(), index, 1);
    resize(Intset.bytes(page(), at()));
  }

  private void resize(int bytes) {
    handle = db.resize(handle, hash, Entry.INTSET, bytes, bytes);
  }

  private byte[] page() {
    return db.page(handle);
  }

  private int at() {
    return db.valueOffset(handle);
  }
}
