package io.holdfast.core.rdb;

/**
 * Some bytes of a file, in an array that has room in front for what was not used of the slice
 * before: what lies across the seam is then in one piece.
 *
 * <pre>
 *  | room, {@value #ROOM_BYTES} | bytes, up to {@value #MAX_BYTES} |
 * </pre>
 *
 * <p>Thread: one at a time; who hands it on does so safely.
 */
public final class Slice {
  /** Where the bytes start, and the length of what may lie across a seam. */
  public static final int ROOM_BYTES = 1 << 16;

  /** How many bytes of the file there are at most. */
  public static final int MAX_BYTES = 1 << 18;

  private final byte[] array = new byte[ROOM_BYTES + MAX_BYTES];
  private int length;
  private long crc;

  /** A slice yet to be filled. */
  public Slice() {}

  /** Where to put the bytes, from {@link #ROOM_BYTES} on. */
  public byte[] array() {
    return array;
  }

  /**
   * Says what was put there.
   *
   * @param bytes how many; 0 if the file has ended
   * @param crcBefore the CRC-64 of all bytes of the file before them
   */
  public void filled(int bytes, long crcBefore) {
    length = bytes;
    crc = crcBefore;
  }

  /** How many bytes of the file there are. */
  public int length() {
    return length;
  }

  /** The CRC-64 of all bytes of the file before these. */
  long crc() {
    return crc;
  }
}
