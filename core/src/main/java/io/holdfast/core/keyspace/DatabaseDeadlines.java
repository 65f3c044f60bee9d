package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import org.jspecify.annotations.Nullable;

/**
 * When the entries of one database expire, and the elements of its large values.
 *
 * <pre>
 *  entry with a deadline        -&gt; {@link ExpiryWheel}, threaded through the entries' blocks
 *  large value with deadlines   -&gt; {@link ElementDeadlines}, by the earliest of each value
 * </pre>
 *
 * <p>Thread: the owner. Memory: nothing until there is a deadline.
 */
final class DatabaseDeadlines implements Undoable {
  private final Keyspace keyspace;
  private final Arena arena;
  private @Nullable ExpiryWheel wheel;
  private @Nullable ElementDeadlines elements;

  /** No deadlines yet; the entries will lie in this arena. */
  DatabaseDeadlines(Keyspace keyspace, Arena arena) {
    this.keyspace = keyspace;
    this.arena = arena;
  }

  /** Number of entries that expire. */
  long size() {
    return wheel == null ? 0 : wheel.size();
  }

  /** Bytes held besides the entries' blocks. */
  long bytes() {
    return (wheel == null ? 0 : wheel.bytes()) + (elements == null ? 0 : elements.bytes());
  }

  // ---- entries -------------------------------------------------------------------------------

  /** Gives an entry that is laid out for a deadline, and has none, its deadline. */
  void add(int handle, long atMs) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    int from = Entry.expiryOffset(Entry.header(page, at), 0);
    arena.beforeChange(handle, from, Entry.EXPIRY_BYTES);
    Entry.expireAtMs(Entry.header(page, at), page, at, atMs);
    wheel().add(handle, keyspace.nowMs());
    keyspace.deadlineSet(atMs);
  }

  /** Gives an entry another deadline. */
  void change(int handle, long atMs) {
    wheel().remove(handle);
    add(handle, atMs);
  }

  /** An entry expires no more, or is about to be freed. */
  void remove(int handle) {
    wheel().remove(handle);
  }

  /** An entry with a deadline lies elsewhere now, its links copied. */
  void moved(int from, int to) {
    wheel().moved(from, to);
  }

  private ExpiryWheel wheel() {
    ExpiryWheel current = wheel;
    if (current == null) {
      note();
      current = new ExpiryWheel(arena, keyspace.nowMs());
      wheel = current;
    }
    return current;
  }

  // ---- elements of large values --------------------------------------------------------------

  /**
   * The earliest deadline of a large value's elements is this now. O(1) unless it has changed, then
   * O(log of the number of values with deadlines).
   *
   * @param number of the large value
   * @param handle its entry
   * @param deadlineMs {@link Long#MAX_VALUE} for none
   */
  void elementsChanged(int number, int handle, long deadlineMs) {
    ElementDeadlines current = elements;
    if (current == null) {
      if (deadlineMs == Long.MAX_VALUE) {
        return;
      }
      note();
      current = new ElementDeadlines(arena.undo());
      elements = current;
    }
    if (current.deadlineMs(number) != deadlineMs) {
      current.set(number, handle, deadlineMs);
      if (deadlineMs != Long.MAX_VALUE) {
        keyspace.deadlineSet(deadlineMs);
      }
    }
  }

  /** Whether elements of large values have deadlines, or had some. */
  boolean hasElements() {
    return elements != null;
  }

  /** Whether elements of a large value are due. O(1). */
  boolean areElementsDue(int number) {
    if (elements == null) {
      return false;
    }
    long firstMs = elements.deadlineMs(number);
    return firstMs != Long.MAX_VALUE && firstMs <= keyspace.dueMs();
  }

  /** The entry of a large value lies elsewhere now. */
  void elementsMoved(int number, int handle) {
    if (elements != null) {
      elements.moved(number, handle);
    }
  }

  /** A large value has gone. */
  void elementsRemoved(int number) {
    if (elements != null) {
      elements.remove(number);
    }
  }

  // ---- what is due ---------------------------------------------------------------------------

  /**
   * Deletes entries, and then elements, whose time has come, in the order of deadlines.
   *
   * @return how much was done; less than {@code limit} if nothing more is due
   */
  int expireDue(Database database, int limit) {
    if (limit <= 0) {
      return 0;
    }
    long nowMs = keyspace.dueMs();
    int done =
        wheel == null
            ? 0
            : wheel.advance(nowMs, limit, handle -> expireOnTime(database, handle, nowMs));
    while (elements != null && elements.firstDeadlineMs() <= nowMs && done < limit) {
      keyspace.stats().noteExpiryLag(nowMs - elements.firstDeadlineMs());
      done += keyspace.elementExpiry().expire(database, elements.firstEntry(), limit - done);
    }
    return done;
  }

  private void expireOnTime(Database database, int handle, long nowMs) {
    keyspace.stats().noteExpiryLag(nowMs - database.expireAtMs(handle));
    database.expire(handle, database.hash(handle));
  }

  /** When something is due next; {@link Long#MAX_VALUE} for never. */
  long nextMs() {
    long nextMs = wheel == null ? Long.MAX_VALUE : wheel.nextDeadlineMs();
    return elements == null ? nextMs : Math.min(nextMs, elements.firstDeadlineMs());
  }

  // ---- what can be undone --------------------------------------------------------------------

  private void note() {
    UndoLog undo = arena.undo();
    if (undo.isActive()) {
      undo.pushReference(wheel);
      undo.pushReference(elements);
      undo.step(this);
    }
  }

  @Override
  public void undo(UndoLog log) {
    elements = log.popNullable(ElementDeadlines.class);
    wheel = log.popNullable(ExpiryWheel.class);
  }

  // ---- proof ---------------------------------------------------------------------------------

  /** Proves that the earliest deadline of a large value's elements is known, and whose it is. */
  void checkElements(int number, int handle, long deadlineMs) {
    long knownMs = elements == null ? Long.MAX_VALUE : elements.deadlineMs(number);
    if (knownMs != deadlineMs) {
      throw new AssertionError("invariant broken: known earliest deadline=" + knownMs);
    }
    if (elements != null && deadlineMs != Long.MAX_VALUE && elements.entry(number) != handle) {
      throw new AssertionError("invariant broken: entry of large value=" + handle);
    }
  }

  /**
   * Proves that wheel and heap are sound, and that there are no more deadlines than were found.
   *
   * @param entries that expire
   * @param values with elements that expire
   */
  void checkInvariants(long entries, int values) {
    if (elements != null) {
      elements.checkInvariants();
      if (elements.size() != values) {
        throw new AssertionError("invariant broken: large values with deadlines=" + values);
      }
    }
    if (wheel != null) {
      wheel.checkInvariants();
    }
    if (entries != size()) {
      throw new AssertionError("invariant broken: expiring entries=" + entries);
    }
  }
}
