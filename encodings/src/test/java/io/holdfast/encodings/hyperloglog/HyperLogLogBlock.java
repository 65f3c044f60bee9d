package io.holdfast.encodings.hyperloglog;

import java.util.Arrays;

/** A HyperLogLog among other bytes, with a caller who makes just the room that is asked for. */
final class HyperLogLogBlock {
  private static final byte OTHER = 0x5A;
  private static final int AT = 5;

  private final int sparseMaxBytes;
  private byte[] array;
  private int length;

  HyperLogLogBlock(int sparseMaxBytes) {
    this.sparseMaxBytes = sparseMaxBytes;
    length = HyperLogLog.EMPTY_BYTES;
    array = room(length);
    HyperLogLog.writeEmpty(array, AT);
  }

  HyperLogLogBlock(byte[] bytes, int sparseMaxBytes) {
    this.sparseMaxBytes = sparseMaxBytes;
    length = bytes.length;
    array = room(length);
    System.arraycopy(bytes, 0, array, AT, length);
  }

  HyperLogLogBlock copy() {
    return new HyperLogLogBlock(bytes(), sparseMaxBytes);
  }

  boolean add(long hash) {
    makeRoom(HyperLogLog.bytesToAdd(array, AT, length, sparseMaxBytes));
    int result = HyperLogLog.add(array, AT, length, hash, sparseMaxBytes);
    if (result == HyperLogLog.NEEDS_DENSE) {
      toDense();
      result = HyperLogLog.add(array, AT, length, hash, sparseMaxBytes);
    }
    return settle(result);
  }

  void merge(byte[] registers) {
    makeRoom(HyperLogLog.bytesToMerge(array, AT, length, sparseMaxBytes));
    int result = HyperLogLog.merge(array, AT, length, registers, sparseMaxBytes);
    if (result < 0) {
      length = -result;
      toDense();
      result = HyperLogLog.merge(array, AT, length, registers, sparseMaxBytes);
    }
    settle(result);
  }

  void toDense() {
    byte[] dense = room(HyperLogLog.DENSE_BYTES);
    HyperLogLog.toDense(array, AT, length, dense, AT);
    array = dense;
    length = HyperLogLog.DENSE_BYTES;
  }

  long count() {
    return HyperLogLog.count(array, AT, length);
  }

  boolean isSparse() {
    return HyperLogLog.isSparse(array, AT);
  }

  int register(int index) {
    return HyperLogLog.register(array, AT, length, index);
  }

  byte[] registers() {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    HyperLogLog.mergeInto(registers, array, AT, length);
    return registers;
  }

  String sparseText() {
    return HyperLogLog.sparseText(array, AT, length);
  }

  byte[] bytes() {
    return Arrays.copyOfRange(array, AT, AT + length);
  }

  byte[] array() {
    return array;
  }

  int at() {
    return AT;
  }

  private boolean settle(int result) {
    if (array[AT - 1] != OTHER || array[array.length - 1] != OTHER) {
      throw new AssertionError("a byte outside was written");
    }
    if (result == HyperLogLog.UNCHANGED) {
      return false;
    }
    if (result < Math.min(HyperLogLog.EMPTY_BYTES, length) || result >= array.length - AT) {
      throw new AssertionError("length is out of bounds: length=" + result);
    }
    length = result;
    return true;
  }

  private void makeRoom(int bytes) {
    if (array.length == AT + bytes + 1) {
      return;
    }
    byte[] to = room(bytes);
    System.arraycopy(array, AT, to, AT, length);
    array = to;
  }

  private static byte[] room(int bytes) {
    byte[] room = new byte[AT + bytes + 1];
    Arrays.fill(room, OTHER);
    return room;
  }
}
