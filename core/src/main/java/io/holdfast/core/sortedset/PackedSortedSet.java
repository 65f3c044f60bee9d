package io.holdfast.core.sortedset;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.number.IntegerText;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.sortedset.ListpackSortedSet;
import io.holdfast.encodings.sortedset.ScoreText;

/**
 * The listpack of members and scores that is an entry's value, and the entry's handle while it
 * grows and shrinks.
 *
 * <p>Members are named by their positions, as in {@link ListpackSortedSet}; 0 is none.
 *
 * <p>Thread: the owner, for one operation.
 */
final class PackedSortedSet {
  /** Longer than any score's entry: with it a listpack surely has room for one more pair. */
  private static final int MAX_PAIR_OVERHEAD = 64;

  private final Database db;
  private final long hash;
  private int handle;

  /** The listpack of an entry that has one. */
  PackedSortedSet(Database db, long hash, int handle) {
    this.db = db;
    this.hash = hash;
    this.handle = handle;
  }

  /** A new entry, with an empty listpack, for a key that is absent. */
  static PackedSortedSet insert(Database db, long hash, ByteRange key) {
    int handle = db.insert(hash, key, Entry.SORTED_SET, Entry.LISTPACK, Listpack.EMPTY_BYTES);
    Listpack.create(db.page(handle), db.valueOffset(handle));
    return new PackedSortedSet(db, hash, handle);
  }

  /** An empty listpack in place of whatever an entry held; it does not expire any more. */
  static PackedSortedSet overwrite(Database db, long hash, int handle) {
    int to =
        db.overwrite(
            handle,
            hash,
            Entry.SORTED_SET,
            Entry.LISTPACK,
            Listpack.EMPTY_BYTES,
            Database.NO_EXPIRY);
    Listpack.create(db.page(to), db.valueOffset(to));
    return new PackedSortedSet(db, hash, to);
  }

  /** The entry's handle from now on. */
  int handle() {
    return handle;
  }

  // ---- reading -------------------------------------------------------------------------------

  int size() {
    return ListpackSortedSet.size(page(), at());
  }

  int find(ByteRange member) {
    return orZero(
        ListpackSortedSet.find(page(), at(), member.array(), member.offset(), member.length()));
  }

  /** Shows a member where it lies; an integer as its text. */
  void member(int position, BytesVisitor visitor) {
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

  double score(int position) {
    return ListpackSortedSet.score(page(), at(), position);
  }

  int rank(int position) {
    return ListpackSortedSet.rank(page(), at(), position);
  }

  int first() {
    return orZero(ListpackSortedSet.first(page(), at()));
  }

  int next(int position) {
    return orZero(ListpackSortedSet.next(page(), at(), position));
  }

  int previous(int position) {
    return orZero(ListpackSortedSet.previous(page(), at(), position));
  }

  int atRank(int rank) {
    return orZero(ListpackSortedSet.atRank(page(), at(), rank));
  }

  int countBelow(double score, boolean inclusive) {
    return ListpackSortedSet.countBelow(page(), at(), score, inclusive);
  }

  int countBefore(ByteRange member, boolean inclusive) {
    return ListpackSortedSet.countBefore(
        page(), at(), member.array(), member.offset(), member.length(), inclusive);
  }

  // ---- changing ------------------------------------------------------------------------------

  /** Whether one more member of this length can be held at all. */
  boolean hasRoomFor(int memberLength) {
    long bytes = (long) Listpack.bytes(page(), at()) + memberLength + MAX_PAIR_OVERHEAD;
    return bytes < Listpack.MAX_BYTES / 2;
  }

  /** Adds a member that is absent. */
  void insert(ByteRange member, double score) {
    ScoreText text = db.keyspace().score().set(score);
    byte[] array = member.array();
    int offset = member.offset();
    int length = member.length();
    resize(ListpackSortedSet.bytesAfterInsert(page(), at(), array, offset, length, text));
    ListpackSortedSet.insert(page(), at(), array, offset, length, text);
  }

  /** Adds a member that is absent and stands behind all others. */
  void append(ByteRange member, double score) {
    ScoreText text = db.keyspace().score().set(score);
    byte[] array = member.array();
    int offset = member.offset();
    int length = member.length();
    resize(ListpackSortedSet.bytesAfterInsert(page(), at(), array, offset, length, text));
    ListpackSortedSet.append(page(), at(), array, offset, length, text);
  }

  /** Gives a member another score. */
  void setScore(int position, double score) {
    ScoreText text = db.keyspace().score().set(score);
    int before = Listpack.bytes(page(), at());
    int bytes = ListpackSortedSet.bytesAfterSetScore(page(), at(), position, text);
    resize(Math.max(before, bytes));
    ListpackSortedSet.setScore(page(), at(), position, text);
    if (bytes < before) {
      resize(bytes);
    }
  }

  void remove(int position) {
    db.beforeChange(hash, handle);
    ListpackSortedSet.remove(page(), at(), position);
    resize(Listpack.bytes(page(), at()));
  }

  void removeRanks(int from, int to) {
    db.beforeChange(hash, handle);
    ListpackSortedSet.removeRanks(page(), at(), from, to);
    resize(Listpack.bytes(page(), at()));
  }

  /** Adds the members to a large sorted set. */
  void copyTo(LargeSortedSet large) {
    ListpackSortedSet.copyTo(page(), at(), large);
  }

  private byte[] page() {
    return db.page(handle);
  }

  private int at() {
    return db.valueOffset(handle);
  }

  private void resize(int bytes) {
    handle = db.resize(handle, hash, Entry.LISTPACK, bytes, bytes);
  }

  private static int orZero(int position) {
    return position == Listpack.NONE ? 0 : position;
  }
}
