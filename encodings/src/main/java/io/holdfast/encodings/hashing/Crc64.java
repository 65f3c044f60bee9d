package io.holdfast.encodings.hashing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The checksum at the end of RDB files and DUMP payloads: CRC-64 with Jones's polynomial.
 *
 * <pre>
 *  polynomial 0xad93d23594c935a9, bits reflected, starts at 0, no final change
 *  the checksum of "123456789" is 0xe9c6d914c4b8d9ca
 * </pre>
 *
 * <p>Eight bytes are taken at a time ("slicing by 8"): the remainder of a byte that eight, seven,
 * ... one more bytes follow stands in a table, and the eight remainders are added. Each step waits
 * for the one before; so of what is long two lanes are summed up side by side, the second as if it
 * were the first, and added:
 *
 * <pre>
 *  | lane, {@value #LANE_BYTES} bytes | lane, {@value #LANE_BYTES} bytes |
 *    crc * x^(8 * {@value #LANE_BYTES})  +  crc of its own
 * </pre>
 *
 * <p>Thread: any. Cost: O(length), no allocation. Memory: 32 KB of tables, made when first used.
 *
 * <p>Sources: Kounavis and Berry, "A systematic approach to building high performance
 * software-based CRC generators", ISCC 2005; Gopal et al., "Fast CRC computation for iSCSI
 * polynomial using CRC32 instruction", Intel 2011, for the lanes.
 */
public final class Crc64 {
  /** The polynomial with its bits reversed, as the lowest bit is the first. */
  private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;

  private static final int SLICES = 8;

  /** 2 to the power of {@link #LANE_SHIFT}. */
  private static final int LANE_BYTES = 4096;

  private static final int LANE_SHIFT = 12;
  private static final int WORD_SHIFT = 3;

  /** The polynomial 1 and the polynomial x: the highest power is the lowest bit. */
  private static final long ONE = 1L << 63;

  private static final long X = 1L << 62;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * Entry {@code slice * 256 + b}: the remainder of byte b with {@code slice} zero bytes behind.
   */
  private static final long[] TABLE = new long[SLICES * 256];

  static {
    for (int value = 0; value < 256; value++) {
      long crc = value;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
      TABLE[value] = crc;
    }
    for (int at = 256; at < TABLE.length; at++) {
      long before = TABLE[at - 256];
      TABLE[at] = (before >>> 8) ^ TABLE[(int) before & 0xff];
    }
  }

  /**
   * Entry {@code k * 256 + b}: the remainder of byte b, the k-th last of a checksum, with a lane of
   * zero bytes behind.
   */
  private static final long[] BEHIND = new long[Long.BYTES * 256];

  static {
    long lane = X;
    for (int doubled = 0; doubled < LANE_SHIFT + WORD_SHIFT; doubled++) {
      lane = product(lane, lane);
    }
    for (int at = 0; at < BEHIND.length; at++) {
      int rest = at & (at - 1) & 0xff;
      BEHIND[at] =
          rest == 0
              ? product(lane, (at & 0xffL) << (SLICES - 1 - (at >>> 8) << 3))
              : BEHIND[(at & ~0xff) + rest] ^ BEHIND[(at & ~0xff) + ((at & 0xff) ^ rest)];
    }
  }

  private Crc64() {}

  /** The checksum of {@code length} bytes from {@code offset}. */
  public static long of(byte[] bytes, int offset, int length) {
    return update(0, bytes, offset, length);
  }

  /** The checksum of what had the checksum {@code crc} and of these bytes after it. */
  public static long update(long crc, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long[] table = TABLE;
    long rest = crc;
    int at = offset;
    int end = offset + length;
    for (; end - at >= 2 * LANE_BYTES; at += 2 * LANE_BYTES) {
      rest = lanes(table, rest, bytes, at);
    }
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      rest = word(table, rest ^ (long) LONG.get(bytes, at));
    }
    for (; at < end; at++) {
      rest = (rest >>> 8) ^ table[(int) (rest ^ bytes[at]) & 0xff];
    }
    return rest;
  }

  private static long lanes(long[] table, long crc, byte[] bytes, int from) {
    long first = crc;
    long second = 0;
    for (int at = from; at < from + LANE_BYTES; at += Long.BYTES) {
      first = word(table, first ^ (long) LONG.get(bytes, at));
      second = word(table, second ^ (long) LONG.get(bytes, at + LANE_BYTES));
    }
    return second ^ word(BEHIND, first);
  }

  /** The remainder of eight bytes, the first of them the lowest. */
  private static long word(long[] table, long word) {
    return table[7 * 256 + (int) (word & 0xff)]
        ^ table[6 * 256 + (int) ((word >>> 8) & 0xff)]
        ^ table[5 * 256 + (int) ((word >>> 16) & 0xff)]
        ^ table[4 * 256 + (int) ((word >>> 24) & 0xff)]
        ^ table[3 * 256 + (int) ((word >>> 32) & 0xff)]
        ^ table[2 * 256 + (int) ((word >>> 40) & 0xff)]
        ^ table[256 + (int) ((word >>> 48) & 0xff)]
        ^ table[(int) (word >>> 56)];
  }

  /** The product of two polynomials, modulo the polynomial. */
  private static long product(long a, long b) {
    long product = 0;
    long shifted = b;
    for (long power = ONE; power != 0; power >>>= 1) {
      if ((a & power) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
