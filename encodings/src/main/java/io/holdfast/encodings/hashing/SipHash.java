package io.holdfast.encodings.hashing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A keyed hash of byte strings that somebody who does not know the key cannot steer.
 *
 * <pre>
 *  v0..v3 = key ^ constants
 *  | word 0 | word 1 | ... | tail bytes, zeros, length mod 256 |   64-bit words, little endian
 *      each word: v3 ^= word, c rounds, v0 ^= word;  at the end: v2 ^= 0xff, d rounds
 * </pre>
 *
 * <p>The instance hashes with SipHash-1-3 (c = 1, d = 3), the variant made for hash tables: a table
 * shows nobody its hashes, so the margin of SipHash-2-4 buys nothing there. Both share one core.
 *
 * <p>Thread: immutable, any thread.
 *
 * <p>Cost: O(length), no allocation; reads exactly the bytes named.
 *
 * <p>Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012.
 */
public final class SipHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long start0;
  private final long start1;
  private final long start2;
  private final long start3;

  /** Takes the 128-bit key as its two little-endian halves. */
  public SipHash(long k0, long k1) {
    start0 = k0 ^ 0x736f6d6570736575L;
    start1 = k1 ^ 0x646f72616e646f6dL;
    start2 = k0 ^ 0x6c7967656e657261L;
    start3 = k1 ^ 0x7465646279746573L;
  }

  /** The SipHash-1-3 of {@code length} bytes from {@code offset}. */
  public long hash(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return hash(start0, start1, start2, start3, bytes, offset, length, 1, 3);
  }

  /** The SipHash-2-4 of the same bytes: the published vectors are for this one. */
  long hash24(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return hash(start0, start1, start2, start3, bytes, offset, length, 2, 4);
  }

  // Below the 325 bytes of code up to which the compiler inlines a hot method into both callers
  // above; there the round counts are constants and the loops over them unroll. Hence the state as
  // parameters: the first four slots have the shortest instructions.
  private static long hash(
      long v0,
      long v1,
      long v2,
      long v3,
      byte[] bytes,
      int offset,
      int length,
      int wordRounds,
      int lastRounds) {
    int words = length >>> 3;
    for (int i = 0; i <= words; i++) {
      long word =
          i < words ? (long) LONG.get(bytes, offset + (i << 3)) : tail(bytes, offset, length);
      v3 ^= word;
      for (int round = 0; round < wordRounds; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v2 += v1;
        v0 = Long.rotateLeft(v0, 32) + v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    v2 ^= 0xff;
    for (int round = 0; round < lastRounds; round++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v2 += v1;
      v0 = Long.rotateLeft(v0, 32) + v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** The last word: the 0-7 bytes left over, in the low bytes, and the length in the top one. */
  private static long tail(byte[] bytes, int offset, int length) {
    long top = (long) length << 56;
    int rest = length & 7;
    int end = offset + length;
    if (rest == 0) {
      return top;
    }
    if (length >= 8) {
      return top | ((long) LONG.get(bytes, end - 8) >>> (64 - (rest << 3)));
    }
    if (rest >= 4) {
      long low = (int) INT.get(bytes, offset) & 0xffffffffL;
      long high = (int) INT.get(bytes, end - 4) & 0xffffffffL;
      return top | low | (high << ((rest - 4) << 3));
    }
    // One to three bytes: first, middle and last name every byte, some of them twice.
    return top
        | (bytes[offset] & 0xffL)
        | ((bytes[offset + (rest >> 1)] & 0xffL) << ((rest >> 1) << 3))
        | ((bytes[end - 1] & 0xffL) << ((rest - 1) << 3));
  }
}
