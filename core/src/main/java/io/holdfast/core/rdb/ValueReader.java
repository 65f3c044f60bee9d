package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.hash.HashValue;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.core.list.ListValue;
import io.holdfast.core.set.SetValue;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.core.stream.StreamValue;
import io.holdfast.core.string.StringOps;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.intset.IntsetCheck;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import java.util.function.ToDoubleFunction;

/**
 * Reads a serialised value into an entry for a key that is absent. Nothing in the bytes is
 * believed: listpacks are checked to the last byte, and what no value can be is refused.
 *
 * <p>There may be no key afterwards, see {@link DeadlineFormat}. If a method throws, it may hold a
 * part of the value; whoever called deletes it.
 *
 * <p>Thread: the owner.
 */
public final class ValueReader {
  /** What an element takes in a table. */
  private static final int USUAL_ELEMENT_BYTES = 8;

  /** Members that take more are not made a listpack first. */
  private static final int MAX_SMALL_SET_BYTES = 1 << 16;

  private ValueReader() {}

  /**
   * Reads a value.
   *
   * @param hash the hash of the key
   * @param type the code that stands before it, or before its key
   * @return the entry's handle; 0 if there is none
   * @throws DamagedBytesException if the bytes are no value
   */
  public static int read(Database db, long hash, ByteRange key, int type, RdbInput in) {
    return switch (type) {
      case RdbType.STRING -> StringOps.load(db, hash, key, in.string(), Database.NO_EXPIRY);
      case RdbType.LIST_QUICKLIST_2 -> quicklist(db, hash, key, in);
      case RdbType.SET -> set(db, hash, key, in);
      case RdbType.SET_INTSET,
          RdbType.SET_LISTPACK,
          RdbType.SORTED_SET_LISTPACK,
          RdbType.HASH_LISTPACK ->
          packed(db, hash, key, type, in);
      default -> {
        readCollection(db, key, type, in);
        yield find(db, hash, key);
      }
    };
  }

  private static int find(Database db, long hash, ByteRange key) {
    return db.peek(hash, key.array(), key.offset(), key.length());
  }

  /** A collection in one string: taken as it is, or if that cannot be, element by element. */
  private static int packed(Database db, long hash, ByteRange key, int type, RdbInput in) {
    ByteRange bytes = in.string();
    int handle =
        switch (type) {
          case RdbType.SET_INTSET -> SetValue.takeIntset(db, hash, key, bytes);
          case RdbType.SET_LISTPACK -> SetValue.take(db, hash, key, bytes);
          case RdbType.SORTED_SET_LISTPACK -> SortedSetValue.take(db, hash, key, bytes);
          default -> HashValue.take(db, hash, key, bytes);
        };
    if (handle != 0) {
      return handle;
    }
    switch (type) {
      case RdbType.SET_INTSET -> intset(SetValue.findForWrite(db, key), bytes, in);
      case RdbType.SET_LISTPACK -> setListpack(SetValue.findForWrite(db, key), bytes, in);
      case RdbType.SORTED_SET_LISTPACK ->
          sortedSetListpack(SortedSetValue.findForWrite(db, key), bytes, in);
      default ->
          HashValue.findForWrite(db, key).load(bytes.array(), bytes.offset(), bytes.length());
    }
    return find(db, hash, key);
  }

