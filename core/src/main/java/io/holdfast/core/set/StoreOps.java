package io.holdfast.core.set;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.number.IntegerText;
import java.util.List;
import java.util.Locale;

/**
 * The operations that store what {@link SetAlgebra} comes to in a key, whatever that held; an empty
 * result deletes it. Each returns how many members there are.
 *
 * <p>The key may be one of those the result is made of: it is laid out in the encoding it is to
 * have, and only then put in place.
 *
 * <p>Every operation throws {@link WrongTypeException} if another key holds another type. Thread:
 * the owner.
 */
final class StoreOps {
  private static final Command SDIFFSTORE = Command.named("SDIFFSTORE");
  private static final Command SINTERSTORE = Command.named("SINTERSTORE");
  private static final Command SUNIONSTORE = Command.named("SUNIONSTORE");

  /** What a stored result is logged and published as. */
  private record Command(byte[] name, String event) {
    static Command named(String name) {
      return new Command(SetOps.ascii(name), name.toLowerCase(Locale.ROOT));
    }
  }

  private StoreOps() {}

  /** SINTERSTORE. The encoding is that of the smallest set, unless an intset will do. */
  static int intersection(Database db, ByteRange destination, ByteRanges keys) {
    List<SetValue> sets = find(db, keys);
    SetResult result = SetAlgebra.intersection(sets);
    SetValue smallest = SetAlgebra.smallest(sets);
    int encoding = ResultShape.of(result, limits(db)).encodingAsPartOf(smallest);
    return store(db, SINTERSTORE, destination, keys, result, encoding);
  }

  /** SUNIONSTORE. */
  static int union(Database db, ByteRange destination, ByteRanges keys) {
    try (SetResult result = SetAlgebra.union(db, find(db, keys))) {
      int encoding = ResultShape.of(result, limits(db)).encodingAsAdded();
      return store(db, SUNIONSTORE, destination, keys, result, encoding);
    }
  }

  /**
   * SDIFFSTORE. Where Redis adds all members of the first set and then takes some away again, the
   * encoding is that of all.
   */
  static int difference(Database db, ByteRange destination, ByteRanges keys) {
    List<SetValue> sets = find(db, keys);
    SetResult result = SetAlgebra.difference(sets);
    SetResult added = SetAlgebra.isByMembersOfFirst(sets) ? result : SetAlgebra.all(sets.get(0));
    int encoding = ResultShape.of(added, limits(db)).encodingAsAdded();
    return store(db, SDIFFSTORE, destination, keys, result, encoding);
  }

  /** The effect names the sets: it comes to the same only if nothing in them is due. */
  private static List<SetValue> find(Database db, ByteRanges keys) {
    List<SetValue> sets = SetAlgebra.find(db, keys);
    sets.forEach(SetValue::removeDue);
    return sets;
  }

  private static EncodingLimits limits(Database db) {
    return db.keyspace().limits();
  }

  private static int store(
      Database db,
      Command command,
      ByteRange destination,
      ByteRanges keys,
      SetResult result,
      int encoding) {
    int size = result.size();
    boolean isDeleted = size == 0;
    if (isDeleted) {
      long hash = db.hash(destination);
      int handle = db.findForWrite(hash, destination);
      if (handle == 0) {
        return 0;
      }
      db.delete(handle, hash);
    } else {
      put(db, destination, result, encoding);
    }
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(command.name, destination).addAll(keys).emit(db.index());
    }
    if (isDeleted) {
      db.changed(EventClass.GENERIC, "del", destination);
    } else {
      db.changed(EventClass.SET, command.event, destination);
    }
    return size;
  }

  // ---- laying out and putting in place -------------------------------------------------------

  private static void put(Database db, ByteRange key, SetResult members, int encoding) {
    switch (encoding) {
      case Entry.INTSET -> putBytes(db, key, encoding, intset(members));
      case Entry.LISTPACK -> putBytes(db, key, encoding, listpack(members));
      default -> putLarge(db, key, large(db, members));
    }
  }

  private static byte[] intset(SetResult members) {
    byte[] intset = new byte[Intset.HEADER_BYTES + Long.BYTES * members.size()];
    Intset.create(intset, 0);
    members.forEach(
        (bytes, offset, length) -> Intset.add(intset, 0, IntegerText.parse(bytes, offset, length)));
    return intset;
  }

  private static byte[] listpack(SetResult members) {
    int[] total = {Listpack.EMPTY_BYTES};
    members.forEach(
        (bytes, offset, length) -> total[0] += Listpack.entryBytes(bytes, offset, length));
    byte[] listpack = new byte[total[0]];
    Listpack.create(listpack, 0);
    members.forEach((bytes, offset, length) -> Listpack.append(listpack, 0, bytes, offset, length));
    return listpack;
  }

  private static LargeSet large(Database db, SetResult members) {
    if (members instanceof Union union) {
      return union.takeLarge();
    }
    LargeSet table = new LargeSet(db.arena(), db.keyspace().sipHash());
    members.forEach(
        (bytes, offset, length) ->
            table.insert(table.hash(bytes, offset, length), bytes, offset, length));
    return table;
  }

  private static void putBytes(Database db, ByteRange key, int encoding, byte[] value) {
    int length = encoding == Entry.INTSET ? Intset.bytes(value, 0) : Listpack.bytes(value, 0);
    int handle = makeRoom(db, key, encoding, length);
    System.arraycopy(value, 0, db.page(handle), db.valueOffset(handle), length);
  }

  private static void putLarge(Database db, ByteRange key, LargeSet table) {
    int handle = makeRoom(db, key, Entry.INTSET, Intset.EMPTY_BYTES);
    Intset.create(db.page(handle), db.valueOffset(handle));
    db.toLarge(handle, db.hash(key), Entry.HASHTABLE, table);
  }

  /** An entry of this key with room for a set. */
  private static int makeRoom(Database db, ByteRange key, int encoding, int length) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    return handle == 0
        ? db.insert(hash, key, Entry.SET, encoding, length)
        : db.overwrite(handle, hash, Entry.SET, encoding, length, Database.NO_EXPIRY);
  }
}
