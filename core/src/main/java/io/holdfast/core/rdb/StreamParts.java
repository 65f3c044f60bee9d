package io.holdfast.core.rdb;

import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.PendingIds;
import io.holdfast.encodings.stream.StreamLog;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a stream: its nodes, in the order of their IDs, and then all the rest.
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
 * <p>What stands behind the nodes is serialised at the first sign of a change, which takes time for
 * each pending entry.
 *
 * <p>Source: payloads of DUMP, and the RDB format as several independent parsers document it.
 */
final class StreamParts extends ValueParts {
  private record Id(long ms, long seq) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      int byMs = Long.compareUnsigned(ms, other.ms);
      return byMs != 0 ? byMs : Long.compareUnsigned(seq, other.seq);
    }
  }

  private final StreamLog log;
  private final boolean hasActiveTimes;
  private final long nodeCount;

  /** Nodes that changed and are not written, by ID. */
  private final TreeMap<Id, RdbBlock> asides = new TreeMap<>();

  /** Nodes whose IDs are not below this one are not written. */
  private Id next = new Id(0, 0);

  private boolean hasNodes = true;

  /** What stands behind the nodes, once something was about to change. */
  private @Nullable RdbBlock rest;

  StreamParts(StreamLog log, int type, boolean marksStrings) {
    super(log, type, marksStrings);
    this.log = log;
    hasActiveTimes = type == RdbType.STREAM_3;
    nodeCount = log.nodeCount();
  }

  @Override
  public void begin(RdbOutput out) {
    out.length(nodeCount);
  }

  @Override
  public boolean next(RdbOutput out) {
    long node = hasNodes ? log.nodeFrom(next.ms, next.seq) : Chunked.NO_CHUNK;
    Map.Entry<Id, RdbBlock> changed = asides.firstEntry();
    if (changed != null
        && (node == Chunked.NO_CHUNK || changed.getKey().compareTo(id(node)) <= 0)) {
      out.block(changed.getValue());
      asides.pollFirstEntry();
      return true;
    }
    if (node == Chunked.NO_CHUNK) {
      writeRest(out);
      return false;
    }
    if (isUnchanged(node)) {
      write(node, out);
    }
    Id written = id(node);
    next = new Id(written.seq == -1 ? written.ms + 1 : written.ms, written.seq + 1);
    hasNodes = !next.equals(new Id(0, 0));
    return true;
  }

  private void writeRest(RdbOutput out) {
    if (rest == null) {
      rest(out);
    } else {
      out.block(rest);
    }
  }

  @Override
  public void beforeChange(Chunked structure) {
    if (rest == null) {
      rest(aside());
      rest = aside().takeCopy();
    }
  }

  @Override
  public void beforeChange(Chunked structure, long chunk) {
    beforeChange(structure);
    if (hasNodes && isUnchanged(chunk) && id(chunk).compareTo(next) >= 0) {
      write(chunk, aside());
      asides.put(id(chunk), aside().takeCopy());
    }
  }

  private Id id(long node) {
    return new Id(log.nodeMs(node), log.nodeSeq(node));
  }

  private void write(long node, RdbOutput out) {
    out.length(2 * Long.BYTES);
    rawId(log.nodeMs(node), log.nodeSeq(node), out);
    byte[] page = log.nodePage(node);
    int at = log.nodeOffset(node);
    out.string(page, at, Listpack.bytes(page, at));
  }

  private void rest(RdbOutput out) {
    out.length(log.length());
    id(log.lastMs(), log.lastSeq(), out);
    id(log.firstMs(), log.firstSeq(), out);
    id(log.maxDeletedMs(), log.maxDeletedSeq(), out);
    out.length(log.entriesAdded());
    out.length(log.groups().count());
    for (int i = 0; i < log.groups().count(); i++) {
      group(log.groups().get(i), out);
    }
  }

  private void group(ConsumerGroup group, RdbOutput out) {
    name(group.name(), out);
    id(group.lastMs(), group.lastSeq(), out);
    out.length(group.entriesRead());
    PendingEntries pending = group.pending();
    out.length(pending.size());
    for (long at = pending.first(); at != IdIndex.NONE; at = pending.next(at)) {
      rawId(pending.ms(at), pending.seq(at), out);
      out.i64(pending.deliveredAtMs(at));
      out.length(pending.deliveryCount(at));
    }
    out.length(group.consumerCount());
    for (int i = 0; i < group.consumerCount(); i++) {
      consumer(group.consumerAt(i), out);
    }
  }

  private void consumer(Consumer consumer, RdbOutput out) {
    name(consumer.name(), out);
    out.i64(consumer.seenAtMs());
    if (hasActiveTimes) {
      out.i64(consumer.activeAtMs());
    }
    PendingIds ids = consumer.pending();
    out.length(ids.size());
    for (long at = ids.first(); at != IdIndex.NONE; at = ids.next(at)) {
      rawId(ids.ms(at), ids.seq(at), out);
    }
  }

  private static void name(byte[] name, RdbOutput out) {
    out.string(name, 0, name.length);
  }

  private static void id(long ms, long seq, RdbOutput out) {
    out.length(ms);
    out.length(seq);
  }

  private static void rawId(long ms, long seq, RdbOutput out) {
    out.bigEndian(ms);
    out.bigEndian(seq);
  }
}
