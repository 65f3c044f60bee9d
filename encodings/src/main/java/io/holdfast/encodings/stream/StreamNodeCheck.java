package io.holdfast.encodings.stream;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;

/**
 * Proves that bytes from outside are a node of a stream.
 *
 * <p>Beyond what every reader relies on, that the listpack is sound and its entries are whole and
 * say their own length, the IDs of live entries must ascend and the counts be right. Numbers need
 * not be as short as they could be, as Redis does not ask for that either.
 *
 * <p>Cost: two passes, no allocation. There is no cheaper form for bytes one half trusts: to read a
 * node costs as much.
 */
final class StreamNodeCheck {
  private static final String NODE = "stream node";

  private StreamNodeCheck() {}

  /**
   * Checks a node.
   *
   * @param ms the node's ID, as {@code seq}
   * @return how many of its entries are live
   * @throws DamagedBytesException if it is none
   */
  static int check(byte[] bytes, int at, int length, long ms, long seq) {
    ListpackCheck.entries(bytes, at, length);
    int position = Listpack.HEADER_BYTES;
    long count = natural(bytes, at, position);
    position = Listpack.after(bytes, at, position);
    long deleted = natural(bytes, at, position);
    position = Listpack.after(bytes, at, position);
    long fields = natural(bytes, at, position);
    position = skip(bytes, at, Listpack.after(bytes, at, position), fields);
    if (natural(bytes, at, position) != 0) {
      throw damaged("the master entry does not end with 0", position);
    }
    position = Listpack.after(bytes, at, position);

    long previousMs = ms;
    long previousSeq = seq;
    long live = 0;
    long marked = 0;
    while (position != Listpack.end(bytes, at)) {
      int flags = flags(bytes, at, position);
      int msPosition = Listpack.after(bytes, at, position);
      long entryMs = ms + integer(bytes, at, msPosition);
      int seqPosition = Listpack.after(bytes, at, msPosition);
      long entrySeq = seq + integer(bytes, at, seqPosition);
      position = elements(bytes, at, Listpack.after(bytes, at, seqPosition), flags, fields);
      if ((flags & StreamNode.DELETED) != 0) {
        marked++;
        continue;
      }
      int order = EntryIds.compare(entryMs, entrySeq, previousMs, previousSeq);
      if (order < 0 || order == 0 && live > 0) {
        throw damaged("entry IDs do not ascend", msPosition);
      }
      previousMs = entryMs;
      previousSeq = entrySeq;
      live++;
    }
    if (live != count || marked != deleted) {
      throw damaged("counts are not those of the entries", Listpack.HEADER_BYTES);
    }
    return (int) live;
  }

  /**
   * Checks that a node stands behind the last entry of the one before.
   *
   * @throws DamagedBytesException if not
   */
  static void checkBehind(long ms, long seq, long lastMs, long lastSeq) {
    if (EntryIds.compare(ms, seq, lastMs, lastSeq) <= 0) {
      throw damaged("its ID is not above those of the node before", 0);
    }
  }

  /** Checks what follows an entry's ID; returns the position behind the entry. */
  private static int elements(byte[] bytes, int at, int from, int flags, long masterFields) {
    int position = from;
    boolean sameFields = (flags & StreamNode.SAME_FIELDS) != 0;
    long fields = masterFields;
    if (sameFields) {
      position = skip(bytes, at, position, fields);
    } else {
      fields = natural(bytes, at, position);
      // Anything above is more than the node can hold, but must not overflow.
      position =
          skip(bytes, at, Listpack.after(bytes, at, position), Math.min(fields, 1L << 40) * 2);
    }
    if (natural(bytes, at, position) != StreamNode.elements(fields, sameFields)) {
      throw damaged("wrong number of elements in an entry", position);
    }
    return Listpack.after(bytes, at, position);
  }

  private static int skip(byte[] bytes, int at, int position, long elements) {
    int to = position;
    for (long left = elements; left > 0; left--) {
      checkNotEnd(bytes, at, to);
      to = Listpack.after(bytes, at, to);
    }
    return to;
  }

  private static int flags(byte[] bytes, int at, int position) {
    long flags = natural(bytes, at, position);
    if (flags > (StreamNode.DELETED | StreamNode.SAME_FIELDS)) {
      throw damaged("unknown flags", position);
    }
    return (int) flags;
  }

  private static long natural(byte[] bytes, int at, int position) {
    long value = integer(bytes, at, position);
    if (value < 0) {
      throw damaged("a negative count", position);
    }
    return value;
  }

  private static long integer(byte[] bytes, int at, int position) {
    checkNotEnd(bytes, at, position);
    if (!Listpack.isInteger(bytes, at, position)) {
      throw damaged("a string instead of an integer", position);
    }
    return Listpack.integer(bytes, at, position);
  }

  private static void checkNotEnd(byte[] bytes, int at, int position) {
    if (position == Listpack.end(bytes, at)) {
      throw damaged("an entry is cut off", position);
    }
  }

  private static DamagedBytesException damaged(String what, int position) {
    return new DamagedBytesException(NODE, what, position);
  }
}
