package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records of one length, sorted by entry ID, in chunks of bytes.
 *
 * <pre>
 *  chunks  | free ... | chunk | chunk | chunk | ... free |      an array of references
 *                     ^from                   ^to
 *
 *  chunk   | count, 4 | unused, 4 | version, 8 | record | record | ... | free |
 *  record  | ms, 8 | seq, 8 | payload |                                 little-endian
 * </pre>
 *
 * A search is binary, first over the chunks, then within one. An insertion into a full chunk splits
 * it, except behind the last record, where a new chunk begins: IDs mostly arrive in order, and the
 * chunks they leave are full. A chunk that is nearly empty merges with a neighbour.
 *
 * <p>A record is named by its position, a {@code long} that holds until the index changes.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: find O(log n); insert and remove move at most one chunk of {@value #MAX_RECORDS} records
 * and, rarely, references to chunks; first, last, next O(1). No allocation but of chunks. Memory:
 * the record, half of it lost at worst, and 36 bytes a chunk.
 */
public abstract class IdIndex implements Chunked, Undoable {
  /** The position of no record. */
  public static final long NONE = -1;

  /** Bytes of a record that every index has. */
  static final int ID_BYTES = 16;

  private static final int MAX_RECORDS = 128;
  private static final int MIN_CAPACITY = 2;

  /** A chunk with fewer records looks for a neighbour to merge with. */
  private static final int MERGE_BELOW_RECORDS = MAX_RECORDS / 4;

  private static final int MAX_MERGED_RECORDS = MAX_RECORDS / 2;

  private static final int COUNT = 0;
  private static final int VERSION = 8;
  private static final int RECORDS = 16;

  private static final int REFERENCE_BYTES = 4;

  /** What stands in the array where no chunk does. */
  private static final byte[] FREE = {};

  private static final byte[][] NO_CHUNKS = {};

  /** The array of references is not made smaller below this. */
  private static final int MIN_SHRUNK_LENGTH = 16;

  private final int recordBytes;
  private final HeldBytes held;
  private final UndoLog undo;
  private byte[][] chunks = NO_CHUNKS;
  private int from;
  private int to;
  private long size;
  private long bytes;
  private long version;
  private @Nullable ChangeListener changeListener;

  IdIndex(int payloadBytes, HeldBytes held) {
    recordBytes = ID_BYTES + payloadBytes;
    this.held = held;
    this.undo = held.undo();
  }

  /** Number of records. */
  public final long size() {
    return size;
  }

  /** Bytes of the chunks and of the references to them. */
  public final long bytes() {
    return bytes;
  }

  // ---- positions -------------------------------------------------------------------------------

  /** The position of the first record, or {@link #NONE}. */
  public final long first() {
    return size == 0 ? NONE : position(from, 0);
  }

  /** The position of the last record, or {@link #NONE}. */
  public final long last() {
    return size == 0 ? NONE : position(to - 1, count(chunks[to - 1]) - 1);
  }

  /** The position of the record behind, or {@link #NONE}. */
  public final long next(long position) {
    int chunk = chunkOf(position);
    if (indexOf(position) + 1 < count(chunks[chunk])) {
      return position + 1;
    }
    return chunk + 1 < to ? position(chunk + 1, 0) : NONE;
  }

  /** The position of the record before, or {@link #NONE}. */
  public final long previous(long position) {
    int chunk = chunkOf(position);
    if (indexOf(position) > 0) {
      return position - 1;
    }
    return chunk > from ? position(chunk - 1, count(chunks[chunk - 1]) - 1) : NONE;
  }

  /** The position of the record with this ID, or {@link #NONE}. */
  public final long find(long ms, long seq) {
    long position = floor(ms, seq);
    return position != NONE && ms(position) == ms && seq(position) == seq ? position : NONE;
  }

  /** The position of the last record whose ID is not above this one, or {@link #NONE}. */
  public final long floor(long ms, long seq) {
    int chunk = chunkFor(ms, seq);
    if (chunk < from) {
      return NONE;
    }
    int index = upperBound(chunks[chunk], ms, seq) - 1;
    return position(chunk, index);
  }

  /** The position of the first record whose ID is not below this one, or {@link #NONE}. */
  public final long ceiling(long ms, long seq) {
    long position = floor(ms, seq);
    if (position == NONE) {
      return first();
    }
    return ms(position) == ms && seq(position) == seq ? position : next(position);
  }

  /** The milliseconds of a record's ID. */
  public final long ms(long position) {
    return LittleEndian.i64(chunks[chunkOf(position)], recordOffset(indexOf(position)));
  }

  /** The sequence number of a record's ID. */
  public final long seq(long position) {
    return LittleEndian.i64(chunks[chunkOf(position)], recordOffset(indexOf(position)) + 8);
  }

  /** The array a record lies in. */
  final byte[] array(long position) {
    return chunks[chunkOf(position)];
  }

  /** Where in its array the payload of a record starts. */
  final int payload(long position) {
    return recordOffset(indexOf(position)) + ID_BYTES;
  }

  // ---- changes ---------------------------------------------------------------------------------

  /**
   * Inserts a record, whose ID is not in the index; its payload is zero.
   *
   * @return its position
   */
  final long insert(long ms, long seq) {
    noteShape();
    int chunk = chunkFor(ms, seq);
    if (chunk < from) {
      if (from == to) {
        insertChunk(from, newChunk(MIN_CAPACITY));
      }
      chunk = from;
    }
    int index = upperBound(chunks[chunk], ms, seq);
    if (count(chunks[chunk]) == MAX_RECORDS) {
      if (index == MAX_RECORDS) {
        chunk++;
        index = 0;
        if (chunk == to || count(chunks[chunk]) == MAX_RECORDS) {
          chunk = insertChunk(chunk, newChunk(MAX_RECORDS));
        }
      } else {
        chunk = split(chunk);
        if (index > MAX_RECORDS / 2) {
          chunk++;
          index -= MAX_RECORDS / 2;
        }
      }
    }
    beforeChunk(chunk);
    byte[] bytes = withRoom(chunk);
    int count = count(bytes);
    int at = recordOffset(index);
    save(bytes, at, (count + 1 - index) * recordBytes);
    System.arraycopy(bytes, at, bytes, at + recordBytes, (count - index) * recordBytes);
    LittleEndian.put64(bytes, at, ms);
    LittleEndian.put64(bytes, at + 8, seq);
    Arrays.fill(bytes, at + ID_BYTES, at + recordBytes, (byte) 0);
    LittleEndian.put32(bytes, COUNT, count + 1);
    size++;
    return position(chunk, index);
  }

  /** Removes a record. */
  final void remove(long position) {
    int chunk = chunkOf(position);
    noteShape();
    beforeChunk(chunk);
    byte[] bytes = chunks[chunk];
    int count = count(bytes) - 1;
    int at = recordOffset(indexOf(position));
    int end = recordOffset(count);
    save(bytes, at, end + recordBytes - at);
    System.arraycopy(bytes, at + recordBytes, bytes, at, end - at);
    LittleEndian.put32(bytes, COUNT, count);
    size--;
    if (count == 0) {
      removeChunk(chunk);
    } else if (count < MERGE_BELOW_RECORDS) {
      merge(chunk);
    }
  }

  /** Says that the payload of a record is about to change. */
  final void beforeChange(long position) {
    beforeChunk(chunkOf(position));
  }

  /** Lets a part of a record's payload come back if it has to be undone. */
  final void savePayload(long position, int from, int length) {
    if (undo.isActive()) {
      undo.save(array(position), payload(position) + from, length);
    }
  }

  /**
   * Forgets about {@code budget} records from the end.
   *
   * @return how many; 0 if the index is empty
   */
  final int release(int budget) {
    noteShape();
    int released = 0;
    while (released < budget && from < to) {
      beforeChunk(to - 1);
      int count = count(chunks[to - 1]);
      released += count;
      size -= count;
      removeChunk(to - 1);
    }
    return released;
  }

  /** Takes over the records of another index with the same payload; this one is empty. */
  final void copyFrom(IdIndex other) {
    assert size == 0 && recordBytes == other.recordBytes;
    chunks = Arrays.copyOfRange(other.chunks, other.from, other.to);
    from = 0;
    to = chunks.length;
    for (int i = 0; i < to; i++) {
      chunks[i] = chunks[i].clone();
      LittleEndian.put64(chunks[i], VERSION, ++version);
    }
    size = other.size;
    addBytes(countBytes());
  }

  // ---- chunks ----------------------------------------------------------------------------------

  @Override
  public final long firstChunk() {
    return size == 0 ? NO_CHUNK : from;
  }

  @Override
  public final long nextChunk(long chunk) {
    return chunk + 1 < to ? chunk + 1 : NO_CHUNK;
  }

  @Override
  public final long version() {
    return version;
  }

  @Override
  public final long version(long chunk) {
    return LittleEndian.i64(chunks[(int) chunk], VERSION);
  }

  @Override
  public final void setChangeListener(@Nullable ChangeListener listener) {
    changeListener = listener;
  }

  @Override
  public final @Nullable ChangeListener changeListener() {
    return changeListener;
  }

  /** The position of a chunk's first record. */
  public final long firstOf(long chunk) {
    return position((int) chunk, 0);
  }

  /** Number of a chunk's records, which have the positions from its first on. */
  public final int countOf(long chunk) {
    return count(chunks[(int) chunk]);
  }

  /**
   * Proves order, counts and bytes.
   *
   * @throws AssertionError naming what does not hold
   */
  final void checkInvariants() {
    long records = 0;
    long before = NONE;
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      byte[] array = chunks[chunk];
      check((array != FREE) == (chunk >= from && chunk < to), "a chunk stands at", chunk);
      if (array == FREE) {
        continue;
      }
      int count = count(array);
      check(count > 0 && count <= capacity(array), "records of chunk " + chunk, count);
      check(version(chunk) > 0 && version(chunk) <= version, "version of chunk", chunk);
      for (int index = 0; index < count; index++) {
        long position = position(chunk, index);
        check(
            before == NONE
                || EntryIds.compare(ms(before), seq(before), ms(position), seq(position)) < 0,
            "IDs ascend: position",
            position);
        before = position;
      }
      records += count;
    }
    check(records == size, "size is the number of records", records);
    check(countBytes() == bytes, "bytes of the chunks", bytes);
  }

  private long countBytes() {
    long counted = (long) chunks.length * REFERENCE_BYTES;
    for (int chunk = from; chunk < to; chunk++) {
      counted += bytesOf(chunks[chunk]);
    }
    return counted;
  }

  static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }

  private static long position(int chunk, int index) {
    return (long) chunk << Integer.SIZE | index;
  }

  private static int chunkOf(long position) {
    return (int) (position >>> Integer.SIZE);
  }

  private static int indexOf(long position) {
    return (int) position;
  }

  private static int count(byte[] chunk) {
    return LittleEndian.i32(chunk, COUNT);
  }

  private int capacity(byte[] chunk) {
    return (chunk.length - RECORDS) / recordBytes;
  }

  private int recordOffset(int index) {
    return RECORDS + index * recordBytes;
  }

  /** The last chunk whose first ID is not above this one; below {@code from} if there is none. */
  private int chunkFor(long ms, long seq) {
    int low = from;
    int high = to;
    if (low < high && compare(chunks[high - 1], RECORDS, ms, seq) <= 0) {
      return high - 1;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(chunks[middle], RECORDS, ms, seq) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The index of the chunk's first record whose ID is above this one. */
  private int upperBound(byte[] chunk, long ms, long seq) {
    int low = 0;
    int high = count(chunk);
    if (high > 0 && compare(chunk, recordOffset(high - 1), ms, seq) <= 0) {
      return high;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(chunk, recordOffset(middle), ms, seq) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int compare(byte[] chunk, int at, long ms, long seq) {
    return EntryIds.compare(LittleEndian.i64(chunk, at), LittleEndian.i64(chunk, at + 8), ms, seq);
  }

  private void beforeChunk(int chunk) {
    // A chunk that is just being made was nothing before.
    if (changeListener != null && count(chunks[chunk]) > 0) {
      changeListener.beforeChange(this, chunk);
    }
    LittleEndian.put64(chunks[chunk], VERSION, ++version);
  }

  private byte[] newChunk(int capacity) {
    byte[] chunk = new byte[RECORDS + capacity * recordBytes];
    addBytes(bytesOf(chunk));
    return chunk;
  }

  private static long bytesOf(byte[] chunk) {
    return (long) HeldBytes.ARRAY_BYTES + chunk.length;
  }

  // ---- what can be undone ----------------------------------------------------------------------

  private void noteShape() {
    if (undo.isActive()) {
      undo.pushReference(chunks);
      undo.push(from, to);
      undo.push(size);
      undo.push(bytes);
      undo.step(this);
    }
  }

  /** Lets the array of references not be the one that was noted: it is about to change. */
  private void ownChunks() {
    if (undo.isActive()) {
      noteShape();
      chunks = chunks.clone();
    }
  }

  /** Notes bytes of a chunk that are about to change, and its count; its version stays. */
  private void save(byte[] chunk, int at, int length) {
    if (undo.isActive()) {
      undo.save(chunk, at, length);
      undo.save(chunk, COUNT, Integer.BYTES);
    }
  }

  @Override
  public final void undo(UndoLog log) {
    bytes = log.popWord();
    size = log.popWord();
    long ends = log.popWord();
    from = (int) (ends >>> Integer.SIZE);
    to = (int) ends;
    chunks = log.popReference(byte[][].class);
  }

  // ---- chunks come and go ----------------------------------------------------------------------

  private void addBytes(long change) {
    bytes += change;
    held.add(change);
  }

  /** The chunk's array, with room for one more record. */
  private byte[] withRoom(int chunk) {
    byte[] bytes = chunks[chunk];
    int count = count(bytes);
    return count < capacity(bytes)
        ? bytes
        : resize(chunk, Math.min(Math.max(count * 2, MIN_CAPACITY), MAX_RECORDS));
  }

  private byte[] resize(int chunk, int capacity) {
    byte[] bytes = chunks[chunk];
    byte[] resized = newChunk(capacity);
    ownChunks();
    System.arraycopy(bytes, 0, resized, 0, recordOffset(count(bytes)));
    addBytes(-bytesOf(bytes));
    chunks[chunk] = resized;
    return resized;
  }

  /** Moves the upper half of a full chunk to a new one behind it; returns where the lower is. */
  private int split(int chunk) {
    beforeChunk(chunk);
    byte[] upper = newChunk(MAX_RECORDS);
    int behind = insertChunk(chunk + 1, upper);
    byte[] lower = chunks[behind - 1];
    int half = MAX_RECORDS / 2;
    save(lower, COUNT, 0);
    System.arraycopy(lower, recordOffset(half), upper, RECORDS, half * recordBytes);
    LittleEndian.put32(upper, COUNT, half);
    LittleEndian.put64(upper, VERSION, version);
    LittleEndian.put32(lower, COUNT, half);
    return behind - 1;
  }

  /**
   * Joins a chunk with few records and a neighbour with few, or gives back what it does not use.
   */
  private void merge(int chunk) {
    int count = count(chunks[chunk]);
    if (chunk + 1 < to && count + count(chunks[chunk + 1]) <= MAX_MERGED_RECORDS) {
      append(chunk, chunk + 1);
    } else if (chunk > from && count + count(chunks[chunk - 1]) <= MAX_MERGED_RECORDS) {
      append(chunk - 1, chunk);
    } else if (count <= capacity(chunks[chunk]) / 4) {
      resize(chunk, Math.max(count * 2, MIN_CAPACITY));
    }
  }

  private void append(int left, int right) {
    beforeChunk(left);
    beforeChunk(right);
    byte[] source = chunks[right];
    int leftCount = count(chunks[left]);
    int rightCount = count(source);
    if (leftCount + rightCount > capacity(chunks[left])) {
      resize(left, MAX_RECORDS);
    }
    byte[] target = chunks[left];
    save(target, recordOffset(leftCount), rightCount * recordBytes);
    System.arraycopy(source, RECORDS, target, recordOffset(leftCount), rightCount * recordBytes);
    LittleEndian.put32(target, COUNT, leftCount + rightCount);
    removeChunk(right);
  }

  /** Puts a chunk before the one at an index of the array; returns where it stands now. */
  private int insertChunk(int index, byte[] chunk) {
    ownChunks();
    int before = index - from;
    if (to == chunks.length) {
      moveChunks(Math.max(chunks.length, (to - from) * 2));
    }
    int at = from + before;
    System.arraycopy(chunks, at, chunks, at + 1, to - at);
    chunks[at] = chunk;
    to++;
    return at;
  }

  private void removeChunk(int chunk) {
    ownChunks();
    addBytes(-bytesOf(chunks[chunk]));
    if (chunk == from) {
      chunks[from++] = FREE;
    } else {
      System.arraycopy(chunks, chunk + 1, chunks, chunk, to - chunk - 1);
      chunks[--to] = FREE;
    }
    if (from == to) {
      addBytes(-(long) chunks.length * REFERENCE_BYTES);
      chunks = NO_CHUNKS;
      from = 0;
      to = 0;
    } else if (chunks.length > MIN_SHRUNK_LENGTH && to - from < chunks.length / 4) {
      moveChunks(chunks.length / 2);
    }
  }

  /** Moves the references to the start of a new array. */
  private void moveChunks(int length) {
    byte[][] moved = new byte[Math.max(length, 1)][];
    System.arraycopy(chunks, from, moved, 0, to - from);
    to -= from;
    from = 0;
    Arrays.fill(moved, to, moved.length, FREE);
    addBytes((long) (moved.length - chunks.length) * REFERENCE_BYTES);
    chunks = moved;
  }
}
