package io.holdfast.core.element;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;

/**
 * What HRANDFIELD, SRANDMEMBER and ZRANDMEMBER with a count ask for.
 *
 * @param count how many different elements; if negative, how many draws
 * @param isPaired whether values or scores are wanted, too
 */
public record DrawRequest(long count, boolean isPaired) {
  /** How long a reply may be. Redis would try to send more. */
  private static final long MAX_REPLIES = Integer.MAX_VALUE;

  /** Replies one element of a collection, or that there is none. */
  public static void replyOne(CollectionValue<?> value, ReplyWriter reply) {
    if (value.size() == 0) {
      reply.nullBulk();
    } else {
      value.show(value.random(), reply::bulk);
    }
  }

  /** Reads a count, and nothing behind it. */
  public static DrawRequest parse(CommandArgs args) {
    if (args.count() > 3) {
      throw new CommandException("ERR syntax error");
    }
    return parse(args, "", MAX_REPLIES);
  }

  /** Reads a count, and maybe the option that asks for pairs. */
  public static DrawRequest parse(CommandArgs args, String option) {
    return parse(args, option, MAX_REPLIES / 2);
  }

  private static DrawRequest parse(CommandArgs args, String option, long maxDrawn) {
    long count = args.longAt(2);
    if (count == Long.MIN_VALUE) {
      throw new CommandException(
          "ERR value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
    }
    boolean isPaired = args.count() == 4 && args.equalsIgnoreCase(3, option);
    if (args.count() > 3 && !isPaired) {
      throw new CommandException("ERR syntax error");
    }
    if (count < -maxDrawn || isPaired && count > Long.MAX_VALUE / 2) {
      throw new CommandException("ERR value is out of range");
    }
    return new DrawRequest(count, isPaired);
  }
}
