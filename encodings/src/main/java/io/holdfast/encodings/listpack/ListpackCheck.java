package io.holdfast.encodings.listpack;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import java.util.Objects;

/**
 * Whether bytes from outside are a listpack.
 *
 * <p>{@link #entries} accepts exactly what the methods of {@link Listpack} can work on: after it,
 * no read leaves the listpack. Entries need not be as short as they could be, as Redis does not ask
 * for that either.
 *
 * <p>Cost: {@link #header} O(1), {@link #entries} O(entries); no allocation.
 */
public final class ListpackCheck {
  /** No entry. */
  static final int NO_ENTRY = -1;

  private static final String LISTPACK = "listpack";

  private ListpackCheck() {}

  /**
   * Checks that the header's total is {@code length}, and that the last byte is the end mark.
   *
   * @throws DamagedBytesException if not
   * @throws IndexOutOfBoundsException if the range does not lie within the array
   */
  public static void header(byte[] bytes, int at, int length) {
    Objects.checkFromIndexSize(at, length, bytes.length);
    if (length < Listpack.EMPTY_BYTES) {
      throw damaged("too short", length);
    }
    if (LittleEndian.i32(bytes, at) != length) {
      throw damaged("total bytes is not the length", 0);
    }
    if (bytes[at + length - 1] != (byte) ListpackEntry.END) {
      throw damaged("no end mark", length - 1);
    }
  }

  /**
   * Checks the header, every entry, every back-length and the count.
   *
   * @return the number of entries
   * @throws DamagedBytesException if something is wrong
   * @throws IndexOutOfBoundsException if the range does not lie within the array
   */
  public static int entries(byte[] bytes, int at, int length) {
    header(bytes, at, length);
    int end = at + length - 1;
    int count = 0;
    int offset = at + Listpack.HEADER_BYTES;
    while (offset < end) {
      offset += checkedEntryBytes(bytes, at, offset, end);
      count++;
    }
    int counted = LittleEndian.u16(bytes, at + Listpack.COUNT);
    if (counted != count && counted != Listpack.COUNT_UNKNOWN) {
      throw damaged("count is not the number of entries", Listpack.COUNT);
    }
    return count;
  }

  /** The length of the entry at {@code offset}, all of which lies before {@code end}. */
  private static int checkedEntryBytes(byte[] bytes, int at, int offset, int end) {
    if ((bytes[offset] & 0xFF) > ListpackEntry.INT64) {
      throw damaged("unknown encoding", offset - at);
    }
    int encoded = encodedWithin(bytes, offset, end);
    if (encoded == NO_ENTRY) {
      throw damaged("entry is longer than the listpack", offset - at);
    }
    if (!ListpackEntry.isBackLength(bytes, offset + encoded, encoded)) {
      throw damaged("back-length is not the entry's length", offset + encoded - at);
    }
    return encoded + ListpackEntry.backLengthBytes(encoded);
  }

  /**
   * Bytes of encoding and data of the entry at {@code offset} if that is one; else {@link
   * #NO_ENTRY}.
   */
  static int encodedBytes(byte[] bytes, int offset, int end) {
    if (offset >= end || (bytes[offset] & 0xFF) > ListpackEntry.INT64) {
      return NO_ENTRY;
    }
    int encoded = encodedWithin(bytes, offset, end);
    boolean isGood =
        encoded != NO_ENTRY && ListpackEntry.isBackLength(bytes, offset + encoded, encoded);
    return isGood ? encoded : NO_ENTRY;
  }

  /** The same if it and its back-length lie before {@code end}, whatever the latter says. */
  private static int encodedWithin(byte[] bytes, int offset, int end) {
    int first = bytes[offset] & 0xFF;
    int room = end - offset;
    if (room < minBytes(first)) {
      return NO_ENTRY;
    }
    int encoded = ListpackEntry.encodedBytes(bytes, offset);
    // The length of a string of almost 2^31 bytes or more has overflowed.
    boolean fits =
        encoded >= minBytes(first) && encoded <= room - ListpackEntry.backLengthBytes(encoded);
    return fits ? encoded : NO_ENTRY;
  }

  /** The bytes that must be there to tell an entry's length. */
  private static int minBytes(int first) {
    if (first == ListpackEntry.STRING32) {
      return 5;
    }
    return first >= ListpackEntry.STRING12 && first < ListpackEntry.STRING32 ? 2 : 1;
  }

  private static DamagedBytesException damaged(String what, int position) {
    return new DamagedBytesException(LISTPACK, what, position);
  }
}
