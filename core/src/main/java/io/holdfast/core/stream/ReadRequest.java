package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.StreamLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What XREAD or XREADGROUP asks for.
 *
 * <pre>
 *  XREAD                           [COUNT count] [BLOCK ms]         STREAMS key ... id ...
 *  XREADGROUP GROUP group consumer [COUNT count] [BLOCK ms] [NOACK] STREAMS key ... id ...
 * </pre>
 *
 * A {@code $} stands for the last ID at the moment of asking, a {@code >} for what a group has not
 * delivered yet. A request that may wait owns its bytes and can be served later.
 */
final class ReadRequest {
  private static final long NO_BLOCK = -1;

  private final CommandArgs args;
  private final boolean isOfGroup;
  private @Nullable ByteRange group;
  private @Nullable ByteRange consumer;
  private long count;
  private long blockMs = NO_BLOCK;
  private boolean isNoAck;
  private ByteRange[] keys = {};
  private @Nullable StreamId[] after = {};

  private ReadRequest(CommandArgs args, boolean isOfGroup) {
    this.args = args;
    this.isOfGroup = isOfGroup;
  }

  /** A request for what a group has not delivered yet of one stream. */
  static ReadRequest ofNew(
      ByteRange key, ByteRange group, ByteRange consumer, long count, boolean isNoAck) {
    return ofGroup(key, group, consumer, null, count, isNoAck);
  }

  /** A request for what is pending for a consumer in one stream. */
  static ReadRequest ofPending(
      ByteRange key, ByteRange group, ByteRange consumer, StreamId after, long count) {
    return ofGroup(key, group, consumer, after, count, false);
  }

  private static ReadRequest ofGroup(
      ByteRange key,
      ByteRange group,
      ByteRange consumer,
      @Nullable StreamId after,
      long count,
      boolean isNoAck) {
    ReadRequest request = new ReadRequest(new CommandArgs(), true);
    request.keys = new ByteRange[] {key};
    request.after = new StreamId[] {after};
    request.group = group;
    request.consumer = consumer;
    request.count = count;
    request.isNoAck = isNoAck;
    return request;
  }

  /** Reads the arguments, and looks up whether the streams and the group are what they should. */
  static ReadRequest parse(Database db, CommandArgs args, boolean isOfGroup) {
    ReadRequest request = new ReadRequest(args, isOfGroup);
    request.streams(db, request.options(db.keyspace().nowMs()));
    return request;
  }

  /** Reads what stands before the first key; returns its index. */
  private int options(long nowMs) {
    for (int i = 1; i < args.count(); i++) {
      boolean hasMore = i + 1 < args.count();
      if (hasMore && args.equalsIgnoreCase(i, "BLOCK")) {
        blockMs = timeoutMs(++i, nowMs);
      } else if (hasMore && args.equalsIgnoreCase(i, "COUNT")) {
        count = Math.max(DeliveryOps.ALL, args.longAt(++i));
      } else if (hasMore && args.equalsIgnoreCase(i, "STREAMS")) {
        if ((args.count() - i) % 2 == 0) {
          throw new CommandException(
              "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be"
                  + " specified.");
        }
        if (isOfGroup && group == null) {
          throw new CommandException("ERR Missing GROUP option for XREADGROUP");
        }
        return i + 1;
      } else if (i + 2 < args.count() && args.equalsIgnoreCase(i, "GROUP")) {
        checkOfGroup("GROUP");
        group = args.range(++i);
        consumer = args.range(++i);
      } else if (args.equalsIgnoreCase(i, "NOACK")) {
        checkOfGroup("NOACK");
        isNoAck = true;
      } else {
        break;
      }
    }
    throw new CommandException("ERR syntax error");
  }

  private void checkOfGroup(String option) {
    if (!isOfGroup) {
      throw new CommandException(
          "ERR The "
              + option
              + " option is only supported by XREADGROUP. You called XREAD instead.");
    }
  }

  private long timeoutMs(int index, long nowMs) {
    long timeoutMs = args.longAt(index, "ERR timeout is not an integer or out of range");
    if (timeoutMs < 0) {
      throw new CommandException("ERR timeout is negative");
    }
    if (timeoutMs > Long.MAX_VALUE - nowMs) {
      throw new CommandException("ERR timeout is out of range");
    }
    return timeoutMs;
  }

  private void streams(Database db, int first) {
    int streams = (args.count() - first) / 2;
    keys = new ByteRange[streams];
    after = new StreamId[streams];
    for (int i = 0; i < streams; i++) {
      keys[i] = own(args.range(first + i));
      after[i] = after(db, keys[i], first + streams + i);
    }
    if (group != null && consumer != null) {
      group = own(group);
      consumer = own(consumer);
    }
  }

  private ByteRange own(ByteRange range) {
    return mayWait() ? ByteRange.of(range.copy()) : range;
  }

  /** The ID behind which to read; null for what the group has not delivered yet. */
  private @Nullable StreamId after(Database db, ByteRange key, int index) {
    boolean isLast = args.equalsIgnoreCase(index, "$");
    StreamLog log = StreamValue.find(db, key);
    if (group != null && (log == null || GroupOps.find(log, group) == null)) {
      throw noGroup(key, group);
    }
    if (isLast && isOfGroup) {
      throw new CommandException(
          "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history"
              + " of this consumer by specifying a proper ID, or use the > ID to get new messages."
              + " The $ ID would just return an empty result set.");
    }
    if (isLast) {
      return log == null ? StreamId.MIN : new StreamId(log.lastMs(), log.lastSeq());
    }
    if (!args.equalsIgnoreCase(index, ">")) {
      StreamId id = StreamIdText.parse(args, index, 0);
      // As in Redis, nothing is behind the largest ID, so it stands for what is new.
      return isOfGroup && id.equals(StreamId.MAX) ? null : id;
    }
    if (!isOfGroup) {
      throw new CommandException(
          "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group>"
              + " <consumer> option.");
    }
    return null;
  }

  /** What XREADGROUP answers if there is no such stream or group. */
  static CommandException noGroup(ByteRange key, ByteRange group) {
    return QuotingException.of(
        "NOGROUP No such key '",
        key,
        "' or consumer group '",
        group,
        "' in XREADGROUP with GROUP option");
  }

  /** The keys of all streams. */
  List<ByteRange> keys() {
    return List.of(keys);
  }

  /** Number of streams to read. */
  int streamCount() {
    return keys.length;
  }

  /** The key of a stream. */
  ByteRange key(int stream) {
    return keys[stream];
  }

  /** The ID behind which to read a stream; null for what the group has not delivered yet. */
  @Nullable StreamId after(int stream) {
    return after[stream];
  }

  /** The group that reads; null for XREAD. */
  @Nullable ByteRange group() {
    return group;
  }

  /** The consumer that reads; null for XREAD. */
  @Nullable ByteRange consumer() {
    return consumer;
  }

  /** How many entries of each stream at most, or {@link DeliveryOps#ALL}. */
  long count() {
    return count;
  }

  /** Whether entries are not to become pending. */
  boolean isNoAck() {
    return isNoAck;
  }

  /** Whether to wait if there is nothing to read. */
  boolean mayWait() {
    return blockMs != NO_BLOCK;
  }

  /** How long to wait, in ms; 0 for as long as it takes. */
  long blockMs() {
    return blockMs;
  }
}
