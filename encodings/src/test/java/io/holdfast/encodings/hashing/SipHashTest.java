package io.holdfast.encodings.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SipHashTest {
  // The key 00 01 .. 0f of the paper's appendix; messages are 00 01 02 ...
  private static final SipHash PUBLISHED = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  @Test
  void hash24_publishedVectors() {
    assertThat(published24(0)).isEqualTo(0x726fdb47dd0e0e31L);
    assertThat(published24(1)).isEqualTo(0x74f839c593dc67fdL);
    assertThat(published24(7)).isEqualTo(0xab0200f58b01d137L);
    assertThat(published24(15)).isEqualTo(0xa129ca6149be45e5L);
    assertThat(published24(16)).isEqualTo(0x3f2acc7f57c29bdbL);
    assertThat(published24(63)).isEqualTo(0x958a324ceb064572L);
  }

  @Test
  void hash_vectorsOfOpenSsl() {
    assertThat(PUBLISHED.hash(counting(0), 0, 0)).isEqualTo(0xabac0158050fc4dcL);
    assertThat(PUBLISHED.hash(counting(15), 0, 15)).isEqualTo(0xd320d86d2a519956L);
    assertThat(PUBLISHED.hash(counting(63), 0, 63)).isEqualTo(0x9d199062b7bbb3a8L);
  }

  @Test
  void hash_everyLengthAndPlace_equalsTextbook() {
    SplittableRandom random = new SplittableRandom(1);
    for (int length = 0; length <= 70; length++) {
      byte[] bytes = new byte[length + 20];
      random.nextBytes(bytes);
      long k0 = random.nextLong();
      long k1 = random.nextLong();
      SipHash hash = new SipHash(k0, k1);
      for (int offset = 0; offset <= 20; offset++) {
        byte[] message = Arrays.copyOfRange(bytes, offset, offset + length);
        assertThat(hash.hash(bytes, offset, length))
            .as("offset %d length %d", offset, length)
            .isEqualTo(textbook(k0, k1, message, 1, 3))
            .isEqualTo(hash.hash(message, 0, length));
        assertThat(hash.hash24(bytes, offset, length)).isEqualTo(textbook(k0, k1, message, 2, 4));
      }
    }
  }

  @Test
  void hash_outsideArray_isRefused() {
    byte[] bytes = new byte[16];
    assertThatThrownBy(() -> PUBLISHED.hash(bytes, 9, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> PUBLISHED.hash(bytes, -1, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> PUBLISHED.hash(bytes, 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static long published24(int length) {
    return PUBLISHED.hash24(counting(length), 0, length);
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /** The paper's section 2, step by step: pad to words, then compress and finalise. */
  private static long textbook(long k0, long k1, byte[] message, int wordRounds, int lastRounds) {
    byte[] padded = Arrays.copyOf(message, (message.length / 8 + 1) * 8);
    padded[padded.length - 1] = (byte) message.length;
    long[] v = {
      k0 ^ 0x736f6d6570736575L,
      k1 ^ 0x646f72616e646f6dL,
      k0 ^ 0x6c7967656e657261L,
      k1 ^ 0x7465646279746573L
    };
    for (int at = 0; at < padded.length; at += 8) {
      long word = 0;
      for (int i = 7; i >= 0; i--) {
        word = (word << 8) | (padded[at + i] & 0xff);
      }
      v[3] ^= word;
      for (int i = 0; i < wordRounds; i++) {
        round(v);
      }
      v[0] ^= word;
    }
    v[2] ^= 0xff;
    for (int i = 0; i < lastRounds; i++) {
      round(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void round(long[] v) {
    half(v, 0, 1, 13);
    half(v, 2, 3, 16);
    v[0] = Long.rotateLeft(v[0], 32);
    half(v, 2, 1, 17);
    half(v, 0, 3, 21);
    v[2] = Long.rotateLeft(v[2], 32);
  }

  private static void half(long[] v, int a, int b, int bits) {
    v[a] += v[b];
    v[b] = Long.rotateLeft(v[b], bits) ^ v[a];
  }
}
