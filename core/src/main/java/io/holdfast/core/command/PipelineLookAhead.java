package io.holdfast.core.command;

import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.PipelineWords;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.LookAhead;
import io.holdfast.encodings.members.ExpiringElements;

/**
 * Begins the look-ups of requests that wait behind each other in a buffer, as {@link LookAhead}
 * does for the keys of one command: of their keys, or, if all are about one large hash, set or
 * sorted set, of the elements in it.
 *
 * <p>Worth its cost where the keys, or elements, are so many that a look-up waits for memory; what
 * is small is left alone. Thread: the owner. Cost: about 40 ns for each request, against two waits
 * for memory.
 */
public final class PipelineLookAhead {
  /** With so many, buckets and entries no longer lie in the nearer caches. */
  private static final long MIN_SIZE = 1 << 15;

  private final PipelineWords words = new PipelineWords(LookAhead.MAX_KEYS);
  private final LookAhead ahead = new LookAhead();

  /**
   * Reads what the next requests will read.
   *
   * @param from where the first of them begins
   * @param to the end of what has come in
   * @return up to where there is nothing more to look ahead for
   */
  public int read(Database db, byte[] buffer, int from, int to) {
    boolean isLarge = db.size() >= MIN_SIZE;
    if (!isLarge && !db.hasLargeValues()) {
      return to;
    }
    int first = db.hasLargeValues() ? largeAtFirst(db, buffer, from, to) : 0;
    if (!isLarge && first == 0) {
      return to;
    }
    int end = words.scan(buffer, from, to, LookAhead.MAX_KEYS);
    // A request alone gains nothing: it waits for the same memory.
    if (words.count() > 1) {
      if (first != 0 && words.areFirstsEqual()) {
        ByteRanges elements = db.type(first) == Entry.SORTED_SET ? words.lasts() : words.seconds();
        ahead.read(db, (ExpiringElements) db.large(first), elements);
      } else if (isLarge) {
        ahead.read(db, words.firsts(), 0, words.count());
      }
    }
    return end;
  }

  /** The entry the first request is about, if it is a large table of elements; otherwise 0. */
  private int largeAtFirst(Database db, byte[] buffer, int from, int to) {
    words.scan(buffer, from, to, 1);
    int handle = words.count() == 0 ? 0 : db.lookAt(words.firsts().range(0));
    boolean isFound =
        handle != 0
            && db.isLarge(handle)
            && db.large(handle) instanceof ExpiringElements elements
            && elements.size() >= MIN_SIZE;
    return isFound ? handle : 0;
  }
}
