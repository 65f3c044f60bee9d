package io.holdfast.encodings.table;

import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of arena handles that grows and shrinks one segment at a time.
 *
 * <pre>
 *  hash      | directory index: first bits | home bucket: next 5 bits |  ...  | tag: last 8 bits |
 *
 *  directory | 000 | 001 | 010 | 011 | 100 | 101 | 110 | 111 |        global depth 3
 *                 \   /     |     |      \____\____/____/
 *                  depth 2  depth 3        depth 1                    segments, see {@link Segment}
 * </pre>
 *
 * Extendible hashing: a segment of depth d holds every entry whose hash starts with its d bits, and
 * stands at every directory index that starts with them. A full segment splits into two of depth d
 * + 1; two emptied neighbours merge. No step ever touches more than two segments' entries, and the
 * directory doubles by copying references only. A table starts as one small segment that grows in
 * place.
 *
 * <p><b>Scan.</b> A cursor is a position in the space of hashes: every entry whose hash lies before
 * it has been returned. Buckets are ordered by hash within a segment and segments within the
 * directory, and splitting or merging only makes the grid finer or coarser; where it became coarser
 * the whole bucket is returned again. So an entry present from the first call to the last is
 * returned at least once, whatever happens in between.
 *
 * <p><b>Versions.</b> A segment is a chunk: it counts its changes, and {@link ChangeListener} is
 * told before it, or the content of a block it leads to, changes. A chunk's name is the cursor at
 * which it starts, so every cursor names the chunk it lies in.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: a hit reads one line of the segment and the block; insert and remove O(1), bounded by
 * the split of one segment of at most 432 entries. Memory: 8 to 12 bytes an entry (a segment is
 * between 45 and 89 % full).
 *
 * <p>Source: Fagin, Nievergelt, Pippenger, Strong: Extendible hashing (1979).
 */
public abstract class SegmentedTable implements Chunked, Undoable {
  private static final int MAX_DEPTH = 26;

  /** Neighbours merge when together they would fill less than this part of a segment: 2/5. */
  private static final int MERGE_BELOW_ENTRIES = Segment.slots(Segment.MAX_BUCKET_BITS) * 2 / 5;

  /** How full a segment may be expected to get, and mostly is, before it splits. */
  private static final int RESERVED_PER_SEGMENT = Segment.slots(Segment.MAX_BUCKET_BITS) * 19 / 20;

  /** A cursor leaves out the last bits of a hash: a position is never finer than a bucket. */
  private static final int CURSOR_SHIFT = 16;

  private static final int[][] NO_SEGMENTS = {};
  private static final byte[] NO_DEPTHS = {};

  /** The steps a table notes: of a slot, of the directory's parts, and of all else. */
  private static final int SLOT = 0;

  private static final int PART = 1;
  private static final int SHAPE = 2;

  private final UndoLog undo;
  private int[][] directory = NO_SEGMENTS;

  /**
   * The depth of each directory entry's segment, and the bucket bits of all: what a search needs to
   * know the bucket's address without waiting for the segment's header to come from memory.
   */
  private byte[] depths = NO_DEPTHS;

  private int bucketBits;
  private int globalDepth;
  private int segmentsAtGlobalDepth;
  private long size;
  private long segmentBytes;
  private long version;

  /** What {@link #moveAll} read; kept, lest the reads be optimised away. */
  @SuppressWarnings("unused")
  private int touched;

  /** Where {@link #drain} goes on. */
  private int drainIndex;

  private @Nullable ChangeListener changeListener;
  private Chunked listenedTo = this;

  /** Creates an empty table, of whose changes none is ever undone. */
  protected SegmentedTable() {
    this(new UndoLog());
  }

  /**
   * Creates an empty table, which takes no memory until the first entry.
   *
   * @param undo where it notes its changes
   */
  protected SegmentedTable(UndoLog undo) {
    this.undo = undo;
  }

  /** The hash of the key in a block; the same as was given when it was inserted. */
  protected abstract long hashOf(int handle);

  /** Whether the key in a block equals the given bytes. */
  protected abstract boolean matches(int handle, byte[] key, int offset, int length);

