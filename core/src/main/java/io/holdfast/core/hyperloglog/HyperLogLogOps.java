package io.holdfast.core.hyperloglog;

import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.string.StringOps;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.hyperloglog.HyperLogLog;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The operations on HyperLogLogs. A key that does not exist has seen no element.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key holds another type, and {@link
 * CommandException} with "WRONGTYPE Key is not a valid HyperLogLog string value." or "INVALIDOBJ
 * Corrupted HLL object detected" if it holds another string or a damaged one. Thread: the owner.
 */
final class HyperLogLogOps {
  private static final String DAMAGED = "INVALIDOBJ Corrupted HLL object detected";

  private static final byte[] PFADD = ascii("PFADD");
  private static final byte[] PFCOUNT = ascii("PFCOUNT");
  private static final byte[] PFDEBUG = ascii("PFDEBUG");
  private static final byte[] PFMERGE = ascii("PFMERGE");

  private HyperLogLogOps() {}

  /**
   * PFADD: adds elements; without any, sees to it that the key exists.
   *
   * @return whether a register changed or the key is new
   */
  static boolean add(Database db, ByteRange key, ByteRanges elements) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    boolean[] isChanged = {handle == 0};
    try (HyperLogLogValue value =
        handle == 0
            ? HyperLogLogValue.create(db, key, hash)
            : HyperLogLogValue.open(db, hash, handle)) {
      for (int i = 0; i < elements.count(); i++) {
        isChanged[0] |= value.add(elements.array(i), elements.offset(i), elements.length(i));
      }
    } catch (DamagedBytesException e) {
      throw new CommandException(DAMAGED);
    } finally {
      // Also when a later element met damaged registers: what was added before is there.
      if (isChanged[0]) {
        log(db, PFADD, key, elements);
        db.changed(EventClass.STRING, "pfadd", key);
      }
    }
    return isChanged[0];
  }

  /**
   * PFCOUNT of one key: the estimate, which is cached in the value; that is a change of it, though
   * no event is published.
   */
  static long count(Database db, ByteRange key) {
    long hash = db.hash(key);
    int handle = db.find(hash, key);
    if (handle == 0) {
      return 0;
    }
    HyperLogLogValue.check(db, handle);
    if (db.encoding(handle) != Entry.RAW) {
      handle = StringOps.makeRaw(db, handle, hash, db.valueLength(handle));
    }
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    int length = db.valueLength(handle);
    long count = sound(() -> HyperLogLog.count(page, at, length));
    if (HyperLogLog.isCachedCountStale(page, at)) {
      db.beforeChange(hash, handle);
      HyperLogLog.cacheCount(page, at, count);
      log(db, PFCOUNT, key, ByteRanges.of());
      db.changed(key.array(), key.offset(), key.length());
    }
    return count;
  }

  /** PFCOUNT of several keys: the estimate for their union, which is not cached. */
  static long count(Database db, ByteRanges keys) {
    if (keys.count() == 1) {
      return count(db, keys.range(0));
    }
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    for (int i = 0; i < keys.count(); i++) {
      collect(db, keys.range(i), registers);
    }
    return HyperLogLog.count(registers);
  }

  /** PFMERGE: makes the destination the union of itself and the sources. */
  static void merge(Database db, ByteRange destination, ByteRanges sources) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    boolean isDense = collect(db, destination, registers);
    for (int i = 0; i < sources.count(); i++) {
      isDense |= collect(db, sources.range(i), registers);
    }
    long hash = db.hash(destination);
    int handle = db.findForWrite(hash, destination);
    try (HyperLogLogValue value =
        handle == 0
            ? HyperLogLogValue.create(db, destination, hash)
            : HyperLogLogValue.open(db, hash, handle)) {
      if (isDense && value.isSparse()) {
        value.toDense();
      }
      value.merge(registers);
    }
    log(db, PFMERGE, destination, sources);
    db.changed(EventClass.STRING, "pfadd", destination);
  }

  /** Raises registers to those of a key; returns whether these are dense. */
  private static boolean collect(Database db, ByteRange key, byte[] registers) {
    int handle = db.find(db.hash(key), key);
    if (handle == 0) {
      return false;
    }
    HyperLogLogValue.check(db, handle);
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    int length = db.valueLength(handle);
    return sound(
        () -> {
          HyperLogLog.mergeInto(registers, page, at, length);
          return !HyperLogLog.isSparse(page, at);
        });
  }

  // ---- looking inside ------------------------------------------------------------------------

  /**
   * Opens a key's to look at it.
   *
   * @throws CommandException "ERR The specified key does not exist"
   */
  static HyperLogLogValue inspect(Database db, ByteRange key) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    if (handle == 0) {
      throw new CommandException("ERR The specified key does not exist");
    }
    return HyperLogLogValue.open(db, hash, handle);
  }

  /**
   * PFDEBUG TODENSE, and GETREG's way of beginning: makes registers dense.
   *
   * @param subcommand the one that asks for it
   * @return whether they were sparse
   */
  static boolean toDense(Database db, ByteRange key, HyperLogLogValue value, String subcommand) {
    if (!value.isSparse()) {
      return false;
    }
    sound(
        () -> {
          value.toDense();
          return true;
        });
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(PFDEBUG).add(ascii(subcommand)).add(key).emit(db.index());
    }
    db.changed(key.array(), key.offset(), key.length());
    return true;
  }

  /** The value of one register. */
  static int register(HyperLogLogValue value, int index) {
    return sound(() -> HyperLogLog.register(value.page(), value.at(), value.length(), index));
  }

  /** PFDEBUG DECODE: the run lengths of a sparse one. */
  static String sparseText(HyperLogLogValue value) {
    if (!value.isSparse()) {
      throw new CommandException("ERR HLL encoding is not sparse");
    }
    return sound(() -> HyperLogLog.sparseText(value.page(), value.at(), value.length()));
  }

  // ---- inside --------------------------------------------------------------------------------

  private static <T> T sound(Supplier<T> operation) {
    try {
      return operation.get();
    } catch (DamagedBytesException e) {
      throw new CommandException(DAMAGED);
    }
  }

  private static void log(Database db, byte[] verb, ByteRange key, ByteRanges others) {
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(verb, key).addAll(others).emit(db.index());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
