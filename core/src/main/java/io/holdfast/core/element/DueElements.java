package io.holdfast.core.element;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.ExpiringElements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happens to elements whose time has come: they go, and the key with the last of them.
 *
 * <p>An element is gone from the moment of its deadline, as a key is: {@link CollectionValue} does
 * not show it. The expiry cycle removes it on time, and a look-up of the key that comes before the
 * cycle removes some, which is all of them unless many fell due at once. What is removed together
 * is logged as one HDEL, SREM or ZREM and published as one "hexpired", "sexpired" or "zexpired". A
 * collection all of whose elements are due, and which are too many to be removed together, goes at
 * once, as one DEL.
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
public final class DueElements {
  private static final byte[] DEL = ElementType.ascii("DEL");

  private DueElements() {}

  /**
   * Removes elements that are due, the earliest first.
   *
   * @param handle an entry in a large encoding whose elements may expire
   * @param limit how many before giving way
   * @return how many steps that took; less than {@code limit} if no more are due
   */
  public static int expire(Database db, int handle, int limit) {
    ElementType type = ElementType.ofEntry(db.type(handle));
    ExpiringElements elements = (ExpiringElements) db.large(handle);
    long nowMs = db.keyspace().dueMs();
    if (elements.size() > limit && elements.areAllDue(nowMs)) {
      ByteRange key = ByteRange.of(db.key(handle));
      db.delete(handle, db.hash(handle));
      if (db.keyspace().effects().isActive()) {
        db.keyspace().effects().write(DEL, key).emit(db.index());
      }
      publish(db, type, key, true);
      return 1;
    }
    boolean isLogged = db.keyspace().effects().isActive();
    List<byte[]> gone = new ArrayList<>();
    int count = 0;
    for (; count < limit && elements.firstDeadlineMs() <= nowMs; count++) {
      int element = elements.firstExpiring();
      if (isLogged) {
        gone.add(bytes(elements, element));
      }
      elements.remove(element);
    }
    if (count > 0) {
      ByteRange key = ByteRange.of(db.key(handle));
      boolean isEmpty = elements.size() == 0;
      if (isEmpty) {
        db.delete(handle, db.hash(handle));
      } else {
        db.elementDeadlinesChanged(handle);
      }
      log(db, type, key, gone);
      publish(db, type, key, isEmpty);
    }
    return count;
  }

  /**
   * Removes one element that is due, and leaves the rest, and an empty collection, to the caller.
   */
  static void expireOne(Database db, ByteRange key, int handle, ExpiringElements elements, int at) {
    ElementType type = ElementType.ofEntry(db.type(handle));
    List<byte[]> gone = List.of(bytes(elements, at));
    elements.remove(at);
    log(db, type, key, gone);
    publish(db, type, key, false);
  }

  private static void log(Database db, ElementType type, ByteRange key, List<byte[]> gone) {
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(type.removeVerb, key).addAll(gone).emit(db.index());
    }
  }

  private static void publish(Database db, ElementType type, ByteRange key, boolean isDeleted) {
    db.changed(type.eventClass, type.expiredEvent, key);
    if (isDeleted) {
      db.publish(EventClass.GENERIC, "del", key);
    }
  }

  private static byte[] bytes(ExpiringElements elements, int element) {
    int offset = elements.offset(element);
    return Arrays.copyOfRange(elements.page(element), offset, offset + elements.length(element));
  }
}
