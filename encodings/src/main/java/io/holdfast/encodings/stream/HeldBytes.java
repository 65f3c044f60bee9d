package io.holdfast.encodings.stream;

/**
 * What all parts of a stream together hold on the heap, so that nobody need add them up.
 *
 * <p>Objects are counted as a JVM with compressed references lays them out.
 */
final class HeldBytes {
  /** What an array takes besides its elements. */
  static final int ARRAY_BYTES = 16;

  private long count;

  long count() {
    return count;
  }

  void add(long bytes) {
    count += bytes;
  }
}
