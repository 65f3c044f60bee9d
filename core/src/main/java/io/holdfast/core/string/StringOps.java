package io.holdfast.core.string;

import io.holdfast.CommandException;
import io.holdfast.ExpireCondition;
import io.holdfast.SetCondition;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.generic.ExpiryOps;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.keyspace.LookAhead;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations on strings. Keys and values come as ranges of somebody's array and are copied into
 * the database.
 *
 * <pre>
 *  INT      | number, 8 bytes |                what SET finds to be the text of a 64-bit integer
 *  EMBSTR   | up to 44 bytes |                 other short values as they were set
 *  RAW      | bytes ... | room for more ... |  longer ones, and what APPEND and SETRANGE made
 * </pre>
 *
 * An operation that reads answers a handle, which is good until the next change; who wants the old
 * value of a key reads it before calling the operation that changes it. What changes a key logs the
 * effect, tells watchers and publishes the event, in this order; what changes nothing is silent.
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
public final class StringOps {
  private static final String INVALID_OFFSET = "ERR offset is out of range";
  private static final String TOO_LONG =
      "ERR string exceeds maximum allowed size (proto-max-bulk-len)";

  /** A string that grows gets room to become twice as long, but for this much at most. */
  private static final int MAX_ROOM_BYTES = 1024 * 1024;

