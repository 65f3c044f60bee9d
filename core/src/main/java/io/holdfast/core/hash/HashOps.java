package io.holdfast.core.hash;

import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.effect.LeftOut;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.number.IntegerText;
import io.holdfast.encodings.number.LongDouble;
import java.nio.charset.StandardCharsets;

/**
 * The operations on hashes. A key that does not exist is an empty hash, and a hash that becomes
 * empty is deleted.
 *
 * <p>Every operation throws {@link WrongTypeException} if its key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class HashOps {
  private static final byte[] HDEL = ascii("HDEL");
  private static final byte[] HINCRBY = ascii("HINCRBY");
  private static final byte[] HSET = ascii("HSET");

  private HashOps() {}

  // ---- reading -------------------------------------------------------------------------------

  /**
   * HGET: shows the value of a field.
   *
   * @return whether there is one
   */
  static boolean get(Database db, ByteRange key, ByteRange field, BytesVisitor visitor) {
    HashValue value = HashValue.find(db, key);
    int reference = value.find(field);
    if (reference == 0) {
      return false;
    }
    value.value(reference, visitor);
    return true;
  }

  /** HEXISTS. */
  static boolean contains(Database db, ByteRange key, ByteRange field) {
    return HashValue.find(db, key).find(field) != 0;
  }

  /** HLEN. */
  static int size(Database db, ByteRange key) {
    return HashValue.find(db, key).size();
  }

  /** HSTRLEN: 0 if there is no such field. */
  static int valueLength(Database db, ByteRange key, ByteRange field) {
    HashValue value = HashValue.find(db, key);
    int reference = value.find(field);
    return reference == 0 ? 0 : value.valueLength(reference);
  }

  // ---- setting -------------------------------------------------------------------------------

  /**
   * HSET: gives fields values; of a field that comes twice the last one counts.
   *
   * @return how many of the fields are new
   */
  static int set(Database db, ByteRange key, ByteRanges fields, ByteRanges values) {
    HashValue value = HashValue.findForWrite(db, key);
    value.prepareFor(fields.count());
    int added = 0;
    for (int i = 0; i < fields.count(); i++) {
      added += value.put(fields.range(i), values.range(i)) ? 1 : 0;
    }
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(HSET, key);
      for (int i = 0; i < fields.count(); i++) {
        effect.add(fields, i).add(values, i);
      }
      effect.emit(db.index());
    }
    db.changed(EventClass.HASH, "hset", key);
    return added;
  }

  /**
   * HSETNX: gives a field a value unless it has one.
   *
   * @return whether it had none
   */
  static boolean setIfAbsent(Database db, ByteRange key, ByteRange field, ByteRange newValue) {
    HashValue value = HashValue.findForWrite(db, key);
    if (value.find(field) != 0) {
      return false;
    }
    value.put(field, newValue);
    logSet(db, key, field, newValue);
    db.changed(EventClass.HASH, "hset", key);
    return true;
  }

  /**
   * HINCRBY: adds to a field's integer, 0 at first; its deadline stays.
   *
   * @return the sum
   * @throws CommandException "ERR hash value is not an integer", "ERR increment or decrement would
   *     overflow"
   */
  static long incrBy(Database db, ByteRange key, ByteRange field, long increment) {
    HashValue value = HashValue.findForWrite(db, key);
    int reference = value.find(field);
    long[] before = {0};
    if (reference != 0) {
      value.value(reference, (bytes, offset, length) -> before[0] = integer(bytes, offset, length));
    }
    long sum = before[0] + increment;
    if (((before[0] ^ sum) & (increment ^ sum)) < 0) {
      throw new CommandException("ERR increment or decrement would overflow");
    }
    value.putKeepingDeadline(field, ByteRange.of(ascii(sum)));
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(HINCRBY, key).add(field).add(increment).emit(db.index());
    }
    db.changed(EventClass.HASH, "hincrby", key);
    return sum;
  }

  private static long integer(byte[] bytes, int offset, int length) {
    long integer = IntegerText.parse(bytes, offset, length);
    if (IntegerText.isRefused(integer, bytes, offset, length)) {
      throw new CommandException("ERR hash value is not an integer");
    }
    return integer;
  }

  /**
   * HINCRBYFLOAT: adds to a field's number in extended precision, 0 at first; its deadline stays.
   *
   * @param increment text of the increment
   * @return the sum's text
   * @throws CommandException "ERR value is not a valid float", "ERR value is NaN or Infinity", "ERR
   *     hash value is not a float", "ERR increment would produce NaN or Infinity"
   */
  static ByteRange incrByFloat(Database db, ByteRange key, ByteRange field, ByteRange increment) {
    LongDouble term = db.keyspace().term();
    if (!term.parse(increment.array(), increment.offset(), increment.length())) {
      throw new CommandException("ERR value is not a valid float");
    }
    if (!term.isFinite()) {
      throw new CommandException("ERR value is NaN or Infinity");
    }
    HashValue value = HashValue.findForWrite(db, key);
    LongDouble sum = db.keyspace().sum();
    sum.set(0);
    int reference = value.find(field);
    if (reference != 0) {
      value.value(
          reference,
          (bytes, offset, length) -> {
            if (!sum.parse(bytes, offset, length)) {
              throw new CommandException("ERR hash value is not a float");
            }
          });
    }
    sum.add(term);
    if (!sum.isFinite()) {
      throw new CommandException("ERR increment would produce NaN or Infinity");
    }
    byte[] text = new byte[LongDouble.MAX_LENGTH];
    ByteRange result = ByteRange.of(text, 0, sum.write(text, 0));
    boolean expires = reference != 0 && value.expireAtMs(reference) != LargeHash.NO_EXPIRY;
    value.putKeepingDeadline(field, result);
    if (expires) {
      FieldExpiryOps.logSetKeepingDeadline(db, key, field, result);
    } else {
      logSet(db, key, field, result);
    }
    db.changed(EventClass.HASH, "hincrbyfloat", key);
    return result;
  }

  // ---- removing ------------------------------------------------------------------------------

  /**
   * HDEL: removes fields.
   *
   * @return how many there were
   */
  static int remove(Database db, ByteRange key, ByteRanges fields) {
    HashValue value = HashValue.findForWrite(db, key);
    LeftOut absent = new LeftOut();
    int removed = 0;
    for (int i = 0; i < fields.count(); i++) {
      int reference = value.isEmpty() ? 0 : value.find(fields.range(i));
      if (reference != 0) {
        value.remove(reference);
        removed++;
      } else {
        absent.add(i);
      }
    }
    if (removed == 0) {
      return 0;
    }
    boolean isEmpty = value.isEmpty();
    if (isEmpty) {
      value.delete();
    }
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(HDEL, key).addAll(fields, absent).emit(db.index());
    }
    db.changed(EventClass.HASH, "hdel", key);
    if (isEmpty) {
      db.publish(EventClass.GENERIC, "del", key);
    }
    return removed;
  }

  private static void logSet(Database db, ByteRange key, ByteRange field, ByteRange value) {
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(HSET, key).add(field).add(value).emit(db.index());
    }
  }

  private static byte[] ascii(long integer) {
    return ascii(Long.toString(integer));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
