package io.holdfast.encodings.undo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The old content of what a block of changes has overwritten, from the first change to the last:
 * three stacks, from whose tops the block is undone.
 *
 * <pre>
 *  words      | handle, length, from | 1 | slot, old ... | 0 | ...      a step ends with who undoes it:
 *  references | segment | table | ...                               a registered one, 0 for the
 *  bytes      | old bytes ... | old bytes ... |                     reference on the top
 *
 *  savepoint = number of words
 * </pre>
 *
 * A structure notes a step <em>before</em> it writes, so a block can be undone wherever it was
 * torn: between two operations, or, by an error, within one. What is noted is what is overwritten
 * and not what it means; after the undoing every array and field is what it was, and with it the
 * layout and the memory of every structure.
 *
 * <p>A block of an arena that is freed stays as it is until {@link #commit}: see {@code Arena}. One
 * that is changed in many places is kept as a whole before the first of them; that it is, or that
 * it is new, is remembered in a table that is never cleared, as each entry says when it was made:
 *
 * <pre>
 *  kept       | tag: arena and epoch, 32 | handle, 32 | ...      an older tag is a free place
 * </pre>
 *
 * While nobody has begun, all it costs is the question {@link #isActive}. Thread: one owner at a
 * time. Cost: O(bytes overwritten), to note and to undo. Memory: as much; given back at the end,
 * but for 256 KiB a stack.
 */
public final class UndoLog {
  private static final int FIRST_REFERENCES = 64;
  private static final int FIRST_WORDS = 128;
  private static final int FIRST_BYTES = 1024;
  private static final int FIRST_KEPT = 256;

  /**
   * What each stack may keep from one block to the next: enough for a hundred changes of leaves.
   */
  private static final int MAX_RETAINED_BYTES = 256 * 1024;

  /** A longer range is an array of its own. */
  private static final int MAX_STACKED_BYTES = 16 * 1024;

  private static final long FIBONACCI = 0x9E3779B97F4A7C15L;

  private static final Undoable RANGE = UndoLog::undoRange;
  private static final Undoable INTS = UndoLog::undoInts;
  private static final Undoable LONG = UndoLog::undoLong;
  private static final Undoable AT_COMMIT = UndoLog::undoAtCommit;

  /** What stands for "the reference on the top undoes it". */
  private static final int BY_REFERENCE = 0;

  private @Nullable Object[] references = {};
  private int referenceCount;
  private long[] words = {};
  private int wordCount;
  private byte[] bytes = {};
  private int byteCount;

  /** How high the stacks are by the steps that were noted to their ends. */
  private int stepReferences;

  private int stepWords;
  private int stepBytes;
  private final List<Undoable> registered = new ArrayList<>();
  private final List<Runnable> atCommit = new ArrayList<>(0);
  private final List<Runnable> afterUndo = new ArrayList<>(0);
  private boolean isActive;

  private long[] kept = {};
  private int keptCount;
  private long epoch;
  private int firstTag = 1;
  private int lastTag;

  /** Creates a log that is not active. */
  public UndoLog() {}

  // ---- a block ---------------------------------------------------------------------------------

  /** Whether steps are to be noted. */
  public boolean isActive() {
    return isActive;
  }

  /** Begins a block: from now on steps are noted. */
  public void begin() {
    assert !isActive && wordCount == 0 : "blocks follow each other";
    isActive = true;
    beginEpoch();
  }

  /** A point within a block to which {@link #undoTo} can return. */
  public int savepoint() {
    assert isActive : "a savepoint lies in a block";
    beginEpoch();
    return wordCount;
  }

  /** Undoes what happened since a savepoint; the block goes on. */
  public void undoTo(int savepoint) {
    isActive = false;
    dropUnfinishedStep();
    while (wordCount > savepoint) {
      int by = popInt();
      Undoable structure =
          by == BY_REFERENCE ? popReference(Undoable.class) : registered.get(by - 1);
      structure.undo(this);
    }
    finishStep();
    for (int i = 0; i < afterUndo.size(); i++) {
      afterUndo.get(i).run();
    }
    isActive = true;
    beginEpoch();
  }

  /** Undoes all of the block and ends it. */
  public void rollBack() {
    undoTo(0);
    isActive = false;
    assert referenceCount == 0 && byteCount == 0 && atCommit.isEmpty()
        : "steps take what they pushed";
    giveBack();
  }

  /** Ends the block: what it did stays, and what it freed is given back. */
  public void commit() {
    isActive = false;
    Arrays.fill(references, 0, referenceCount, null);
    referenceCount = 0;
    wordCount = 0;
    byteCount = 0;
    finishStep();
    for (int i = 0; i < atCommit.size(); i++) {
      atCommit.get(i).run();
    }
    atCommit.clear();
    giveBack();
  }

  /** Has something done when the block is committed, unless it is undone before. */
  public void atCommit(Runnable action) {
    push(atCommit.size());
    step(AT_COMMIT);
    atCommit.add(action);
  }

  private void undoAtCommit() {
    atCommit.subList(popInt(), atCommit.size()).clear();
  }

  /**
   * Has something done whenever a part of this block has been undone, up to its end: to be called
   * by who undoes a step.
   */
  public void afterUndo(Runnable action) {
    afterUndo.add(action);
  }

  /** Bytes that what was noted in this block takes. */
  public long usedBytes() {
    return 4L * referenceCount + 8L * wordCount + byteCount + 8L * keptCount;
  }

  private void giveBack() {
    registered.clear();
    afterUndo.clear();
    if (references.length > MAX_RETAINED_BYTES / Integer.BYTES) {
      references = new Object[0];
    }
    if (words.length > MAX_RETAINED_BYTES / Long.BYTES) {
      words = new long[0];
    }
    if (bytes.length > MAX_RETAINED_BYTES) {
      bytes = new byte[0];
    }
    if (kept.length > MAX_RETAINED_BYTES / Long.BYTES) {
      kept = new long[0];
    }
  }

  // ---- what a structure notes ------------------------------------------------------------------

  /** Notes a word of a step. */
  public void push(long word) {
    if (wordCount == words.length) {
      words = Arrays.copyOf(words, longer(wordCount, FIRST_WORDS));
    }
    words[wordCount++] = word;
  }

  /** Notes two ints of a step, as one word. */
  public void push(int high, int low) {
    push((long) high << Integer.SIZE | low & 0xFFFFFFFFL);
  }

  /** Notes a reference of a step. */
  public void pushReference(@Nullable Object reference) {
    if (referenceCount == references.length) {
      references = Arrays.copyOf(references, longer(referenceCount, FIRST_REFERENCES));
    }
    references[referenceCount++] = reference;
  }

  /** Ends a step, which this structure undoes. */
  public void step(Undoable structure) {
    pushReference(structure);
    push(BY_REFERENCE);
    finishStep();
  }

  /**
   * Ends a step, which a structure undoes that was registered in this epoch: for who notes often,
   * as references cost the collector's attention.
   */
  public void step(int structure) {
    push(structure);
    finishStep();
  }

  /** Gives a structure that will note many steps in this epoch a number. */
  public int register(Undoable structure) {
    registered.add(structure);
    return registered.size();
  }

  private void finishStep() {
    stepReferences = referenceCount;
    stepWords = wordCount;
    stepBytes = byteCount;
  }

  /** Forgets a step in whose noting an error struck: then nothing was written after it. */
  private void dropUnfinishedStep() {
    Arrays.fill(references, stepReferences, referenceCount, null);
    referenceCount = stepReferences;
    wordCount = stepWords;
    byteCount = stepBytes;
  }

  /** The last word that was pushed and not taken. */
  public long popWord() {
    return words[--wordCount];
  }

  /** The last word that was pushed and not taken, which is an int. */
  public int popInt() {
    return (int) words[--wordCount];
  }

  /** The last reference that was pushed and not taken, which is none of null. */
  public <T> T popReference(Class<T> type) {
    return Objects.requireNonNull(popNullable(type));
  }

  /** The last reference that was pushed and not taken. */
  public <T> @Nullable T popNullable(Class<T> type) {
    Object reference = references[--referenceCount];
    references[referenceCount] = null;
    return type.cast(reference);
  }

  private static int longer(int length, int first) {
    if (length > Integer.MAX_VALUE / 2 - first) {
      throw new IllegalStateException("a block has changed too much: steps=" + length);
    }
    return Math.max(first, 2 * length);
  }

  // ---- ranges of arrays ------------------------------------------------------------------------

  /** Notes bytes that are about to change. */
  public void save(byte[] array, int from, int length) {
    pushBytes(array, from, length);
    push(from, length);
    pushReference(array);
    step(RANGE);
  }

  /** Notes a copy of bytes, as a part of a step. */
  public void pushBytes(byte[] array, int from, int length) {
    if (length > MAX_STACKED_BYTES) {
      pushReference(Arrays.copyOfRange(array, from, from + length));
      return;
    }
    if (bytes.length - byteCount < length) {
      bytes = Arrays.copyOf(bytes, longer(Math.max(byteCount, length), FIRST_BYTES));
    }
    System.arraycopy(array, from, bytes, byteCount, length);
    byteCount += length;
  }

  /** Puts bytes back that {@link #pushBytes} has noted. */
  public void popBytes(byte[] array, int from, int length) {
    if (length > MAX_STACKED_BYTES) {
      System.arraycopy(popReference(byte[].class), 0, array, from, length);
    } else {
      byteCount -= length;
      System.arraycopy(bytes, byteCount, array, from, length);
    }
  }

  /** Notes an int that is about to change. */
  public void save(int[] array, int index) {
    save(array, index, 1);
  }

  /** Notes ints that are about to change. */
  public void save(int[] array, int from, int length) {
    for (int i = from; i < from + length; i++) {
      push(array[i]);
    }
    push(from, length);
    pushReference(array);
    step(INTS);
  }

  /** Notes a long that is about to change. */
  public void save(long[] array, int index) {
    push(array[index]);
    push(index);
    pushReference(array);
    step(LONG);
  }

  private void undoRange() {
    byte[] array = popReference(byte[].class);
    long range = popWord();
    popBytes(array, (int) (range >>> Integer.SIZE), (int) range);
  }

  private void undoInts() {
    int[] array = popReference(int[].class);
    long range = popWord();
    int from = (int) (range >>> Integer.SIZE);
    for (int i = from + (int) range - 1; i >= from; i--) {
      array[i] = popInt();
    }
  }

  private void undoLong() {
    long[] array = popReference(long[].class);
    int index = popInt();
    array[index] = popWord();
  }

  // ---- what is kept already --------------------------------------------------------------------

  /** The part of the block it is in: after a savepoint everything has to be noted again. */
  public long epoch() {
    return epoch;
  }

  /** A tag for one arena in this epoch. */
  public int newTag() {
    if (lastTag == -1) {
      forgetKept();
    }
    return ++lastTag;
  }

  /**
   * Notes that a block is kept as a whole, or need not be.
   *
   * @param tag of the block's arena in this epoch
   * @return whether that was new
   */
  public boolean keep(int tag, int handle) {
    if (keptCount >= kept.length / 2) {
      growKept();
    }
    long entry = (long) tag << Integer.SIZE | handle & 0xFFFFFFFFL;
    int place = placeOf(kept, entry);
    if (kept[place] == entry) {
      return false;
    }
    kept[place] = entry;
    keptCount++;
    return true;
  }

  /** Whether a block is kept as a whole, or need not be. */
  public boolean isKept(int tag, int handle) {
    long entry = (long) tag << Integer.SIZE | handle & 0xFFFFFFFFL;
    return keptCount > 0 && kept[placeOf(kept, entry)] == entry;
  }

  private void beginEpoch() {
    epoch++;
    keptCount = 0;
    if (lastTag == -1) {
      forgetKept();
    }
    firstTag = lastTag + 1;
  }

  /** Begins again with the first tag, once in four billion; what was kept is kept again. */
  private void forgetKept() {
    Arrays.fill(kept, 0);
    keptCount = 0;
    firstTag = 1;
    lastTag = 0;
  }

  /** Where an entry stands, or the first free place for it. */
  private int placeOf(long[] table, long entry) {
    int place = (int) ((entry * FIBONACCI) >>> Integer.SIZE) & (table.length - 1);
    while (table[place] != entry && isOfThisEpoch(table[place])) {
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }

  private boolean isOfThisEpoch(long entry) {
    return Integer.compareUnsigned((int) (entry >>> Integer.SIZE), firstTag) >= 0;
  }

  private void growKept() {
    long[] grown = new long[Math.max(FIRST_KEPT, 2 * kept.length)];
    for (long entry : kept) {
      if (isOfThisEpoch(entry)) {
        grown[placeOf(grown, entry)] = entry;
      }
    }
    kept = grown;
  }
}
