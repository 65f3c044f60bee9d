package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.arena.LittleEndian;

/**
 * What OBJECT tells about an entry.
 *
 * <p>Thread: the owner.
 */
public final class ObjectOps {
  private static final String SWITCHED =
      " Please note that when switching between policies at runtime LRU and LFU data will take"
          + " some time to adjust.";

  /** Redis keeps one object for each of the integers below this, and never counts its users. */
  private static final int SHARED_INTEGERS = 10_000;

  private ObjectOps() {}

  /** The handle of a key's entry, or 0. No access of the key, and no event for a missing one. */
  public static int find(Database db, byte[] key, int offset, int length) {
    return db.inspectQuietly(db.hash(key, offset, length), key, offset, length);
  }

  /** OBJECT ENCODING. */
  public static String encoding(Database db, int handle) {
    int encoding = db.encoding(handle);
    return switch (encoding) {
      case Entry.INT -> "int";
      case Entry.EMBSTR -> "embstr";
      case Entry.RAW -> "raw";
      case Entry.LISTPACK -> "listpack";
      case Entry.INTSET -> "intset";
      case Entry.HASHTABLE -> "hashtable";
      case Entry.QUICKLIST -> "quicklist";
      case Entry.SKIPLIST -> "skiplist";
      case Entry.LOG -> "stream";
      default -> throw new IllegalStateException("an entry has an encoding: code=" + encoding);
    };
  }

  /** OBJECT REFCOUNT: 1, as nothing is shared, or what Redis answers for its shared integers. */
  static int references(Database db, int handle) {
    if (db.type(handle) == Entry.STRING && db.encoding(handle) == Entry.INT) {
      long integer = LittleEndian.i64(db.page(handle), db.valueOffset(handle));
      if (integer >= 0 && integer < SHARED_INTEGERS) {
        return Integer.MAX_VALUE;
      }
    }
    return 1;
  }

  /**
   * OBJECT IDLETIME: seconds since the last access.
   *
   * @throws CommandException "ERR An LFU maxmemory policy is selected, ..."
   */
  static long idleSeconds(Database db, int handle) {
    if (db.keyspace().accessClock().isLfu()) {
      throw new CommandException(
          "ERR An LFU maxmemory policy is selected, idle time not tracked." + SWITCHED);
    }
    return db.keyspace().accessClock().idleSeconds(db.access(handle));
  }

  /**
   * OBJECT FREQ: the access counter, 0 to 255, decayed to now.
   *
   * @throws CommandException "ERR An LFU maxmemory policy is not selected, ..."
   */
  static int frequency(Database db, int handle) {
    if (!db.keyspace().accessClock().isLfu()) {
      throw new CommandException(
          "ERR An LFU maxmemory policy is not selected, access frequency not tracked." + SWITCHED);
    }
    return db.keyspace().accessClock().frequency(db.access(handle));
  }
}
