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
    int first = bytes[offset] & 0xFF;
    if (first > ListpackEntry.INT64) {
      throw damaged("unknown encoding", offset - at);
    }
    int room = end - offset;
    if (room < minBytes(first)) {
      throw damaged("entry is longer than the listpack", offset - at);
    }
    int encoded = ListpackEntry.encodedBytes(bytes, offset);
    // The length of a string of almost 2^31 bytes or more has overflowed.
    if (encoded < minBytes(first) || encoded > room - ListpackEntry.backLengthBytes(encoded)) {
      throw damaged("entry is longer than the listpack", offset - at);
    }
    if (!ListpackEntry.isBackLength(bytes, offset + encoded, encoded)) {
      throw damaged("back-length is not the entry's length", offset + encoded - at);
    }
    return encoded + ListpackEntry.backLengthBytes(encoded);
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
