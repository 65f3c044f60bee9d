package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;

/**
 * The operations on whole databases. What is dropped is dropped at once, a page table at a time, so
 * there is nothing to gain from doing it later.
 *
 * <p>Thread: the owner.
 */
public final class DatabaseOps {
  private static final byte[] FLUSHDB = ascii("FLUSHDB");
  private static final byte[] FLUSHALL = ascii("FLUSHALL");
  private static final byte[] SWAPDB = ascii("SWAPDB");

  private DatabaseOps() {}

  /** FLUSHDB: deletes every key of a database. */
  public static void flush(Database db) {
    db.keyspace().checkWritable();
    db.keyspace().tellFlushed();
    if (db.size() > 0) {
      db.clear();
      db.keyspace().effects().write(FLUSHDB).emit(db.index());
    }
  }

  /**
   * FLUSHALL: deletes every key of every database.
   *
   * @param index the database in which the command was given
   */
  public static void flushAll(Keyspace keyspace, int index) {
    keyspace.checkWritable();
    keyspace.tellFlushed();
    if (keyspace.size() > 0) {
      keyspace.clear();
      keyspace.effects().write(FLUSHALL).emit(index);
    }
  }

  /**
   * SWAPDB: exchanges the contents of two databases.
   *
   * @param index the database in which the command was given
   * @throws CommandException "ERR DB index is out of range"
   */
  public static void swap(Keyspace keyspace, int index, int first, int second) {
    keyspace.checkWritable();
    check(keyspace, first);
    check(keyspace, second);
    if (first == second) {
      return;
    }
    keyspace.swap(first, second);
    if (keyspace.effects().isActive()) {
      keyspace.effects().write(SWAPDB).add(first).add(second).emit(index);
    }
  }

  /**
   * The database with an index.
   *
   * @throws CommandException "ERR DB index is out of range"
   */
  public static Database database(Keyspace keyspace, int index) {
    check(keyspace, index);
    return keyspace.database(index);
  }

  private static void check(Keyspace keyspace, int index) {
    if (index < 0 || index >= keyspace.databaseCount()) {
      throw new CommandException("ERR DB index is out of range");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
