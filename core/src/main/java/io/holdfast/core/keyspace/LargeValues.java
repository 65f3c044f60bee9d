package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The large values of one database, by number, and those that were dropped and still hold blocks.
 *
 * <pre>
 *  entry | ... | number |        slots | LargeValue | next free | LargeValue | ...
 *                  |                          ^
 *                  +--------------------------+
 *  dropped -&gt; value -&gt; value       given back a slice at a time
 * </pre>
 *
 * <p>Dropping a value costs the same whatever it holds: small ones give their blocks back at once,
 * others in slices, see {@link #reclaim}; what a {@link DatabaseImage} still needs, when it does
 * not.
 *
 * <p>Thread: the owner. Memory: 4 bytes a value besides its object; slots come by the thousand, so
 * no growth copies many.
 */
final class LargeValues implements Undoable {
  /** A value of at most this many elements is given back at once: some microseconds. */
  private static final int AT_ONCE = 64;

  private static final int SLOTS_PER_GROUP = 1024;
  private static final int GROUP_SHIFT = 10;
  private static final int[] NO_NUMBERS = {};

  private final UndoLog undo;
  private final Deque<LargeValue> dropped = new ArrayDeque<>();
  private @Nullable LargeValue[][] groups = new LargeValue[0][];

  /** Numbers below the limit that are free, a stack. */
  private int[] free = NO_NUMBERS;

  private int freeCount;
  private int limit;

  private Generation generation = new Generation(this, 0);
  private @Nullable DatabaseImage<?> image;

  /** No values; what happens to them is noted in a log. */
  LargeValues(UndoLog undo) {
    this.undo = undo;
  }

  /** Number of values. */
  int size() {
    return limit - freeCount;
  }

  /** Adds a value and returns its number. */
  int add(LargeValue value) {
    value.setChangeListener(generation);
    boolean isReused = freeCount > 0;
    int number = isReused ? free[freeCount - 1] : limit;
    if (!isReused) {
      makeRoom();
    }
    note(number);
    if (isReused) {
      freeCount--;
    } else {
      limit++;
    }
    groups[number >> GROUP_SHIFT][number & (SLOTS_PER_GROUP - 1)] = value;
    return number;
  }

  /** Lets there be a slot for the next number that was never given. */
  private void makeRoom() {
    int group = limit >> GROUP_SHIFT;
    if (group < groups.length && groups[group] != null) {
      return;
    }
    noteGroups();
    groups = Arrays.copyOf(groups, group < groups.length ? groups.length : longer(group));
    groups[group] = new LargeValue[SLOTS_PER_GROUP];
  }

  private static int longer(int groups) {
    return Math.max(4, groups + (groups >> 1));
  }

  /** The value with a number. */
  LargeValue get(int number) {
    LargeValue value = groups[number >> GROUP_SHIFT][number & (SLOTS_PER_GROUP - 1)];
    if (value == null) {
      throw new IllegalStateException("no large value: number=" + number);
    }
    return value;
  }

  /** Forgets a value without giving its blocks back. */
  LargeValue remove(int number) {
    LargeValue value = get(number);
    note(number);
    groups[number >> GROUP_SHIFT][number & (SLOTS_PER_GROUP - 1)] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(16, 2 * freeCount));
    }
    free[freeCount++] = number;
    return value;
  }

  /**
   * Removes a value and gives its blocks back, now or by {@link #reclaim}.
   *
   * @return whether something is left to reclaim
   */
  boolean drop(int number) {
    return drop(remove(number));
  }

  /** As {@link #drop(int)}, of a value that has no number. */
  boolean drop(LargeValue value) {
    if (value.changeListener() instanceof ValueImage<?> kept) {
      kept.dropped(value);
      return false;
    }
    value.setChangeListener(null);
    if (value.size() <= AT_ONCE) {
      release(value, Integer.MAX_VALUE);
      return false;
    }
    dropped.add(value);
    return true;
  }

  // ---- images --------------------------------------------------------------------------------

  /** Lets an image know before a value changes that is there now, and not of those added later. */
  void beginImage(DatabaseImage<?> begun) {
    image = begun;
    generation = new Generation(this, generation.number + 1);
  }

  /** Lets nobody know any more. */
  void endImage() {
    image = null;
  }

  /** The image need not know of a value any more; those that follow do. */
  void forget(LargeValue value) {
    value.setChangeListener(generation);
  }

  /**
   * Listens to the values that were added between the beginnings of two images: so a value tells by
   * its listener whether it was there when an image began, and nothing need be written down for it.
   */
  private static final class Generation implements ChangeListener {
    private final LargeValues owner;
    private final long number;

    Generation(LargeValues owner, long number) {
      this.owner = owner;
      this.number = number;
    }

    @Override
    public void beforeChange(Chunked structure, long chunk) {
      DatabaseImage<?> image = owner.image;
      if (image != null && number < owner.generation.number) {
        image.keep((LargeValue) structure).beforeChange(structure, chunk);
      }
    }

    @Override
    public void beforeChange(Chunked structure) {
      DatabaseImage<?> image = owner.image;
      if (image != null && number < owner.generation.number) {
        image.keep((LargeValue) structure).beforeChange(structure);
      }
    }
  }

  // ---- giving back ---------------------------------------------------------------------------

  /** Whether dropped values hold blocks. */
  boolean hasDropped() {
    return !dropped.isEmpty();
  }

  /** Number of values that were dropped and still hold blocks. */
  int droppedCount() {
    return dropped.size();
  }

  /** Gives blocks of dropped values back, about {@code limit} of them; returns how many. */
  int reclaim(int budget) {
    int done = 0;
    for (LargeValue value = dropped.peek(); value != null && done < budget; ) {
      int released = release(value, budget - done);
      done += released;
      if (done < budget) {
        dropped.remove();
        value = dropped.peek();
      }
    }
    return done;
  }

  private static int release(LargeValue value, int budget) {
    int done = 0;
    while (done < budget) {
      int released = value.release(budget - done);
      if (released == 0) {
        break;
      }
      done += released;
    }
    return done;
  }

  /** Bytes held: slots, and what the values hold besides their blocks. O(values). */
  long bytes() {
    long bytes = 4L * free.length;
    for (@Nullable LargeValue[] group : groups) {
      if (group != null) {
        bytes += 4L * SLOTS_PER_GROUP;
        for (LargeValue value : group) {
          bytes += value == null ? 0 : value.bytes();
        }
      }
    }
    for (LargeValue value : dropped) {
      bytes += value.bytes();
    }
    return image == null ? bytes : bytes + image.keptBytes();
  }

  /** Marks the blocks of all values, dropped ones included, and proves that each is sound. */
  void audit(ArenaAudit audit) {
    for (int number = 0; number < limit; number++) {
      LargeValue value = groups[number >> GROUP_SHIFT][number & (SLOTS_PER_GROUP - 1)];
      if (value != null) {
        value.checkInvariants();
        value.forEachBlock(audit::reached);
      }
    }
    for (LargeValue value : dropped) {
      value.forEachBlock(audit::reached);
    }
    if (image != null) {
      image.audit(audit);
    }
  }

  // ---- what can be undone --------------------------------------------------------------------

  /** The steps these note: of a number, or of the array of groups. */
  private static final int NUMBER = 0;

  private static final int GROUPS = 1;

  /** Notes what adding, replacing or removing the value with a number changes. */
  private void note(int number) {
    if (undo.isActive()) {
      undo.pushReference(groups[number >> GROUP_SHIFT][number & (SLOTS_PER_GROUP - 1)]);
      undo.pushReference(free);
      undo.push(freeCount > 0 ? free[freeCount - 1] : 0);
      undo.push(freeCount, limit);
      undo.push(number, NUMBER);
      undo.step(this);
    }
  }

  private void noteGroups() {
    if (undo.isActive()) {
      undo.pushReference(groups);
      undo.push(GROUPS);
      undo.step(this);
    }
  }

  @Override
  public void undo(UndoLog log) {
    long step = log.popWord();
    if ((int) step == GROUPS) {
      groups = log.popReference(LargeValue[][].class);
      return;
    }
    long counts = log.popWord();
    freeCount = (int) (counts >>> Integer.SIZE);
    limit = (int) counts;
    int lastFree = log.popInt();
    free = log.popReference(int[].class);
    if (freeCount > 0) {
      free[freeCount - 1] = lastFree;
    }
    int number = (int) (step >>> Integer.SIZE);
    groups[number >> GROUP_SHIFT][number & (SLOTS_PER_GROUP - 1)] =
        log.popNullable(LargeValue.class);
  }
}
