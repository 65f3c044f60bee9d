package io.holdfast.core.stream;

import static io.holdfast.core.command.Flag.READONLY;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.StreamLog;
import java.util.List;
import java.util.Locale;

/** XINFO: each declaration stands above its handler. */
public final class InfoCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "XINFO";

  /** How many entries XINFO STREAM FULL shows at most, unless it is told. */
  private static final int FULL_COUNT = 10;

  private InfoCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(XINFO);
  }

  private static Command.Builder named(String name) {
    return Command.named(name)
        .group(Group.STREAM)
        .since("5.0.0")
        .flags(READONLY)
        .keys("RO ACCESS", 2, 0, 1);
  }

  private static final Command XINFO =
      Command.named("XINFO")
          .group(Group.STREAM)
          .since("5.0.0")
          .arity(-2)
          .summary("Tells about streams, their groups and consumers.")
          .complexity("Depends on subcommand.")
          .subcommands(
              named("CONSUMERS")
                  .arity(4)
                  .tips("nondeterministic_output")
                  .summary("Returns the consumers of a group.")
                  .complexity("O(N) where N is the number of consumers.")
                  .history("7.2.0", "Tells inactive.")
                  .arguments("key groupname")
                  .handler(InfoCommands::consumers),
              named("GROUPS")
                  .arity(3)
                  .summary("Returns the groups of a stream.")
                  .complexity("O(N) where N is the number of groups.")
                  .history("7.0.0", "Tells entries-read and lag.")
                  .arguments("key")
                  .handler(InfoCommands::groups),
              named("STREAM")
                  .arity(-3)
                  .summary("Tells about a stream; in FULL about its groups and consumers too.")
                  .complexity("O(1); in FULL O(N) where N is the number of what is shown.")
                  .history("6.0.0", "Knows FULL.")
                  .history(
                      "7.0.0",
                      "Tells max-deleted-entry-id, entries-added, recorded-first-entry-id,"
                          + " entries-read and lag.")
                  .history("7.2.0", "Tells active-time, and another seen-time.")
                  .arguments("key [FULL {full: [COUNT count:integer]}]")
                  .handler(InfoCommands::stream),
              Command.help(Group.STREAM, "5.0.0"))
          .build();

  private static void stream(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    StreamLog log = existing(db, args);
    boolean isFull = args.count() > 3;
    if (isFull && !args.equalsIgnoreCase(3, "FULL")) {
      throw wrongArguments(args);
    }
    boolean hasCount = args.count() == 6 && args.equalsIgnoreCase(4, "COUNT");
    if (args.count() > 4 && !hasCount) {
      throw wrongArguments(args);
    }
    InfoReply info = new InfoReply(db, log, reply);
    if (!isFull) {
      info.stream();
      return;
    }
    long count = hasCount ? args.longAt(5) : FULL_COUNT;
    info.full(count < 0 ? FULL_COUNT : count);
  }

  private static void groups(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    new InfoReply(db, existing(db, args), reply).groups();
  }

  private static void consumers(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    StreamLog log = existing(db, args);
    new InfoReply(db, log, reply).consumers(GroupOps.existing(log, args.range(2), args.range(3)));
  }

  private static StreamLog existing(Database db, CommandArgs args) {
    StreamLog log = StreamValue.find(db, args.range(2));
    if (log == null) {
      throw new CommandException(StreamOps.NO_KEY);
    }
    return log;
  }

  /** What Redis answers if the options of a subcommand are wrong. */
  static CommandException wrongArguments(CommandArgs args) {
    return new CommandException(
        "ERR unknown subcommand or wrong number of arguments for '"
            + args.string(1)
            + "'. Try "
            + args.string(0).toUpperCase(Locale.ROOT)
            + " HELP.");
  }
}
