package io.holdfast.core.rdb;

import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.sortedset.LargeSortedSet;

/**
 * The parts of a sorted set, leaf by leaf, from the highest score as Redis does.
 *
 * <p>The next leaf is always an unchanged one, so its name holds: when it is about to change, the
 * walk goes on to the one before it first.
 */
final class SortedSetParts extends ElementParts {
  private final LargeSortedSet set;
  private long next;

  SortedSetParts(LargeSortedSet set, int type, boolean marksStrings) {
    super(set, type, marksStrings);
    this.set = set;
    next = set.lastChunk();
  }

  @Override
  boolean isToCome(long chunk) {
    if (next == Chunked.NO_CHUNK || !isUnchanged(chunk)) {
      return false;
    }
    if (chunk == next) {
      advance();
      return true;
    }
    return set.rankAt(set.firstIn(chunk)) < set.rankAt(set.firstIn(next));
  }

  @Override
  boolean hasNextChunk() {
    return next != Chunked.NO_CHUNK;
  }

  @Override
  void nextChunk(RdbOutput out) {
    if (next != Chunked.NO_CHUNK) {
      write(next, out);
      advance();
    }
  }

  private void advance() {
    do {
      next = set.previousChunk(next);
    } while (next != Chunked.NO_CHUNK && !isUnchanged(next));
  }

  @Override
  void write(long chunk, RdbOutput out) {
    long first = set.firstIn(chunk);
    for (long place = first + set.countIn(chunk) - 1; place >= first; place--) {
      element(set.handleAt(place), out);
      out.i64(Double.doubleToRawLongBits(set.scoreAt(place)));
    }
  }
}
