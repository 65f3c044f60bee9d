package io.holdfast.encodings.quicklist;

import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;

/**
 * The nodes of a quicklist in order: where each lies, in which form, how many elements it has, and
 * when it changed.
 *
 * <pre>
 *  directory | chunk | chunk | ... |      beside it: | elements | elements | ... |
 *                |
 *  chunk     | used | node | node | ... | room |                 int[], at most 128 nodes
 *
 *  node      | handle | form, 2 bits; count, 30 bits | version, low | version, high |
 *  its name  | chunk, 24 bits | slot, 7 bits |
 * </pre>
 *
 * A full chunk is cut in two, or a new one added if that is at an end; an emptied one goes, and one
 * less than a quarter full joins a neighbour if both fill no more than half a chunk. So nothing
 * longer than a chunk and the directory is ever moved; the directory has room at both ends and
 * moves its shorter side. A name holds until nodes are added or removed.
 *
 * <p>Invariants: {@link #checkInvariants()}.
 *
 * <p>Cost: ends, next and prev O(1); insert and remove move at most 2 KiB, and one time in 64 the
 * directory's shorter side; seek O(nodes / 128). Memory: 16 bytes a node, and 12 a chunk; on
 * average a chunk is between a quarter full and full.
 */
final class NodeIndex implements Undoable {
  static final int NONE = -1;

  /** A listpack as it is; no attempt to compress it was made since it changed. */
  static final int RAW = 0;

  /** A listpack compressed. */
  static final int COMPRESSED = 1;

  /** One element's bytes. */
  static final int PLAIN = 2;

  /** A listpack as it is, because compressing it saves too little. */
  static final int INCOMPRESSIBLE = 3;

  /** The most elements of a node. */
  static final int MAX_COUNT = (1 << 30) - 1;

  static final int SLOT_BITS = 7;

  private static final int MAX_NODES = 1 << SLOT_BITS;
  private static final int SLOT_MASK = MAX_NODES - 1;
  private static final int FIRST_CAPACITY = 4;

  // The layout of a chunk, and of a node in it.
  private static final int USED = 0;
  private static final int NODES = 1;
  private static final int HANDLE = 0;
  private static final int COUNT = 1;
  private static final int VERSION_LOW = 2;
  private static final int VERSION_HIGH = 3;
  private static final int NODE_INTS = 4;
  private static final int FORM_SHIFT = 30;

  private static final int FULL_CHUNK_INTS = NODES + MAX_NODES * NODE_INTS;
  private static final int[] NO_CHUNK = {};
  private static final int DIRECTORY_ENTRY_BYTES = Integer.BYTES + Long.BYTES;

  private final UndoLog undo;
  private int[][] chunks = {};
  private long[] elements = {};

  /** Where the directory's chunks start in its arrays, and how many there are. */
  private int start;

  private int chunkCount;

  private int nodeCount;
  private long elementCount;
  private long chunkInts;

  /** A full-grown chunk that went empty, for the next one needed: a queue makes no garbage. */
  private int[] spare = NO_CHUNK;

  /** No nodes; what happens to them is noted in a log. */
  NodeIndex(UndoLog undo) {
    this.undo = undo;
  }

  // ---- the whole -------------------------------------------------------------------------------

  int nodeCount() {
    return nodeCount;
  }

  long elementCount() {
    return elementCount;
  }

  /** Bytes of all arrays, without the JVM's array headers. */
  long bytes() {
    return (long) chunks.length * DIRECTORY_ENTRY_BYTES
        + (chunkInts + spare.length) * Integer.BYTES;
  }

  void clear() {
    noteShape();
    chunks = new int[0][];
    elements = new long[0];
    start = 0;
    chunkCount = 0;
    nodeCount = 0;
    elementCount = 0;
    chunkInts = 0;
    spare = NO_CHUNK;
  }

  // ---- walking ---------------------------------------------------------------------------------

  int first() {
    return chunkCount == 0 ? NONE : 0;
  }

  int last() {
    return chunkCount == 0 ? NONE : lastOf(chunkCount - 1);
  }

  int next(int node) {
    int chunk = node >>> SLOT_BITS;
    return nodeOrNext(chunk, (node & SLOT_MASK) + 1);
  }

  int prev(int node) {
    if ((node & SLOT_MASK) != 0) {
      return node - 1;
    }
    int chunk = node >>> SLOT_BITS;
    return chunk == 0 ? NONE : lastOf(chunk - 1);
  }