  private static final byte[] APPEND = ascii("APPEND");
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] KEEPTTL = ascii("KEEPTTL");
  private static final byte[] MSET = ascii("MSET");
  private static final byte[] MSETNX = ascii("MSETNX");
  private static final byte[] PXAT = ascii("PXAT");
  private static final byte[] SET = ascii("SET");
  private static final byte[] SETRANGE = ascii("SETRANGE");

  private StringOps() {}

  // ---- reading -------------------------------------------------------------------------------

  /**
   * GET: the handle of a key's string, or 0.
   *
   * @throws WrongTypeException if the key holds another type
   */
  public static int find(Database db, byte[] key, int offset, int length) {
    int handle = db.find(db.hash(key, offset, length), key, offset, length);
    if (handle != 0) {
      checkString(db, handle);
    }
    return handle;
  }

  /** As {@link #find(Database, byte[], int, int)}. */
  public static int find(Database db, ByteRange key) {
    return find(db, key.array(), key.offset(), key.length());
  }

  /**
   * MGET: the strings of several keys, in order; a key of another type counts as absent.
   *
   * @param found receives each key's handle, good until the next change, or 0
   */
  static void findAll(Database db, ByteRanges keys, IntConsumer found) {
    LookAhead ahead = new LookAhead();
    int count = keys.count();
    for (int from = 0; from < count; from += LookAhead.MAX_KEYS) {
      int to = Math.min(count, from + LookAhead.MAX_KEYS);
      ahead.read(db, keys, from, to);
      for (int i = from; i < to; i++) {
        int handle = db.find(ahead.hash(i - from), keys.array(i), keys.offset(i), keys.length(i));
        found.accept(handle != 0 && db.type(handle) == Entry.STRING ? handle : 0);
      }
    }
  }

  /** The integer of a string in the INT encoding. */
  public static long integer(Database db, int handle) {
    return LittleEndian.i64(db.page(handle), db.valueOffset(handle));
  }

  /** The bytes of a string where they lie, good until the next change; an integer's text. */
  public static ByteRange text(Database db, int handle) {
    if (db.encoding(handle) != Entry.INT) {
      return ByteRange.of(db.page(handle), db.valueOffset(handle), db.valueLength(handle));
    }
    byte[] digits = new byte[IntegerText.MAX_LENGTH];
    return ByteRange.of(digits, 0, IntegerText.write(integer(db, handle), digits, 0));
  }

  /** STRLEN: the length of a string, that of its text if it is an integer. */
  public static int length(Database db, int handle) {
    return db.encoding(handle) == Entry.INT
        ? IntegerText.length(integer(db, handle))
        : db.valueLength(handle);
  }

  /**
   * GETRANGE: the part of a string from one index to another, both included; negative ones count
   * from the end.
   *
   * @param length the string's length
   * @return the part's offset, and in the lower 32 bits its length, which may be 0
   */
  static long range(long start, long end, int length) {
    if (start < 0 && end < 0 && start > end) {
      return 0;
    }
    long from = Math.max(0, start < 0 ? start + length : start);
    long to = Math.min(length - 1L, Math.max(0, end < 0 ? end + length : end));
    return from > to ? 0 : from << 32 | (to - from + 1);
  }

  // ---- setting -------------------------------------------------------------------------------

  /**
   * SET: gives a key a value, whatever it held.
   *
   * @param expireAtMs when it expires, {@link Database#NO_EXPIRY} or {@link Database#KEEP_EXPIRY};
   *     a time that is not in the future leaves no key
   * @return whether the condition held
   */
  public static boolean set(
      Database db,
      byte[] key,
      int keyOffset,
      int keyLength,
      byte[] value,
      int valueOffset,
      int valueLength,
      SetCondition condition,
      long expireAtMs) {
    long hash = db.hash(key, keyOffset, keyLength);
    int handle = db.findForWrite(hash, key, keyOffset, keyLength);
    if (condition != SetCondition.ALWAYS && (condition == SetCondition.NX) == (handle != 0)) {
      return false;
    }
    boolean isPast = expireAtMs >= 0 && expireAtMs <= db.keyspace().dueMs();
    handle =
        put(
            db,
            handle,
            hash,
            key,
            keyOffset,
            keyLength,
            value,
            valueOffset,
            valueLength,
            isPast ? Database.NO_EXPIRY : expireAtMs);
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = effect(db, SET, key, keyOffset, keyLength);
      logSet(db, effect.add(value, valueOffset, valueLength), expireAtMs);
    }
    db.changed(EventClass.STRING, "set", key, keyOffset, keyLength);
    if (expireAtMs >= 0) {
      db.publish(EventClass.GENERIC, "expire", key, keyOffset, keyLength);
      if (isPast) {
        db.expire(handle, hash);
      }
    }
    return true;
  }

  /**
   * MSET and MSETNX: gives several keys values; of a key that comes twice the last one counts.
   *
   * @param condition to set nothing unless it holds for all keys
   * @return whether the condition held
   */
  static boolean setAll(Database db, ByteRanges keys, ByteRanges values, SetCondition condition) {
    if (!holdsForAll(db, keys, condition)) {
      return false;
    }
    putAll(db, keys, values);
    if (db.keyspace().effects().isActive()) {
      logAll(db, condition == SetCondition.NX ? MSETNX : MSET, keys, values);
    }
    return true;
  }

  private static void putAll(Database db, ByteRanges keys, ByteRanges values) {
    int count = keys.count();
    LookAhead ahead = new LookAhead();
    for (int from = 0; from < count; from += LookAhead.MAX_KEYS) {
      int to = Math.min(count, from + LookAhead.MAX_KEYS);
      ahead.read(db, keys, from, to);
      for (int i = from; i < to; i++) {
        setOne(db, ahead.hash(i - from), keys, values, i);
      }
    }
  }

  private static boolean holdsForAll(Database db, ByteRanges keys, SetCondition condition) {
    for (int i = 0; condition != SetCondition.ALWAYS && i < keys.count(); i++) {
      byte[] key = keys.array(i);
      int offset = keys.offset(i);
      int length = keys.length(i);
      boolean exists = db.findForWrite(db.hash(key, offset, length), key, offset, length) != 0;
      if (exists != (condition == SetCondition.XX)) {
        return false;
      }
    }
    return true;
  }

  /**
   * MSETEX: gives several keys values that expire together. In the log, each with its deadline is a
   * SET, and all of them one unit.
   *
   * @param condition to set nothing unless it holds for all keys
   * @param expireAtMs as {@link #set} has it
   * @return whether the condition held
   */
  static boolean setAll(
      Database db, ByteRanges keys, ByteRanges values, SetCondition condition, long expireAtMs) {
    if (expireAtMs == Database.NO_EXPIRY) {
      return setAll(db, keys, values, condition);
    }
    if (!holdsForAll(db, keys, condition)) {
      return false;
    }
    EffectLog effects = db.keyspace().effects();
    effects.beginUnit();
    try {
      for (int i = 0; i < keys.count(); i++) {
        set(
            db,
            keys.array(i),
            keys.offset(i),
            keys.length(i),
            values.array(i),
            values.offset(i),
            values.length(i),
            SetCondition.ALWAYS,
            expireAtMs);
      }
    } finally {
      effects.endUnit(db.index());
    }
    return true;
  }

  private static void setOne(
      Database db, long hash, ByteRanges keys, ByteRanges values, int index) {
    byte[] key = keys.array(index);
    int offset = keys.offset(index);
    int length = keys.length(index);
    put(
        db,
        db.findForWrite(hash, key, offset, length),
        hash,
        key,
        offset,
        length,
        values.array(index),
        values.offset(index),
        values.length(index),
        Database.NO_EXPIRY);
    db.changed(EventClass.STRING, "set", key, offset, length);
  }

  private static void logAll(Database db, byte[] verb, ByteRanges keys, ByteRanges values) {
    EffectWriter effect = db.keyspace().effects().write(verb);
    for (int i = 0; i < keys.count(); i++) {
      effect.add(keys, i).add(values, i);
    }
    effect.emit(db.index());
  }

  /**
   * INCRBYFLOAT's way of setting: text, an integer's too, keeping the expiry.
   *
   * @param handle the key's entry, or 0
   */
  static void setText(
      Database db,
      int handle,
      long hash,
      byte[] key,
      int keyOffset,
      int keyLength,
      byte[] text,
      int textLength) {
    int encoding = encodingFor(textLength);
    int to =
        room(
            db,
            handle,
            hash,
            key,
            keyOffset,
            keyLength,
            encoding,
            textLength,
            Database.KEEP_EXPIRY);
    System.arraycopy(text, 0, db.page(to), db.valueOffset(to), textLength);
    if (db.keyspace().effects().isActive()) {
      effect(db, SET, key, keyOffset, keyLength)
          .add(text, 0, textLength)
          .add(KEEPTTL)
          .emit(db.index());
    }
  }

  // ---- changing ------------------------------------------------------------------------------

  /**
   * APPEND: adds to the end of a string, which is empty at first if the key does not exist. O(1)
   * amortised.
   *
   * @return the string's length from now on
   */
  static int append(
      Database db,
      byte[] key,
      int keyOffset,
      int keyLength,
      byte[] value,
      int valueOffset,
      int valueLength) {
    long hash = db.hash(key, keyOffset, keyLength);
    int handle = db.findForWrite(hash, key, keyOffset, keyLength);
    int length = valueLength;
    if (handle == 0) {
      put(
          db,
          handle,
          hash,
          key,
          keyOffset,
          keyLength,
          value,
          valueOffset,
          valueLength,
          Database.NO_EXPIRY);
    } else {
      checkString(db, handle);
      int oldLength = length(db, handle);
      length = checkLength(db, oldLength, valueLength);
      int to = makeRaw(db, handle, hash, length);
      System.arraycopy(
          value, valueOffset, db.page(to), db.valueOffset(to) + oldLength, valueLength);
    }
    if (db.keyspace().effects().isActive()) {
      effect(db, APPEND, key, keyOffset, keyLength)
          .add(value, valueOffset, valueLength)
          .emit(db.index());
    }
    db.changed(EventClass.STRING, "append", key, keyOffset, keyLength);
    return length;
  }

  /**
   * SETRANGE: overwrites part of a string, which is filled up with zero bytes where it is too
   * short. An empty value changes nothing.
   *
   * @return the string's length from now on
   */
  static int setRange(
      Database db,
      byte[] key,
      int keyOffset,
      int keyLength,
      long offset,
      byte[] value,
      int valueOffset,
      int valueLength) {
    if (offset < 0) {
      throw new CommandException(INVALID_OFFSET);
    }
    long hash = db.hash(key, keyOffset, keyLength);
    int handle = db.findForWrite(hash, key, keyOffset, keyLength);
    int oldLength = 0;
    if (handle != 0) {
      checkString(db, handle);
      oldLength = length(db, handle);
    }
    if (valueLength == 0) {
      return oldLength;
    }
    int length = Math.max(oldLength, checkLength(db, offset, valueLength));
    int to =
        handle == 0
            ? db.insert(
                hash,
                key,
                keyOffset,
                keyLength,
                Entry.STRING,
                Entry.RAW,
                length,
                Database.NO_EXPIRY)
            : makeRaw(db, handle, hash, length);
    if (offset < oldLength) {
      db.beforeChange(hash, to, (int) offset, Math.min(valueLength, oldLength - (int) offset));
    }
    byte[] page = db.page(to);
    int at = db.valueOffset(to);
    int from = at + (int) offset;
    if (offset > oldLength) {
      Arrays.fill(page, at + oldLength, from, (byte) 0);
    }
    System.arraycopy(value, valueOffset, page, from, valueLength);
    if (db.keyspace().effects().isActive()) {
      effect(db, SETRANGE, key, keyOffset, keyLength)
          .add(offset)
          .add(value, valueOffset, valueLength)
          .emit(db.index());
    }
    db.changed(EventClass.STRING, "setrange", key, keyOffset, keyLength);
    return length;
  }

  /** GETDEL and DELEX: deletes a key that was found. */
  static void delete(Database db, int handle, byte[] key, int offset, int length) {
    db.delete(handle, db.hash(key, offset, length));
    if (db.keyspace().effects().isActive()) {
      effect(db, DEL, key, offset, length).emit(db.index());
    }
    db.changed(EventClass.GENERIC, "del", key, offset, length);
  }

  /**
   * DELEX: deletes a key.
   *
   * @param test a condition on the string it holds; null to delete it whatever it holds
   * @return whether it existed and the condition held
   * @throws WrongTypeException if there is a condition and the key holds another type
   */
  static boolean deleteIf(Database db, ByteRange key, @Nullable ValueTest test) {
    int handle = db.findForWrite(db.hash(key), key);
    if (handle == 0 || test != null && !test.holds(db, handle)) {
      return false;
    }
    delete(db, handle, key.array(), key.offset(), key.length());
    return true;
  }

  /**
   * GETEX: changes when a key expires; a time that is not in the future deletes it.
   *
   * @param expireAtMs ms since the epoch, {@link Database#NO_EXPIRY} to take the expiry away, or
   *     {@link Database#KEEP_EXPIRY} to do nothing
   */
  static void expireAt(Database db, byte[] key, int offset, int length, long expireAtMs) {
    if (expireAtMs >= 0) {
      ExpiryOps.expireAt(db, key, offset, length, expireAtMs, ExpireCondition.ALWAYS);
    } else if (expireAtMs == Database.NO_EXPIRY) {
      ExpiryOps.persist(db, key, offset, length);
    }
  }

  /**
   * Lays a value that comes from outside down for a key that is absent, and tells nobody.
   *
   * @param expireAtMs later than now, or {@link Database#NO_EXPIRY}
   * @return the entry's handle
   */
  public static int load(Database db, long hash, ByteRange key, ByteRange value, long expireAtMs) {
    return put(
        db,
        0,
        hash,
        key.array(),
        key.offset(),
        key.length(),
        value.array(),
        value.offset(),
        value.length(),
        expireAtMs);
  }

  // ---- inside --------------------------------------------------------------------------------

  /** Lays a value down in the encoding that suits it, and tells nobody. */
  private static int put(
      Database db,
      int handle,
      long hash,
      byte[] key,
      int keyOffset,
      int keyLength,
      byte[] value,
      int valueOffset,
      int valueLength,
      long expireAtMs) {
    long integer = IntegerText.parse(value, valueOffset, valueLength);
    boolean isInteger = !IntegerText.isRefused(integer, value, valueOffset, valueLength);
    int encoding = isInteger ? Entry.INT : encodingFor(valueLength);
    int length = isInteger ? Long.BYTES : valueLength;
    int to = room(db, handle, hash, key, keyOffset, keyLength, encoding, length, expireAtMs);
    byte[] page = db.page(to);
    int at = db.valueOffset(to);
    if (isInteger) {
      LittleEndian.put64(page, at, integer);
    } else {
      System.arraycopy(value, valueOffset, page, at, valueLength);
    }
    return to;
  }

  /** Room for a value: in a new entry if {@code handle} is 0, else in place of what was there. */
  static int room(
      Database db,
      int handle,
      long hash,
      byte[] key,
      int keyOffset,
      int keyLength,
      int encoding,
      int length,
      long expireAtMs) {
    if (handle == 0) {
      long atMs = expireAtMs == Database.KEEP_EXPIRY ? Database.NO_EXPIRY : expireAtMs;
      return db.insert(hash, key, keyOffset, keyLength, Entry.STRING, encoding, length, atMs);
    }
    return db.overwrite(handle, hash, Entry.STRING, encoding, length, expireAtMs);
  }

  /**
   * Turns a string into raw bytes of a length that is not less than before; bytes behind the old
   * ones are undefined.
   *
   * @return the entry's handle from now on
   */
  public static int makeRaw(Database db, int handle, long hash, int length) {
    boolean wasInteger = db.encoding(handle) == Entry.INT;
    long integer = wasInteger ? integer(db, handle) : 0;
    int room = db.valueCapacity(handle);
    if (wasInteger) {
      db.beforeChange(hash, handle);
    }
    if (length > room) {
      room = length + Math.min(length, MAX_ROOM_BYTES);
    }
    int to = db.resize(handle, hash, Entry.RAW, length, room);
    if (wasInteger) {
      IntegerText.write(integer, db.page(to), db.valueOffset(to));
    }
    return to;
  }

  /**
   * Refuses an entry that is no string.
   *
   * @throws WrongTypeException if the entry holds another type
   */
  public static void checkString(Database db, int handle) {
    if (db.type(handle) != Entry.STRING) {
      throw new WrongTypeException();
    }
  }

  private static int checkLength(Database db, long offset, int valueLength) {
    long maxBytes = db.keyspace().maxStringBytes();
    if (offset > maxBytes || offset + valueLength > maxBytes) {
      throw new CommandException(TOO_LONG);
    }
    return (int) offset + valueLength;
  }

  private static int encodingFor(int length) {
    return length <= Entry.MAX_EMBSTR_BYTES ? Entry.EMBSTR : Entry.RAW;
  }

  private static void logSet(Database db, EffectWriter effect, long expireAtMs) {
    if (expireAtMs >= 0) {
      effect.add(PXAT).add(expireAtMs);
    } else if (expireAtMs == Database.KEEP_EXPIRY) {
      effect.add(KEEPTTL);
    }
    effect.emit(db.index());
  }

  /** Begins a command about a key; ask first whether the log is active. */
  static EffectWriter effect(Database db, byte[] verb, byte[] key, int offset, int length) {
    return db.keyspace().effects().write(verb).add(key, offset, length);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
