package io.holdfast.core.set;

import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.number.IntegerText;

/**
 * What decides on the encoding of a result that is to be stored.
 *
 * <p>Thread: the owner, for one operation.
 */
final class ResultShape implements BytesVisitor {
  private final EncodingLimits limits;
  private long count;
  private long integers;

  /** Integers before the first member that is none. */
  private long leadingIntegers;

  private int longest;

  private ResultShape(EncodingLimits limits) {
    this.limits = limits;
  }

  /** The shape of these members. */
  static ResultShape of(SetResult members, EncodingLimits limits) {
    ResultShape shape = new ResultShape(limits);
    members.forEach(shape);
    return shape;
  }

  @Override
  public void visit(byte[] bytes, int offset, int length) {
    boolean isInteger = IntegerText.isLong(bytes, offset, length);
    leadingIntegers += isInteger && integers == count ? 1 : 0;
    integers += isInteger ? 1 : 0;
    longest = Math.max(longest, length);
    count++;
  }

  /** The encoding that adding the members one by one leads to. */
  int encodingAsAdded() {
    if (isIntset()) {
      return Entry.INTSET;
    }
    return leadingIntegers <= SetValue.maxIntsetEntries(limits) && isListpack()
        ? Entry.LISTPACK
        : Entry.HASHTABLE;
  }

  /** The encoding of a set the members are part of, unless they are integers. */
  int encodingAsPartOf(SetValue set) {
    if (isIntset()) {
      return Entry.INTSET;
    }
    return set.encoding() != Entry.HASHTABLE && isListpack() ? Entry.LISTPACK : Entry.HASHTABLE;
  }

  private boolean isIntset() {
    return integers == count && count <= SetValue.maxIntsetEntries(limits);
  }

  private boolean isListpack() {
    return count <= limits.setEntries && longest <= limits.setValueBytes;
  }
}
