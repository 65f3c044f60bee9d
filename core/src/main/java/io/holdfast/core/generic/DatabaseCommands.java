package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import java.util.List;

/** The commands on whole databases: declarations, each with its handler under it. */
public final class DatabaseCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "DBSIZE FLUSHDB FLUSHALL SWAPDB";

  private static final String ALL_SHARDS = "request_policy:all_shards";

  private DatabaseCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(DBSIZE, FLUSHDB, FLUSHALL, SWAPDB);
  }

  private static final Command DBSIZE =
      Command.named("DBSIZE")
          .group(Group.SERVER)
          .since("1.0.0")
          .arity(1)
          .flags(Flag.READONLY, Flag.FAST)
          .acl("keyspace")
          .tips(ALL_SHARDS, "response_policy:agg_sum")
          .summary("Returns the number of keys.")
          .complexity("O(1)")
          .handler(DatabaseCommands::dbsize)
          .build();

  private static void dbsize(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(session.database().size());
  }

  private static final Command FLUSHDB =
      Command.named("FLUSHDB")
          .group(Group.SERVER)
          .since("1.0.0")
          .arity(-1)
          .flags(Flag.WRITE)
          .acl("keyspace", "dangerous")
          .tips(ALL_SHARDS, "response_policy:all_succeeded")
          .summary("Deletes every key of the database.")
          .complexity("O(1)")
          .history("4.0.0", "Takes ASYNC.")
          .history("6.2.0", "Takes SYNC.")
          .arguments("[async: ASYNC@4.0.0 | SYNC@6.2.0]")
          .handler(DatabaseCommands::flushdb)
          .build();

  private static void flushdb(CommandArgs args, Session session, ReplyWriter reply) {
    checkFlushMode(args);
    DatabaseOps.flush(session.database());
    reply.ok();
  }

  private static final Command FLUSHALL =
      Command.named("FLUSHALL")
          .group(Group.SERVER)
          .since("1.0.0")
          .arity(-1)
          .flags(Flag.WRITE)
          .acl("keyspace", "dangerous")
          .tips(ALL_SHARDS, "response_policy:all_succeeded")
          .summary("Deletes every key of every database.")
          .complexity("O(N) where N is the number of databases.")
          .history("4.0.0", "Takes ASYNC.")
          .history("6.2.0", "Takes SYNC.")
          .arguments("[async: ASYNC@4.0.0 | SYNC@6.2.0]")
          .handler(DatabaseCommands::flushall)
          .build();

  private static void flushall(CommandArgs args, Session session, ReplyWriter reply) {
    checkFlushMode(args);
    DatabaseOps.flushAll(session.database().keyspace(), session.database().index());
    reply.ok();
  }

  /** At most one of ASYNC and SYNC; there is no difference to us. */
  private static void checkFlushMode(CommandArgs args) {
    boolean isValid =
        args.count() == 1
            || args.count() == 2
                && (args.equalsIgnoreCase(1, "ASYNC") || args.equalsIgnoreCase(1, "SYNC"));
    if (!isValid) {
      throw new CommandException("ERR syntax error");
    }
  }

  private static final Command SWAPDB =
      Command.named("SWAPDB")
          .group(Group.SERVER)
          .since("4.0.0")
          .arity(3)
          .flags(Flag.WRITE, Flag.FAST)
          .acl("keyspace", "dangerous")
          .summary("Exchanges the contents of two databases.")
          .complexity("O(N) where N is the number of keys watched in both.")
          .arguments("index1:integer index2:integer")
          .handler(DatabaseCommands::swapdb)
          .build();

  private static void swapdb(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.database().keyspace().isClustered()) {
      throw new CommandException("ERR SWAPDB is not allowed in cluster mode");
    }
    int first = index(args, 1, "ERR invalid first DB index");
    int second = index(args, 2, "ERR invalid second DB index");
    DatabaseOps.swap(session.database().keyspace(), session.database().index(), first, second);
    reply.ok();
  }

  private static int index(CommandArgs args, int at, String message) {
    return (int) args.longAt(at, Integer.MIN_VALUE, Integer.MAX_VALUE, message);
  }
}
