package io.holdfast.core.set;

import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.number.IntegerText;

/**
 * A member on its way through sets that are asked for it: its bytes, its integer and its hash, each
 * found out when first needed and then good for every set.
 *
 * <p>Thread: the owner. One object serves a whole walk.
 */
final class Member implements BytesVisitor {
  private final byte[] text = new byte[IntegerText.MAX_LENGTH];

  private byte[] array = text;
  private int offset;

  /** -1 while the member is an integer whose text has not been written. */
  private int length;

  private long integer;
  private boolean isInteger;
  private boolean isParsed;
  private long hash;
  private boolean isHashed;

  /** A member to be. */
  Member() {}

  /** Takes bytes, valid as long as they lie there. */
  @Override
  public void visit(byte[] bytes, int from, int count) {
    array = bytes;
    offset = from;
    length = count;
    isParsed = false;
    isHashed = false;
  }

  /** Takes an integer. */
  void set(long value) {
    integer = value;
    isInteger = true;
    isParsed = true;
    length = -1;
    isHashed = false;
  }

  /** Whether the bytes are the text of an integer. */
  boolean isInteger() {
    if (!isParsed) {
      integer = IntegerText.parse(array, offset, length);
      isInteger = !IntegerText.isRefused(integer, array, offset, length);
      isParsed = true;
    }
    return isInteger;
  }

  /** The integer, if {@link #isInteger}. */
  long integer() {
    return integer;
  }

  /** The array the bytes lie in. */
  byte[] array() {
    write();
    return array;
  }

  /** Where the bytes start. */
  int offset() {
    write();
    return offset;
  }

  /** Length in bytes. */
  int length() {
    write();
    return length;
  }

  /** The hash all large sets know the member by. */
  long hash(LargeSet any) {
    if (!isHashed) {
      hash = any.hash(array(), offset(), length());
      isHashed = true;
    }
    return hash;
  }

  private void write() {
    if (length < 0) {
      array = text;
      offset = 0;
      length = IntegerText.write(integer, text, 0);
    }
  }
}
