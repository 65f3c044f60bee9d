package io.holdfast.core.keyspace;

import java.util.Arrays;

/** A key as an object with value equality, for the few places that keep keys in Java maps. */
final class ByteKey implements Comparable<ByteKey> {
  private final byte[] bytes;
  private final int hash;

  private ByteKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  static ByteKey copyOf(byte[] buffer, int offset, int length) {
    return new ByteKey(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteKey key && Arrays.equals(bytes, key.bytes);
  }

  /** As {@link io.holdfast.core.codec.ByteRange#compareTo}, and for the same reason. */
  @Override
  public int compareTo(ByteKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
