package io.holdfast.resp;

/**
 * What a client has sent and nobody has run yet: a request in part, or requests that wait their
 * turn.
 *
 * <pre>
 *  array  | run already | held ............ | free |
 *                       ^ from              ^ to
 * </pre>
 *
 * It grows as bytes arrive, never by what a client announces, and to twice its size at most: so
 * neither adding nor dropping moves a byte more than a few times. Empty, it holds no array.
 *
 * <p>Thread: the one the socket belongs to.
 */
final class HeldBytes {
  private static final byte[] NO_BYTES = {};
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private byte[] array = NO_BYTES;
  private int from;
  private int to;

  byte[] array() {
    return array;
  }

  /** The first byte that is held. */
  int from() {
    return from;
  }

  /** One behind the last. */
  int to() {
    return to;
  }

  int length() {
    return to - from;
  }

  boolean isEmpty() {
    return to == from;
  }

  /**
   * Holds more.
   *
   * @param needed how many bytes there will be at least before any can be dropped, if that is known
   * @return false if no array can hold so much; then nothing was added
   */
  boolean add(byte[] source, int offset, int count, long needed) {
    if (count > array.length - to && !makeRoom(count, needed)) {
      return false;
    }
    System.arraycopy(source, offset, array, to, count);
    to += count;
    return true;
  }

  private boolean makeRoom(int count, long needed) {
    int length = length();
    long least = (long) length + count;
    if (least > MAX_ARRAY) {
      return false;
    }
    byte[] target = array;
    if (least > array.length || from < array.length / 2) {
      long wanted = Math.max(least, needed > least ? Math.min(needed, 2L * length) : 2L * length);
      target = new byte[(int) Math.min(wanted, MAX_ARRAY)];
    }
    System.arraycopy(array, from, target, 0, length);
    array = target;
    from = 0;
    to = length;
    return true;
  }

  /** Drops the first bytes, which have been run. */
  void drop(int count) {
    from += count;
    if (from == to) {
      clear();
    }
  }

  void clear() {
    array = NO_BYTES;
    from = 0;
    to = 0;
  }
}
