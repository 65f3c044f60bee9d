package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log of entries in the order of their IDs, in nodes of many entries each.
 *
 * <pre>
 *  index    | 1-0, block | 40-0, block | 95-3, block |        a node's ID is that of its first entry
 *               |            |             |
 *  blocks   | 1-0 .. 38-0 | 40-0 .. 95-2 | 95-3 .. |          {@link StreamNode}
 *                                             ^ entries are appended here
 * </pre>
 *
 * An entry is found by searching the index for the last node that starts at or before it, and then
 * from the node's start. A deleted entry is marked in its node, and a node without live entries is
 * freed. The last node's block has some room to spare; when the next node begins, it gives it back.
 *
 * <p>A stream remembers more than its entries: the last ID ever given out, the largest ID ever
 * deleted, and how many entries were ever added. They answer how far a group lags behind.
 *
 * <p>A node is a chunk, named by its position in the index.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: append O(fields); find O(log nodes + bytes of a node); trim O(nodes removed). Memory:
 * the listpack of each node, rounded up to the arena's size class, and 28 bytes: 30.2 bytes an
 * entry of two fields with values of 8 bytes, 100 to a node.
 *
 * <p>Source: the streams introduction of the Redis documentation, and the DUMP payloads of Redis
 * 7.0. What differs: no node is left without live entries (docs/encodings/stream.md).
 */
public final class StreamLog implements LargeValue, Undoable {
  /** The most bytes that the elements of an entry can take together in a node of its own. */
  public static final int MAX_ENTRY_BYTES = 1 << 30;

  /** A growing last node gets an eighth more than it needs. */
  private static final int SPARE_SHIFT = 3;

  /** A new node gets room for as much as the one before has, but not for more than this. */
  private static final int MAX_GUESSED_BYTES = 8 * 1024;

  private final Arena arena;
  private final HeldBytes held;
  private final NodeIndex nodes;
  private final ConsumerGroups groups;
  private final StreamIterator edge = new StreamIterator(this);

  private long length;
  private long lastMs;
  private long lastSeq;
  private long maxDeletedMs;
  private long maxDeletedSeq;
  private long entriesAdded;

  /** The first entry's ID, 0-0 without entries; to be looked up if it is stale. */
  private long firstMs;

  private long firstSeq;
  private boolean isFirstStale;

  private long version;
  private @Nullable ChangeListener changeListener;

  /**
   * Creates an empty stream.
   *
   * @param arena where the nodes will lie
   */
  public StreamLog(Arena arena) {
    this.arena = arena;
    held = new HeldBytes(arena.undo());
    nodes = new NodeIndex(held);
    groups = new ConsumerGroups(held);
  }

  // ---- what it holds ---------------------------------------------------------------------------

  /** XLEN: number of entries. */
  public long length() {
    return length;
  }

  /** The milliseconds of the last ID given out, which may be that of a deleted entry. */
  public long lastMs() {
    return lastMs;
  }

  /** The sequence number of the last ID given out. */
  public long lastSeq() {
    return lastSeq;
  }

  /** The milliseconds of the first entry's ID; 0 without entries. */
  public long firstMs() {
    refreshFirst();
    return firstMs;
  }

  /** The sequence number of the first entry's ID; 0 without entries. */
  public long firstSeq() {
    refreshFirst();
    return firstSeq;
  }

  /** The milliseconds of the largest ID ever deleted by {@link #delete}. */
  public long maxDeletedMs() {
    return maxDeletedMs;
  }

  /** The sequence number of the largest ID ever deleted by {@link #delete}. */
  public long maxDeletedSeq() {
    return maxDeletedSeq;
  }

  /** How many entries were ever added. */
  public long entriesAdded() {
    return entriesAdded;
  }

  /** The stream's consumer groups. */
  public ConsumerGroups groups() {
    return groups;
  }

  /** A new iterator over this stream, which reaches nothing yet. */
  public StreamIterator iterator() {
    return new StreamIterator(this);
  }

  /** Whether there is an entry with this ID. */
  public boolean contains(long ms, long seq) {
    edge.range(ms, seq, ms, seq);
    return edge.next();
  }

  // ---- adding ----------------------------------------------------------------------------------

