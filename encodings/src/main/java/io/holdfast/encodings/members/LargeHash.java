package io.holdfast.encodings.members;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A hash of fields and values, both in one block of the arena, found by the field's hash.
 *
 * <pre>
 *  field -&gt; hash -&gt; {@link SegmentedTable} -&gt; handle -&gt; | lengths | deadline? | field | value |
 *                                                    ^
 *  earliest deadline -&gt; {@link DeadlineHeap} --------------+
 * </pre>
 *
 * A field may have a deadline: 12 bytes of its block and 12 in a heap that knows which comes first.
 * What a deadline means, and when it has come, is the caller's business.
 *
 * <p>A method that returns a handle may have moved the block: go on with what it returned.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: one owner at a time.
 *
 * <p>Cost: every operation O(1), two lines of memory, and O(log of the number of deadlines) what
 * sets or takes a deadline; a value that fits its block's capacity is overwritten in place. Memory:
 * field, value and 2 bytes, rounded up to 8, and 6 to 12 bytes in the table.
 */
public final class LargeHash implements LargeValue {
  /** A time that says: no deadline. */
  public static final long NO_EXPIRY = -1;

  private final Arena arena;
  private final SipHash sipHash;
  private final Fields table;
  private final IntConsumer release;
  private @Nullable Deadlines deadlines;

  /**
   * Creates an empty hash.
   *
   * @param arena where fields and values will lie
   * @param sipHash hashes the fields
   */
  public LargeHash(Arena arena, SipHash sipHash) {
    this.arena = arena;
    this.sipHash = sipHash;
    this.table = new Fields(arena, sipHash);
    this.release = this::free;
  }

  /** HLEN: number of fields. */
  @Override
  public long size() {
    return table.size();
  }

  /** Number of fields that have a deadline. */
  public long expiringSize() {
    return deadlines == null ? 0 : deadlines.size();
  }

  /** Bytes held besides the fields' blocks. */
  @Override
  public long bytes() {
    return table.bytes() + (deadlines == null ? 0 : deadlines.bytes());
  }

  /** The earliest deadline of a field, in ms; {@link DeadlineHeap#NEVER} if none has one. O(1). */
  @Override
  public long firstDeadlineMs() {
    return deadlines == null ? DeadlineHeap.NEVER : deadlines.firstDeadlineMs();
  }

  /** The handle of the field with the earliest deadline; one has to have one. O(1). */
  public int firstExpiring() {
    return deadlines().first();
  }

  /** How many fields have a deadline that is not later than a time. O(that many). */
  public int countDue(long nowMs) {
    return deadlines == null ? 0 : deadlines.countDue(nowMs);
  }

  // ---- look-up -------------------------------------------------------------------------------

  /** The hash of a field: good for every set and hash made with the same {@link SipHash}. */
  public long hash(byte[] field, int offset, int length) {
    return sipHash.hash(field, offset, length);
  }

  /** The handle of a field, or 0. */
  public int find(long hash, byte[] field, int offset, int length) {
    return table.find(hash, field, offset, length);
  }

  /** The handle of a field, or 0. */
  public int find(byte[] field, int offset, int length) {
    return find(hash(field, offset, length), field, offset, length);
  }

  /** Starts the memory reads of a later look-up; see {@link SegmentedTable#touch}. */
  public int touch(long hash) {
    return table.touch(hash);
  }

  /** A field drawn at random, each with the same chance; 0 if the hash is empty. */
  public int sample(LongSupplier random) {
    return table.sample(random);
  }

  // ---- reading a field -----------------------------------------------------------------------

