package io.holdfast;

/**
 * An integer type of BITFIELD: {@code i5} is signed and has five bits, {@code u12} is unsigned and
 * has twelve.
 *
 * @param isSigned whether its highest bit is a sign, in two's complement
 * @param bits width: 1 to 64, unsigned at most 63
 */
public record BitFieldType(boolean isSigned, int bits) {
  /**
   * A type.
   *
   * @throws IllegalArgumentException if there is no such width
   */
  public BitFieldType {
    if (bits < 1 || bits > (isSigned ? Long.SIZE : Long.SIZE - 1)) {
      throw new IllegalArgumentException(
          "bits must be 1 to 64, or to 63 if unsigned: isSigned=" + isSigned + " bits=" + bits);
    }
  }

  /**
   * A signed type, {@code i1} to {@code i64}.
   *
   * @throws IllegalArgumentException if there is no such width
   */
  public static BitFieldType signed(int bits) {
    return new BitFieldType(true, bits);
  }

  /**
   * An unsigned type, {@code u1} to {@code u63}.
   *
   * @throws IllegalArgumentException if there is no such width
   */
  public static BitFieldType unsigned(int bits) {
    return new BitFieldType(false, bits);
  }

  /** The smallest number of the type. */
  public long min() {
    return isSigned ? -max() - 1 : 0;
  }

  /** The largest number of the type. */
  public long max() {
    return (1L << (isSigned ? bits - 1 : bits)) - 1;
  }

  /**
   * Where the index-th integer of an array of this type starts, in bits: what BITFIELD writes as
   * {@code #index}.
   *
   * @throws ArithmeticException if that is beyond 64 bits
   */
  public long offset(long index) {
    return Math.multiplyExact(index, bits);
  }

  /** The type as BITFIELD writes it: {@code i5}, {@code u12}. */
  @Override
  public String toString() {
    return (isSigned ? "i" : "u") + bits;
  }
}
