package io.holdfast.core.hash;

import io.holdfast.SetCondition;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.element.ElementExpiryOps;
import io.holdfast.core.element.ElementType;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;

/**
 * The operations on fields that expire, and on their values with them.
 *
 * <p>Every operation throws {@link WrongTypeException} if its key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class FieldExpiryOps {
  /** The operations on deadlines alone. */
  static final ElementExpiryOps DEADLINES =
      new ElementExpiryOps(ElementType.HASH, HashValue::find, HashValue::findForWrite);

  private static final byte[] FIELDS = ascii("FIELDS");
  private static final byte[] HSET = ascii("HSET");
  private static final byte[] HSETEX = ascii("HSETEX");
  private static final byte[] KEEPTTL = ascii("KEEPTTL");
  private static final byte[] PXAT = ascii("PXAT");

  private FieldExpiryOps() {}

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
    if (expires && atMs <= db.keyspace().dueMs()) {
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
    byte[] verb = atMs == Database.NO_EXPIRY ? HSET : HSETEX;
    EffectWriter effect = db.keyspace().effects().write(verb, key);
    if (atMs != Database.NO_EXPIRY) {
      if (atMs == Database.KEEP_EXPIRY) {
        effect.add(KEEPTTL);
      } else {
        effect.add(PXAT).add(atMs);
      }
      effect.add(FIELDS).add(fields.count());
    }
    for (int i = 0; i < fields.count(); i++) {
      effect.add(fields, i).add(values, i);
    }
    effect.emit(db.index());
  }

  /** Logs that a field got a value and kept its deadline. */
  static void logSetKeepingDeadline(Database db, ByteRange key, ByteRange field, ByteRange value) {
    logSet(db, key, ByteRanges.of(field.copy()), ByteRanges.of(value.copy()), Database.KEEP_EXPIRY);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
