package io.holdfast.core.generic;

import io.holdfast.ExpireCondition;
import io.holdfast.ExpireTime;
import io.holdfast.Ttl;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;

/**
 * The operations on the expiry of keys. Keys come as ranges of somebody's array.
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
public final class ExpiryOps {
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] PEXPIREAT = ascii("PEXPIREAT");
  private static final byte[] PERSIST = ascii("PERSIST");

  private ExpiryOps() {}

  /** PTTL: ms left, {@link Ttl#NO_EXPIRY} or {@link Ttl#NO_KEY}. No access of the key. */
  public static long ttlMs(Database db, byte[] key, int offset, int length) {
    long atMs = expireTimeMs(db, key, offset, length);
    return atMs < 0 ? atMs : atMs - db.keyspace().nowMs();
  }

  /**
   * PEXPIRETIME: ms since the epoch, {@link ExpireTime#NO_EXPIRY} or {@link ExpireTime#NO_KEY}. No
   * access of the key.
   */
  public static long expireTimeMs(Database db, byte[] key, int offset, int length) {
    int handle = db.inspect(db.hash(key, offset, length), key, offset, length);
    return handle == 0 ? ExpireTime.NO_KEY : db.expireAtMs(handle);
  }

  /**
   * PEXPIREAT: sets when a key expires; a time that is not in the future deletes it.
   *
   * @param atMs ms since the epoch
   * @return whether the key existed and the condition held
   */
  public static boolean expireAt(
      Database db, byte[] key, int offset, int length, long atMs, ExpireCondition condition) {
    long hash = db.hash(key, offset, length);
    int handle = db.findForWrite(hash, key, offset, length);
    if (handle == 0 || !holds(condition, db.expireAtMs(handle), atMs)) {
      return false;
    }
    boolean isActive = db.keyspace().effects().isActive();
    if (atMs <= db.keyspace().dueMs()) {
      db.delete(handle, hash);
      if (isActive) {
        db.keyspace().effects().write(DEL).add(key, offset, length).emit(db.index());
      }
      db.changed(EventClass.GENERIC, "del", key, offset, length);
    } else {
      db.expireAt(handle, hash, atMs);
      if (isActive) {
        db.keyspace()
            .effects()
            .write(PEXPIREAT)
            .add(key, offset, length)
            .add(atMs)
            .emit(db.index());
      }
      db.changed(EventClass.GENERIC, "expire", key, offset, length);
    }
    return true;
  }

  /**
   * Whether a new deadline is to be set.
   *
   * @param currentMs the deadline so far, or {@link Database#NO_EXPIRY}
   */
  public static boolean holds(ExpireCondition condition, long currentMs, long atMs) {
    boolean expires = currentMs != Database.NO_EXPIRY;
    return switch (condition) {
      case ALWAYS -> true;
      case NX -> !expires;
      case XX -> expires;
      case GT -> expires && atMs > currentMs;
      case LT -> !expires || atMs < currentMs;
      case XX_LT -> expires && atMs < currentMs;
    };
  }

  /**
   * PERSIST: takes a key's expiry away.
   *
   * @return whether the key existed and had one
   */
  public static boolean persist(Database db, byte[] key, int offset, int length) {
    long hash = db.hash(key, offset, length);
    int handle = db.findForWrite(hash, key, offset, length);
    if (handle == 0 || db.expireAtMs(handle) == Database.NO_EXPIRY) {
      return false;
    }
    db.persist(handle, hash);
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(PERSIST).add(key, offset, length).emit(db.index());
    }
    db.changed(EventClass.GENERIC, "persist", key, offset, length);
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
