package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackFullException;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;

/**
 * The small sorted set: a listpack of members, each followed by its score, in order.
 *
 * <pre>
 *  | header | member | score | member | score | ... | FF |      ordered by score, then member
 *           ^position        ^next
 * </pre>
 *
 * The bytes are Redis 7.2's. A position is that of a member's entry; {@link Listpack#NONE} is none.
 * Members are read with the methods of {@link Listpack}, which holds those that are integers as
 * integers. As in {@link LargeSortedSet}, ranges are intervals of ranks.
 *
 * <p>An edit works in place, as a listpack's: ask for the bytes it will have, make room if they are
 * more, edit. A member's bytes must lie outside the listpack they go to.
 *
 * <p>Invariants ({@link ListpackSortedSetCheck}): an even number of entries; every score is a
 * number; pairs in ascending order; no member twice. Thread: the owner of the bytes. Cost:
 * O(pairs); no allocation. Memory: 2 to 4 bytes besides the member and the text or integer of its
 * score.
 *
 * <p>Source: DUMP payloads of redis-server 7.0 and 7.2.
 */
public final class ListpackSortedSet {
  private ListpackSortedSet() {}

  // ---- reading -------------------------------------------------------------------------------

  /** ZCARD: number of members. */
  public static int size(byte[] bytes, int at) {
    return Listpack.count(bytes, at) >>> 1;
  }

  /** The position of a member, or {@link Listpack#NONE}. */
  public static int find(byte[] bytes, int at, byte[] member, int offset, int length) {
    return Listpack.find(bytes, at, Listpack.first(bytes, at), 1, member, offset, length);
  }

  /** ZSCORE: the score of the member at a position. */
  public static double score(byte[] bytes, int at, int position) {
    int score = Listpack.after(bytes, at, position);
    return Listpack.isInteger(bytes, at, score)
        ? Listpack.integer(bytes, at, score)
        : DoubleText.parse(
            bytes,
            Listpack.stringOffset(bytes, at, score),
            Listpack.stringLength(bytes, at, score));
  }

  /** The position of the member with the lowest score, or {@link Listpack#NONE}. */
  public static int first(byte[] bytes, int at) {
    return Listpack.first(bytes, at);
  }

  /** The position of the member with the highest score, or {@link Listpack#NONE}. */
  public static int last(byte[] bytes, int at) {
    return previous(bytes, at, Listpack.end(bytes, at));
  }

  /** The position after another, or {@link Listpack#NONE}. */
  public static int next(byte[] bytes, int at, int position) {
    return Listpack.next(bytes, at, Listpack.after(bytes, at, position));
  }

  /** The position before another, or {@link Listpack#NONE}. */
  public static int previous(byte[] bytes, int at, int position) {
    int score = Listpack.prev(bytes, at, position);
    return score == Listpack.NONE ? Listpack.NONE : Listpack.prev(bytes, at, score);
  }

  /** The position of the member with a rank; {@link Listpack#NONE} if it is not in 0..size-1. */
  public static int atRank(byte[] bytes, int at, int rank) {
    boolean isThere = rank >= 0 && rank < size(bytes, at);
    return isThere ? Listpack.seek(bytes, at, 2 * rank) : Listpack.NONE;
  }

  /** ZRANK: how many members stand before a position. */
  public static int rank(byte[] bytes, int at, int position) {
    int rank = 0;
    for (int p = Listpack.HEADER_BYTES; p != position; p = afterPair(bytes, at, p)) {
      rank++;
    }
    return rank;
  }

  /**
   * The position of the first member whose score is at least {@code min}, or greater if {@code
   * exclusive}; {@link Listpack#NONE} if there is none.
   */
  public static int firstFrom(byte[] bytes, int at, double min, boolean exclusive) {
    int p = Listpack.first(bytes, at);
    while (p != Listpack.NONE && isBelow(score(bytes, at, p), min, exclusive)) {
      p = next(bytes, at, p);
    }
    return p;
  }

  /**
   * The position of the last member whose score is at most {@code max}, or less if {@code
   * exclusive}; {@link Listpack#NONE} if there is none.
   */
  public static int lastUpTo(byte[] bytes, int at, double max, boolean exclusive) {
    int p = last(bytes, at);
    while (p != Listpack.NONE && !isBelow(score(bytes, at, p), max, !exclusive)) {
      p = previous(bytes, at, p);
    }
    return p;
  }

