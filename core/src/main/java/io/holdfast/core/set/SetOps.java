package io.holdfast.core.set;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.ExpiringElements;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

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
    List<byte[]> effect = effect(db, SADD, key);
    int added = 0;
    for (int i = 0; i < members.count(); i++) {
      if (value.add(members.array(i), members.offset(i), members.length(i))) {
        added++;
        if (effect != null) {
          effect.add(members.copy(i));
        }
      }
    }
    if (added > 0) {
      emit(db, effect);
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
    List<byte[]> effect = effect(db, SREM, key);
    int removed = 0;
    for (int i = 0; i < members.count() && !value.isEmpty(); i++) {
      int reference = value.find(members.array(i), members.offset(i), members.length(i));
      if (reference != 0) {
        value.remove(reference);
        removed++;
        if (effect != null) {
          effect.add(members.copy(i));
        }
      }
    }
    if (removed > 0) {
      boolean isEmpty = deleteIfEmpty(value);
      emit(db, effect);
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
    List<byte[]> effect = effect(db, SMOVE, source);
    if (effect != null) {
      effect.add(destination.copy());
      effect.add(member.copy());
      emit(db, effect);
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
    List<byte[]> effect = effect(db, SREM, key);
    int reference = value.random();
    value.show(reference, visitor);
    if (effect != null) {
      value.show(reference, copyTo(effect));
    }
    value.remove(reference);
    boolean isEmpty = deleteIfEmpty(value);
    emit(db, effect);
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
      List<byte[]> effect = effect(db, SREM, key);
      value.popSome(
          (int) count,
          reference -> {
            value.show(reference, visitor);
            if (effect != null) {
              value.show(reference, copyTo(effect));
            }
          });
      emit(db, effect);
    }
    db.changed(EventClass.SET, "spop", key);
    publishIfDeleted(db, key, isEmpty);
  }

  private static void popAll(Database db, SetValue value, BytesVisitor visitor) {
    value.forEach(reference -> value.show(reference, visitor));
    value.delete();
    emit(db, effect(db, DEL, value.key()));
  }

  // ---- inside --------------------------------------------------------------------------------

  /** The beginning of an effect; null if nobody listens. */
  static @Nullable List<byte[]> effect(Database db, byte[] verb, ByteRange key) {
    if (!db.keyspace().effects().isActive()) {
      return null;
    }
    List<byte[]> effect = new ArrayList<>();
    effect.add(verb);
    effect.add(key.copy());
    return effect;
  }

  static void emit(Database db, @Nullable List<byte[]> effect) {
    if (effect != null) {
      db.keyspace().effects().emit(db.index(), effect.toArray(byte[][]::new));
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
