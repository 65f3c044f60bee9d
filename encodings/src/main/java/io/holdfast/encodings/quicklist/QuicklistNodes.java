package io.holdfast.encodings.quicklist;

import static io.holdfast.encodings.quicklist.NodeIndex.COMPRESSED;
import static io.holdfast.encodings.quicklist.NodeIndex.INCOMPRESSIBLE;
import static io.holdfast.encodings.quicklist.NodeIndex.NONE;
import static io.holdfast.encodings.quicklist.NodeIndex.PLAIN;
import static io.holdfast.encodings.quicklist.NodeIndex.RAW;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a quicklist's nodes: made, enlarged, cut in two, joined and compressed.
 *
 * <pre>
 *  raw        | listpack ... | room, in the first and last node |
 *  compressed | LZF length, 4 | raw length, 4 | LZF ... |              {@link NodeCompressor}
 *  plain      | length, 4 | bytes ... |
 * </pre>
 *
 * A node at an end has room to grow, doubled up to the limit, so that pushes seldom move it; it is
 * trimmed when another takes the end. What lies within has the block its length asks for.
 *
 * <p>Every change of a node goes through {@link #change}: it tells the listener, counts, and makes
 * the node raw. {@link #settle} compresses again.
 */
final class QuicklistNodes {
  /** The position of a listpack's first entry. */
  static final int FIRST = Listpack.HEADER_BYTES;

  /** The position behind a listpack's last entry, wherever that is. */
  static final int END = Integer.MAX_VALUE;

  /** An end node's first block, if it may become longer. */
  private static final int FIRST_BLOCK_BYTES = 1024;

  private static final int PLAIN_LENGTH_BYTES = 4;

  /** The most nodes that one operation adds: an element between two halves. */
  private static final int MAX_ADDED = 2;

  final Arena arena;
  final NodeIndex index;
  final ListLimits limits;
  final int compressDepth;
  final NodeCompressor compressor;

  private final Chunked structure;
  private long version;
  private @Nullable ChangeListener changeListener;

  /** Whether nodes are given back: then none is compressed or decompressed any more. */
  private boolean releasing;

  QuicklistNodes(
      Chunked structure,
      Arena arena,
      ListLimits limits,
      int compressDepth,
      NodeCompressor compressor) {
    this.structure = structure;
    this.arena = arena;
    this.index = new NodeIndex(arena.undo());
    this.limits = limits;
    this.compressDepth = compressDepth;
    this.compressor = compressor;
  }

  // ---- reading ---------------------------------------------------------------------------------

  byte[] page(int node) {
    return arena.page(index.handle(node));
  }

  /** Where in its page a node's block starts. */
  int at(int node) {
    return Arena.offset(index.handle(node));
  }

  boolean isPlain(int node) {
    return index.form(node) == PLAIN;
  }

  boolean isCompressed(int node) {
    return index.form(node) == COMPRESSED;
  }

  /** The length of a node's listpack, compressed or not, or of a plain node's element. */
  int rawBytes(int node) {
    return rawBytes(index.form(node), page(node), at(node));
  }

  static int rawBytes(int form, byte[] page, int at) {
    return switch (form) {
      case COMPRESSED -> NodeCompressor.rawLength(page, at);
      case PLAIN -> LittleEndian.i32(page, at);
      default -> Listpack.bytes(page, at);
    };
  }

  /** Where in its page the bytes start that a node is stored as. */
  int storedOffset(int node) {
    return storedOffset(index.form(node), at(node));
  }

  static int storedOffset(int form, int at) {
    return switch (form) {
      case COMPRESSED -> NodeCompressor.lzfOffset(at);
      case PLAIN -> plainOffset(at);
      default -> at;
    };
  }

  /** How many bytes a node is stored as. */
  int storedBytes(int node) {
    return storedBytes(index.form(node), page(node), at(node));
  }

  static int storedBytes(int form, byte[] page, int at) {
    return form == COMPRESSED ? NodeCompressor.lzfLength(page, at) : rawBytes(form, page, at);
  }

  static int plainOffset(int at) {
    return at + PLAIN_LENGTH_BYTES;
  }

  // ---- changes ---------------------------------------------------------------------------------

  long version() {
    return version;
  }

  void changeListener(@Nullable ChangeListener listener) {
    changeListener = listener;
  }

  @Nullable ChangeListener changeListener() {
    return changeListener;
  }

  /** Says that nodes are about to come, or to go as they are. */
  void beforeChange() {
    if (changeListener != null) {
      changeListener.beforeChange(structure);
    }
  }

  /** Says that a node is about to change, and makes it raw, unless it is plain. */
  void change(int node) {
    beforeChange(node);
    int form = index.form(node);
    if (form != RAW && form != PLAIN) {
      if (form == COMPRESSED) {
        decompress(node);
      }
      index.form(node, RAW);
    }
    arena.beforeChange(index.handle(node));
  }

  private void beforeChange(int node) {
    if (changeListener != null) {
      changeListener.beforeChange(structure, node);
    }
    index.version(node, ++version);
  }

  // ---- nodes come and go -----------------------------------------------------------------------

  /** Adds a node with one element behind another, or in front behind NONE; returns its name. */
  int addAfter(int node, byte[] element, int offset, int length) {
    beforeChange();
    boolean plain = limits.isPlain(length);
    int handle =
        plain
            ? plainBlock(element, offset, length)
            : listpackBlock(element, offset, length, node == NONE || node == index.last());
    int added = index.addAfter(node, handle, plain ? PLAIN : RAW, 1, ++version);
    trimFormerEnd(added);
    return added;
  }

  /** Adds a node with the elements of a listpack behind the last. */
  void addLast(byte[] bytes, int at, int count) {
    beforeChange();
    int length = Listpack.bytes(bytes, at);
    int handle = arena.allocate(length);
    System.arraycopy(bytes, at, arena.page(handle), Arena.offset(handle), length);
    trimFormerEnd(index.addAfter(index.last(), handle, RAW, count, ++version));
  }

  /** Adds a plain node behind the last. */
  void addLastPlain(byte[] element, int offset, int length) {
    beforeChange();
    int handle = plainBlock(element, offset, length);
    trimFormerEnd(index.addAfter(index.last(), handle, PLAIN, 1, ++version));
  }

  private void trimFormerEnd(int added) {
    if (index.prev(added) == NONE) {
      int next = index.next(added);
      if (next != NONE) {
        trim(next);
      }
    } else if (index.next(added) == NONE) {
      trim(index.prev(added));
    }
  }

  private int plainBlock(byte[] element, int offset, int length) {
    int handle = arena.allocate(PLAIN_LENGTH_BYTES + length);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    LittleEndian.put32(page, at, length);
    System.arraycopy(element, offset, page, plainOffset(at), length);
    return handle;
  }

  private int listpackBlock(byte[] element, int offset, int length, boolean grows) {
    int entryBytes = Listpack.entryBytes(element, offset, length);
    int bytes = Listpack.EMPTY_BYTES + entryBytes;
    int capacity = bytes;
    if (grows) {
      long all = Listpack.EMPTY_BYTES + (long) entryBytes * limits.maxCount();
      capacity = (int) Math.max(bytes, Math.min(all, FIRST_BLOCK_BYTES));
    }
    int handle = arena.allocate(capacity);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    Listpack.create(page, at);
    Listpack.append(page, at, element, offset, length);
    return handle;
  }

  /** Takes a node out; returns the name of the one that followed it, or NONE. */
  int remove(int node) {
    beforeChange(node);
    arena.free(index.handle(node));
    return index.remove(node);
  }

  /**
   * Moves nodes, as they are, to an empty list of the same arena, which gets the listener; returns
   * the name of the one that followed them, or NONE.
   */
  int moveTo(QuicklistNodes to, int first, int last) {
    assert to.arena == arena : "blocks stay";
    beforeChange();
    to.changeListener = changeListener;
    version++;
    to.version = version;
    return index.moveTo(to.index, first, last);
  }

  /** Whether what is removed may have to come back. */
  boolean isUndoable() {
    return arena.undo().isActive();
  }

  /** Gives that many nodes back, from the tail; returns how many it did. */
  int release(int budget) {
    releasing = true;
    int released = 0;
    while (released < budget && index.nodeCount() > 0) {
      remove(index.last());
      released++;
    }
    if (index.nodeCount() == 0) {
      index.clear();
    }
    return released;
  }

  /** Adds copies of all nodes, in the form they have, to another list. */
  void copyAllTo(QuicklistNodes to) {
    for (int node = index.first(); node != NONE; node = index.next(node)) {
      int at = at(node);
      int bytes = storedOffset(node) - at + storedBytes(node);
      int handle = to.arena.allocate(bytes);
      System.arraycopy(page(node), at, to.arena.page(handle), Arena.offset(handle), bytes);
      to.index.addAfter(to.index.last(), handle, index.form(node), index.count(node), ++to.version);
    }
  }

  // ---- within a node ---------------------------------------------------------------------------

  /** Whether a node takes one more element. */
  boolean allows(int node, int length) {
    return index.form(node) != PLAIN
        && limits.allows(rawBytes(node), index.count(node), length)
        && !limits.isPlain(length);
  }

  /** Whether an element may take the place of another, whose entry has that many bytes. */
  boolean allowsReplace(int node, int entryBytes, byte[] element, int offset, int length) {
    if (limits.isPlain(length)) {
      return false;
    }
    int longer = Listpack.entryBytes(element, offset, length) - entryBytes;
    return longer <= 0 || limits.allowsNode((long) rawBytes(node) + longer, index.count(node));
  }

  /** Inserts an element before a position, which may be {@link #END}; returns the node's name. */
  int insert(int node, int position, byte[] element, int offset, int length) {
    change(node);
    int needed = Listpack.bytesAfterInsert(page(node), at(node), element, offset, length);
    makeRoom(node, needed);
    byte[] page = page(node);
    int at = at(node);
    int before = position == END ? Listpack.end(page, at) : position;
    Listpack.insert(page, at, before, element, offset, length);
    index.addCount(node, 1);
    return node;
  }

  /** Puts an element in the place of another. */
  void replace(int node, int position, byte[] element, int offset, int length) {
    change(node);
    int needed =
        Listpack.bytesAfterReplace(page(node), at(node), position, element, offset, length);
    makeRoom(node, needed);
    Listpack.replace(page(node), at(node), position, element, offset, length);
    shrink(node);
  }

  /** Puts an element in the place of all a node has. */
  void replaceAll(int node, byte[] element, int offset, int length) {
    beforeChange(node);
    boolean plain = limits.isPlain(length);
    int handle =
        plain ? plainBlock(element, offset, length) : listpackBlock(element, offset, length, false);
    arena.free(index.handle(node));
    index.handle(node, handle);
    index.form(node, plain ? PLAIN : RAW);
    index.addCount(node, 1 - index.count(node));
  }

  /** Removes the entry at a position; not the only one. */
  void removeAt(int node, int position) {
    change(node);
    Listpack.remove(page(node), at(node), position);
    index.addCount(node, -1);
    shrink(node);
  }

  /** Removes the last entry, not the only one, of the last node, which is raw. */
  void removeLast(int node) {
    removeAt(node, Listpack.last(page(node), at(node)));
  }

  /** Removes entries, but not all, from the one with this index on. */
  void removeEntries(int node, int from, int count) {
    change(node);
    byte[] page = page(node);
    int at = at(node);
    int position = Listpack.seek(page, at, from);
    if (from + count == index.count(node)) {
      Listpack.removeRange(page, at, position, Listpack.end(page, at), count);
    } else {
      Listpack.remove(page, at, position, count);
    }
    index.addCount(node, -count);
    shrink(node);
  }

  private boolean isEnd(int node) {
    return node == index.first() || node == index.last();
  }

  /** Lets a raw node's block hold that many bytes; what lies at an end gets room for more. */
  private void makeRoom(int node, int bytes) {
    int handle = index.handle(node);
    int capacity = arena.capacity(handle);
    if (bytes <= capacity) {
      return;
    }
    int wanted = bytes;
    if (isEnd(node)) {
      wanted = Math.max(bytes, Math.min(2 * capacity, limits.maxBytes()));
    }
    int used = Listpack.bytes(arena.page(handle), Arena.offset(handle));
    index.handle(node, arena.resize(handle, used, wanted));
  }

  /** Gives back what a node that became smaller no longer needs; an end node keeps its room. */
  void shrink(int node) {
    int capacity = arena.capacity(index.handle(node));
    if (!isEnd(node) || capacity > limits.maxBytes() && rawBytes(node) <= capacity / 2) {
      trim(node);
    }
  }

  private void trim(int node) {
    int form = index.form(node);
    if (form != RAW && form != INCOMPRESSIBLE) {
      return;
    }
    int handle = index.handle(node);
    int bytes = rawBytes(node);
    if (Arena.capacityFor(bytes) != arena.capacity(handle)) {
      beforeChange(node);
      index.handle(node, arena.resize(handle, bytes, bytes));
    }
  }

  // ---- two nodes -------------------------------------------------------------------------------

  /**
   * Moves the entries from a position on to a new node behind.
   *
   * @param position neither the first nor behind the last
   * @return the name of the node that was split; the new one is the next
   */
  int split(int node, int position) {
    change(node);
    byte[] page = page(node);
    int at = at(node);
    int end = Listpack.end(page, at);
    int moved = 0;
    for (int p = position; p != end; p = Listpack.after(page, at, p)) {
      moved++;
    }
    int handle = arena.allocate(Listpack.bytesOfRange(position, end));
    Listpack.copyRange(page, at, position, end, moved, arena.page(handle), Arena.offset(handle));
    Listpack.removeRange(page, at, position, end, moved);
    index.addCount(node, -moved);
    trim(node);
    return index.prev(index.addAfter(node, handle, RAW, moved, version));
  }

  /** Lets a node take the elements of the next; returns its name. */
  int merge(int node) {
    int next = index.next(node);
    change(node);
    change(next);
    int needed = Listpack.bytesAfterMerge(page(node), at(node), page(next), at(next));
    makeRoom(node, needed);
    Listpack.appendAll(page(node), at(node), page(next), at(next));
    int moved = index.count(next);
    arena.free(index.handle(next));
    int following = index.remove(next);
    int merged = following == NONE ? index.last() : index.prev(following);
    index.addCount(merged, moved);
    return merged;
  }

  /**
   * Merges what may be merged among a node and those behind it, as many as one split touches;
   * returns the name of the last of them.
   */
  int mergeFrom(int node) {
    int left = node;
    for (int steps = 2 + MAX_ADDED; steps > 0; steps--) {
      int right = index.next(left);
      if (right == NONE) {
        break;
      }
      boolean fits =
          isListpack(left)
              && isListpack(right)
              && limits.allowsNode(
                  bytesMerged(left, right), (long) index.count(left) + index.count(right));
      left = fits ? merge(left) : right;
    }
    return left;
  }

  /**
   * Whether a node and the next are so sparse that they should be one. Not if they are all there
   * is: two sparse nodes do no harm, and a list is a listpack again when one is left.
   */
  boolean areSparse(int node, int next) {
    return node != NONE
        && next != NONE
        && index.nodeCount() > 2
        && isListpack(node)
        && isListpack(next)
        && limits.isHalf(bytesMerged(node, next), (long) index.count(node) + index.count(next));
  }

  private boolean isListpack(int node) {
    return index.form(node) != PLAIN;
  }

  private long bytesMerged(int node, int next) {
    return (long) rawBytes(node) + rawBytes(next) - Listpack.EMPTY_BYTES;
  }

  // ---- compression -----------------------------------------------------------------------------

  /** Gives the nodes about a changed one, and those at the ends, the form their places ask for. */
  void settle(int node) {
    if (compressDepth == 0 || index.nodeCount() == 0) {
      return;
    }
    int from = node;
    for (int i = 0; i <= MAX_ADDED && index.prev(from) != NONE; i++) {
      from = index.prev(from);
    }
    for (int i = 0; i <= 2 * MAX_ADDED + 1 && from != NONE; i++) {
      if (isInner(from)) {
        compress(from);
      }
      from = index.next(from);
    }
    settleEnds();
  }

  /** Gives the nodes at the ends, after one came or went there, the form their places ask for. */
  void settleEnds() {
    if (compressDepth == 0) {
      return;
    }
    int head = index.first();
    int tail = index.last();
    int rest = index.nodeCount();
    for (int depth = 0; depth < compressDepth + MAX_ADDED && rest > 0; depth++, rest -= 2) {
      if (depth < compressDepth) {
        makeRaw(head);
        makeRaw(tail);
      } else {
        compress(head);
        compress(tail);
      }
      head = index.next(head);
      tail = index.prev(tail);
    }
  }

  /** Whether there are more nodes on both sides than stay raw. */
  private boolean isInner(int node) {
    int before = node;
    int behind = node;
    for (int depth = 0; depth < compressDepth; depth++) {
      before = index.prev(before);
      behind = index.next(behind);
      if (before == NONE || behind == NONE) {
        return false;
      }
    }
    return true;
  }

  private void makeRaw(int node) {
    if (index.form(node) == COMPRESSED) {
      change(node);
    }
  }

  private void compress(int node) {
    if (index.form(node) != RAW) {
      return;
    }
    byte[] page = page(node);
    int at = at(node);
    int handle = compressor.compress(arena, page, at, Listpack.bytes(page, at));
    if (handle == 0) {
      index.form(node, INCOMPRESSIBLE);
      return;
    }
    beforeChange(node);
    arena.free(index.handle(node));
    index.handle(node, handle);
    index.form(node, COMPRESSED);
  }

  private void decompress(int node) {
    int compressed = index.handle(node);
    byte[] page = arena.page(compressed);
    int at = Arena.offset(compressed);
    int handle = arena.allocate(NodeCompressor.rawLength(page, at));
    NodeCompressor.decompress(page, at, arena.page(handle), Arena.offset(handle));
    arena.free(compressed);
    index.handle(node, handle);
  }

  // ---- proof -----------------------------------------------------------------------------------

  void forEachBlock(IntConsumer visitor) {
    for (int node = index.first(); node != NONE; node = index.next(node)) {
      visitor.accept(index.handle(node));
    }
  }

  void checkInvariants() {
    index.checkInvariants();
    int ordinal = 0;
    for (int node = index.first(); node != NONE; node = index.next(node)) {
      NodeIndex.check(index.version(node) <= version, "version of node", index.version(node));
      boolean inner = Math.min(ordinal, index.nodeCount() - 1 - ordinal) >= compressDepth;
      checkBlock(node, compressDepth > 0 && inner);
      ordinal++;
    }
  }

  private void checkBlock(int node, boolean inner) {
    int capacity = arena.capacity(index.handle(node));
    int form = index.form(node);
    int bytes = rawBytes(node);
    byte[] page = page(node);
    int at = at(node);
    if (form == PLAIN) {
      NodeIndex.check(index.count(node) == 1, "elements of a plain node", index.count(node));
      NodeIndex.check(bytes <= capacity - PLAIN_LENGTH_BYTES, "bytes of a plain node", bytes);
      return;
    }
    boolean fitsPlace = releasing || (inner ? form != RAW : form != COMPRESSED);
    NodeIndex.check(fitsPlace, "form at its place", form);
    if (form == COMPRESSED) {
      int lzf = NodeCompressor.lzfLength(page, at);
      NodeIndex.check(lzf <= bytes - NodeCompressor.MIN_SAVED_BYTES, "bytes compressed", lzf);
      NodeIndex.check(
          capacity == NodeCompressor.capacityFor(lzf), "capacity if compressed", capacity);
      page = new byte[bytes];
      NodeCompressor.decompress(page(node), at, page, 0);
      at = 0;
    } else {
      boolean fits = isEnd(node) ? bytes <= capacity : capacity == Arena.capacityFor(bytes);
      NodeIndex.check(fits, "capacity of node of " + bytes + " bytes", capacity);
    }
    int count = ListpackCheck.entries(page, at, bytes);
    NodeIndex.check(count == index.count(node), "elements of a node", count);
  }
}
