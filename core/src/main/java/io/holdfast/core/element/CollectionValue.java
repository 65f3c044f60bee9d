package io.holdfast.core.element;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.members.ExpiringElements;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The collection of one key, in whichever encoding: what hashes, sets and sorted sets have in
 * common. A subclass knows its small encodings and converts them into the large one, which this
 * class knows, and the deadlines with it.
 *
 * <pre>
 *  small encodings, in the entry            the subclass; elements have no deadlines
 *      |
 *  {@link ExpiringElements}, a large value         this class; a collection one of whose elements was
 *                                           given a deadline is one, and stays so
 * </pre>
 *
 * <p>An element is named by a reference, good until the collection changes; 0 is none.
 *
 * <p>The look-up of a key removes elements that are due, up to a limit; those beyond it are there
 * no more for whoever asks, and wait for the expiry cycle.
 *
 * <p>Thread: the owner, for one operation.
 *
 * @param <L> the large encoding
 */
public abstract class CollectionValue<L extends ExpiringElements> {
  /** How often to draw an element before counting those that are not due. */
  private static final int MAX_DRAWS = 64;

  /** How many elements that are due are logged together. */
  private static final int EXPIRED_TOGETHER = 128;

  /** Where the collection is. */
  protected final Database db;

  /** The key. */
  protected final ByteRange key;

  /** The hash of the key. */
  protected final long hash;

  /** The large encoding, if the collection is in it. */
  protected @Nullable L large;

  /** The entry of the large encoding. */
  private int entry;

  /** The earliest deadline the database knows of. */
  private long knownDeadlineMs = DeadlineHeap.NEVER;

  /** Whether elements of the large encoding are due. */
  private boolean hasDue;

  /** A collection that is empty, or in a small encoding. */
  protected CollectionValue(Database db, ByteRange key, long hash) {
    this.db = db;
    this.key = key;
    this.hash = hash;
  }

  // ---- for the subclass ----------------------------------------------------------------------

  /** Sets the large encoding the collection is in. */
  protected final void setLarge(L elements, int handle) {
    large = elements;
    entry = handle;
    knownDeadlineMs = elements.firstDeadlineMs();
    if (knownDeadlineMs != DeadlineHeap.NEVER) {
      hasDue = knownDeadlineMs <= db.keyspace().dueMs();
    }
  }

  /** The large encoding; the collection is in it. */
  protected final L large() {
    return Objects.requireNonNull(large);
  }

  /** Number of elements of the large encoding. */
  protected final int largeSize(L elements) {
    int due = hasDue ? elements.countDue(db.keyspace().dueMs()) : 0;
    return (int) elements.size() - due;
  }

  /** A reference of the large encoding, or 0 if the element is there no more for whoever asks. */
  protected final int unlessDue(int reference) {
    return hasDue && reference != 0 && isDue(reference) ? 0 : reference;
  }

  private boolean isDue(int reference) {
    long atMs = large().expireAtMs(reference);
    return atMs != ExpiringElements.NO_EXPIRY && atMs <= db.keyspace().dueMs();
  }

  /** A visitor of the large encoding that passes over elements that are due. */
  protected final IntConsumer notDue(IntConsumer visitor) {
    return hasDue
        ? reference -> {
          if (!isDue(reference)) {
            visitor.accept(reference);
          }
        }
        : visitor;
  }

