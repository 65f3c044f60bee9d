package io.holdfast.core.keyspace;

import java.util.stream.LongStream;

/** What the random tests of this package share. */
final class Model {
  private Model() {}

  /** Seeds to try: {@code -Dholdfast.seed} alone if it is given, else 1, 2, 3 ... */
  static long[] seeds(int count) {
    Long only = Long.getLong("holdfast.seed");
    return only == null ? LongStream.rangeClosed(1, count).toArray() : new long[] {only};
  }
}
