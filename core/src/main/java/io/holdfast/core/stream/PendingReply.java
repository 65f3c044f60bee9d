package io.holdfast.core.stream;

import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.PendingEntries;
import org.agrona.collections.LongArrayList;

/** Writes what XPENDING tells. */
final class PendingReply {
  private final Database db;
  private final ConsumerGroup group;
  private final ReplyWriter reply;
  private final EntryReply entries;

  PendingReply(Database db, ConsumerGroup group, ReplyWriter reply) {
    this.db = db;
    this.group = group;
    this.reply = reply;
    this.entries = new EntryReply(db, reply);
  }

  /** How many entries are pending, from which ID to which, and how many for each consumer. */
  void summary() {
    PendingEntries pending = group.pending();
    reply.arrayHeader(4);
    reply.integer(pending.size());
    if (pending.size() == 0) {
      reply.nullBulk();
      reply.nullBulk();
      reply.nullArray();
      return;
    }
    entries.id(pending.ms(pending.first()), pending.seq(pending.first()));
    entries.id(pending.ms(pending.last()), pending.seq(pending.last()));
    int busy = 0;
    for (int i = 0; i < group.consumerCount(); i++) {
      busy += group.consumerAt(i).pending().size() > 0 ? 1 : 0;
    }
    reply.arrayHeader(busy);
    for (int i = 0; i < group.consumerCount(); i++) {
      Consumer consumer = group.consumerAt(i);
      if (consumer.pending().size() > 0) {
        reply.arrayHeader(2);
        reply.bulk(consumer.name());
        reply.bulk(consumer.pending().size());
      }
    }
  }

  /** Each entry with its consumer, how long ago it was delivered, and how often. */
  void entries(PendingRequest request) {
    PendingEntries pending = group.pending();
    LongArrayList found = PendingOps.find(db, group, request);
    reply.arrayHeader(found.size());
    for (int i = 0; i < found.size(); i++) {
      long position = found.getLong(i);
      reply.arrayHeader(4);
      entries.id(pending.ms(position), pending.seq(position));
      reply.bulk(group.consumerOf(position).name());
      reply.integer(PendingOps.idleMs(db, group, position));
      reply.integer(pending.deliveryCount(position));
    }
  }
}