  /** An element of the large encoding drawn at random, each with the same chance; there is one. */
  protected final int largeRandom() {
    L elements = large();
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      int reference = elements.sample(db.keyspace().random());
      if (!hasDue || !isDue(reference)) {
        return reference;
      }
    }
    References all = References.all(this::forEach);
    return all.get((int) Long.remainderUnsigned(db.keyspace().random().getAsLong(), all.size()));
  }

  /**
   * Removes an element that is due, if this is one, before another takes its place. To be called
   * before an element is added to the large encoding.
   */
  protected final void expireBeforeAdding(byte[] bytes, int offset, int length) {
    if (hasDue) {
      L elements = large();
      int old = elements.find(bytes, offset, length);
      if (old != 0 && isDue(old)) {
        DueElements.expireOne(db, key, entry, elements, old);
        deadlinesChanged();
      }
    }
  }

  /**
   * Removes all elements that are due, however many: for those who need to count or to walk anyway,
   * and for those whose effect is to be repeated where time stands still. Some are left that are
   * not due. O(log N) each.
   */
  public final void removeDue() {
    while (hasDue) {
      DueElements.expire(db, entry, EXPIRED_TOGETHER);
      knownDeadlineMs = large().firstDeadlineMs();
      hasDue = knownDeadlineMs <= db.keyspace().dueMs();
    }
  }

  /** Says that elements with deadlines may have come or gone. O(1) unless the earliest did. */
  protected final void deadlinesChanged() {
    long deadlineMs = large().firstDeadlineMs();
    if (deadlineMs != knownDeadlineMs) {
      knownDeadlineMs = deadlineMs;
      db.elementDeadlinesChanged(entry);
    }
  }

  /** Brings the collection into the large encoding. */
  protected abstract void makeLarge();

  /** How many elements a small encoding may hold at most. */
  protected abstract long maxSmallEntries();

  // ---- loading -------------------------------------------------------------------------------

  /**
   * Takes the large encoding at once if no small one could hold so many elements; there are none
   * yet.
   *
   * @param room for how many of them to make room
   * @return the large encoding, to be filled; null if they are to be added one by one
   */
  public final @Nullable L largeFor(int count, long room) {
    if (count <= maxSmallEntries()) {
      return null;
    }
    makeLarge();
    L elements = large();
    elements.reserve(room);
    return elements;
  }

  // ---- reading -------------------------------------------------------------------------------

  /** The key. */
  public final ByteRange key() {
    return key;
  }

  /** Number of elements. */
  public abstract int size();

  /** Whether nothing is left, not even elements that are due. */
  public final boolean isEmpty() {
    return large == null ? size() == 0 : large.size() == 0;
  }

  /** An element's reference, or 0. */
  public abstract int find(ByteRange element);

  /** Shows an element: the field, the member. */
  public abstract void show(int reference, BytesVisitor visitor);

  /** Visits every element's reference. */
  public abstract void forEach(IntConsumer visitor);

  /** An element drawn at random, each with the same chance; there is one. */
  public abstract int random();

  /**
   * HSCAN, SSCAN, ZSCAN: finds some elements behind a cursor. A small encoding is looked at whole.
   *
   * @return where to go on; 0 at the end
   */
  public final long scan(ScanRequest request, References found) {
    boolean[] accepts = {true};
    BytesVisitor test =
        (bytes, offset, length) -> accepts[0] = request.accepts(bytes, offset, length);
    return found.scan(
        request.cursor(),
        request.count(),
        this::scanStep,
        reference -> {
          show(reference, test);
          return accepts[0];
        });
  }

  private long scanStep(long cursor, IntConsumer visitor) {
    if (large != null) {
      return large.scan(cursor, notDue(visitor));
    }
    forEach(visitor);
    return 0;
  }

  /** How many elements {@link #draw} will draw. */
  public final long drawn(long count) {
    int size = size();
    return count < 0 && size > 0 ? -count : Math.min(Math.max(0, count), size);
  }

  /**
   * HRANDFIELD, SRANDMEMBER, ZRANDMEMBER: visits elements drawn at random, each choice with the
   * same chance.
   *
   * @param count that many different elements, or all if there are not more; if negative, that many
   *     draws, in which an element may come again
   */
  public final void draw(long count, IntConsumer visitor) {
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

  /** Removes an element. */
  public abstract void remove(int reference);

  /** Deletes the key of a collection that exists. */
  public final void delete() {
    db.delete(db.peek(hash, key.array(), key.offset(), key.length()), hash);
  }

  // ---- deadlines -----------------------------------------------------------------------------

  /** When an element expires, in ms since the epoch, or {@link ExpiringElements#NO_EXPIRY}. */
  public final long expireAtMs(int reference) {
    return large == null ? ExpiringElements.NO_EXPIRY : large.expireAtMs(reference);
  }

  /** Gives an element that is there a deadline, which takes the large encoding. */
  public final void expireAt(ByteRange element, long atMs) {
    if (large == null) {
      makeLarge();
    }
    L elements = large();
    long elementHash = hash(element);
    elements.expireAt(elementHash, find(element), atMs);
    deadlinesChanged();
  }

  /** Takes the deadline of an element that has one away. */
  public final void persist(ByteRange element) {
    large().persist(hash(element), find(element));
    deadlinesChanged();
  }

  /** The hash of an element of the large encoding. */
  protected final long hash(ByteRange element) {
    return large().hash(element.array(), element.offset(), element.length());
  }
}
