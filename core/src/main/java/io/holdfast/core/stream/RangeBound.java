package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.core.codec.CommandArgs;

/**
 * The ends of ranges of IDs as text: an ID, {@code -}, {@code +}, and {@code (} before an ID that
 * is not included.
 */
final class RangeBound {
  private RangeBound() {}

  /**
   * An argument as the first ID of a range.
   *
   * @throws CommandException "ERR invalid start ID for the interval" if there is none behind an
   *     excluded one; "ERR Invalid stream ID specified as stream command argument"
   */
  static StreamId start(CommandArgs args, int index) {
    if (!isExclusive(args, index)) {
      return bound(args, index, 0);
    }
    StreamId excluded = excluded(args, index, 0);
    if (excluded.equals(StreamId.MAX)) {
      throw new CommandException("ERR invalid start ID for the interval");
    }
    return excluded.next();
  }

  /**
   * An argument as the last ID of a range.
   *
   * @throws CommandException "ERR invalid end ID for the interval" if there is none before an
   *     excluded one; "ERR Invalid stream ID specified as stream command argument"
   */
  static StreamId end(CommandArgs args, int index) {
    if (!isExclusive(args, index)) {
      return bound(args, index, -1);
    }
    StreamId excluded = excluded(args, index, -1);
    if (excluded.equals(StreamId.MIN)) {
      throw new CommandException("ERR invalid end ID for the interval");
    }
    return excluded.previous();
  }

  private static boolean isExclusive(CommandArgs args, int index) {
    return args.length(index) > 1 && args.buffer()[args.offset(index)] == '(';
  }

  private static StreamId excluded(CommandArgs args, int index, long missingSeq) {
    int from = args.offset(index) + 1;
    StreamId id = StreamIdText.parse(args.buffer(), from, args.length(index) - 1, missingSeq);
    if (id == null) {
      throw new CommandException(StreamIdText.INVALID);
    }
    return id;
  }

  /** An argument as an ID, or as one of the signs that stand for the smallest and the largest. */
  static StreamId bound(CommandArgs args, int index, long missingSeq) {
    if (args.equalsIgnoreCase(index, "-")) {
      return StreamId.MIN;
    }
    return args.equalsIgnoreCase(index, "+")
        ? StreamId.MAX
        : StreamIdText.parse(args, index, missingSeq);
  }
}
