package io.holdfast.core.rdb;

import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.PendingIds;
import io.holdfast.encodings.stream.StreamLog;

/**
 * Serialises streams.
 *
 * <pre>
 *  stream    | nodes | node ... | entries | last ID | first ID * | max deleted ID * | added * |
 *            | groups | group ... |
 *  node      | ID, 16 bytes, as a string | listpack, as a string |
 *  group     | name | last ID | entries read * | pending | pending ... | consumers | consumer ... |
 *  pending   | ID, 16 bytes | delivered at ms, i64 | delivery count |
 *  consumer  | name | seen at ms, i64 | active at ms, i64 ** | pending | ID, 16 bytes ... |
 * </pre>
 *
 * Numbers are lengths and names strings in the notation of {@link RdbOutput}, an ID by itself is
 * two numbers, one of 16 bytes is big-endian. What has an asterisk came with type 19, two with 21.
 *
 * <p>Source: payloads of DUMP, and the RDB format as several independent parsers document it.
 */
final class StreamWriter {
  private final RdbOutput out;
  private final boolean hasActiveTimes;

  /**
   * Writes streams.
   *
   * @param hasActiveTimes whether as type 21, not 19
   */
  StreamWriter(RdbOutput out, boolean hasActiveTimes) {
    this.out = out;
    this.hasActiveTimes = hasActiveTimes;
  }

  /** Writes a stream, without its type. */
  void write(StreamLog log) {
    out.length(log.nodeCount());
    for (long node = log.firstChunk(); node != StreamLog.NO_CHUNK; node = log.nextChunk(node)) {
      out.length(2 * Long.BYTES);
      rawId(log.nodeMs(node), log.nodeSeq(node));
      byte[] page = log.nodePage(node);
      int at = log.nodeOffset(node);
      out.string(page, at, Listpack.bytes(page, at));
    }
    out.length(log.length());
    id(log.lastMs(), log.lastSeq());
    id(log.firstMs(), log.firstSeq());
    id(log.maxDeletedMs(), log.maxDeletedSeq());
    out.length(log.entriesAdded());
    out.length(log.groups().count());
    for (int i = 0; i < log.groups().count(); i++) {
      group(log.groups().get(i));
    }
  }

  private void group(ConsumerGroup group) {
    name(group.name());
    id(group.lastMs(), group.lastSeq());
    out.length(group.entriesRead());
    PendingEntries pending = group.pending();
    out.length(pending.size());
    for (long at = pending.first(); at != IdIndex.NONE; at = pending.next(at)) {
      rawId(pending.ms(at), pending.seq(at));
      out.i64(pending.deliveredAtMs(at));
      out.length(pending.deliveryCount(at));
    }
    out.length(group.consumerCount());
    for (int i = 0; i < group.consumerCount(); i++) {
      consumer(group.consumerAt(i));
    }
  }

  private void consumer(Consumer consumer) {
    name(consumer.name());
    out.i64(consumer.seenAtMs());
    if (hasActiveTimes) {
      out.i64(consumer.activeAtMs());
    }
    PendingIds ids = consumer.pending();
    out.length(ids.size());
    for (long at = ids.first(); at != IdIndex.NONE; at = ids.next(at)) {
      rawId(ids.ms(at), ids.seq(at));
    }
  }

  private void name(byte[] name) {
    out.string(name, 0, name.length);
  }

  private void id(long ms, long seq) {
    out.length(ms);
    out.length(seq);
  }

  private void rawId(long ms, long seq) {
    out.bigEndian(ms);
    out.bigEndian(seq);
  }
}
