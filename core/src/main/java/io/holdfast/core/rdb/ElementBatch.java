package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import java.util.function.ToDoubleFunction;

/**
 * Elements of a large value that were read and are not in it yet: some at once, for the reason that
 * {@link StringBatch} has.
 *
 * <p>Thread: the owner.
 */
final class ElementBatch {
  private static final int CAPACITY = 16;

  private final RdbInput in;
  private final ByteRange[] elements = new ByteRange[CAPACITY];
  private final ByteRange[] values = new ByteRange[CAPACITY];
  private final double[] scores = new double[CAPACITY];
  private final long[] hashes = new long[CAPACITY];
  private final long[] positions = new long[CAPACITY];

  /** What was touched; kept, lest the reads be optimised away. */
  @SuppressWarnings("unused")
  private int seen;

  /** What is read from here. */
  ElementBatch(RdbInput in) {
    this.in = in;
  }

  /**
   * Reads fields and values into a hash that is empty.
   *
   * @throws DamagedBytesException if a field is there twice
   */
  void read(LargeHash hash, int count) {
    for (int left = count; left > 0; left -= CAPACITY) {
      int some = Math.min(left, CAPACITY);
      for (int i = 0; i < some; i++) {
        elements[i] = in.string();
        values[i] = in.string();
        positions[i] = in.position();
      }
      begin(hash, some);
      for (int i = 0; i < some; i++) {
        requireAbsent(hash, i, "a field twice");
        ByteRange field = elements[i];
        ByteRange value = values[i];
        hash.insert(
            hashes[i],
            field.array(),
            field.offset(),
            field.length(),
            value.array(),
            value.offset(),
            value.length());
      }
    }
  }

  /**
   * Reads members into a set that is empty.
   *
   * @throws DamagedBytesException if a member is there twice
   */
  void read(LargeSet set, int count) {
    for (int left = count; left > 0; left -= CAPACITY) {
      int some = Math.min(left, CAPACITY);
      for (int i = 0; i < some; i++) {
        elements[i] = in.string();
        positions[i] = in.position();
      }
      begin(set, some);
      for (int i = 0; i < some; i++) {
        requireAbsent(set, i, "a member twice");
        ByteRange member = elements[i];
        set.insert(hashes[i], member.array(), member.offset(), member.length());
      }
    }
  }

  /**
   * Reads members and scores into a sorted set that is empty.
   *
   * @throws DamagedBytesException if a member is there twice
   */
  void read(LargeSortedSet set, int count, ToDoubleFunction<RdbInput> score) {
    for (int left = count; left > 0; left -= CAPACITY) {
      int some = Math.min(left, CAPACITY);
      for (int i = 0; i < some; i++) {
        elements[i] = in.string();
        scores[i] = score.applyAsDouble(in);
        positions[i] = in.position();
      }
      begin(set, some);
      for (int i = 0; i < some; i++) {
        requireAbsent(set, i, "a member twice");
        ByteRange member = elements[i];
        set.insert(hashes[i], member.array(), member.offset(), member.length(), scores[i]);
      }
    }
  }

  private void begin(ExpiringElements into, int count) {
    for (int i = 0; i < count; i++) {
      ByteRange element = elements[i];
      hashes[i] = into.hash(element.array(), element.offset(), element.length());
    }
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += into.touchAbsent(hashes[i]);
    }
    seen = sum;
  }

  private void requireAbsent(ExpiringElements from, int index, String what) {
    ByteRange element = elements[index];
    if (from.find(hashes[index], element.array(), element.offset(), element.length()) != 0) {
      throw in.damagedAt(positions[index], what);
    }
  }
}
