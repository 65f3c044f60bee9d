package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.KeyType;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The operations on keys of every type, expiry and walking excepted. Keys come as ranges of
 * somebody's array.
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
public final class KeyOps {
  private static final byte[] RENAME = ascii("RENAME");
  private static final byte[] RENAMENX = ascii("RENAMENX");
  private static final byte[] COPY = ascii("COPY");
  private static final byte[] MOVE = ascii("MOVE");
  private static final byte[] DB = ascii("DB");
  private static final byte[] REPLACE = ascii("REPLACE");
  private static final String SAME_OBJECTS = "ERR source and destination objects are the same";

  private KeyOps() {}

  /** EXISTS: whether a key exists. No access of the key. */
  public static boolean exists(Database db, byte[] key, int offset, int length) {
    return db.inspect(db.hash(key, offset, length), key, offset, length) != 0;
  }

  /** TOUCH: whether a key exists; an access of it. */
  public static boolean touch(Database db, byte[] key, int offset, int length) {
    return db.find(db.hash(key, offset, length), key, offset, length) != 0;
  }

  /** TYPE: what a key holds. No access of the key. */
  public static KeyType type(Database db, byte[] key, int offset, int length) {
    int handle = db.inspect(db.hash(key, offset, length), key, offset, length);
    return handle == 0 ? KeyType.NONE : type(db, handle);
  }

  /** What an entry holds. */
  public static KeyType type(Database db, int handle) {
    int type = db.type(handle);
    return switch (type) {
      case Entry.STRING -> KeyType.STRING;
      case Entry.LIST -> KeyType.LIST;
      case Entry.SET -> KeyType.SET;
      case Entry.SORTED_SET -> KeyType.SORTED_SET;
      case Entry.HASH -> KeyType.HASH;
      case Entry.STREAM -> KeyType.STREAM;
      default -> throw new IllegalStateException("an entry has a type: type=" + type);
    };
  }

  /**
   * RENAME and RENAMENX: gives a value, and its expiry, another key.
   *
   * @param onlyIfAbsent whether to leave a key that exists alone instead of overwriting it
   * @return whether the value has the new key now
   * @throws CommandException "ERR no such key"
   */
  public static boolean rename(
      Database db,
      byte[] key,
      int offset,
      int length,
      byte[] newKey,
      int newOffset,
      int newLength,
      boolean onlyIfAbsent) {
    long hash = db.hash(key, offset, length);
    int handle = db.findForWrite(hash, key, offset, length);
    if (handle == 0) {
      throw new CommandException("ERR no such key");
    }
    if (isSame(key, offset, length, newKey, newOffset, newLength)) {
      return !onlyIfAbsent;
    }
    long newHash = db.hash(newKey, newOffset, newLength);
    int existing = db.findForWrite(newHash, newKey, newOffset, newLength);
    if (existing != 0) {
      if (onlyIfAbsent) {
        return false;
      }
      db.delete(existing, newHash);
    }
    db.insertMoved(newHash, newKey, newOffset, newLength, db, handle, hash);
    if (db.keyspace().effects().isActive()) {
      byte[] verb = onlyIfAbsent ? RENAMENX : RENAME;
      EffectWriter effect = db.keyspace().effects().write(verb).add(key, offset, length);
      effect.add(newKey, newOffset, newLength).emit(db.index());
    }
    db.changed(EventClass.GENERIC, "rename_from", key, offset, length);
    db.changedToo(newKey, newOffset, newLength);
    db.publish(EventClass.GENERIC, "rename_to", newKey, newOffset, newLength);
    return true;
  }

  /**
   * COPY: gives another key a copy of a value and its expiry.
   *
   * @param target the database of the other key; may be the same
   * @param replaces whether to overwrite a key that exists
   * @return whether there is a copy now
   * @throws CommandException "ERR source and destination objects are the same"
   */
  public static boolean copy(
      Database db,
      byte[] key,
      int offset,
      int length,
      Database target,
      byte[] newKey,
      int newOffset,
      int newLength,
      boolean replaces) {
    if (db == target && isSame(key, offset, length, newKey, newOffset, newLength)) {
      throw new CommandException(SAME_OBJECTS);
    }
    int handle = db.find(db.hash(key, offset, length), key, offset, length);
    if (handle == 0) {
      return false;
    }
    long newHash = target.hash(newKey, newOffset, newLength);
    int existing = target.findForWrite(newHash, newKey, newOffset, newLength);
    if (existing != 0) {
      if (!replaces) {
        return false;
      }
      target.delete(existing, newHash);
    }
    target.insertCopy(newHash, newKey, newOffset, newLength, db, handle);
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(COPY).add(key, offset, length);
      effect.add(newKey, newOffset, newLength);
      if (db != target) {
        effect.add(DB).add(target.index());
      }
      if (replaces) {
        effect.add(REPLACE);
      }
      effect.emit(db.index());
    }
    target.changed(EventClass.GENERIC, "copy_to", newKey, newOffset, newLength);
    return true;
  }

  /**
   * MOVE: moves a key to another database, unless it exists there.
   *
   * @return whether it was moved
   * @throws CommandException "ERR source and destination objects are the same"
   */
  public static boolean move(Database db, byte[] key, int offset, int length, Database target) {
    if (db == target) {
      throw new CommandException(SAME_OBJECTS);
    }
    long hash = db.hash(key, offset, length);
    int handle = db.findForWrite(hash, key, offset, length);
    if (handle == 0 || target.findForWrite(hash, key, offset, length) != 0) {
      return false;
    }
    target.insertMoved(hash, key, offset, length, db, handle, hash);
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(MOVE).add(key, offset, length);
      effect.add(target.index()).emit(db.index());
    }
    db.changed(key, offset, length);
    target.changedToo(key, offset, length);
    db.publish(EventClass.GENERIC, "move_from", key, offset, length);
    target.publish(EventClass.GENERIC, "move_to", key, offset, length);
    return true;
  }

  /** RANDOMKEY: the handle of an entry drawn at random, each with the same chance, or 0. */
  public static int random(Database db) {
    while (true) {
      int handle = db.sample(db.keyspace().random());
      if (handle == 0 || !db.isDue(handle)) {
        return handle;
      }
      db.expire(handle, db.hash(handle));
    }
  }

  private static boolean isSame(
      byte[] key, int offset, int length, byte[] newKey, int newOffset, int newLength) {
    return Arrays.equals(key, offset, offset + length, newKey, newOffset, newOffset + newLength);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
