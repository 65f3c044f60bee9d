package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.KeyType;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.glob.GlobPattern;
import java.util.List;
import java.util.Locale;
import org.agrona.collections.IntArrayList;

/** The commands that walk over keys: declarations, each with its handler under it. */
public final class ScanCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "KEYS SCAN";

  private static final int DEFAULT_COUNT = 10;
  private static final long MAX_BEFORE_DIGIT = Long.divideUnsigned(-1, 10);

  private ScanCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(KEYS, SCAN);
  }

  private static final Command KEYS =
      Command.named("KEYS")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(2)
          .flags(Flag.READONLY)
          .acl("dangerous")
          .tips("request_policy:all_shards", "nondeterministic_output_order")
          .summary("Returns every key that matches a pattern.")
          .complexity("O(N) where N is the number of keys in the database.")
          .arguments("pattern:pattern")
          .handler(ScanCommands::keys)
          .build();

  private static void keys(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    writeKeys(db, new KeyWalk(db, new KeyFilter(pattern(args, 1), null)).all(), reply);
  }

  private static final Command SCAN =
      Command.named("SCAN")
          .group(Group.GENERIC)
          .since("2.8.0")
          .arity(-2)
          .flags(Flag.READONLY)
          .tips("nondeterministic_output", "request_policy:special")
          .summary("Returns some keys, and a cursor to go on with.")
          .complexity(
              "O(1) for a call. O(N) for a whole scan, where N is the number of keys in the"
                  + " database.")
          .history("6.0.0", "Takes TYPE.")
          .arguments(
              "cursor:integer [MATCH pattern:pattern] [COUNT count:integer] [TYPE@6.0.0 type]")
          .handler(ScanCommands::scan)
          .build();

  private static void scan(CommandArgs args, Session session, ReplyWriter reply) {
    long cursor = cursor(args, 1);
    GlobPattern pattern = null;
    KeyType type = null;
    long count = DEFAULT_COUNT;
    for (int i = 2; i < args.count(); i += 2) {
      boolean hasValue = i + 1 < args.count();
      if (hasValue && args.equalsIgnoreCase(i, "MATCH")) {
        pattern = pattern(args, i + 1);
      } else if (hasValue && args.equalsIgnoreCase(i, "COUNT")) {
        count = args.longAt(i + 1);
        if (count < 1) {
          throw syntaxError();
        }
      } else if (hasValue && args.equalsIgnoreCase(i, "TYPE")) {
        type = type(args, i + 1);
      } else {
        throw syntaxError();
      }
    }
    Database db = session.database();
    KeyWalk walk = new KeyWalk(db, new KeyFilter(pattern, type));
    long next = walk.step(cursor, count);
    reply.arrayHeader(2);
    reply.bulk(Long.toUnsignedString(next));
    writeKeys(db, walk.found(), reply);
  }

  private static void writeKeys(Database db, IntArrayList handles, ReplyWriter reply) {
    int count = handles.size();
    reply.arrayHeader(count);
    for (int i = 0; i < count; i++) {
      int handle = handles.getInt(i);
      reply.bulk(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    }
  }

  private static GlobPattern pattern(CommandArgs args, int at) {
    return GlobPattern.compile(args.buffer(), args.offset(at), args.length(at));
  }

  /**
   * The type with a name in any case; {@link KeyType#NONE}, which no entry has, if there is none.
   */
  private static KeyType type(CommandArgs args, int at) {
    String name = args.string(at).toLowerCase(Locale.ROOT);
    for (KeyType type : KeyType.values()) {
      if (type.text().equals(name)) {
        return type;
      }
    }
    return KeyType.NONE;
  }

  /**
   * A cursor as C's strtoul reads it, without leading space: a sign is allowed, no digits at all
   * are zero, and a zero byte is the end.
   */
  private static long cursor(CommandArgs args, int index) {
    byte[] text = args.buffer();
    int from = args.offset(index);
    int end = from + args.length(index);
    int at = from;
    boolean isNegative = at < end && text[at] == '-';
    if (isNegative || at < end && text[at] == '+') {
      at++;
    }
    int digits = at;
    long value = 0;
    for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
      int digit = text[at] - '0';
      long longer = value * 10 + digit;
      if (Long.compareUnsigned(value, MAX_BEFORE_DIGIT) > 0
          || Long.compareUnsigned(longer, digit) < 0) {
        throw new CommandException("ERR invalid cursor");
      }
      value = longer;
    }
    boolean isEmpty = from == end || text[from] == 0;
    boolean isNumber = at > digits && (at == end || text[at] == 0);
    if (!isEmpty && !isNumber) {
      throw new CommandException("ERR invalid cursor");
    }
    return isNegative ? -value : value;
  }

  private static CommandException syntaxError() {
    return new CommandException("ERR syntax error");
  }
}