  /** Reads a byte of a block, and so begins what {@link #hashOf} would wait for. */
  protected abstract int touchBlock(int handle);

  /** Number of entries. */
  public final long size() {
    return size;
  }

  /** Bytes of the directory and all segments, without the JVM's array headers. */
  public final long bytes() {
    return segmentBytes + 5L * directory.length;
  }

  @Override
  public final void setChangeListener(@Nullable ChangeListener listener) {
    setChangeListener(listener, this);
  }

  /**
   * Sets who is told before a segment changes, and of which structure: that the table is part of.
   */
  public final void setChangeListener(@Nullable ChangeListener listener, Chunked structure) {
    changeListener = listener;
    listenedTo = structure;
  }

  @Override
  public final @Nullable ChangeListener changeListener() {
    return changeListener;
  }

  /** The handle of the entry with this key, or 0. */
  public final int find(long hash, byte[] key, int offset, int length) {
    if (size == 0) {
      return 0;
    }
    int index = directoryIndex(hash);
    int[] segment = directory[index];
    int home = Segment.home(depths[index], bucketBits, hash);
    // Read first, though it is used last: a bucket mostly spans two cache lines, this is the far
    // end of the second, and so both come from memory at once.
    int spilled = segment[home + Segment.SPILLED];
    if (spilled < 0) {
      throw new IllegalStateException("segment is damaged: spilled=" + spilled);
    }
    int found = findInBucket(segment, home, hash, key, offset, length);
    if (found != 0 || spilled == 0) {
      return found;
    }
    int bucket = Segment.stash(segment);
    for (; bucket < segment.length; bucket += Segment.BUCKET_INTS) {
      found = findInBucket(segment, bucket, hash, key, offset, length);
      if (found != 0) {
        return found;
      }
    }
    return 0;
  }

  /**
   * Reads the line of memory a later {@link #find} with this hash starts from, so that a batch can
   * have many such reads under way at once.
   *
   * @return the handle of the first entry whose tag fits: mostly the one that will be found; 0 if
   *     there is none in the first eight slots of its bucket
   */
  public final int touch(long hash) {
    if (size == 0) {
      return 0;
    }
    int index = directoryIndex(hash);
    int[] segment = directory[index];
    int home = Segment.home(depths[index], bucketBits, hash);
    long low = Segment.candidatesLow(segment, home, hash);
    return low == 0 ? 0 : segment[home + Segment.SLOTS + (Long.numberOfTrailingZeros(low) >>> 3)];
  }

  /**
   * Starts the memory reads of a look-up that will find nothing, and of the insert that follows;
   * see {@link #touch}.
   *
   * @return something of what was read
   */
  public final int touchAbsent(long hash) {
    if (directory.length == 0) {
      return 0;
    }
    int index = directoryIndex(hash);
    int[] segment = directory[index];
    int home = Segment.home(depths[index], bucketBits, hash);
    return segment[home] + segment[home + Segment.SPILLED];
  }

  /** Adds an entry whose key is not in the table. */
  public final void insert(long hash, int handle) {
    assert handle != 0;
    if (directory.length == 0) {
      start();
    }
    int[] segment = segment(hash);
    beforeChange(segment, hash);
    int slot = Segment.freeSlot(segment, hash);
    while (slot < 0) {
      makeRoom(segment, hash);
      segment = segment(hash);
      slot = Segment.freeSlot(segment, hash);
    }
    if (undo.isActive()) {
      noteSlot(segment, slot, hash);
    }
    Segment.fill(segment, slot, hash, handle);
    size++;
  }

  /** Lets an entry's block move: the slot that led to {@code from} leads to {@code to}. */
  public final void replace(long hash, int from, int to) {
    int[] segment = segment(hash);
    beforeChange(segment, hash);
    int slot = Segment.slotOf(segment, hash, from);
    assert slot >= 0 : "entry is in the table: handle=" + from;
    if (undo.isActive()) {
      noteSlot(segment, slot, hash);
    }
    segment[slot] = to;
  }

