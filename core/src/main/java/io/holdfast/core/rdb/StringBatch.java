package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.string.StringOps;

/**
 * Strings that were read and are not in their database yet: some at once, so that the memory their
 * keys' places lie in is fetched side by side. One by one, waiting for it is half of the time.
 *
 * <p>Thread: the owner.
 */
public final class StringBatch {
  /** About as many reads as a processor has under way. */
  private static final int CAPACITY = 16;

  private final ByteRange[] keys = new ByteRange[CAPACITY];
  private final ByteRange[] values = new ByteRange[CAPACITY];
  private final long[] hashes = new long[CAPACITY];
  private final long[] expireAtMs = new long[CAPACITY];
  private final long[] positions = new long[CAPACITY];
  private int count;

  /** What was touched; kept, lest the reads be optimised away. */
  @SuppressWarnings("unused")
  private int seen;

  /** An empty batch. */
  public StringBatch() {}

  /** A key that was there already. */
  public static final class KeyTwiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long position;

    KeyTwiceException(long position) {
      this.position = position;
    }

    /** Where in the file it stands. */
    public long position() {
      return position;
    }
  }

  /**
   * Keeps a string; ranges that last.
   *
   * @param atMs when it expires, or {@link Database#NO_EXPIRY}
   * @param position where it stands in the file
   * @return whether there is room for another
   */
  public boolean add(long hash, ByteRange key, ByteRange value, long atMs, long position) {
    keys[count] = key;
    values[count] = value;
    hashes[count] = hash;
    expireAtMs[count] = atMs;
    positions[count] = position;
    return ++count < CAPACITY;
  }

  /**
   * Puts all into a database, those left out whose time has come.
   *
   * @throws KeyTwiceException if a key is there already; what follows it is forgotten
   */
  public void loadInto(Database db) {
    int loaded = count;
    count = 0;
    int sum = 0;
    for (int i = 0; i < loaded; i++) {
      sum += db.touchAbsent(hashes[i]);
    }
    seen = sum;
    for (int i = 0; i < loaded; i++) {
      ByteRange key = keys[i];
      if (db.peek(hashes[i], key.array(), key.offset(), key.length()) != 0) {
        throw new KeyTwiceException(positions[i]);
      }
      long atMs = expireAtMs[i];
      if (atMs == Database.NO_EXPIRY || atMs > db.keyspace().dueMs()) {
        StringOps.load(db, hashes[i], key, values[i], atMs);
      }
    }
  }
}
