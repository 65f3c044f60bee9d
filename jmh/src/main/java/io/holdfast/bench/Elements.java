package io.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Elements of 16 bytes to fill collections with, and to ask them for. */
public final class Elements {
  private Elements() {}

  /** The element with a number, in a new array. */
  public static byte[] bytes(int number) {
    byte[] bytes = "member:000000000".getBytes(StandardCharsets.US_ASCII);
    int left = number;
    for (int at = bytes.length - 1; left > 0; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return bytes;
  }

  /** The element with a number as text. */
  public static String text(int number) {
    return new String(bytes(number), StandardCharsets.ISO_8859_1);
  }

  /** Every number below {@code count} once, shuffled. */
  public static int[] shuffled(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The elements below {@code count}, shuffled: they lie in memory in the order of the array. */
  public static byte[][] shuffledBytes(int count, long seed) {
    int[] order = shuffled(count, seed);
    byte[][] elements = new byte[count][];
    for (int i = 0; i < count; i++) {
      elements[i] = bytes(order[i]);
    }
    return elements;
  }
}
