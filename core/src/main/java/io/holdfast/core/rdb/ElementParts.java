package io.holdfast.core.rdb;

import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.members.ExpiringElements;
import java.util.ArrayDeque;
import java.util.Deque;

/** The parts of a set, hash or sorted set: chunks that changed stand before the others. */
abstract class ElementParts extends ValueParts {
  private final ExpiringElements elements;
  private final long size;
  private final boolean hasDeadlines;
  private final long firstDeadlineMs;
  private final Deque<RdbBlock> asides = new ArrayDeque<>(0);

  ElementParts(ExpiringElements elements, int type, boolean marksStrings) {
    super(elements, type, marksStrings);
    this.elements = elements;
    size = elements.size();
    hasDeadlines = DeadlineFormat.isTypeOf(type);
    firstDeadlineMs = elements.firstDeadlineMs();
  }

  @Override
  public final void begin(RdbOutput out) {
    if (hasDeadlines) {
      out.i64(firstDeadlineMs);
    }
    out.length(size);
  }

  @Override
  public final boolean next(RdbOutput out) {
    RdbBlock changed = asides.poll();
    if (changed != null) {
      out.block(changed);
    } else {
      nextChunk(out);
    }
    return !asides.isEmpty() || hasNextChunk();
  }

  @Override
  public final void beforeChange(Chunked structure, long chunk) {
    if (isToCome(chunk)) {
      write(chunk, aside());
      asides.add(aside().takeCopy());
    }
  }

  /** Whether a chunk that is about to change is unchanged and not written. */
  abstract boolean isToCome(long chunk);

  /** Writes the next chunk, or passes it over if it has changed. */
  abstract void nextChunk(RdbOutput out);

  abstract boolean hasNextChunk();

  abstract void write(long chunk, RdbOutput out);

  /** Writes an element's deadline, where there are any, and its bytes. */
  final void element(int element, RdbOutput out) {
    if (hasDeadlines) {
      long atMs = elements.expireAtMs(element);
      out.length(atMs == ExpiringElements.NO_EXPIRY ? 0 : atMs - firstDeadlineMs + 1);
    }
    out.string(elements.page(element), elements.offset(element), elements.length(element));
  }
}
