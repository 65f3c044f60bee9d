package io.holdfast.core.stream;

import io.holdfast.ClaimOptions;
import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.EntryIds;
import io.holdfast.encodings.stream.GroupLag;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * XCLAIM and XAUTOCLAIM: entries pending for one consumer become pending for another.
 *
 * <p>An entry that the stream has no more cannot be claimed; it is pending no more instead.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class ClaimOps {
  /** XAUTOCLAIM looks at so many pending entries for each it may claim. */
  private static final int LOOKS_PER_CLAIM = 10;

  /** The most entries XAUTOCLAIM takes: in Redis, what memory could hold the IDs of. */
  private static final long MAX_COUNT = Long.MAX_VALUE / 16;

  /**
   * What XAUTOCLAIM did.
   *
   * @param next where to go on; 0-0 if all was looked at
   * @param claimed the IDs of the entries claimed
   * @param deleted the IDs of entries the stream has no more
   */
  record AutoClaimed(StreamId next, List<StreamId> claimed, List<StreamId> deleted) {}

  private ClaimOps() {}

  /**
   * The group to claim from.
   *
   * @throws CommandException "NOGROUP No such key '...' or consumer group '...'"
   */
  static ConsumerGroup group(@Nullable StreamLog log, ByteRange key, ByteRange group) {
    ConsumerGroup found = log == null ? null : GroupOps.find(log, group);
    if (found == null) {
      throw QuotingException.of("NOGROUP No such key '", key, "' or consumer group '", group, "'");
    }
    return found;
  }

  /**
   * XCLAIM: claims entries.
   *
   * @param minIdleMs how long ago an entry must have been delivered
   * @param isJustId whether they do not count as delivered once more
   * @return the IDs of those claimed, in the order of {@code ids}
   */
  static List<StreamId> claim(
      Database db,
      ByteRange key,
      StreamLog log,
      ConsumerGroup group,
      ByteRange consumerName,
      long minIdleMs,
      List<StreamId> ids,
      ClaimOptions options,
      boolean isJustId) {
    Claim claim = new Claim(db, key, group, consumerName, minIdleMs, options, isJustId);
    StreamId last = options.lastId();
    boolean isLater =
        last != null
            && EntryIds.compare(last.ms(), last.seq(), group.lastMs(), group.lastSeq()) > 0;
    if (last != null && isLater) {
      group.setLastId(last.ms(), last.seq(), group.entriesRead());
    }
    List<StreamId> claimed = new ArrayList<>();
    for (StreamId id : ids) {
      boolean isPending = group.pending().find(id.ms(), id.seq()) != IdIndex.NONE;
      if (!log.contains(id.ms(), id.seq())) {
        if (isPending) {
          claim.drop(id);
        }
      } else if (isPending ? claim.isIdle(id) : options.isForce()) {
        claim.take(id);
        claimed.add(id);
      }
    }
    claim.end(isLater);
    return claimed;
  }

  /**
   * Checks how many entries XAUTOCLAIM is to claim.
   *
   * @throws CommandException "ERR COUNT must be &gt; 0"
   */
  static void checkCount(long count) {
    if (count < 1 || count > MAX_COUNT) {
      throw new CommandException("ERR COUNT must be > 0");
    }
  }

  /**
   * XAUTOCLAIM: claims entries that are pending for whomever.
   *
   * @param start the first ID to look at
   * @param count how many entries to claim, or find deleted, at most
   */
  static AutoClaimed autoClaim(
      Database db,
      ByteRange key,
      StreamLog log,
      ConsumerGroup group,
      ByteRange consumerName,
      long minIdleMs,
      StreamId start,
      long count,
      boolean isJustId) {
    Claim claim = new Claim(db, key, group, consumerName, minIdleMs, ClaimOptions.none(), isJustId);
    PendingEntries pending = group.pending();
    List<StreamId> claimed = new ArrayList<>();
    List<StreamId> deleted = new ArrayList<>();
    long looks = count * LOOKS_PER_CLAIM;
    long at = pending.ceiling(start.ms(), start.seq());
    while (at != IdIndex.NONE && looks-- > 0 && claimed.size() + deleted.size() < count) {
      StreamId id = new StreamId(pending.ms(at), pending.seq(at));
      if (!log.contains(id.ms(), id.seq())) {
        claim.drop(id);
        deleted.add(id);
        at = pending.ceiling(id.ms(), id.seq());
        continue;
      }
      if (claim.isIdle(id)) {
        claim.take(id);
        claimed.add(id);
      }
      at = pending.next(at);
    }
    claim.end(false);
    StreamId next =
        at == IdIndex.NONE ? StreamId.MIN : new StreamId(pending.ms(at), pending.seq(at));
    return new AutoClaimed(next, claimed, deleted);
  }

  /** One claiming command, by one consumer. */
  private static final class Claim {
    private final Database db;
    private final ByteRange key;
    private final ConsumerGroup group;
    private final ByteRange consumerName;
    private final Consumer consumer;
    private final boolean isNewConsumer;
    private final long nowMs;
    private final long minIdleMs;
    private final long deliveredAtMs;
    private final long retryCount;
    private final boolean isJustId;
    private final @Nullable StreamEffects effects;
    private boolean hasTaken;
    private boolean hasDropped;

    Claim(
        Database db,
        ByteRange key,
        ConsumerGroup group,
        ByteRange consumerName,
        long minIdleMs,
        ClaimOptions options,
        boolean isJustId) {
      this.db = db;
      this.key = key;
      this.group = group;
      this.consumerName = consumerName;
      this.nowMs = db.keyspace().nowMs();
      this.minIdleMs = minIdleMs;
      this.deliveredAtMs = deliveredAtMs(options, nowMs);
      this.retryCount = options.retryCount();
      this.isJustId = isJustId;
      this.effects = StreamEffects.of(db);
      this.isNewConsumer = GroupOps.findConsumer(group, consumerName) == null;
      this.consumer = DeliveryOps.consumer(db, key, group, consumerName, null);
    }

    private static long deliveredAtMs(ClaimOptions options, long nowMs) {
      long atMs = options.deliveredAtMs() >= 0 ? options.deliveredAtMs() : nowMs - options.idleMs();
      return atMs < 0 || atMs > nowMs ? nowMs : atMs;
    }

    /** Whether a pending entry was delivered long enough ago. */
    boolean isIdle(StreamId id) {
      PendingEntries pending = group.pending();
      return minIdleMs <= 0
          || nowMs - pending.deliveredAtMs(pending.find(id.ms(), id.seq())) >= minIdleMs;
    }

    /** Lets an entry be pending for this consumer. */
    void take(StreamId id) {
      PendingEntries pending = group.pending();
      long position = pending.find(id.ms(), id.seq());
      long times = position == IdIndex.NONE ? 1 : pending.deliveryCount(position);
      if (retryCount >= 0) {
        times = retryCount;
      } else if (!isJustId) {
        times++;
      }
      group.setPending(id.ms(), id.seq(), consumer, deliveredAtMs, times);
      consumer.setActiveAtMs(nowMs);
      hasTaken = true;
      if (effects != null) {
        logClaim(effects, key, group, consumer, id);
      }
    }

    /** An entry that is pending was deleted: it is pending no more. */
    void drop(StreamId id) {
      PendingEntries pending = group.pending();
      Consumer owner = group.consumerOf(pending.find(id.ms(), id.seq()));
      if (effects != null) {
        logClaim(effects, key, group, owner, id);
      }
      group.acknowledge(id.ms(), id.seq());
      hasDropped = true;
    }

    /**
     * Tells what was done.
     *
     * @param isLastIdLater whether the group's last ID was changed
     */
    void end(boolean isLastIdLater) {
      if (effects != null) {
        if (isNewConsumer && !hasTaken) {
          effects.add("XGROUP", "CREATECONSUMER", key, group.name(), consumerName);
        }
        if (isLastIdLater && !hasTaken && !hasDropped) {
          logLastId(effects, key, group);
        }
        effects.log();
      }
      if (hasTaken || hasDropped || isLastIdLater) {
        db.changedUnwatched();
      }
    }
  }

  // ---- what is told --------------------------------------------------------------------------

  /** Adds the command that makes an entry pending as it is now. */
  static void logClaim(
      StreamEffects effects, ByteRange key, ConsumerGroup group, Consumer consumer, StreamId id) {
    PendingEntries pending = group.pending();
    long position = pending.find(id.ms(), id.seq());
    effects.add(
        "XCLAIM",
        key,
        group.name(),
        consumer.name(),
        0,
        id,
        "TIME",
        pending.deliveredAtMs(position),
        "RETRYCOUNT",
        pending.deliveryCount(position),
        "FORCE",
        "JUSTID",
        "LASTID",
        new StreamId(group.lastMs(), group.lastSeq()));
  }

  /**
   * Adds the command that lets a group be as far as it is now. A count that has run over says
   * nothing, and no server would take it.
   */
  static void logLastId(StreamEffects effects, ByteRange key, ConsumerGroup group) {
    effects.add(
        "XGROUP",
        "SETID",
        key,
        group.name(),
        new StreamId(group.lastMs(), group.lastSeq()),
        "ENTRIESREAD",
        Math.max(GroupLag.UNKNOWN_READ, group.entriesRead()));
  }
}
