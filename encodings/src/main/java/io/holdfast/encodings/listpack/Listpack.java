package io.holdfast.encodings.listpack;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.number.IntegerText;

/**
 * A sequence of strings and integers packed into one run of bytes, readable from both ends.
 *
 * <pre>
 *  | total bytes, 4 | count, 2 | entry | entry | ... | entry | FF |          little-endian
 *  ^at                         ^first                        ^end
 *
 *  entry = | encoding and data | back-length, 1-5 bytes, read from right to left |
 * </pre>
 *
 * The bytes are Redis 7.2's. They lie anywhere in an array, and every method takes that array and
 * where the listpack starts. A position is the start of an entry, counted from there; {@link #NONE}
 * is no position and {@link #end} the one behind the last entry. An element is given as bytes or as
 * a {@code long}; bytes that are the text of a {@code long} are stored as an integer, so both ways
 * make the same entry.
 *
 * <p>An edit works in place and never moves the listpack. So ask first how long it will be, make
 * room, then edit:
 *
 * <pre>{@code
 * int needed = Listpack.bytesAfterInsert(bytes, at, element, 0, element.length);
 * ...make room for needed bytes at at...
 * Listpack.append(bytes, at, element, 0, element.length);
 * }</pre>
 *
 * The element's bytes must lie outside the listpack they go to.
 *
 * <p>Invariants ({@link ListpackCheck}): total bytes is the used length; count is the number of
 * entries, or 65,535: "count them". An edit that reaches 65,535 leaves that mark for good.
 *
 * <p>Thread: the owner of the bytes. Cost: append, first, last, next, prev O(1); insert and remove
 * move what follows; find and seek read what they pass. No allocation. Memory: 7 bytes, and 2 for a
 * string below 64 bytes, 4 below 4,096.
 *
 * <p>Source: listpack specification 1.0 (antirez/listpack:listpack.md), and the bytes of Redis 7.0
 * and 7.2.
 */
public final class Listpack {
  /** No position: there is no such entry. */
  public static final int NONE = -1;

  /** Bytes before the first entry. */
  public static final int HEADER_BYTES = 6;

  /** Bytes of a listpack without entries. */
  public static final int EMPTY_BYTES = HEADER_BYTES + 1;

  /** The longest listpack: as long as a block may be. */
  public static final int MAX_BYTES = Arena.MAX_BLOCK_BYTES;

  /** The count that says the entries must be counted. */
  static final int COUNT_UNKNOWN = 0xFFFF;

  static final int COUNT = 4;

  private Listpack() {}

  // ---- the whole -------------------------------------------------------------------------------

  /** Writes an empty listpack: {@link #EMPTY_BYTES} bytes. */
  public static void create(byte[] bytes, int at) {
    LittleEndian.put32(bytes, at, EMPTY_BYTES);
    LittleEndian.put16(bytes, at + COUNT, 0);
    bytes[at + HEADER_BYTES] = (byte) ListpackEntry.END;
  }

  /** How many bytes the listpack takes. */
  public static int bytes(byte[] bytes, int at) {
    return LittleEndian.i32(bytes, at);
  }

  /** Number of elements; O(1) below 65,535, else all entries are counted. */
  public static int count(byte[] bytes, int at) {
    int count = LittleEndian.u16(bytes, at + COUNT);
    return count == COUNT_UNKNOWN ? countFrom(bytes, at, HEADER_BYTES) : count;
  }

  /** Whether there is no element. */
  public static boolean isEmpty(byte[] bytes, int at) {
    return bytes(bytes, at) == EMPTY_BYTES;
  }

  // ---- positions -------------------------------------------------------------------------------

  /** The position of the first entry, or {@link #NONE}. */
  public static int first(byte[] bytes, int at) {
    return entryOrNone(bytes, at, HEADER_BYTES);
  }

  /** The position of the last entry, or {@link #NONE}. */
  public static int last(byte[] bytes, int at) {
    return prev(bytes, at, end(bytes, at));
  }

