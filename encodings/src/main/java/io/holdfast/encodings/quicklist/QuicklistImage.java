package io.holdfast.encodings.quicklist;

import io.holdfast.encodings.arena.Arena;

/**
 * The nodes of a list in the order and the blocks they have at one moment.
 *
 * <pre>
 *  ordinal  |   0    |   1    |   2    | ...
 *  handle   | block  | block  | block  | ...      what the list does with its index is no matter
 *  form     |  raw   |  LZF   | plain  | ...
 * </pre>
 *
 * It stays readable as long as the blocks do: whoever uses it listens to the list, {@linkplain
 * #ordinalOf looks up} each node that is about to change for the first time, keeps what was in it
 * and {@linkplain #drop drops} it here; and keeps what is cut off the list from being released.
 *
 * <p>Thread: the owner of the list. Cost: making one is a copy of 5 bytes a node. Looking up a node
 * is O(1) where the one before it in time was near, else O(nodes).
 */
public final class QuicklistImage {
  /** What {@link #ordinalOf} says of a node that is not in the image. */
  public static final int NONE = -1;

  private static final int NO_HANDLE = 0;

  private final Quicklist list;
  private final Arena arena;
  private final int[] handles;
  private final byte[] forms;

  /** Where the last node was found. */
  private int near;

  /** The nodes of a list as they are now. */
  public QuicklistImage(Quicklist list) {
    this.list = list;
    arena = list.nodes.arena;
    handles = new int[list.nodeCount()];
    forms = new byte[handles.length];
    list.nodes.index.copyTo(handles, forms);
  }

  /** Number of nodes. */
  public int count() {
    return handles.length;
  }

  /**
   * Which node of the image a chunk of the list is, that has not changed since; or {@link #NONE}.
   */
  public int ordinalOf(long chunk) {
    int handle = list.nodes.index.handle((int) chunk);
    int before = near;
    int behind = near + 1;
    while (before >= 0 || behind < handles.length) {
      if (before >= 0 && handles[before] == handle) {
        near = before;
        return before;
      }
      if (behind < handles.length && handles[behind] == handle) {
        near = behind;
        return behind;
      }
      before--;
      behind++;
    }
    return NONE;
  }

  /** A node's block is about to change, or is not needed any more. */
  public void drop(int ordinal) {
    handles[ordinal] = NO_HANDLE;
  }

  /** Whether a node was dropped. */
  public boolean isDropped(int ordinal) {
    return handles[ordinal] == NO_HANDLE;
  }

  /** Whether a node is one element's bytes; else it is a listpack. */
  public boolean isPlain(int ordinal) {
    return forms[ordinal] == NodeIndex.PLAIN;
  }

  /** Whether a node's listpack is compressed. */
  public boolean isCompressed(int ordinal) {
    return forms[ordinal] == NodeIndex.COMPRESSED;
  }

  /** The length of a node's listpack, compressed or not, or of a plain node's element. */
  public int rawBytes(int ordinal) {
    return QuicklistNodes.rawBytes(forms[ordinal], page(ordinal), at(ordinal));
  }

  /** The array in which a node's listpack, LZF bytes or plain element lie. */
  public byte[] page(int ordinal) {
    return arena.page(handles[ordinal]);
  }

  /** Where in its page a node's listpack, LZF bytes or plain element start. */
  public int offset(int ordinal) {
    return QuicklistNodes.storedOffset(forms[ordinal], at(ordinal));
  }

  /** How many bytes a node's listpack, LZF bytes or plain element are. */
  public int storedBytes(int ordinal) {
    return QuicklistNodes.storedBytes(forms[ordinal], page(ordinal), at(ordinal));
  }

  private int at(int ordinal) {
    return Arena.offset(handles[ordinal]);
  }
}
