package io.holdfast.core.stream;

import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.EntryIds;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import org.agrona.collections.LongArrayList;

/**
 * What is pending in a group.
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
final class PendingOps {
  private PendingOps() {}

  /** The positions, in the group's list, of the pending entries asked for. */
  static LongArrayList find(Database db, ConsumerGroup group, PendingRequest request) {
    LongArrayList found = new LongArrayList();
    IdIndex ids = group.pending();
    if (request.consumer() != null) {
      Consumer consumer = GroupOps.findConsumer(group, request.consumer());
      if (consumer == null) {
        return found;
      }
      ids = consumer.pending();
    }
    PendingEntries pending = group.pending();
    long nowMs = db.keyspace().nowMs();
    long at = ids.ceiling(request.start().ms(), request.start().seq());
    while (at != IdIndex.NONE && found.size() < request.count()) {
      long ms = ids.ms(at);
      long seq = ids.seq(at);
      if (EntryIds.compare(ms, seq, request.end().ms(), request.end().seq()) > 0) {
        break;
      }
      long position = ids == pending ? at : pending.find(ms, seq);
      if (request.minIdleMs() <= 0
          || nowMs - pending.deliveredAtMs(position) >= request.minIdleMs()) {
        found.addLong(position);
      }
      at = ids.next(at);
    }
    return found;
  }

  /** How long ago an entry was delivered, in ms. */
  static long idleMs(Database db, ConsumerGroup group, long position) {
    return Math.max(0, db.keyspace().nowMs() - group.pending().deliveredAtMs(position));
  }
}
