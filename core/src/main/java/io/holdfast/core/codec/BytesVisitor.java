package io.holdfast.core.codec;

/** Is shown a byte string where it lies. */
@FunctionalInterface
public interface BytesVisitor {
  /** Takes a look; must not change the array or keep it, for it will be used again. */
  void visit(byte[] bytes, int offset, int length);
}
