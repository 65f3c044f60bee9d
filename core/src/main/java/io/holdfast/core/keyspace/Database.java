package io.holdfast.core.keyspace;

import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One database: entries by key, in an arena of its own.
 *
 * <pre>
 *  key -&gt; hash -&gt; {@link KeyTable} -&gt; handle -&gt; {@link Entry} in the {@link Arena}
 *                                              ^          |
 *                        {@link DatabaseDeadlines}         +-&gt; {@link LargeValues}
 * </pre>
 *
 * A handle is valid until the entry is changed by a method that returns a handle, or deleted; the
 * hash of a key never changes. Operations look an entry up, read it in place through {@link #page},
 * {@link #valueOffset} and {@link #valueLength}, and change it by {@link #insert}, {@link
 * #overwrite} and {@link #resize}, which give room for a value and leave writing it to the caller.
 * A value too large for one block is an object: {@link #insertLarge}, {@link #toLarge}, {@link
 * #large}.
 *
 * <p>Expiry: an entry is gone from the moment its time has come. Whoever looks it up after that
 * deletes it; the wheel deletes it otherwise. Either way its DEL is logged and "expired" published.
 * Elements of large values that are due go in the same way, see {@link ElementExpiry}, and with the
 * last of them the entry.
 *
 * <p>Invariants: {@link #checkInvariants()}. Thread: the owner. Memory: nothing while empty.
 */
public final class Database implements Undoable {
  /** A time that says: no expiry. */
  public static final long NO_EXPIRY = -1;

  /** A time that says: the expiry the entry has. */
  public static final long KEEP_EXPIRY = -2;

  /** How many elements that are due a look-up removes: some tens of microseconds. */
  private static final int EXPIRED_AT_ONCE = 128;

  /**
   * A longer value that is overwritten by another, in a block that may be undone, stays where it
   * is, and the new one gets room of its own: that costs less than a copy.
   */
  private static final int MAX_SAVED_BYTES = 512;

  private static final byte[] DEL = "DEL".getBytes(StandardCharsets.US_ASCII);

  private final Keyspace keyspace;
  private final int index;
  private final ChangeTelling telling;
  private final UndoLog undo;
  private Arena arena;
  private KeyTable table;
  private LargeValues largeValues;
  private DatabaseDeadlines deadlines;

  Database(Keyspace keyspace, int index) {
    this.keyspace = keyspace;
    this.index = index;
    this.undo = keyspace.undo();
    this.telling = new ChangeTelling(keyspace);
    this.arena = new Arena(undo);
    this.table = new KeyTable(arena, keyspace.sipHash());
    this.largeValues = new LargeValues(undo);
    this.deadlines = new DatabaseDeadlines(keyspace, arena);
  }

  /** What is in a database now, by its index now, whatever happens to that database. */
  private Database(Database now) {
    keyspace = now.keyspace;
    index = now.index;
    undo = now.undo;
    telling = now.telling;
    arena = now.arena;
    table = now.table;
    largeValues = now.largeValues;
    deadlines = now.deadlines;
  }

  /**
   * The entries as they are now, whatever happens to them. A database has one image at a time.
   *
   * @param reader who has to read them in time
   */
  public <P extends ChangeListener> DatabaseImage<P> image(DatabaseImage.Reader<P> reader) {
    return new DatabaseImage<>(new Database(this), table, largeValues, reader);
  }

  /** The index SELECT knows this database by. */
  public int index() {
    return index;
  }

  /** The keyspace this database belongs to. */
  public Keyspace keyspace() {
    return keyspace;
  }

  /** Number of entries, those expired but not yet deleted included. */
  public long size() {
    return table.size();
  }

  /** Number of entries that expire. */
  public long expiringSize() {
    return deadlines.size();
  }

  /** Whether elements of large values have deadlines, or had some since the last FLUSHDB. */
  public boolean hasElementDeadlines() {
    return deadlines.hasElements();
  }

  /** Bytes held: pages, table, large values' indexes and wheel. O(large values). */
  public long bytes() {
    return arena.pageBytes() + table.bytes() + largeValues.bytes() + deadlines.bytes();
  }

  /** Bytes of the table that finds the entries. */
  public long tableBytes() {
    return table.bytes();
  }

  /** Bytes of what finds entries and elements that are due. */
  public long deadlineBytes() {
    return deadlines.bytes();
  }

  /** Whether any entry holds a value that has a structure of its own. */
  public boolean hasLargeValues() {
    return largeValues.size() > 0;
  }

  /** Number of dropped values whose blocks are not all given back yet. */
  public int droppedValues() {
    return largeValues.droppedCount();
  }

  /** Where the elements of a new large value are to lie. */
  public Arena arena() {
    return arena;
  }

  // ---- look-up -------------------------------------------------------------------------------

  /** The hash of a key; every other method takes it with the key. */
  public long hash(byte[] key, int offset, int length) {
    return keyspace.sipHash().hash(key, offset, length);
  }

  /** The hash of a key. */
  public long hash(ByteRange key) {
    return hash(key.array(), key.offset(), key.length());
  }

  /** The hash of an entry's key. */
  public long hash(int handle) {
    return hash(arena.page(handle), keyOffset(handle), keyLength(handle));
  }

  /** Looks a key up to read its value: counts hit or miss and notes the access. 0 if absent. */
  public int find(long hash, byte[] key, int offset, int length) {
    int handle = table.find(hash, key, offset, length);
    if (handle == 0) {
      return miss(key, offset, length);
    }
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long header = Entry.header(page, at);
    if (isDue(header, page, at)) {
      expireKey(handle, hash);
      return miss(key, offset, length);
    }
    if (expireElements(handle, header) && table.find(hash, key, offset, length) == 0) {
      return miss(key, offset, length);
    }
    keyspace.stats().hits++;
    noteAccess(page, at, header);
    return handle;
  }

  /** As {@link #find(long, byte[], int, int)}. */
  public int find(long hash, ByteRange key) {
    return find(hash, key.array(), key.offset(), key.length());
  }

  /** Looks a key up to learn about it, not its value: counts hit or miss only. 0 if absent. */
  public int inspect(long hash, byte[] key, int offset, int length) {
    int handle = inspectQuietly(hash, key, offset, length);
    if (handle == 0) {
      publish(EventClass.KEY_MISS, "keymiss", key, offset, length);
    }
    return handle;
  }

  /** As {@link #inspect}; publishes nothing if the key is absent. */
  public int inspectQuietly(long hash, byte[] key, int offset, int length) {
    int handle = peek(hash, key, offset, length);
    if (handle == 0) {
      keyspace.stats().misses++;
    } else {
      keyspace.stats().hits++;
    }
    return handle;
  }

  /**
   * Looks a key up to change its value: notes the access only. 0 if absent.
   *
   * @throws CommandException if nothing may be changed, see {@link Keyspace#refuseWrites}
   */
  public int findForWrite(long hash, byte[] key, int offset, int length) {
    keyspace.checkWritable();
    int handle = peek(hash, key, offset, length);
    if (handle != 0) {
      byte[] page = arena.page(handle);
      int at = Arena.offset(handle);
      noteAccess(page, at, Entry.header(page, at));
      tellWitness(handle);
    }
    return handle;
  }

  /** As {@link #findForWrite(long, byte[], int, int)}. */
  public int findForWrite(long hash, ByteRange key) {
    return findForWrite(hash, key.array(), key.offset(), key.length());
  }

  /**
   * Looks a key up without leaving a trace; what is due counts until it is deleted. 0 if absent.
   */
  public int peekEvenDue(long hash, byte[] key, int offset, int length) {
    return table.find(hash, key, offset, length);
  }

  /** Looks a key up without leaving a trace, but for deleting it if it has expired. 0 if absent. */
  public int peek(long hash, byte[] key, int offset, int length) {
    int handle = table.find(hash, key, offset, length);
    if (handle == 0) {
      return 0;
    }
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long header = Entry.header(page, at);
    if (isDue(header, page, at)) {
      expireKey(handle, hash);
      return 0;
    }
    if (expireElements(handle, header) && table.find(hash, key, offset, length) == 0) {
      return 0;
    }
    return handle;
  }

  /** Whether a key exists now; leaves no trace. */
  public boolean contains(byte[] key) {
    return peek(hash(key, 0, key.length), key, 0, key.length) != 0;
  }

  /** The entry of a key as it lies there, due or not; 0 if there is none. Leaves no trace. */
  public int lookAt(ByteRange key) {
    return table.find(hash(key), key.array(), key.offset(), key.length());
  }

  /** The handle of an entry whose hash may be this one, or 0; see {@code SegmentedTable.touch}. */
  public int touch(long hash) {
    return table.touch(hash);
  }

  /** Begins to look for a key that is absent, and to insert it; see {@code touchAbsent} there. */
  public int touchAbsent(long hash) {
    return table.touchAbsent(hash);
  }

  // ---- reading an entry ----------------------------------------------------------------------

  /** The array the entry lies in; offsets of the entry point into it. */
  public byte[] page(int handle) {
    return arena.page(handle);
  }

  /** The entry's type, one of the type codes in {@link Entry}. */
  public int type(int handle) {
    return Entry.type(header(handle));
  }

  /**
   * Refuses an entry of another type.
   *
   * @throws WrongTypeException if the entry's type is not this one
   */
  public void expectType(int handle, int type) {
    if (type(handle) != type) {
      throw new WrongTypeException();
    }
  }

  /** The entry's encoding, one of the encoding codes of its type in {@link Entry}. */
  public int encoding(int handle) {
    return Entry.encoding(header(handle));
  }

  /** The 24 bits {@link AccessClock} understands. */
  public int access(int handle) {
    return Entry.access(header(handle));
  }

  /** Where the key starts in the page. */
  public int keyOffset(int handle) {
    return Entry.keyOffset(header(handle), Arena.offset(handle));
  }

  /** Length of the key in bytes. */
  public int keyLength(int handle) {
    return Entry.keyLength(header(handle), arena.page(handle), Arena.offset(handle));
  }

  /** A copy of the key. */
  public byte[] key(int handle) {
    int from = keyOffset(handle);
    return Arrays.copyOfRange(arena.page(handle), from, from + keyLength(handle));
  }

  /** Where the value starts in the page. */
  public int valueOffset(int handle) {
    return Entry.valueOffset(header(handle), arena.page(handle), Arena.offset(handle));
  }

  /** Length of the value in bytes. */
  public int valueLength(int handle) {
    return Entry.valueLength(header(handle), arena.page(handle), Arena.offset(handle));
  }

  /** Whether the entry is in a large encoding. */
  public boolean isLarge(int handle) {
    return Entry.isLarge(header(handle));
  }

  /** The value of an entry in a large encoding. */
  public LargeValue large(int handle) {
    return largeValues.get(largeNumber(handle));
  }

  /** How long the value could become in its block. */
  public int valueCapacity(int handle) {
    return arena.capacity(handle) - (valueOffset(handle) - Arena.offset(handle));
  }

  /** When the entry expires, in ms since the epoch, or {@link #NO_EXPIRY}. */
  public long expireAtMs(int handle) {
    long header = header(handle);
    return Entry.expires(header)
        ? Entry.expireAtMs(header, arena.page(handle), Arena.offset(handle))
        : NO_EXPIRY;
  }

  /**
   * Bytes the entry takes: its block, its share of the table, and if its value is large, the blocks
   * and the index of that. O(elements) for a large value.
   */
  public long entryBytes(int handle) {
    long bytes = arena.capacity(handle) + table.bytes() / Math.max(1, table.size());
    if (!isLarge(handle)) {
      return bytes;
    }
    LargeValue value = large(handle);
    long[] blocks = {0};
    value.forEachBlock(block -> blocks[0] += arena.capacity(block));
    return bytes + value.bytes() + blocks[0];
  }

  /** Makes an empty database ready for many entries; see {@code SegmentedTable.reserve}. */
  public void reserve(long entries) {
    table.reserve(entries);
  }

  // ---- changing entries ----------------------------------------------------------------------

  /**
   * Adds an entry for a key that is absent. Its value is room of {@code valueLength} undefined
   * bytes.
   *
   * @param expireAtMs later than now, or {@link #NO_EXPIRY}
   * @return the entry's handle
   */
  public int insert(
      long hash,
      byte[] key,
      int offset,
      int length,
      int type,
      int encoding,
      int valueLength,
      long expireAtMs) {
    EntryWitness witness = keyspace.witness();
    if (witness != null) {
      witness.beforeInsert(this, key, offset, length);
    }
    int flags = Entry.flagsFor(length, valueLength, expireAtMs != NO_EXPIRY);
    int handle = arena.allocate(blockBytes(flags, length, valueLength));
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    keyspace.accessed();
    int access = keyspace.coarseAccessClock().created();
    Entry.write(page, at, Entry.kind(type, encoding), flags, access, length, valueLength);
    System.arraycopy(key, offset, page, at + Entry.prefixBytes(flags), length);
    table.insert(hash, handle);
    if (expireAtMs != NO_EXPIRY) {
      deadlines.add(handle, expireAtMs);
    }
    publish(EventClass.NEW, "new", key, offset, length);
    return handle;
  }

  /** As {@link #insert(long, byte[], int, int, int, int, int, long)}, without an expiry. */
  public int insert(long hash, ByteRange key, int type, int encoding, int valueLength) {
    return insert(
        hash, key.array(), key.offset(), key.length(), type, encoding, valueLength, NO_EXPIRY);
  }

  /** As above, with a copy of these bytes as its value. */
  public int insert(long hash, ByteRange key, int type, int encoding, ByteRange value) {
    int handle = insert(hash, key, type, encoding, value.length());
    System.arraycopy(
        value.array(), value.offset(), page(handle), valueOffset(handle), value.length());
    return handle;
  }

  /**
   * Adds an entry in a large encoding for a key that is absent.
   *
   * @param value its elements lie in {@link #arena()}
   * @return the entry's handle
   */
  public int insertLarge(long hash, ByteRange key, int type, int encoding, LargeValue value) {
    int handle = insert(hash, key, type, encoding, Entry.LARGE_BYTES);
    largeNumber(handle, largeValues.add(value));
    return handle;
  }

  /**
   * Adds an entry with a copy of another's value and its expiry, for a key that is absent. O(N) of
   * a large value.
   *
   * @param source the database of the other entry; may be this one
   * @return the entry's handle
   */
  public int insertCopy(long hash, byte[] key, int offset, int length, Database source, int from) {
    int valueLength = source.valueLength(from);
    int type = source.type(from);
    int encoding = source.encoding(from);
    long atMs = source.expireAtMs(from);
    int to = insert(hash, key, offset, length, type, encoding, valueLength, atMs);
    if (Entry.isLargeEncoding(encoding)) {
      largeNumber(to, largeValues.add(source.large(from).copyTo(arena)));
      elementDeadlinesChanged(to);
    } else {
      System.arraycopy(
          source.page(from), source.valueOffset(from), page(to), valueOffset(to), valueLength);
    }
    return to;
  }

  /**
   * Moves an entry to a key that is absent: its value, expiry and age. O(1), but O(N) of a large
   * value that goes to another database.
   *
   * @param source the database of the entry; may be this one
   * @param fromHash the hash of the entry's key
   * @return the entry's new handle
   */
  public int insertMoved(
      long hash, byte[] key, int offset, int length, Database source, int from, long fromHash) {
    int to;
    if (source == this && Entry.isLarge(header(from))) {
      long atMs = expireAtMs(from);
      int number = largeNumber(from);
      to = insert(hash, key, offset, length, type(from), encoding(from), Entry.LARGE_BYTES, atMs);
      largeNumber(to, number);
      largeMoved(to);
      access(to, access(from));
      tellWitness(from);
      deleteEntry(from, fromHash);
    } else {
      to = insertCopy(hash, key, offset, length, source, from);
      access(to, source.access(from));
      source.delete(from, fromHash);
    }
    return to;
  }

  /**
   * Gives an entry another value: room of {@code valueLength} undefined bytes.
   *
   * @param expireAtMs later than now, {@link #NO_EXPIRY} or {@link #KEEP_EXPIRY}
   * @return the entry's handle from now on
   */
  public int overwrite(
      int handle, long hash, int type, int encoding, int valueLength, long expireAtMs) {
    dropLarge(handle, hash);
    boolean expires = expireAtMs == KEEP_EXPIRY ? isExpiring(handle) : expireAtMs != NO_EXPIRY;
    int kind = Entry.kind(type, encoding);
    int to = lay(handle, hash, kind, expires, valueLength, valueLength, 0);
    if (expireAtMs >= 0) {
      deadlines.change(to, expireAtMs);
    }
    return to;
  }

  /**
   * Makes an entry's value longer or shorter; what both have in common is kept, the rest undefined.
   *
   * @param roomLength if the block must move, how long the value may become before it must move
   *     again; at least {@code valueLength}, and more if growth is expected
   * @return the entry's handle from now on
   */
  public int resize(int handle, long hash, int encoding, int valueLength, int roomLength) {
    long header = header(handle);
    int kind = Entry.kind(Entry.type(header), encoding);
    int kept = Math.min(valueLength, valueLength(handle));
    return lay(handle, hash, kind, Entry.expires(header), valueLength, roomLength, kept);
  }

  /**
   * Gives an entry a value in a large encoding in place of the one it had; its expiry stays.
   *
   * @param value its elements lie in {@link #arena()}
   * @return the entry's handle from now on
   */
  public int toLarge(int handle, long hash, int encoding, LargeValue value) {
    int to = overwrite(handle, hash, type(handle), encoding, Entry.LARGE_BYTES, KEEP_EXPIRY);
    largeNumber(to, largeValues.add(value));
    return to;
  }

  /**
   * Sets when an entry expires.
   *
   * @param atMs later than now
   * @return the entry's handle from now on
   */
  public int expireAt(int handle, long hash, long atMs) {
    tellWitness(handle);
    int to = layExpiry(handle, hash, true);
    deadlines.change(to, atMs);
    return to;
  }

  /**
   * Takes away an entry's expiry.
   *
   * @return the entry's handle from now on
   */
  public int persist(int handle, long hash) {
    tellWitness(handle);
    return layExpiry(handle, hash, false);
  }

  /**
   * Says that deadlines of elements of an entry's large value may have changed. O(1) unless the
   * earliest has, then O(log of the number of values with deadlines).
   */
  public void elementDeadlinesChanged(int handle) {
    int number = largeNumber(handle);
    deadlines.elementsChanged(number, handle, largeValues.get(number).firstDeadlineMs());
  }

  private void largeMoved(int handle) {
    deadlines.elementsMoved(largeNumber(handle), handle);
  }

  /** Deletes an entry. O(1): a large value's blocks are given back later, in slices. */
  public void delete(int handle, long hash) {
    tellWitness(handle);
    dropLarge(handle, hash);
    deleteEntry(handle, hash);
  }

  private void deleteEntry(int handle, long hash) {
    keyspace.accessed();
    detach(handle, hash);
    free(handle);
  }

  private void free(int handle) {
    if (isExpiring(handle)) {
      deadlines.remove(handle);
    }
    arena.free(handle);
  }

  /** Hides an entry from every look-up until {@link #attach} or {@link #discard}. */
  public void detach(int handle, long hash) {
    tellWitness(handle);
    table.remove(hash, handle);
  }

  /** Shows an entry again that was detached; its key is absent. */
  public void attach(int handle, long hash) {
    table.insert(hash, handle);
  }

  /** Deletes an entry that was detached. */
  public void discard(int handle) {
    dropLarge(handle);
    free(handle);
  }

  /**
   * Says that an entry's value is about to change in its place. To be called before its first byte
   * changes, unless one of the methods above makes room for it.
   */
  public void beforeChange(long hash, int handle) {
    table.beforeChange(hash);
    arena.beforeChange(handle);
  }

  /** As {@link #beforeChange(long, int)}, of so many bytes of a string. */
  public void beforeChange(long hash, int handle, int from, int length) {
    table.beforeChange(hash);
    if (undo.isActive()) {
      arena.beforeChange(handle, valueOffset(handle) - Arena.offset(handle) + from, length);
    }
  }

  /** Sets an entry's access bits, as RESTORE and snapshots do. */
  public void access(int handle, int access) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long header = Entry.header(page, at);
    Entry.writeHeader(page, at, Entry.withAccess(header, access));
  }

  /**
   * FLUSHDB: drops every entry at once. Says so to watchers and counts the changes; logging it is
   * the caller's.
   */
  public void clear() {
    telling.replaced(this, this);
    keyspace.stats().changes += table.size();
    noteContent();
    arena = new Arena(undo);
    table = new KeyTable(arena, keyspace.sipHash());
    largeValues = new LargeValues(undo);
    deadlines = new DatabaseDeadlines(keyspace, arena);
  }

  // ---- walking -------------------------------------------------------------------------------

  /** Visits the entries of one bucket; see {@code SegmentedTable.scan}. Expired ones included. */
  public long scan(long cursor, IntConsumer visitor) {
    return table.scan(cursor, visitor);
  }

  /** Visits every entry, expired ones included; the visitor must not change the database. */
  public void forEach(IntConsumer visitor) {
    table.forEach(visitor);
  }

  /** An entry drawn at random, each with the same chance; may be expired; 0 if there is none. */
  public int sample(LongSupplier random) {
    return table.sample(random);
  }

  /** Whether an entry met by walking has expired, or all elements of its large value have. */
  public boolean isDue(int handle) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long header = Entry.header(page, at);
    return isDue(header, page, at)
        || hasDueElements(handle, header) && large(handle).areAllDue(keyspace.dueMs());
  }

  /** Deletes an entry that {@link #isDue}, or was due when it was set; logs and publishes it. */
  public void expire(int handle, long hash) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long header = Entry.header(page, at);
    if (!isDue(header, page, at) && hasDueElements(handle, header)) {
      tellWitness(handle);
      keyspace.elementExpiry().expire(this, handle, EXPIRED_AT_ONCE);
    } else {
      expireKey(handle, hash);
    }
  }

  private void expireKey(int handle, long hash) {
    byte[] key = key(handle);
    delete(handle, hash);
    keyspace.stats().expired++;
    if (keyspace.effects().isActive()) {
      keyspace.effects().write(DEL).add(key).emit(index);
    }
    changed(EventClass.EXPIRED, "expired", key, 0, key.length);
  }

  // ---- who is told ---------------------------------------------------------------------------

  /** Tells the witness that an entry, or an element of its large value, is about to change. */
  public void tellWitness(int handle) {
    EntryWitness witness = keyspace.witness();
    if (witness != null) {
      witness.beforeChange(this, handle);
    }
  }

  /** Sets who is told of every change; null for nobody. */
  public void changeListener(@Nullable KeyChangeListener listener) {
    telling.changeListener(listener);
  }

  /** The type of a key's value, as in {@link Entry}, with no sign left of the look; -1 if none. */
  public int typeOf(ByteRange key) {
    int handle = peek(hash(key), key.array(), key.offset(), key.length());
    return handle == 0 ? -1 : Entry.type(Entry.header(arena.page(handle), Arena.offset(handle)));
  }

  /** Says that an operation changed a key: counts it, tells watchers, publishes the event. */
  public void changed(EventClass eventClass, String event, byte[] key, int offset, int length) {
    changed(key, offset, length);
    publish(eventClass, event, key, offset, length);
  }

  /** As {@link #changed(EventClass, String, byte[], int, int)}. */
  public void changed(EventClass eventClass, String event, ByteRange key) {
    changed(eventClass, event, key.array(), key.offset(), key.length());
  }

  /** Says that an operation changed a key: counts it and tells watchers. */
  public void changed(byte[] key, int offset, int length) {
    keyspace.stats().changes++;
    changedToo(key, offset, length);
  }

  /** Tells watchers of a key that it was changed along with another, which counts. */
  public void changedToo(byte[] key, int offset, int length) {
    telling.changed(key, offset, length);
  }

  /** Says that what a command waits for may have come or gone, though no watcher need know. */
  public void changedForWaiters(byte[] key, int offset, int length) {
    telling.changedForWaiters(key, offset, length);
  }

  /** Says that an operation changed what no watch of a key is about: counts it. */
  public void changedUnwatched() {
    keyspace.stats().changes++;
  }

  /** Publishes a keyspace event. */
  public void publish(EventClass eventClass, String event, byte[] key, int offset, int length) {
    keyspace.events().publish(eventClass, event, index, key, offset, length);
  }

  /** As {@link #publish(EventClass, String, byte[], int, int)}. */
  public void publish(EventClass eventClass, String event, ByteRange key) {
    publish(eventClass, event, key.array(), key.offset(), key.length());
  }

  /** WATCH: lets the watcher know about changes of a key; false if he watches it already. */
  public boolean watch(byte[] key, Watcher watcher) {
    return telling.watch(key, watcher);
  }

  /** Whether anybody watches a key. */
  public boolean hasWatchers() {
    return telling.hasWatchers();
  }

  /** Ends {@link #watch}. */
  public void unwatch(byte[] key, Watcher watcher) {
    telling.unwatch(key, watcher);
  }

  // ---- inside --------------------------------------------------------------------------------

  int expireDue(int limit) {
    return deadlines.expireDue(this, limit);
  }

  /** Gives blocks of dropped large values back; returns how many. */
  int reclaim(int limit) {
    return largeValues.reclaim(limit);
  }

  /** Whether {@link #reclaim} has something to do. */
  boolean hasDropped() {
    return largeValues.hasDropped();
  }

  long nextDeadlineMs() {
    return deadlines.nextMs();
  }

  void swapWith(Database other) {
    telling.replaced(this, other);
    other.telling.replaced(this, other);
    noteContent();
    other.noteContent();
    Arena otherArena = other.arena;
    KeyTable otherTable = other.table;
    LargeValues otherLargeValues = other.largeValues;
    DatabaseDeadlines otherDeadlines = other.deadlines;
    other.arena = arena;
    other.table = table;
    other.largeValues = largeValues;
    other.deadlines = deadlines;
    arena = otherArena;
    table = otherTable;
    largeValues = otherLargeValues;
    deadlines = otherDeadlines;
  }

  /** Notes what the database holds, which is about to be replaced as a whole. */
  private void noteContent() {
    if (undo.isActive()) {
      undo.pushReference(arena);
      undo.pushReference(table);
      undo.pushReference(largeValues);
      undo.pushReference(deadlines);
      undo.step(this);
    }
  }

  @Override
  public void undo(UndoLog log) {
    deadlines = log.popReference(DatabaseDeadlines.class);
    largeValues = log.popReference(LargeValues.class);
    table = log.popReference(KeyTable.class);
    arena = log.popReference(Arena.class);
  }

  /**
   * Proves that table, deadlines, large values and arena are sound and that every block is one
   * entry or one element.
   *
   * @throws AssertionError naming what is not
   */
  public void checkInvariants() {
    new DatabaseCheck(this, arena, table, largeValues, deadlines).run();
  }

  private int miss(byte[] key, int offset, int length) {
    keyspace.stats().misses++;
    publish(EventClass.KEY_MISS, "keymiss", key, offset, length);
    return 0;
  }

  int largeNumber(int handle) {
    return LittleEndian.i32(arena.page(handle), valueOffset(handle));
  }

  private void largeNumber(int handle, int number) {
    LittleEndian.put32(arena.page(handle), valueOffset(handle), number);
  }

  /** Gives the blocks of a part that was cut off a large value back later, in slices. */
  public void giveBack(LargeValue part) {
    if (undo.isActive()) {
      LargeValues owner = largeValues;
      undo.atCommit(() -> drop(owner, part));
    } else {
      drop(largeValues, part);
    }
  }

  private void drop(LargeValues owner, LargeValue value) {
    if (owner.drop(value)) {
      keyspace.dropped();
    }
  }

  /** Who listens has to know of the entry before its value goes. */
  private void dropLarge(int handle, long hash) {
    if (Entry.isLarge(header(handle))) {
      table.beforeChange(hash);
      dropLarge(handle);
    }
  }

  private void dropLarge(int handle) {
    if (!Entry.isLarge(header(handle))) {
      return;
    }
    int number = largeNumber(handle);
    deadlines.elementsRemoved(number);
    giveBack(largeValues.remove(number));
  }

  private long header(int handle) {
    return Entry.header(arena.page(handle), Arena.offset(handle));
  }

  private boolean isExpiring(int handle) {
    return Entry.expires(header(handle));
  }

  private boolean isDue(long header, byte[] page, int at) {
    return Entry.expires(header) && Entry.expireAtMs(header, page, at) <= keyspace.dueMs();
  }

  /** Whether elements of a large value are due. O(1). */
  private boolean hasDueElements(int handle, long header) {
    return deadlines.hasElements()
        && Entry.isLarge(header)
        && deadlines.areElementsDue(largeNumber(handle));
  }

  /** Removes elements of a large value that are due; returns whether there were any. */
  private boolean expireElements(int handle, long header) {
    if (!hasDueElements(handle, header)) {
      return false;
    }
    tellWitness(handle);
    keyspace.elementExpiry().expire(this, handle, EXPIRED_AT_ONCE);
    return true;
  }

  private void noteAccess(byte[] page, int at, long header) {
    keyspace.accessed();
    int before = Entry.access(header);
    int after = keyspace.coarseAccessClock().touched(before);
    if (after != before) {
      Entry.writeHeader(page, at, Entry.withAccess(header, after));
    }
  }

  private static int blockBytes(int flags, int keyLength, int valueLength) {
    long bytes = (long) Entry.prefixBytes(flags) + keyLength + valueLength;
    if (bytes > Arena.MAX_BLOCK_BYTES) {
      throw new IllegalArgumentException("entry too long: bytes=" + bytes);
    }
    return (int) bytes;
  }

  private int layExpiry(int handle, long hash, boolean expires) {
    int length = valueLength(handle);
    int kind = Entry.kind(header(handle));
    int to = lay(handle, hash, kind, expires, length, length, length);
    if (to != handle && Entry.isLarge(header(to))) {
      largeMoved(to);
    }
    return to;
  }

  /**
   * Lays an entry out anew, in place where the block's size and the prefix stay the same, and keeps
   * table and deadlines informed.
   */
  private int lay(
      int handle,
      long hash,
      int kind,
      boolean expires,
      int valueLength,
      int roomLength,
      int keptLength) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    long header = Entry.header(page, at);
    int flagsBefore = Entry.flags(header);
    int keyLength = Entry.keyLength(header, page, at);
    int flags = Entry.flagsFor(keyLength, valueLength, expires);
    boolean expired = Entry.expires(header);
    int bytes = blockBytes(flags, keyLength, valueLength);
    int capacity = arena.capacity(handle);
    boolean grows = roomLength > valueLength;
    boolean fits = bytes <= capacity && (grows || Arena.capacityFor(bytes) == capacity);
    boolean kept = undo.isActive() && keptLength == 0 && capacity > MAX_SAVED_BYTES;
    if (fits && flags == flagsBefore && !kept) {
      table.beforeChange(hash);
      if (undo.isActive()) {
        save(handle, header, keptLength);
      }
      Entry.write(page, at, kind, flags, Entry.access(header), keyLength, valueLength);
      return handle;
    }
    int to = arena.allocate(blockBytes(flags, keyLength, Math.max(roomLength, valueLength)));
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    Entry.write(toPage, toAt, kind, flags, Entry.access(header), keyLength, valueLength);
    System.arraycopy(
        page,
        Entry.keyOffset(header, at),
        toPage,
        toAt + Entry.prefixBytes(flags),
        keyLength + keptLength);
    table.replace(hash, handle, to);
    if (expired && expires) {
      Entry.copyExpiry(header, page, at, Entry.header(toPage, toAt), toPage, toAt);
      deadlines.moved(handle, to);
    } else if (expired) {
      deadlines.remove(handle);
    }
    arena.free(handle);
    if (expires && !expired) {
      deadlines.add(to, Long.MAX_VALUE);
    }
    return to;
  }

  /**
   * Lets the undo log keep what laying an entry out in its place overwrites. What a string keeps of
   * its value, its operations change in places, and say so; others anywhere.
   */
  private void save(int handle, long header, int keptLength) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    if (Entry.type(header) != Entry.STRING) {
      arena.beforeChange(handle);
    } else if (keptLength == Entry.valueLength(header, page, at)) {
      arena.beforeChange(handle, 0, Entry.prefixBytes(Entry.flags(header)));
    } else {
      int end = Entry.valueOffset(header, page, at) + Entry.valueLength(header, page, at);
      arena.beforeChange(handle, 0, end - at);
    }
  }
}