  /** Whether an entry of these fields is short enough to be added. */
  public static boolean holds(EntryFields fields) {
    long elementBytes = StreamNode.elementBytes(fields);
    return StreamNode.mostBytesToCreate(elementBytes, fields.count()) <= MAX_ENTRY_BYTES;
  }

  /**
   * Adds an entry behind the last.
   *
   * @param fields its fields and values, which take at most {@link #MAX_ENTRY_BYTES}
   * @param nodeMaxBytes a node as long as this with the new elements takes no more entries; 0 for
   *     no limit
   * @param nodeMaxEntries a node of so many entries, deleted ones too, takes no more; 0 for no
   *     limit
   * @throws IllegalArgumentException if the ID is not above the last one, or the fields are too
   *     long
   */
  public void append(long ms, long seq, EntryFields fields, int nodeMaxBytes, int nodeMaxEntries) {
    if (EntryIds.compare(ms, seq, lastMs, lastSeq) <= 0) {
      throw new IllegalArgumentException("ID is not above the last one: ms=" + ms + ", seq=" + seq);
    }
    long elementBytes = StreamNode.elementBytes(fields);
    if (!holds(fields)) {
      throw new IllegalArgumentException("entry is too long: bytes=" + elementBytes);
    }
    note();
    long node = nodes.last();
    if (node == NodeIndex.NONE || isFull(node, elementBytes, nodeMaxBytes, nodeMaxEntries)) {
      node = startNode(ms, seq, fields);
    } else {
      beforeChange(node);
    }
    appendTo(node, ms - nodes.ms(node), seq - nodes.seq(node), fields);
    if (length++ == 0) {
      firstMs = ms;
      firstSeq = seq;
      isFirstStale = false;
    }
    lastMs = ms;
    lastSeq = seq;
    entriesAdded++;
  }

  private void appendTo(long node, long msDifference, long seqDifference, EntryFields fields) {
    int handle = nodes.handle(node);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    boolean sameFields = StreamNode.hasMasterFields(page, at, fields);
    long bytes =
        StreamNode.bytesToAppend(page, at, msDifference, seqDifference, fields, sameFields);
    if (bytes > arena.capacity(handle)) {
      handle = arena.resize(handle, Listpack.bytes(page, at), roomFor(bytes));
      nodes.handle(node, handle);
      page = arena.page(handle);
      at = Arena.offset(handle);
    }
    StreamNode.append(page, at, msDifference, seqDifference, fields, sameFields);
  }

  private boolean isFull(long node, long elementBytes, int nodeMaxBytes, int nodeMaxEntries) {
    long maxBytes =
        nodeMaxBytes > 0 && nodeMaxBytes < MAX_ENTRY_BYTES ? nodeMaxBytes : MAX_ENTRY_BYTES;
    if (bytesOf(node) + elementBytes >= maxBytes) {
      return true;
    }
    if (nodeMaxEntries <= 0) {
      return false;
    }
    int handle = nodes.handle(node);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    return StreamNode.count(page, at) + StreamNode.deletedCount(page, at) >= nodeMaxEntries;
  }

  /**
   * Gives back what the last node does not use, and begins a new one with room for an entry: as
   * much as the last one had, as they mostly end alike.
   */
  private long startNode(long ms, long seq, EntryFields fields) {
    long needed = StreamNode.bytesToCreate(fields) + StreamNode.entryBytes(0, 0, fields, true);
    long last = nodes.last();
    if (last != NodeIndex.NONE) {
      fit(last);
      needed = Math.max(needed, Math.min(bytesOf(last), MAX_GUESSED_BYTES));
    }
    int handle = arena.allocate(roomFor(needed));
    StreamNode.create(arena.page(handle), Arena.offset(handle), fields);
    return insertNode(ms, seq, handle);
  }

  private long insertNode(long ms, long seq, int handle) {
    beforeChange();
    long node = nodes.insert(ms, seq);
    nodes.handle(node, handle);
    nodes.nodeVersion(node, ++version);
    return node;
  }

  private static int roomFor(long bytes) {
    return (int) Math.min(bytes + (bytes >>> SPARE_SHIFT), Arena.MAX_BLOCK_BYTES);
  }

