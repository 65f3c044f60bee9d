package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.chunk.LargeValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The entries of one database as they are at one moment, read a chunk at a time while they change.
 *
 * <pre>
 *  table  | chunk | chunk | chunk | chunk | chunk | chunk | ...
 *          `-- read ------------'  ^ next     ^ about to change: read first, out of turn
 * </pre>
 *
 * A chunk whose version is not above the one the table had at the beginning is as it was then. One
 * that is about to change, and was not read, is read just before: then its version rises, and the
 * walk passes it over. Chunks that come from others by a split or merger have changed with them.
 *
 * <p>A large value's elements are read later than its entry. It is listened to from the first sign
 * of a change, or the reading of its entry, until {@link ValueImage#close}; its blocks are given
 * back after that. A value that was added since the beginning is not in the image and costs a look
 * at its listener, see {@link LargeValues}.
 *
 * <p>Flushing or swapping the database leaves the image as it is: both replace what a database
 * holds as a whole.
 *
 * <p>Invariants: every entry of the beginning is visited once. Thread: the owner. Cost: nothing to
 * begin; a chunk that changes is read once, at most some hundred entries. Memory: this object, and
 * what was dropped and not yet read.
 *
 * @param <P> what the reader makes of a large value
 */
public final class DatabaseImage<P extends ChangeListener> {
  /**
   * Reads an image.
   *
   * @param <P> what it makes of a large value
   */
  public interface Reader<P extends ChangeListener> {
    /** A chunk is about to change: {@link DatabaseImage#forEachIn} reads it as it was. */
    void readAhead(DatabaseImage<P> image, long chunk);

    /**
     * A large value is as it was at the beginning.
     *
     * @return told before each change from now on
     */
    P keep(LargeValue value);

    /** A large value could not be read before it changed: the image is good for nothing. */
    void failed(Throwable cause);
  }

  private final Database view;
  private final KeyTable table;
  private final LargeValues largeValues;
  private final Reader<P> reader;
  private final long size;
  private final long expiringSize;
  private final long version;

  /** A chunk's name as a cursor: what starts before it was read, or has changed. */
  private long next;

  /** Where in that chunk to go on, if part of it was read; else 0. */
  private int nextSlot;

  /** Begins to read the memory of entries side by side, as {@link LookAhead} does. */
  private final IntConsumer toucher = this::touch;

  /** What was read; kept, lest the reads be optimised away. */
  @SuppressWarnings("unused")
  private int seen;

  private final Set<ValueImage<P>> open = new LinkedHashSet<>();

  DatabaseImage(Database view, KeyTable table, LargeValues largeValues, Reader<P> reader) {
    this.view = view;
    this.table = table;
    this.largeValues = largeValues;
    this.reader = reader;
    size = view.size();
    expiringSize = view.expiringSize();
    version = table.version();
    next = table.firstChunk();
    table.setChangeListener(this::beforeChange);
    largeValues.beginImage(this);
  }

  /** Reads entries that {@link #forEachIn} visits: not to be changed, and not by other keys. */
  public Database view() {
    return view;
  }

  /** Number of entries. */
  public long size() {
    return size;
  }

  /** Number of entries that expire. */
  public long expiringSize() {
    return expiringSize;
  }

  /** Whether all chunks were read. */
  public boolean isRead() {
    return next == Chunked.NO_CHUNK;
  }

  /**
   * Goes on by so many entries, or passes a chunk that was read out of turn; there is one.
   *
   * @param visitor receives the handles of entries
   */
  public void readNext(int most, IntConsumer visitor) {
    if (table.size() == 0) {
      next = Chunked.NO_CHUNK;
      return;
    }
    if (table.version(next) <= version) {
      table.forEachIn(next, nextSlot, most, toucher);
      nextSlot = table.forEachIn(next, nextSlot, most, visitor);
    }
    if (nextSlot == 0) {
      next = table.nextChunk(next);
    }
  }

  /** Visits the entries of a chunk that is about to change, but for those that were read. */
  public void forEachIn(long chunk, IntConsumer visitor) {
    int from = 0;
    if (chunk == next) {
      from = nextSlot;
      nextSlot = 0;
    }
    table.forEachIn(chunk, from, Integer.MAX_VALUE, toucher);
    table.forEachIn(chunk, from, Integer.MAX_VALUE, visitor);
  }

  private void touch(int handle) {
    seen += view.page(handle)[Arena.offset(handle)];
  }

  private void beforeChange(Chunked structure, long chunk) {
    if (table.size() > 0
        && next != Chunked.NO_CHUNK
        && chunk >= next
        && table.version(chunk) <= version) {
      reader.readAhead(this, chunk);
    }
  }

  // ---- large values --------------------------------------------------------------------------

  /** The large value of an entry that is being visited. */
  public ValueImage<P> value(int handle) {
    return keep(view.large(handle));
  }

  @SuppressWarnings("unchecked") // a value image that listens is this image's: there is no other
  ValueImage<P> keep(LargeValue value) {
    if (value.changeListener() instanceof ValueImage<?> kept) {
      return (ValueImage<P>) kept;
    }
    ValueImage<P> kept = new ValueImage<>(this, value, reader.keep(value));
    value.setChangeListener(kept);
    open.add(kept);
    return kept;
  }

  void failed(Throwable cause) {
    reader.failed(cause);
  }

  void closed(ValueImage<P> kept) {
    if (open.remove(kept)) {
      largeValues.forget(kept.value());
      for (LargeValue value : kept.dropped()) {
        largeValues.forget(value);
        view.giveBack(value);
      }
    }
  }

  /** Ends the image, read or not. */
  public void close() {
    table.setChangeListener(null);
    List<ValueImage<P>> left = new ArrayList<>(open);
    left.forEach(ValueImage::close);
    largeValues.endImage();
  }

  /** Bytes held by what was dropped, besides its blocks. */
  long keptBytes() {
    long bytes = 0;
    for (ValueImage<P> kept : open) {
      for (LargeValue value : kept.dropped()) {
        bytes += value.bytes();
      }
    }
    return bytes;
  }

  /** Marks the blocks of what was dropped. */
  void audit(ArenaAudit audit) {
    for (ValueImage<P> kept : open) {
      kept.dropped().forEach(value -> value.forEachBlock(audit::reached));
    }
  }
}