  /** The position behind the last entry, where inserting appends. */
  public static int end(byte[] bytes, int at) {
    return bytes(bytes, at) - 1;
  }

  /** The position of the entry behind the one at {@code position}, or {@link #NONE}. */
  public static int next(byte[] bytes, int at, int position) {
    return entryOrNone(bytes, at, after(bytes, at, position));
  }

  /** As {@link #next}, but {@link #end} behind the last entry. */
  public static int after(byte[] bytes, int at, int position) {
    return position + ListpackEntry.bytes(bytes, at + position);
  }

  /** The position of the entry before {@code position}, which may be the end, or {@link #NONE}. */
  public static int prev(byte[] bytes, int at, int position) {
    return position == HEADER_BYTES
        ? NONE
        : position - ListpackEntry.bytesBefore(bytes, at + position);
  }

  /**
   * The position of the element with this index, from the nearer end, or {@link #NONE}.
   *
   * @param index 0 is the first, -1 the last
   */
  public static int seek(byte[] bytes, int at, int index) {
    int count = LittleEndian.u16(bytes, at + COUNT);
    if (count != COUNT_UNKNOWN) {
      int fromHead = index < 0 ? index + count : index;
      if (fromHead < 0 || fromHead >= count) {
        return NONE;
      }
      return fromHead < count >>> 1
          ? forward(bytes, at, HEADER_BYTES, fromHead)
          : backward(bytes, at, count - fromHead);
    }
    return index < 0 ? backward(bytes, at, -(long) index) : forward(bytes, at, HEADER_BYTES, index);
  }

  // ---- elements --------------------------------------------------------------------------------

  /** Whether the element is held as an integer; else it is a string. */
  public static boolean isInteger(byte[] bytes, int at, int position) {
    return ListpackEntry.isInteger(bytes, at + position);
  }

  /** The value of an element held as an integer. */
  public static long integer(byte[] bytes, int at, int position) {
    return ListpackEntry.integer(bytes, at + position);
  }

  /** Where in the array the bytes of an element held as a string start. */
  public static int stringOffset(byte[] bytes, int at, int position) {
    return at + position + ListpackEntry.stringHeader(bytes, at + position);
  }

  /** How many bytes an element held as a string has. */
  public static int stringLength(byte[] bytes, int at, int position) {
    return ListpackEntry.stringLength(bytes, at + position);
  }

  /** How many bytes the element has, an integer as its text. */
  public static int textLength(byte[] bytes, int at, int position) {
    int offset = at + position;
    return ListpackEntry.isInteger(bytes, offset)
        ? IntegerText.length(ListpackEntry.integer(bytes, offset))
        : ListpackEntry.stringLength(bytes, offset);
  }

  /**
   * Copies the element's bytes, an integer as its text.
   *
   * @return how many there are: {@link #textLength}
   */
  public static int copyText(byte[] bytes, int at, int position, byte[] dst, int dstOffset) {
    int offset = at + position;
    if (ListpackEntry.isInteger(bytes, offset)) {
      return IntegerText.write(ListpackEntry.integer(bytes, offset), dst, dstOffset);
    }
    int length = ListpackEntry.stringLength(bytes, offset);
    System.arraycopy(
        bytes, offset + ListpackEntry.stringHeader(bytes, offset), dst, dstOffset, length);
    return length;
  }

  /** Whether the element is these bytes. */
  public static boolean equals(
      byte[] bytes, int at, int position, byte[] other, int offset, int length) {
    int entry = at + position;
    if (ListpackEntry.isInteger(bytes, entry)) {
      long value = IntegerText.parse(other, offset, length);
      return value == ListpackEntry.integer(bytes, entry)
          && !IntegerText.isRefused(value, other, offset, length);
    }
    int from = entry + ListpackEntry.stringHeader(bytes, entry);
    return ListpackEntry.stringLength(bytes, entry) == length
        && ByteComparison.equal(bytes, from, other, offset, length);
  }

