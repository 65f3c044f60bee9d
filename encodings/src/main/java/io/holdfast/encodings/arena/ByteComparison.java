package io.holdfast.encodings.arena;

import java.util.Arrays;

/**
 * Comparing ranges of bytes that are mostly short, as keys and members are.
 *
 * <p>Works in words of eight bytes, the last one overlapping the one before.
 */
public final class ByteComparison {
  private ByteComparison() {}

  /** Whether two ranges of the same length hold the same bytes. */
  public static boolean equal(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
    if (length < Long.BYTES) {
      return Arrays.equals(a, aOffset, aOffset + length, b, bOffset, bOffset + length);
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (LittleEndian.i64(a, aOffset + i) != LittleEndian.i64(b, bOffset + i)) {
        return false;
      }
    }
    return LittleEndian.i64(a, aOffset + last) == LittleEndian.i64(b, bOffset + last);
  }

  /** The order of two ranges as unsigned bytes; a prefix comes before what it starts. */
  public static int compare(
      byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    int common = Math.min(aLength, bLength);
    if (common < Long.BYTES) {
      for (int i = 0; i < common; i++) {
        int difference = (a[aOffset + i] & 0xFF) - (b[bOffset + i] & 0xFF);
        if (difference != 0) {
          return difference;
        }
      }
      return aLength - bLength;
    }
    int last = common - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      long aWord = LittleEndian.i64(a, aOffset + i);
      long bWord = LittleEndian.i64(b, bOffset + i);
      if (aWord != bWord) {
        return compareWords(aWord, bWord);
      }
    }
    long aWord = LittleEndian.i64(a, aOffset + last);
    long bWord = LittleEndian.i64(b, bOffset + last);
    return aWord == bWord ? aLength - bLength : compareWords(aWord, bWord);
  }

  private static int compareWords(long a, long b) {
    return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
  }
}
