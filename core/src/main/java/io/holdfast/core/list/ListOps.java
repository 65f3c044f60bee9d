package io.holdfast.core.list;

import io.holdfast.CommandException;
import io.holdfast.ListEnd;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The operations on lists. A key that does not exist is an empty list, and a list that becomes
 * empty is deleted. Indexes count from the head, negative ones from the tail.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class ListOps {
  static final String NOT_POSITIVE = "ERR value is out of range, must be positive";
  static final String COUNT_BELOW_1 = "ERR count should be greater than 0";

  private static final byte[] AFTER = ascii("AFTER");
  private static final byte[] BEFORE = ascii("BEFORE");
  private static final byte[] LINSERT = ascii("LINSERT");
  private static final byte[] LMOVE = ascii("LMOVE");
  private static final byte[] LREM = ascii("LREM");
  private static final byte[] LSET = ascii("LSET");
  private static final byte[] LTRIM = ascii("LTRIM");

  private ListOps() {}

  // ---- adding --------------------------------------------------------------------------------

  /**
   * LPUSH, RPUSH, LPUSHX, RPUSHX: adds elements at an end, one after the other.
   *
   * @param onlyIfExists whether to leave a key that does not exist alone
   * @return the list's length from now on
   */
  static long push(
      Database db, ByteRange key, ListEnd end, ByteRanges elements, boolean onlyIfExists) {
    ListValue list = ListValue.findForWrite(db, key);
    if (onlyIfExists && list.size() == 0) {
      return 0;
    }
    list.prepareFor(elements);
    for (int i = 0; i < elements.count(); i++) {
      list.push(end, elements.range(i));
    }
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(EndWords.of(end).push(), key);
      effect.addAll(elements).emit(db.index());
    }
    db.changed(EventClass.LIST, EndWords.of(end).pushed(), key);
    return list.size();
  }

  /**
   * LINSERT: adds an element beside the first one that is the pivot.
   *
   * @return the list's length from now on; -1 if there is no such pivot, 0 if no such key
   */
  static long insert(
      Database db, ByteRange key, boolean before, ByteRange pivot, ByteRange element) {
    ListValue list = ListValue.findForWrite(db, key);
    if (list.size() == 0) {
      return 0;
    }
    // As in Redis, a list may convert for an element that then finds no pivot: one walk is enough.
    list.prepareFor(element);
    if (!list.insert(pivot, before, element)) {
      return -1;
    }
    EffectLog effects = db.keyspace().effects();
    if (effects.isActive()) {
      byte[] side = before ? BEFORE : AFTER;
      effects.write(LINSERT, key).add(side).add(pivot).add(element).emit(db.index());
    }
    db.changed(EventClass.LIST, "linsert", key);
    return list.size();
  }

  /**
   * LSET: puts an element in the place of another.
   *
   * @throws CommandException "ERR no such key", "ERR index out of range"
   */
  static void set(Database db, ByteRange key, long index, ByteRange element) {
    set(db, key, existing(db, key), index, element);
  }

  /** The list of a key that must exist. */
  static ListValue existing(Database db, ByteRange key) {
    ListValue list = ListValue.findForWrite(db, key);
    if (list.size() == 0) {
      throw new CommandException("ERR no such key");
    }
    return list;
  }

  /** As {@link #set(Database, ByteRange, long, ByteRange)}, of a list that was looked up. */
  static void set(Database db, ByteRange key, ListValue list, long index, ByteRange element) {
    list.prepareFor(element);
    if (!list.replace(index, element)) {
      throw new CommandException("ERR index out of range");
    }
    list.settle();
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(LSET, key).add(index).add(element).emit(db.index());
    }
    db.changed(EventClass.LIST, "lset", key);
  }

  // ---- removing ------------------------------------------------------------------------------

  /**
   * LPOP, RPOP: takes elements from an end.
   *
   * @param count how many; all if there are not more
   * @param visitor is shown each before it goes, the one at the end first
   */
  static void pop(Database db, ByteRange key, ListEnd end, long count, BytesVisitor visitor) {
    pop(db, key, ListValue.findForWrite(db, key), end, count, visitor);
  }

  /** As {@link #pop(Database, ByteRange, ListEnd, long, BytesVisitor)}, of a list looked up. */
  static void pop(
      Database db, ByteRange key, ListValue list, ListEnd end, long count, BytesVisitor visitor) {
    long size = list.size();
    long taken = Math.min(count, size);
    if (taken == 0) {
      return;
    }
    boolean atTail = end == ListEnd.RIGHT;
    list.forEach(atTail ? size - 1 : 0, taken, atTail, visitor);
    remove(db, key, list, end, taken);
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(EndWords.of(end).pop(), key);
      if (taken > 1) {
        effect.add(taken);
      }
      effect.emit(db.index());
    }
  }

  /**
   * Checks how many elements LPOP or RPOP is to take.
   *
   * @throws CommandException "ERR value is out of range, must be positive"
   */
  static void checkPopCount(long count) {
    if (count < 0) {
      throw new CommandException(NOT_POSITIVE);
    }
  }

  /**
   * Checks how many elements LMPOP is to take.
   *
   * @throws CommandException "ERR count should be greater than 0"
   */
  static void checkCount(long count) {
    if (count < 1) {
      throw new CommandException(COUNT_BELOW_1);
    }
  }

  /** Removes elements at an end, and tells. */
  private static void remove(Database db, ByteRange key, ListValue list, ListEnd end, long count) {
    long size = list.size();
    boolean isDeleted = count == size;
    if (isDeleted) {
      list.delete();
    } else {
      list.removeRange(end == ListEnd.RIGHT ? size - count : 0, count);
      list.settle();
    }
    db.changed(EventClass.LIST, EndWords.of(end).popped(), key);
    if (isDeleted) {
      db.publish(EventClass.GENERIC, "del", key);
    }
  }

  /**
   * LMOVE, RPOPLPUSH: takes an element from an end of a list and adds it at an end of another,
   * which may be the same.
   *
   * @return the element; null if the first list is empty
   */
  static byte @Nullable [] move(
      Database db, ByteRange from, ListEnd fromEnd, ByteRange to, ListEnd toEnd) {
    ListValue source = ListValue.findForWrite(db, from);
    if (source.size() == 0) {
      return null;
    }
    boolean isSame = from.equals(to);
    ListValue target = isSame ? source : ListValue.findForWrite(db, to);
    BytesCopy element = new BytesCopy();
    source.get(fromEnd == ListEnd.LEFT ? 0 : -1, element);
    if (isSame) {
      source.removeRange(fromEnd == ListEnd.LEFT ? 0 : source.size() - 1, 1);
      source.prepareFor(element.range());
      source.push(toEnd, element.range());
      source.settle();
      db.publish(EventClass.LIST, EndWords.of(toEnd).pushed(), to);
      db.changed(EventClass.LIST, EndWords.of(fromEnd).popped(), from);
    } else {
      target.prepareFor(element.range());
      target.push(toEnd, element.range());
      db.changedToo(to.array(), to.offset(), to.length());
      db.publish(EventClass.LIST, EndWords.of(toEnd).pushed(), to);
      // Adding to the other list may have moved entries, never this one's elements.
      remove(db, from, ListValue.findForWrite(db, from), fromEnd, 1);
    }
    EffectLog effects = db.keyspace().effects();
    if (effects.isActive()) {
      EffectWriter effect = effects.write(LMOVE, from).add(to);
      effect.add(ascii(fromEnd.name())).add(ascii(toEnd.name())).emit(db.index());
    }
    return element.bytes();
  }

  /**
   * LREM: removes elements that are these bytes.
   *
   * @param count how many at most, from the head if above 0, from the tail if below; 0 for all
   * @return how many were removed
   */
  static long removeEqual(Database db, ByteRange key, long count, ByteRange element) {
    ListValue list = ListValue.findForWrite(db, key);
    long removed = list.removeEqual(element, count);
    if (removed == 0) {
      return 0;
    }
    boolean isDeleted = list.settle();
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(LREM, key).add(count).add(element).emit(db.index());
    }
    db.changed(EventClass.LIST, "lrem", key);
    if (isDeleted) {
      db.publish(EventClass.GENERIC, "del", key);
    }
    return removed;
  }

  /** LTRIM: removes all elements but those from one index to another, both included. */
  static void trim(Database db, ByteRange key, long start, long stop) {
    ListValue list = ListValue.findForWrite(db, key);
    long size = list.size();
    if (size == 0) {
      return;
    }
    long kept = list.countBetween(start, stop);
    boolean isDeleted = kept == 0;
    if (isDeleted) {
      list.delete();
    } else {
      long atHead = list.fromHead(start);
      list.removeRange(atHead + kept, size - atHead - kept);
      list.removeRange(0, atHead);
      list.settle();
    }
    if (kept < size) {
      if (db.keyspace().effects().isActive()) {
        db.keyspace().effects().write(LTRIM, key).add(start).add(stop).emit(db.index());
      }
      db.changed(EventClass.LIST, "ltrim", key);
    } else {
      db.changedToo(key.array(), key.offset(), key.length());
      db.publish(EventClass.LIST, "ltrim", key);
    }
    if (isDeleted) {
      db.publish(EventClass.GENERIC, "del", key);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
