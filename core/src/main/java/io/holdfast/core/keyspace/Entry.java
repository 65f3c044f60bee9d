package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * The byte layout of an entry: one block for header, expiry, key and (small) value.
 *
 * <pre>
 *  bytes | 0                 | 1     | 2..4          | 5          | 6..7         |
 *        | type, encoding&lt;&lt;4 | flags | LRU or LFU    | key length | value length |   header, 8 bytes
 *
 *        | key length, 4 | value length, 4 |                     if WIDE: key &gt; 255 or value &gt; 65,535
 *        | expire at, ms since the epoch, 8 | previous, 4 | next, 4 |   if EXPIRES: see {@link ExpiryWheel}
 *        | key ... | value ... | room ...
 * </pre>
 *
 * Everything is little-endian. A flag's value times 8 is the length of the part it adds, so the
 * key's offset needs no branch. A value in the INT encoding is 8 bytes; one in a large encoding is
 * the 4-byte number of its {@link LargeValues} object; every other one is the bytes themselves.
 * Memory: 8 bytes, and 16 with a TTL.
 */
public final class Entry {
  /** A string; the codes are those of RDB files and of Redis's own objects. */
  public static final int STRING = 0;

  /** A list. */
  public static final int LIST = 1;

  /** A set. */
  public static final int SET = 2;

  /** A sorted set. */
  public static final int SORTED_SET = 3;

  /** A hash. */
  public static final int HASH = 4;

  /** A stream. */
  public static final int STREAM = 6;

  /** A string held as a 64-bit integer. */
  public static final int INT = 0;

  /** A string of at most {@link #MAX_EMBSTR_BYTES} bytes that was never changed in place. */
  public static final int EMBSTR = 1;

  /** Any other string. */
  public static final int RAW = 2;

  /** A small collection whose elements lie behind each other. */
  public static final int LISTPACK = 3;

  /** A small set of integers. */
  public static final int INTSET = 4;

  /** The first of the encodings that are objects. */
  static final int FIRST_LARGE = 8;

  /** A set or hash found by a table. */
  public static final int HASHTABLE = 8;

  /** A list of listpacks. */
  public static final int QUICKLIST = 9;

  /** A sorted set in order, and found by a table. */
  public static final int SKIPLIST = 10;

  /** A stream's log. */
  public static final int LOG = 11;

  /** Length of the value of a large encoding: the number of an object. */
  static final int LARGE_BYTES = 4;

  /** The longest string whose encoding is reported as embstr. */
  public static final int MAX_EMBSTR_BYTES = 44;

  static final int WIDE = 1;
  static final int EXPIRES = 2;

  static final int HEADER_BYTES = 8;
  static final int WIDE_BYTES = 8;
  static final int EXPIRY_BYTES = 16;
  static final int MAX_NARROW_KEY_BYTES = 0xFF;
  static final int MAX_NARROW_VALUE_BYTES = 0xFFFF;

  private static final int FLAGS_SHIFT = 8;
  private static final int ACCESS_SHIFT = 16;
  private static final int KEY_LENGTH_SHIFT = 40;
  private static final int VALUE_LENGTH_SHIFT = 48;
  private static final long ACCESS_MASK = 0xFFFFFFL;
  private static final int LAYOUT_FLAGS = WIDE | EXPIRES;

  private Entry() {}

  static int flagsFor(int keyLength, int valueLength, boolean expires) {
    boolean wide = keyLength > MAX_NARROW_KEY_BYTES || valueLength > MAX_NARROW_VALUE_BYTES;
    return (wide ? WIDE : 0) | (expires ? EXPIRES : 0);
  }

  /** Bytes in front of the key. */
  static int prefixBytes(int flags) {
    return HEADER_BYTES + ((flags & LAYOUT_FLAGS) << 3);
  }

