package io.holdfast.core.rdb;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * DUMP and RESTORE: values of any type as bytes, and back.
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
public final class DumpOps {
  /** Says that an entry's access bits are those of a new one. */
  public static final int FRESH = -1;

  private static final byte[] ABSTTL = ascii("ABSTTL");
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] REPLACE = ascii("REPLACE");
  private static final byte[] RESTORE = ascii("RESTORE");

  private DumpOps() {}

  /**
   * DUMP: the value of a key, serialised.
   *
   * @param version the RDB version the payload says
   * @return null if the key does not exist
   */
  public static byte @Nullable [] dump(Database db, ByteRange key, int version) {
    int handle = db.find(db.hash(key), key);
    return handle == 0 ? null : DumpPayload.of(db, handle, version);
  }

  /**
   * Checks that a key may be given a value.
   *
   * @throws CommandException "BUSYKEY Target key name already exists."
   */
  public static void checkFree(Database db, ByteRange key, boolean replaces) {
    if (!replaces && db.findForWrite(db.hash(key), key) != 0) {
      throw new CommandException("BUSYKEY Target key name already exists.");
    }
  }

  /**
   * RESTORE: gives a key the value of a payload. A payload that is refused leaves the key as it
   * was.
   *
   * @param expireAtMs when it expires, or {@link Database#NO_EXPIRY}; a time that is not in the
   *     future leaves no key, nor do elements all of whose times are not
   * @param replaces whether to overwrite a key that exists; if not, it does not
   * @param access the entry's access bits, or {@link #FRESH}
   * @throws CommandException "ERR DUMP payload version or checksum are wrong", "ERR Bad data
   *     format"
   */
  public static void restore(
      Database db,
      ByteRange key,
      ByteRange payload,
      long expireAtMs,
      boolean replaces,
      int access) {
    DumpPayload.check(payload, !db.keyspace().skipsChecksums());
    long hash = db.hash(key);
    int old = db.findForWrite(hash, key);
    if (old != 0) {
      db.detach(old, hash);
    }
    boolean isLoaded = false;
    db.keyspace().events().mute(true);
    try {
      DumpPayload.load(db, key, payload);
      isLoaded = true;
    } finally {
      db.keyspace().events().mute(false);
      if (old != 0 && isLoaded) {
        db.discard(old);
      } else if (old != 0) {
        db.attach(old, hash);
      }
    }
    int handle = db.findForWrite(hash, key);
    boolean isDue = expireAtMs >= 0 && expireAtMs <= db.keyspace().dueMs();
    if (handle == 0 || isDue) {
      if (handle != 0) {
        db.delete(handle, hash);
      }
      if (old != 0) {
        logDelete(db, key);
        db.changed(EventClass.GENERIC, "del", key);
      }
      return;
    }
    db.publish(EventClass.NEW, "new", key);
    if (expireAtMs >= 0) {
      handle = db.expireAt(handle, hash, expireAtMs);
    }
    if (access != FRESH) {
      db.access(handle, access);
    }
    logRestore(db, key, payload, Math.max(0, expireAtMs), replaces);
    db.changed(EventClass.GENERIC, "restore", key);
  }

  private static void logRestore(
      Database db, ByteRange key, ByteRange payload, long expireAtMs, boolean replaces) {
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(RESTORE, key);
      effect.add(expireAtMs).add(payload);
      if (replaces) {
        effect.add(REPLACE);
      }
      if (expireAtMs > 0) {
        effect.add(ABSTTL);
      }
      effect.emit(db.index());
    }
  }

  private static void logDelete(Database db, ByteRange key) {
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(DEL, key).emit(db.index());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
