package io.holdfast.core.stream;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.stream.StreamLog;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one key. Streams have one encoding, whatever they hold, and are never deleted
 * because they are empty.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class StreamValue {
  private StreamValue() {}

  /**
   * Looks a key up to read its stream; null if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  static @Nullable StreamLog find(Database db, ByteRange key) {
    return log(db, db.find(db.hash(key), key));
  }

  /**
   * Looks a key up to change its stream; null if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  static @Nullable StreamLog findForWrite(Database db, ByteRange key) {
    return changing(log(db, db.findForWrite(db.hash(key), key)));
  }

  /**
   * Looks a key up to read its stream for a group, which changes what the group holds; null if the
   * key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  static @Nullable StreamLog findForGroup(Database db, ByteRange key) {
    return changing(find(db, key));
  }

  private static @Nullable StreamLog changing(@Nullable StreamLog log) {
    if (log != null) {
      log.beforeChange();
    }
    return log;
  }

  private static @Nullable StreamLog log(Database db, int handle) {
    if (handle == 0) {
      return null;
    }
    db.expectType(handle, Entry.STREAM);
    return (StreamLog) db.large(handle);
  }

  /** Makes an empty stream for a key that does not exist. */
  public static StreamLog create(Database db, ByteRange key) {
    StreamLog log = new StreamLog(db.arena());
    db.insertLarge(db.hash(key), key, Entry.STREAM, Entry.LOG, log);
    return log;
  }
}
