package io.holdfast.encodings.hyperloglog;

import io.holdfast.encodings.DamagedBytesException;
import java.util.Arrays;

/**
 * Registers as run lengths, in the order of their indexes.
 *
 * <pre>
 *  ZERO   00llllll             l + 1 registers are 0           1 .. 64
 *  XZERO  01llllll llllllll    l + 1 registers are 0           1 .. 16384, high bits first
 *  VAL    1vvvvvll             l + 1 registers are v + 1       1 .. 4 registers, values 1 .. 32
 * </pre>
 *
 * Raising a register replaces the opcode that covers it by up to three: what lies before, the
 * register, what lies behind.
 *
 * <pre>
 *  XZERO:16384   --register 5000 becomes 3--&gt;   XZERO:5000 VAL:3,1 XZERO:11383
 * </pre>
 *
 * Then, from the opcode before it, five opcodes are looked at and neighbouring VALs of one value
 * are joined while they stay within four registers. Which bytes an order of additions ends in is
 * part of the specification: a Redis server comes to the same.
 *
 * <p>Cost: O(bytes). All methods work between {@code start}, the first opcode, and {@code end},
 * behind the last.
 *
 * <p>Source: the description of the sparse representation that PFDEBUG DECODE shows.
 */
final class SparseRegisters {
  /** The largest value a VAL can hold. */
  static final int MAX_VALUE = 32;

  /** Bytes that raising one register adds at most: XZERO to XZERO VAL XZERO. */
  static final int MAX_GROWTH = 3;

  /** The most bytes there can be: an opcode of one byte for every register. */
  static final int MAX_BYTES = HyperLogLog.REGISTERS;

  private static final int VAL = 0x80;
  private static final int XZERO = 0x40;
  private static final int MAX_ZERO_RUN = 64;
  private static final int MAX_VAL_RUN = 4;
  private static final int JOIN_SCAN_OPCODES = 5;

  private SparseRegisters() {}

  /** Writes the opcode of registers that are all zero; it takes two bytes. */
  static void writeEmpty(byte[] bytes, int start) {
    int run = HyperLogLog.REGISTERS - 1;
    bytes[start] = (byte) (XZERO | run >>> 8);
    bytes[start + 1] = (byte) run;
  }

  /**
   * Raises a register to {@code value}.
   *
   * @param limit where the opcodes must end at the latest, if they grow
   * @return the new end; {@link HyperLogLog#UNCHANGED} if the register is as large already; {@link
   *     HyperLogLog#NEEDS_DENSE} if it cannot be said within the limit
   */
  static int raise(byte[] bytes, int start, int end, int index, int value, int limit) {
    int previous = start;
    int at = start;
    int first = 0;
    while (true) {
      int next = first + run(bytes, at, end, start);
      if (index < next) {
        return raiseAt(bytes, previous, at, first, end, index, value, limit);
      }
      first = next;
      previous = at;
      at += opcodeBytes(bytes[at]);
    }
  }

  /**
   * Raises every register to its value in {@code registers}, in the order of the indexes.
   *
   * <p>Gives what {@link #raise} gives one by one, in one walk: an edit changes no opcode before
   * the one that precedes its own, so the next walk starts from the opcode before that.
   *
   * @return the new end; its negative if the next register cannot be raised within the limit
   */
  static int raiseAll(byte[] bytes, int start, int end, byte[] registers, int limit) {
    int newEnd = end;
    int resume = start;
    int resumeFirst = 0;
    for (int index = 0; index < HyperLogLog.REGISTERS; index++) {
      int value = registers[index];
      if (value == 0) {
        continue;
      }
      int previous = resume;
      int previousFirst = resumeFirst;
      int at = resume;
      int first = resumeFirst;
      int next;
      while (index >= (next = first + run(bytes, at, newEnd, start))) {
        resume = previous;
        resumeFirst = previousFirst;
        previous = at;
        previousFirst = first;
        first = next;
        at += opcodeBytes(bytes[at]);
      }
      int result = raiseAt(bytes, previous, at, first, newEnd, index, value, limit);
      if (result == HyperLogLog.NEEDS_DENSE) {
        return -newEnd;
      }
      newEnd = result == HyperLogLog.UNCHANGED ? newEnd : result;
    }
    return newEnd;
  }

