package io.holdfast.core.codec;

import java.util.Arrays;

/**
 * Several byte strings, each a range of somebody's array: what operations on many keys, fields,
 * members or values take, whether they came as arguments of a command or from Java.
 */
public interface ByteRanges {
  /** Number of ranges. */
  int count();

  /** The array a range lies in. */
  byte[] array(int index);

  /** Where a range starts. */
  int offset(int index);

  /** Length of a range in bytes. */
  int length(int index);

  /** One range by itself. */
  default ByteRange range(int index) {
    return ByteRange.of(array(index), offset(index), length(index));
  }

  /** A copy of one range. */
  default byte[] copy(int index) {
    int from = offset(index);
    return Arrays.copyOfRange(array(index), from, from + length(index));
  }

  /** Whole arrays. */
  static ByteRanges of(byte[]... arrays) {
    return new OfArrays(arrays);
  }

  /** Every {@code step}-th argument from {@code first} to the last, as long as they stay valid. */
  static ByteRanges of(CommandArgs args, int first, int step) {
    return new OfArguments(args, first, step, (args.count() - first + step - 1) / step);
  }

  /** Arrays of their own. */
  record OfArrays(byte[][] arrays) implements ByteRanges {
    @Override
    public int count() {
      return arrays.length;
    }

    @Override
    public byte[] array(int index) {
      return arrays[index];
    }

    @Override
    public int offset(int index) {
      return 0;
    }

    @Override
    public int length(int index) {
      return arrays[index].length;
    }
  }

  /** Arguments of a command. */
  record OfArguments(CommandArgs args, int first, int step, int count) implements ByteRanges {
    @Override
    public byte[] array(int index) {
      return args.buffer();
    }

    @Override
    public int offset(int index) {
      return args.offset(first + index * step);
    }

    @Override
    public int length(int index) {
      return args.length(first + index * step);
    }
  }
}