  /** Lets a node's block be as long as its bytes need. */
  private void fit(long node) {
    int bytes = bytesOf(node);
    nodes.handle(node, arena.resize(nodes.handle(node), bytes, bytes));
  }

  // ---- deleting --------------------------------------------------------------------------------

  /**
   * XDEL: deletes an entry.
   *
   * @return whether there was one with this ID
   */
  public boolean delete(long ms, long seq) {
    edge.range(ms, seq, ms, seq);
    if (!edge.next()) {
      return false;
    }
    long node = edge.node();
    note();
    beforeChange(node);
    int handle = nodes.handle(node);
    if (StreamNode.count(arena.page(handle), Arena.offset(handle)) == 1) {
      removeNode(node);
    } else {
      StreamNode.markDeleted(arena.page(handle), Arena.offset(handle), edge.position());
      countDeleted(node, 1);
    }
    isFirstStale |= ms == firstMs && seq == firstSeq;
    if (EntryIds.compare(ms, seq, maxDeletedMs, maxDeletedSeq) > 0) {
      maxDeletedMs = ms;
      maxDeletedSeq = seq;
    }
    return true;
  }

  /** Counts entries of a node as deleted that are marked already. */
  private void countDeleted(long node, int entries) {
    int handle = nodes.handle(node);
    int bytes = bytesOf(node);
    int needed = StreamNode.bytesToDelete(arena.page(handle), Arena.offset(handle), entries);
    if (needed > arena.capacity(handle)) {
      handle = arena.resize(handle, bytes, needed);
      nodes.handle(node, handle);
    }
    StreamNode.countDeleted(arena.page(handle), Arena.offset(handle), entries);
    length -= entries;
    if (node != nodes.last()) {
      fit(node);
    }
  }

  /**
   * XTRIM MAXLEN: deletes the first entries until at most so many are left.
   *
   * @param wholeNodes whether to free whole nodes only, and so leave up to a node's entries more
   * @param limit how many entries to delete at most, counted by whole nodes; 0 for no limit
   * @return how many were deleted
   */
  public long trimByLength(long maxLength, boolean wholeNodes, long limit) {
    note();
    long deleted = 0;
    while (length > maxLength) {
      long node = nodes.first();
      int handle = nodes.handle(node);
      int entries = StreamNode.count(arena.page(handle), Arena.offset(handle));
      if (limit > 0 && deleted + entries > limit) {
        break;
      }
      if (length - entries >= maxLength) {
        beforeChange(node);
        removeNode(node);
        deleted += entries;
      } else {
        return wholeNodes ? deleted : deleted + trimNode(node, length - maxLength, 0, 0);
      }
    }
    return deleted;
  }

  /**
   * XTRIM MINID: deletes the entries before an ID.
   *
   * @param wholeNodes whether to free whole nodes only, and so leave up to a node's entries more
   * @param limit how many entries to delete at most, counted by whole nodes; 0 for no limit
   * @return how many were deleted
   */
  public long trimById(long minMs, long minSeq, boolean wholeNodes, long limit) {
    note();
    long deleted = 0;
    for (long node = nodes.first(); node != NodeIndex.NONE; node = nodes.first()) {
      if (EntryIds.compare(nodes.ms(node), nodes.seq(node), minMs, minSeq) >= 0) {
        break;
      }
      int handle = nodes.handle(node);
      byte[] page = arena.page(handle);
      int at = Arena.offset(handle);
      int entries = StreamNode.count(page, at);
      if (limit > 0 && deleted + entries > limit) {
        break;
      }
      if (isBefore(node, StreamNode.entryBefore(page, at, Listpack.end(page, at)), minMs, minSeq)) {
        beforeChange(node);
        removeNode(node);
        deleted += entries;
        continue;
      }
      int trimmed = wholeNodes ? 0 : trimNode(node, entries, minMs, minSeq);
      deleted += trimmed;
      // The node may have ended with deleted entries whose IDs were above those of the next one.
      if (trimmed < entries) {
        break;
      }
    }
    return deleted;
  }

