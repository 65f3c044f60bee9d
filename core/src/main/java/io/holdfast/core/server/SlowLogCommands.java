package io.holdfast.core.server;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.stats.SlowLog;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** SLOWLOG and its subcommands: declarations, then handlers. */
public final class SlowLogCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "SLOWLOG";

  private static final long DEFAULT_COUNT = 10;

  private final SlowLog log;

  /** Commands on a slow log. */
  public SlowLogCommands(SlowLog log) {
    this.log = log;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("SLOWLOG")
            .group(Group.SERVER)
            .since("2.2.12")
            .arity(-2)
            .summary("Tells which commands took long.")
            .complexity("Depends on subcommand.")
            .subcommands(
                subcommand("GET", -2)
                    .tips("request_policy:all_nodes", "nondeterministic_output")
                    .summary("Returns the newest entries.")
                    .complexity("O(N) where N is the number of entries returned.")
                    .history("4.0.0", "Returns address and name of the client.")
                    .arguments("[count:integer]")
                    .handler(this::get),
                Command.help(Group.SERVER, "6.2.0"),
                subcommand("LEN", 2)
                    .tips(
                        "request_policy:all_nodes",
                        "response_policy:agg_sum",
                        "nondeterministic_output")
                    .summary("Returns the number of entries.")
                    .complexity("O(1)")
                    .handler(this::len),
                subcommand("RESET", 2)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Forgets all entries.")
                    .complexity("O(N) where N is the number of entries.")
                    .handler(this::reset))
            .build());
  }

  private static Command.Builder subcommand(String name, int arity) {
    return Command.named(name)
        .group(Group.SERVER)
        .since("2.2.12")
        .arity(arity)
        .flags(Flag.ADMIN, Flag.LOADING, Flag.STALE);
  }

  private void get(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() > 3) {
      throw QuotingException.of(
          "ERR unknown subcommand or wrong number of arguments for '",
          args,
          1,
          "'. Try SLOWLOG HELP.");
    }
    long count =
        args.count() > 2
            ? args.longAt(2, -1, Long.MAX_VALUE, "ERR count should be greater than or equal to -1")
            : DEFAULT_COUNT;
    List<SlowLog.Entry> entries = log.newest(count == -1 ? Long.MAX_VALUE : count);
    reply.arrayHeader(entries.size());
    for (SlowLog.Entry entry : entries) {
      reply.arrayHeader(6);
      reply.integer(entry.id());
      reply.integer(TimeUnit.MILLISECONDS.toSeconds(entry.atMs()));
      reply.integer(entry.durationMicros());
      reply.arrayHeader(entry.arguments().size());
      for (byte[] argument : entry.arguments()) {
        reply.bulk(argument, 0, argument.length);
      }
      reply.bulk(entry.client());
      reply.bulk(entry.clientName());
    }
  }

  private void len(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(log.length());
  }

  private void reset(CommandArgs args, Session session, ReplyWriter reply) {
    log.clear();
    reply.ok();
  }
}
