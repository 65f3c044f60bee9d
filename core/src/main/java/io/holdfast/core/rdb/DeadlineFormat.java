package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.element.CollectionValue;
import io.holdfast.core.hash.HashValue;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.core.set.SetValue;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.number.IntegerText;

/**
 * Values some of whose elements have deadlines.
 *
 * <pre>
 *  HASH_METADATA, SET_DEADLINES, SORTED_SET_DEADLINES
 *           | earliest deadline, ms since the epoch, 8 | number of elements | element | ...
 *  element  | 0, or 1 + its deadline - the earliest, a length | field | value |
 *                                                             | member |
 *                                                             | member | score, a double of 8 |
 *
 *  HASH_LISTPACK_EX
 *           | earliest deadline, 8 | listpack of field, value, deadline or 0, field, value ... |
 * </pre>
 *
 * The first is Redis's since 7.4, for hashes, and the last is read only; the others are Holdfast's
 * own. Whoever knows no deadlines refuses them all: by the version a payload says, which is {@value
 * #VERSION} at least, or by the type.
 *
 * <p>Elements that are due when they are read are left out, and if all are, there is no key.
 *
 * <p>Thread: the owner. Source: the layout that two independent parsers of RDB files agree on.
 */
public final class DeadlineFormat {
  /** The first RDB version that has hashes with deadlines. */
  public static final int VERSION = 12;

  private static final int LISTPACK_ELEMENTS = 3;

  private DeadlineFormat() {}

  // ---- writing -------------------------------------------------------------------------------

  /** Whether a value has to be written so: an element has a deadline. */
  static boolean isNeeded(LargeValue value) {
    return value.firstDeadlineMs() != Long.MAX_VALUE;
  }

  /** The code of a value. */
  static int type(LargeValue value) {
    return value instanceof LargeHash
        ? RdbType.HASH_METADATA
        : value instanceof LargeSet ? RdbType.SET_DEADLINES : RdbType.SORTED_SET_DEADLINES;
  }

  /** Whether it is the code of a value that is written so. */
  static boolean isTypeOf(int type) {
    return type == RdbType.HASH_METADATA
        || type == RdbType.SET_DEADLINES
        || type == RdbType.SORTED_SET_DEADLINES;
  }

  // ---- reading -------------------------------------------------------------------------------

  /** HASH_METADATA. */
  static void hash(HashValue hash, long nowMs, RdbInput in) {
    long firstMs = firstMs(in);
    int count = count(in);
    for (int i = 0; i < count; i++) {
      long atMs = deadlineMs(firstMs, in);
      put(hash, count, in.string(), in.string(), atMs, nowMs, in);
    }
  }

  /** HASH_LISTPACK_EX. */
  static void hashListpack(HashValue hash, long nowMs, RdbInput in) {
    firstMs(in);
    ByteRange listpack = in.string();
    byte[] bytes = listpack.array();
    int at = listpack.offset();
    int elements = ListpackCheck.entries(bytes, at, listpack.length());
    if (elements == 0 || elements % LISTPACK_ELEMENTS != 0) {
      throw in.damaged("not fields, values and deadlines");
    }
    int position = Listpack.first(bytes, at);
    while (position != Listpack.NONE) {
      ByteRange field = copy(bytes, at, position);
      position = Listpack.next(bytes, at, position);
      ByteRange value = copy(bytes, at, position);
      position = Listpack.next(bytes, at, position);
      ByteRange text = copy(bytes, at, position);
      position = Listpack.next(bytes, at, position);
      long atMs = IntegerText.parse(text.array(), text.offset(), text.length());
      if (IntegerText.isRefused(atMs, text.array(), text.offset(), text.length()) || atMs < 0) {
        throw in.damaged("not a deadline");
      }
      long orNoneMs = atMs == 0 ? ExpiringElements.NO_EXPIRY : atMs;
      put(hash, elements / LISTPACK_ELEMENTS, field, value, orNoneMs, nowMs, in);
    }
  }

  private static ByteRange copy(byte[] bytes, int at, int position) {
    BytesCopy copy = new BytesCopy();
    Listpacks.visit(bytes, at, position, copy);
    return copy.range();
  }

  private static void put(
      HashValue hash,
      int count,
      ByteRange field,
      ByteRange value,
      long atMs,
      long nowMs,
      RdbInput in) {
    if (isDue(atMs, nowMs)) {
      return;
    }
    hash.prepareFor(count);
    if (!hash.put(field, value)) {
      throw in.damaged("a field twice");
    }
    expireAt(hash, field, atMs);
  }

  /** SET_DEADLINES. */
  static void set(SetValue set, long nowMs, RdbInput in) {
    long firstMs = firstMs(in);
    int count = count(in);
    for (int i = 0; i < count; i++) {
      long atMs = deadlineMs(firstMs, in);
      ByteRange member = in.string();
      if (isDue(atMs, nowMs)) {
        continue;
      }
      if (set.isEmpty()) {
        set.prepareFor(count, member.array(), member.offset(), member.length());
      }
      if (!set.add(member.array(), member.offset(), member.length())) {
        throw in.damaged("a member twice");
      }
      expireAt(set, member, atMs);
    }
  }

  /** SORTED_SET_DEADLINES. */
  static void sortedSet(SortedSetValue set, long nowMs, RdbInput in) {
    long firstMs = firstMs(in);
    int count = count(in);
    for (int i = 0; i < count; i++) {
      long atMs = deadlineMs(firstMs, in);
      ByteRange member = in.string();
      double score = in.binaryDouble();
      if (isDue(atMs, nowMs)) {
        continue;
      }
      ValueReader.add(set, member, score, in);
      expireAt(set, member, atMs);
    }
  }

  private static int count(RdbInput in) {
    return ValueReader.count(in);
  }

  private static long firstMs(RdbInput in) {
    long firstMs = in.i64();
    if (firstMs < 0) {
      throw in.damaged("not a deadline");
    }
    return firstMs;
  }

  private static long deadlineMs(long firstMs, RdbInput in) {
    long more = in.length();
    if (more == 0) {
      return ExpiringElements.NO_EXPIRY;
    }
    if (more - 1 > Long.MAX_VALUE - firstMs) {
      throw in.damaged("deadline is too late");
    }
    return firstMs + more - 1;
  }

  private static boolean isDue(long atMs, long nowMs) {
    return atMs != ExpiringElements.NO_EXPIRY && atMs <= nowMs;
  }

  private static void expireAt(CollectionValue<?> value, ByteRange element, long atMs) {
    if (atMs != ExpiringElements.NO_EXPIRY) {
      value.expireAt(element, atMs);
    }
  }
}
