package io.holdfast.encodings.compress;

import java.util.Arrays;
import java.util.Objects;

/**
 * LZF: a fast compression that replaces what occurred within the last 8 KB.
 *
 * <pre>
 *  block     = run ...
 *  literals  | 000nnnnn | n + 1 bytes as they are ...                               1 to 32 bytes
 *  short     | nnnooooo | oooooooo |               n = 1-6: n + 2 bytes from o + 1 bytes back
 *  long      | 111ooooo | nnnnnnnn | oooooooo |             n + 9 bytes from o + 1 bytes back
 * </pre>
 *
 * <p>A copy may reach into what it writes itself: one byte back and long is a run of that byte.
 * Nothing in a block tells its length or that of the data; whoever stores it does.
 *
 * <p>An instance compresses and keeps the table of where three bytes occurred last; decompressing
 * needs none. Positions are stored on top of a base that grows from call to call, so a table need
 * not be cleared: what an earlier call left lies below the base.
 *
 * <p>Thread: an instance is for one at a time; {@link #decompress} is for any.
 *
 * <p>Cost: O(length), no allocation. Memory: 64 KB an instance.
 *
 * <p>Source: the format description in Marc Lehmann's LibLZF; Ziv and Lempel, "A universal
 * algorithm for sequential data compression", 1977.
 */
public final class Lzf {
  private static final int HASH_BITS = 14;
  private static final int MAX_LITERALS = 32;
  private static final int MAX_DISTANCE = 1 << 13;
  private static final int MIN_MATCH = 3;
  private static final int MAX_MATCH = 255 + 9;

  /** Length codes, the length less two, from here on take a byte of their own. */
  private static final int LONG_MATCH = 7;

  private final int[] lastSeen = new int[1 << HASH_BITS];
  private int base;

  /** A compressor. */
  public Lzf() {
    this(1);
  }

  /** A compressor as after many calls. */
  Lzf(int base) {
    this.base = base;
  }

  /**
   * Compresses {@code length} bytes into at most {@code capacity} bytes from {@code dstOffset}.
   *
   * @return the bytes written, or 0 if they would have been more than {@code capacity}, or {@code
   *     length} is 0; then the destination's contents within the capacity are undefined
   * @throws IndexOutOfBoundsException if source or destination do not lie within their arrays
   */
  public int compress(byte[] src, int offset, int length, byte[] dst, int dstOffset, int capacity) {
    Objects.checkFromIndexSize(offset, length, src.length);
    Objects.checkFromIndexSize(dstOffset, capacity, dst.length);
    int shift = nextBase(length) - offset;
    int end = offset + length;
    int limit = dstOffset + capacity;
    int out = dstOffset;
    int literals = offset;
    int at = offset;
    while (at <= end - MIN_MATCH) {
      int slot = slot(src, at);
      int from = lastSeen[slot] - shift;
      lastSeen[slot] = at + shift;
      if (from < offset || at - from > MAX_DISTANCE || !sameThree(src, from, at)) {
        at++;
        continue;
      }
      int match = matchLength(src, from, at, Math.min(end - at, MAX_MATCH));
      out = writeLiterals(src, literals, at, dst, out, limit);
      if (out < 0) {
        return 0;
      }
      int code = match - 2;
      if (limit - out < (code < LONG_MATCH ? 2 : 3)) {
        return 0;
      }
      int distance = at - from - 1;
      dst[out++] = (byte) ((Math.min(code, LONG_MATCH) << 5) | (distance >>> 8));
      if (code >= LONG_MATCH) {
        dst[out++] = (byte) (code - LONG_MATCH);
      }
      dst[out++] = (byte) distance;
      // What the match covers may start the next one.
      int next = at + match;
      for (at++; at < next && at <= end - MIN_MATCH; at++) {
        lastSeen[slot(src, at)] = at + shift;
      }
      at = next;
      literals = next;
    }
    out = writeLiterals(src, literals, end, dst, out, limit);
    return out < 0 ? 0 : out - dstOffset;
  }

  /**
   * Decompresses a block into exactly {@code dstLength} bytes from {@code dstOffset}.
   *
   * @return whether the block is well-formed and that long; if not, the destination's contents
   *     within its length are undefined
   * @throws IndexOutOfBoundsException if source or destination do not lie within their arrays
   */
  public static boolean decompress(
      byte[] src, int offset, int length, byte[] dst, int dstOffset, int dstLength) {
    Objects.checkFromIndexSize(offset, length, src.length);
    Objects.checkFromIndexSize(dstOffset, dstLength, dst.length);
    int end = offset + length;
    int limit = dstOffset + dstLength;
    int at = offset;
    int out = dstOffset;
    while (at < end) {
      int control = src[at++] & 0xff;
      if (control < MAX_LITERALS) {
        int count = control + 1;
        if (count > end - at || count > limit - out) {
          return false;
        }
        System.arraycopy(src, at, dst, out, count);
        at += count;
        out += count;
        continue;
      }
      int code = control >>> 5;
      if (end - at < (code < LONG_MATCH ? 1 : 2)) {
        return false;
      }
      if (code == LONG_MATCH) {
        code += src[at++] & 0xff;
      }
      int from = out - (((control & 0x1f) << 8) | (src[at++] & 0xff)) - 1;
      int count = code + 2;
      if (from < dstOffset || count > limit - out) {
        return false;
      }
      copy(dst, from, out, count);
      out += count;
    }
    return out == limit;
  }

  /** Copies within the output, byte for byte in order where source and target overlap. */
  private static void copy(byte[] dst, int from, int to, int count) {
    if (to - from >= count) {
      System.arraycopy(dst, from, dst, to, count);
    } else if (to - from == 1) {
      Arrays.fill(dst, to, to + count, dst[from]);
    } else {
      for (int i = 0; i < count; i++) {
        dst[to + i] = dst[from + i];
      }
    }
  }

  /** The base for data of this length; every position stored earlier lies below it. */
  private int nextBase(int length) {
    if (base > Integer.MAX_VALUE - length) {
      Arrays.fill(lastSeen, 0);
      base = 1;
    }
    int mine = base;
    base += length;
    return mine;
  }

  private static int slot(byte[] src, int at) {
    int three = (src[at] & 0xff) | ((src[at + 1] & 0xff) << 8) | ((src[at + 2] & 0xff) << 16);
    // Multiplying by 2^32 / golden ratio spreads the three bytes over the upper bits.
    return (three * 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  private static boolean sameThree(byte[] src, int a, int b) {
    return src[a] == src[b] && src[a + 1] == src[b + 1] && src[a + 2] == src[b + 2];
  }

  private static int matchLength(byte[] src, int from, int at, int max) {
    int match = Arrays.mismatch(src, from, from + max, src, at, at + max);
    return match < 0 ? max : match;
  }

  /** Writes what lies between two matches; returns the offset behind it, or -1 without room. */
  private static int writeLiterals(
      byte[] src, int from, int to, byte[] dst, int offset, int limit) {
    int out = offset;
    for (int at = from; at < to; ) {
      int count = Math.min(to - at, MAX_LITERALS);
      if (limit - out < count + 1) {
        return -1;
      }
      dst[out++] = (byte) (count - 1);
      System.arraycopy(src, at, dst, out, count);
      at += count;
      out += count;
    }
    return out;
  }
}
