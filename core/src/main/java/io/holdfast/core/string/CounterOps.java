package io.holdfast.core.string;

import io.holdfast.CommandException;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.number.IntegerText;
import io.holdfast.encodings.number.LongDouble;

/**
 * The operations on strings that are numbers. A key that does not exist is 0; the expiry stays.
 *
 * <p>Thread: the owner.
 */
final class CounterOps {
  private static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
  private static final String NOT_A_FLOAT = "ERR value is not a valid float";
  private static final String OVERFLOW = "ERR increment or decrement would overflow";
  private static final String NOT_FINITE = "ERR increment would produce NaN or Infinity";
  private static final String DECREMENT_OVERFLOW = "ERR decrement would overflow";

  private static final byte[] INCR = StringOps.ascii("INCR");
  private static final byte[] DECR = StringOps.ascii("DECR");
  private static final byte[] INCRBY = StringOps.ascii("INCRBY");

  private CounterOps() {}

  /** DECRBY's number as INCRBY's. */
  static long negated(long decrement) {
    if (decrement == Long.MIN_VALUE) {
      throw new CommandException(DECREMENT_OVERFLOW);
    }
    return -decrement;
  }

  /**
   * INCRBY and its kin: adds to an integer.
   *
   * @return the sum
   */
  static long incrBy(Database db, byte[] key, int offset, int length, long increment) {
    long hash = db.hash(key, offset, length);
    int handle = db.findForWrite(hash, key, offset, length);
    long sum = increment;
    if (handle == 0) {
      handle =
          db.insert(
              hash, key, offset, length, Entry.STRING, Entry.INT, Long.BYTES, Database.NO_EXPIRY);
    } else {
      StringOps.checkString(db, handle);
      boolean isInteger = db.encoding(handle) == Entry.INT;
      long before = isInteger ? StringOps.integer(db, handle) : parsed(db, handle);
      sum = before + increment;
      if (((before ^ sum) & (increment ^ sum)) < 0) {
        throw new CommandException(OVERFLOW);
      }
      if (isInteger) {
        db.beforeChange(hash, handle, 0, Long.BYTES);
      } else {
        handle =
            db.overwrite(handle, hash, Entry.STRING, Entry.INT, Long.BYTES, Database.KEEP_EXPIRY);
      }
    }
    LittleEndian.put64(db.page(handle), db.valueOffset(handle), sum);
    if (db.keyspace().effects().isActive()) {
      log(db, key, offset, length, increment);
    }
    db.changed(EventClass.STRING, "incrby", key, offset, length);
    return sum;
  }

  private static long parsed(Database db, int handle) {
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    int length = db.valueLength(handle);
    long value = IntegerText.parse(page, at, length);
    if (IntegerText.isRefused(value, page, at, length)) {
      throw new CommandException(NOT_AN_INTEGER);
    }
    return value;
  }

  private static void log(Database db, byte[] key, int offset, int length, long increment) {
    if (increment == 1) {
      StringOps.effect(db, INCR, key, offset, length).emit(db.index());
    } else if (increment == -1) {
      StringOps.effect(db, DECR, key, offset, length).emit(db.index());
    } else {
      StringOps.effect(db, INCRBY, key, offset, length).add(increment).emit(db.index());
    }
  }

  /**
   * INCRBYFLOAT: adds to a number in extended precision. The sum is kept as text.
   *
   * @param increment holds the text of the increment
   * @return the length of the sum's text, which stands in the keyspace's scratch array
   */
  static int incrByFloat(
      Database db,
      byte[] key,
      int keyOffset,
      int keyLength,
      byte[] increment,
      int incrementOffset,
      int incrementLength) {
    long hash = db.hash(key, keyOffset, keyLength);
    int handle = db.findForWrite(hash, key, keyOffset, keyLength);
    LongDouble sum = db.keyspace().sum();
    if (handle == 0) {
      sum.set(0);
    } else {
      StringOps.checkString(db, handle);
      if (db.encoding(handle) == Entry.INT) {
        sum.set(StringOps.integer(db, handle));
      } else {
        parse(sum, db.page(handle), db.valueOffset(handle), db.valueLength(handle));
      }
    }
    LongDouble term = db.keyspace().term();
    parse(term, increment, incrementOffset, incrementLength);
    sum.add(term);
    if (!sum.isFinite()) {
      throw new CommandException(NOT_FINITE);
    }
    byte[] text = db.keyspace().scratch();
    int textLength = sum.write(text, 0);
    StringOps.setText(db, handle, hash, key, keyOffset, keyLength, text, textLength);
    db.changed(EventClass.STRING, "incrbyfloat", key, keyOffset, keyLength);
    return textLength;
  }

  private static void parse(LongDouble number, byte[] text, int offset, int length) {
    if (!number.parse(text, offset, length)) {
      throw new CommandException(NOT_A_FLOAT);
    }
  }
}
