package io.holdfast.core.stream;

import io.holdfast.StreamId;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link ReadRequest}: finds out which streams have something to read, then reads them one
 * after the other.
 *
 * <p>The number of streams stands first in a reply, so what there is to read is counted before
 * anything is delivered; a stream named twice is given to its group twice, and the second time goes
 * on where the first ended.
 */
final class StreamReads {
  private final Database db;
  private final ReadRequest request;
  private final @Nullable StreamLog[] logs;
  private final @Nullable ConsumerGroup[] groups;

  /** How many entries to read of each stream; what is pending is counted when its turn has come. */
  private final int[] counts;

  StreamReads(Database db, ReadRequest request) {
    this.db = db;
    this.request = request;
    this.logs = new StreamLog[request.streamCount()];
    this.groups = new ConsumerGroup[request.streamCount()];
    this.counts = new int[request.streamCount()];
  }

  /**
   * Reads what there is and writes it.
   *
   * @return false if there is nothing, and nothing was written
   * @throws WrongTypeException if a key holds another type; nothing was read then
   */
  boolean serve(ReplyWriter reply) {
    int streams = look();
    if (streams > 0) {
      if (reply.isResp3()) {
        reply.mapHeader(streams);
      } else {
        reply.arrayHeader(streams);
      }
    }
    read(new EntryReply(db, reply), reply);
    return streams > 0;
  }

  /**
   * Reads what there is.
   *
   * @param visitor is shown the entries of all streams
   */
  void serve(EntryVisitor visitor) {
    look();
    read(visitor, null);
  }

  /** Reads what was found; each stream begins with its header in a reply, if there is one. */
  private void read(EntryVisitor entries, @Nullable ReplyWriter reply) {
    StreamEffects effects = request.group() == null ? null : StreamEffects.of(db);
    for (int i = 0; i < counts.length; i++) {
      StreamLog log = logs[i];
      ConsumerGroup group = groups[i];
      if (log != null && group != null) {
        readGroup(i, log, group, entries, reply, effects);
      } else if (log != null && counts[i] > 0) {
        StreamId after = request.after(i);
        assert after != null : "only groups deliver";
        header(i, counts[i], reply);
        StreamIterator iterator = DeliveryOps.after(log, after.ms(), after.seq());
        for (int n = 0; n < counts[i] && iterator.next(); n++) {
          entries.visit(iterator);
        }
      }
    }
    if (effects != null) {
      effects.log();
    }
  }

  /** Counts what there is to read; returns of how many streams something will be returned. */
  private int look() {
    Map<ByteRange, Integer> times = new HashMap<>(0);
    int streams = 0;
    for (int i = 0; i < counts.length; i++) {
      ByteRange groupName = request.group();
      StreamLog log =
          groupName == null
              ? StreamValue.find(db, request.key(i))
              : StreamValue.findForGroup(db, request.key(i));
      logs[i] = log;
      StreamId after = request.after(i);
      if (groupName != null) {
        ConsumerGroup group = log == null ? null : GroupOps.find(log, groupName);
        if (log == null || group == null) {
          throw ReadRequest.noGroup(request.key(i), groupName);
        }
        groups[i] = group;
        if (after == null) {
          int before = counts.length == 1 ? 0 : times.merge(request.key(i), 1, Integer::sum) - 1;
          counts[i] = countNew(log, group, before);
        }
      } else if (log != null && after != null) {
        counts[i] = DeliveryOps.countAfter(log, after.ms(), after.seq(), request.count());
      }
      streams += counts[i] > 0 || groupName != null && after != null ? 1 : 0;
    }
    return streams;
  }

  /** How many new entries there are, when the same stream was read so many times before. */
  private int countNew(StreamLog log, ConsumerGroup group, int times) {
    long most = request.count();
    if (times == 0) {
      return DeliveryOps.countAfter(log, group.lastMs(), group.lastSeq(), most);
    }
    if (most == DeliveryOps.ALL) {
      return 0;
    }
    long taken = Math.min(Integer.MAX_VALUE, most) * times;
    int all = DeliveryOps.countAfter(log, group.lastMs(), group.lastSeq(), taken + most);
    return (int) Math.max(0, all - taken);
  }

  private void readGroup(
      int stream,
      StreamLog log,
      ConsumerGroup group,
      EntryVisitor entries,
      @Nullable ReplyWriter reply,
      @Nullable StreamEffects effects) {
    ByteRange key = request.key(stream);
    ByteRange name = request.consumer();
    assert name != null : "a group reads by a consumer";
    StreamId after = request.after(stream);
    boolean isToldByClaims = counts[stream] > 0 && !request.isNoAck();
    Consumer consumer = DeliveryOps.consumer(db, key, group, name, isToldByClaims ? null : effects);
    if (after != null) {
      int count = DeliveryOps.countPending(consumer, after, request.count());
      header(stream, count, reply);
      DeliveryOps.deliverAgain(db, log, group, consumer, after, count, entries);
    } else if (counts[stream] > 0) {
      header(stream, counts[stream], reply);
      DeliveryOps.deliver(
          db, key, log, group, consumer, counts[stream], request.isNoAck(), entries, effects);
    }
  }

  /** Begins the reply of one stream. */
  private void header(int stream, int count, @Nullable ReplyWriter reply) {
    if (reply == null) {
      return;
    }
    if (!reply.isResp3()) {
      reply.arrayHeader(2);
    }
    ByteRange key = request.key(stream);
    reply.bulk(key.array(), key.offset(), key.length());
    reply.arrayHeader(count);
  }
}
