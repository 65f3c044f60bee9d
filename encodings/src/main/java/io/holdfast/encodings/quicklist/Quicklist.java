package io.holdfast.encodings.quicklist;

import static io.holdfast.encodings.quicklist.NodeIndex.NONE;
import static io.holdfast.encodings.quicklist.QuicklistNodes.END;
import static io.holdfast.encodings.quicklist.QuicklistNodes.FIRST;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.listpack.Listpack;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A list of any length: a sequence of listpacks, each a block of the arena.
 *
 * <pre>
 *  index |  node  |  node  |  node  |  node  |  node  | ...        {@link NodeIndex}
 *            |        |        |        |        |
 *          raw      LZF      LZF     plain     raw                 {@link QuicklistNodes}
 *        listpack   ...      ...    element  listpack
 *        `-- depth --'                       `-- depth --'
 * </pre>
 *
 * Nodes hold as many elements as {@link ListLimits} allows, byte for byte those of Redis for the
 * same pushes. An element as long as a plain node's has one to itself. Between the {@code compress
 * depth} nodes at either end, which stay raw, listpacks are compressed, if that saves something; 0
 * compresses none.
 *
 * <p>Elements are read through a {@link QuicklistCursor}; elements to add are ranges of bytes,
 * which must not lie in this list's own nodes. Methods that take a cursor change the list at its
 * element; after any change a cursor must seek anew. A node is a chunk, see {@link LargeValue}.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: push and pop at either end O(1), at the head moving the bytes of one node; seek, insert,
 * replace O(nodes / 128 + a node); nothing copies more than a node, a chunk of the index and its
 * directory. Memory: the listpack's bytes, rounded up by at most one part in 16, 16 to 32 bytes a
 * node, and room in the two end nodes.
 */
public final class Quicklist implements LargeValue {
  /** Fewer nodes than these are removed at once: some tens of microseconds. */
  private static final int CUT_NODES = 128;

  final QuicklistNodes nodes;

  private final NodeIndex index;

  /**
   * Creates an empty list.
   *
   * @param arena where the nodes will lie
   * @param limits what a node holds
   * @param compressDepth {@code list-compress-depth}: how many nodes at either end are not
   *     compressed; 0 for all
   * @param compressor shared by the lists of one owner
   */
  public Quicklist(Arena arena, ListLimits limits, int compressDepth, NodeCompressor compressor) {
    nodes = new QuicklistNodes(this, arena, limits, compressDepth, compressor);
    index = nodes.index;
  }

  /** LLEN: number of elements. */
  @Override
  public long size() {
    return index.elementCount();
  }

  /** Bytes held besides the nodes' blocks. */
  @Override
  public long bytes() {
    return index.bytes();
  }

  // ---- the ends --------------------------------------------------------------------------------

  /** LPUSH: adds an element before the first. */
  public void pushFirst(byte[] element, int offset, int length) {
    int node = index.first();
    if (node != NONE && nodes.allows(node, length)) {
      nodes.insert(node, FIRST, element, offset, length);
    } else {
      nodes.addAfter(NONE, element, offset, length);
      nodes.settleEnds();
    }
  }

  /** RPUSH: adds an element behind the last. */
  public void pushLast(byte[] element, int offset, int length) {
    int node = index.last();
    if (node != NONE && nodes.allows(node, length)) {
      nodes.insert(node, END, element, offset, length);
    } else {
      nodes.addAfter(node, element, offset, length);
      nodes.settleEnds();
    }
  }

  /** LPOP: removes the first element, which must be there. */
  public void removeFirst() {
    int node = index.first();
    if (index.count(node) == 1) {
      nodes.remove(node);
      nodes.settleEnds();
    } else {
      nodes.removeAt(node, FIRST);
    }
  }

  /** RPOP: removes the last element, which must be there. */
  public void removeLast() {
    int node = index.last();
    if (index.count(node) == 1) {
      nodes.remove(node);
      nodes.settleEnds();
    } else {
      nodes.removeLast(node);
    }
  }