  /**
   * Deletes the first live entries of a node.
   *
   * @param most how many at most
   * @param minMs the ID before which they lie, if it is not 0-0
   * @return how many
   */
  private int trimNode(long node, long most, long minMs, long minSeq) {
    beforeChange(node);
    int handle = nodes.handle(node);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    boolean byId = !EntryIds.isZero(minMs, minSeq);
    int masterFields = StreamNode.masterFieldCount(page, at);
    int deleted = 0;
    int entry = StreamNode.firstEntry(page, at);
    while (deleted < most && entry != Listpack.end(page, at)) {
      if (!StreamNode.isDeleted(page, at, entry)) {
        if (byId && !isBefore(node, entry, minMs, minSeq)) {
          break;
        }
        StreamNode.markDeleted(page, at, entry);
        deleted++;
      }
      entry = StreamNode.entryAfter(page, at, entry, masterFields);
    }
    if (deleted == StreamNode.count(page, at)) {
      removeNode(node);
      return deleted;
    }
    if (deleted > 0) {
      countDeleted(node, deleted);
      isFirstStale = true;
    }
    return deleted;
  }

  /** Whether an entry's ID is below this one. */
  private boolean isBefore(long node, int entry, long ms, long seq) {
    int handle = nodes.handle(node);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long entryMs = nodes.ms(node) + StreamNode.msDifference(page, at, entry);
    long entrySeq = nodes.seq(node) + StreamNode.seqDifference(page, at, entry);
    return EntryIds.compare(entryMs, entrySeq, ms, seq) < 0;
  }

  /** Takes a node out, with the live entries it counts. */
  private void removeNode(long node) {
    int handle = nodes.handle(node);
    length -= StreamNode.count(arena.page(handle), Arena.offset(handle));
    arena.free(handle);
    nodes.remove(node);
    isFirstStale = true;
  }

  private void refreshFirst() {
    if (!isFirstStale) {
      return;
    }
    isFirstStale = false;
    edge.all();
    boolean found = edge.next();
    firstMs = found ? edge.ms() : 0;
    firstSeq = found ? edge.seq() : 0;
  }

  // ---- counters --------------------------------------------------------------------------------

  /**
   * XSETID: the ID behind which the next entry will be.
   *
   * @throws IllegalArgumentException if there is an entry behind it
   */
  public void setLastId(long ms, long seq) {
    edge.reverseAll();
    if (edge.next() && EntryIds.compare(ms, seq, edge.ms(), edge.seq()) < 0) {
      throw new IllegalArgumentException(
          "last ID is below that of an entry: ms=" + ms + ", seq=" + seq);
    }
    note();
    lastMs = ms;
    lastSeq = seq;
  }

  /** XSETID ENTRIESADDED: how many entries were ever added. */
  public void setEntriesAdded(long entriesAdded) {
    note();
    this.entriesAdded = entriesAdded;
  }

  /** XSETID MAXDELETEDID: the largest ID ever deleted. */
  public void setMaxDeletedId(long ms, long seq) {
    note();
    maxDeletedMs = ms;
    maxDeletedSeq = seq;
  }

  // ---- whole nodes -----------------------------------------------------------------------------

  /**
   * Adds a node from outside behind the last. The last ID follows; the other counters stay as they
   * are.
   *
   * @param ms the node's ID, as {@code seq}
   * @param bytes where its listpack lies
   * @throws io.holdfast.encodings.DamagedBytesException if it is no node, or not behind the last
   */
  public void appendNode(long ms, long seq, byte[] bytes, int offset, int nodeBytes) {
    int live = StreamNodeCheck.check(bytes, offset, nodeBytes, ms, seq);
    edge.reverseAll();
    if (edge.next()) {
      StreamNodeCheck.checkBehind(ms, seq, edge.ms(), edge.seq());
    }
    if (live == 0) {
      return;
    }
    note();
    int handle = arena.allocate(nodeBytes);
    System.arraycopy(bytes, offset, arena.page(handle), Arena.offset(handle), nodeBytes);
    insertNode(ms, seq, handle);
    length += live;
    isFirstStale = true;
    edge.reverseAll();
    if (edge.next() && EntryIds.compare(edge.ms(), edge.seq(), lastMs, lastSeq) > 0) {
      lastMs = edge.ms();
      lastSeq = edge.seq();
    }
  }

