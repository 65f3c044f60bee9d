package io.holdfast.encodings.hashing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The hash that HyperLogLog counts by: MurmurHash2 with 64-bit words.
 *
 * <p>Registers hold what this hash gave, in files too, so it can never be another one. It is no
 * defence against hostile keys; {@link SipHash} is.
 *
 * <p>Thread: any. Cost: O(length), no allocation.
 *
 * <p>Source: Austin Appleby, MurmurHash2 (public domain, 2008), the variant "64A".
 */
public final class MurmurHash64A {
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private MurmurHash64A() {}

  /** The hash of {@code length} bytes from {@code offset}. */
  public static long hash(byte[] bytes, int offset, int length, long seed) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long hash = seed ^ (length * MULTIPLIER);
    int at = offset;
    int end = offset + length;
    for (; end - at >= 8; at += 8) {
      long word = (long) LONG.get(bytes, at) * MULTIPLIER;
      hash = (hash ^ ((word ^ (word >>> SHIFT)) * MULTIPLIER)) * MULTIPLIER;
    }
    if (at < end) {
      long tail = 0;
      for (int i = end - 1; i >= at; i--) {
        tail = (tail << 8) | (bytes[i] & 0xff);
      }
      hash = (hash ^ tail) * MULTIPLIER;
    }
    hash = (hash ^ (hash >>> SHIFT)) * MULTIPLIER;
    return hash ^ (hash >>> SHIFT);
  }
}
