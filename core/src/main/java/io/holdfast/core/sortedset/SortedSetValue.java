package io.holdfast.core.sortedset;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.element.CollectionValue;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.sortedset.ListpackSortedSetCheck;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sorted set of one key, in whichever encoding: the one place that knows both and converts.
 *
 * <pre>
 *  listpack  | member | score | member | score | ...      few short members
 *  skiplist  {@link LargeSortedSet}                       all others, and those one of whose members was
 *                                                  given a deadline; never back
 * </pre>
 *
 * <p>A member is named by a reference, a position in the listpack or a handle of the table, good
 * until the set changes; 0 is none. Members stand in the order of score and bytes; ranks count from
 * the lowest. What needs ranks first removes all members that are due, however many: to count them
 * would take as long.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class SortedSetValue extends CollectionValue<LargeSortedSet> implements ScoredMembers {
  /** Takes a look at members by their references; must not change the set. */
  @FunctionalInterface
  public interface ScoreVisitor {
    /** Sees a reference and the member's score; returns whether to go on. */
    boolean visit(int reference, double score);
  }

  private @Nullable PackedSortedSet packed;

  /** Of the member looked for last, if {@link #large}. */
  private long memberHash;

  private SortedSetValue(Database db, ByteRange key, long hash, int handle) {
    super(db, key, hash);
    if (handle != 0) {
      db.expectType(handle, Entry.SORTED_SET);
      if (db.encoding(handle) == Entry.LISTPACK) {
        packed = new PackedSortedSet(db, hash, handle);
      } else {
        setLarge((LargeSortedSet) db.large(handle), handle);
      }
    }
  }

  /**
   * Looks a key up to read its sorted set, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static SortedSetValue find(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new SortedSetValue(db, key, hash, db.find(hash, key));
  }

  /**
   * Looks a key up to change its sorted set, which is empty if the key does not exist.
   *
   * @throws WrongTypeException if it holds another type
   */
  public static SortedSetValue findForWrite(Database db, ByteRange key) {
    long hash = db.hash(key);
    return new SortedSetValue(db, key, hash, db.findForWrite(hash, key));
  }

  /**
   * Makes a sorted set of a listpack that comes from outside, as it is, if it is one this store, or
   * an older Redis, would have made; the key is absent.
   *
   * @return the entry's handle, or 0: the listpack is damaged, or is to be loaded member by member
   * @throws DamagedBytesException if its header is wrong
   */
  public static int take(Database db, long hash, ByteRange key, ByteRange listpack) {
    EncodingLimits limits = db.keyspace().limits();
    return Listpacks.isProved(db, listpack, 2, limits.sortedSetEntries, limits.sortedSetValueBytes)
            && ListpackSortedSetCheck.isInOrder(listpack.array(), listpack.offset())
        ? db.insert(hash, key, Entry.SORTED_SET, Entry.LISTPACK, listpack)
        : 0;
  }

  // ---- reading -------------------------------------------------------------------------------

  @Override
  public int size() {
    if (large != null) {
      return largeSize(large);
    }
    return packed == null ? 0 : packed.size();
  }

  @Override
  public int find(ByteRange member) {
    if (large != null) {
      memberHash = large.hash(member.array(), member.offset(), member.length());
      return unlessDue(large.find(memberHash, member.array(), member.offset(), member.length()));
    }
    return packed == null ? 0 : packed.find(member);
  }

  @Override
  public double score(ByteRange member) {
    int reference = find(member);
    return reference == 0 ? Double.NaN : score(reference);
  }

  @Override
  public void show(int reference, BytesVisitor visitor) {
    if (packed != null) {
      packed.member(reference, visitor);
    } else {
      LargeSortedSet set = large();
      visitor.visit(set.page(reference), set.offset(reference), set.length(reference));
    }
  }

  /** Shows a member and its score. */
  void show(int reference, Visitor visitor) {
    double score = score(reference);
    show(reference, (bytes, offset, length) -> visitor.visit(bytes, offset, length, score));
  }

  /** The score of a member. */
  double score(int reference) {
    return packed != null ? packed.score(reference) : large().score(reference);
  }

  /** How many members stand before this one. */
  int rank(int reference) {
    removeDue();
    return packed != null ? packed.rank(reference) : large().rank(reference);
  }

  /** How many members have a score below this one, or equal to it if {@code inclusive}. */
  int countBelow(double score, boolean inclusive) {
    removeDue();
    if (large != null) {
      return large.countBelow(score, inclusive);
    }
    return packed == null ? 0 : packed.countBelow(score, inclusive);
  }

  /**
   * How many members stand before this one, itself counted if {@code inclusive}, where all members
   * have the same score; where they do not, some number from 0 to the size.
   */
  int countBefore(ByteRange member, boolean inclusive) {
    removeDue();
    if (large != null) {
      return large.countBefore(member.array(), member.offset(), member.length(), inclusive);
    }
    return packed == null ? 0 : packed.countBefore(member, inclusive);
  }

  /** A walk over the members with these ranks. */
  RankWalk walk(Ranks ranks, boolean isReversed) {
    removeDue();
    return large != null
        ? new RankWalk(large, ranks, isReversed)
        : new RankWalk(packed, ranks, isReversed);
  }

  @Override
  public void forEachWhile(Search visitor) {
    double[] score = {0};
    boolean[] goesOn = {true};
    BytesVisitor member =
        (bytes, offset, length) -> goesOn[0] = visitor.visit(bytes, offset, length, score[0]);
    RankWalk walk = walk(Ranks.of(0, size()), false);
    while (goesOn[0] && walk.next()) {
      score[0] = walk.score();
      walk.member(member);
    }
  }

  /** Visits the members with these ranks, with their scores. */
  void forEach(Ranks ranks, boolean isReversed, Visitor visitor) {
    double[] score = {0};
    BytesVisitor member = (bytes, offset, length) -> visitor.visit(bytes, offset, length, score[0]);
    for (RankWalk walk = walk(ranks, isReversed); walk.next(); ) {
      score[0] = walk.score();
      walk.member(member);
    }
  }

  /**
   * Shows members in order, without their scores.
   *
   * @param from how many to skip
   * @param count how many; they exist
   * @param isReversed whether the highest score comes first
   */
  public void members(int from, int count, boolean isReversed, BytesVisitor visitor) {
    int first = isReversed ? size() - from - count : from;
    for (RankWalk walk = walk(Ranks.of(first, first + count), isReversed); walk.next(); ) {
      walk.member(visitor);
    }
  }

  /**
   * Visits the members with scores from one on and below another, until the visitor says no.
   *
   * @return whether it never said so
   */
  public boolean forEachScored(double from, double below, ScoreVisitor visitor) {
    RankWalk walk = walk(Ranks.of(countBelow(from, false), size()), false);
    while (walk.next()) {
      double score = walk.score();
      if (score >= below) {
        return true;
      }
      if (!visitor.visit(walk.reference(), score)) {
        return false;
      }
    }
    return true;
  }

  /** Visits every member's reference. */
  @Override
  public void forEach(IntConsumer visitor) {
    removeDue();
    if (packed != null) {
      for (int member = packed.first(); member != 0; member = packed.next(member)) {
        visitor.accept(member);
      }
    } else if (large != null) {
      for (long at = large.first(); at != LargeSortedSet.NO_POSITION; at = large.next(at)) {
        visitor.accept(large.handleAt(at));
      }
    }
  }

  @Override
  public int random() {
    if (packed == null) {
      return largeRandom();
    }
    long bits = db.keyspace().random().getAsLong();
    return packed.atRank((int) Long.remainderUnsigned(bits, size()));
  }

  /** Whether scores lie in a listpack, as text. */
  boolean isPacked() {
    return packed != null;
  }

  // ---- changing ------------------------------------------------------------------------------

  /** Adds the member that was looked for last and is absent. */
  public void insert(ByteRange member, double score) {
    if (large == null && !fits(member)) {
      makeLarge();
      find(member);
    }
    if (large != null) {
      expireBeforeAdding(member.array(), member.offset(), member.length());
      large.insert(memberHash, member.array(), member.offset(), member.length(), score);
      return;
    }
    if (packed == null) {
      packed = PackedSortedSet.insert(db, hash, key);
    }
    packed.insert(member, score);
  }

  /** Gives a member another score. */
  void setScore(int reference, double score) {
    if (packed != null) {
      packed.setScore(reference, score);
    } else {
      large().setScore(reference, score);
    }
  }

  @Override
  public void remove(int reference) {
    if (packed != null) {
      packed.remove(reference);
    } else {
      large().remove(reference);
      deadlinesChanged();
    }
  }

  /** Removes the members with these ranks. */
  void removeRanks(Ranks ranks) {
    removeDue();
    if (packed != null) {
      packed.removeRanks(ranks.from(), ranks.to());
    } else {
      large().removeRanks(ranks.from(), ranks.to());
      deadlinesChanged();
    }
  }

  private boolean fits(ByteRange member) {
    EncodingLimits limits = db.keyspace().limits();
    return size() < limits.sortedSetEntries
        && member.length() <= limits.sortedSetValueBytes
        && (packed == null || packed.hasRoomFor(member.length()));
  }

  @Override
  protected long maxSmallEntries() {
    return db.keyspace().limits().sortedSetEntries;
  }

  @Override
  protected void makeLarge() {
    LargeSortedSet set = new LargeSortedSet(db.arena(), db.keyspace().sipHash());
    int handle;
    if (packed == null) {
      handle = db.insertLarge(hash, key, Entry.SORTED_SET, Entry.SKIPLIST, set);
    } else {
      packed.copyTo(set);
      handle = db.toLarge(packed.handle(), hash, Entry.SKIPLIST, set);
      packed = null;
    }
    setLarge(set, handle);
  }
}
