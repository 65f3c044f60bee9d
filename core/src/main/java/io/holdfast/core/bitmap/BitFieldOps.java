package io.holdfast.core.bitmap;

import io.holdfast.BitField;
import io.holdfast.BitField.Action;
import io.holdfast.BitFieldOverflow;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.string.StringOps;
import java.util.List;

/**
 * BITFIELD: reads and writes integers in a string.
 *
 * <p>If there is a write among the steps, the string becomes long enough for all of them before the
 * first one runs, and stays so even if every write is refused; in that case nobody is told, as in
 * Redis, but the effect is logged, for the bytes are there.
 *
 * <p>Thread: the owner. Cost: O(1) for a step.
 */
final class BitFieldOps {
  private static final byte[] BITFIELD = BitmapOps.ascii("BITFIELD");
  private static final byte[] OVERFLOW = BitmapOps.ascii("OVERFLOW");

  private BitFieldOps() {}

  /** What the steps answered; an answer that was refused for an overflow has no value. */
  record Answers(long[] values, boolean[] refused) {
    Answers(int count) {
      this(new long[count], new boolean[count]);
    }
  }

  /**
   * BITFIELD: does the steps in their order.
   *
   * @throws WrongTypeException if the key holds another type
   */
  static Answers run(Database db, ByteRange key, BitField field) {
    List<BitField.Step> steps = field.steps();
    long lastWritten = -1;
    for (BitField.Step step : steps) {
      BitmapOps.checkOffset(db, step.offset());
      if (step.action() != Action.GET) {
        lastWritten = Math.max(lastWritten, step.offset() + step.type().bits() - 1);
      }
    }
    return lastWritten < 0
        ? read(db, key, steps)
        : write(db, key, steps, (int) (lastWritten >>> 3) + 1);
  }

  private static Answers read(Database db, ByteRange key, List<BitField.Step> steps) {
    int handle = StringOps.find(db, key);
    Answers answers = new Answers(steps.size());
    if (handle == 0) {
      return answers;
    }
    ByteRange text = StringOps.text(db, handle);
    for (int i = 0; i < steps.size(); i++) {
      BitField.Step step = steps.get(i);
      answers.values[i] =
          PackedIntegers.get(
              text.array(), text.offset(), text.length(), step.offset(), step.type());
    }
    return answers;
  }

  private static Answers write(
      Database db, ByteRange key, List<BitField.Step> steps, int neededLength) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    int oldLength = BitmapOps.length(db, handle);
    int to = BitmapOps.open(db, key, hash, handle, oldLength, neededLength);
    boolean grew = neededLength > oldLength;
    boolean isChanged = false;
    byte[] page = db.page(to);
    int at = db.valueOffset(to);
    int length = db.valueLength(to);
    Answers answers = new Answers(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      BitField.Step step = steps.get(i);
      long before = PackedIntegers.get(page, at, length, step.offset(), step.type());
      answers.values[i] = before;
      if (step.action() == Action.GET) {
        continue;
      }
      boolean adds = step.action() == Action.INCRBY;
      int overflow = adds ? overflowOfSum(before, step) : overflowOfValue(step);
      if (overflow != 0 && step.overflow() == BitFieldOverflow.FAIL) {
        answers.refused[i] = true;
        continue;
      }
      long after = fitted(adds ? before + step.value() : step.value(), overflow, step);
      int bits = step.type().bits();
      int first = (int) (step.offset() >>> 3);
      int last = (int) (step.offset() + bits - 1 >>> 3);
      db.beforeChange(hash, to, first, last - first + 1);
      PackedIntegers.put(page, at, step.offset(), bits, after);
      isChanged |= grew || after != before;
      answers.values[i] = adds ? after : before;
    }
    if (grew || isChanged) {
      log(db, key, steps);
    }
    if (isChanged) {
      db.changed(EventClass.STRING, "setbit", key);
    }
    return answers;
  }

  /** 1 if the number to be set is too large for its type, -1 if it is too small, 0 if neither. */
  private static int overflowOfValue(BitField.Step step) {
    long value = step.value();
    if (!step.type().isSigned()) {
      // A negative number is meant as the unsigned one of the same 64 bits.
      return value < 0 || value > step.type().max() ? 1 : 0;
    }
    return value > step.type().max() ? 1 : value < step.type().min() ? -1 : 0;
  }

  /** 1 if the sum is too large for the type, -1 if it is too small, 0 if neither. */
  private static int overflowOfSum(long before, BitField.Step step) {
    long added = step.value();
    long sum = before + added;
    boolean isBeyond64Bits = ((before ^ sum) & (added ^ sum)) < 0;
    if (added > 0 && (isBeyond64Bits || sum > step.type().max())) {
      return 1;
    }
    return added < 0 && (isBeyond64Bits || sum < step.type().min()) ? -1 : 0;
  }

  private static long fitted(long number, int overflow, BitField.Step step) {
    if (overflow != 0 && step.overflow() == BitFieldOverflow.SAT) {
      return overflow > 0 ? step.type().max() : step.type().min();
    }
    return PackedIntegers.wrapped(number, step.type());
  }

  private static void log(Database db, ByteRange key, List<BitField.Step> steps) {
    if (!db.keyspace().effects().isActive()) {
      return;
    }
    EffectWriter effect = db.keyspace().effects().write(BITFIELD, key);
    BitFieldOverflow overflow = BitFieldOverflow.WRAP;
    for (BitField.Step step : steps) {
      if (step.overflow() != overflow) {
        overflow = step.overflow();
        effect.add(OVERFLOW).add(BitmapOps.ascii(overflow.name()));
      }
      effect.add(BitmapOps.ascii(step.action().name()));
      effect.add(BitmapOps.ascii(step.type().toString()));
      effect.add(step.offset());
      if (step.action() != Action.GET) {
        effect.add(step.value());
      }
    }
    effect.emit(db.index());
  }
}
