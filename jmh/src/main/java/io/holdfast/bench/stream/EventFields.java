package io.holdfast.bench.stream;

import io.holdfast.encodings.stream.EntryFields;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Two fields of 8 bytes with values of 8 bytes, which change with every entry. */
public final class EventFields implements EntryFields {
  private static final int ELEMENT_BYTES = 8;
  private static final String LETTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

  private final SplittableRandom random = new SplittableRandom(42);
  private final byte[] bytes =
      "f0000001........f0000002........".getBytes(StandardCharsets.US_ASCII);

  /** Draws other values. */
  public EventFields next() {
    for (int value = 1; value < 4; value += 2) {
      long drawn = random.nextLong();
      for (int i = 0; i < ELEMENT_BYTES; i++) {
        bytes[value * ELEMENT_BYTES + i] = (byte) LETTERS.charAt((int) (drawn >>> 6 * i) & 63);
      }
    }
    return this;
  }

  @Override
  public int count() {
    return 2;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int offset(int element) {
    return element * ELEMENT_BYTES;
  }

  @Override
  public int length(int element) {
    return ELEMENT_BYTES;
  }
}
