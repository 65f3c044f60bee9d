package io.holdfast.encodings.sortedset;

/** A place in the order, as a {@code long}: a leaf, and an index in it. */
final class Position {
  /** What stands for "nowhere"; no leaf is named 0. */
  static final long NONE = 0;

  private Position() {}

  static long of(int leaf, int index) {
    return (long) leaf << Integer.SIZE | index;
  }

  static int leaf(long position) {
    return (int) (position >>> Integer.SIZE);
  }

  static int index(long position) {
    return (int) position;
  }
}
