package io.holdfast.encodings.arena;

/**
 * The block capacities an arena hands out, and the arithmetic from a length to its class.
 *
 * <pre>
 *  class   0 ..  31 : 8, 16, 24 ... 256 bytes                 (every 8 bytes)
 *  class  32 .. 159 : 272, 288 ... 512, 544 ... 65,536 bytes  (16 steps a doubling)
 *  class 160        : one block with a page of its own, rounded up to 8 bytes
 * </pre>
 *
 * Up to 256 bytes at most 7 bytes of a block are lost; above, at most one part in 16.
 */
final class SizeClasses {
  static final int LARGE = 160;
  static final int MAX_SMALL_BYTES = 64 * 1024;

  private static final int FINE_STEP_SHIFT = 3;
  private static final int FINE_MAX_BYTES = 256;
  private static final int FINE_CLASSES = FINE_MAX_BYTES >> FINE_STEP_SHIFT;
  private static final int STEPS_SHIFT = 4;
  private static final int FINE_MAX_LOG2 = 8;

  private SizeClasses() {}

  /** The smallest class whose blocks hold {@code bytes}; {@link #LARGE} above 64 KiB. */
  static int classOf(int bytes) {
    assert bytes > 0;
    int last = bytes - 1;
    if (bytes <= FINE_MAX_BYTES) {
      return last >>> FINE_STEP_SHIFT;
    }
    if (bytes > MAX_SMALL_BYTES) {
      return LARGE;
    }
    int log2 = 31 - Integer.numberOfLeadingZeros(last);
    int step = (last >>> (log2 - STEPS_SHIFT)) & ((1 << STEPS_SHIFT) - 1);
    return FINE_CLASSES + ((log2 - FINE_MAX_LOG2) << STEPS_SHIFT) + step;
  }

  /** The capacity of a small class's blocks. */
  static int bytesOf(int sizeClass) {
    assert sizeClass >= 0 && sizeClass < LARGE;
    if (sizeClass < FINE_CLASSES) {
      return (sizeClass + 1) << FINE_STEP_SHIFT;
    }
    int above = sizeClass - FINE_CLASSES;
    int log2 = FINE_MAX_LOG2 + (above >>> STEPS_SHIFT);
    int step = (above & ((1 << STEPS_SHIFT) - 1)) + 1;
    return (1 << log2) + (step << (log2 - STEPS_SHIFT));
  }

  static int roundUpToUnit(int bytes) {
    return (bytes + Arena.UNIT_BYTES - 1) & -Arena.UNIT_BYTES;
  }
}
