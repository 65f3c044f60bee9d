package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.arena.LittleEndian;

/**
 * A member inside a block: its length and its bytes, and its deadline if it has one.
 *
 * <pre>
 *  | length, 1 | member ... |                    up to 254 bytes
 *  | 255 | length, 4 | member ... |              longer
 *  | 255 | EXPIRES + length, 4 | deadline, ms since the epoch, 8 | heap position, 4 | member ... |
 * </pre>
 *
 * EXPIRES is the sign bit. The heap position says nothing about the member, and so changes without
 * anybody being told.
 *
 * <p>Memory: a member of 7, 15, 23 ... bytes fills its block; one byte more takes 8. A deadline
 * takes 16 bytes, of a member of more than 254 bytes 12.
 */
public final class MemberBytes {
  /** The longest member a block can hold. */
  public static final int MAX_LENGTH = Arena.MAX_BLOCK_BYTES - 32;

  private static final int MAX_SHORT_LENGTH = 254;
  private static final int LONG_MARK = 255;
  private static final int SHORT_PREFIX_BYTES = 1;
  private static final int LONG_PREFIX_BYTES = 5;
  private static final int EXPIRES = 1 << 31;
  private static final int POSITION = LONG_PREFIX_BYTES + Long.BYTES;
  private static final int EXPIRING_PREFIX_BYTES = POSITION + Integer.BYTES;

  /** Where the deadline and, behind it, the heap position stand. */
  static final int DEADLINE = LONG_PREFIX_BYTES;

  /** What these take together. */
  static final int DEADLINE_BYTES = EXPIRING_PREFIX_BYTES - DEADLINE;

  private MemberBytes() {}

  /** Bytes a member of this length takes, its length included. */
  public static int bytesFor(int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("member too long: length=" + length);
    }
    return length + prefixBytes(length);
  }

  /** Bytes a member of this length takes, with room for a deadline or without. */
  public static int bytesFor(int length, boolean expires) {
    return expires ? length + EXPIRING_PREFIX_BYTES : bytesFor(length);
  }

  /** Writes a member at {@code at}, with room for a deadline or without. */
  public static void write(
      byte[] page, int at, byte[] member, int offset, int length, boolean expires) {
    if (!expires) {
      write(page, at, member, offset, length);
      return;
    }
    page[at] = (byte) LONG_MARK;
    LittleEndian.put32(page, at + 1, EXPIRES | length);
    System.arraycopy(member, offset, page, at + EXPIRING_PREFIX_BYTES, length);
  }

  /** Writes a member at {@code at}. */
  public static void write(byte[] page, int at, byte[] member, int offset, int length) {
    int prefixBytes = prefixBytes(length);
    if (prefixBytes == SHORT_PREFIX_BYTES) {
      page[at] = (byte) length;
    } else {
      page[at] = (byte) LONG_MARK;
      LittleEndian.put32(page, at + 1, length);
    }
    System.arraycopy(member, offset, page, at + prefixBytes, length);
  }

  /** The length of the member that was written at {@code at}. */
  public static int length(byte[] page, int at) {
    int length = page[at] & 0xFF;
    return length == LONG_MARK ? LittleEndian.i32(page, at + 1) & ~EXPIRES : length;
  }

  /** Where the bytes of the member that was written at {@code at} start. */
  public static int offset(byte[] page, int at) {
    if (page[at] != (byte) LONG_MARK) {
      return at + SHORT_PREFIX_BYTES;
    }
    return at + (expires(page, at) ? EXPIRING_PREFIX_BYTES : LONG_PREFIX_BYTES);
  }

  /** Whether the member that was written at {@code at} has room for a deadline. */
  public static boolean expires(byte[] page, int at) {
    return page[at] == (byte) LONG_MARK && LittleEndian.i32(page, at + 1) < 0;
  }

  /** The deadline of a member that has room for one. */
  public static long deadlineMs(byte[] page, int at) {
    return LittleEndian.i64(page, at + DEADLINE);
  }

  /** Writes the deadline of a member that has room for one. */
  public static void deadlineMs(byte[] page, int at, long atMs) {
    LittleEndian.put64(page, at + DEADLINE, atMs);
  }

  /** Where the deadline of a member that has one stands in the heap. */
  public static int heapPosition(byte[] page, int at) {
    return LittleEndian.i32(page, at + POSITION);
  }

  /** Notes where the deadline of a member that has one stands in the heap. */
  public static void heapPosition(byte[] page, int at, int position) {
    LittleEndian.put32(page, at + POSITION, position);
  }

  /** Whether the member that was written at {@code at} is this one. */
  public static boolean equal(byte[] page, int at, byte[] member, int offset, int length) {
    return length(page, at) == length
        && ByteComparison.equal(page, offset(page, at), member, offset, length);
  }

  private static int prefixBytes(int length) {
    return length <= MAX_SHORT_LENGTH ? SHORT_PREFIX_BYTES : LONG_PREFIX_BYTES;
  }
}
