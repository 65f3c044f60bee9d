package io.holdfast.core.hyperloglog;

import io.holdfast.CommandException;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hyperloglog.HyperLogLog;

/**
 * PFSELFTEST: adds numbers to a HyperLogLog that starts sparse and to one that is dense, and
 * compares the two with each other and with the truth.
 *
 * <p>Cost: some milliseconds. Memory: two HyperLogLogs of its own.
 */
final class SelfTest {
  private static final int NUMBERS = 100_000;

  /** The sparse one becomes dense within the test. */
  private static final int SPARSE_MAX_BYTES = 3_000;

  /** Five times the standard error of 0.81 %. */
  private static final double MAX_ERROR = 0.0405;

  private SelfTest() {}

  /**
   * Runs the test.
   *
   * @throws CommandException "TESTFAILED ..." with what is wrong
   */
  static void run() {
    byte[] sparse = new byte[HyperLogLog.DENSE_BYTES];
    byte[] dense = new byte[HyperLogLog.DENSE_BYTES];
    HyperLogLog.writeEmpty(sparse, 0);
    HyperLogLog.toDense(sparse, 0, HyperLogLog.EMPTY_BYTES, dense, 0);
    int length = HyperLogLog.EMPTY_BYTES;
    byte[] element = new byte[Long.BYTES];
    int next = 1;
    for (int number = 1; number <= NUMBERS; number++) {
      LittleEndian.put64(element, 0, number);
      long hash = HyperLogLog.hash(element, 0, element.length);
      HyperLogLog.add(dense, 0, dense.length, hash, SPARSE_MAX_BYTES);
      int newLength = HyperLogLog.add(sparse, 0, length, hash, SPARSE_MAX_BYTES);
      if (newLength == HyperLogLog.NEEDS_DENSE) {
        byte[] from = sparse.clone();
        HyperLogLog.toDense(from, 0, length, sparse, 0);
        length = HyperLogLog.DENSE_BYTES;
        newLength = HyperLogLog.add(sparse, 0, length, hash, SPARSE_MAX_BYTES);
      }
      length = newLength == HyperLogLog.UNCHANGED ? length : newLength;
      if (number == next) {
        next *= 10;
        compare(number, sparse, length, dense);
      }
    }
  }

  private static void compare(int number, byte[] sparse, int length, byte[] dense) {
    for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
      int expected = HyperLogLog.register(dense, 0, dense.length, i);
      int actual = HyperLogLog.register(sparse, 0, length, i);
      if (actual != expected) {
        throw new CommandException(
            "TESTFAILED Register " + i + " should be " + expected + " but is " + actual);
      }
    }
    long count = HyperLogLog.count(sparse, 0, length);
    long denseCount = HyperLogLog.count(dense, 0, dense.length);
    if (count != denseCount || Math.abs(count - number) > Math.ceil(number * MAX_ERROR)) {
      throw new CommandException(
          "TESTFAILED Too big error: elements="
              + number
              + " sparse="
              + count
              + " dense="
              + denseCount);
    }
  }
}
