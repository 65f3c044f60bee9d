package io.holdfast.core.bitmap;

import io.holdfast.BitOperation;
import io.holdfast.BitUnit;
import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.string.StringOps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The operations on single bits and ranges of bits. A key that does not exist is an empty string,
 * and behind the end of a string all bits are 0.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key it reads, or changes in place,
 * holds another type. Thread: the owner; the time is that of the keyspace.
 */
final class BitmapOps {
  private static final ByteRange EMPTY = ByteRange.of(new byte[0]);

  private static final byte[] BITOP = ascii("BITOP");
  private static final byte[] SETBIT = ascii("SETBIT");

  private BitmapOps() {}

  // ---- single bits ---------------------------------------------------------------------------

  /**
   * Refuses offsets of bits that no string can have.
   *
   * @throws CommandException "ERR bit offset is not an integer or out of range"
   */
  static void checkOffset(Database db, long offset) {
    if (offset < 0 || offset >>> 3 >= db.keyspace().maxStringBytes()) {
      throw new CommandException("ERR bit offset is not an integer or out of range");
    }
  }

  /** GETBIT. */
  static boolean get(Database db, ByteRange key, long offset) {
    checkOffset(db, offset);
    int handle = StringOps.find(db, key);
    if (handle == 0) {
      return false;
    }
    ByteRange text = StringOps.text(db, handle);
    return offset >>> 3 < text.length()
        && isSet(text.array(), text.offset() + (int) (offset >>> 3), offset);
  }