  /**
   * The node that holds an element.
   *
   * @param index of the element, from 0 to below {@link #elementCount()}
   * @return the node in the upper half, the element's index within it in the lower
   */
  long seek(long index) {
    int chunk;
    long left;
    if (index < elementCount >>> 1) {
      left = index;
      for (chunk = 0; left >= elements[start + chunk]; chunk++) {
        left -= elements[start + chunk];
      }
    } else {
      long fromEnd = elementCount - index;
      for (chunk = chunkCount - 1; fromEnd > elements[start + chunk]; chunk--) {
        fromEnd -= elements[start + chunk];
      }
      left = elements[start + chunk] - fromEnd;
    }
    int[] nodes = chunks[start + chunk];
    int slot = 0;
    for (int count; left >= (count = countAt(nodes, slot)); slot++) {
      left -= count;
    }
    return (long) name(chunk, slot) << Integer.SIZE | left;
  }

  /** Copies where all nodes lie, in order, and in which form. */
  void copyTo(int[] handles, byte[] forms) {
    int ordinal = 0;
    for (int chunk = start; chunk < start + chunkCount; chunk++) {
      int[] nodes = chunks[chunk];
      int end = NODES + nodes[USED] * NODE_INTS;
      for (int at = NODES; at < end; at += NODE_INTS, ordinal++) {
        handles[ordinal] = nodes[at + HANDLE];
        forms[ordinal] = (byte) (nodes[at + COUNT] >>> FORM_SHIFT);
      }
    }
  }

  // ---- a node ----------------------------------------------------------------------------------

  int handle(int node) {
    return chunkOf(node)[at(node) + HANDLE];
  }

  int form(int node) {
    return chunkOf(node)[at(node) + COUNT] >>> FORM_SHIFT;
  }

  int count(int node) {
    return chunkOf(node)[at(node) + COUNT] & MAX_COUNT;
  }

  long version(int node) {
    int[] nodes = chunkOf(node);
    int at = at(node);
    return (long) nodes[at + VERSION_HIGH] << Integer.SIZE | nodes[at + VERSION_LOW] & 0xFFFFFFFFL;
  }

  void handle(int node, int handle) {
    save(node, HANDLE);
    chunkOf(node)[at(node) + HANDLE] = handle;
  }

  void form(int node, int form) {
    save(node, COUNT);
    chunkOf(node)[at(node) + COUNT] = form << FORM_SHIFT | count(node);
  }

  void version(int node, long version) {
    int[] nodes = chunkOf(node);
    int at = at(node);
    nodes[at + VERSION_LOW] = (int) version;
    nodes[at + VERSION_HIGH] = (int) (version >>> Integer.SIZE);
  }

  /** Counts elements that came, or went if the change is negative. */
  void addCount(int node, int change) {
    if (undo.isActive()) {
      noteShape();
      save(node, COUNT);
      undo.save(elements, start + (node >>> SLOT_BITS));
    }
    chunkOf(node)[at(node) + COUNT] += change;
    elements[start + (node >>> SLOT_BITS)] += change;
    elementCount += change;
  }

  // ---- nodes come and go -----------------------------------------------------------------------

  /** Adds a node before all others; returns its name. */
  int addFirst(int handle, int form, int count, long version) {
    return add(0, 0, handle, form, count, version);
  }

  /** Adds a node behind another, or as the only one behind {@link #NONE}; returns its name. */
  int addAfter(int node, int handle, int form, int count, long version) {
    return node == NONE
        ? addFirst(handle, form, count, version)
        : add(node >>> SLOT_BITS, (node & SLOT_MASK) + 1, handle, form, count, version);
  }

  private int add(int toChunk, int toSlot, int handle, int form, int count, long version) {
    int chunk = toChunk;
    int slot = toSlot;
    if (chunkCount == 0) {
      addChunk(0, FIRST_CAPACITY);
    } else if (chunks[start + chunk][USED] == MAX_NODES) {
      if (slot == MAX_NODES && chunk == chunkCount - 1) {
        addChunk(++chunk, MAX_NODES);
        slot = 0;
      } else if (slot == 0 && chunk == 0) {
        addChunk(0, MAX_NODES);
      } else {
        split(chunk, MAX_NODES / 2);
        if (slot > MAX_NODES / 2) {
          chunk++;
          slot -= MAX_NODES / 2;
        }
      }
    }
    int[] nodes = roomForOne(chunk);
    int at = NODES + slot * NODE_INTS;
    int end = NODES + nodes[USED] * NODE_INTS;
    noteShape();
    save(nodes, at, end + NODE_INTS - at);
    System.arraycopy(nodes, at, nodes, at + NODE_INTS, end - at);
    nodes[USED]++;
    nodeCount++;
    nodes[at + HANDLE] = handle;
    nodes[at + COUNT] = form << FORM_SHIFT;
    int node = name(chunk, slot);
    version(node, version);
    addCount(node, count);
    return node;
  }

