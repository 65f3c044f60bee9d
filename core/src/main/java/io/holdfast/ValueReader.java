package io.holdfast;

/**
 * Reads a value where it lies, without a copy.
 *
 * @param <R> what the reader makes of it
 */
@FunctionalInterface
public interface ValueReader<R> {
  /**
   * Reads a value. Runs under ownership: it must be quick, must not change the array, and must not
   * keep it, for the store will reuse it.
   */
  R read(byte[] bytes, int offset, int length);
}
