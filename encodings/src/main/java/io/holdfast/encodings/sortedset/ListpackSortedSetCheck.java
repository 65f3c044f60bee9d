package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackCheck;
import io.holdfast.encodings.number.IntegerText;

/**
 * Whether bytes from outside are a small sorted set.
 *
 * <p>{@link #pairs} accepts exactly what the methods of {@link ListpackSortedSet} can work on.
 * Scores may be written in any way that is read as a number, members that are integers as strings.
 *
 * <p>Cost: O(bytes); memory: 8 to 16 bytes a member, until it returns.
 */
public final class ListpackSortedSetCheck {
  private static final String SORTED_SET = "sorted set";
  private static final long MAX_SLOTS = 1L << 30;

  private ListpackSortedSetCheck() {}

  /**
   * Checks the listpack, the scores and the order, and that no member is there twice.
   *
   * @param sipHash hashes the members, so that nobody can make this slow
   * @return the number of members
   * @throws DamagedBytesException if something is wrong
   * @throws IndexOutOfBoundsException if the range does not lie within the array
   */
  public static int pairs(byte[] bytes, int at, int length, SipHash sipHash) {
    int entries = ListpackCheck.entries(bytes, at, length);
    if ((entries & 1) != 0) {
      throw damaged("member without a score", Listpack.last(bytes, at));
    }
    int pairs = entries >>> 1;
    int slots = (int) Math.min(MAX_SLOTS, (long) Integer.highestOneBit(pairs | 1) << 2);
    Seen seen = new Seen(bytes, at, sipHash, slots);
    int before = Listpack.NONE;
    for (int p = Listpack.first(bytes, at); p != Listpack.NONE; p = nextOf(bytes, at, p)) {
      if (Double.isNaN(ListpackSortedSet.score(bytes, at, p))) {
        throw damaged("score is no number", Listpack.after(bytes, at, p));
      }
      if (before != Listpack.NONE && ListpackSortedSet.comparePairs(bytes, at, before, p) >= 0) {
        throw damaged("member out of order", p);
      }
      if (!seen.add(p)) {
        throw damaged("member for the second time", p);
      }
      before = p;
    }
    return pairs;
  }

  /**
   * Whether the members of a listpack that was proved stand in order, with scores that are numbers
   * and no minus zero. Its scores may have been written by any version of Redis.
   */
  public static boolean isInOrder(byte[] bytes, int at) {
    double before = Double.NEGATIVE_INFINITY;
    int previous = Listpack.NONE;
    for (int p = Listpack.first(bytes, at); p != Listpack.NONE; p = nextOf(bytes, at, p)) {
      double score = ListpackSortedSet.score(bytes, at, p);
      boolean isBehind =
          score > before
              || (score == before
                  && (previous == Listpack.NONE
                      || ListpackSortedSet.compareMembers(bytes, at, previous, p) < 0));
      if (!isBehind || (score == 0 && Double.doubleToRawLongBits(score) != 0)) {
        return false;
      }
      before = score;
      previous = p;
    }
    return true;
  }

  private static int nextOf(byte[] bytes, int at, int position) {
    return ListpackSortedSet.next(bytes, at, position);
  }

  private static DamagedBytesException damaged(String what, int position) {
    return new DamagedBytesException(SORTED_SET, what, position);
  }

  /**
   * The members met so far: their positions, by hash, in slots that are tried one after another.
   */
  private static final class Seen {
    private final byte[] bytes;
    private final int at;
    private final SipHash sipHash;
    private final int[] positions;
    private final byte[] integerText = new byte[IntegerText.MAX_LENGTH];

    /** Slots are a power of two, and more than the members. */
    Seen(byte[] bytes, int at, SipHash sipHash, int slots) {
      this.bytes = bytes;
      this.at = at;
      this.sipHash = sipHash;
      this.positions = new int[slots];
    }

    /** Whether the member at a position is new. */
    boolean add(int position) {
      byte[] array = bytes;
      int offset;
      int length;
      if (Listpack.isInteger(bytes, at, position)) {
        array = integerText;
        offset = 0;
        length = Listpack.copyText(bytes, at, position, integerText, 0);
      } else {
        offset = Listpack.stringOffset(bytes, at, position);
        length = Listpack.stringLength(bytes, at, position);
      }
      int slot = (int) sipHash.hash(array, offset, length) & (positions.length - 1);
      while (positions[slot] != 0) {
        if (Listpack.equals(bytes, at, positions[slot], array, offset, length)) {
          return false;
        }
        slot = (slot + 1) & (positions.length - 1);
      }
      positions[slot] = position;
      return true;
    }
  }
}