  /** The value of one register. */
  static int get(byte[] bytes, int start, int end, int index) {
    int at = start;
    int first = 0;
    while (true) {
      first += run(bytes, at, end, start);
      if (index < first) {
        return value(bytes[at]);
      }
      at += opcodeBytes(bytes[at]);
    }
  }

  /** Checks that the opcodes are whole and cover every register. */
  static void validate(byte[] bytes, int start, int end) {
    int index = 0;
    for (int at = start; at < end; at += opcodeBytes(bytes[at])) {
      index += runWithin(bytes, at, end, start, index);
    }
    checkAllCovered(index, end, start);
  }

  /** Counts the registers by value. */
  static void histogram(byte[] bytes, int start, int end, int[] histogram) {
    int index = 0;
    for (int at = start; at < end; at += opcodeBytes(bytes[at])) {
      int run = runWithin(bytes, at, end, start, index);
      histogram[value(bytes[at])] += run;
      index += run;
    }
    checkAllCovered(index, end, start);
  }

  /** Raises each of {@code registers} to the value it has here, where that is larger. */
  static void mergeInto(byte[] registers, byte[] bytes, int start, int end) {
    int index = 0;
    for (int at = start; at < end; at += opcodeBytes(bytes[at])) {
      int run = runWithin(bytes, at, end, start, index);
      int value = value(bytes[at]);
      for (int i = index; i < index + run; i++) {
        if (value > registers[i]) {
          registers[i] = (byte) value;
        }
      }
      index += run;
    }
    checkAllCovered(index, end, start);
  }

  /** Writes every register to dense ones, which must not overlap these. */
  static void toDense(byte[] bytes, int start, int end, byte[] to, int toStart) {
    Arrays.fill(to, toStart, toStart + DenseRegisters.BYTES, (byte) 0);
    int index = 0;
    for (int at = start; at < end; at += opcodeBytes(bytes[at])) {
      int run = runWithin(bytes, at, end, start, index);
      int value = value(bytes[at]);
      if (value != 0) {
        for (int i = index; i < index + run; i++) {
          DenseRegisters.set(to, toStart, i, value);
        }
      }
      index += run;
    }
    checkAllCovered(index, end, start);
  }

  /** The opcodes as PFDEBUG DECODE prints them: {@code Z:7292 v:1,1 z:20}. */
  static String text(byte[] bytes, int start, int end) {
    StringBuilder text = new StringBuilder();
    int index = 0;
    for (int at = start; at < end; at += opcodeBytes(bytes[at])) {
      int run = runWithin(bytes, at, end, start, index);
      text.append(text.isEmpty() ? "" : " ");
      if ((bytes[at] & VAL) != 0) {
        text.append("v:").append(value(bytes[at])).append(',').append(run);
      } else {
        text.append((bytes[at] & XZERO) != 0 ? "Z:" : "z:").append(run);
      }
      index += run;
    }
    checkAllCovered(index, end, start);
    return text.toString();
  }

