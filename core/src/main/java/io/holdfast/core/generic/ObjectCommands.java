package io.holdfast.core.generic;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Handler;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/** OBJECT: declarations, then handlers. */
public final class ObjectCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "OBJECT";

  private ObjectCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(OBJECT);
  }

  private static final Command OBJECT =
      Command.named("OBJECT")
          .group(Group.GENERIC)
          .since("2.2.3")
          .arity(-2)
          .summary("Tells about the value of a key.")
          .complexity("Depends on subcommand.")
          .subcommands(
              subcommand("ENCODING", "2.2.3", ObjectCommands::encoding)
                  .summary("Returns how a value is held in memory."),
              subcommand("FREQ", "4.0.0", ObjectCommands::freq)
                  .summary("Returns how often a key was used, on a logarithmic scale."),
              subcommand("IDLETIME", "2.2.3", ObjectCommands::idletime)
                  .summary("Returns how many seconds ago a key was used."),
              subcommand("REFCOUNT", "2.2.3", ObjectCommands::refcount)
                  .summary("Returns how many users a value has."),
              Command.help(Group.GENERIC, "6.2.0"))
          .build();

  private static Command.Builder subcommand(String name, String since, Handler handler) {
    return Command.named(name)
        .group(Group.GENERIC)
        .since(since)
        .arity(3)
        .flags(Flag.READONLY)
        .keys("RO", 2, 0, 1)
        .tips("nondeterministic_output")
        .complexity("O(1)")
        .arguments("key")
        .handler(handler);
  }

  private static void encoding(CommandArgs args, Session session, ReplyWriter reply) {
    int handle = find(args, session, reply);
    if (handle != 0) {
      reply.bulk(ObjectOps.encoding(session.database(), handle));
    }
  }

  private static void freq(CommandArgs args, Session session, ReplyWriter reply) {
    int handle = find(args, session, reply);
    if (handle != 0) {
      reply.integer(ObjectOps.frequency(session.database(), handle));
    }
  }

  private static void idletime(CommandArgs args, Session session, ReplyWriter reply) {
    int handle = find(args, session, reply);
    if (handle != 0) {
      reply.integer(ObjectOps.idleSeconds(session.database(), handle));
    }
  }

  private static void refcount(CommandArgs args, Session session, ReplyWriter reply) {
    int handle = find(args, session, reply);
    if (handle != 0) {
      reply.integer(ObjectOps.references(session.database(), handle));
    }
  }

  /** The entry a subcommand asks about; 0, and a null reply written, if there is none. */
  private static int find(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    int handle = ObjectOps.find(db, args.buffer(), args.offset(2), args.length(2));
    if (handle == 0) {
      reply.nullBulk();
    }
    return handle;
  }
}
