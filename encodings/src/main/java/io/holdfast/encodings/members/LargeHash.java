package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash of fields and values, both in one block of the arena, found by the field's hash.
 *
 * <pre>
 *  field -&gt; hash -&gt; {@link SegmentedTable} -&gt; handle -&gt; | lengths | deadline? | field | value |
 * </pre>
 *
 * A field may have a deadline, see {@link ExpiringElements}: it takes 12 bytes of its block.
 *
 * <p>A method that returns a handle may have moved the block: go on with what it returned.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: every operation O(1), two lines of memory, but for deadlines; a value that fits its
 * block's capacity is overwritten in place. Memory: field, value and 2 bytes, rounded up to 8, and
 * 6 to 12 bytes in the table.
 */
public final class LargeHash extends ExpiringElements {
  private final IntConsumer free;

  /**
   * Creates an empty hash.
   *
   * @param arena where fields and values will lie
   * @param sipHash hashes the fields
   */
  public LargeHash(Arena arena, SipHash sipHash) {
    super(arena, sipHash, new Fields(arena, sipHash));
    this.free = arena::free;
  }

  /** HLEN: number of fields. */
  @Override
  public long size() {
    return table.size();
  }

  /** Bytes held besides the fields' blocks. */
  @Override
  public long bytes() {
    return table.bytes() + deadlineBytes();
  }

  // ---- reading a field -----------------------------------------------------------------------

  @Override
  public int offset(int handle) {
    return fieldOffset(handle);
  }

  @Override
  public int length(int handle) {
    return fieldLength(handle);
  }

  /** Where in its page the field starts. */
  public int fieldOffset(int handle) {
    return FieldBlock.fieldOffset(header(handle), Arena.offset(handle));
  }

  /** Length of the field in bytes. */
  public int fieldLength(int handle) {
    return FieldBlock.fieldLength(header(handle), arena.page(handle), Arena.offset(handle));
  }

  /** Where in its page the value starts. */
  public int valueOffset(int handle) {
    return FieldBlock.valueOffset(header(handle), arena.page(handle), Arena.offset(handle));
  }

  /** Length of the value in bytes. */
  public int valueLength(int handle) {
    return FieldBlock.valueLength(header(handle), arena.page(handle), Arena.offset(handle));
  }

  // ---- changes -------------------------------------------------------------------------------

  /**
   * HSET: gives a field a value and takes its deadline away.
   *
   * @return whether the field was absent
   */
  public boolean put(
      byte[] field,
      int fieldOffset,
      int fieldLength,
      byte[] value,
      int valueOffset,
      int valueLength) {
    long hash = hash(field, fieldOffset, fieldLength);
    int handle = find(hash, field, fieldOffset, fieldLength);
    if (handle == 0) {
      insert(hash, field, fieldOffset, fieldLength, value, valueOffset, valueLength);
      return true;
    }
    lay(hash, handle, false, value, valueOffset, valueLength);
    return false;
  }

  /** Adds a field that is absent, as {@link #find} said; returns its handle. */
  public int insert(
      long hash,
      byte[] field,
      int fieldOffset,
      int fieldLength,
      byte[] value,
      int valueOffset,
      int valueLength) {
    int flags = FieldBlock.flagsFor(fieldLength, valueLength, false);
    int handle = arena.allocate(FieldBlock.bytesFor(flags, fieldLength, valueLength));
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    int header = FieldBlock.writeHeader(page, at, flags, fieldLength, valueLength);
    int fieldAt = FieldBlock.fieldOffset(header, at);
    System.arraycopy(field, fieldOffset, page, fieldAt, fieldLength);
    System.arraycopy(value, valueOffset, page, fieldAt + fieldLength, valueLength);
    table.insert(hash, handle);
    return handle;
  }

  /** Gives a field another value and lets it keep its deadline; returns its handle. */
  public int setValue(long hash, int handle, byte[] value, int valueOffset, int valueLength) {
    boolean expires = FieldBlock.expires(header(handle));
    return lay(hash, handle, expires, value, valueOffset, valueLength);
  }

  @Override
  public LargeHash copyTo(Arena target) {
    LargeHash copy = new LargeHash(target, sipHash);
    forEach(
        handle -> {
          byte[] page = page(handle);
          int field = fieldOffset(handle);
          int fieldLength = fieldLength(handle);
          long hash = hash(page, field, fieldLength);
          int valueLength = valueLength(handle);
          int to =
              copy.insert(hash, page, field, fieldLength, page, valueOffset(handle), valueLength);
          copyDeadline(handle, copy, hash, to);
        });
    return copy;
  }

  @Override
  public int release(int budget) {
    dropDeadlines();
    return table.drain(budget, free);
  }

  // ---- visits --------------------------------------------------------------------------------

  /** Visits every field's handle; the visitor must not change the hash. */
  public void forEach(IntConsumer visitor) {
    table.forEach(visitor);
  }

  /**
   * Visits the fields that have a deadline; the visitor must not change the hash. O(1) if none has
   * one, else O(fields).
   */
  public void forEachExpiring(IntConsumer visitor) {
    if (expiringSize() > 0) {
      table.forEach(
          handle -> {
            if (FieldBlock.expires(header(handle))) {
              visitor.accept(handle);
            }
          });
    }
  }

  /** Visits the fields of one chunk; the visitor must not change the hash. */
  public void forEachIn(long chunk, IntConsumer visitor) {
    table.forEachIn(chunk, visitor);
  }

