package io.holdfast.core.set;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.effect.LeftOut;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.ExpiringElements;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The operations on the set of one key, and moving between two. A key that does not exist is an
 * empty set, and a set that becomes empty is deleted.
 *
 * <p>Every operation throws {@link WrongTypeException} if its key holds another type. Thread: the
 * owner.
 */
final class SetOps {
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] SADD = ascii("SADD");
  private static final byte[] SMOVE = ascii("SMOVE");
  private static final byte[] SREM = ascii("SREM");

  private SetOps() {}

  // ---- reading -------------------------------------------------------------------------------

  /** SISMEMBER. */
  static boolean contains(Database db, ByteRange key, ByteRange member) {
    return SetValue.find(db, key).find(member) != 0;
  }

  /** SCARD. */
  static int size(Database db, ByteRange key) {
    return SetValue.find(db, key).size();
  }

  // ---- adding and removing -------------------------------------------------------------------

  /**
   * SADD: adds members.
   *
   * @return how many were absent
   */
  static int add(Database db, ByteRange key, ByteRanges members) {
    SetValue value = SetValue.findForWrite(db, key);
    if (members.count() == 0) {
      return 0;
    }
    value.prepareFor(members.count(), members.array(0), members.offset(0), members.length(0));
    LeftOut present = new LeftOut();
    int added = 0;
    for (int i = 0; i < members.count(); i++) {
      if (value.add(members.array(i), members.offset(i), members.length(i))) {
        added++;
      } else {
        present.add(i);
      }
    }
    if (added > 0) {
      log(db, SADD, key, members, present);
      db.changed(EventClass.SET, "sadd", key);
    }
    return added;
  }

  /**
   * SREM: removes members.
   *
   * @return how many there were
   */
  static int remove(Database db, ByteRange key, ByteRanges members) {
    SetValue value = SetValue.findForWrite(db, key);
    LeftOut absent = new LeftOut();
    int removed = 0;
    for (int i = 0; i < members.count(); i++) {
      int reference = value.isEmpty() ? 0 : value.find(members.range(i));
      if (reference != 0) {
        value.remove(reference);
        removed++;
      } else {
        absent.add(i);
      }
    }
    if (removed > 0) {
      boolean isEmpty = deleteIfEmpty(value);
      log(db, SREM, key, members, absent);
      db.changed(EventClass.SET, "srem", key);
      publishIfDeleted(db, key, isEmpty);
    }
    return removed;
  }

  /**
   * SMOVE: moves a member from one set to another, and its deadline with it, unless it is in the
   * other set too and keeps its own.
   *
   * @return whether it was in the first
   */
  static boolean move(Database db, ByteRange source, ByteRange destination, ByteRange member) {
    SetValue from = SetValue.findForWrite(db, source);
    if (from.size() == 0) {
      return false;
    }
    SetValue to = SetValue.findForWrite(db, destination);
    int reference = from.find(member);
    if (reference == 0 || source.equals(destination)) {
      return reference != 0;
    }
    long atMs = from.expireAtMs(reference);
    from.remove(reference);
    boolean isEmpty = deleteIfEmpty(from);
    to.prepareFor(1, member.array(), member.offset(), member.length());
    boolean isAdded = to.add(member.array(), member.offset(), member.length());
    if (isAdded && atMs != ExpiringElements.NO_EXPIRY) {
      to.expireAt(member, atMs);
    }
    if (db.keyspace().effects().isActive()) {
      EffectWriter effect = db.keyspace().effects().write(SMOVE, source);
      effect.add(destination).add(member).emit(db.index());
    }
    db.changed(EventClass.SET, "srem", source);
    publishIfDeleted(db, source, isEmpty);
    if (isAdded) {
      db.changed(EventClass.SET, "sadd", destination);
    }
    return true;
  }

  // ---- chance --------------------------------------------------------------------------------

  /**
   * SPOP: removes a member drawn at random and shows it.
   *
   * @return whether there was one
   */
  static boolean pop(Database db, ByteRange key, BytesVisitor visitor) {
    SetValue value = SetValue.findForWrite(db, key);
    if (value.size() == 0) {
      return false;
    }
    int reference = value.random();
    value.show(reference, visitor);
    EffectWriter effect = null;
    if (db.keyspace().effects().isActive()) {
      effect = db.keyspace().effects().write(SREM, key);
      value.show(reference, effect::add);
    }
    value.remove(reference);
    boolean isEmpty = deleteIfEmpty(value);
    if (effect != null) {
      effect.emit(db.index());
    }
    db.changed(EventClass.SET, "spop", key);
    publishIfDeleted(db, key, isEmpty);
    return true;
  }

  /**
   * SPOP with a count: removes members drawn at random and shows them.
   *
   * @param count how many; all if there are not more
   * @param header receives the number of members before the first is shown
   */
  static void pop(
      Database db, ByteRange key, long count, IntConsumer header, BytesVisitor visitor) {
    SetValue value = SetValue.findForWrite(db, key);
    int size = value.size();
    header.accept((int) Math.min(count, size));
    if (count == 0 || size == 0) {
      return;
    }
    boolean isEmpty = count >= size;
    if (isEmpty) {
      popAll(db, value, visitor);
    } else {
      boolean isLogged = db.keyspace().effects().isActive();
      List<byte[]> popped = new ArrayList<>();
      value.popSome(
          (int) count,
          reference -> {
            value.show(reference, visitor);
            if (isLogged) {
              value.show(reference, copyTo(popped));
            }
          });
      if (isLogged) {
        db.keyspace().effects().write(SREM, key).addAll(popped).emit(db.index());
      }
    }
    db.changed(EventClass.SET, "spop", key);
    publishIfDeleted(db, key, isEmpty);
  }

  private static void popAll(Database db, SetValue value, BytesVisitor visitor) {
    value.forEach(reference -> value.show(reference, visitor));
    value.delete();
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(DEL, value.key()).emit(db.index());
    }
  }

  // ---- inside --------------------------------------------------------------------------------

  private static void log(
      Database db, byte[] verb, ByteRange key, ByteRanges members, LeftOut leftOut) {
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(verb, key).addAll(members, leftOut).emit(db.index());
    }
  }

  private static BytesVisitor copyTo(List<byte[]> effect) {
    return (bytes, offset, length) ->
        effect.add(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  private static boolean deleteIfEmpty(SetValue value) {
    boolean isEmpty = value.isEmpty();
    if (isEmpty) {
      value.delete();
    }
    return isEmpty;
  }

  private static void publishIfDeleted(Database db, ByteRange key, boolean isDeleted) {
    if (isDeleted) {
      db.publish(EventClass.GENERIC, "del", key);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
