package io.holdfast.core.cluster;

import io.holdfast.encodings.hashing.Crc16;

/** The slot of a key. */
final class HashSlot {
  /** How many there are: 0 to one less. */
  static final int COUNT = 16_384;

  private HashSlot() {}

  /** The slot by what stands in the first pair of braces, if that is anything, or by all bytes. */
  static int of(byte[] key, int offset, int length) {
    int end = offset + length;
    int open = find('{', key, offset, end);
    int close = open < 0 ? -1 : find('}', key, open + 1, end);
    boolean hasTag = close > open + 1;
    int from = hasTag ? open + 1 : offset;
    return Crc16.of(key, from, (hasTag ? close : end) - from) & COUNT - 1;
  }

  private static int find(char wanted, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