  /** Takes an entry out; its block stays the caller's. */
  public final void remove(long hash, int handle) {
    int[] segment = segment(hash);
    beforeChange(segment, hash);
    int slot = Segment.slotOf(segment, hash, handle);
    assert slot >= 0 : "entry is in the table: handle=" + handle;
    if (undo.isActive()) {
      noteSlot(segment, slot, hash);
    }
    Segment.clear(segment, slot, hash);
    size--;
    if (segment[Segment.COUNT] < MERGE_BELOW_ENTRIES / 2) {
      shrink(segment, hash);
    }
  }

  /** Says that the content of the block an entry leads to is about to change in place. */
  public final void beforeChange(long hash) {
    beforeChange(segment(hash), hash);
  }

  @Override
  public final long firstChunk() {
    return size == 0 ? NO_CHUNK : 0;
  }

  @Override
  public final long nextChunk(long chunk) {
    long next = positionAfter(chunk << CURSOR_SHIFT, segment(chunk << CURSOR_SHIFT)[Segment.DEPTH]);
    return next == 0 ? NO_CHUNK : next >>> CURSOR_SHIFT;
  }

  @Override
  public final long version() {
    return version;
  }

  @Override
  public final long version(long chunk) {
    return Segment.version(segment(chunk << CURSOR_SHIFT));
  }

  /** The chunk that holds, or would hold, the entries of this hash. */
  public final long chunkOf(long hash) {
    return size == 0 ? NO_CHUNK : chunkOf(segment(hash), hash);
  }

  /** Visits the entries of one chunk; the visitor must not change the table. */
  public final void forEachIn(long chunk, IntConsumer visitor) {
    forEachIn(segment(chunk << CURSOR_SHIFT), visitor);
  }

  /**
   * Visits some entries of one chunk and says where to go on, as long as it does not change.
   *
   * @param from 0 to start, then what the last call returned
   * @param most how many entries
   * @return where to go on; 0 when all were visited
   */
  public final int forEachIn(long chunk, int from, int most, IntConsumer visitor) {
    int[] segment = segment(chunk << CURSOR_SHIFT);
    int left = most;
    for (int slot = Math.max(from, Segment.HEADER_INTS); slot < segment.length; slot++) {
      if (Segment.isSlot(slot) && segment[slot] != 0) {
        if (left-- == 0) {
          return slot;
        }
        visitor.accept(segment[slot]);
      }
    }
    return 0;
  }

  /**
   * Visits the entries of one bucket and says where to go on.
   *
   * @param cursor 0 to start, then what the last call returned
   * @param visitor receives each entry's handle; it must not change the table
   * @return the next cursor; 0 when the scan is complete
   */
  public final long scan(long cursor, IntConsumer visitor) {
    if (size == 0) {
      return 0;
    }
    long position = cursor << CURSOR_SHIFT;
    int[] segment = segment(position);
    int home = Segment.home(segment, position);
    for (int slot = home + Segment.SLOTS; slot < home + Segment.SPILLED; slot++) {
      if (segment[slot] != 0) {
        visitor.accept(segment[slot]);
      }
    }
    if (segment[home + Segment.SPILLED] != 0) {
      for (int slot = Segment.stash(segment); slot < segment.length; slot++) {
        int handle = segment[slot];
        if (Segment.isSlot(slot) && handle != 0 && Segment.home(segment, hashOf(handle)) == home) {
          visitor.accept(handle);
        }
      }
    }
    int prefixBits = segment[Segment.DEPTH] + segment[Segment.BUCKET_BITS];
    return positionAfter(position, prefixBits) >>> CURSOR_SHIFT;
  }

  /**
   * An entry drawn at random, each with the same chance; 0 if the table is empty.
   *
   * @param random the source of 64 random bits a draw
   */
  public final int sample(LongSupplier random) {
    if (size == 0) {
      return 0;
    }
    while (true) {
      long bits = random.getAsLong();
      int index = directoryIndex(bits);
      int[] segment = directory[index];
      int copies = 1 << (globalDepth - segment[Segment.DEPTH]);
      int slots = Segment.slots(segment[Segment.BUCKET_BITS]);
      int draw = (int) (((bits & 0xFFFFFFFFL) * slots) >>> 32);
      int handle = segment[slotIndex(draw)];
      boolean isFirstCopy = (index & (copies - 1)) == 0;
      if (handle != 0 && isFirstCopy) {
        return handle;
      }
    }
  }

