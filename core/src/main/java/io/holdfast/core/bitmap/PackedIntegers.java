package io.holdfast.core.bitmap;

import io.holdfast.BitFieldType;

/**
 * Integers of 1 to 64 bits at any bit of a byte string, the highest bit first.
 *
 * <pre>
 *  u12 at bit 6:   . . . . . . 1 1|1 1 1 1 1 1 1 1|1 1 . . . . . .
 *                              ^ bit 11 of the number     ^ bit 0
 * </pre>
 *
 * Cost: a step for each of the up to nine bytes.
 */
final class PackedIntegers {
  private PackedIntegers() {}

  /** The number at a bit offset; bits behind {@code length} bytes are 0. */
  static long get(byte[] bytes, int at, int length, long offset, BitFieldType type) {
    long number = 0;
    long index = offset >>> 3;
    int used = (int) (offset & 7);
    int left = type.bits();
    while (left > 0) {
      int taken = Math.min(Byte.SIZE - used, left);
      int value = index < length ? bytes[at + (int) index] : 0;
      number = number << taken | value >>> (Byte.SIZE - used - taken) & (1 << taken) - 1;
      left -= taken;
      index++;
      used = 0;
    }
    return wrapped(number, type);
  }

  /** Writes the lower bits of a number at a bit offset. */
  static void put(byte[] bytes, int at, long offset, int bits, long number) {
    int index = at + (int) (offset >>> 3);
    int used = (int) (offset & 7);
    int left = bits;
    while (left > 0) {
      int taken = Math.min(Byte.SIZE - used, left);
      int shift = Byte.SIZE - used - taken;
      int mask = (1 << taken) - 1 << shift;
      int part = (int) (number >>> (left - taken)) << shift;
      bytes[index] = (byte) (bytes[index] & ~mask | part & mask);
      left -= taken;
      index++;
      used = 0;
    }
  }

  /** The number of the type that has the same lower bits. */
  static long wrapped(long number, BitFieldType type) {
    int unused = Long.SIZE - type.bits();
    return type.isSigned() ? number << unused >> unused : number << unused >>> unused;
  }
}