  /**
   * Adds the elements of a listpack, as a node of its own, behind the last: how a small list
   * becomes a quicklist, and how a stored one is read.
   *
   * @param bytes where the listpack lies; not empty, and checked if it comes from outside
   * @param at where it starts
   */
  public void appendListpack(byte[] bytes, int at) {
    nodes.addLast(bytes, at, Listpack.count(bytes, at));
    nodes.settleEnds();
  }

  /** Adds an element, as a plain node whatever its length, behind the last. */
  public void appendPlain(byte[] element, int offset, int length) {
    nodes.addLastPlain(element, offset, length);
    nodes.settleEnds();
  }

  // ---- in the middle ---------------------------------------------------------------------------

  /** LINSERT BEFORE: adds an element before the cursor's. */
  public void insertBefore(QuicklistCursor cursor, byte[] element, int offset, int length) {
    int node = cursor.node();
    int position = cursor.isFirstOfNode() ? FIRST : cursor.position();
    cursor.leave();
    nodes.settle(insert(node, position, element, offset, length));
  }

  /** LINSERT AFTER: adds an element behind the cursor's. */
  public void insertAfter(QuicklistCursor cursor, byte[] element, int offset, int length) {
    int node = cursor.node();
    int position = cursor.positionBehind();
    cursor.leave();
    nodes.settle(insert(node, position, element, offset, length));
  }

  /** LSET: puts an element in the place of the cursor's. */
  public void replace(QuicklistCursor cursor, byte[] element, int offset, int length) {
    int node = cursor.node();
    int position = cursor.position();
    if (index.count(node) == 1) {
      nodes.replaceAll(node, element, offset, length);
      nodes.settle(joinIfSparse(node));
    } else if (nodes.allowsReplace(node, cursor.entryBytes(), element, offset, length)) {
      nodes.replace(node, position, element, offset, length);
      nodes.settle(node);
    } else {
      // As removing one and inserting the other, which may take other nodes.
      boolean last = cursor.positionBehind() == END;
      nodes.removeAt(node, position);
      nodes.settle(insert(node, last ? END : position, element, offset, length));
    }
    cursor.leave();
  }

  /** Removes the cursor's element. */
  public void remove(QuicklistCursor cursor) {
    int node = cursor.node();
    int seam = node;
    if (index.count(node) == 1) {
      seam = nodes.remove(node);
    } else {
      nodes.removeAt(node, cursor.position());
    }
    cursor.leave();
    settleSeam(seam);
  }

  /**
   * Removes the elements with these indexes, as many of them as there are: LTRIM is one such range
   * at either end, LPOP with a count one at the head.
   *
   * @param from the index of the first, 0 or more
   * @param count how many
   */
  public void removeRange(long from, long count) {
    long left = Math.min(count, size() - from);
    if (left <= 0) {
      return;
    }
    // From the last to the first: then the index moves only what stays.
    long place = index.seek(from + left - 1);
    int node = (int) (place >>> Integer.SIZE);
    int end = (int) place + 1;
    int seam = NONE;
    while (true) {
      int start = (int) Math.max(end - left, 0);
      left -= end - start;
      int prev;
      if (end - start == index.count(node)) {
        seam = nodes.remove(node);
        prev = seam == NONE ? index.last() : index.prev(seam);
      } else {
        nodes.removeEntries(node, start, end - start);
        seam = node;
        prev = index.prev(node);
      }
      if (left == 0) {
        break;
      }
      node = prev;
      end = index.count(node);
    }
    settleSeam(seam);
  }

