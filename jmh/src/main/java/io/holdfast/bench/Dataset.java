package io.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** The keys and values all peers are filled with: 16-byte keys, 32-byte values. */
final class Dataset {
  static final int SIZE = Integer.getInteger("holdfast.bench.entries", 1_000_000);

  private static final byte[] KEY = ascii("key:000000000000");
  private static final byte[] VALUE = ascii("value:00000000000000000000000000");

  private Dataset() {}

  /** The order peers are filled in: every number below {@link #SIZE} once, shuffled. */
  static int[] order() {
    SplittableRandom random = new SplittableRandom(42);
    int[] order = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** A new array with the key of a number. */
  static byte[] key(int number) {
    return numbered(KEY, number);
  }

  /** A new array with the value of a number. */
  static byte[] value(int number) {
    return numbered(VALUE, number);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] numbered(byte[] pattern, int number) {
    byte[] bytes = pattern.clone();
    int left = number;
    for (int at = bytes.length - 1; left > 0; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
