package io.holdfast.encodings.chunk;

import io.holdfast.encodings.arena.Arena;
import java.util.function.IntConsumer;

/**
 * A value too large for one block: a set, hash, list, sorted set or stream whose elements lie in an
 * arena and which keeps an index of its own.
 *
 * <p>Thread: one owner at a time.
 */
public interface LargeValue extends Chunked {
  /** Number of elements. */
  long size();

  /** Bytes held besides the elements' blocks. */
  long bytes();

  /** When an element is due first, in ms; {@link Long#MAX_VALUE} if none has a deadline. */
  default long firstDeadlineMs() {
    return Long.MAX_VALUE;
  }

  /** Whether every element has a deadline that is not later than a time. */
  default boolean areAllDue(long nowMs) {
    return false;
  }

  /** A copy whose elements lie in an arena, which may be the same. O(N). */
  LargeValue copyTo(Arena arena);

  /**
   * Gives blocks back, about {@code budget} at a time, until nothing is left. From the first call
   * on, the value is good for nothing else.
   *
   * @return how many; 0 when nothing is left
   */
  int release(int budget);

  /** Visits every block of an element: its handle. */
  void forEachBlock(IntConsumer visitor);

  /**
   * Proves that the index is sound and leads to the elements.
   *
   * @throws AssertionError naming what is not
   */
  void checkInvariants();
}
