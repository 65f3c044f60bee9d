package io.holdfast.encodings.listpack;

import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.number.IntegerText;

/** Looking for an element in a listpack. */
final class ListpackSearch {
  /*
   * The walk over the entries is a chain: where the next one starts is known when this one's first
   * byte has come from memory. Two things keep it short.
   *
   * 1. Short strings are tested first and in line, and an entry as long as the element is stepped
   *    over by the element's length, which is in a register: the processor, having guessed the
   *    branch, need not wait for the byte. Fields of one length, which are common, are walked at the
   *    speed of the comparison.
   * 2. Eight bytes of an entry's data are compared with the element's as one word, masked where the
   *    element is shorter. Only what agrees is compared in full. The last eight bytes of the array
   *    cannot be read so; an entry there goes the long way.
   *
   * An integer is compared as a number with integers, and as text with strings: other writers may
   * have stored it so.
   */

  private ListpackSearch() {}

  /** See {@link Listpack#find}. */
  static int find(
      byte[] bytes, int at, int position, int skip, byte[] element, int offset, int length) {
    long value = IntegerText.parse(element, offset, length);
    int entry =
        IntegerText.isRefused(value, element, offset, length)
            ? findString(bytes, at + position, skip, element, offset, length)
            : findInteger(bytes, at + position, skip, value, element, offset, length);
    return entry < 0 ? Listpack.NONE : entry - at;
  }

  private static int findString(
      byte[] bytes, int start, int skip, byte[] element, int offset, int length) {
    int lastWord = bytes.length - 1 - Long.BYTES;
    long mask = length >= Long.BYTES ? -1L : (1L << (length << 3)) - 1;
    long word = firstWord(element, offset, length);
    // A first byte no entry has, if the element is too long for the short form.
    int wanted = length <= ListpackEntry.MAX_STRING6 ? (byte) (ListpackEntry.STRING6 | length) : 0;
    int toSkip = 0;
    int entry = start;
    while (true) {
      int first = bytes[entry];
      int next;
      boolean candidate;
      if (first == wanted && first < 0) {
        next = entry + length + 2;
        candidate = entry > lastWord || (LittleEndian.i64(bytes, entry + 1) & mask) == word;
      } else if (first < (byte) ListpackEntry.INT13) {
        next = entry + (first & ListpackEntry.MAX_STRING6) + 2;
        candidate = false;
      } else if (first >= 0) {
        next = entry + 2;
        candidate = false;
      } else if (first == (byte) ListpackEntry.END) {
        return Listpack.NONE;
      } else {
        next = entry + ListpackEntry.bytes(bytes, entry);
        candidate = true;
      }
      if (toSkip > 0) {
        toSkip--;
      } else {
        if (candidate && isString(bytes, entry, element, offset, length)) {
          return entry;
        }
        toSkip = skip;
      }
      entry = next;
    }
  }

  private static int findInteger(
      byte[] bytes, int start, int skip, long value, byte[] element, int offset, int length) {
    int toSkip = 0;
    int entry = start;
    while (true) {
      int first = bytes[entry];
      int next;
      boolean equal;
      if (first >= 0) {
        next = entry + 2;
        equal = first == value;
      } else if (first < (byte) ListpackEntry.INT13) {
        next = entry + (first & ListpackEntry.MAX_STRING6) + 2;
        equal =
            (first & ListpackEntry.MAX_STRING6) == length
                && toSkip == 0
                && isString(bytes, entry, element, offset, length);
      } else if (first == (byte) ListpackEntry.END) {
        return Listpack.NONE;
      } else {
        next = entry + ListpackEntry.bytes(bytes, entry);
        equal =
            ListpackEntry.isInteger(bytes, entry)
                ? ListpackEntry.integer(bytes, entry) == value
                : isString(bytes, entry, element, offset, length);
      }
      if (toSkip > 0) {
        toSkip--;
      } else {
        if (equal) {
          return entry;
        }
        toSkip = skip;
      }
      entry = next;
    }
  }

  private static boolean isString(byte[] bytes, int entry, byte[] element, int offset, int length) {
    if (ListpackEntry.isInteger(bytes, entry)
        || ListpackEntry.stringLength(bytes, entry) != length) {
      return false;
    }
    int data = entry + ListpackEntry.stringHeader(bytes, entry);
    return ByteComparison.equal(bytes, data, element, offset, length);
  }

  private static long firstWord(byte[] element, int offset, int length) {
    if (length >= Long.BYTES) {
      return LittleEndian.i64(element, offset);
    }
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << 8 | element[offset + i] & 0xFF;
    }
    return word;
  }
}
