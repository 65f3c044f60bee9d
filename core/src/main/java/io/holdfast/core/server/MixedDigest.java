package io.holdfast.core.server;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Twenty bytes that stand for what was mixed into them, some of it in an order, some in none.
 *
 * <pre>
 *  nothing      20 times 0
 *  unordered    digest xor SHA-1(bytes)                as often as wished, in any order
 *  ordered      SHA-1(digest xor SHA-1(bytes))         what is mixed in before and after counts
 * </pre>
 *
 * <p>A digest is bytes and can be mixed into another. Thread: one.
 */
final class MixedDigest {
  private static final int BYTES = 20;

  private final MessageDigest sha1;
  private final byte[] digest = new byte[BYTES];

  /** A digest of nothing. */
  MixedDigest() {
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** Mixes bytes in that stand in no order among others. */
  MixedDigest unordered(byte[] bytes, int offset, int length) {
    sha1.update(bytes, offset, length);
    byte[] hash = sha1.digest();
    for (int i = 0; i < BYTES; i++) {
      digest[i] ^= hash[i];
    }
    return this;
  }

  /** As {@link #unordered(byte[], int, int)}. */
  MixedDigest unordered(byte[] bytes) {
    return unordered(bytes, 0, bytes.length);
  }

  /** Mixes another digest in that stands in no order among others. */
  MixedDigest unordered(MixedDigest other) {
    return unordered(other.digest);
  }

  /** Mixes bytes in that come after what was mixed in before. */
  MixedDigest ordered(byte[] bytes, int offset, int length) {
    unordered(bytes, offset, length);
    byte[] hash = sha1.digest(digest);
    System.arraycopy(hash, 0, digest, 0, BYTES);
    return this;
  }

  /** As {@link #ordered(byte[], int, int)}. */
  MixedDigest ordered(byte[] bytes) {
    return ordered(bytes, 0, bytes.length);
  }

  /** Mixes a number in, as four bytes, the highest first. */
  MixedDigest ordered(int number) {
    return ordered(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** Makes it a digest of nothing again. */
  MixedDigest clear() {
    Arrays.fill(digest, (byte) 0);
    return this;
  }

  /** The digest in hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(digest);
  }
}
