package io.holdfast.core.set;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.element.CollectionValue;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EntryListpack;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.intset.IntsetCheck;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.number.IntegerText;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The set of one key, in whichever encoding: the one place that knows them all and converts.
 *
 * <pre>
 *  intset    | -7 | 3 | 1000 | ...         integers only, ascending
 *     |  \
 *     |   listpack | member | member | ... few short members, in the order they came
 *     |      |
 *  hashtable {@link LargeSet}              all others, and those one of whose members was given a
 *                                   deadline; never back
 * </pre>
 *
 * <p>A member that is no integer makes an intset a listpack, if that many members and one of this
 * length fit one; too many integers make it a table.
 *
 * <p>A member is named by a reference, an index from 1 in the intset, a position in the listpack or
 * a handle of the table, good until the set changes; 0 is none.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class SetValue extends CollectionValue<LargeSet> {
  /** Beyond this an intset might not fit a block, whatever the limits say. */
  private static final int MAX_INTSET_ENTRIES = 1 << 26;

  /** How many times as many must be popped as stay, to set aside those that stay instead. */
  private static final int POPPED_PER_REST = 5;

  private @Nullable EntryIntset integers;
  private @Nullable EntryListpack packed;

  private SetValue(Database db, ByteRange key, long hash, int handle) {
    super(db, key, hash);
    if (handle != 0) {
      db.expectType(handle, Entry.SET);
      switch (db.encoding(handle)) {
        case Entry.INTSET -> integers = new EntryIntset(db, hash, handle);
        case Entry.LISTPACK -> packed = new EntryListpack(db, hash, handle);
        default -> setLarge((LargeSet) db.large(handle), handle);
      }
    }
  }

  /**
   * Looks a key up to read its set, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static SetValue find(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new SetValue(db, key, hash, db.find(hash, key));
  }

  /**
   * Looks a key up to change its set, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static SetValue findForWrite(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new SetValue(db, key, hash, db.findForWrite(hash, key));
  }

  /**
   * Makes a set of a listpack that comes from outside, as it is, if it is one this store would have
   * made; the key is absent.
   *
   * @return the entry's handle, or 0: the listpack is damaged, or is to be loaded member by member
   * @throws DamagedBytesException if its header is wrong
   */
  public static int take(Database db, long hash, ByteRange key, ByteRange listpack) {
    EncodingLimits limits = db.keyspace().limits();
    return Listpacks.isProved(db, listpack, 1, limits.setEntries, limits.setValueBytes)
        ? db.insert(hash, key, Entry.SET, Entry.LISTPACK, listpack)
        : 0;
  }

  /**
   * Makes a set of an intset that comes from outside, as it is, if it is not too long; the key is
   * absent.
   *
   * @return the entry's handle, or 0: it is empty, or to be loaded member by member
   * @throws DamagedBytesException if it is no intset
   */
  public static int takeIntset(Database db, long hash, ByteRange key, ByteRange intset) {
    int count = IntsetCheck.elements(intset.array(), intset.offset(), intset.length());
    return count > 0 && count <= maxIntsetEntries(db.keyspace().limits())
        ? db.insert(hash, key, Entry.SET, Entry.INTSET, intset)
        : 0;
  }

  // ---- reading -------------------------------------------------------------------------------

  /** The encoding, one of those in {@link Entry}; of an empty set the smallest. */
  int encoding() {
    if (packed != null) {
      return Entry.LISTPACK;
    }
    return large == null ? Entry.INTSET : Entry.HASHTABLE;
  }

  @Override
  public int size() {
    if (large != null) {
      return largeSize(large);
    }
    if (integers != null) {
      return integers.count();
    }
    return packed == null ? 0 : packed.count();
  }

  /** A member's reference, or 0. */
  int find(byte[] member, int offset, int length) {
    if (large != null) {
      return unlessDue(large.find(member, offset, length));
    }
    if (packed != null) {
      return packed.find(member, offset, length, 0);
    }
    long integer = IntegerText.parse(member, offset, length);
    if (integers == null || IntegerText.isRefused(integer, member, offset, length)) {
      return 0;
    }
    return Math.max(0, integers.indexOf(integer) + 1);
  }

  @Override
  public int find(ByteRange member) {
    return find(member.array(), member.offset(), member.length());
  }

  /** A member's reference, or 0. */
  int find(Member member) {
    if (large != null) {
      long memberHash = member.hash(large);
      return unlessDue(large.find(memberHash, member.array(), member.offset(), member.length()));
    }
    if (packed != null) {
      return packed.find(member.array(), member.offset(), member.length(), 0);
    }
    return integers != null && member.isInteger()
        ? Math.max(0, integers.indexOf(member.integer()) + 1)
        : 0;
  }

  /** Whether this is a member. */
  boolean contains(Member member) {
    return find(member) != 0;
  }

  @Override
  public void show(int reference, BytesVisitor visitor) {
    if (packed != null) {
      packed.visit(reference, visitor);
    } else if (integers != null) {
      byte[] text = db.keyspace().scratch();
      visitor.visit(text, 0, IntegerText.write(integers.get(reference - 1), text, 0));
    } else {
      LargeSet table = large();
      visitor.visit(table.page(reference), table.offset(reference), table.length(reference));
    }
  }

  /** Shows a member without making an integer a text. */
  void show(int reference, Member member) {
    if (integers != null) {
      member.set(integers.get(reference - 1));
    } else {
      show(reference, (BytesVisitor) member);
    }
  }

  @Override
  public void forEach(IntConsumer visitor) {
    removeDue();
    if (large != null) {
      large.forEach(visitor);
    } else {
      forEachWhile(
          reference -> {
            visitor.accept(reference);
            return true;
          });
    }
  }

  /** Visits members' references until the visitor says no; a table's a chunk at a time. */
  public void forEachWhile(IntPredicate visitor) {
    if (packed != null) {
      int member = packed.first();
      while (member != 0 && visitor.test(member)) {
        member = packed.next(member);
      }
    } else if (integers != null) {
      int count = integers.count();
      for (int member = 1; member <= count && visitor.test(member); member++) {}
    } else if (large != null) {
      boolean[] goesOn = {true};
      IntConsumer each = notDue(reference -> goesOn[0] = goesOn[0] && visitor.test(reference));
      long chunk = large.firstChunk();
      while (chunk != Chunked.NO_CHUNK && goesOn[0]) {
        large.forEachIn(chunk, each);
        chunk = large.nextChunk(chunk);
      }
    }
  }

  @Override
  public int random() {
    if (large != null) {
      return largeRandom();
    }
    long bits = db.keyspace().random().getAsLong();
    int index = (int) Long.remainderUnsigned(bits, size());
    return packed != null ? packed.seek(index) : index + 1;
  }

  // ---- changing ------------------------------------------------------------------------------

  /**
   * Chooses the encoding for members about to be added, by their number and, if the set is empty,
   * by the first of them.
   */
  public void prepareFor(int count, byte[] first, int offset, int length) {
    EncodingLimits limits = db.keyspace().limits();
    if (large != null) {
      return;
    }
    if (packed != null || integers != null) {
      if (count > (packed != null ? limits.setEntries : maxIntsetEntries(limits))) {
        makeLarge();
      }
    } else if (count <= maxIntsetEntries(limits) && IntegerText.isLong(first, offset, length)) {
      integers = EntryIntset.insert(db, hash, key);
    } else if (count <= limits.setEntries && length <= limits.setValueBytes) {
      packed = EntryListpack.insert(db, hash, key, Entry.SET);
    } else {
      makeLarge();
    }
  }

  /**
   * Adds a member to a set {@link #prepareFor prepared} for it. One that is there stays as it is,
   * with its deadline.
   *
   * @return whether it was absent
   */
  public boolean add(byte[] member, int offset, int length) {
    if (large != null) {
      expireBeforeAdding(member, offset, length);
      return large.add(member, offset, length);
    }
    if (packed != null) {
      if (packed.find(member, offset, length, 0) != 0) {
        return false;
      }
      return append(member, offset, length);
    }
    EntryIntset intset = Objects.requireNonNull(integers);
    long integer = IntegerText.parse(member, offset, length);
    if (IntegerText.isRefused(integer, member, offset, length)) {
      makePacked();
      return append(member, offset, length);
    }
    boolean isAbsent = intset.add(integer);
    if (intset.count() > maxIntsetEntries(db.keyspace().limits())) {
      makeLarge();
    }
    return isAbsent;
  }

  /** Adds a member that is absent behind the others, or to a table if that is no listpack. */
  private boolean append(byte[] member, int offset, int length) {
    EncodingLimits limits = db.keyspace().limits();
    if (packed != null && size() < limits.setEntries && length <= limits.setValueBytes) {
      packed.append(member, offset, length);
      return true;
    }
    if (large == null) {
      makeLarge();
    }
    return large().add(member, offset, length);
  }

  @Override
  public void remove(int reference) {
    if (large != null) {
      large.remove(reference);
      deadlinesChanged();
    } else if (packed != null) {
      packed.remove(reference, 1);
    } else {
      Objects.requireNonNull(integers).remove(reference - 1);
    }
  }

  /**
   * Removes members drawn at random, each choice with the same chance.
   *
   * @param count less than {@link #size}
   * @param visitor receives each reference while it is good
   */
  void popSome(int count, IntConsumer visitor) {
    removeDue();
    LargeSet table = large;
    int rest = size() - count;
    if (table != null && rest < count / POPPED_PER_REST) {
      popAllBut(rest, table, visitor);
      return;
    }
    for (int i = 0; i < count; i++) {
      int reference = random();
      visitor.accept(reference);
      remove(reference);
    }
  }

  /** Draws those that stay, into a table of their own; the others go with the old one. */
  private void popAllBut(int rest, LargeSet table, IntConsumer visitor) {
    LargeSet kept = new LargeSet(db.arena(), db.keyspace().sipHash());
    for (int i = 0; i < rest; i++) {
      int reference = random();
      byte[] page = table.page(reference);
      int offset = table.offset(reference);
      int length = table.length(reference);
      long memberHash = table.hash(page, offset, length);
      int to = kept.insert(memberHash, page, offset, length);
      table.copyDeadline(reference, kept, memberHash, to);
      table.remove(memberHash, reference);
    }
    table.forEach(visitor);
    int handle = db.toLarge(db.findForWrite(hash, key), hash, Entry.HASHTABLE, kept);
    db.elementDeadlinesChanged(handle);
    setLarge(kept, handle);
  }

  /** Up to how many integers are held as an intset. */
  static long maxIntsetEntries(EncodingLimits limits) {
    return Math.min(limits.intsetEntries, MAX_INTSET_ENTRIES);
  }

  /** Turns an intset into a listpack, or into a table if its members are too many or too long. */
  private void makePacked() {
    EncodingLimits limits = db.keyspace().limits();
    EntryIntset intset = Objects.requireNonNull(integers);
    int count = intset.count();
    int longest =
        count == 0
            ? 0
            : Math.max(
                IntegerText.length(intset.get(0)), IntegerText.length(intset.get(count - 1)));
    if (count >= limits.setEntries || longest > limits.setValueBytes) {
      makeLarge();
      return;
    }
    long[] members = new long[count];
    for (int i = 0; i < count; i++) {
      members[i] = intset.get(i);
    }
    packed = EntryListpack.replace(db, hash, intset.handle(), members);
    integers = null;
  }

  @Override
  protected long maxSmallEntries() {
    EncodingLimits limits = db.keyspace().limits();
    return Math.max(limits.setEntries, maxIntsetEntries(limits));
  }

  @Override
  protected void makeLarge() {
    LargeSet table = new LargeSet(db.arena(), db.keyspace().sipHash());
    int handle = integers != null ? integers.handle() : packed != null ? packed.handle() : 0;
    if (handle == 0) {
      handle = db.insertLarge(hash, key, Entry.SET, Entry.HASHTABLE, table);
    } else {
      forEach(reference -> show(reference, table::add));
      handle = db.toLarge(handle, hash, Entry.HASHTABLE, table);
      integers = null;
      packed = null;
    }
    setLarge(table, handle);
  }
}
