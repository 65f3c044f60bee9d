package io.holdfast.encodings.intset;

import io.holdfast.encodings.DamagedBytesException;
import java.util.Arrays;

/**
 * A fuzz target: any bytes are an intset that all methods can work on, or are refused.
 *
 * <p>{@code .ci/fuzz encodings io.holdfast.encodings.intset.IntsetFuzz 300} lets Jazzer look.
 */
public final class IntsetFuzz {
  private static final int AT = 3;

  private IntsetFuzz() {}

  /** One input: as it is, and as the elements of an intset of each width whose header is right. */
  public static void fuzzerTestOneInput(byte[] input) {
    use(input);
    for (int width = 2; width <= 8; width *= 2) {
      byte[] framed = new byte[Intset.HEADER_BYTES + input.length];
      framed[0] = (byte) width;
      framed[4] = (byte) (input.length / width);
      framed[5] = (byte) (input.length / width >>> 8);
      System.arraycopy(input, 0, framed, Intset.HEADER_BYTES, input.length);
      use(framed);
    }
  }

  private static void use(byte[] input) {
    byte[] bytes = Arrays.copyOf(new byte[AT], AT + 2 * input.length + 2 * Long.BYTES);
    System.arraycopy(input, 0, bytes, AT, input.length);
    int count;
    try {
      count = IntsetCheck.elements(bytes, AT, input.length);
    } catch (DamagedBytesException e) {
      return;
    }
    require(Intset.count(bytes, AT) == count, "count");
    require(Intset.bytes(bytes, AT) == input.length, "length");
    long sum = 0;
    for (int i = 0; i < count; i++) {
      long element = Intset.get(bytes, AT, i);
      sum += element;
      require(Intset.indexOf(bytes, AT, element) == i, "found at its index");
      require(element >= Intset.min(bytes, AT) && element <= Intset.max(bytes, AT), "in range");
    }
    for (long value : new long[] {0, -1, sum, Short.MAX_VALUE + 1L, Integer.MIN_VALUE - 1L}) {
      edit(bytes, count, value);
    }
  }

  private static void edit(byte[] original, int count, long value) {
    boolean absent = !Intset.contains(original, AT, value);
    int needed = Intset.bytesAfterAdd(original, AT, value);
    // The width may have grown by four times.
    byte[] bytes = Arrays.copyOf(original, Math.max(original.length, AT + needed));
    require(Intset.add(bytes, AT, value) == absent, "added if absent");
    require(Intset.bytes(bytes, AT) == needed, "as long as announced");
    require(IntsetCheck.elements(bytes, AT, needed) == count + (absent ? 1 : 0), "count");
    require(Intset.contains(bytes, AT, value), "contains what was added");
    require(Intset.remove(bytes, AT, value), "removed");
    require(!Intset.contains(bytes, AT, value), "gone");
    IntsetCheck.elements(bytes, AT, Intset.bytes(bytes, AT));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
