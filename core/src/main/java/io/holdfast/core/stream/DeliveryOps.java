package io.holdfast.core.stream;

import io.holdfast.StreamId;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.EntryIds;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.PendingIds;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import org.jspecify.annotations.Nullable;

/**
 * XREADGROUP: gives entries to a consumer of a group, for the first time or again.
 *
 * <p>Delivering an entry is told as the XCLAIM that makes it pending; with NOACK all that is told
 * is how far the group has come. What is given again is not told: only when and how often it was
 * given changes.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class DeliveryOps {
  /** Says that all are wanted. */
  static final long ALL = 0;

  private DeliveryOps() {}

  /**
   * The consumer with a name, who is about to read or claim; made if there is none.
   *
   * @param effects takes the making of the consumer if nothing else will tell; null if nobody
   *     listens, or it will be told otherwise
   */
  static Consumer consumer(
      Database db,
      ByteRange key,
      ConsumerGroup group,
      ByteRange name,
      @Nullable StreamEffects effects) {
    Consumer found = GroupOps.findConsumer(group, name);
    if (found == null) {
      if (effects != null) {
        effects.add("XGROUP", "CREATECONSUMER", key, group.name(), name);
      }
      return GroupOps.newConsumer(db, key, group, name);
    }
    found.setSeenAtMs(db.keyspace().nowMs());
    return found;
  }

  // ---- what is new ---------------------------------------------------------------------------

  /**
   * How many entries there are behind an ID.
   *
   * @param most where to stop counting, or {@link #ALL}
   */
  static int countAfter(StreamLog log, long ms, long seq, long most) {
    if (!hasAfter(log, ms, seq)) {
      return 0;
    }
    StreamIterator entries = after(log, ms, seq);
    int count = 0;
    while ((most <= ALL || count < most) && entries.next()) {
      count++;
    }
    return count;
  }

  /** Whether there may be an entry behind an ID: false if the stream's last ID is not. */
  static boolean hasAfter(StreamLog log, long ms, long seq) {
    return log.length() > 0 && EntryIds.compare(ms, seq, log.lastMs(), log.lastSeq()) < 0;
  }

  /** An iterator over the entries behind an ID that is not the largest. */
  static StreamIterator after(StreamLog log, long ms, long seq) {
    StreamIterator entries = log.iterator();
    entries.range(seq == -1 ? ms + 1 : ms, seq + 1, -1, -1);
    return entries;
  }

  /**
   * Delivers entries that were not delivered before.
   *
   * @param count how many; there are so many, and at least one
   * @param isNoAck whether they are not to become pending
   * @param visitor is shown each
   * @param effects takes what was done; null if nobody listens
   */
  static void deliver(
      Database db,
      ByteRange key,
      StreamLog log,
      ConsumerGroup group,
      Consumer consumer,
      int count,
      boolean isNoAck,
      EntryVisitor visitor,
      @Nullable StreamEffects effects) {
    long nowMs = db.keyspace().nowMs();
    StreamIterator entries = after(log, group.lastMs(), group.lastSeq());
    for (int i = 0; i < count && entries.next(); i++) {
      long ms = entries.ms();
      long seq = entries.seq();
      group.advance(log, ms, seq);
      if (!isNoAck) {
        group.setPending(ms, seq, consumer, nowMs, 1);
        if (effects != null) {
          ClaimOps.logClaim(effects, key, group, consumer, new StreamId(ms, seq));
        }
      }
      visitor.visit(entries);
    }
    if (!isNoAck) {
      consumer.setActiveAtMs(nowMs);
    } else if (effects != null) {
      ClaimOps.logLastId(effects, key, group);
    }
    db.changedUnwatched();
  }

  // ---- what is pending -----------------------------------------------------------------------

  /** How many entries are pending for a consumer behind an ID; at most so many. */
  static int countPending(Consumer consumer, StreamId after, long most) {
    PendingIds ids = consumer.pending();
    long at = firstPending(ids, after);
    int count = 0;
    while (at != IdIndex.NONE && (most <= ALL || count < most)) {
      count++;
      at = ids.next(at);
    }
    return count;
  }

  private static long firstPending(PendingIds ids, StreamId after) {
    return after.equals(StreamId.MAX)
        ? IdIndex.NONE
        : ids.ceiling(after.next().ms(), after.next().seq());
  }

  /**
   * Gives a consumer entries that are pending for it once more.
   *
   * @param after the ID behind which they lie
   * @param count how many; there are so many
   */
  static void deliverAgain(
      Database db,
      StreamLog log,
      ConsumerGroup group,
      Consumer consumer,
      StreamId after,
      int count,
      EntryVisitor visitor) {
    PendingIds ids = consumer.pending();
    PendingEntries pending = group.pending();
    StreamIterator entries = log.iterator();
    long at = firstPending(ids, after);
    for (int i = 0; i < count; i++) {
      long ms = ids.ms(at);
      long seq = ids.seq(at);
      entries.range(ms, seq, ms, seq);
      if (entries.next()) {
        long times = pending.deliveryCount(pending.find(ms, seq)) + 1;
        group.setPending(ms, seq, consumer, db.keyspace().nowMs(), times);
        visitor.visit(entries);
      } else {
        visitor.visitDeleted(ms, seq);
      }
      at = ids.next(at);
    }
  }
}