  /**
   * As {@link #removeRange}, leaving the work for later if it is much: then the nodes that go as a
   * whole become a list of their own, of the same listener: who wants the nodes as they were has to
   * see to it that this list is kept. O(nodes / 128) and two nodes, but O(nodes) where it may have
   * to be undone.
   *
   * @return the list that is to be {@linkplain #release released}; null if there is nothing to do
   */
  public @Nullable Quicklist cutRange(long from, long count) {
    long most = Math.min(count, size() - from);
    if (most < CUT_NODES || nodes.isUndoable()) {
      removeRange(from, count);
      return null;
    }
    long place = index.seek(from);
    int first = (int) (place >>> Integer.SIZE);
    if ((int) place > 0) {
      first = index.next(first);
    }
    place = index.seek(from + most - 1);
    int last = (int) (place >>> Integer.SIZE);
    if ((int) place + 1 < index.count(last)) {
      last = index.prev(last);
    }
    // Names are in the order of nodes, the chunk in their upper bits.
    if (first == NONE || (last >> NodeIndex.SLOT_BITS) - (first >> NodeIndex.SLOT_BITS) < 2) {
      removeRange(from, count);
      return null;
    }
    Quicklist cut = new Quicklist(nodes.arena, nodes.limits, nodes.compressDepth, nodes.compressor);
    int seam = nodes.moveTo(cut.nodes, first, last);
    if (cut.size() < most) {
      removeRange(from, most - cut.size());
    } else {
      settleSeam(seam);
    }
    return cut;
  }

  /**
   * LREM: removes elements that are these bytes.
   *
   * @param cursor to look with
   * @param count how many at most, from the head if above 0, from the tail if below; 0 for all
   * @return how many were removed
   */
  public long removeEqual(
      QuicklistCursor cursor, long count, byte[] element, int offset, int length) {
    if (count < 0) {
      // The most negative number has no opposite; its complement is as good a limit.
      return QuicklistSearch.removeBackward(
          this, cursor, Math.max(-count, ~count), element, offset, length);
    }
    long most = count == 0 ? Long.MAX_VALUE : count;
    return QuicklistSearch.removeForward(this, cursor, most, element, offset, length);
  }

  /**
   * LPOS: visits the indexes of elements that are these bytes.
   *
   * @param cursor to look with
   * @param rank from the how manyth on: 1 the first, -1 the last and then towards the head
   * @param count how many at most; 0 for all
   * @param maxLength how many elements to look at; 0 for all
   * @param found receives each index, counted from the head
   * @return how many there were
   */
  public long positions(
      QuicklistCursor cursor,
      byte[] element,
      int offset,
      int length,
      long rank,
      long count,
      long maxLength,
      LongConsumer found) {
    long most = count == 0 ? Long.MAX_VALUE : count;
    long looked = maxLength == 0 ? Long.MAX_VALUE : maxLength;
    return rank < 0
        ? QuicklistSearch.backward(
            this, cursor, element, offset, length, Math.max(-rank, ~rank), most, looked, found)
        : QuicklistSearch.forward(this, cursor, element, offset, length, rank, most, looked, found);
  }

  /** A copy, node by node and compressed as they are, with the same limits. */
  @Override
  public Quicklist copyTo(Arena target) {
    Quicklist copy = new Quicklist(target, nodes.limits, nodes.compressDepth, nodes.compressor);
    nodes.copyAllTo(copy.nodes);
    return copy;
  }

  /** Gives nodes back, from the tail; see {@link LargeValue#release}. */
  @Override
  public int release(int budget) {
    return nodes.release(budget);
  }

  // ---- how it is done --------------------------------------------------------------------------

  /**
   * Inserts before a position of a node, which may be its first or the end; returns the name of a
   * node that changed.
   */
  private int insert(int node, int position, byte[] element, int offset, int length) {
    if (nodes.allows(node, length)) {
      return nodes.insert(node, position, element, offset, length);
    }
    if (position == FIRST) {
      int prev = index.prev(node);
      return prev != NONE && nodes.allows(prev, length)
          ? nodes.insert(prev, END, element, offset, length)
          : nodes.addAfter(prev, element, offset, length);
    }
    if (position == END) {
      int next = index.next(node);
      return next != NONE && nodes.allows(next, length)
          ? nodes.insert(next, FIRST, element, offset, length)
          : nodes.addAfter(node, element, offset, length);
    }
    return insertSplitting(node, position, element, offset, length);
  }

