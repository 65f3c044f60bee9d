package io.holdfast.core.string;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/** The commands on strings that are numbers: each declaration stands above its handler. */
public final class CounterCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "DECR DECRBY INCR INCRBY INCRBYFLOAT";

  private CounterCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(DECR, DECRBY, INCR, INCRBY, INCRBYFLOAT);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.STRING).complexity("O(1)");
  }

  private static final Command INCR =
      named("INCR")
          .since("1.0.0")
          .arity(2)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Adds 1 to the integer value of a key, which is 0 if it does not exist.")
          .arguments("key")
          .handler((args, session, reply) -> incrBy(args, session, reply, 1))
          .build();

  private static final Command DECR =
      named("DECR")
          .since("1.0.0")
          .arity(2)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Takes 1 from the integer value of a key, which is 0 if it does not exist.")
          .arguments("key")
          .handler((args, session, reply) -> incrBy(args, session, reply, -1))
          .build();

  private static final Command INCRBY =
      named("INCRBY")
          .since("1.0.0")
          .arity(3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Adds to the integer value of a key, which is 0 if it does not exist.")
          .arguments("key increment:integer")
          .handler((args, session, reply) -> incrBy(args, session, reply, args.longAt(2)))
          .build();

  private static final Command DECRBY =
      named("DECRBY")
          .since("1.0.0")
          .arity(3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Takes from the integer value of a key, which is 0 if it does not exist.")
          .arguments("key decrement:integer")
          .handler(
              (args, session, reply) ->
                  incrBy(args, session, reply, CounterOps.negated(args.longAt(2))))
          .build();

  private static void incrBy(CommandArgs args, Session session, ReplyWriter reply, long increment) {
    reply.integer(
        CounterOps.incrBy(
            session.database(), args.buffer(), args.offset(1), args.length(1), increment));
  }

  private static final Command INCRBYFLOAT =
      named("INCRBYFLOAT")
          .since("2.6.0")
          .arity(3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Adds to the number in a key, which is 0 if it does not exist.")
          .arguments("key increment:double")
          .handler(CounterCommands::incrbyfloat)
          .build();

  private static void incrbyfloat(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    byte[] buffer = args.buffer();
    int length =
        CounterOps.incrByFloat(
            db, buffer, args.offset(1), args.length(1), buffer, args.offset(2), args.length(2));
    reply.bulk(db.keyspace().scratch(), 0, length);
  }
}
