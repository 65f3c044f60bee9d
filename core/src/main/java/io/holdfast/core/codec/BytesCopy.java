package io.holdfast.core.codec;

import java.util.Arrays;

/** Keeps a copy of the bytes it was shown last. */
public final class BytesCopy implements BytesVisitor {
  private byte[] bytes = Wire.NO_BYTES;

  /** A copy of nothing. */
  public BytesCopy() {}

  @Override
  public void visit(byte[] source, int offset, int length) {
    bytes = Arrays.copyOfRange(source, offset, offset + length);
  }

  /** The copy, whole. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /** The copy as a range. */
  public ByteRange range() {
    return ByteRange.of(bytes);
  }
}
