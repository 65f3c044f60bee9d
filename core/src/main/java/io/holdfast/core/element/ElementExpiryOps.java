package io.holdfast.core.element;

import io.holdfast.ExpireCondition;
import io.holdfast.ExpireTime;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.generic.ExpiryOps;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.ExpiringElements;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations on the deadlines of elements, for one type. A collection one of whose elements is
 * given a deadline takes its large encoding.
 *
 * <p>Every operation throws {@link WrongTypeException} if its key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
public final class ElementExpiryOps {
  /** There is no such element. */
  public static final int NO_ELEMENT = -2;

  /** The element has no deadline. */
  public static final int NO_DEADLINE = -1;

  /** The condition did not hold. */
  public static final int REFUSED = 0;

  /** The deadline is set, or taken away. */
  public static final int DONE = 1;

  /** The deadline had passed, and the element was removed. */
  public static final int REMOVED = 2;

  private final ElementType type;
  private final Finder forReading;
  private final Finder forWriting;

  /** Looks a key up for its collection. */
  @FunctionalInterface
  public interface Finder {
    /**
     * The collection of a key, empty if the key does not exist.
     *
     * @throws WrongTypeException if it holds another type
     */
    CollectionValue<?> find(Database db, ByteRange key);
  }

  /** The operations of a type. */
  public ElementExpiryOps(ElementType type, Finder forReading, Finder forWriting) {
    this.type = type;
    this.forReading = forReading;
    this.forWriting = forWriting;
  }

  ElementType type() {
    return type;
  }

  /**
   * HPEXPIREAT, SPEXPIREAT, ZPEXPIREAT: sets when elements expire; a time that is not in the future
   * removes them.
   *
   * @param atMs ms since the epoch
   * @return for each element {@link #NO_ELEMENT}, {@link #REFUSED}, {@link #DONE} or {@link
   *     #REMOVED}
   */
  public int[] expireAt(
      Database db, ByteRange key, ByteRanges elements, long atMs, ExpireCondition condition) {
    CollectionValue<?> value = forWriting.find(db, key);
    int[] codes = new int[elements.count()];
    Changes changes = new Changes(db, value);
    for (int i = 0; i < elements.count(); i++) {
      ByteRange element = elements.range(i);
      int reference = value.find(element);
      if (reference == 0) {
        codes[i] = NO_ELEMENT;
      } else if (ExpiryOps.holds(condition, value.expireAtMs(reference), atMs)) {
        codes[i] = changes.expireAt(element, reference, atMs);
      }
    }
    changes.tell(atMs);
    return codes;
  }

  /**
   * HPEXPIRETIME, SPEXPIRETIME, ZPEXPIRETIME: for each element when it expires, in ms since the
   * epoch, {@link #NO_DEADLINE} or {@link #NO_ELEMENT}.
   */
  public long[] expireTimesMs(Database db, ByteRange key, ByteRanges elements) {
    CollectionValue<?> value = forReading.find(db, key);
    long[] times = new long[elements.count()];
    for (int i = 0; i < times.length; i++) {
      int reference = value.find(elements.range(i));
      times[i] = reference == 0 ? ExpireTime.NO_KEY : value.expireAtMs(reference);
    }
    return times;
  }

  /**
   * HPTTL, SPTTL, ZPTTL: for each element the ms left, {@link #NO_DEADLINE} or {@link #NO_ELEMENT}.
   */
  public long[] ttlsMs(Database db, ByteRange key, ByteRanges elements) {
    long[] times = expireTimesMs(db, key, elements);
    for (int i = 0; i < times.length; i++) {
      times[i] -= times[i] < 0 ? 0 : db.keyspace().nowMs();
    }
    return times;
  }

  /**
   * HPERSIST, SPERSIST, ZPERSIST: takes the deadlines of elements away.
   *
   * @return for each element {@link #NO_ELEMENT}, {@link #NO_DEADLINE} or {@link #DONE}
   */
  public int[] persist(Database db, ByteRange key, ByteRanges elements) {
    CollectionValue<?> value = forWriting.find(db, key);
    int[] codes = new int[elements.count()];
    Changes changes = new Changes(db, value);
    for (int i = 0; i < elements.count(); i++) {
      ByteRange element = elements.range(i);
      int reference = value.find(element);
      codes[i] = reference == 0 ? NO_ELEMENT : changes.persist(element, reference);
    }
    changes.tell(Database.NO_EXPIRY);
    return codes;
  }

  /**
   * Changes when elements that are there expire.
   *
   * @param atMs ms since the epoch, {@link Database#NO_EXPIRY} or {@link Database#KEEP_EXPIRY}
   */
  public void change(Database db, CollectionValue<?> value, ByteRanges elements, long atMs) {
    if (atMs == Database.KEEP_EXPIRY) {
      return;
    }
    Changes changes = new Changes(db, value);
    for (int i = 0; i < elements.count(); i++) {
      ByteRange element = elements.range(i);
      int reference = value.find(element);
      if (reference != 0 && atMs == Database.NO_EXPIRY) {
        changes.persist(element, reference);
      } else if (reference != 0) {
        changes.expireAt(element, reference, atMs);
      }
    }
    changes.tell(atMs);
  }

  /** What one operation did to the elements of a collection, to be told when it is complete. */
  private final class Changes {
    private final Database db;
    private final CollectionValue<?> value;
    private final List<byte[]> changed = new ArrayList<>();
    private final List<byte[]> removed = new ArrayList<>();

    Changes(Database db, CollectionValue<?> value) {
      this.db = db;
      this.value = value;
    }

    int expireAt(ByteRange element, int reference, long atMs) {
      if (atMs <= db.keyspace().dueMs()) {
        value.remove(reference);
        removed.add(element.copy());
        return REMOVED;
      }
      value.expireAt(element, atMs);
      changed.add(element.copy());
      return DONE;
    }

    int persist(ByteRange element, int reference) {
      if (value.expireAtMs(reference) == ExpiringElements.NO_EXPIRY) {
        return NO_DEADLINE;
      }
      value.persist(element);
      changed.add(element.copy());
      return DONE;
    }

    /**
     * Logs and publishes; deletes the key if no element is left.
     *
     * @param atMs the deadline of the elements that changed, or {@link Database#NO_EXPIRY}
     */
    void tell(long atMs) {
      ByteRange key = value.key();
      if (!changed.isEmpty()) {
        boolean expires = atMs != Database.NO_EXPIRY;
        log(expires ? type.expireVerb : type.persistVerb, expires ? atMs : 0, changed);
        db.changed(type.eventClass, expires ? type.expireEvent : type.persistEvent, key);
      }
      if (!removed.isEmpty()) {
        boolean isEmpty = value.isEmpty();
        if (isEmpty) {
          value.delete();
        }
        log(type.removeVerb, 0, removed);
        db.changed(type.eventClass, type.removedEvent, key);
        if (isEmpty) {
          db.publish(EventClass.GENERIC, "del", key);
        }
      }
    }

    private void log(byte[] verb, long atMs, List<byte[]> elements) {
      if (!db.keyspace().effects().isActive()) {
        return;
      }
      EffectWriter effect = db.keyspace().effects().write(verb, value.key());
      if (atMs != 0) {
        effect.add(atMs);
      }
      if (verb != type.removeVerb) {
        effect.add(type.clauseBytes).add(elements.size());
      }
      effect.addAll(elements).emit(db.index());
    }
  }
}