  /** Raises a register of the opcode at {@code at}, which starts with register {@code first}. */
  private static int raiseAt(
      byte[] bytes, int previous, int at, int first, int end, int index, int value, int limit) {
    int covering = bytes[at];
    int old = value(covering);
    if (value <= old) {
      return HyperLogLog.UNCHANGED;
    }
    if (value > MAX_VALUE) {
      return HyperLogLog.NEEDS_DENSE;
    }
    int oldBytes = opcodeBytes(covering);
    int before = index - first;
    int behind = first + run(bytes, at) - 1 - index;
    int beforeBytes = runBytes(old, before);
    int newBytes = beforeBytes + 1 + runBytes(old, behind);
    int growth = newBytes - oldBytes;
    if (growth > 0 && end + growth > limit) {
      return HyperLogLog.NEEDS_DENSE;
    }
    System.arraycopy(bytes, at + oldBytes, bytes, at + newBytes, end - at - oldBytes);
    writeRun(bytes, at, old, before);
    writeRun(bytes, at + beforeBytes, value, 1);
    writeRun(bytes, at + beforeBytes + 1, old, behind);
    return join(bytes, previous, end + growth);
  }

  /** Joins neighbouring VALs of one value; returns the new end. */
  private static int join(byte[] bytes, int from, int end) {
    int newEnd = end;
    int at = from;
    for (int scanned = 0; scanned < JOIN_SCAN_OPCODES && at < newEnd; scanned++) {
      int opcode = bytes[at];
      if ((opcode & VAL) != 0 && at + 1 < newEnd && (bytes[at + 1] & VAL) != 0) {
        int value = value(opcode);
        int joined = run(bytes, at) + run(bytes, at + 1);
        if (value == value(bytes[at + 1]) && joined <= MAX_VAL_RUN) {
          writeRun(bytes, at, value, joined);
          System.arraycopy(bytes, at + 2, bytes, at + 1, newEnd - at - 2);
          newEnd--;
          continue;
        }
      }
      at += opcodeBytes(opcode);
    }
    return newEnd;
  }

  private static int opcodeBytes(int opcode) {
    return (opcode & (VAL | XZERO)) == XZERO ? 2 : 1;
  }

  /** The value of the opcode's registers. */
  private static int value(int opcode) {
    return (opcode & VAL) != 0 ? ((opcode & 0x7f) >>> 2) + 1 : 0;
  }

  private static int run(byte[] bytes, int at) {
    int opcode = bytes[at];
    if ((opcode & VAL) != 0) {
      return (opcode & 3) + 1;
    }
    int run = opcode & 0x3f;
    return ((opcode & XZERO) != 0 ? run << 8 | bytes[at + 1] & 0xff : run) + 1;
  }

  /** The run of the opcode at {@code at}, if there is a whole one before {@code end}. */
  private static int run(byte[] bytes, int at, int end, int start) {
    if (at >= end || at + opcodeBytes(bytes[at]) > end) {
      throw damaged("sparse registers end early", at, start);
    }
    return run(bytes, at);
  }

  private static int runWithin(byte[] bytes, int at, int end, int start, int index) {
    int run = run(bytes, at, end, start);
    if (index + run > HyperLogLog.REGISTERS) {
      throw damaged("more than " + HyperLogLog.REGISTERS + " sparse registers", at, start);
    }
    return run;
  }

  private static void checkAllCovered(int registers, int end, int start) {
    if (registers != HyperLogLog.REGISTERS) {
      throw damaged("sparse registers end early: registers=" + registers, end, start);
    }
  }

  private static DamagedBytesException damaged(String what, int at, int start) {
    return new DamagedBytesException(HyperLogLog.NAME, what, HyperLogLog.HEADER_BYTES + at - start);
  }

  private static int runBytes(int value, int run) {
    if (run == 0) {
      return 0;
    }
    return value == 0 && run > MAX_ZERO_RUN ? 2 : 1;
  }

  private static void writeRun(byte[] bytes, int at, int value, int run) {
    if (run == 0) {
      return;
    }
    if (value != 0) {
      bytes[at] = (byte) (VAL | (value - 1) << 2 | run - 1);
    } else if (run <= MAX_ZERO_RUN) {
      bytes[at] = (byte) (run - 1);
    } else {
      bytes[at] = (byte) (XZERO | run - 1 >>> 8);
      bytes[at + 1] = (byte) (run - 1);
    }
  }
}
