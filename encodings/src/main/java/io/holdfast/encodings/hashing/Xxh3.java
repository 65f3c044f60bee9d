package io.holdfast.encodings.hashing;

import io.holdfast.encodings.arena.LittleEndian;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The 64-bit hash of DIGEST: XXH3 with seed 0 and its default secret.
 *
 * <pre>
 *  bytes   0 .. 16   two words at most, mixed once
 *         17 .. 240  pairs of words, each mixed with another part of the secret, added up
 *        241 ..      stripes of 64 bytes into eight accumulators, scrambled every 1024 bytes
 * </pre>
 *
 * Applications compute the same digest on their side, so it can never be another one. It is no
 * defence against hostile keys; {@link SipHash} is.
 *
 * <p>Thread: any. Cost: O(length); no allocation up to 240 bytes, eight words beyond.
 *
 * <p>Source: Yann Collet, xxHash fast digest algorithm, version 0.2.0 (2023), sections on XXH3.
 */
public final class Xxh3 {
  private static final long PRIME32_1 = 0x9E3779B1L;
  private static final long PRIME32_2 = 0x85EBCA77L;
  private static final long PRIME32_3 = 0xC2B2AE3DL;
  private static final long PRIME64_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME64_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME64_3 = 0x165667B19E3779F9L;
  private static final long PRIME64_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME64_5 = 0x27D4EB2F165667C5L;
  private static final long PRIME_MX1 = 0x165667919E3779F9L;
  private static final long PRIME_MX2 = 0x9FB21C651E98DF25L;

  private static final byte[] SECRET =
      HexFormat.of()
          .parseHex(
              "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                  + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                  + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
                  + "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
                  + "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
                  + "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");

  private static final int MAX_SMALL = 16;
  private static final int MAX_MEDIUM = 240;

  /** Up to this length, words are taken from both ends. */
  private static final int MAX_PAIRED = 128;

  private static final int WORD = Long.BYTES;
  private static final int CHUNK = 2 * WORD;
  private static final int STRIPE = 8 * WORD;
  private static final int STRIPES_PER_BLOCK = (SECRET.length - STRIPE) / WORD;
  private static final int BLOCK = STRIPES_PER_BLOCK * STRIPE;

  /** Where in the secret the second half of a medium input starts, and where its last chunk is. */
  private static final int MEDIUM_SECOND = 3;

  private static final int MEDIUM_LAST = 119;
  private static final int LAST_STRIPE = SECRET.length - 71;
  private static final int MERGE = 11;

  private Xxh3() {}

