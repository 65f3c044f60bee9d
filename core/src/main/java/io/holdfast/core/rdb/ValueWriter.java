package io.holdfast.core.rdb;

import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.stream.StreamLog;

/**
 * Serialises the value of an entry: {@link #type} says how, {@link #write} does it. Listpacks are
 * copied as they are.
 *
 * <p>Thread: the owner.
 */
public final class ValueWriter {
  /** The first RDB version that has listpacks of sets. */
  private static final int SET_LISTPACK_VERSION = 11;

  /** The first RDB version that tells when consumers of streams were active. */
  private static final int STREAM_3_VERSION = 11;

  private ValueWriter() {}

  /**
   * The code of a value, which stands before it, or before its key.
   *
   * @param version the RDB version whose types may be used; of a value whose elements have
   *     deadlines at least {@link DeadlineFormat#VERSION}
   */
  public static int type(Database db, int handle, int version) {
    if (DeadlineFormat.isNeeded(db, handle)) {
      return DeadlineFormat.type(db, handle);
    }
    int encoding = db.encoding(handle);
    int type = db.type(handle);
    return switch (type) {
      case Entry.STRING -> RdbType.STRING;
      case Entry.LIST -> RdbType.LIST_QUICKLIST_2;
      case Entry.SET ->
          encoding == Entry.INTSET
              ? RdbType.SET_INTSET
              : encoding == Entry.LISTPACK && version >= SET_LISTPACK_VERSION
                  ? RdbType.SET_LISTPACK
                  : RdbType.SET;
      case Entry.SORTED_SET ->
          encoding == Entry.LISTPACK ? RdbType.SORTED_SET_LISTPACK : RdbType.SORTED_SET_2;
      case Entry.HASH -> encoding == Entry.LISTPACK ? RdbType.HASH_LISTPACK : RdbType.HASH;
      case Entry.STREAM -> version >= STREAM_3_VERSION ? RdbType.STREAM_3 : RdbType.STREAM_2;
      default -> throw new IllegalStateException("a type that can be serialised: type=" + type);
    };
  }

  /**
   * Writes a value.
   *
   * @param type what {@link #type} says
   */
  public static void write(Database db, int handle, int type, RdbOutput out) {
    switch (type) {
      case RdbType.STRING -> string(db, handle, out);
      case RdbType.LIST_QUICKLIST_2 -> list(db, handle, out);
      case RdbType.SET_INTSET -> {
        byte[] page = db.page(handle);
        int at = db.valueOffset(handle);
        out.string(page, at, Intset.bytes(page, at));
      }
      case RdbType.SET_LISTPACK, RdbType.SORTED_SET_LISTPACK, RdbType.HASH_LISTPACK ->
          listpack(db, handle, out);
      case RdbType.SET -> set(db, handle, out);
      case RdbType.SORTED_SET_2 -> sortedSet(db, handle, out);
      case RdbType.HASH -> hash(db, handle, out);
      case RdbType.STREAM_2, RdbType.STREAM_3 ->
          new StreamWriter(out, type == RdbType.STREAM_3).write((StreamLog) db.large(handle));
      default -> DeadlineFormat.write(db, handle, out);
    }
  }

  private static void string(Database db, int handle, RdbOutput out) {
    if (db.encoding(handle) == Entry.INT) {
      out.string(LittleEndian.i64(db.page(handle), db.valueOffset(handle)));
    } else {
      out.string(db.page(handle), db.valueOffset(handle), db.valueLength(handle));
    }
  }

  private static void list(Database db, int handle, RdbOutput out) {
    if (db.encoding(handle) == Entry.LISTPACK) {
      out.length(1);
      out.length(RdbType.PACKED_NODE);
      listpack(db, handle, out);
      return;
    }
    Quicklist list = (Quicklist) db.large(handle);
    out.length(list.nodeCount());
    for (long node = list.firstChunk(); node != Quicklist.NO_CHUNK; node = list.nextChunk(node)) {
      out.length(list.isPlain(node) ? RdbType.PLAIN_NODE : RdbType.PACKED_NODE);
      if (list.isCompressed(node)) {
        out.lzf(list.page(node), list.offset(node), list.storedBytes(node), list.rawBytes(node));
      } else {
        out.string(list.page(node), list.offset(node), list.storedBytes(node));
      }
    }
  }

  private static void set(Database db, int handle, RdbOutput out) {
    if (db.encoding(handle) == Entry.LISTPACK) {
      byte[] page = db.page(handle);
      int at = db.valueOffset(handle);
      out.length(Listpack.count(page, at));
      int member = Listpack.first(page, at);
      for (; member != Listpack.NONE; member = Listpack.next(page, at, member)) {
        Listpacks.visit(page, at, member, out::string);
      }
      return;
    }
    LargeSet set = (LargeSet) db.large(handle);
    out.length(set.size());
    set.forEach(member -> out.string(set.page(member), set.offset(member), set.length(member)));
  }

  private static void sortedSet(Database db, int handle, RdbOutput out) {
    LargeSortedSet set = (LargeSortedSet) db.large(handle);
    out.length(set.size());
    // From the highest, as Redis does.
    long place = set.last();
    for (; place != LargeSortedSet.NO_POSITION; place = set.previous(place)) {
      int member = set.handleAt(place);
      out.string(set.page(member), set.offset(member), set.length(member));
      out.i64(Double.doubleToRawLongBits(set.scoreAt(place)));
    }
  }

  private static void hash(Database db, int handle, RdbOutput out) {
    LargeHash hash = (LargeHash) db.large(handle);
    out.length(hash.size());
    hash.forEach(
        field -> {
          byte[] page = hash.page(field);
          out.string(page, hash.fieldOffset(field), hash.fieldLength(field));
          out.string(page, hash.valueOffset(field), hash.valueLength(field));
        });
  }

  private static void listpack(Database db, int handle, RdbOutput out) {
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    out.string(page, at, Listpack.bytes(page, at));
  }
}