  /** COPY: a stream with the same entries, groups and counters, its nodes in another arena. */
  @Override
  public StreamLog copyTo(Arena to) {
    StreamLog copy = new StreamLog(to);
    copy.nodes.copyFrom(nodes);
    for (long node = copy.nodes.first(); node != NodeIndex.NONE; node = copy.nodes.next(node)) {
      int handle = copy.nodes.handle(node);
      int at = Arena.offset(handle);
      int bytes = Listpack.bytes(arena.page(handle), at);
      int copied = to.allocate(bytes);
      System.arraycopy(arena.page(handle), at, to.page(copied), Arena.offset(copied), bytes);
      copy.nodes.handle(node, copied);
    }
    copy.groups.copyFrom(groups);
    copy.length = length;
    copy.lastMs = lastMs;
    copy.lastSeq = lastSeq;
    copy.maxDeletedMs = maxDeletedMs;
    copy.maxDeletedSeq = maxDeletedSeq;
    copy.entriesAdded = entriesAdded;
    copy.isFirstStale = true;
    copy.version = version;
    return copy;
  }

  /** The milliseconds of a node's ID. */
  public long nodeMs(long chunk) {
    return nodes.ms(chunk);
  }

  /** The sequence number of a node's ID. */
  public long nodeSeq(long chunk) {
    return nodes.seq(chunk);
  }

  /** The array a node's listpack lies in. */
  public byte[] nodePage(long chunk) {
    return arena.page(nodes.handle(chunk));
  }

  /** Where in its array a node's listpack starts; it states its length itself. */
  public int nodeOffset(long chunk) {
    return Arena.offset(nodes.handle(chunk));
  }

  /** The first node whose ID is not below this one, or {@link #NO_CHUNK}. */
  public long nodeFrom(long ms, long seq) {
    return nodes.ceiling(ms, seq);
  }

  /** Number of nodes. */
  public long nodeCount() {
    return nodes.size();
  }

  @Override
  public long firstChunk() {
    return nodes.first();
  }