  /** Visits every entry; the visitor must not change the table. */
  public final void forEach(IntConsumer visitor) {
    int[] last = null;
    for (int[] segment : directory) {
      if (segment == last) {
        continue;
      }
      last = segment;
      forEachIn(segment, visitor);
    }
  }

  /**
   * Takes out entries, wherever they stand, until about {@code budget} are out or none is left: how
   * a large structure is given back in slices. The table stays sound between the calls; the entries
   * cannot come back by undoing.
   *
   * @param taken receives each handle; the blocks are the caller's again
   * @return how many entries were taken out: at most a stash more than the budget
   */
  public final int drain(int budget, IntConsumer taken) {
    int drained = 0;
    while (drained < budget && size > 0) {
      if (drainIndex >= directory.length) {
        drainIndex = 0;
      }
      int[] segment = directory[drainIndex];
      if (segment[Segment.COUNT] == 0) {
        drainIndex++;
        continue;
      }
      beforeChange(segment, positionOf(drainIndex));
      int count = Segment.drain(segment, budget - drained, taken);
      drained += count;
      size -= count;
    }
    if (size == 0) {
      clear();
    }
    return drained;
  }

  /** Forgets every entry; their blocks stay the caller's. */
  public final void clear() {
    if (undo.isActive()) {
      noteShape();
    }
    directory = NO_SEGMENTS;
    depths = NO_DEPTHS;
    globalDepth = 0;
    segmentsAtGlobalDepth = 0;
    size = 0;
    segmentBytes = 0;
    drainIndex = 0;
  }

  /**
   * Proves that directory, depths, counters, tags and home buckets agree.
   *
   * @throws AssertionError naming what does not
   */
  public final void checkInvariants() {
    Set<Object> seen = new HashSet<>();
    long entries = 0;
    long ints = 0;
    int atGlobalDepth = 0;
    for (int index = 0; index < directory.length; ) {
      int[] segment = directory[index];
      int depth = segment[Segment.DEPTH];
      int copies = 1 << (globalDepth - depth);
      check(seen.add(System.identityHashCode(segment) + ":" + index), "segment once", index);
      check(index % copies == 0, "segment starts at a multiple of its copies", index);
      for (int copy = 0; copy < copies; copy++) {
        check(directory[index + copy] == segment, "copies are one segment", index + copy);
        check(depths[index + copy] == depth, "depth of directory entry", index + copy);
      }
      check(segment[Segment.BUCKET_BITS] == bucketBits, "bucket bits of segment", index);
      checkSegment(segment, index / copies);
      entries += segment[Segment.COUNT];
      ints += segment.length;
      if (depth == globalDepth) {
        atGlobalDepth++;
      }
      index += copies;
    }
    check(entries == size, "size is the sum of the segments' counts", entries);
    check(ints * 4 == segmentBytes, "bytes of the segments", ints * 4);
    check(atGlobalDepth == segmentsAtGlobalDepth, "segments at global depth", atGlobalDepth);
  }

  private void checkSegment(int[] segment, long prefix) {
    int depth = segment[Segment.DEPTH];
    int stash = Segment.stash(segment);
    int count = 0;
    int inStash = 0;
    int spilled = 0;
    for (int i = Segment.HEADER_INTS; i < segment.length; i++) {
      if (!Segment.isSlot(i)) {
        spilled += (i & (Segment.BUCKET_INTS - 1)) == Segment.SPILLED ? segment[i] : 0;
        continue;
      }
      int handle = segment[i];
      if (handle == 0) {
        continue;
      }
      count++;
      long hash = hashOf(handle);
      check(depth == 0 || hash >>> (Long.SIZE - depth) == prefix, "prefix of entry", handle);
      check(i >= stash || Segment.home(segment, hash) == (i & -16), "home of entry", handle);
      check(find(hash, handle), "found by its tag: handle", handle);
      inStash += i >= stash ? 1 : 0;
    }
    check(count == segment[Segment.COUNT], "count of segment with prefix", prefix);
    check(inStash == spilled, "spilled entries of segment with prefix", prefix);
  }

