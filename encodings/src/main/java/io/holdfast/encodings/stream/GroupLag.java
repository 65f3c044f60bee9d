package io.holdfast.encodings.stream;

/**
 * How many entries a group has been given of all that were ever added, and how many it has not.
 *
 * <p>Entries are counted when they are added; where one of them stands is known only at the ends of
 * the stream and as long as nothing was deleted in between:
 *
 * <pre>
 *  ever added   | trimmed ... | first | ............ | last |
 *  counts         added - length  ^ +1                 ^ added
 * </pre>
 *
 * So a group counts what it is given, {@link ConsumerGroup#advance}, and keeps that count as long
 * as no <em>tombstone</em>, the largest ID that was deleted other than by trimming, lies ahead of
 * it. The answers are those of XINFO GROUPS. Cost: O(1).
 */
public final class GroupLag {
  /** The number of entries read that nobody can tell. */
  public static final long UNKNOWN_READ = -1;

  /**
   * A lag that nobody can tell. Others may be below 0: if a user said of a group that it had read
   * more than was ever added.
   */
  public static final long UNKNOWN = Long.MIN_VALUE;

  private GroupLag() {}

  /** How many entries a group of this stream has not been given yet, or {@link #UNKNOWN}. */
  public static long of(StreamLog log, ConsumerGroup group) {
    if (log.entriesAdded() == 0) {
      return 0;
    }
    long read = group.entriesRead();
    if (read == UNKNOWN_READ || hasTombstoneFrom(log, group.lastMs(), group.lastSeq())) {
      read = entriesReadUpTo(log, group.lastMs(), group.lastSeq());
    }
    return read == UNKNOWN_READ ? UNKNOWN : log.entriesAdded() - read;
  }

  /**
   * How many of all entries ever added came up to this ID, or {@link #UNKNOWN_READ} if that is not
   * known.
   */
  public static long entriesReadUpTo(StreamLog log, long ms, long seq) {
    if (log.entriesAdded() == 0) {
      return 0;
    }
    int toLast = EntryIds.compare(ms, seq, log.lastMs(), log.lastSeq());
    if (toLast == 0 || log.length() == 0 && toLast < 0) {
      return log.entriesAdded();
    }
    int toFirst = EntryIds.compare(ms, seq, log.firstMs(), log.firstSeq());
    if (toLast > 0 || toFirst > 0 || !isWholeFromFirst(log)) {
      return UNKNOWN_READ;
    }
    return log.entriesAdded() - log.length() + (toFirst == 0 ? 1 : 0);
  }

  /** Whether a tombstone lies at this ID or behind it, and among the entries. */
  static boolean hasTombstoneFrom(StreamLog log, long ms, long seq) {
    return !isWholeFromFirst(log)
        && EntryIds.compare(ms, seq, log.maxDeletedMs(), log.maxDeletedSeq()) <= 0;
  }

  /** Whether no tombstone lies between the first entry and the last. */
  private static boolean isWholeFromFirst(StreamLog log) {
    return log.length() == 0
        || EntryIds.compare(log.maxDeletedMs(), log.maxDeletedSeq(), log.firstMs(), log.firstSeq())
            < 0;
  }
}
