package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ByteRanges;
import io.holdfast.encodings.arena.LittleEndian;

/**
 * A member inside a block: its length and its bytes.
 *
 * <pre>
 *  | length, 1 | member ... |                    up to 254 bytes
 *  | 255 | length, 4 | member ... |              longer
 * </pre>
 *
 * Memory: a member of 7, 15, 23 ... bytes fills its block; one byte more takes 8.
 */
public final class MemberBytes {
  /** The longest member a block can hold. */
  public static final int MAX_LENGTH = Arena.MAX_BLOCK_BYTES - 16;

  private static final int MAX_SHORT_LENGTH = 254;
  private static final int LONG_MARK = 255;
  private static final int SHORT_PREFIX_BYTES = 1;
  private static final int LONG_PREFIX_BYTES = 5;

  private MemberBytes() {}

  /** Bytes a member of this length takes, its length included. */
  public static int bytesFor(int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("member too long: length=" + length);
    }
    return length + prefixBytes(length);
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
    return length == LONG_MARK ? LittleEndian.i32(page, at + 1) : length;
  }

  /** Where the bytes of the member that was written at {@code at} start. */
  public static int offset(byte[] page, int at) {
    return at + (page[at] == (byte) LONG_MARK ? LONG_PREFIX_BYTES : SHORT_PREFIX_BYTES);
  }

  /** Whether the member that was written at {@code at} is this one. */
  public static boolean equal(byte[] page, int at, byte[] member, int offset, int length) {
    return length(page, at) == length
        && ByteRanges.equal(page, offset(page, at), member, offset, length);
  }

  private static int prefixBytes(int length) {
    return length <= MAX_SHORT_LENGTH ? SHORT_PREFIX_BYTES : LONG_PREFIX_BYTES;
  }
}
