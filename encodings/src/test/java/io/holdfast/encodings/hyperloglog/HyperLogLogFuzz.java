package io.holdfast.encodings.hyperloglog;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import java.util.Arrays;

/** What any bytes must survive: every operation ends in an answer or in the one exception. */
public final class HyperLogLogFuzz {
  private HyperLogLogFuzz() {}

  /** The first eight bytes are the hash of an element, the others a HyperLogLog. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length >= Long.BYTES) {
      byte[] bytes = Arrays.copyOfRange(input, Long.BYTES, input.length);
      run(bytes, LittleEndian.i64(input, 0));
    }
  }

  static void run(byte[] bytes, long hash) {
    if (!HyperLogLog.isHyperLogLog(bytes, 0, bytes.length)) {
      return;
    }
    boolean valid = isValid(bytes);
    HyperLogLogBlock block = new HyperLogLogBlock(bytes, Math.max(bytes.length, 3_000));
    try {
      block.add(hash);
      block.merge(block.registers());
      HyperLogLog.invalidateCachedCount(block.array(), block.at());
      long count = block.count();
      byte[] registers = block.registers();
      block.toDense();
      HyperLogLog.validate(block.bytes(), 0, HyperLogLog.DENSE_BYTES);
      check(block.count() == count, "both encodings count the same");
      check(Arrays.equals(block.registers(), registers), "both encodings hold the same");
    } catch (DamagedBytesException e) {
      check(!valid, "valid bytes are not refused later: " + e);
    }
  }

  private static boolean isValid(byte[] bytes) {
    try {
      HyperLogLog.validate(bytes, 0, bytes.length);
      return true;
    } catch (DamagedBytesException e) {
      return false;
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