  /** Cuts a full node in two and gives the element to the smaller half, or a node of its own. */
  private int insertSplitting(int node, int position, byte[] element, int offset, int length) {
    int head = nodes.split(node, position);
    int tail = index.next(head);
    boolean headIsSmaller = nodes.rawBytes(head) <= nodes.rawBytes(tail);
    if (headIsSmaller && nodes.allows(head, length)) {
      nodes.insert(head, END, element, offset, length);
    } else if (nodes.allows(tail, length)) {
      nodes.insert(tail, FIRST, element, offset, length);
    } else {
      head = index.prev(nodes.addAfter(head, element, offset, length));
    }
    int before = index.prev(head);
    return nodes.mergeFrom(before == NONE ? head : before);
  }

  /** Tidies up about the place where something was removed: at a node, or behind the last. */
  private void settleSeam(int node) {
    int seam = node == NONE ? index.last() : node;
    if (seam != NONE) {
      nodes.settle(joinIfSparse(seam));
    }
  }

  /** Merges a node that became sparse with a neighbour; returns the name of the node it is now. */
  private int joinIfSparse(int node) {
    int prev = index.prev(node);
    if (nodes.areSparse(prev, node)) {
      return nodes.merge(prev);
    }
    return nodes.areSparse(node, index.next(node)) ? nodes.merge(node) : node;
  }

  // ---- chunks ----------------------------------------------------------------------------------

  /** Number of nodes. */
  public int nodeCount() {
    return index.nodeCount();
  }

  @Override
  public long firstChunk() {
    return index.first();
  }

  @Override
  public long nextChunk(long chunk) {
    return index.next((int) chunk);
  }

  @Override
  public long version() {
    return nodes.version();
  }

  @Override
  public long version(long chunk) {
    return index.version((int) chunk);
  }

  @Override
  public void setChangeListener(@Nullable ChangeListener listener) {
    nodes.changeListener(listener);
  }

  @Override
  public @Nullable ChangeListener changeListener() {
    return nodes.changeListener();
  }

  /** Number of elements of a node. */
  public int count(long chunk) {
    return index.count((int) chunk);
  }

  /** Whether a node is one element's bytes; else it is a listpack. */
  public boolean isPlain(long chunk) {
    return nodes.isPlain((int) chunk);
  }

  /** Whether a node's listpack is compressed. */
  public boolean isCompressed(long chunk) {
    return nodes.isCompressed((int) chunk);
  }

  /** Length of a node's listpack, before any compression, or of its plain element. */
  public int rawBytes(long chunk) {
    return nodes.rawBytes((int) chunk);
  }

  /** The array in which a node's listpack, LZF bytes or plain element lie. */
  public byte[] page(long chunk) {
    return nodes.page((int) chunk);
  }

  /** Where in its page a node's listpack, LZF bytes or plain element start. */
  public int offset(long chunk) {
    return nodes.storedOffset((int) chunk);
  }

  /** How many bytes a node's listpack, LZF bytes or plain element are. */
  public int storedBytes(long chunk) {
    return nodes.storedBytes((int) chunk);
  }

  // ---- proof -----------------------------------------------------------------------------------

  /** Visits every node's block. */
  @Override
  public void forEachBlock(IntConsumer visitor) {
    nodes.forEachBlock(visitor);
  }

  /**
   * Proves that the index is sound, that every listpack is, that blocks are as long as they should
   * be, and that nodes are compressed where they should be.
   *
   * @throws AssertionError naming what is not
   */
  @Override
  public void checkInvariants() {
    nodes.checkInvariants();
  }
}
