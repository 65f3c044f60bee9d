package io.holdfast.core.hash;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.element.CollectionValue;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EntryListpack;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;
import io.holdfast.encodings.members.LargeHash;
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
 * <p>Thread: the owner, for one operation.
 */
public final class HashValue extends CollectionValue<LargeHash> {
  private @Nullable EntryListpack packed;

  private HashValue(Database db, ByteRange key, long hash, int handle) {
    super(db, key, hash);
    if (handle != 0) {
      db.expectType(handle, Entry.HASH);
      if (db.encoding(handle) == Entry.LISTPACK) {
        packed = new EntryListpack(db, hash, handle);
      } else {
        setLarge((LargeHash) db.large(handle), handle);
      }
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

  /**
   * Makes a hash of a listpack that comes from outside, as it is, if it is one this store would
   * have made; the key is absent.
   *
   * @return the entry's handle, or 0: the listpack is damaged, or is to be loaded field by field
   * @throws DamagedBytesException if its header is wrong
   */
  public static int take(Database db, long hash, ByteRange key, ByteRange listpack) {
    EncodingLimits limits = db.keyspace().limits();
    return Listpacks.isProved(db, listpack, 2, limits.hashEntries, limits.hashValueBytes)
        ? db.insert(hash, key, Entry.HASH, Entry.LISTPACK, listpack)
        : 0;
  }

  // ---- reading -------------------------------------------------------------------------------

  @Override
  public int size() {
    if (packed != null) {
      return packed.count() / 2;
    }
    return large == null ? 0 : largeSize(large);
  }

  @Override
  public int find(ByteRange field) {
    if (packed != null) {
      return packed.find(field, 1);
    }
    return large == null ? 0 : unlessDue(large.find(field.array(), field.offset(), field.length()));
  }

  @Override
  public void show(int reference, BytesVisitor visitor) {
    if (packed != null) {
      packed.visit(reference, visitor);
    } else {
      LargeHash table = large();
      visitor.visit(table.page(reference), table.offset(reference), table.length(reference));
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
   * Shows the value of a field to a command that is logged as it is, and not as what it found: what
   * is due is removed before.
   *
   * @return whether there is such a field
   */
  public boolean show(ByteRange field, BytesVisitor visitor) {
    removeDue();
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

  @Override
  public void forEach(IntConsumer visitor) {
    if (packed != null) {
      for (int field = packed.first(); field != 0; field = packed.next(packed.next(field))) {
        visitor.accept(field);
      }
    } else if (large != null) {
      large.forEach(notDue(visitor));
    }
  }

  @Override
  public int random() {
    if (packed == null) {
      return largeRandom();
    }
    long bits = db.keyspace().random().getAsLong();
    return packed.seek((int) Long.remainderUnsigned(bits, size()) * 2);
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
    expireBeforeAdding(bytes, offset, length);
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

  @Override
  public void remove(int reference) {
    if (packed != null) {
      packed.remove(reference, 2);
    } else {
      large().remove(reference);
      deadlinesChanged();
    }
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

  @Override
  protected long maxSmallEntries() {
    return db.keyspace().limits().hashEntries;
  }

  @Override
  protected void makeLarge() {
    LargeHash table = new LargeHash(db.arena(), db.keyspace().sipHash());
    int entry;
    if (packed == null) {
      entry = db.insertLarge(hash, key, Entry.HASH, Entry.HASHTABLE, table);
    } else {
      forEach(reference -> copyTo(table, reference));
      entry = db.toLarge(packed.handle(), hash, Entry.HASHTABLE, table);
      packed = null;
    }
    setLarge(table, entry);
  }

  private void copyTo(LargeHash table, int reference) {
    BytesCopy field = new BytesCopy();
    show(reference, field);
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
}
