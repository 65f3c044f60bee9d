package io.holdfast.encodings.hyperloglog;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * Six bits a register, register 0 in the lowest bits of the first byte.
 *
 * <pre>
 *  byte 0            byte 1            byte 2
 *  | 11 000000 |     | 2222 1111 |     | 333333 22 |         highest bit of a byte first
 * </pre>
 *
 * Four registers share three bytes. Cost: reading or raising one O(1), a histogram one pass.
 */
final class DenseRegisters {
  static final int BITS = 6;
  static final int BYTES = HyperLogLog.REGISTERS * BITS / Byte.SIZE;

  private static final int MASK = (1 << BITS) - 1;

  /** Registers whose bits fill whole bytes and are read at once: 8 in 6 bytes. */
  private static final int GROUP = 8;

  private static final int GROUP_BYTES = GROUP * BITS / Byte.SIZE;

  private DenseRegisters() {}

  static int get(byte[] bytes, int start, int index) {
    int at = start + index * BITS / Byte.SIZE;
    int shift = index * BITS & 7;
    int low = (bytes[at] & 0xff) >>> shift;
    return shift <= Byte.SIZE - BITS
        ? low & MASK
        : (low | (bytes[at + 1] & 0xff) << (Byte.SIZE - shift)) & MASK;
  }

  static void set(byte[] bytes, int start, int index, int value) {
    int at = start + index * BITS / Byte.SIZE;
    int shift = index * BITS & 7;
    bytes[at] = (byte) (bytes[at] & ~(MASK << shift) | value << shift);
    if (shift > Byte.SIZE - BITS) {
      int taken = Byte.SIZE - shift;
      bytes[at + 1] = (byte) (bytes[at + 1] & ~(MASK >>> taken) | value >>> taken);
    }
  }

  /** Raises every register to its value in {@code registers}. */
  static void raiseAll(byte[] bytes, int start, byte[] registers) {
    for (int index = 0; index < HyperLogLog.REGISTERS; index++) {
      if (registers[index] > get(bytes, start, index)) {
        set(bytes, start, index, registers[index]);
      }
    }
  }

  /** Counts the registers by value. */
  static void histogram(byte[] bytes, int start, int[] histogram) {
    for (int at = start; at < start + BYTES; at += GROUP_BYTES) {
      long group = group(bytes, at);
      for (int i = 0; i < GROUP; i++) {
        histogram[(int) group & MASK]++;
        group >>>= BITS;
      }
    }
  }

  /** Raises each of {@code registers} to the value it has here, where that is larger. */
  static void mergeInto(byte[] registers, byte[] bytes, int start) {
    int index = 0;
    for (int at = start; at < start + BYTES; at += GROUP_BYTES) {
      long group = group(bytes, at);
      for (int i = 0; i < GROUP; i++, index++) {
        int value = (int) group & MASK;
        if (value > registers[index]) {
          registers[index] = (byte) value;
        }
        group >>>= BITS;
      }
    }
  }

  private static long group(byte[] bytes, int at) {
    return LittleEndian.i32(bytes, at) & 0xffff_ffffL
        | (long) LittleEndian.u16(bytes, at + 4) << Integer.SIZE;
  }
}