  static void write(
      byte[] page, int offset, int kind, int flags, int access, int keyLength, int valueLength) {
    boolean wide = (flags & WIDE) != 0;
    LittleEndian.put64(
        page,
        offset,
        kind
            | (long) flags << FLAGS_SHIFT
            | (long) access << ACCESS_SHIFT
            | (wide
                ? 0
                : (long) keyLength << KEY_LENGTH_SHIFT | (long) valueLength << VALUE_LENGTH_SHIFT));
    if (wide) {
      LittleEndian.put32(page, offset + HEADER_BYTES, keyLength);
      LittleEndian.put32(page, offset + HEADER_BYTES + 4, valueLength);
    }
  }

  static long header(byte[] page, int offset) {
    return LittleEndian.i64(page, offset);
  }

  static void writeHeader(byte[] page, int offset, long header) {
    LittleEndian.put64(page, offset, header);
  }

  static int kind(int type, int encoding) {
    return type | encoding << 4;
  }

  static int type(long header) {
    return (int) header & 0xF;
  }

  static int encoding(long header) {
    return (int) header >>> 4 & 0xF;
  }

  static boolean isLarge(long header) {
    return encoding(header) >= FIRST_LARGE;
  }

  static boolean isLargeEncoding(int encoding) {
    return encoding >= FIRST_LARGE;
  }

  static int kind(long header) {
    return (int) header & 0xFF;
  }

  static int flags(long header) {
    return (int) header >>> FLAGS_SHIFT & 0xFF;
  }

  static boolean expires(long header) {
    return (header & (EXPIRES << FLAGS_SHIFT)) != 0;
  }

  static int access(long header) {
    return (int) (header >>> ACCESS_SHIFT & ACCESS_MASK);
  }

  static long withAccess(long header, int access) {
    return header & ~(ACCESS_MASK << ACCESS_SHIFT) | (long) access << ACCESS_SHIFT;
  }

  static int keyOffset(long header, int offset) {
    return offset + prefixBytes(flags(header));
  }

  static int keyLength(long header, byte[] page, int offset) {
    return (header & (WIDE << FLAGS_SHIFT)) == 0
        ? (int) (header >>> KEY_LENGTH_SHIFT) & 0xFF
        : LittleEndian.i32(page, offset + HEADER_BYTES);
  }

  static int valueLength(long header, byte[] page, int offset) {
    return (header & (WIDE << FLAGS_SHIFT)) == 0
        ? (int) (header >>> VALUE_LENGTH_SHIFT)
        : LittleEndian.i32(page, offset + HEADER_BYTES + 4);
  }

  static int valueOffset(long header, byte[] page, int offset) {
    return keyOffset(header, offset) + keyLength(header, page, offset);
  }

  /** Where deadline and links of an entry stand that expires. */
  static int expiryOffset(long header, int offset) {
    return offset + HEADER_BYTES + ((flags(header) & WIDE) << 3);
  }

  static long expireAtMs(long header, byte[] page, int offset) {
    return LittleEndian.i64(page, expiryOffset(header, offset));
  }

  static void expireAtMs(long header, byte[] page, int offset, long atMs) {
    LittleEndian.put64(page, expiryOffset(header, offset), atMs);
  }

  /** Copies deadline and links from one block to another. */
  static void copyExpiry(
      long fromHeader, byte[] from, int fromAt, long toHeader, byte[] to, int toAt) {
    System.arraycopy(
        from, expiryOffset(fromHeader, fromAt), to, expiryOffset(toHeader, toAt), EXPIRY_BYTES);
  }

  static int previous(long header, byte[] page, int offset) {
    return LittleEndian.i32(page, expiryOffset(header, offset) + 8);
  }

  static void previous(long header, byte[] page, int offset, int handle) {
    LittleEndian.put32(page, expiryOffset(header, offset) + 8, handle);
  }

  static int next(long header, byte[] page, int offset) {
    return LittleEndian.i32(page, expiryOffset(header, offset) + 12);
  }

  static void next(long header, byte[] page, int offset, int handle) {
    LittleEndian.put32(page, expiryOffset(header, offset) + 12, handle);
  }
}
