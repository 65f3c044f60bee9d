package io.holdfast.encodings.quicklist;

/**
 * How much a node of a list holds: {@code list-max-listpack-size}, and what follows from it.
 *
 * <pre>
 *   1 .. 32767   that many elements, and not above 8 KiB
 *   0            as 1
 *  -1 .. -5      4, 8, 16, 32, 64 KiB; what is below as -5
 * </pre>
 *
 * Everything that decides between the encodings of a list stands here: while it fits one node it is
 * a listpack, then a quicklist, and a listpack again when its one node left is at most half full.
 *
 * <p>A node may hold more than its limit only by a single element, or if it came so from outside.
 *
 * <p>Source: the configuration's documentation; DUMP payloads of Redis 7.0 around each limit.
 */
public final class ListLimits {
  /** Elements of this length and above get a node of their own that is no listpack. */
  public static final int DEFAULT_PLAIN_BYTES = 1 << 30;

  private static final int MAX_COUNT = Short.MAX_VALUE;
  private static final int MIN_SIZE_LEVEL = -5;
  private static final int FIRST_LEVEL_LOG2 = 11;

  /** The most bytes of a node whose elements are counted. */
  private static final int SAFE_BYTES = 8192;

  /** What an element is taken to need besides its text when a node is looked at for room. */
  private static final int ENTRY_OVERHEAD_ESTIMATE = 8;

  private final int maxBytes;
  private final int maxCount;
  private final boolean counted;
  private final int plainBytes;

  /**
   * The limits for a setting.
   *
   * @param maxListpackSize {@code list-max-listpack-size}, any number
   */
  public ListLimits(int maxListpackSize) {
    this(maxListpackSize, DEFAULT_PLAIN_BYTES);
  }

  /**
   * The limits for a setting and another length from which elements are plain, as DEBUG
   * QUICKLIST-PACKED-THRESHOLD sets it.
   */
  public ListLimits(int maxListpackSize, int plainBytes) {
    counted = maxListpackSize >= 0;
    maxCount = counted ? Math.min(Math.max(maxListpackSize, 1), MAX_COUNT) : Integer.MAX_VALUE;
    maxBytes =
        counted ? SAFE_BYTES : 1 << (FIRST_LEVEL_LOG2 - Math.max(maxListpackSize, MIN_SIZE_LEVEL));
    this.plainBytes = plainBytes;
  }

  // ---- which encoding --------------------------------------------------------------------------

  /**
   * Whether a list that is a listpack must become a quicklist before elements are added.
   *
   * @param listpackBytes the listpack's length now
   * @param count its number of elements now
   * @param addedBytes the lengths of the elements to add, as text
   * @param addedCount how many they are
   */
  public boolean needsQuicklist(int listpackBytes, long count, long addedBytes, long addedCount) {
    long bytes = listpackBytes + addedBytes;
    return bytes > maxBytes || count + addedCount > maxCount;
  }

  /**
   * Whether a list may be a listpack again: one node is left, and that is at most half full. So a
   * list at the limit is not converted to and fro.
   */
  public boolean fitsListpackAgain(Quicklist list) {
    return fitsListpack(list, 2);
  }

  /** Whether a list that comes from outside is small enough for a listpack: one node, not plain. */
  public boolean fitsListpack(Quicklist list) {
    return fitsListpack(list, 1);
  }

  private boolean fitsListpack(Quicklist list, int part) {
    if (list.nodeCount() != 1) {
      return false;
    }
    long node = list.firstChunk();
    return !list.isPlain(node) && fitsListpack(list.rawBytes(node), list.count(node), part);
  }

  /** Whether a listpack that comes from outside may be all of a list. */
  public boolean fitsListpack(int bytes, int count) {
    return fitsListpack(bytes, count, 1);
  }

  private boolean fitsListpack(int bytes, int count, int part) {
    return counted ? count <= maxCount / part : bytes <= maxBytes / part;
  }

  // ---- nodes -----------------------------------------------------------------------------------

  /** Whether an element must have a plain node. */
  boolean isPlain(int length) {
    return length >= plainBytes;
  }

  /** Whether a listpack node takes one more element. */
  boolean allows(int nodeBytes, int nodeCount, int length) {
    return (long) nodeBytes + length + ENTRY_OVERHEAD_ESTIMATE <= maxBytes && nodeCount < maxCount;
  }

  /** Whether a node may be this large. */
  boolean allowsNode(long nodeBytes, long nodeCount) {
    return nodeBytes <= maxBytes && nodeCount <= maxCount;
  }

  /** Whether a node made of two sparse ones would still be at most half full. */
  boolean isHalf(long nodeBytes, long nodeCount) {
    return nodeBytes <= maxBytes / 2 && nodeCount <= maxCount / 2;
  }

  /** The most bytes of a node of more than one element. */
  int maxBytes() {
    return maxBytes;
  }

  /** The most elements of a node. */
  int maxCount() {
    return maxCount;
  }
}