  /**
   * SETBIT: sets or clears a bit of a string, which is filled up with zeros where it is too short.
   *
   * @return what the bit was
   */
  static boolean set(Database db, ByteRange key, long offset, boolean bit) {
    checkOffset(db, offset);
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    int oldLength = length(db, handle);
    int index = (int) (offset >>> 3);
    int to = open(db, key, hash, handle, oldLength, index + 1);
    byte[] page = db.page(to);
    int at = db.valueOffset(to) + index;
    boolean wasSet = isSet(page, at, offset);
    if (wasSet == bit && index < oldLength) {
      return wasSet;
    }
    if (index < oldLength) {
      db.beforeChange(hash, to, index, 1);
    }
    int mask = 0x80 >>> (offset & 7);
    page[at] = (byte) (bit ? page[at] | mask : page[at] & ~mask);
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(SETBIT, key).add(offset).add(bit ? 1 : 0).emit(db.index());
    }
    db.changed(EventClass.STRING, "setbit", key);
    return wasSet;
  }

  private static boolean isSet(byte[] bytes, int at, long offset) {
    return (bytes[at] & 0x80 >>> (offset & 7)) != 0;
  }

  /**
   * The length of a string that is to be changed.
   *
   * @param handle the key's entry, or 0
   * @throws WrongTypeException if it is no string
   */
  static int length(Database db, int handle) {
    if (handle == 0) {
      return 0;
    }
    StringOps.checkString(db, handle);
    return StringOps.length(db, handle);
  }

  /**
   * Makes a string raw bytes, which may be changed in place, and at least this long.
   *
   * @param handle the key's entry, or 0
   * @param oldLength {@link #length} of it
   * @return the entry's handle from now on
   */
  static int open(
      Database db, ByteRange key, long hash, int handle, int oldLength, int neededLength) {
    int length = Math.max(oldLength, neededLength);
    int to =
        handle == 0
            ? db.insert(hash, key, Entry.STRING, Entry.RAW, length)
            : StringOps.makeRaw(db, handle, hash, length);
    int at = db.valueOffset(to);
    Arrays.fill(db.page(to), at + oldLength, at + length, (byte) 0);
    return to;
  }

  // ---- ranges --------------------------------------------------------------------------------

  /**
   * BITCOUNT: the number of set bits from one index to another, both included; negative ones count
   * from the end.
   */
  static long count(Database db, ByteRange key, long start, long end, BitUnit unit) {
    int handle = StringOps.find(db, key);
    if (handle == 0 || start < 0 && end < 0 && start > end) {
      return 0;
    }
    ByteRange text = StringOps.text(db, handle);
    long total = total(text, unit);
    int shift = shift(unit);
    long from = fromStart(start, total) << shift;
    long to = Math.min(total, fromStart(end, total) + 1) << shift;
    return BitScan.count(text.array(), text.offset(), from, to);
  }

  /**
   * BITPOS: where the first bit of a kind is, from one index to another, both included; negative
   * ones count from the end.
   *
   * @param isEndGiven if not, {@code end} is -1 and zeros follow the string
   * @return -1 if there is none
   */
  static long position(
      Database db,
      ByteRange key,
      boolean bit,
      long start,
      long end,
      BitUnit unit,
      boolean isEndGiven) {
    int handle = StringOps.find(db, key);
    if (handle == 0) {
      return bit ? BitScan.NOT_FOUND : 0;
    }
    ByteRange text = StringOps.text(db, handle);
    long total = total(text, unit);
    int shift = shift(unit);
    long from = fromStart(start, total) << shift;
    long to = Math.min(total, fromStart(end, total) + 1) << shift;
    if (from >= to) {
      return BitScan.NOT_FOUND;
    }
    long found = BitScan.find(text.array(), text.offset(), from, to, bit);
    return found == BitScan.NOT_FOUND && !bit && !isEndGiven ? to : found;
  }

  private static long total(ByteRange text, BitUnit unit) {
    return unit == BitUnit.BIT ? (long) text.length() << 3 : text.length();
  }

  private static int shift(BitUnit unit) {
    return unit == BitUnit.BIT ? 0 : 3;
  }

  /** An index counted from the start, within 0 and {@code total}. */
  private static long fromStart(long index, long total) {
    return index < 0 ? Math.max(0, index + total) : Math.min(index, total);
  }

  // ---- several strings -----------------------------------------------------------------------

  /**
   * BITOP: makes one string of several and gives it to a key, whatever that held; of nothing but
   * empty strings no key is left.
   *
   * @return the length of the new string
   * @throws CommandException "ERR BITOP NOT must be called with a single source key.", "ERR BITOP
   *     DIFF must be called with at least two source keys."
   */
  static long combine(
      Database db, BitOperation operation, ByteRange destination, ByteRanges sources) {
    checkCount(operation, sources.count());
    long hash = db.hash(destination);
    List<ByteRange> texts = new ArrayList<>(sources.count());
    boolean isOverwritten = false;
    int length = 0;
    for (int i = 0; i < sources.count(); i++) {
      ByteRange key = sources.range(i);
      int handle = StringOps.find(db, key);
      ByteRange text = handle == 0 ? EMPTY : StringOps.text(db, handle);
      texts.add(text);
      length = Math.max(length, text.length());
      isOverwritten |= key.equals(destination);
    }
    int handle = db.findForWrite(hash, destination);
    if (length == 0) {
      if (handle != 0) {
        db.delete(handle, hash);
        log(db, operation, destination, sources);
        db.changed(EventClass.GENERIC, "del", destination);
      }
      return 0;
    }
    if (isOverwritten) {
      byte[] result = new byte[length];
      BitCombination.write(operation, texts, result, 0, length);
      int to = room(db, destination, hash, handle, length);
      System.arraycopy(result, 0, db.page(to), db.valueOffset(to), length);
    } else {
      int to = room(db, destination, hash, handle, length);
      BitCombination.write(operation, texts, db.page(to), db.valueOffset(to), length);
    }
    log(db, operation, destination, sources);
    db.changed(EventClass.STRING, "set", destination);
    return length;
  }

  private static void checkCount(BitOperation operation, int sources) {
    switch (operation) {
      case NOT -> {
        if (sources != 1) {
          throw new CommandException("ERR BITOP NOT must be called with a single source key.");
        }
      }
      case DIFF, DIFF1, ANDOR -> {
        if (sources < 2) {
          throw new CommandException(
              "ERR BITOP " + operation + " must be called with at least two source keys.");
        }
      }
      case AND, OR, XOR, ONE -> {
        if (sources < 1) {
          throw new CommandException("ERR wrong number of arguments for 'bitop' command");
        }
      }
    }
  }

  private static int room(Database db, ByteRange key, long hash, int handle, int length) {
    return handle == 0
        ? db.insert(hash, key, Entry.STRING, Entry.RAW, length)
        : db.overwrite(handle, hash, Entry.STRING, Entry.RAW, length, Database.NO_EXPIRY);
  }

  private static void log(
      Database db, BitOperation operation, ByteRange destination, ByteRanges sources) {
    EffectLog effects = db.keyspace().effects();
    if (effects.isActive()) {
      byte[] name = ascii(operation.name());
      effects.write(BITOP).add(name).add(destination).addAll(sources).emit(db.index());
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