  /** How many members have a score below this one, or equal to it if {@code inclusive}. */
  public static int countBelow(byte[] bytes, int at, double score, boolean inclusive) {
    int count = 0;
    int end = Listpack.end(bytes, at);
    for (int p = Listpack.HEADER_BYTES; p != end; p = afterPair(bytes, at, p)) {
      if (!isBelow(score(bytes, at, p), score, inclusive)) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * How many members stand before this one, itself counted if {@code inclusive}, where all members
   * have the same score; where they do not, how many do until the first that does not.
   */
  public static int countBefore(
      byte[] bytes, int at, byte[] member, int offset, int length, boolean inclusive) {
    int count = 0;
    int end = Listpack.end(bytes, at);
    for (int p = Listpack.HEADER_BYTES; p != end; p = afterPair(bytes, at, p)) {
      int compared = Listpack.compare(bytes, at, p, member, offset, length);
      if (compared > 0 || (compared == 0 && !inclusive)) {
        break;
      }
      count++;
    }
    return count;
  }

  // ---- changes -------------------------------------------------------------------------------

  /**
   * Bytes of the listpack with one more member.
   *
   * @throws ListpackFullException if that is more than {@link Listpack#MAX_BYTES}
   */
  public static int bytesAfterInsert(
      byte[] bytes, int at, byte[] member, int offset, int length, ScoreText score) {
    int withMember = Listpack.bytesAfterInsert(bytes, at, member, offset, length);
    return checkedBytes((long) withMember + score.entryBytes());
  }

  /** ZADD: inserts a member that is absent where it belongs; returns its position. */
  public static int insert(
      byte[] bytes, int at, byte[] member, int offset, int length, ScoreText score) {
    int p = Listpack.HEADER_BYTES;
    int end = Listpack.end(bytes, at);
    while (p != end && isBefore(bytes, at, p, score.score(), member, offset, length)) {
      p = afterPair(bytes, at, p);
    }
    insertAt(bytes, at, p, member, offset, length, score);
    return p;
  }

  /** Adds a member that is absent and stands behind all others. */
  public static void append(
      byte[] bytes, int at, byte[] member, int offset, int length, ScoreText score) {
    insertAt(bytes, at, Listpack.end(bytes, at), member, offset, length, score);
  }

  /**
   * Bytes of the listpack with another score at a position.
   *
   * @throws ListpackFullException if that is more than {@link Listpack#MAX_BYTES}
   */
  public static int bytesAfterSetScore(byte[] bytes, int at, int position, ScoreText score) {
    int entry = Listpack.after(bytes, at, position);
    int old = Listpack.after(bytes, at, entry) - entry;
    return checkedBytes((long) Listpack.bytes(bytes, at) - old + score.entryBytes());
  }

  /**
   * Gives the member at a position another score, and moves it where it belongs then. A score equal
   * to the one it has changes nothing.
   *
   * @return its position
   */
  public static int setScore(byte[] bytes, int at, int position, ScoreText score) {
    double old = score(bytes, at, position);
    if (old == score.score()) {
      return position;
    }
    score.replace(bytes, at, Listpack.after(bytes, at, position));
    int to =
        old < score.score() ? placeBehind(bytes, at, position) : placeBefore(bytes, at, position);
    int after = afterPair(bytes, at, position);
    if (to > position) {
      rotate(bytes, at + position, at + after, at + to);
      return to - (after - position);
    }
    rotate(bytes, at + to, at + position, at + after);
    return to;
  }

  /** ZREM: removes the member at a position. */
  public static void remove(byte[] bytes, int at, int position) {
    Listpack.remove(bytes, at, position, 2);
  }

  /**
   * ZREMRANGEBYRANK, and with counted bounds BYSCORE and BYLEX: removes the members with the ranks
   * from {@code from} to before {@code to}.
   *
   * @return how many
   */
  public static int removeRanks(byte[] bytes, int at, int from, int to) {
    int start = Math.max(from, 0);
    int end = Math.min(to, size(bytes, at));
    if (start >= end) {
      return 0;
    }
    return Listpack.remove(bytes, at, atRank(bytes, at, start), 2 * (end - start)) >>> 1;
  }

  /**
   * Adds the members to a large sorted set, which is how a small one becomes large.
   *
   * @return how many it did not have
   */
  public static int copyTo(byte[] bytes, int at, LargeSortedSet large) {
    byte[] integerText = new byte[IntegerText.MAX_LENGTH];
    int added = 0;
    for (int p = Listpack.first(bytes, at); p != Listpack.NONE; p = next(bytes, at, p)) {
      boolean isNew;
      if (Listpack.isInteger(bytes, at, p)) {
        int length = Listpack.copyText(bytes, at, p, integerText, 0);
        isNew = large.put(integerText, 0, length, score(bytes, at, p));
      } else {
        int offset = Listpack.stringOffset(bytes, at, p);
        int length = Listpack.stringLength(bytes, at, p);
        isNew = large.put(bytes, offset, length, score(bytes, at, p));
      }
      added += isNew ? 1 : 0;
    }
    return added;
  }

  // ---- inside --------------------------------------------------------------------------------

  /** The position behind a pair, which may be the end. */
  static int afterPair(byte[] bytes, int at, int position) {
    return Listpack.after(bytes, at, Listpack.after(bytes, at, position));
  }

  private static boolean isBelow(double score, double bound, boolean inclusive) {
    return score < bound || (inclusive && score == bound);
  }

  /** Whether the pair at a position stands before a score and member. */
  private static boolean isBefore(
      byte[] bytes, int at, int position, double score, byte[] member, int offset, int length) {
    double own = score(bytes, at, position);
    return own < score
        || (own == score && Listpack.compare(bytes, at, position, member, offset, length) < 0);
  }

  private static void insertAt(
      byte[] bytes, int at, int position, byte[] member, int offset, int length, ScoreText score) {
    // The score first: the member goes before it, to the same position.
    score.insert(bytes, at, position);
    Listpack.insert(bytes, at, position, member, offset, length);
  }

  /** Where the pair at a position belongs, if nowhere before it: the position of what follows. */
  private static int placeBehind(byte[] bytes, int at, int position) {
    int end = Listpack.end(bytes, at);
    int p = afterPair(bytes, at, position);
    while (p != end && comparePairs(bytes, at, p, position) < 0) {
      p = afterPair(bytes, at, p);
    }
    return p;
  }

  /** Where the pair at a position belongs, if nowhere behind it: the position of what follows. */
  private static int placeBefore(byte[] bytes, int at, int position) {
    int p = position;
    int before = previous(bytes, at, p);
    while (before != Listpack.NONE && comparePairs(bytes, at, before, position) > 0) {
      p = before;
      before = previous(bytes, at, p);
    }
    return p;
  }

  /** The order of two pairs. */
  static int comparePairs(byte[] bytes, int at, int position, int other) {
    double score = score(bytes, at, position);
    double otherScore = score(bytes, at, other);
    if (score != otherScore) {
      return score < otherScore ? -1 : 1;
    }
    return compareMembers(bytes, at, position, other);
  }

  static int compareMembers(byte[] bytes, int at, int position, int other) {
    if (!Listpack.isInteger(bytes, at, other)) {
      int offset = Listpack.stringOffset(bytes, at, other);
      return Listpack.compare(
          bytes, at, position, bytes, offset, Listpack.stringLength(bytes, at, other));
    }
    if (!Listpack.isInteger(bytes, at, position)) {
      return -compareMembers(bytes, at, other, position);
    }
    return IntegerText.compare(
        Listpack.integer(bytes, at, position), Listpack.integer(bytes, at, other));
  }

  /** Swaps two ranges of bytes that follow each other: each turned over, then both together. */
  private static void rotate(byte[] bytes, int from, int middle, int to) {
    reverse(bytes, from, middle);
    reverse(bytes, middle, to);
    reverse(bytes, from, to);
  }

  private static void reverse(byte[] bytes, int from, int to) {
    for (int i = from, j = to - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
  }

  private static int checkedBytes(long bytes) {
    if (bytes > Listpack.MAX_BYTES) {
      throw new ListpackFullException(bytes);
    }
    return (int) bytes;
  }
}