  /** The hash of {@code length} bytes from {@code offset}. */
  public static long hash(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length <= MAX_SMALL) {
      return small(bytes, offset, length);
    }
    return length <= MAX_MEDIUM ? medium(bytes, offset, length) : large(bytes, offset, length);
  }

  // ---- up to 16 bytes ------------------------------------------------------------------------

  private static long small(byte[] bytes, int offset, int length) {
    if (length > 8) {
      return of9To16(bytes, offset, length);
    }
    if (length > 3) {
      return of4To8(bytes, offset, length);
    }
    return length > 0 ? of1To3(bytes, offset, length) : finish64(secret(56) ^ secret(64));
  }

  private static long of1To3(byte[] bytes, int offset, int length) {
    int first = bytes[offset] & 0xFF;
    int middle = bytes[offset + (length >> 1)] & 0xFF;
    int last = bytes[offset + length - 1] & 0xFF;
    int combined = last | length << 8 | first << 16 | middle << 24;
    int secret = LittleEndian.i32(SECRET, 0) ^ LittleEndian.i32(SECRET, 4);
    return finish64(Integer.toUnsignedLong(secret ^ combined));
  }

  private static long of4To8(byte[] bytes, int offset, int length) {
    long first = Integer.toUnsignedLong(LittleEndian.i32(bytes, offset));
    long last = Integer.toUnsignedLong(LittleEndian.i32(bytes, offset + length - 4));
    long value = secret(8) ^ secret(16) ^ (last | first << 32);
    value ^= Long.rotateLeft(value, 49) ^ Long.rotateLeft(value, 24);
    value *= PRIME_MX2;
    value ^= (value >>> 35) + length;
    value *= PRIME_MX2;
    return value ^ value >>> 28;
  }

  private static long of9To16(byte[] bytes, int offset, int length) {
    long low = secret(24) ^ secret(32) ^ LittleEndian.i64(bytes, offset);
    long high = secret(40) ^ secret(48) ^ LittleEndian.i64(bytes, offset + length - WORD);
    return finish(length + Long.reverseBytes(low) + high + folded(low, high));
  }

  // ---- up to 240 bytes -----------------------------------------------------------------------

  private static long medium(byte[] bytes, int offset, int length) {
    long sum = length * PRIME64_1;
    if (length <= MAX_PAIRED) {
      for (int i = (length - 1) / (2 * CHUNK); i >= 0; i--) {
        int behind = offset + length - (i + 1) * CHUNK;
        sum += mixed(bytes, offset + i * CHUNK, i * 2 * CHUNK);
        sum += mixed(bytes, behind, i * 2 * CHUNK + CHUNK);
      }
      return finish(sum);
    }
    for (int at = 0; at < MAX_PAIRED; at += CHUNK) {
      sum += mixed(bytes, offset + at, at);
    }
    sum = finish(sum);
    for (int at = MAX_PAIRED; at + CHUNK <= length; at += CHUNK) {
      sum += mixed(bytes, offset + at, at - MAX_PAIRED + MEDIUM_SECOND);
    }
    return finish(sum + mixed(bytes, offset + length - CHUNK, MEDIUM_LAST));
  }

  private static long mixed(byte[] bytes, int offset, int secretOffset) {
    return folded(
        LittleEndian.i64(bytes, offset) ^ secret(secretOffset),
        LittleEndian.i64(bytes, offset + WORD) ^ secret(secretOffset + WORD));
  }

  // ---- longer --------------------------------------------------------------------------------

  private static long large(byte[] bytes, int offset, int length) {
    long[] sums = {
      PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1
    };
    int end = offset + length;
    int at = offset;
    for (; end - at > BLOCK; at += BLOCK) {
      for (int i = 0; i < STRIPES_PER_BLOCK; i++) {
        accumulate(sums, bytes, at + i * STRIPE, i * WORD);
      }
      scramble(sums);
    }
    for (int i = 0; end - at > STRIPE; i++) {
      accumulate(sums, bytes, at, i * WORD);
      at += STRIPE;
    }
    accumulate(sums, bytes, end - STRIPE, LAST_STRIPE);
    long hash = length * PRIME64_1;
    for (int i = 0; i < sums.length; i += 2) {
      int secret = MERGE + i * WORD;
      hash += folded(sums[i] ^ secret(secret), sums[i + 1] ^ secret(secret + WORD));
    }
    return finish(hash);
  }

  private static void accumulate(long[] sums, byte[] bytes, int offset, int secretOffset) {
    for (int i = 0; i < sums.length; i++) {
      long word = LittleEndian.i64(bytes, offset + i * WORD);
      long keyed = word ^ secret(secretOffset + i * WORD);
      sums[i ^ 1] += word;
      sums[i] += (keyed & 0xFFFFFFFFL) * (keyed >>> 32);
    }
  }

  private static void scramble(long[] sums) {
    for (int i = 0; i < sums.length; i++) {
      long sum = sums[i] ^ sums[i] >>> 47 ^ secret(SECRET.length - STRIPE + i * WORD);
      sums[i] = sum * PRIME32_1;
    }
  }

  // ---- mixing --------------------------------------------------------------------------------

  private static long secret(int offset) {
    return LittleEndian.i64(SECRET, offset);
  }

  /** The two halves of a product of unsigned words, one over the other. */
  private static long folded(long first, long second) {
    long high = Math.multiplyHigh(first, second) + (first >> 63 & second) + (second >> 63 & first);
    return first * second ^ high;
  }

  private static long finish(long value) {
    long mixed = (value ^ value >>> 37) * PRIME_MX1;
    return mixed ^ mixed >>> 32;
  }

  private static long finish64(long value) {
    long mixed = (value ^ value >>> 33) * PRIME64_2;
    mixed = (mixed ^ mixed >>> 29) * PRIME64_3;
    return mixed ^ mixed >>> 32;
  }
}