  private static void readCollection(Database db, ByteRange key, int type, RdbInput in) {
    long nowMs = db.keyspace().dueMs();
    switch (type) {
      case RdbType.LIST -> list(ListValue.findForWrite(db, key), in);
      case RdbType.SORTED_SET ->
          sortedSet(SortedSetValue.findForWrite(db, key), in, RdbInput::textDouble);
      case RdbType.SORTED_SET_2 ->
          sortedSet(SortedSetValue.findForWrite(db, key), in, RdbInput::binaryDouble);
      case RdbType.HASH -> hash(HashValue.findForWrite(db, key), in);
      case RdbType.HASH_ZIPMAP -> ZiplistFormat.zipmap(HashValue.findForWrite(db, key), in);
      case RdbType.LIST_ZIPLIST -> ZiplistFormat.list(ListValue.findForWrite(db, key), in);
      case RdbType.LIST_QUICKLIST -> ZiplistFormat.quicklist(ListValue.findForWrite(db, key), in);
      case RdbType.HASH_ZIPLIST -> ZiplistFormat.hash(HashValue.findForWrite(db, key), in);
      case RdbType.SORTED_SET_ZIPLIST ->
          ZiplistFormat.sortedSet(SortedSetValue.findForWrite(db, key), in);
      case RdbType.STREAM, RdbType.STREAM_2, RdbType.STREAM_3 ->
          new StreamReader(in, StreamValue.create(db, key), type).read();
      case RdbType.HASH_METADATA -> DeadlineFormat.hash(HashValue.findForWrite(db, key), nowMs, in);
      case RdbType.HASH_LISTPACK_EX ->
          DeadlineFormat.hashListpack(HashValue.findForWrite(db, key), nowMs, in);
      case RdbType.SET_DEADLINES -> DeadlineFormat.set(SetValue.findForWrite(db, key), nowMs, in);
      case RdbType.SORTED_SET_DEADLINES ->
          DeadlineFormat.sortedSet(SortedSetValue.findForWrite(db, key), nowMs, in);
      default -> throw in.damaged("unknown type " + type);
    }
  }

  private static void list(ListValue list, RdbInput in) {
    int count = count(in);
    for (int i = 0; i < count; i++) {
      list.loadElement(in.string());
    }
  }

  private static int quicklist(Database db, long hash, ByteRange key, RdbInput in) {
    int nodes = count(in);
    long container = in.length();
    ByteRange node = in.string();
    if (nodes == 1 && container == RdbType.PACKED_NODE) {
      int handle = ListValue.take(db, hash, key, node);
      if (handle != 0) {
        return handle;
      }
    }
    ListValue list = ListValue.findForWrite(db, key);
    node(list, container, node, in);
    for (int i = 1; i < nodes; i++) {
      node(list, in.length(), in.string(), in);
    }
    list.loaded();
    return find(db, hash, key);
  }

  private static void node(ListValue list, long container, ByteRange node, RdbInput in) {
    if (container == RdbType.PACKED_NODE) {
      list.loadListpack(node.array(), node.offset(), node.length());
    } else if (container == RdbType.PLAIN_NODE) {
      list.loadElement(node);
    } else {
      throw in.damaged("unknown container " + container);
    }
  }

  private static int set(Database db, long hash, ByteRange key, RdbInput in) {
    int count = count(in);
    if (count <= db.keyspace().limits().setEntries) {
      return smallSet(db, hash, key, count, in);
    }
    SetValue set = SetValue.findForWrite(db, key);
    LargeSet large = set.largeFor(count, room(count, in));
    if (large != null) {
      new ElementBatch(in).read(large, count);
    } else {
      for (int i = 0; i < count; i++) {
        add(set, i == 0 ? count : 0, in.string(), in);
      }
    }
    return find(db, hash, key);
  }

  /** Members that come one by one and fit a listpack: it is made first, and then taken whole. */
  private static int smallSet(Database db, long hash, ByteRange key, int count, RdbInput in) {
    ByteRange[] members = new ByteRange[count];
    long bytes = Listpack.EMPTY_BYTES;
    boolean isIntegers = true;
    for (int i = 0; i < count; i++) {
      ByteRange member = in.string();
      members[i] = member;
      bytes += Listpack.entryBytes(member.array(), member.offset(), member.length());
      isIntegers &= IntegerText.isLong(member.array(), member.offset(), member.length());
    }
    if (!isIntegers && bytes <= MAX_SMALL_SET_BYTES) {
      byte[] listpack = new byte[(int) bytes];
      Listpack.create(listpack, 0);
      for (ByteRange member : members) {
        Listpack.append(listpack, 0, member.array(), member.offset(), member.length());
      }
      int handle = SetValue.take(db, hash, key, ByteRange.of(listpack));
      if (handle != 0) {
        return handle;
      }
    }
    SetValue set = SetValue.findForWrite(db, key);
    for (int i = 0; i < count; i++) {
      add(set, i == 0 ? count : 0, members[i], in);
    }
    return find(db, hash, key);
  }

