package io.holdfast.encodings.intset;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import java.util.Objects;

/**
 * Whether bytes from outside are an intset.
 *
 * <p>Cost: {@link #header} O(1), {@link #elements} O(count); no allocation.
 */
public final class IntsetCheck {
  private static final String INTSET = "intset";

  private IntsetCheck() {}

  /**
   * Checks that the width is known and that width and count make up the length: no element lies
   * outside.
   *
   * @return the number of elements
   * @throws DamagedBytesException if not
   * @throws IndexOutOfBoundsException if the range does not lie within the array
   */
  public static int header(byte[] bytes, int at, int length) {
    Objects.checkFromIndexSize(at, length, bytes.length);
    if (length < Intset.HEADER_BYTES) {
      throw new DamagedBytesException(INTSET, "too short", length);
    }
    int width = Intset.width(bytes, at);
    if (width != Short.BYTES && width != Integer.BYTES && width != Long.BYTES) {
      throw new DamagedBytesException(INTSET, "unknown width", 0);
    }
    long count = LittleEndian.i32(bytes, at + Intset.COUNT) & 0xFFFFFFFFL;
    if (Intset.HEADER_BYTES + width * count != length) {
      throw new DamagedBytesException(INTSET, "count does not make up the length", Intset.COUNT);
    }
    return (int) count;
  }

  /**
   * Checks the header, and that the elements ascend.
   *
   * @return the number of elements
   * @throws DamagedBytesException if something is wrong
   * @throws IndexOutOfBoundsException if the range does not lie within the array
   */
  public static int elements(byte[] bytes, int at, int length) {
    int count = header(bytes, at, length);
    int width = Intset.width(bytes, at);
    for (int i = 1; i < count; i++) {
      if (Intset.element(bytes, at, width, i - 1) >= Intset.element(bytes, at, width, i)) {
        throw new DamagedBytesException(
            INTSET, "elements do not ascend", Intset.HEADER_BYTES + (long) i * width);
      }
    }
    return count;
  }
}
