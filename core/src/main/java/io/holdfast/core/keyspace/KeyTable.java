package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.Arrays;

/** The table of a database: entries by key. */
final class KeyTable extends SegmentedTable {
  private final Arena arena;
  private final SipHash sipHash;

  KeyTable(Arena arena, SipHash sipHash) {
    this.arena = arena;
    this.sipHash = sipHash;
  }

  @Override
  protected long hashOf(int handle) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    long header = Entry.header(page, offset);
    return sipHash.hash(
        page, Entry.keyOffset(header, offset), Entry.keyLength(header, page, offset));
  }

  @Override
  protected boolean matches(int handle, byte[] key, int keyOffset, int length) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    long header = Entry.header(page, offset);
    if (Entry.keyLength(header, page, offset) != length) {
      return false;
    }
    return equal(page, Entry.keyOffset(header, offset), key, keyOffset, length);
  }

  /** Compares in words of eight bytes, the last overlapping: keys are short. */
  private static boolean equal(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
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
}
