package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import org.jspecify.annotations.Nullable;

/**
 * Which pending entries XPENDING is to tell of.
 *
 * @param minIdleMs how long ago they were delivered at least
 * @param count how many at most
 * @param consumer for whom they are pending; null for whomever
 */
record PendingRequest(
    long minIdleMs, StreamId start, StreamId end, long count, @Nullable ByteRange consumer) {
  /** Reads {@code key group [IDLE min-idle-time] start end count [consumer]}. */
  static PendingRequest parse(CommandArgs args) {
    if (args.count() < 6 || args.count() > 9) {
      throw new CommandException("ERR syntax error");
    }
    long minIdleMs = 0;
    int at = 3;
    if (args.equalsIgnoreCase(at, "IDLE")) {
      minIdleMs = args.longAt(4);
      if (args.count() < 8) {
        throw new CommandException("ERR syntax error");
      }
      at = 5;
    }
    long count = Math.max(0, args.longAt(at + 2));
    StreamId start = RangeBound.start(args, at);
    StreamId end = RangeBound.end(args, at + 1);
    ByteRange consumer = at + 3 < args.count() ? args.range(at + 3) : null;
    return new PendingRequest(minIdleMs, start, end, count, consumer);
  }
}