  @Override
  public long nextChunk(long chunk) {
    return nodes.next(chunk);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public long version(long chunk) {
    return nodes.nodeVersion(chunk);
  }

  @Override
  public void setChangeListener(@Nullable ChangeListener listener) {
    changeListener = listener;
  }

  @Override
  public @Nullable ChangeListener changeListener() {
    return changeListener;
  }

  /**
   * Says that what is in no node is about to change: counters, or what groups and consumers hold.
   * What adds and removes entries says so itself.
   */
  public void beforeChange() {
    if (changeListener != null) {
      changeListener.beforeChange(this);
    }
  }

  private void beforeChange(long node) {
    if (changeListener != null) {
      changeListener.beforeChange(this, node);
    }
    if (arena.undo().isActive()) {
      noteNode(node);
    }
    nodes.nodeVersion(node, ++version);
  }

  // ---- what can be undone ----------------------------------------------------------------------

  /** The steps a stream notes: of its counters, and of a node. */
  private static final int COUNTERS = 0;

  private static final int NODE = 1;

  private void note() {
    UndoLog undo = arena.undo();
    if (undo.isActive()) {
      undo.push(length);
      undo.push(lastMs);
      undo.push(lastSeq);
      undo.push(maxDeletedMs);
      undo.push(maxDeletedSeq);
      undo.push(entriesAdded);
      undo.push(firstMs);
      undo.push(firstSeq);
      undo.push(isFirstStale ? 1 : 0, COUNTERS);
      undo.step(this);
    }
  }

  private void noteNode(long node) {
    UndoLog undo = arena.undo();
    undo.push(nodes.ms(node));
    undo.push(nodes.seq(node));
    undo.push(NODE);
    undo.step(this);
    arena.beforeChange(nodes.handle(node));
  }

  @Override
  public void undo(UndoLog log) {
    long step = log.popWord();
    if ((int) step == NODE) {
      undoneNode(log);
      return;
    }
    isFirstStale = step >>> Integer.SIZE != 0;
    firstSeq = log.popWord();
    firstMs = log.popWord();
    entriesAdded = log.popWord();
    maxDeletedSeq = log.popWord();
    maxDeletedMs = log.popWord();
    lastSeq = log.popWord();
    lastMs = log.popWord();
    length = log.popWord();
  }

  private void undoneNode(UndoLog log) {
    long seq = log.popWord();
    long ms = log.popWord();
    log.afterUndo(() -> renewVersion(ms, seq));
  }

  /** What was changed back has changed, and so has a new version, if it is there at all. */
  private void renewVersion(long ms, long seq) {
    long node = nodes.find(ms, seq);
    if (node != NodeIndex.NONE) {
      nodes.nodeVersion(node, ++version);
    }
  }

  // ---- memory ----------------------------------------------------------------------------------

  /**
   * How much it holds: entries, and what the groups hold, counted as {@link #release} gives it
   * back. O(groups).
   */
  @Override
  public long size() {
    return length + groups.size();
  }

  /** Bytes held besides the arena's blocks, the groups' included. O(1). */
  @Override
  public long bytes() {
    return held.count();
  }

  /**
   * Gives back about {@code budget} nodes or records of groups, from the end; nothing else may be
   * done with the stream from the first call on.
   *
   * @return how much was given back; 0 when nothing is left
   */
  @Override
  public int release(int budget) {
    int released = 0;
    while (released < budget && nodes.size() > 0) {
      long node = nodes.last();
      beforeChange(node);
      removeNode(node);
      released++;
    }
    return released < budget ? released + groups.release(budget - released) : released;
  }

  /** Visits every node's block. */
  @Override
  public void forEachBlock(IntConsumer visitor) {
    for (long node = nodes.first(); node != NodeIndex.NONE; node = nodes.next(node)) {
      visitor.accept(nodes.handle(node));
    }
  }

  /**
   * Proves that the nodes are sound and stand in order, and that the counters agree with them.
   *
   * @throws AssertionError naming what does not hold
   */
  @Override
  public void checkInvariants() {
    nodes.checkInvariants();
    long live = 0;
    for (long node = nodes.first(); node != NodeIndex.NONE; node = nodes.next(node)) {
      int handle = nodes.handle(node);
      byte[] page = arena.page(handle);
      int at = Arena.offset(handle);
      int bytes = Listpack.bytes(page, at);
      IdIndex.check(bytes <= arena.capacity(handle), "bytes of a node", bytes);
      int count = StreamNodeCheck.check(page, at, bytes, nodes.ms(node), nodes.seq(node));
      IdIndex.check(count > 0, "live entries of a node", count);
      IdIndex.check(nodes.nodeVersion(node) <= version, "version of a node", version);
      IdIndex.check(
          node == nodes.last() || arena.capacity(handle) == Arena.capacityFor(bytes),
          "no node but the last has room to spare: bytes",
          bytes);
      live += count;
    }
    checkOrder();
    IdIndex.check(live == length, "length is the number of live entries", live);
    groups.checkInvariants();
    IdIndex.check(nodes.bytes() + groups.bytes() == held.count(), "bytes held", held.count());
  }

  /** The first ID, and that live entries ascend over all nodes and up to the last ID. */
  private void checkOrder() {
    long first = firstMs();
    long node = NodeIndex.NONE;
    long beforeMs = 0;
    long beforeSeq = 0;
    edge.all();
    while (edge.next()) {
      IdIndex.check(!EntryIds.isZero(beforeMs, beforeSeq) || edge.ms() == first, "first ID", first);
      if (edge.node() != node) {
        node = edge.node();
        IdIndex.check(
            EntryIds.compare(beforeMs, beforeSeq, nodes.ms(node), nodes.seq(node)) < 0,
            "a node's ID is above the entries before: ms",
            nodes.ms(node));
      }
      IdIndex.check(
          EntryIds.compare(beforeMs, beforeSeq, edge.ms(), edge.seq()) < 0,
          "live entries ascend: ms",
          edge.ms());
      beforeMs = edge.ms();
      beforeSeq = edge.seq();
    }
    IdIndex.check(
        EntryIds.compare(beforeMs, beforeSeq, lastMs, lastSeq) <= 0,
        "no entry behind the last ID: ms",
        lastMs);
  }

  NodeIndex nodes() {
    return nodes;
  }

  Arena arena() {
    return arena;
  }

  private int bytesOf(long node) {
    int handle = nodes.handle(node);
    return Listpack.bytes(arena.page(handle), Arena.offset(handle));
  }
}