  /** Takes a node out; returns the name of the one that followed it, or {@link #NONE}. */
  int remove(int node) {
    int chunk = node >>> SLOT_BITS;
    int slot = node & SLOT_MASK;
    addCount(node, -count(node));
    int[] nodes = chunkOf(node);
    int at = at(node);
    save(nodes, at, NODES + nodes[USED] * NODE_INTS - at);
    int used = --nodes[USED];
    nodeCount--;
    System.arraycopy(nodes, at + NODE_INTS, nodes, at, NODES + used * NODE_INTS - at);
    if (used == 0) {
      removeChunk(chunk);
      return chunk < chunkCount ? name(chunk, 0) : NONE;
    }
    if (used < MAX_NODES / 4) {
      if (chunk > 0 && used + chunks[start + chunk - 1][USED] <= MAX_NODES / 2) {
        slot += chunks[start + chunk - 1][USED];
        merge(--chunk);
      } else if (chunk + 1 < chunkCount
          && used + chunks[start + chunk + 1][USED] <= MAX_NODES / 2) {
        merge(chunk);
      }
    }
    return nodeOrNext(chunk, slot);
  }

  /**
   * Moves nodes to an empty index, chunk by chunk; the chunks at the edges are cut in two.
   * O(chunks).
   *
   * @param first the first of the nodes
   * @param last the last of them
   * @return the name of the node that followed them, or {@link #NONE}
   */
  int moveTo(NodeIndex to, int first, int last) {
    assert to.chunkCount == 0 : "the other index is empty";
    assert !undo.isActive() : "nodes that are moved do not come back";
    int end = cutBefore(last >>> SLOT_BITS, (last & SLOT_MASK) + 1);
    int before = chunkCount;
    int begin = cutBefore(first >>> SLOT_BITS, first & SLOT_MASK);
    end += chunkCount - before;
    to.chunks = Arrays.copyOfRange(chunks, start + begin, start + end);
    to.elements = Arrays.copyOfRange(elements, start + begin, start + end);
    to.start = 0;
    to.chunkCount = end - begin;
    for (int chunk = 0; chunk < to.chunkCount; chunk++) {
      to.nodeCount += to.chunks[chunk][USED];
      to.elementCount += to.elements[chunk];
      to.chunkInts += to.chunks[chunk].length;
    }
    nodeCount -= to.nodeCount;
    elementCount -= to.elementCount;
    chunkInts -= to.chunkInts;
    closeGap(begin, end);
    if (begin > 0
        && begin < chunkCount
        && chunks[begin - 1][USED] + chunks[begin][USED] <= MAX_NODES / 2) {
      int slot = chunks[begin - 1][USED];
      merge(begin - 1);
      return name(begin - 1, slot);
    }
    return begin < chunkCount ? name(begin, 0) : NONE;
  }

  /** Lets a chunk begin at a slot of another, or behind its last; returns the chunk's number. */
  private int cutBefore(int chunk, int slot) {
    if (slot == 0) {
      return chunk;
    }
    if (slot < chunks[start + chunk][USED]) {
      split(chunk, slot);
    }
    return chunk + 1;
  }

  /** Makes the directory one without some of its chunks, and without room. */
  private void closeGap(int begin, int end) {
    int rest = chunkCount - (end - begin);
    int[][] restChunks = new int[rest][];
    long[] restElements = new long[rest];
    System.arraycopy(chunks, start, restChunks, 0, begin);
    System.arraycopy(elements, start, restElements, 0, begin);
    System.arraycopy(chunks, start + end, restChunks, begin, rest - begin);
    System.arraycopy(elements, start + end, restElements, begin, rest - begin);
    chunks = restChunks;
    elements = restElements;
    start = 0;
    chunkCount = rest;
  }

  // ---- chunks ----------------------------------------------------------------------------------

