package io.holdfast.core.stream;

import io.holdfast.encodings.stream.EntryFields;
import java.util.Arrays;

/** The fields and values of an entry from Java, one behind the other in an array. */
final class EncodedFields implements EntryFields {
  private final int[] ends;
  private byte[] bytes = {};
  private int elements;

  /** Room for so many fields. */
  EncodedFields(int fields) {
    ends = new int[2 * fields];
  }

  /** Adds a field and its value. */
  void add(byte[] field, byte[] value) {
    int start = length();
    bytes = Arrays.copyOf(bytes, Math.addExact(start, Math.addExact(field.length, value.length)));
    System.arraycopy(field, 0, bytes, start, field.length);
    System.arraycopy(value, 0, bytes, start + field.length, value.length);
    ends[elements++] = start + field.length;
    ends[elements++] = bytes.length;
  }

  private int length() {
    return elements == 0 ? 0 : ends[elements - 1];
  }

  @Override
  public int count() {
    return elements / 2;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int offset(int element) {
    return element == 0 ? 0 : ends[element - 1];
  }

  @Override
  public int length(int element) {
    return ends[element] - offset(element);
  }
}
