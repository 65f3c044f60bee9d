package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.EntryIds;
import io.holdfast.encodings.stream.GroupLag;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;

/**
 * Reads streams; {@link StreamParts} draws them.
 *
 * <p>Nothing is believed: nodes are proved, IDs ascend, counts are right, and an entry pending for
 * a group is pending for exactly one of its consumers.
 */
final class StreamReader {
  private final RdbInput in;
  private final StreamLog log;
  private final boolean hasCounters;
  private final boolean hasActiveTimes;

  /** Those of the group that is being read. */
  private final PendingTable pending = new PendingTable();

  /**
   * Reads into a stream.
   *
   * @param log an empty one
   * @param type the type the value says
   */
  StreamReader(RdbInput in, StreamLog log, int type) {
    this.in = in;
    this.log = log;
    this.hasCounters = type != RdbType.STREAM;
    this.hasActiveTimes = type == RdbType.STREAM_3;
  }

  /** Reads what stands behind the type. */
  void read() {
    int nodes = in.count();
    for (int i = 0; i < nodes; i++) {
      node();
    }
    if (in.length() != log.length()) {
      throw in.damaged("another number of entries");
    }
    long lastMs = in.number();
    long lastSeq = in.number();
    StreamIterator last = log.iterator();
    last.reverseAll();
    if (last.next() && EntryIds.compare(lastMs, lastSeq, last.ms(), last.seq()) < 0) {
      throw in.damaged("an entry behind the last ID");
    }
    log.setLastId(lastMs, lastSeq);
    if (hasCounters) {
      // The first ID is known from the entries.
      in.number();
      in.number();
      log.setMaxDeletedId(in.number(), in.number());
      log.setEntriesAdded(in.length());
    } else {
      log.setEntriesAdded(log.length());
    }
    int groups = in.count();
    for (int i = 0; i < groups; i++) {
      group();
    }
  }

  private void node() {
    if (in.length() != 2 * Long.BYTES) {
      throw in.damaged("not the ID of a node");
    }
    long ms = in.bigEndian();
    long seq = in.bigEndian();
    ByteRange listpack = in.string();
    log.appendNode(ms, seq, listpack.array(), listpack.offset(), listpack.length());
  }

  private void group() {
    ByteRange name = in.string();
    if (log.groups().find(name.array(), name.offset(), name.length()) != null) {
      throw in.damaged("a group twice");
    }
    long lastMs = in.number();
    long lastSeq = in.number();
    long entriesRead = hasCounters ? in.number() : GroupLag.entriesReadUpTo(log, lastMs, lastSeq);
    ConsumerGroup group =
        log.groups()
            .create(name.array(), name.offset(), name.length(), lastMs, lastSeq, entriesRead);
    pending.read(in);
    int consumers = in.count();
    for (int i = 0; i < consumers; i++) {
      consumer(group);
    }
    if (group.pending().size() != pending.size()) {
      throw in.damaged("pending for no consumer");
    }
  }

  private void consumer(ConsumerGroup group) {
    ByteRange name = in.string();
    if (group.findConsumer(name.array(), name.offset(), name.length()) != null) {
      throw in.damaged("a consumer twice");
    }
    long seenAtMs = in.i64();
    Consumer consumer = group.createConsumer(name.array(), name.offset(), name.length(), seenAtMs);
    // Where it is not said, the last attempt is the best guess.
    consumer.setActiveAtMs(hasActiveTimes ? in.i64() : seenAtMs);
    int count = in.count();
    for (int i = 0; i < count; i++) {
      long ms = in.bigEndian();
      long seq = in.bigEndian();
      int entry = pending.find(ms, seq);
      if (entry == PendingTable.NONE) {
        throw in.damaged("pending for a consumer, not for its group");
      }
      long before = group.pending().size();
      group.setPending(
          ms, seq, consumer, pending.deliveredAtMs(entry), pending.deliveryCount(entry));
      if (group.pending().size() == before) {
        throw in.damaged("pending for two consumers");
      }
    }
  }
}
