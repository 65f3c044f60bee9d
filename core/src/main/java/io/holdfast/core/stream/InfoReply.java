package io.holdfast.core.stream;

import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.GroupLag;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.PendingIds;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;

/** Writes what XINFO tells. */
final class InfoReply {
  private static final int LOG_FIELDS = 7;

  private final Database db;
  private final StreamLog log;
  private final ReplyWriter reply;
  private final EntryReply entries;

  InfoReply(Database db, StreamLog log, ReplyWriter reply) {
    this.db = db;
    this.log = log;
    this.reply = reply;
    this.entries = new EntryReply(db, reply);
  }

  // ---- the stream ----------------------------------------------------------------------------

  /** XINFO STREAM. */
  void stream() {
    reply.mapHeader(LOG_FIELDS + 3);
    log();
    number("groups", log.groups().count());
    StreamIterator edge = log.iterator();
    edge.all();
    edge("first-entry", edge);
    edge.reverseAll();
    edge("last-entry", edge);
  }

  private void log() {
    number("length", log.length());
    // There is no radix tree; with a node or none, this is what one would have.
    number("radix-tree-keys", log.nodeCount());
    number("radix-tree-nodes", log.nodeCount() + 1);
    id("last-generated-id", log.lastMs(), log.lastSeq());
    id("max-deleted-entry-id", log.maxDeletedMs(), log.maxDeletedSeq());
    number("entries-added", log.entriesAdded());
    id("recorded-first-entry-id", log.firstMs(), log.firstSeq());
  }

  private void edge(String name, StreamIterator edge) {
    reply.bulk(name);
    if (edge.next()) {
      entries.visit(edge);
    } else {
      reply.nullBulk();
    }
  }

  /**
   * XINFO STREAM FULL.
   *
   * @param count how many entries, and pending entries of each group and consumer, to show at most;
   *     0 for all
   */
  void full(long count) {
    reply.mapHeader(LOG_FIELDS + 2);
    log();
    reply.bulk("entries");
    StreamIterator all = log.iterator();
    all.all();
    entries.entries(all, atMost(count, log.length()), all::all);
    reply.bulk("groups");
    reply.arrayHeader(log.groups().count());
    for (int i = 0; i < log.groups().count(); i++) {
      full(log.groups().get(i), count);
    }
  }

  private void full(ConsumerGroup group, long count) {
    reply.mapHeader(7);
    name(group.name());
    id("last-delivered-id", group.lastMs(), group.lastSeq());
    progress(group);
    PendingEntries pending = group.pending();
    number("pel-count", pending.size());
    reply.bulk("pending");
    int shown = atMost(count, pending.size());
    reply.arrayHeader(shown);
    long at = pending.first();
    for (int i = 0; i < shown; i++) {
      reply.arrayHeader(4);
      entries.id(pending.ms(at), pending.seq(at));
      reply.bulk(group.consumerOf(at).name());
      reply.integer(pending.deliveredAtMs(at));
      reply.integer(pending.deliveryCount(at));
      at = pending.next(at);
    }
    reply.bulk("consumers");
    reply.arrayHeader(group.consumerCount());
    for (int i = 0; i < group.consumerCount(); i++) {
      full(group, group.consumerAt(i), count);
    }
  }

  private void full(ConsumerGroup group, Consumer consumer, long count) {
    PendingIds ids = consumer.pending();
    reply.mapHeader(5);
    name(consumer.name());
    number("seen-time", consumer.seenAtMs());
    number("active-time", consumer.activeAtMs());
    number("pel-count", ids.size());
    reply.bulk("pending");
    int shown = atMost(count, ids.size());
    reply.arrayHeader(shown);
    PendingEntries pending = group.pending();
    for (long id = ids.first(); id != IdIndex.NONE && shown-- > 0; id = ids.next(id)) {
      long at = pending.find(ids.ms(id), ids.seq(id));
      reply.arrayHeader(3);
      entries.id(ids.ms(id), ids.seq(id));
      reply.integer(pending.deliveredAtMs(at));
      reply.integer(pending.deliveryCount(at));
    }
  }

  private static int atMost(long count, long size) {
    return Math.toIntExact(count == 0 ? size : Math.min(count, size));
  }

  // ---- groups and consumers ------------------------------------------------------------------

  /** XINFO GROUPS. */
  void groups() {
    reply.arrayHeader(log.groups().count());
    for (int i = 0; i < log.groups().count(); i++) {
      ConsumerGroup group = log.groups().get(i);
      reply.mapHeader(6);
      name(group.name());
      number("consumers", group.consumerCount());
      number("pending", group.pending().size());
      id("last-delivered-id", group.lastMs(), group.lastSeq());
      progress(group);
    }
  }

  /** How many entries a group has read, and how many it has not; null for what is not known. */
  private void progress(ConsumerGroup group) {
    reply.bulk("entries-read");
    if (group.entriesRead() == GroupLag.UNKNOWN_READ) {
      reply.nullBulk();
    } else {
      reply.integer(group.entriesRead());
    }
    reply.bulk("lag");
    long lag = GroupLag.of(log, group);
    if (lag == GroupLag.UNKNOWN) {
      reply.nullBulk();
    } else {
      reply.integer(lag);
    }
  }

  /** XINFO CONSUMERS. */
  void consumers(ConsumerGroup group) {
    long nowMs = db.keyspace().nowMs();
    reply.arrayHeader(group.consumerCount());
    for (int i = 0; i < group.consumerCount(); i++) {
      Consumer consumer = group.consumerAt(i);
      long activeAtMs = consumer.activeAtMs();
      reply.mapHeader(4);
      name(consumer.name());
      number("pending", consumer.pending().size());
      number("idle", Math.max(0, nowMs - consumer.seenAtMs()));
      number("inactive", activeAtMs == Consumer.NEVER ? -1 : Math.max(0, nowMs - activeAtMs));
    }
  }

  // ---- fields --------------------------------------------------------------------------------

  private void number(String field, long value) {
    reply.bulk(field);
    reply.integer(value);
  }

  private void id(String field, long ms, long seq) {
    reply.bulk(field);
    entries.id(ms, seq);
  }

  private void name(byte[] name) {
    reply.bulk("name");
    reply.bulk(name);
  }
}
