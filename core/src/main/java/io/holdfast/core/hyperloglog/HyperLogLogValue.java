package io.holdfast.core.hyperloglog;

import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.string.StringOps;
import io.holdfast.encodings.hyperloglog.HyperLogLog;

/**
 * The HyperLogLog of a key, open to be changed in its entry.
 *
 * <p>While it is open the entry's value may be longer than the HyperLogLog, by the bytes the next
 * element might need; {@link #close} makes it as long again. Thread: the owner.
 */
final class HyperLogLogValue implements AutoCloseable {
  private static final String NOT_VALID = "WRONGTYPE Key is not a valid HyperLogLog string value.";

  /** More than any sparse one that is sound takes, and far from overflowing an offset. */
  private static final long MAX_SPARSE_BYTES = 1 << 20;

  private final Database db;
  private final long hash;
  private final int sparseMaxBytes;
  private int handle;
  private int length;

  private HyperLogLogValue(Database db, long hash, int handle, int length) {
    this.db = db;
    this.hash = hash;
    this.handle = handle;
    this.length = length;
    this.sparseMaxBytes = sparseMaxBytes(db);
  }

  /** Up to which length one is sparse: hll-sparse-max-bytes. */
  static int sparseMaxBytes(Database db) {
    return (int) Math.min(db.keyspace().limits().hyperLogLogSparseBytes, MAX_SPARSE_BYTES);
  }

  /**
   * Refuses an entry that holds no HyperLogLog; what is behind the header is not looked at.
   *
   * @throws WrongTypeException if it is no string
   * @throws CommandException "WRONGTYPE Key is not a valid HyperLogLog string value."
   */
  static void check(Database db, int handle) {
    StringOps.checkString(db, handle);
    boolean isValid =
        db.encoding(handle) != Entry.INT
            && HyperLogLog.isHyperLogLog(
                db.page(handle), db.valueOffset(handle), db.valueLength(handle));
    if (!isValid) {
      throw new CommandException(NOT_VALID);
    }
  }

  /** Gives a key that is absent an empty one. */
  static HyperLogLogValue create(Database db, ByteRange key, long hash) {
    int handle = db.insert(hash, key, Entry.STRING, Entry.RAW, HyperLogLog.EMPTY_BYTES);
    HyperLogLogValue value = new HyperLogLogValue(db, hash, handle, HyperLogLog.EMPTY_BYTES);
    HyperLogLog.writeEmpty(value.page(), value.at());
    HyperLogLog.invalidateCachedCount(value.page(), value.at());
    return value;
  }

  /**
   * Opens an entry's, which becomes raw if it is not.
   *
   * @throws WrongTypeException if it is no string
   * @throws CommandException "WRONGTYPE Key is not a valid HyperLogLog string value."
   */
  static HyperLogLogValue open(Database db, long hash, int handle) {
    check(db, handle);
    int length = db.valueLength(handle);
    int raw = handle;
    if (db.encoding(handle) == Entry.RAW) {
      db.beforeChange(hash, handle);
    } else {
      raw = StringOps.makeRaw(db, handle, hash, length);
    }
    return new HyperLogLogValue(db, hash, raw, length);
  }

  byte[] page() {
    return db.page(handle);
  }

  int at() {
    return db.valueOffset(handle);
  }

  int length() {
    return length;
  }

  boolean isSparse() {
    return HyperLogLog.isSparse(page(), at());
  }

  /**
   * Adds an element.
   *
   * @return whether that changed a register
   */
  boolean add(byte[] element, int offset, int elementLength) {
    long elementHash = HyperLogLog.hash(element, offset, elementLength);
    while (true) {
      int needed = HyperLogLog.bytesToAdd(page(), at(), length, sparseMaxBytes);
      if (needed > db.valueLength(handle)) {
        handle = StringOps.makeRaw(db, handle, hash, needed);
      }
      int newLength = HyperLogLog.add(page(), at(), length, elementHash, sparseMaxBytes);
      if (newLength != HyperLogLog.NEEDS_DENSE) {
        length = newLength == HyperLogLog.UNCHANGED ? length : newLength;
        return newLength != HyperLogLog.UNCHANGED;
      }
      toDense();
    }
  }

  /** Turns sparse registers into dense ones. */
  void toDense() {
    byte[] dense = new byte[HyperLogLog.DENSE_BYTES];
    HyperLogLog.toDense(page(), at(), length, dense, 0);
    replace(dense, dense.length);
  }

  /** Raises each register to its value in {@code registers}. */
  void merge(byte[] registers) {
    int room = HyperLogLog.bytesToMerge(page(), at(), length, sparseMaxBytes);
    byte[] bytes = new byte[room];
    System.arraycopy(page(), at(), bytes, 0, length);
    int newLength = HyperLogLog.merge(bytes, 0, length, registers, sparseMaxBytes);
    if (newLength < 0) {
      byte[] dense = new byte[HyperLogLog.DENSE_BYTES];
      HyperLogLog.toDense(bytes, 0, -newLength, dense, 0);
      bytes = dense;
      newLength = HyperLogLog.merge(bytes, 0, dense.length, registers, sparseMaxBytes);
    }
    replace(bytes, newLength);
  }

  private void replace(byte[] bytes, int newLength) {
    handle = db.resize(handle, hash, Entry.RAW, newLength, newLength);
    System.arraycopy(bytes, 0, page(), at(), newLength);
    length = newLength;
  }

  /** Makes the entry's value as long as the HyperLogLog is; the room stays. */
  @Override
  public void close() {
    if (db.valueLength(handle) != length) {
      handle = db.resize(handle, hash, Entry.RAW, length, db.valueLength(handle));
    }
  }
}
