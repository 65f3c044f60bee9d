package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.deadline.DeadlineHeap;

/**
 * The byte layout of a hash's field and its value, one block.
 *
 * <pre>
 *  bytes | 0                       | 1            |
 *        | flags, field length lo6 | value length |             header, 2 bytes
 *        | field length, 4 | value length, 4 |                  if WIDE: field &gt; 63 or value &gt; 255
 *        | expire at, ms since the epoch, 8 | heap position, 4 |  if EXPIRES
 *        | field ... | value ... | room
 *
 *  byte 0 | EXPIRES | WIDE | field length, 6 bits |             lengths are 0 if WIDE
 * </pre>
 *
 * The heap position is where the deadline stands in the hash's {@link DeadlineHeap}. It says
 * nothing about the field, and so changes without anybody being told.
 *
 * <p>WIDE adds 8 bytes and EXPIRES 12, so the field's offset needs no branch.
 */
final class FieldBlock {
  static final int WIDE = 0x40;
  static final int EXPIRES = 0x80;
  static final int MAX_NARROW_FIELD_LENGTH = 63;
  static final int MAX_NARROW_VALUE_LENGTH = 255;

  private static final int HEADER_BYTES = 2;
  private static final int WIDE_BYTES = 8;
  private static final int DEADLINE_BYTES = 8;

  /** What a deadline and its heap position take. */
  static final int EXPIRY_BYTES = DEADLINE_BYTES + Integer.BYTES;

  private static final int VALUE_LENGTH_SHIFT = 8;

  private FieldBlock() {}

  static int flagsFor(int fieldLength, int valueLength, boolean expires) {
    boolean wide = fieldLength > MAX_NARROW_FIELD_LENGTH || valueLength > MAX_NARROW_VALUE_LENGTH;
    return (wide ? WIDE : 0) | (expires ? EXPIRES : 0);
  }

  /** Bytes of a block with these flags and lengths. */
  static int bytesFor(int flags, int fieldLength, int valueLength) {
    long bytes = (long) prefixBytes(flags) + fieldLength + valueLength;
    if (bytes > Arena.MAX_BLOCK_BYTES) {
      throw new IllegalArgumentException("field and value too long: bytes=" + bytes);
    }
    return (int) bytes;
  }

  static int header(byte[] page, int at) {
    return LittleEndian.u16(page, at);
  }

  /** Writes flags and lengths; deadline, field and value follow at their offsets. */
  static int writeHeader(byte[] page, int at, int flags, int fieldLength, int valueLength) {
    if ((flags & WIDE) == 0) {
      int header = flags | fieldLength | valueLength << VALUE_LENGTH_SHIFT;
      LittleEndian.put16(page, at, header);
      return header;
    }
    LittleEndian.put16(page, at, flags);
    LittleEndian.put32(page, at + HEADER_BYTES, fieldLength);
    LittleEndian.put32(page, at + HEADER_BYTES + 4, valueLength);
    return flags;
  }

  static int flags(int header) {
    return header & (EXPIRES | WIDE);
  }

  static boolean expires(int header) {
    return (header & EXPIRES) != 0;
  }

  static long expireAtMs(int header, byte[] page, int at) {
    return LittleEndian.i64(page, expiryOffset(header, at));
  }

  static void expireAtMs(int header, byte[] page, int at, long atMs) {
    LittleEndian.put64(page, expiryOffset(header, at), atMs);
  }

  static int heapPosition(int header, byte[] page, int at) {
    return LittleEndian.i32(page, expiryOffset(header, at) + DEADLINE_BYTES);
  }

  static void heapPosition(int header, byte[] page, int at, int position) {
    LittleEndian.put32(page, expiryOffset(header, at) + DEADLINE_BYTES, position);
  }

  static int fieldOffset(int header, int at) {
    return at + prefixBytes(header);
  }

  static int fieldLength(int header, byte[] page, int at) {
    return (header & WIDE) == 0
        ? header & MAX_NARROW_FIELD_LENGTH
        : LittleEndian.i32(page, at + HEADER_BYTES);
  }

  static int valueOffset(int header, byte[] page, int at) {
    return fieldOffset(header, at) + fieldLength(header, page, at);
  }

  static int valueLength(int header, byte[] page, int at) {
    return (header & WIDE) == 0
        ? header >>> VALUE_LENGTH_SHIFT
        : LittleEndian.i32(page, at + HEADER_BYTES + 4);
  }

  static boolean equalField(byte[] page, int at, byte[] field, int offset, int length) {
    int header = header(page, at);
    return fieldLength(header, page, at) == length
        && ByteComparison.equal(page, fieldOffset(header, at), field, offset, length);
  }

  private static int prefixBytes(int flags) {
    return HEADER_BYTES + ((flags & WIDE) >>> 3) + ((flags & EXPIRES) * 3 >>> 5);
  }

  /** Where deadline and heap position stand. */
  static int expiryOffset(int header, int at) {
    return at + HEADER_BYTES + ((header & WIDE) == 0 ? 0 : WIDE_BYTES);
  }
}