  private static void intset(SetValue set, ByteRange intset, RdbInput in) {
    byte[] bytes = intset.array();
    int at = intset.offset();
    int count = IntsetCheck.elements(bytes, at, intset.length());
    if (count == 0) {
      throw in.damaged("no elements");
    }
    byte[] text = new byte[IntegerText.MAX_LENGTH];
    for (int i = 0; i < count; i++) {
      int length = IntegerText.write(Intset.get(bytes, at, i), text, 0);
      add(set, i == 0 ? count : 0, ByteRange.of(text, 0, length), in);
    }
  }

  private static void setListpack(SetValue set, ByteRange listpack, RdbInput in) {
    byte[] bytes = listpack.array();
    int at = listpack.offset();
    int[] expected = {ListpackCheck.entries(bytes, at, listpack.length())};
    if (expected[0] == 0) {
      throw in.damaged("no elements");
    }
    int member = Listpack.first(bytes, at);
    for (; member != Listpack.NONE; member = Listpack.next(bytes, at, member)) {
      Listpacks.visit(
          bytes,
          at,
          member,
          (array, offset, length) -> {
            add(set, expected[0], ByteRange.of(array, offset, length), in);
            expected[0] = 0;
          });
    }
  }

  /**
   * Adds a member.
   *
   * @param expected how many there will be, if this is the first; else 0
   */
  private static void add(SetValue set, int expected, ByteRange member, RdbInput in) {
    if (expected > 0) {
      set.prepareFor(expected, member.array(), member.offset(), member.length());
    }
    if (!set.add(member.array(), member.offset(), member.length())) {
      throw in.damaged("a member twice");
    }
  }

  private static void sortedSet(SortedSetValue set, RdbInput in, ToDoubleFunction<RdbInput> score) {
    int count = count(in);
    LargeSortedSet large = set.largeFor(count, room(count, in));
    if (large != null) {
      new ElementBatch(in).read(large, count, score);
      return;
    }
    for (int i = 0; i < count; i++) {
      ByteRange member = in.string();
      add(set, member, score.applyAsDouble(in), in);
    }
  }

  private static void sortedSetListpack(SortedSetValue set, ByteRange listpack, RdbInput in) {
    byte[] bytes = listpack.array();
    int at = listpack.offset();
    int count = ListpackCheck.entries(bytes, at, listpack.length());
    if (count == 0 || count % 2 != 0) {
      throw in.damaged("not members and scores");
    }
    BytesCopy member = new BytesCopy();
    int position = Listpack.first(bytes, at);
    while (position != Listpack.NONE) {
      Listpacks.visit(bytes, at, position, member);
      int score = Listpack.next(bytes, at, position);
      Listpacks.visit(
          bytes,
          at,
          score,
          (array, offset, length) ->
              add(set, member.range(), DoubleText.parse(array, offset, length), in));
      position = Listpack.next(bytes, at, score);
    }
  }

  /** Adds a member that is absent. */
  static void add(SortedSetValue set, ByteRange member, double score, RdbInput in) {
    if (Double.isNaN(score)) {
      throw in.damaged("a score that is no number");
    }
    if (set.find(member) != 0) {
      throw in.damaged("a member twice");
    }
    set.insert(member, score);
  }

  private static void hash(HashValue hash, RdbInput in) {
    int count = count(in);
    LargeHash large = hash.largeFor(count, room(count, in));
    if (large != null) {
      new ElementBatch(in).read(large, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      ByteRange field = in.string();
      if (!hash.put(field, in.string())) {
        throw in.damaged("a field twice");
      }
    }
  }

  /** For how many elements to make room: who says there are more than could be gets no more. */
  private static long room(int count, RdbInput in) {
    return Math.min(count, in.remaining() / USUAL_ELEMENT_BYTES);
  }

  /** A number of elements: no collection is empty. */
  static int count(RdbInput in) {
    int count = in.count();
    if (count == 0) {
      throw in.damaged("no elements");
    }
    return count;
  }
}
