package io.holdfast.core.generic;

import io.holdfast.core.keyspace.Database;
import java.util.function.IntConsumer;
import org.agrona.collections.IntArrayList;

/**
 * KEYS, or one call of SCAN: collects the handles of entries that a filter accepts.
 *
 * <p>The handles are valid until the database changes. Thread: the owner, for one command.
 */
final class KeyWalk implements IntConsumer {
  /** How many buckets a call visits for each key of COUNT, lest sparse tables stop it early. */
  private static final int BUCKETS_PER_COUNT = 10;

  private final Database db;
  private final KeyFilter filter;
  private final IntArrayList found = new IntArrayList();
  private long visited;

  KeyWalk(Database db, KeyFilter filter) {
    this.db = db;
    this.filter = filter;
  }

  /** KEYS: walks the whole database; leaves entries that have expired where they are. */
  IntArrayList all() {
    db.forEach(
        handle -> {
          if (!db.isDue(handle)) {
            accept(handle);
          }
        });
    return found;
  }

  /**
   * SCAN: walks some buckets; deletes entries that have expired instead of returning them.
   *
   * @param cursor where to start
   * @param count how many entries to look at, more or less
   * @return where to go on; 0 at the end
   */
  long step(long cursor, long count) {
    long maxBuckets =
        count > Long.MAX_VALUE / BUCKETS_PER_COUNT ? count : count * BUCKETS_PER_COUNT;
    long next = cursor;
    long buckets = 0;
    do {
      next = db.scan(next, this);
    } while (next != 0 && visited < count && ++buckets < maxBuckets);
    deleteExpired();
    return next;
  }

  /** The handles collected. */
  IntArrayList found() {
    return found;
  }

  @Override
  public void accept(int handle) {
    visited++;
    if (filter.accepts(db, handle)) {
      found.addInt(handle);
    }
  }

  private void deleteExpired() {
    int kept = 0;
    for (int i = 0; i < found.size(); i++) {
      int handle = found.getInt(i);
      if (db.isDue(handle)) {
        db.expire(handle, db.hash(handle));
      } else {
        found.setInt(kept++, handle);
      }
    }
    while (found.size() > kept) {
      found.popInt();
    }
  }
}