  /** The chunk with room for one node more. */
  private int[] roomForOne(int chunk) {
    int[] nodes = chunks[start + chunk];
    int capacity = (nodes.length - NODES) / NODE_INTS;
    if (nodes[USED] < capacity) {
      return nodes;
    }
    return resize(chunk, Math.min(capacity * 2, MAX_NODES));
  }

  private int[] resize(int chunk, int capacity) {
    ownDirectory();
    int[] from = chunks[start + chunk];
    int[] to = newChunk(capacity);
    System.arraycopy(from, 0, to, 0, NODES + from[USED] * NODE_INTS);
    chunks[start + chunk] = to;
    chunkInts -= from.length;
    return to;
  }

  private int[] newChunk(int capacity) {
    int[] nodes = spare;
    if (capacity == MAX_NODES && nodes.length > 0 && !undo.isActive()) {
      spare = NO_CHUNK;
    } else {
      nodes = new int[NODES + capacity * NODE_INTS];
    }
    chunkInts += nodes.length;
    return nodes;
  }

  /** Moves the nodes of a chunk from a slot on to a new one behind it. */
  private void split(int chunk, int slot) {
    addChunk(chunk + 1, MAX_NODES);
    moveTail(chunk, slot, chunk + 1);
  }

  /** Lets a chunk take the nodes of the one behind it. */
  private void merge(int chunk) {
    int used = chunks[start + chunk][USED];
    int together = used + chunks[start + chunk + 1][USED];
    if (chunks[start + chunk].length < NODES + together * NODE_INTS) {
      resize(chunk, MAX_NODES);
    }
    moveTail(chunk + 1, 0, chunk);
    removeChunk(chunk + 1);
  }

  /** Moves the nodes from a slot on behind those of another chunk, which has room. */
  private void moveTail(int chunk, int slot, int toChunk) {
    ownDirectory();
    int[] from = chunks[start + chunk];
    int[] to = chunks[start + toChunk];
    int moved = from[USED] - slot;
    long movedElements = 0;
    for (int i = slot; i < from[USED]; i++) {
      movedElements += countAt(from, i);
    }
    save(from, NODES, 0);
    save(to, NODES + to[USED] * NODE_INTS, moved * NODE_INTS);
    System.arraycopy(
        from, NODES + slot * NODE_INTS, to, NODES + to[USED] * NODE_INTS, moved * NODE_INTS);
    from[USED] -= moved;
    to[USED] += moved;
    elements[start + chunk] -= movedElements;
    elements[start + toChunk] += movedElements;
  }

  // ---- the directory ---------------------------------------------------------------------------

  private void addChunk(int chunk, int capacity) {
    ownDirectory();
    boolean roomBefore = start > 0;
    boolean roomBehind = start + chunkCount < chunks.length;
    if (!roomBefore && !roomBehind
        || !roomBefore && chunk == 0
        || !roomBehind && chunk == chunkCount) {
      makeDirectoryRoom();
      roomBefore = start > 0;
      roomBehind = start + chunkCount < chunks.length;
    }
    if (!roomBehind || roomBefore && chunk < chunkCount - chunk) {
      move(start, start - 1, chunk);
      start--;
    } else {
      move(start + chunk, start + chunk + 1, chunkCount - chunk);
    }
    chunkCount++;
    chunks[start + chunk] = newChunk(capacity);
    elements[start + chunk] = 0;
  }

  private void removeChunk(int chunk) {
    ownDirectory();
    int[] gone = chunks[start + chunk];
    assert elements[start + chunk] == 0 && gone[USED] == 0 : "the chunk is empty";
    chunkInts -= gone.length;
    if (gone.length == FULL_CHUNK_INTS && !undo.isActive()) {
      spare = gone;
    }
    if (chunk < chunkCount - 1 - chunk) {
      move(start, start + 1, chunk);
      chunks[start++] = NO_CHUNK;
    } else {
      move(start + chunk + 1, start + chunk, chunkCount - 1 - chunk);
      chunks[start + chunkCount - 1] = NO_CHUNK;
    }
    chunkCount--;
  }

