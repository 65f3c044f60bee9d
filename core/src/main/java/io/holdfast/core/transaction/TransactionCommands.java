package io.holdfast.core.transaction;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import java.util.List;

/**
 * The transaction commands: declarations, each with its handler under it.
 *
 * <p>A command that is refused between MULTI and EXEC breaks the transaction; one that fails while
 * EXEC runs it does not. In the effect log a transaction is one unit.
 */
public final class TransactionCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "MULTI EXEC DISCARD WATCH UNWATCH";

  private final CommandDispatcher dispatcher;

  /** Commands that let a dispatcher run what was queued. */
  public TransactionCommands(CommandDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(MULTI, exec(), DISCARD, WATCH, UNWATCH);
  }

  private static final Command MULTI =
      Command.named("MULTI")
          .group(Group.TRANSACTIONS)
          .since("1.2.0")
          .arity(1)
          .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST, Flag.ALLOW_BUSY)
          .summary("Begins a transaction: commands are queued until EXEC.")
          .complexity("O(1)")
          .controlsTransaction()
          .handler(TransactionCommands::multi)
          .build();

  private static void multi(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.inTransaction()) {
      throw new CommandException("ERR MULTI calls can not be nested");
    }
    session.beginTransaction();
    reply.ok();
  }

  private Command exec() {
    return Command.named("EXEC")
        .group(Group.TRANSACTIONS)
        .since("1.2.0")
        .arity(1)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.SKIP_SLOWLOG)
        .summary("Runs the queued commands, unless a watched key has changed.")
        .complexity("Depends on the commands that were queued.")
        .executesTransaction()
        .handler(this::exec)
        .build();
  }

  private void exec(CommandArgs args, Session session, ReplyWriter reply) {
    if (!session.inTransaction()) {
      throw new CommandException("ERR EXEC without MULTI");
    }
    if (session.isTransactionBroken()) {
      session.endTransaction();
      throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
    }
    if (session.isWatchBroken()) {
      session.endTransaction();
      reply.nullArray();
      return;
    }
    dispatcher.executeQueued(session, reply);
  }

  private static final Command DISCARD =
      Command.named("DISCARD")
          .group(Group.TRANSACTIONS)
          .since("2.0.0")
          .arity(1)
          .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST, Flag.ALLOW_BUSY)
          .summary("Forgets the queued commands and ends the transaction.")
          .complexity("O(N) where N is the number of queued commands.")
          .controlsTransaction()
          .handler(TransactionCommands::discard)
          .build();

  private static void discard(CommandArgs args, Session session, ReplyWriter reply) {
    if (!session.inTransaction()) {
      throw new CommandException("ERR DISCARD without MULTI");
    }
    session.endTransaction();
    reply.ok();
  }

  private static final Command WATCH =
      Command.named("WATCH")
          .group(Group.TRANSACTIONS)
          .since("2.2.0")
          .arity(-2)
          .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST, Flag.ALLOW_BUSY)
          .keys("RO", 1, -1, 1)
          .summary("Lets the next EXEC do nothing if one of the keys changes before.")
          .complexity("O(1) for every key.")
          .arguments("key...")
          .controlsTransaction()
          .handler(TransactionCommands::watch)
          .build();

  private static void watch(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.inTransaction()) {
      throw new CommandException("ERR WATCH inside MULTI is not allowed");
    }
    for (int i = 1; i < args.count(); i++) {
      session.watch(args.bytes(i));
    }
    reply.ok();
  }

  private static final Command UNWATCH =
      Command.named("UNWATCH")
          .group(Group.TRANSACTIONS)
          .since("2.2.0")
          .arity(1)
          .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST, Flag.ALLOW_BUSY)
          .summary("Forgets all watched keys.")
          .complexity("O(N) where N is the number of watched keys.")
          .handler(TransactionCommands::unwatch)
          .build();

  private static void unwatch(CommandArgs args, Session session, ReplyWriter reply) {
    session.unwatch();
    reply.ok();
  }
}
