package io.holdfast.encodings.stream;

import java.util.Arrays;

/** Something with a name, which is a string of bytes. */
abstract class Named {
  private final byte[] name;

  Named(byte[] bytes, int offset, int length) {
    name = Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** Bytes of the object and of its name. */
  final int ownBytes() {
    return objectBytes() + HeldBytes.ARRAY_BYTES + name.length;
  }

  /** Bytes of the object and of those it always has, without what they hold. */
  abstract int objectBytes();

  /** Its name; not to be changed. */
  public final byte[] name() {
    return name;
  }
}
