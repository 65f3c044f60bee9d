package io.holdfast.core.hash;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EntryListpack;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;
import io.holdfast.encodings.members.LargeHash;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The hash of one key, in whichever encoding: the one place that knows both and converts.
 *
 * <pre>
 *  listpack  | field | value | field | value | ...        few short fields, in the order they came
 *  hashtable {@link LargeHash}                            all others, and those one of whose fields
 *                                                  was given a deadline; never back
 * </pre>
 *
 * <p>A field is named by a reference, a position in the listpack or a handle of the table, good
 * until the hash changes; 0 is none.
 *
 * <p>Fields that are due are removed when the hash is looked up, up to a limit; those beyond it are
 * there no more for whoever asks, and wait for the expiry cycle.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class HashValue {
  /** How many fields that are due a look-up removes: some tens of microseconds. */
  private static final int EXPIRED_AT_ONCE = 128;

  /** How often to draw a field before counting those that are not due. */
  private static final int MAX_DRAWS = 64;

  private final Database db;
  private final ByteRange key;
  private final long hash;
  private @Nullable EntryListpack packed;
  private @Nullable LargeHash large;

  /** The entry of the large hash. */
  private int entry;

  /** The earliest deadline of the large hash the database knows of. */
  private long knownDeadlineMs = DeadlineHeap.NEVER;

  /** Whether fields of the large hash are due. */
  private boolean hasDue;

  private HashValue(Database db, ByteRange key, long hash, int handle) {
    this.db = db;
    this.key = key;
    this.hash = hash;
    if (handle != 0) {
      db.expectType(handle, Entry.HASH);
      if (db.encoding(handle) == Entry.LISTPACK) {
        packed = new EntryListpack(db, hash, handle);
      } else {
        large = (LargeHash) db.large(handle);
        entry = handle;
        if (large.firstDeadlineMs() != DeadlineHeap.NEVER) {
          expireDue(large);
          knownDeadlineMs = large == null ? DeadlineHeap.NEVER : large.firstDeadlineMs();
        }
      }
    }
  }

  private void expireDue(LargeHash fields) {
    long nowMs = db.keyspace().nowMs();
    if (fields.firstDeadlineMs() > nowMs) {
      return;
    }
    FieldExpiry.expire(db, entry, EXPIRED_AT_ONCE);
    if (fields.size() == 0) {
      large = null;
    } else {
      hasDue = fields.firstDeadlineMs() <= nowMs;
    }
  }

  /**
   * Looks a key up to read its hash, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static HashValue find(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new HashValue(db, key, hash, db.find(hash, key));
  }

  /** The hash of an entry that was looked up and holds one. */
  public static HashValue of(Database db, ByteRange key, long hash, int handle) {
    return new HashValue(db, key, hash, handle);
  }

  /**
   * Looks a key up to change its hash, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static HashValue findForWrite(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new HashValue(db, key, hash, db.findForWrite(hash, key));
  }

  // ---- reading -------------------------------------------------------------------------------

  /** Number of fields. */
  int size() {
    if (packed != null) {
      return packed.count() / 2;
    }
    if (large == null) {
      return 0;
    }
    int due = hasDue ? large.countDue(db.keyspace().nowMs()) : 0;
    return (int) large.size() - due;
  }

  /** Whether nothing is left, not even fields that are due. */
  boolean isEmpty() {
    return packed != null ? packed.count() == 0 : large == null || large.size() == 0;
  }

  /** A field's reference, or 0. */
  int find(ByteRange field) {
    if (packed != null) {
      return packed.find(field, 1);
    }
    if (large == null) {
      return 0;
    }
    int reference = large.find(field.array(), field.offset(), field.length());
    return reference != 0 && isDue(reference) ? 0 : reference;
  }

  /** Whether a field is there no more for whoever asks. */
  private boolean isDue(int reference) {
    if (!hasDue) {
      return false;
    }
    long atMs = large().expireAtMs(reference);
    return atMs != LargeHash.NO_EXPIRY && atMs <= db.keyspace().nowMs();
  }

  /** When a field expires, in ms since the epoch, or {@link LargeHash#NO_EXPIRY}. */
  long expireAtMs(int reference) {
    return packed != null ? LargeHash.NO_EXPIRY : large().expireAtMs(reference);
  }

  /** Shows a field. */
  void field(int reference, BytesVisitor visitor) {
    if (packed != null) {
      packed.visit(reference, visitor);
    } else {
      LargeHash table = large();
      visitor.visit(
          table.page(reference), table.fieldOffset(reference), table.fieldLength(reference));
    }
  }

  /** Shows the value of a field. */
  void value(int reference, BytesVisitor visitor) {
    if (packed != null) {
      packed.visit(packed.next(reference), visitor);
    } else {
      LargeHash table = large();
      visitor.visit(
          table.page(reference), table.valueOffset(reference), table.valueLength(reference));
    }
  }

  /**
   * Shows the value of a field.
   *
   * @return whether there is such a field
   */
  public boolean show(ByteRange field, BytesVisitor visitor) {
    int reference = find(field);
    if (reference != 0) {
      value(reference, visitor);
    }
    return reference != 0;
  }

  /** Length of the value of a field. */
  int valueLength(int reference) {
    return packed != null ? packed.length(packed.next(reference)) : large().valueLength(reference);
  }

  /** Visits every field's reference. */
  void forEach(IntConsumer visitor) {
    if (packed != null) {
      for (int field = packed.first(); field != 0; field = packed.next(packed.next(field))) {
        visitor.accept(field);
      }
    } else if (large != null) {
      large.forEach(notDue(visitor));
    }
  }

  private IntConsumer notDue(IntConsumer visitor) {
    return hasDue
        ? reference -> {
          if (!isDue(reference)) {
            visitor.accept(reference);
          }
        }
        : visitor;
  }

  /**
   * HSCAN: visits some fields and says where to go on, 0 at the end. A listpack is visited whole.
   */
  long scan(long cursor, IntConsumer visitor) {
    if (large != null) {
      return large.scan(cursor, notDue(visitor));
    }
    forEach(visitor);
    return 0;
  }

  /** A field drawn at random, each with the same chance; the hash is not empty. */
  int random() {
    if (packed != null) {
      long bits = db.keyspace().random().getAsLong();
      return packed.seek((int) Long.remainderUnsigned(bits, size()) * 2);
    }
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      int reference = large().sample(db.keyspace().random());
      if (!isDue(reference)) {
        return reference;
      }
    }
    References all = References.all(this::forEach);
    return all.get((int) Long.remainderUnsigned(db.keyspace().random().getAsLong(), all.size()));
  }

  /** How many fields {@link #draw} will draw. */
  long drawn(long count) {
    int size = size();
    return count < 0 && size > 0 ? -count : Math.min(Math.max(0, count), size);
  }

  /**
   * HRANDFIELD: visits fields drawn at random, each choice with the same chance.
   *
   * @param count that many different fields, or all if there are not more; if negative, that many
   *     draws, in which a field may come again
   */
  void draw(long count, IntConsumer visitor) {
    if (count >= 0) {
      References.distinct(count, size(), this::forEach, this::random, db.keyspace().random())
          .forEach(visitor);
      return;
    }
    for (long i = drawn(count); i > 0; i--) {
      visitor.accept(random());
    }
  }

  // ---- changing ------------------------------------------------------------------------------

  /**
   * Gives a field a value and takes its deadline away.
   *
   * @return whether the field is new
   */
  public boolean put(ByteRange field, ByteRange value) {
    EncodingLimits limits = db.keyspace().limits();
    if (large == null && Math.max(field.length(), value.length()) > limits.hashValueBytes) {
      makeLarge();
    }
    if (large != null) {
      return putLarge(large, field, value);
    }
    EntryListpack listpack = packed();
    int reference = listpack.find(field, 1);
    if (reference != 0) {
      listpack.replace(listpack.next(reference), value);
      return false;
    }
    listpack.append(field);
    listpack.append(value);
    if (size() > limits.hashEntries) {
      makeLarge();
    }
    return true;
  }

  private boolean putLarge(LargeHash fields, ByteRange field, ByteRange value) {
    byte[] bytes = field.array();
    int offset = field.offset();
    int length = field.length();
    if (hasDue) {
      int old = fields.find(bytes, offset, length);
      if (old != 0 && isDue(old)) {
        FieldExpiry.expireOne(db, key, fields, old);
      }
    }
    boolean isNew =
        fields.put(bytes, offset, length, value.array(), value.offset(), value.length());
    deadlinesChanged();
    return isNew;
  }

  /** Gives a field a value and lets it keep its deadline. */
  void putKeepingDeadline(ByteRange field, ByteRange value) {
    int reference = large == null ? 0 : find(field);
    if (reference == 0) {
      put(field, value);
    } else {
      large().setValue(hash(field), reference, value.array(), value.offset(), value.length());
    }
  }

  /** Gives a field that is there a deadline, which takes the table. */
  void expireAt(ByteRange field, long atMs) {
    if (large == null) {
      makeLarge();
    }
    large().expireAt(hash(field), find(field), atMs);
    deadlinesChanged();
  }

  /** Takes the deadline of a field that has one away. */
  void persist(ByteRange field) {
    large().persist(hash(field), find(field));
    deadlinesChanged();
  }

  /** Removes a field. */
  void remove(int reference) {
    if (packed != null) {
      packed.remove(reference, 2);
    } else {
      large().remove(reference);
      deadlinesChanged();
    }
  }

  private void deadlinesChanged() {
    long deadlineMs = large().firstDeadlineMs();
    if (deadlineMs != knownDeadlineMs) {
      knownDeadlineMs = deadlineMs;
      db.elementDeadlinesChanged(entry);
    }
  }

  private long hash(ByteRange field) {
    return large().hash(field.array(), field.offset(), field.length());
  }

  /** Deletes the key of a hash that exists. */
  void delete() {
    db.delete(db.findForWrite(hash, key), hash);
  }

  /** Takes the table at once if this many fields will be put that do not fit a listpack. */
  public void prepareFor(int fields) {
    if (large == null && fields > db.keyspace().limits().hashEntries) {
      makeLarge();
    }
  }

  /**
   * Takes over the bytes of a listpack that comes from outside; the hash is empty.
   *
   * @throws DamagedBytesException if they are no hash
   */
  public void load(byte[] bytes, int at, int length) {
    int count = ListpackCheck.entries(bytes, at, length);
    if (count == 0 || count % 2 != 0) {
      throw new DamagedBytesException("hash", "not fields and values: elements=" + count, 0);
    }
    prepareFor(count / 2);
    BytesCopy field = new BytesCopy();
    int position = Listpack.first(bytes, at);
    while (position != Listpack.NONE) {
      Listpacks.visit(bytes, at, position, field);
      int value = Listpack.next(bytes, at, position);
      BytesCopy copy = new BytesCopy();
      Listpacks.visit(bytes, at, value, copy);
      if (!put(field.range(), copy.range())) {
        throw new DamagedBytesException("hash", "a field twice", position);
      }
      position = Listpack.next(bytes, at, value);
    }
  }

  private void makeLarge() {
    LargeHash table = new LargeHash(db.arena(), db.keyspace().sipHash());
    if (packed == null) {
      entry = db.insertLarge(hash, key, Entry.HASH, Entry.HASHTABLE, table);
    } else {
      forEach(reference -> copyTo(table, reference));
      entry = db.toLarge(packed.handle(), hash, Entry.HASHTABLE, table);
      packed = null;
    }
    large = table;
  }

  private void copyTo(LargeHash table, int reference) {
    BytesCopy field = new BytesCopy();
    field(reference, field);
    value(
        reference,
        (bytes, offset, length) ->
            table.put(field.bytes(), 0, field.length(), bytes, offset, length));
  }

  private EntryListpack packed() {
    if (packed == null) {
      packed = EntryListpack.insert(db, hash, key, Entry.HASH);
    }
    return packed;
  }

  private LargeHash large() {
    return Objects.requireNonNull(large);
  }
}
