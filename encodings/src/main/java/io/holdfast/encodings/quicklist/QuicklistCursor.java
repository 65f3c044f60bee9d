package io.holdfast.encodings.quicklist;

import static io.holdfast.encodings.quicklist.NodeIndex.NONE;

import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.listpack.Listpack;
import org.jspecify.annotations.Nullable;

/**
 * A place in a quicklist: reads the element there and moves to the next or the previous one.
 *
 * <pre>{@code
 * for (boolean more = cursor.seek(list, 0); more; more = cursor.next()) {
 *   if (cursor.isInteger()) {
 *     ...cursor.integer()
 *   } else {
 *     ...cursor.bytes(), cursor.offset(), cursor.length()
 *   }
 * }
 * }</pre>
 *
 * The bytes are read where they lie; those of a compressed node are decompressed into memory of the
 * cursor's own, and the node stays as it is. A cursor can be used again and again, for one list or
 * many, and allocates only that memory. Any change of the list ends a cursor's place in it.
 *
 * <p>Cost: seek O(nodes / 128 + a node); next and prev O(1), for a compressed node O(node) once.
 */
public final class QuicklistCursor {
  /** Memory for decompressing longer than this is not kept. */
  private static final int MAX_KEPT_BYTES = 128 * 1024;

  private @Nullable Quicklist list;

  /** The list's version when the place was found. */
  private long version;

  private int node = NONE;
  private int position;

  /** The node's listpack, or its plain element. */
  private byte[] bytes = {};

  private int at;
  private boolean plain;
  private byte[] scratch = {};

  /** A cursor that is nowhere. */
  public QuicklistCursor() {}

  // ---- moving ----------------------------------------------------------------------------------

  /**
   * Goes to the element with this index.
   *
   * @param index 0 is the first, -1 the last
   * @return whether there is one
   */
  public boolean seek(Quicklist of, long index) {
    long size = of.size();
    long fromHead = index < 0 ? index + size : index;
    if (fromHead < 0 || fromHead >= size) {
      node = NONE;
      return false;
    }
    NodeIndex nodes = of.nodes.index;
    if (fromHead == 0) {
      enter(of, nodes.first());
    } else if (fromHead == size - 1) {
      enterAtLast(of, nodes.last());
    } else {
      long place = nodes.seek(fromHead);
      enter(of, (int) (place >>> Integer.SIZE));
      if (!plain) {
        position = Listpack.seek(bytes, at, (int) place);
      }
    }
    return true;
  }

  /**
   * Goes to the next element.
   *
   * @return whether there is one; if not, the cursor is nowhere
   */
  public boolean next() {
    QuicklistNodes nodes = here();
    if (nextInNode()) {
      return true;
    }
    int next = nodes.index.next(node);
    enter(nodes, next);
    if (next == NONE) {
      return false;
    }
    position = firstPosition();
    return true;
  }

  /**
   * Goes to the previous element.
   *
   * @return whether there is one; if not, the cursor is nowhere
   */
  public boolean prev() {
    QuicklistNodes nodes = here();
    if (!plain) {
      position = Listpack.prev(bytes, at, position);
      if (position != Listpack.NONE) {
        return true;
      }
    }
    int prev = nodes.index.prev(node);
    enter(nodes, prev);
    if (prev == NONE) {
      return false;
    }
    position = lastPosition();
    return true;
  }

  /**
   * Goes to the first element, from this one on, that is these bytes.
   *
   * @return whether there is one; if not, the cursor is nowhere
   */
  public boolean find(byte[] element, int offset, int length) {
    QuicklistNodes nodes = here();
    while (!findInNode(element, offset, length)) {
      int next = nodes.index.next(node);
      enter(nodes, next);
      if (next == NONE) {
        return false;
      }
      position = firstPosition();
    }
    return true;
  }

  private void enter(QuicklistNodes nodes, int wanted) {
    node = wanted;
    if (wanted == NONE) {
      return;
    }
    byte[] page = nodes.page(wanted);
    int blockAt = nodes.at(wanted);
    plain = nodes.isPlain(wanted);
    if (nodes.isCompressed(wanted)) {
      int length = NodeCompressor.rawLength(page, blockAt);
      if (scratch.length < length || scratch.length > MAX_KEPT_BYTES) {
        scratch = new byte[length];
      }
      NodeCompressor.decompress(page, blockAt, scratch, 0);
      bytes = scratch;
      at = 0;
    } else {
      bytes = page;
      at = blockAt;
    }
  }

  // ---- the element -----------------------------------------------------------------------------

  /** Whether the element is held as an integer; else it is a string. */
  public boolean isInteger() {
    here();
    return !plain && Listpack.isInteger(bytes, at, position);
  }