  @Override
  public long firstChunk() {
    return table.firstChunk();
  }

  @Override
  public long nextChunk(long chunk) {
    return table.nextChunk(chunk);
  }

  @Override
  public long version() {
    return table.version();
  }

  @Override
  public long version(long chunk) {
    return table.version(chunk);
  }

  /** The chunk of the fields with this hash, or {@link #NO_CHUNK} if the hash is empty. */
  public long chunkOf(long hash) {
    return table.chunkOf(hash);
  }

  @Override
  public void setChangeListener(@Nullable ChangeListener listener) {
    table.setChangeListener(listener, this);
  }

  @Override
  public @Nullable ChangeListener changeListener() {
    return table.changeListener();
  }

  // ---- proof ---------------------------------------------------------------------------------

  /** Visits every field's block. */
  @Override
  public void forEachBlock(IntConsumer visitor) {
    table.forEach(visitor);
  }

  /**
   * Proves that the table is sound, that every field and value fits its block, and that the heap
   * has every deadline.
   *
   * @throws AssertionError naming what is not
   */
  @Override
  public void checkInvariants() {
    table.checkInvariants();
    table.forEach(
        handle -> {
          int bytes = valueOffset(handle) + valueLength(handle) - Arena.offset(handle);
          check(valueLength(handle) >= 0 && fieldLength(handle) >= 0, "lengths of field", handle);
          check(Arena.capacityFor(bytes) == arena.capacity(handle), "bytes of field", bytes);
        });
    checkDeadlines();
  }

  private int header(int handle) {
    return FieldBlock.header(arena.page(handle), Arena.offset(handle));
  }

  /** Lays a field out anew with this value, in place where prefix and capacity stay the same. */
  private int lay(
      long hash, int handle, boolean expires, byte[] value, int valueOffset, int valueLength) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    int header = FieldBlock.header(page, at);
    boolean expired = FieldBlock.expires(header);
    int fieldLength = FieldBlock.fieldLength(header, page, at);
    int fieldOffset = FieldBlock.fieldOffset(header, at);
    int flags = FieldBlock.flagsFor(fieldLength, valueLength, expires);
    int bytes = FieldBlock.bytesFor(flags, fieldLength, valueLength);
    if (flags == FieldBlock.flags(header) && Arena.capacityFor(bytes) == arena.capacity(handle)) {
      table.beforeChange(hash);
      int bytesBefore = FieldBlock.valueLength(header, page, at) + fieldOffset + fieldLength - at;
      arena.beforeChange(handle, 0, bytesBefore);
      System.arraycopy(value, valueOffset, page, fieldOffset + fieldLength, valueLength);
      FieldBlock.writeHeader(page, at, flags, fieldLength, valueLength);
      return handle;
    }
    int to = arena.allocate(bytes);
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    int toHeader = FieldBlock.writeHeader(toPage, toAt, flags, fieldLength, valueLength);
    int toField = FieldBlock.fieldOffset(toHeader, toAt);
    System.arraycopy(page, fieldOffset, toPage, toField, fieldLength);
    System.arraycopy(value, valueOffset, toPage, toField + fieldLength, valueLength);
    table.replace(hash, handle, to);
    if (expired && expires) {
      deadlineMoved(handle, to);
    } else if (expired) {
      deadlineDropped(handle);
    }
    arena.free(handle);
    return to;
  }

  @Override
  protected int lay(long hash, int handle, boolean expires) {
    return lay(hash, handle, expires, arena.page(handle), valueOffset(handle), valueLength(handle));
  }

  @Override
  protected boolean expires(int handle) {
    return FieldBlock.expires(header(handle));
  }

  @Override
  protected long deadlineMs(int handle) {
    return FieldBlock.expireAtMs(header(handle), arena.page(handle), Arena.offset(handle));
  }

  @Override
  protected void deadlineMs(int handle, long atMs) {
    beforeExpiry(handle);
    FieldBlock.expireAtMs(header(handle), arena.page(handle), Arena.offset(handle), atMs);
  }

  @Override
  protected int heapPosition(int handle) {
    return FieldBlock.heapPosition(header(handle), arena.page(handle), Arena.offset(handle));
  }

  @Override
  protected void heapPosition(int handle, int position) {
    beforeExpiry(handle);
    FieldBlock.heapPosition(header(handle), arena.page(handle), Arena.offset(handle), position);
  }

  private void beforeExpiry(int handle) {
    int from = FieldBlock.expiryOffset(header(handle), 0);
    arena.beforeChange(handle, from, FieldBlock.EXPIRY_BYTES);
  }

  @Override
  protected void beforeChange(long hash, int handle) {
    table.beforeChange(hash);
  }

  private static final class Fields extends SegmentedTable {
    private final Arena arena;
    private final SipHash sipHash;

    Fields(Arena arena, SipHash sipHash) {
      super(arena.undo());
      this.arena = arena;
      this.sipHash = sipHash;
    }

    @Override
    protected long hashOf(int handle) {
      byte[] page = arena.page(handle);
      int at = Arena.offset(handle);
      int header = FieldBlock.header(page, at);
      return sipHash.hash(
          page, FieldBlock.fieldOffset(header, at), FieldBlock.fieldLength(header, page, at));
    }

    @Override
    protected int touchBlock(int handle) {
      return arena.page(handle)[Arena.offset(handle)];
    }

    @Override
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      return FieldBlock.equalField(arena.page(handle), Arena.offset(handle), key, offset, length);
    }
  }
}
