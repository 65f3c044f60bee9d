package io.holdfast.core.rdb;

import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.stream.StreamLog;

/**
 * Serialises the value of an entry: {@link #type} says how, {@link #write} does it. Listpacks are
 * copied as they are; large values are written by {@link ValueParts}.
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
    if (db.isLarge(handle)) {
      return type(db.large(handle), version);
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
      case Entry.SORTED_SET -> RdbType.SORTED_SET_LISTPACK;
      case Entry.HASH -> RdbType.HASH_LISTPACK;
      default -> throw new IllegalStateException("a type that can be serialised: type=" + type);
    };
  }

  /** The code of a large value. */
  public static int type(LargeValue value, int version) {
    if (DeadlineFormat.isNeeded(value)) {
      return DeadlineFormat.type(value);
    }
    if (value instanceof Quicklist) {
      return RdbType.LIST_QUICKLIST_2;
    }
    if (value instanceof StreamLog) {
      return version >= STREAM_3_VERSION ? RdbType.STREAM_3 : RdbType.STREAM_2;
    }
    return value instanceof LargeHash
        ? RdbType.HASH
        : value instanceof LargeSet ? RdbType.SET : RdbType.SORTED_SET_2;
  }

  /**
   * Writes a value.
   *
   * @param type what {@link #type} says
   */
  public static void write(Database db, int handle, int type, RdbOutput out) {
    if (db.isLarge(handle)) {
      ValueParts.of(db.large(handle), type, false).writeAll(out);
      return;
    }
    switch (type) {
      case RdbType.STRING -> string(db, handle, out);
      case RdbType.LIST_QUICKLIST_2 -> {
        out.length(1);
        out.length(RdbType.PACKED_NODE);
        listpack(db, handle, out);
      }
      case RdbType.SET_INTSET -> {
        byte[] page = db.page(handle);
        int at = db.valueOffset(handle);
        out.string(page, at, Intset.bytes(page, at));
      }
      case RdbType.SET -> set(db, handle, out);
      default -> listpack(db, handle, out);
    }
  }

  private static void string(Database db, int handle, RdbOutput out) {
    if (db.encoding(handle) == Entry.INT) {
      out.string(LittleEndian.i64(db.page(handle), db.valueOffset(handle)));
    } else {
      out.string(db.page(handle), db.valueOffset(handle), db.valueLength(handle));
    }
  }

  private static void set(Database db, int handle, RdbOutput out) {
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    out.length(Listpack.count(page, at));
    int member = Listpack.first(page, at);
    for (; member != Listpack.NONE; member = Listpack.next(page, at, member)) {
      Listpacks.visit(page, at, member, out::string);
    }
  }

  private static void listpack(Database db, int handle, RdbOutput out) {
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    out.string(page, at, Listpack.bytes(page, at));
  }
}