  /** The value of an element held as an integer. */
  public long integer() {
    here();
    return Listpack.integer(bytes, at, position);
  }

  /** The array the bytes of an element held as a string lie in. */
  public byte[] bytes() {
    here();
    return bytes;
  }

  /** Where in {@link #bytes()} they start. */
  public int offset() {
    here();
    return plain ? QuicklistNodes.plainOffset(at) : Listpack.stringOffset(bytes, at, position);
  }

  /** How many bytes an element held as a string has. */
  public int length() {
    here();
    return plain ? LittleEndian.i32(bytes, at) : Listpack.stringLength(bytes, at, position);
  }

  /** How many bytes the element has, an integer as its text. */
  public int textLength() {
    here();
    return plain ? length() : Listpack.textLength(bytes, at, position);
  }

  /**
   * Copies the element's bytes, an integer as its text.
   *
   * @return how many there are: {@link #textLength}
   */
  public int copyText(byte[] dst, int dstOffset) {
    here();
    if (!plain) {
      return Listpack.copyText(bytes, at, position, dst, dstOffset);
    }
    int length = length();
    System.arraycopy(bytes, offset(), dst, dstOffset, length);
    return length;
  }

  /** Whether the element is these bytes. */
  public boolean equals(byte[] other, int offset, int length) {
    here();
    return plain
        ? length() == length && ByteComparison.equal(bytes, offset(), other, offset, length)
        : Listpack.equals(bytes, at, position, other, offset, length);
  }

  // ---- for the list ----------------------------------------------------------------------------

  /** Goes to the first element of a node. */
  void enter(Quicklist of, int wanted) {
    list = of;
    version = of.version();
    enter(of.nodes, wanted);
    position = firstPosition();
  }

  /** Goes to the last element of a node. */
  void enterAtLast(Quicklist of, int wanted) {
    list = of;
    version = of.version();
    enter(of.nodes, wanted);
    position = lastPosition();
  }

  /** Goes to the next element of the same node, or stays. */
  boolean nextInNode() {
    if (plain) {
      return false;
    }
    int next = Listpack.next(bytes, at, position);
    if (next == Listpack.NONE) {
      return false;
    }
    position = next;
    return true;
  }

  /**
   * Goes to the first element of the same node, from this one on, that is these bytes, or stays.
   */
  boolean findInNode(byte[] element, int offset, int length) {
    if (plain) {
      return equals(element, offset, length);
    }
    int found = Listpack.find(bytes, at, position, 0, element, offset, length);
    if (found == Listpack.NONE) {
      return false;
    }
    position = found;
    return true;
  }

  /** As above, from this element back. */
  boolean findBackInNode(byte[] element, int offset, int length) {
    if (plain) {
      return equals(element, offset, length);
    }
    int back = position;
    while (back != Listpack.NONE && !Listpack.equals(bytes, at, back, element, offset, length)) {
      back = Listpack.prev(bytes, at, back);
    }
    if (back == Listpack.NONE) {
      return false;
    }
    position = back;
    return true;
  }

  int node() {
    here();
    return node;
  }

  /** The position in the node's listpack; the same whether that is compressed or not. */
  int position() {
    return position;
  }

  /** Bytes of the element's entry. */
  int entryBytes() {
    return Listpack.after(bytes, at, position) - position;
  }

  /** Whether the element is its node's first. */
  boolean isFirstOfNode() {
    return plain || position == QuicklistNodes.FIRST;
  }

  /** The position behind the element; {@link QuicklistNodes#END} if it is its node's last. */
  int positionBehind() {
    if (plain) {
      return QuicklistNodes.END;
    }
    int behind = Listpack.after(bytes, at, position);
    return behind == Listpack.end(bytes, at) ? QuicklistNodes.END : behind;
  }

  /** How many entries of the node's listpack stand from one position up to another. */
  int entriesBetween(int from, int to) {
    int count = 0;
    for (int p = from; p != to; p = Listpack.after(bytes, at, p)) {
      count++;
    }
    return count;
  }

  /** Ends the place: the list changes. */
  void leave() {
    node = NONE;
  }

  private int firstPosition() {
    return plain ? 0 : QuicklistNodes.FIRST;
  }

  private int lastPosition() {
    return plain ? 0 : Listpack.last(bytes, at);
  }

  /** Checks that there is a place and that it is still good. */
  private QuicklistNodes here() {
    if (list == null || node == NONE) {
      throw new IllegalStateException("the cursor is at no element");
    }
    assert version == list.version() : "the list has not changed since: version=" + version;
    return list.nodes;
  }
}