  /** Whether the tags lead to this very entry. */
  private boolean find(long hash, int handle) {
    int[] segment = segment(hash);
    int slot = Segment.slotOf(segment, hash, handle);
    if (slot < 0) {
      return false;
    }
    int bucket = slot & -Segment.BUCKET_INTS;
    int inBucket = slot - bucket - Segment.SLOTS;
    return inBucket < 8
        ? (Segment.candidatesLow(segment, bucket, hash) >>> (inBucket << 3) & 0x80) != 0
        : (Segment.candidatesHigh(segment, bucket, hash) >>> ((inBucket - 8) << 3) & 0x80) != 0;
  }

  private static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }

  private int directoryIndex(long hash) {
    return (int) (hash >>> 1 >>> (Long.SIZE - 1 - globalDepth));
  }

  private int[] segment(long hash) {
    return directory[directoryIndex(hash)];
  }

  /** The first hash that leads to this directory index. */
  private long positionOf(int index) {
    return (long) index << 1 << (Long.SIZE - 1 - globalDepth);
  }

  /** The first hash with a greater prefix of so many bits; 0 if there is none. */
  private static long positionAfter(long position, int prefixBits) {
    return ((position >>> 1 >>> (Long.SIZE - 1 - prefixBits)) + 1)
        << 1
        << (Long.SIZE - 1 - prefixBits);
  }

  private static long chunkOf(int[] segment, long hash) {
    return (hash & -1L << 1 << (Long.SIZE - 1 - segment[Segment.DEPTH])) >>> CURSOR_SHIFT;
  }

  private static void forEachIn(int[] segment, IntConsumer visitor) {
    for (int i = Segment.HEADER_INTS; i < segment.length; i++) {
      if (Segment.isSlot(i) && segment[i] != 0) {
        visitor.accept(segment[i]);
      }
    }
  }

  private int findInBucket(
      int[] segment, int bucket, long hash, byte[] key, int offset, int length) {
    long low = Segment.candidatesLow(segment, bucket, hash);
    while (low != 0) {
      int slot = bucket + Segment.SLOTS + (Long.numberOfTrailingZeros(low) >>> 3);
      int handle = segment[slot];
      if (handle != 0 && matches(handle, key, offset, length)) {
        return handle;
      }
      low &= low - 1;
    }
    int high = Segment.candidatesHigh(segment, bucket, hash);
    while (high != 0) {
      int slot = bucket + Segment.SLOTS + 8 + (Integer.numberOfTrailingZeros(high) >>> 3);
      int handle = segment[slot];
      if (handle != 0 && matches(handle, key, offset, length)) {
        return handle;
      }
      high &= high - 1;
    }
    return 0;
  }

  private void beforeChange(int[] segment, long hash) {
    if (changeListener != null) {
      changeListener.beforeChange(listenedTo, chunkOf(segment, hash));
    }
    Segment.version(segment, ++version);
  }

  private void start() {
    if (undo.isActive()) {
      noteShape();
    }
    bucketBits = Segment.MIN_BUCKET_BITS;
    directory = new int[][] {Segment.create(0, bucketBits)};
    depths = new byte[1];
    segmentBytes = 4L * directory[0].length;
    segmentsAtGlobalDepth = 1;
  }

  /**
   * Makes an empty table ready for many entries, so that they come without a split: with as many
   * segments as it would have after them. Does nothing to a table that is not empty.
   *
   * <p>Who expects too much pays for it in memory, about 8 bytes an entry, until entries are
   * removed: neighbours then merge.
   *
   * @param entries how many are expected
   */
  public final void reserve(long entries) {
    int depth = 0;
    while (depth < MAX_DEPTH && entries >> depth > RESERVED_PER_SEGMENT) {
      depth++;
    }
    if (size > 0 || depth == 0) {
      return;
    }
    clear();
    bucketBits = Segment.MAX_BUCKET_BITS;
    globalDepth = depth;
    directory = new int[1 << depth][];
    depths = new byte[1 << depth];
    for (int index = 0; index < directory.length; index++) {
      directory[index] = Segment.create(depth, bucketBits);
    }
    Arrays.fill(depths, (byte) depth);
    segmentsAtGlobalDepth = directory.length;
    segmentBytes = 4L * directory[0].length * directory.length;
  }

  private static int slotIndex(int draw) {
    return Segment.HEADER_INTS
        + draw / Segment.SLOTS_PER_BUCKET * Segment.BUCKET_INTS
        + Segment.SLOTS
        + draw % Segment.SLOTS_PER_BUCKET;
  }

  // ---- what can be undone --------------------------------------------------------------------

  private void noteSlot(int[] segment, int slot, long hash) {
    Segment.save(segment, slot, hash, undo);
    undo.push(size);
    undo.push(SLOT);
    undo.step(this);
  }

  /** Notes a part of the directory, of whose halves each leads to one segment. */
  private void notePart(int from, int to, int[] left, int[] right) {
    undo.pushReference(directory);
    undo.pushReference(depths);
    undo.pushReference(left);
    undo.pushReference(right);
    undo.push(from, to);
    undo.push(PART);
    undo.step(this);
  }

  private void noteShape() {
    undo.pushReference(directory);
    undo.pushReference(depths);
    undo.push(globalDepth, bucketBits);
    undo.push(segmentsAtGlobalDepth);
    undo.push(segmentBytes);
    undo.push(size);
    undo.push(SHAPE);
    undo.step(this);
  }

  /** What comes back has changed, and so has a new version. */
  @Override
  public final void undo(UndoLog log) {
    switch (log.popInt()) {
      case SLOT -> {
        size = log.popWord();
        Segment.version(Segment.restore(log), ++version);
      }
      case PART -> undoPart(log);
      default -> undoShape(log);
    }
  }

  private void undoPart(UndoLog log) {
    long range = log.popWord();
    int[] right = log.popReference(int[].class);
    int[] left = log.popReference(int[].class);
    byte[] partDepths = log.popReference(byte[].class);
    int[][] part = log.popReference(int[][].class);
    int from = (int) (range >>> Integer.SIZE);
    int to = (int) range;
    int middle = (from + to) >>> 1;
    Arrays.fill(part, from, middle, left);
    Arrays.fill(part, middle, to, right);
    Arrays.fill(partDepths, from, to, (byte) left[Segment.DEPTH]);
    Segment.version(left, ++version);
    Segment.version(right, version);
  }

  private void undoShape(UndoLog log) {
    size = log.popWord();
    segmentBytes = log.popWord();
    segmentsAtGlobalDepth = log.popInt();
    long depthAndBits = log.popWord();
    globalDepth = (int) (depthAndBits >>> Integer.SIZE);
    bucketBits = (int) depthAndBits;
    depths = log.popReference(byte[].class);
    directory = log.popReference(int[][].class);
  }

  // ---- segments grow, split and merge --------------------------------------------------------

  /** Grows the only segment in place, or splits the segment of {@code hash}. */
  private void makeRoom(int[] segment, long hash) {
    if (bucketBits < Segment.MAX_BUCKET_BITS) {
      rebuild(segment, bucketBits + 1);
    } else {
      split(segment, hash);
    }
  }

  /** Gives the only segment another number of buckets. */
  private void rebuild(int[] segment, int newBucketBits) {
    int[] to = Segment.create(0, newBucketBits);
    Segment.version(to, version);
    if (undo.isActive()) {
      noteShape();
      notePart(0, 1, segment, segment);
    }
    moveAll(segment, to, to);
    segmentBytes += 4L * (to.length - segment.length);
    directory[0] = to;
    bucketBits = newBucketBits;
  }

  private void split(int[] segment, long hash) {
    int depth = segment[Segment.DEPTH];
    if (undo.isActive()) {
      noteShape();
    }
    if (depth == globalDepth) {
      doubleDirectory();
    }
    int[] left = Segment.create(depth + 1, Segment.MAX_BUCKET_BITS);
    int[] right = Segment.create(depth + 1, Segment.MAX_BUCKET_BITS);
    Segment.version(left, version);
    Segment.version(right, version);
    moveAll(segment, left, right);
    int copies = 1 << (globalDepth - depth);
    int from = directoryIndex(hash) & -copies;
    if (undo.isActive()) {
      notePart(from, from + copies, segment, segment);
    }
    Arrays.fill(directory, from, from + copies / 2, left);
    Arrays.fill(directory, from + copies / 2, from + copies, right);
    Arrays.fill(depths, from, from + copies, (byte) (depth + 1));
    segmentBytes += 4L * segment.length;
    if (depth + 1 == globalDepth) {
      segmentsAtGlobalDepth += 2;
    }
  }

  /**
   * Moves each entry left or right by the last bit of the targets' depth. The blocks are read
   * before they are hashed: so the memory they lie in is fetched side by side.
   */
  private void moveAll(int[] from, int[] left, int[] right) {
    int bit = Long.SIZE - right[Segment.DEPTH];
    int[] handles = Segment.handles(from);
    int sum = 0;
    for (int handle : handles) {
      sum += touchBlock(handle);
    }
    touched = sum;
    for (int handle : handles) {
      long hash = hashOf(handle);
      boolean goesRight = left != right && (hash >>> bit & 1) != 0;
      if (!Segment.insert(goesRight ? right : left, hash, handle)) {
        throw new IllegalStateException("hashes are not spread evenly: entries=" + size);
      }
    }
  }

  private void doubleDirectory() {
    if (globalDepth == MAX_DEPTH) {
      throw new IllegalStateException("table is full: entries=" + size);
    }
    int[][] doubled = new int[directory.length * 2][];
    byte[] doubledDepths = new byte[doubled.length];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i / 2];
      doubledDepths[i] = depths[i / 2];
    }
    directory = doubled;
    depths = doubledDepths;
    globalDepth++;
    segmentsAtGlobalDepth = 0;
  }

  /** Merges the segment with its neighbour, or makes the only segment smaller. */
  private void shrink(int[] segment, long hash) {
    int depth = segment[Segment.DEPTH];
    if (size == 0) {
      clear();
    } else if (depth == 0) {
      int smaller = bucketBits - 1;
      if (smaller >= Segment.MIN_BUCKET_BITS
          && segment[Segment.COUNT] < Segment.slots(smaller) * 2 / 5) {
        rebuild(segment, smaller);
      }
    } else {
      merge(segment, hash);
    }
  }

  private void merge(int[] segment, long hash) {
    int depth = segment[Segment.DEPTH];
    int copies = 1 << (globalDepth - depth);
    int first = directoryIndex(hash) & -copies;
    int pairStart = first & -(2 * copies);
    int[] left = directory[pairStart];
    int[] right = directory[pairStart + copies];
    if (left[Segment.DEPTH] != right[Segment.DEPTH]
        || left[Segment.COUNT] + right[Segment.COUNT] >= MERGE_BELOW_ENTRIES) {
      return;
    }
    if (left == segment) {
      beforeChange(right, positionOf(pairStart + copies));
    } else {
      beforeChange(left, positionOf(pairStart));
    }
    int[] merged = Segment.create(depth - 1, Segment.MAX_BUCKET_BITS);
    Segment.version(merged, version);
    moveAll(left, merged, merged);
    moveAll(right, merged, merged);
    if (undo.isActive()) {
      noteShape();
      notePart(pairStart, pairStart + 2 * copies, left, right);
    }
    Arrays.fill(directory, pairStart, pairStart + 2 * copies, merged);
    Arrays.fill(depths, pairStart, pairStart + 2 * copies, (byte) (depth - 1));
    segmentBytes -= 4L * segment.length;
    if (depth == globalDepth) {
      segmentsAtGlobalDepth -= 2;
      if (segmentsAtGlobalDepth == 0) {
        halveDirectory();
      }
    }
  }

  /** Halves the directory as long as no segment needs its last bit. */
  private void halveDirectory() {
    while (segmentsAtGlobalDepth == 0 && globalDepth > 0) {
      int[][] halved = new int[directory.length / 2][];
      byte[] halvedDepths = new byte[halved.length];
      for (int i = 0; i < halved.length; i++) {
        halved[i] = directory[2 * i];
        halvedDepths[i] = depths[2 * i];
      }
      directory = halved;
      depths = halvedDepths;
      globalDepth--;
      for (int[] segment : directory) {
        if (segment[Segment.DEPTH] == globalDepth) {
          segmentsAtGlobalDepth++;
        }
      }
    }
  }
}