  /** The array the field and its value lie in. */
  public byte[] page(int handle) {
    return arena.page(handle);
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

  /** The field's deadline, in ms since the epoch, or {@link #NO_EXPIRY}. */
  public long expireAtMs(int handle) {
    int header = header(handle);
    return FieldBlock.expires(header)
        ? FieldBlock.expireAtMs(header, arena.page(handle), Arena.offset(handle))
        : NO_EXPIRY;
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

  /** Gives a field a deadline; returns its handle. O(log of the number of deadlines). */
  public int expireAt(long hash, int handle, long atMs) {
    if (FieldBlock.expires(header(handle))) {
      table.beforeChange(hash);
      FieldBlock.expireAtMs(header(handle), arena.page(handle), Arena.offset(handle), atMs);
      deadlines().change(heapPosition(handle), atMs);
      return handle;
    }
    int at = lay(hash, handle, true, arena.page(handle), valueOffset(handle), valueLength(handle));
    FieldBlock.expireAtMs(header(at), arena.page(at), Arena.offset(at), atMs);
    if (deadlines == null) {
      deadlines = new Deadlines(arena);
    }
    deadlines.add(at, atMs);
    return at;
  }

  /** Takes a field's deadline away, if it has one; returns its handle. */
  public int persist(long hash, int handle) {
    return FieldBlock.expires(header(handle))
        ? lay(hash, handle, false, arena.page(handle), valueOffset(handle), valueLength(handle))
        : handle;
  }

  /**
   * HDEL: removes a field.
   *
   * @return whether it was present
   */
  public boolean remove(byte[] field, int offset, int length) {
    long hash = hash(field, offset, length);
    int handle = find(hash, field, offset, length);
    if (handle == 0) {
      return false;
    }
    remove(hash, handle);
    return true;
  }

  /** Removes the field with this handle, as {@link #sample} or {@link #find} gave it. */
  public void remove(int handle) {
    remove(table.hashOf(handle), handle);
  }

  /** Removes the field with this hash and handle. */
  public void remove(long hash, int handle) {
    table.remove(hash, handle);
    free(handle);
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
          long atMs = expireAtMs(handle);
          if (atMs != NO_EXPIRY) {
            copy.expireAt(hash, to, atMs);
          }
        });
    return copy;
  }

  @Override
  public int release(int budget) {
    return table.drain(budget, release);
  }

  // ---- visits --------------------------------------------------------------------------------

  /** HSCAN: visits some fields and says where to go on; see {@link SegmentedTable#scan}. */
  public long scan(long cursor, IntConsumer visitor) {
    return table.scan(cursor, visitor);
  }

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

  // ---- proof ---------------------------------------------------------------------------------

  /** Marks every field's block as reached. */
  @Override
  public void audit(ArenaAudit audit) {
    table.forEach(audit::reached);
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
    long[] expiring = {0};
    table.forEach(
        handle -> {
          if (FieldBlock.expires(header(handle))) {
            expiring[0]++;
            int position = heapPosition(handle);
            check(deadlines().owner(position) == handle, "owner at heap position", position);
            check(
                deadlines().deadlineMs(position) == expireAtMs(handle),
                "deadline at heap position",
                position);
          }
          int bytes = valueOffset(handle) + valueLength(handle) - Arena.offset(handle);
          check(valueLength(handle) >= 0 && fieldLength(handle) >= 0, "lengths of field", handle);
          check(Arena.capacityFor(bytes) == arena.capacity(handle), "bytes of field", bytes);
        });
    check(expiring[0] == expiringSize(), "fields that expire", expiring[0]);
    if (deadlines != null) {
      deadlines.checkInvariants();
    }
  }

  private static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
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
      FieldBlock.expireAtMs(toHeader, toPage, toAt, FieldBlock.expireAtMs(header, page, at));
      deadlines().replaceOwner(FieldBlock.heapPosition(header, page, at), to);
    } else if (expired) {
      deadlines().remove(FieldBlock.heapPosition(header, page, at));
    }
    arena.free(handle);
    return to;
  }

  private void free(int handle) {
    if (FieldBlock.expires(header(handle))) {
      deadlines().remove(heapPosition(handle));
    }
    arena.free(handle);
  }

  private int heapPosition(int handle) {
    return FieldBlock.heapPosition(header(handle), arena.page(handle), Arena.offset(handle));
  }

  private Deadlines deadlines() {
    return Objects.requireNonNull(deadlines);
  }

  /** The deadlines of fields, each of which knows its place. */
  private static final class Deadlines extends DeadlineHeap {
    private final Arena arena;

    Deadlines(Arena arena) {
      this.arena = arena;
    }

    @Override
    protected void moved(int handle, int position) {
      byte[] page = arena.page(handle);
      int at = Arena.offset(handle);
      FieldBlock.heapPosition(FieldBlock.header(page, at), page, at, position);
    }
  }

  private static final class Fields extends SegmentedTable {
    private final Arena arena;
    private final SipHash sipHash;

    Fields(Arena arena, SipHash sipHash) {
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
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      return FieldBlock.equalField(arena.page(handle), Arena.offset(handle), key, offset, length);
    }
  }
}
