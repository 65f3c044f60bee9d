package io.holdfast.core.sortedset;

import io.holdfast.Aggregate;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.sortedset.LargeSortedSet;

/**
 * What a combination or a range comes to: a sorted set of its own, which is then shown or becomes
 * the value of a key. The key may be one of those it was made of.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class Result {
  private final Database db;
  private final LargeSortedSet members;
  private int longest;

  private Result(Database db, Arena arena) {
    this.db = db;
    this.members = new LargeSortedSet(arena, db.keyspace().sipHash());
  }

  /** An empty result to be shown: it goes with the object. */
  static Result toShow(Database db) {
    return new Result(db, new Arena());
  }

  /** An empty result that {@link #store} must follow. */
  public static Result toStore(Database db) {
    return new Result(db, db.arena());
  }

  /** Number of members. */
  int size() {
    return (int) members.size();
  }

  /** Adds a member that is absent. */
  public void insert(byte[] bytes, int offset, int length, double score) {
    members.insert(members.hash(bytes, offset, length), bytes, offset, length, score);
    longest = Math.max(longest, length);
  }

  /** Adds a member, or brings a score together with the one it has. */
  void add(byte[] bytes, int offset, int length, double score, Aggregate aggregate) {
    long hash = members.hash(bytes, offset, length);
    int handle = members.find(hash, bytes, offset, length);
    if (handle == 0) {
      insert(bytes, offset, length, score);
      return;
    }
    double before = members.score(handle);
    double after = Combination.aggregate(before, score, aggregate);
    if (after == 0 && before == 0) {
      // Zero and minus zero are equal, and an equal score would change nothing.
      members.remove(hash, handle);
      insert(bytes, offset, length, after);
    } else {
      members.setScore(handle, after);
    }
  }

  /** Visits the members in their order. */
  void forEach(ScoredMembers.Visitor visitor) {
    for (long at = members.first(); at != LargeSortedSet.NO_POSITION; at = members.next(at)) {
      int handle = members.handleAt(at);
      visitor.visit(
          members.page(handle),
          members.offset(handle),
          members.length(handle),
          members.scoreAt(at));
    }
  }

  /** Makes it the value of a key, whatever that held, or deletes the key if it is empty. */
  Stored store(ByteRange key) {
    long hash = db.hash(key);
    int handle = db.findForWrite(hash, key);
    if (size() == 0) {
      if (handle != 0) {
        db.delete(handle, hash);
      }
      return handle == 0 ? Stored.NOTHING : Stored.DELETED;
    }
    PackedSortedSet packed =
        handle == 0
            ? PackedSortedSet.insert(db, hash, key)
            : PackedSortedSet.overwrite(db, hash, handle);
    EncodingLimits limits = db.keyspace().limits();
    if (size() <= limits.sortedSetEntries && longest <= limits.sortedSetValueBytes) {
      forEach(
          (bytes, offset, length, score) ->
              packed.append(ByteRange.of(bytes, offset, length), score));
      members.release(Integer.MAX_VALUE);
    } else {
      db.toLarge(packed.handle(), hash, Entry.SKIPLIST, members);
    }
    return Stored.MEMBERS;
  }

  /** What {@link #store} did. */
  enum Stored {
    /** The key did not exist, and does not. */
    NOTHING,
    /** The key was deleted. */
    DELETED,
    /** The key has the members. */
    MEMBERS
  }
}
