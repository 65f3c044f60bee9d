package io.holdfast.core.sortedset;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sorted set of one key, in whichever encoding: the one place that knows both and converts.
 *
 * <pre>
 *  listpack  | member | score | member | score | ...      few short members
 *  skiplist  {@link LargeSortedSet}                       all others; never back
 * </pre>
 *
 * <p>A member is named by a reference, a position in the listpack or a handle of the table, good
 * until the set changes; 0 is none. Members stand in the order of score and bytes; ranks count from
 * the lowest.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class SortedSetValue implements ScoredMembers {
  /** Takes a look at members by their references; must not change the set. */
  @FunctionalInterface
  public interface ScoreVisitor {
    /** Sees a reference and the member's score; returns whether to go on. */
    boolean visit(int reference, double score);
  }

  private final Database db;
  private final ByteRange key;
  private final long hash;
  private @Nullable PackedSortedSet packed;
  private @Nullable LargeSortedSet large;

  /** Of the member looked for last, if {@link #large}. */
  private long memberHash;

  private SortedSetValue(Database db, ByteRange key, long hash, int handle) {
    this.db = db;
    this.key = key;
    this.hash = hash;
    if (handle != 0) {
      db.expectType(handle, Entry.SORTED_SET);
      if (db.encoding(handle) == Entry.LISTPACK) {
        packed = new PackedSortedSet(db, hash, handle);
      } else {
        large = (LargeSortedSet) db.large(handle);
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

  // ---- reading -------------------------------------------------------------------------------

  @Override
  public int size() {
    if (large != null) {
      return (int) large.size();
    }
    return packed == null ? 0 : packed.size();
  }

  /** A member's reference, or 0. */
  public int find(ByteRange member) {
    if (large != null) {
      memberHash = large.hash(member.array(), member.offset(), member.length());
      return large.find(memberHash, member.array(), member.offset(), member.length());
    }
    return packed == null ? 0 : packed.find(member);
  }

  @Override
  public double score(ByteRange member) {
    int reference = find(member);
    return reference == 0 ? Double.NaN : score(reference);
  }

  /** Shows a member. */
  public void member(int reference, BytesVisitor visitor) {
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
    member(reference, (bytes, offset, length) -> visitor.visit(bytes, offset, length, score));
  }

  /** The score of a member. */
  double score(int reference) {
    return packed != null ? packed.score(reference) : large().score(reference);
  }

  /** How many members stand before this one. */
  int rank(int reference) {
    return packed != null ? packed.rank(reference) : large().rank(reference);
  }

  /** How many members have a score below this one, or equal to it if {@code inclusive}. */
  int countBelow(double score, boolean inclusive) {
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
    if (large != null) {
      return large.countBefore(member.array(), member.offset(), member.length(), inclusive);
    }
    return packed == null ? 0 : packed.countBefore(member, inclusive);
  }

  /** A walk over the members with these ranks. */
  RankWalk walk(Ranks ranks, boolean isReversed) {
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
  void forEachReference(IntConsumer visitor) {
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

  /**
   * ZSCAN: finds some members and says where to go on, 0 at the end. A listpack is looked at whole.
   */
  long scan(ScanRequest request, References found) {
    boolean[] accepts = {true};
    BytesVisitor filter =
        (bytes, offset, length) -> accepts[0] = request.accepts(bytes, offset, length);
    return found.scan(
        request.cursor(),
        request.count(),
        this::scanStep,
        reference -> {
          member(reference, filter);
          return accepts[0];
        });
  }

  private long scanStep(long cursor, IntConsumer visitor) {
    if (large != null) {
      return large.scan(cursor, visitor);
    }
    forEachReference(visitor);
    return 0;
  }

  /** A member drawn at random, each with the same chance; the set is not empty. */
  int random() {
    if (packed != null) {
      long bits = db.keyspace().random().getAsLong();
      return packed.atRank((int) Long.remainderUnsigned(bits, size()));
    }
    return large().sample(db.keyspace().random());
  }

  /** How many members {@link #draw} visits. */
  long drawn(long count) {
    return count < 0 && size() > 0 ? -count : Math.min(Math.max(0, count), size());
  }

  /**
   * ZRANDMEMBER: visits members drawn at random, each choice with the same chance.
   *
   * @param count that many different members, or all if there are not more; if negative, that many
   *     draws, in which a member may come again
   */
  void draw(long count, IntConsumer visitor) {
    if (count >= 0) {
      References.distinct(
              count, size(), this::forEachReference, this::random, db.keyspace().random())
          .forEach(visitor);
      return;
    }
    for (long i = drawn(count); i > 0; i--) {
      visitor.accept(random());
    }
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

  /** Removes a member. */
  void remove(int reference) {
    if (packed != null) {
      packed.remove(reference);
    } else {
      large().remove(reference);
    }
  }

  /** Removes the members with these ranks. */
  void removeRanks(Ranks ranks) {
    if (packed != null) {
      packed.removeRanks(ranks.from(), ranks.to());
    } else {
      large().removeRanks(ranks.from(), ranks.to());
    }
  }

  /** Deletes the key of a sorted set that exists. */
  void delete() {
    db.delete(db.findForWrite(hash, key), hash);
  }

  private boolean fits(ByteRange member) {
    EncodingLimits limits = db.keyspace().limits();
    return size() < limits.sortedSetEntries
        && member.length() <= limits.sortedSetValueBytes
        && (packed == null || packed.hasRoomFor(member.length()));
  }

  private void makeLarge() {
    LargeSortedSet set = new LargeSortedSet(db.arena(), db.keyspace().sipHash());
    if (packed == null) {
      db.insertLarge(hash, key, Entry.SORTED_SET, Entry.SKIPLIST, set);
    } else {
      packed.copyTo(set);
      db.toLarge(packed.handle(), hash, Entry.SKIPLIST, set);
      packed = null;
    }
    large = set;
  }

  private LargeSortedSet large() {
    return Objects.requireNonNull(large);
  }
}
