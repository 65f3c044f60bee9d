package io.holdfast.core.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A byte string that is a range of somebody's array: a key, field, member or value on its way into
 * an operation, whether it came as an argument of a command or from Java.
 *
 * <p>Valid as long as the array is left alone; {@link #copy} for what must last.
 */
public final class ByteRange implements Comparable<ByteRange> {
  private final byte[] array;
  private final int offset;
  private final int length;

  private ByteRange(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** A whole array. */
  public static ByteRange of(byte[] array) {
    return new ByteRange(array, 0, array.length);
  }

  /** A part of an array. */
  public static ByteRange of(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new ByteRange(array, offset, length);
  }

  /** The array the range lies in. */
  public byte[] array() {
    return array;
  }

  /** Where the range starts. */
  public int offset() {
    return offset;
  }

  /** Length of the range in bytes. */
  public int length() {
    return length;
  }

  /** A copy of the bytes. */
  public byte[] copy() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Whether the range has these bytes. */
  public boolean hasBytes(byte[] other, int otherOffset, int otherLength) {
    return Arrays.equals(
        array, offset, offset + length, other, otherOffset, otherOffset + otherLength);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteRange range && hasBytes(range.array, range.offset, range.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /**
   * The order of unsigned bytes. Java's maps keep to it where many hashes are the same, so that
   * names that were chosen to collide cost no more than O(log n) each.
   */
  @Override
  public int compareTo(ByteRange other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  /** The bytes as text, for messages. */
  @Override
  public String toString() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }
}