  /**
   * Where the element, an integer as its text, stands to these bytes in the order of unsigned
   * bytes: below 0 before them, 0 equal, above 0 behind.
   */
  public static int compare(
      byte[] bytes, int at, int position, byte[] other, int offset, int length) {
    int entry = at + position;
    if (ListpackEntry.isInteger(bytes, entry)) {
      return compareText(ListpackEntry.integer(bytes, entry), other, offset, length);
    }
    int from = entry + ListpackEntry.stringHeader(bytes, entry);
    int ownLength = ListpackEntry.stringLength(bytes, entry);
    return ByteComparison.compare(bytes, from, ownLength, other, offset, length);
  }

  /** Compares as text without writing it: digit by digit from the highest. */
  private static int compareText(long value, byte[] other, int offset, int length) {
    int textLength = IntegerText.length(value);
    long rest = value;
    long power = 1;
    for (int digits = textLength - (value < 0 ? 1 : 0); digits > 1; digits--) {
      power *= 10;
    }
    for (int i = 0; i < Math.min(textLength, length); i++) {
      int own;
      if (i == 0 && value < 0) {
        own = '-';
      } else {
        own = '0' + (int) Math.abs(rest / power);
        rest %= power;
        power /= 10;
      }
      int difference = own - (other[offset + i] & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return textLength - length;
  }

  /**
   * The position of the first element from {@code position} on that is these bytes, or {@link
   * #NONE}.
   *
   * @param position where to start, or {@link #NONE} to find nothing
   * @param skip how many entries to pass over after each one compared: 1 to look at the fields of a
   *     hash and not at its values
   */
  public static int find(
      byte[] bytes, int at, int position, int skip, byte[] element, int offset, int length) {
    return position == NONE
        ? NONE
        : ListpackSearch.find(bytes, at, position, skip, element, offset, length);
  }

  // ---- adding ----------------------------------------------------------------------------------

  /** Bytes of the entry for an element. */
  public static int entryBytes(byte[] element, int offset, int length) {
    long value = IntegerText.parse(element, offset, length);
    return IntegerText.isRefused(value, element, offset, length)
        ? stringEntryBytes(length)
        : entryBytes(value);
  }

  /** Bytes of the entry for an integer. */
  public static int entryBytes(long element) {
    return ListpackEntry.integerBytes(element) + 1;
  }

  /**
   * Bytes of the listpack with one more element.
   *
   * @throws ListpackFullException if that is more than {@link #MAX_BYTES}
   */
  public static int bytesAfterInsert(byte[] bytes, int at, byte[] element, int offset, int length) {
    return checkedBytes((long) bytes(bytes, at) + entryBytes(element, offset, length));
  }

  /** As above, for an integer. */
  public static int bytesAfterInsert(byte[] bytes, int at, long element) {
    return checkedBytes((long) bytes(bytes, at) + entryBytes(element));
  }

  /**
   * Inserts an element before the entry at {@code position}, or at the end; the new entry has that
   * position then. To insert behind an entry, give {@link #after} it.
   */
  public static void insert(
      byte[] bytes, int at, int position, byte[] element, int offset, int length) {
    long value = IntegerText.parse(element, offset, length);
    if (IntegerText.isRefused(value, element, offset, length)) {
      makeRoom(bytes, at, position, 0, stringEntryBytes(length));
      ListpackEntry.put(bytes, at + position, element, offset, length);
      addToCount(bytes, at, 1);
    } else {
      insert(bytes, at, position, value);
    }
  }

  /** As above, for an integer. */
  public static void insert(byte[] bytes, int at, int position, long element) {
    makeRoom(bytes, at, position, 0, entryBytes(element));
    ListpackEntry.put(bytes, at + position, element);
    addToCount(bytes, at, 1);
  }

  /** Adds an element behind the last. */
  public static void append(byte[] bytes, int at, byte[] element, int offset, int length) {
    insert(bytes, at, end(bytes, at), element, offset, length);
  }

  /** As above, for an integer. */
  public static void append(byte[] bytes, int at, long element) {
    insert(bytes, at, end(bytes, at), element);
  }

  /** Adds an element before the first. */
  public static void prepend(byte[] bytes, int at, byte[] element, int offset, int length) {
    insert(bytes, at, HEADER_BYTES, element, offset, length);
  }

  /** As above, for an integer. */
  public static void prepend(byte[] bytes, int at, long element) {
    insert(bytes, at, HEADER_BYTES, element);
  }

  // ---- replacing -------------------------------------------------------------------------------

  /**
   * Bytes of the listpack with another element at {@code position}.
   *
   * @throws ListpackFullException if that is more than {@link #MAX_BYTES}
   */
  public static int bytesAfterReplace(
      byte[] bytes, int at, int position, byte[] element, int offset, int length) {
    int old = ListpackEntry.bytes(bytes, at + position);
    return checkedBytes((long) bytes(bytes, at) - old + entryBytes(element, offset, length));
  }

  /** As above, for an integer. */
  public static int bytesAfterReplace(byte[] bytes, int at, int position, long element) {
    int old = ListpackEntry.bytes(bytes, at + position);
    return checkedBytes((long) bytes(bytes, at) - old + entryBytes(element));
  }

  /** Puts another element at {@code position}; nothing moves if its entry is as long. */
  public static void replace(
      byte[] bytes, int at, int position, byte[] element, int offset, int length) {
    long value = IntegerText.parse(element, offset, length);
    if (IntegerText.isRefused(value, element, offset, length)) {
      int old = ListpackEntry.bytes(bytes, at + position);
      makeRoom(bytes, at, position, old, stringEntryBytes(length));
      ListpackEntry.put(bytes, at + position, element, offset, length);
    } else {
      replace(bytes, at, position, value);
    }
  }

  /** As above, for an integer. */
  public static void replace(byte[] bytes, int at, int position, long element) {
    int old = ListpackEntry.bytes(bytes, at + position);
    makeRoom(bytes, at, position, old, entryBytes(element));
    ListpackEntry.put(bytes, at + position, element);
  }

  // ---- removing --------------------------------------------------------------------------------

  /**
   * Removes the entry at {@code position}.
   *
   * @return the position of the entry that followed it, which is the same, or {@link #NONE}
   */
  public static int remove(byte[] bytes, int at, int position) {
    makeRoom(bytes, at, position, ListpackEntry.bytes(bytes, at + position), 0);
    addToCount(bytes, at, -1);
    return entryOrNone(bytes, at, position);
  }

  /**
   * Removes at most {@code count} entries from {@code position} on.
   *
   * @param position where to start, or {@link #NONE} to remove nothing
   * @return how many were removed
   */
  public static int remove(byte[] bytes, int at, int position, int count) {
    if (position == NONE) {
      return 0;
    }
    int to = position;
    int removed = 0;
    for (; removed < count && !isEnd(bytes, at, to); removed++) {
      to = after(bytes, at, to);
    }
    removeRange(bytes, at, position, to, removed);
    return removed;
  }

  /**
   * Removes the {@code count} entries from one position up to another, which may be the end.
   *
   * @param count how many there are between the two
   */
  public static void removeRange(byte[] bytes, int at, int from, int to, int count) {
    makeRoom(bytes, at, from, to - from, 0);
    addToCount(bytes, at, -count);
  }

  // ---- two listpacks ---------------------------------------------------------------------------

  /**
   * Bytes of a listpack with the elements of both.
   *
   * @throws ListpackFullException if that is more than {@link #MAX_BYTES}
   */
  public static int bytesAfterMerge(byte[] bytes, int at, byte[] other, int otherAt) {
    return checkedBytes((long) bytes(bytes, at) + bytes(other, otherAt) - EMPTY_BYTES);
  }

  /** Adds the elements of another listpack behind the last; the other stays as it is. */
  public static void appendAll(byte[] bytes, int at, byte[] other, int otherAt) {
    insertAll(bytes, at, end(bytes, at), other, otherAt);
  }

  /** Adds the elements of another listpack before the first; the other stays as it is. */
  public static void prependAll(byte[] bytes, int at, byte[] other, int otherAt) {
    insertAll(bytes, at, HEADER_BYTES, other, otherAt);
  }

  private static void insertAll(byte[] bytes, int at, int position, byte[] other, int otherAt) {
    int length = bytes(other, otherAt) - EMPTY_BYTES;
    int more = LittleEndian.u16(other, otherAt + COUNT);
    makeRoom(bytes, at, position, 0, length);
    System.arraycopy(other, otherAt + HEADER_BYTES, bytes, at + position, length);
    // More than can be counted, which is remembered, is still more than can be counted.
    addToCount(bytes, at, more);
  }

  /** Bytes of a listpack with the entries from one position up to another. */
  public static int bytesOfRange(int from, int to) {
    return EMPTY_BYTES + to - from;
  }

  /**
   * Writes a listpack with the entries from one position up to another, which may be the end.
   *
   * @param count how many there are between the two
   */
  public static void copyRange(
      byte[] bytes, int at, int from, int to, int count, byte[] dst, int dstAt) {
    int total = bytesOfRange(from, to);
    LittleEndian.put32(dst, dstAt, total);
    LittleEndian.put16(dst, dstAt + COUNT, Math.min(count, COUNT_UNKNOWN));
    System.arraycopy(bytes, at + from, dst, dstAt + HEADER_BYTES, to - from);
    dst[dstAt + total - 1] = (byte) ListpackEntry.END;
  }

  // ---- inside ----------------------------------------------------------------------------------

  static boolean isEnd(byte[] bytes, int at, int position) {
    return bytes[at + position] == (byte) ListpackEntry.END;
  }

  private static int entryOrNone(byte[] bytes, int at, int position) {
    return isEnd(bytes, at, position) ? NONE : position;
  }

  private static int countFrom(byte[] bytes, int at, int position) {
    int count = 0;
    for (int p = position; !isEnd(bytes, at, p); p = after(bytes, at, p)) {
      count++;
    }
    return count;
  }

  /** The position of the entry {@code steps} behind the one at {@code position}, or NONE. */
  private static int forward(byte[] bytes, int at, int position, int steps) {
    int p = position;
    for (int left = steps; left > 0; left--) {
      if (isEnd(bytes, at, p)) {
        return NONE;
      }
      p = after(bytes, at, p);
    }
    return entryOrNone(bytes, at, p);
  }

  /** The position of the entry {@code steps} before the end, or NONE. */
  private static int backward(byte[] bytes, int at, long steps) {
    int p = end(bytes, at);
    for (long left = steps; left > 0 && p != NONE; left--) {
      p = prev(bytes, at, p);
    }
    return p;
  }

  private static int stringEntryBytes(int length) {
    if (length > MAX_BYTES) {
      throw new ListpackFullException(length);
    }
    int encoded = ListpackEntry.stringHeaderBytes(length) + length;
    return encoded + ListpackEntry.backLengthBytes(encoded);
  }

  private static int checkedBytes(long bytes) {
    if (bytes > MAX_BYTES) {
      throw new ListpackFullException(bytes);
    }
    return (int) bytes;
  }

  /** Lets the bytes from {@code position} on that were {@code from} many be {@code to} many. */
  private static void makeRoom(byte[] bytes, int at, int position, int from, int to) {
    int total = bytes(bytes, at);
    int change = to - from;
    assert position >= HEADER_BYTES && position + from < total : "a position: " + position;
    if (change != 0) {
      int tail = position + from;
      System.arraycopy(bytes, at + tail, bytes, at + tail + change, total - tail);
      LittleEndian.put32(bytes, at, total + change);
    }
  }

  private static void addToCount(byte[] bytes, int at, int change) {
    int count = LittleEndian.u16(bytes, at + COUNT);
    if (count != COUNT_UNKNOWN) {
      LittleEndian.put16(bytes, at + COUNT, Math.min(count + change, COUNT_UNKNOWN));
    }
  }
}
