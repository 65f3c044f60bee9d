package io.holdfast.core.string;

import io.holdfast.core.codec.CommandArgs;
import java.util.Arrays;

/** Keys with their values, as ranges of arrays. */
interface KeyValues {
  /** Number of keys. */
  int count();

  byte[] keyArray(int index);

  int keyOffset(int index);

  int keyLength(int index);

  byte[] valueArray(int index);

  int valueOffset(int index);

  int valueLength(int index);

  /** A verb, and copies of all keys and values. */
  default byte[][] command(byte[] verb) {
    byte[][] command = new byte[1 + 2 * count()][];
    command[0] = verb;
    for (int i = 0; i < count(); i++) {
      command[1 + 2 * i] = copyOf(keyArray(i), keyOffset(i), keyLength(i));
      command[2 + 2 * i] = copyOf(valueArray(i), valueOffset(i), valueLength(i));
    }
    return command;
  }

  private static byte[] copyOf(byte[] bytes, int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** The arguments of a command behind its name. */
  record OfCommand(CommandArgs args) implements KeyValues {
    @Override
    public int count() {
      return (args.count() - 1) / 2;
    }

    @Override
    public byte[] keyArray(int index) {
      return args.buffer();
    }

    @Override
    public int keyOffset(int index) {
      return args.offset(1 + 2 * index);
    }

    @Override
    public int keyLength(int index) {
      return args.length(1 + 2 * index);
    }

    @Override
    public byte[] valueArray(int index) {
      return args.buffer();
    }

    @Override
    public int valueOffset(int index) {
      return args.offset(2 + 2 * index);
    }

    @Override
    public int valueLength(int index) {
      return args.length(2 + 2 * index);
    }
  }

  /** Arrays of their own. */
  record OfArrays(byte[][] keys, byte[][] values) implements KeyValues {
    @Override
    public int count() {
      return keys.length;
    }

    @Override
    public byte[] keyArray(int index) {
      return keys[index];
    }

    @Override
    public int keyOffset(int index) {
      return 0;
    }

    @Override
    public int keyLength(int index) {
      return keys[index].length;
    }

    @Override
    public byte[] valueArray(int index) {
      return values[index];
    }

    @Override
    public int valueOffset(int index) {
      return 0;
    }

    @Override
    public int valueLength(int index) {
      return values[index].length;
    }
  }
}
