package io.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The keys and values all peers are filled with: 16-byte keys, 32-byte values, shuffled.
 *
 * <p>Keys are asked for by other objects than those a map was filled with, as in an application
 * that reads its keys from requests: the same object would be found without comparing.
 */
final class Dataset {
  static final int SIZE = Integer.getInteger("holdfast.bench.entries", 1_000_000);

  final String[] keys = new String[SIZE];
  final String[] askedKeys = new String[SIZE];
  final String[] values = new String[SIZE];
  final byte[][] keyBytes = new byte[SIZE][];
  final byte[][] valueBytes = new byte[SIZE][];

  Dataset() {
    SplittableRandom random = new SplittableRandom(42);
    int[] order = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    for (int i = 0; i < SIZE; i++) {
      keys[i] = "key:" + padded(order[i], 12);
      values[i] = "value:" + padded(random.nextInt(1_000_000_000), 26);
      keyBytes[i] = keys[i].getBytes(StandardCharsets.US_ASCII);
      askedKeys[i] = new String(keyBytes[i], StandardCharsets.US_ASCII);
      valueBytes[i] = values[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static String padded(int number, int length) {
    String digits = Integer.toString(number);
    return "0".repeat(length - digits.length()) + digits;
  }
}
