package io.holdfast.core.rdb;

import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.stream.StreamLog;
import org.jspecify.annotations.Nullable;

/**
 * Serialises a large value as it is when this is made, a part at a time; it may change meanwhile,
 * if this is told before each change.
 *
 * <pre>
 *  begin  | what stands before the elements |
 *  next                                     | a chunk, or what it held | ... | what stands behind |
 * </pre>
 *
 * A chunk that is about to change and was not written is serialised into memory, and written from
 * there. Elements of sets, hashes and sorted sets stand in any order; nodes of lists and streams
 * keep theirs.
 *
 * <p>Thread: the owner. Memory: the chunks that changed, until they are written.
 */
public abstract class ValueParts implements ChangeListener {
  private static final int ASIDE_BYTES = 256;

  private final LargeValue value;

  /** The value's last change when this was made. */
  private final long version;

  private final int type;
  private final boolean marksStrings;
  private @Nullable RdbOutput aside;

  /**
   * Parts of a value as it is now.
   *
   * @param type as {@link #type} says it
   * @param marksStrings as {@link RdbOutput} says
   */
  ValueParts(LargeValue value, int type, boolean marksStrings) {
    this.value = value;
    this.type = type;
    this.version = value.version();
    this.marksStrings = marksStrings;
  }

  /**
   * The parts of a value as it is now.
   *
   * @param type what {@link ValueWriter#type} says of it
   * @param marksStrings whether the strings of chunks that change are to be compressed
   */
  public static ValueParts of(LargeValue value, int type, boolean marksStrings) {
    if (value instanceof LargeSet || value instanceof LargeHash) {
      return new TableParts((ExpiringElements) value, type, marksStrings);
    }
    if (value instanceof LargeSortedSet set) {
      return new SortedSetParts(set, type, marksStrings);
    }
    return value instanceof Quicklist list
        ? new ListParts(list, type, marksStrings)
        : new StreamParts((StreamLog) value, type, marksStrings);
  }

  /** The code of the value, which stands before it, or before its key. */
  public final int type() {
    return type;
  }

  /** Writes everything at once. */
  public final void writeAll(RdbOutput out) {
    begin(out);
    while (next(out)) {}
  }

  /** Writes what stands before the elements. */
  public abstract void begin(RdbOutput out);

  /**
   * Writes what comes next, about a chunk.
   *
   * @return whether anything is left
   */
  public abstract boolean next(RdbOutput out);

  /** Whether a chunk is as it was when this was made. */
  final boolean isUnchanged(long chunk) {
    return value.version(chunk) <= version;
  }

  /** Where a chunk is written that is about to change; then {@link RdbOutput#takeCopy}. */
  final RdbOutput aside() {
    RdbOutput current = aside;
    if (current == null) {
      current = new RdbOutput(marksStrings, new RdbBlock(ASIDE_BYTES), null);
      aside = current;
    }
    return current;
  }
}
