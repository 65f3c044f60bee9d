package io.holdfast.core.stream;

import io.holdfast.StreamId;
import io.holdfast.StreamReferences;
import io.holdfast.StreamTrim;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.ConsumerGroups;
import io.holdfast.encodings.stream.EntryIds;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trimming, and what becomes of the references that groups hold to entries.
 *
 * <pre>
 *  KEEP          the log alone
 *  DELETE        the log, then every group's pending entries from the first ID before to the first
 *                after
 *  ACKNOWLEDGED  entry by entry, where every group has read and acknowledged it; this leaves gaps,
 *                so what goes is deleted as XDEL does
 * </pre>
 */
final class TrimOps {
  /** Without a LIMIT, approximate trimming stops after so many nodes' worth of entries. */
  private static final int DEFAULT_LIMIT_NODES = 100;

  /** If nodes take any number of entries, that is meant. */
  private static final long DEFAULT_LIMIT = 10_000;

  private static final long MAX_DEFAULT_LIMIT = 1_000_000;

  private TrimOps() {}

  /**
   * Trims a stream.
   *
   * @param effects takes what was done besides removing the first entries; null if nobody listens
   * @return how many entries went
   */
  static long trim(
      StreamLog log,
      StreamTrim trim,
      ByteRange key,
      EncodingLimits limits,
      @Nullable StreamEffects effects) {
    long limit = trim.isApproximate() ? limit(trim, limits) : 0;
    if (keepsReferences(log, trim)) {
      return trimNodes(log, trim, limit);
    }
    if (leavesGaps(log, trim)) {
      return trimAcknowledged(log, trim, limit, key, effects);
    }
    StreamId first = new StreamId(log.firstMs(), log.firstSeq());
    long trimmed = trimNodes(log, trim, limit);
    if (trimmed > 0) {
      StreamId end = log.length() == 0 ? null : new StreamId(log.firstMs(), log.firstSeq());
      for (int i = 0; i < log.groups().count(); i++) {
        acknowledgeFrom(log.groups().get(i), first, end, key, effects);
      }
    }
    return trimmed;
  }

  /** Whether the log alone is trimmed. */
  static boolean keepsReferences(StreamLog log, StreamTrim trim) {
    return trim.references() == StreamReferences.KEEP || log.groups().count() == 0;
  }

  /** Whether entries are deleted one by one, wherever they stand. */
  static boolean leavesGaps(StreamLog log, StreamTrim trim) {
    return trim.references() == StreamReferences.ACKNOWLEDGED && log.groups().count() > 0;
  }

  private static long trimNodes(StreamLog log, StreamTrim trim, long limit) {
    StreamId minId = trim.minId();
    return minId == null
        ? log.trimByLength(trim.maxLength(), trim.isApproximate(), limit)
        : log.trimById(minId.ms(), minId.seq(), trim.isApproximate(), limit);
  }

  private static long limit(StreamTrim trim, EncodingLimits limits) {
    if (trim.limit() >= 0) {
      return trim.limit();
    }
    long entries = limits.streamNodeEntries;
    return entries == 0
        ? DEFAULT_LIMIT
        : Math.min(MAX_DEFAULT_LIMIT, DEFAULT_LIMIT_NODES * Math.min(entries, MAX_DEFAULT_LIMIT));
  }

  /** Acknowledges what is pending from one ID up to another, which is not included. */
  private static void acknowledgeFrom(
      ConsumerGroup group,
      StreamId first,
      @Nullable StreamId end,
      ByteRange key,
      @Nullable StreamEffects effects) {
    PendingEntries pending = group.pending();
    List<Object> acknowledged = new ArrayList<>();
    for (long at = pending.ceiling(first.ms(), first.seq());
        at != IdIndex.NONE;
        at = pending.ceiling(first.ms(), first.seq())) {
      StreamId id = new StreamId(pending.ms(at), pending.seq(at));
      if (end != null && id.compareTo(end) >= 0) {
        break;
      }
      group.acknowledge(id.ms(), id.seq());
      acknowledged.add(id);
    }
    logAcknowledged(key, group, acknowledged, effects);
  }

  private static void logAcknowledged(
      ByteRange key, ConsumerGroup group, List<Object> ids, @Nullable StreamEffects effects) {
    if (effects != null && !ids.isEmpty()) {
      List<Object> command = new ArrayList<>(List.of("XACK", key, group.name()));
      command.addAll(ids);
      effects.add(command);
    }
  }

  private static long trimAcknowledged(
      StreamLog log, StreamTrim trim, long limit, ByteRange key, @Nullable StreamEffects effects) {
    StreamId minId = trim.minId();
    long most = minId == null ? Math.max(0, log.length() - trim.maxLength()) : log.length();
    if (limit > 0) {
      most = Math.min(most, limit);
    }
    List<StreamId> ids = new ArrayList<>();
    StreamIterator entries = log.iterator();
    entries.all();
    while (ids.size() < most && entries.next()) {
      if (minId != null
          && EntryIds.compare(entries.ms(), entries.seq(), minId.ms(), minId.seq()) >= 0) {
        break;
      }
      if (isAcknowledged(log.groups(), entries.ms(), entries.seq())) {
        ids.add(new StreamId(entries.ms(), entries.seq()));
      }
    }
    ids.forEach(id -> log.delete(id.ms(), id.seq()));
    if (effects != null && !ids.isEmpty()) {
      List<Object> command = new ArrayList<>(List.of("XDEL", key));
      command.addAll(ids);
      effects.add(command);
    }
    return ids.size();
  }

  /** Whether every group has read and acknowledged an entry; false without groups. */
  static boolean isAcknowledged(ConsumerGroups groups, long ms, long seq) {
    for (int i = 0; i < groups.count(); i++) {
      ConsumerGroup group = groups.get(i);
      if (EntryIds.compare(ms, seq, group.lastMs(), group.lastSeq()) > 0
          || group.pending().find(ms, seq) != IdIndex.NONE) {
        return false;
      }
    }
    return groups.count() > 0;
  }

  /**
   * Lets an entry be pending nowhere.
   *
   * @return whether it was anywhere
   */
  static boolean acknowledgeEverywhere(
      StreamLog log, StreamId id, ByteRange key, @Nullable StreamEffects effects) {
    boolean was = false;
    for (int i = 0; i < log.groups().count(); i++) {
      ConsumerGroup group = log.groups().get(i);
      if (group.acknowledge(id.ms(), id.seq())) {
        was = true;
        logAcknowledged(key, group, List.of(id), effects);
      }
    }
    return was;
  }

  /**
   * The words that trim a stream exactly as it was trimmed just now, whatever was asked for.
   *
   * @param log the stream, trimmed
   */
  static List<Object> exactly(StreamTrim trim, StreamLog log) {
    StreamId minId = trim.minId();
    if (minId == null) {
      return trim.isApproximate()
          ? List.of("MAXLEN", "=", log.length())
          : List.of("MAXLEN", trim.maxLength());
    }
    if (!trim.isApproximate()) {
      return List.of("MINID", minId);
    }
    long node = log.firstChunk();
    StreamId first =
        node == StreamLog.NO_CHUNK
            ? StreamId.MAX
            : new StreamId(log.nodeMs(node), log.nodeSeq(node));
    return List.of("MINID", "=", first);
  }
}
