package io.holdfast.core.hash;

import io.holdfast.ExpireCondition;
import io.holdfast.ExpireTime;
import io.holdfast.SetCondition;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.generic.ExpiryOps;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.LargeHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations on the deadlines of fields. A hash one of whose fields is given a deadline takes
 * the table.
 *
 * <p>Every operation throws {@link WrongTypeException} if its key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class FieldExpiryOps {
  /** There is no such field. */
  static final int NO_FIELD = -2;

  /** The field has no deadline. */
  static final int NO_DEADLINE = -1;

  /** The condition did not hold. */
  static final int REFUSED = 0;

  /** The deadline is set, or taken away. */
  static final int DONE = 1;

  /** The deadline had passed, and the field was removed. */
  static final int REMOVED = 2;

  private static final byte[] FIELDS = ascii("FIELDS");
  private static final byte[] HDEL = ascii("HDEL");
  private static final byte[] HPERSIST = ascii("HPERSIST");
  private static final byte[] HPEXPIREAT = ascii("HPEXPIREAT");
  private static final byte[] HSET = ascii("HSET");
  private static final byte[] HSETEX = ascii("HSETEX");
  private static final byte[] KEEPTTL = ascii("KEEPTTL");
  private static final byte[] PXAT = ascii("PXAT");

  private FieldExpiryOps() {}

  // ---- deadlines -----------------------------------------------------------------------------

  /**
   * HPEXPIREAT: sets when fields expire; a time that is not in the future removes them.
   *
   * @param atMs ms since the epoch
   * @return for each field {@link #NO_FIELD}, {@link #REFUSED}, {@link #DONE} or {@link #REMOVED}
   */
  static int[] expireAt(
      Database db, ByteRange key, ByteRanges fields, long atMs, ExpireCondition condition) {
    HashValue value = HashValue.findForWrite(db, key);
    int[] codes = new int[fields.count()];
    Changes changes = new Changes(db, key);
    for (int i = 0; i < fields.count(); i++) {
      ByteRange field = fields.range(i);
      int reference = value.find(field);
      if (reference == 0) {
        codes[i] = NO_FIELD;
      } else if (ExpiryOps.holds(condition, value.expireAtMs(reference), atMs)) {
        codes[i] = changes.expireAt(value, field, reference, atMs);
      }
    }
    changes.tell(value, atMs);
    return codes;
  }

  /**
   * HPEXPIRETIME: for each field when it expires, in ms since the epoch, {@link #NO_DEADLINE} or
   * {@link #NO_FIELD}.
   */
  static long[] expireTimesMs(Database db, ByteRange key, ByteRanges fields) {
    HashValue value = HashValue.find(db, key);
    long[] times = new long[fields.count()];
    for (int i = 0; i < times.length; i++) {
      int reference = value.find(fields.range(i));
      times[i] = reference == 0 ? ExpireTime.NO_KEY : value.expireAtMs(reference);
    }
    return times;
  }

  /** HPTTL: for each field the ms left, {@link #NO_DEADLINE} or {@link #NO_FIELD}. */
  static long[] ttlsMs(Database db, ByteRange key, ByteRanges fields) {
    long[] times = expireTimesMs(db, key, fields);
    for (int i = 0; i < times.length; i++) {
      times[i] -= times[i] < 0 ? 0 : db.keyspace().nowMs();
    }
    return times;
  }

  /**
   * HPERSIST: takes the deadlines of fields away.
   *
   * @return for each field {@link #NO_FIELD}, {@link #NO_DEADLINE} or {@link #DONE}
   */
  static int[] persist(Database db, ByteRange key, ByteRanges fields) {
    HashValue value = HashValue.findForWrite(db, key);
    int[] codes = new int[fields.count()];
    Changes changes = new Changes(db, key);
    for (int i = 0; i < fields.count(); i++) {
      ByteRange field = fields.range(i);
      int reference = value.find(field);
      codes[i] = reference == 0 ? NO_FIELD : changes.persist(value, field, reference);
    }
    changes.tell(value, Database.NO_EXPIRY);
    return codes;
  }

  // ---- values with deadlines -----------------------------------------------------------------

  /**
   * HGETEX: changes when a field that is there expires, after its value was read.
   *
   * @param atMs ms since the epoch, {@link Database#NO_EXPIRY} or {@link Database#KEEP_EXPIRY}
   */
  static void changeDeadlines(
      Database db, ByteRange key, HashValue value, ByteRanges fields, long atMs) {
    if (atMs == Database.KEEP_EXPIRY) {
      return;
    }
    Changes changes = new Changes(db, key);
    for (int i = 0; i < fields.count(); i++) {
      ByteRange field = fields.range(i);
      int reference = value.find(field);
      if (reference != 0 && atMs == Database.NO_EXPIRY) {
        changes.persist(value, field, reference);
      } else if (reference != 0) {
        changes.expireAt(value, field, reference, atMs);
      }
    }
    changes.tell(value, atMs);
  }

  /**
   * HSETEX: gives fields values and deadlines, all or none.
   *
   * @param condition NX: if none of the fields is there; XX: if all are
   * @param atMs ms since the epoch, {@link Database#NO_EXPIRY} or {@link Database#KEEP_EXPIRY}; if
   *     not in the future, the fields are removed
   * @return whether the condition held
   */
  static boolean set(
      Database db,
      ByteRange key,
      ByteRanges fields,
      ByteRanges values,
      SetCondition condition,
      long atMs) {
    HashValue value = HashValue.findForWrite(db, key);
    if (!holds(value, fields, condition)) {
      return false;
    }
    boolean expires = atMs >= 0;
    if (expires && atMs <= db.keyspace().nowMs()) {
      HashOps.remove(db, key, fields);
      return true;
    }
    value.prepareFor(fields.count());
    for (int i = 0; i < fields.count(); i++) {
      if (atMs == Database.KEEP_EXPIRY) {
        value.putKeepingDeadline(fields.range(i), values.range(i));
      } else {
        value.put(fields.range(i), values.range(i));
      }
      if (expires) {
        value.expireAt(fields.range(i), atMs);
      }
    }
    logSet(db, key, fields, values, atMs);
    db.changed(EventClass.HASH, "hset", key);
    if (expires) {
      db.publish(EventClass.HASH, "hexpire", key);
    }
    return true;
  }

  private static boolean holds(HashValue value, ByteRanges fields, SetCondition condition) {
    for (int i = 0; i < fields.count() && condition != SetCondition.ALWAYS; i++) {
      boolean isThere = value.find(fields.range(i)) != 0;
      if (isThere != (condition == SetCondition.XX)) {
        return false;
      }
    }
    return true;
  }

  private static void logSet(
      Database db, ByteRange key, ByteRanges fields, ByteRanges values, long atMs) {
    if (!db.keyspace().effects().isActive()) {
      return;
    }
    List<byte[]> command = new ArrayList<>();
    command.add(atMs == Database.NO_EXPIRY ? HSET : HSETEX);
    command.add(key.copy());
    if (atMs != Database.NO_EXPIRY) {
      if (atMs == Database.KEEP_EXPIRY) {
        command.add(KEEPTTL);
      } else {
        command.add(PXAT);
        command.add(ascii(Long.toString(atMs)));
      }
      command.add(FIELDS);
      command.add(ascii(Integer.toString(fields.count())));
    }
    for (int i = 0; i < fields.count(); i++) {
      command.add(fields.copy(i));
      command.add(values.copy(i));
    }
    db.keyspace().effects().emit(db.index(), command.toArray(byte[][]::new));
  }

  /** Logs that a field got a value and kept its deadline. */
  static void logSetKeepingDeadline(Database db, ByteRange key, ByteRange field, ByteRange value) {
    logSet(db, key, ByteRanges.of(field.copy()), ByteRanges.of(value.copy()), Database.KEEP_EXPIRY);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What one operation did to the fields of a hash, to be told when it is complete. */
  private static final class Changes {
    private final Database db;
    private final ByteRange key;
    private final List<byte[]> changed = new ArrayList<>();
    private final List<byte[]> removed = new ArrayList<>();

    Changes(Database db, ByteRange key) {
      this.db = db;
      this.key = key;
    }

    int expireAt(HashValue value, ByteRange field, int reference, long atMs) {
      if (atMs <= db.keyspace().nowMs()) {
        value.remove(reference);
        removed.add(field.copy());
        return REMOVED;
      }
      value.expireAt(field, atMs);
      changed.add(field.copy());
      return DONE;
    }

    int persist(HashValue value, ByteRange field, int reference) {
      if (value.expireAtMs(reference) == LargeHash.NO_EXPIRY) {
        return NO_DEADLINE;
      }
      value.persist(field);
      changed.add(field.copy());
      return DONE;
    }

    /**
     * Logs and publishes; deletes the key if no field is left.
     *
     * @param atMs the deadline of the fields that changed, or {@link Database#NO_EXPIRY}
     */
    void tell(HashValue value, long atMs) {
      if (!changed.isEmpty()) {
        boolean expires = atMs != Database.NO_EXPIRY;
        log(expires ? HPEXPIREAT : HPERSIST, expires ? atMs : 0, changed);
        db.changed(EventClass.HASH, expires ? "hexpire" : "hpersist", key);
      }
      if (!removed.isEmpty()) {
        boolean isEmpty = value.isEmpty();
        if (isEmpty) {
          value.delete();
        }
        log(HDEL, 0, removed);
        db.changed(EventClass.HASH, "hdel", key);
        if (isEmpty) {
          db.publish(EventClass.GENERIC, "del", key);
        }
      }
    }

    private void log(byte[] verb, long atMs, List<byte[]> fields) {
      if (!db.keyspace().effects().isActive()) {
        return;
      }
      List<byte[]> command = new ArrayList<>(List.of(verb, key.copy()));
      if (atMs != 0) {
        command.add(ascii(Long.toString(atMs)));
      }
      if (verb != HDEL) {
        command.add(FIELDS);
        command.add(ascii(Integer.toString(fields.size())));
      }
      command.addAll(fields);
      db.keyspace().effects().emit(db.index(), command.toArray(byte[][]::new));
    }
  }
}