  /** Puts the chunks in the middle of the arrays, longer ones if these are more than half full. */
  private void makeDirectoryRoom() {
    boolean longer = chunkCount * 2 >= chunks.length;
    // A list whose nodes fit one chunk, as most do, needs no room around it.
    int capacity = longer ? (chunkCount == 0 ? 1 : chunkCount * 2 + 2) : chunks.length;
    int to = (capacity - chunkCount) / 2;
    if (longer) {
      int[][] longerChunks = new int[capacity][];
      long[] longerElements = new long[capacity];
      Arrays.fill(longerChunks, NO_CHUNK);
      System.arraycopy(chunks, start, longerChunks, to, chunkCount);
      System.arraycopy(elements, start, longerElements, to, chunkCount);
      chunks = longerChunks;
      elements = longerElements;
    } else {
      move(start, to, chunkCount);
      Arrays.fill(chunks, 0, to, NO_CHUNK);
      Arrays.fill(chunks, to + chunkCount, capacity, NO_CHUNK);
    }
    start = to;
  }

  private void move(int from, int to, int count) {
    System.arraycopy(chunks, from, chunks, to, count);
    System.arraycopy(elements, from, elements, to, count);
  }

  // ---- inside ----------------------------------------------------------------------------------

  private int[] chunkOf(int node) {
    return chunks[start + (node >>> SLOT_BITS)];
  }

  private static int at(int node) {
    return NODES + (node & SLOT_MASK) * NODE_INTS;
  }

  private static int name(int chunk, int slot) {
    return chunk << SLOT_BITS | slot;
  }

  private static int countAt(int[] nodes, int slot) {
    return nodes[NODES + slot * NODE_INTS + COUNT] & MAX_COUNT;
  }

  private int lastOf(int chunk) {
    return name(chunk, chunks[start + chunk][USED] - 1);
  }

  private int nodeOrNext(int chunk, int slot) {
    if (slot < chunks[start + chunk][USED]) {
      return name(chunk, slot);
    }
    return chunk + 1 < chunkCount ? name(chunk + 1, 0) : NONE;
  }

  // ---- what can be undone ----------------------------------------------------------------------

  /** Notes what is one number or reference for all nodes. */
  private void noteShape() {
    if (undo.isActive()) {
      undo.pushReference(chunks);
      undo.pushReference(elements);
      undo.push(start, chunkCount);
      undo.push(nodeCount);
      undo.push(elementCount);
      undo.push(chunkInts);
      undo.step(this);
    }
  }

  /** Lets the directory not be the one that was noted: it is about to change. O(chunks). */
  private void ownDirectory() {
    if (undo.isActive()) {
      noteShape();
      chunks = chunks.clone();
      elements = elements.clone();
    }
  }

  /** Notes one int of a node; its version is no content, and does not come back. */
  private void save(int node, int what) {
    if (undo.isActive()) {
      undo.save(chunkOf(node), at(node) + what);
    }
  }

  /** Notes ints of a chunk, and how many of its nodes are used. */
  private void save(int[] nodes, int from, int length) {
    if (undo.isActive()) {
      undo.save(nodes, from, length);
      undo.save(nodes, USED);
    }
  }

  @Override
  public void undo(UndoLog log) {
    chunkInts = log.popWord();
    elementCount = log.popWord();
    nodeCount = log.popInt();
    long directory = log.popWord();
    start = (int) (directory >>> Integer.SIZE);
    chunkCount = (int) directory;
    elements = log.popReference(long[].class);
    chunks = log.popReference(int[][].class);
  }

  // ---- proof -----------------------------------------------------------------------------------

  /**
   * Proves that all counts are right and that no chunk or node is empty.
   *
   * @throws AssertionError naming what is not so
   */
  void checkInvariants() {
    long allElements = 0;
    long allInts = 0;
    int allNodes = 0;
    for (int chunk = 0; chunk < chunkCount; chunk++) {
      int[] nodes = chunks[start + chunk];
      int used = nodes[USED];
      check(used > 0 && used <= MAX_NODES, "nodes of a chunk", used);
      check(NODES + used * NODE_INTS <= nodes.length, "nodes within their chunk", used);
      long ofChunk = 0;
      for (int slot = 0; slot < used; slot++) {
        check(countAt(nodes, slot) > 0, "elements of a node", countAt(nodes, slot));
        ofChunk += countAt(nodes, slot);
      }
      check(ofChunk == elements[start + chunk], "elements of a chunk", ofChunk);
      allElements += ofChunk;
      allNodes += used;
      allInts += nodes.length;
    }
    for (int i = 0; i < chunks.length; i++) {
      boolean held = i >= start && i < start + chunkCount;
      check(held == (chunks[i].length > 0), "chunks in the directory only", i);
    }
    check(allElements == elementCount, "elements", allElements);
    check(allNodes == nodeCount, "nodes", allNodes);
    check(allInts == chunkInts, "ints of all chunks", allInts);
  }

  static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }
}
