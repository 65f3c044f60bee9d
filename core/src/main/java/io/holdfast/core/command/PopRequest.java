package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import java.util.ArrayList;
import java.util.List;

/**
 * What LMPOP, ZMPOP and those that wait for it are asked for.
 *
 * @param keys in the order in which they are tried
 * @param fromLast whether from the second of the two ends that can be named
 * @param count how many elements at most
 */
public record PopRequest(List<ByteRange> keys, boolean fromLast, long count) {
  private static final String SYNTAX_ERROR = "ERR syntax error";

  /**
   * Reads {@code numkeys key... first|last [COUNT count]}.
   *
   * @param first the name of one end
   * @param last the name of the other
   * @throws CommandException "ERR numkeys should be greater than 0", "ERR count should be greater
   *     than 0", "ERR syntax error"
   */
  public static PopRequest parse(CommandArgs args, int numKeysAt, String first, String last) {
    long keyCount =
        args.longAt(numKeysAt, 1, Long.MAX_VALUE, "ERR numkeys should be greater than 0");
    if (keyCount >= args.count() - numKeysAt - 1) {
      throw new CommandException(SYNTAX_ERROR);
    }
    int firstKey = numKeysAt + 1;
    int where = firstKey + (int) keyCount;
    boolean fromLast = args.equalsIgnoreCase(where, last);
    if (!fromLast && !args.equalsIgnoreCase(where, first)) {
      throw new CommandException(SYNTAX_ERROR);
    }
    long count = -1;
    for (int i = where + 1; i < args.count(); i += 2) {
      if (count >= 0 || i + 1 >= args.count() || !args.equalsIgnoreCase(i, "COUNT")) {
        throw new CommandException(SYNTAX_ERROR);
      }
      count = args.longAt(i + 1, 1, Long.MAX_VALUE, "ERR count should be greater than 0");
    }
    return new PopRequest(ranges(args, firstKey, where), fromLast, Math.max(1, count));
  }

  /** The arguments from one index up to another, as keys. */
  public static List<ByteRange> ranges(CommandArgs args, int from, int to) {
    List<ByteRange> keys = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      keys.add(args.range(i));
    }
    return keys;
  }
}
