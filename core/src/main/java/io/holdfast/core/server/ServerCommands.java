package io.holdfast.core.server;

import io.holdfast.Clock;
import io.holdfast.CommandException;
import io.holdfast.HoldfastException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Monitors;
import io.holdfast.core.command.Session;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.snapshot.Snapshots;
import java.io.UncheckedIOException;
import java.util.List;

/** Commands on the server as a whole: declarations, each with its handler under it. */
public final class ServerCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "INFO MONITOR SHUTDOWN TIME";

  private static final long MICROS_PER_SECOND = 1_000_000;

  private final Clock clock;
  private final Info info;
  private final ShutdownRequests shutdownRequests;
  private final Snapshots snapshots;
  private final ErrorHandler errorHandler;
  private final Monitors monitors;

  /** Commands that know what they tell about. */
  public ServerCommands(
      Clock clock,
      Info info,
      ShutdownRequests shutdownRequests,
      Snapshots snapshots,
      ErrorHandler errorHandler,
      Monitors monitors) {
    this.clock = clock;
    this.info = info;
    this.shutdownRequests = shutdownRequests;
    this.snapshots = snapshots;
    this.errorHandler = errorHandler;
    this.monitors = monitors;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(info(), monitor(), shutdown(), time());
  }

  private Command info() {
    return Command.named("INFO")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(-1)
        .flags(Flag.LOADING, Flag.STALE)
        .acl("dangerous")
        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
        .summary("Tells how the server is doing.")
        .complexity("O(1)")
        .history("7.0.0", "Takes several sections.")
        .arguments("[section...]")
        .handler(this::info)
        .build();
  }

  private void info(CommandArgs args, Session session, ReplyWriter reply) {
    byte[] text = info.text(args);
    reply.verbatim("txt", text, 0, text.length);
  }

  private Command monitor() {
    return Command.named("MONITOR")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(1)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE)
        .summary("Tells of every command that is run.")
        .complexity("O(N) for each command, where N is the number of those who are told.")
        .handler(this::monitor)
        .build();
  }

  private void monitor(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.isExecuting()) {
      throw new CommandException("ERR MONITOR isn't allowed for DENY BLOCKING client");
    }
    if (!session.isMonitoring()) { // who asks again gets no answer, as in Redis
      monitors.add(session);
      reply.ok();
    }
  }

  private Command shutdown() {
    return Command.named("SHUTDOWN")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(-1)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.NO_MULTI, Flag.ALLOW_BUSY)
        .summary("Ends the server.")
        .complexity("O(1)")
        .history("7.0.0", "Takes NOW, FORCE and ABORT.")
        .arguments("[nosave_save: NOSAVE | SAVE] [NOW@7.0.0] [FORCE@7.0.0] [ABORT@7.0.0]")
        .handler(this::shutdown)
        .build();
  }

  private void shutdown(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isSave = false;
    boolean isNosave = false;
    boolean isForce = false;
    boolean isAbort = false;
    for (int i = 1; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "SAVE")) {
        isSave = true;
      } else if (args.equalsIgnoreCase(i, "NOSAVE")) {
        isNosave = true;
      } else if (args.equalsIgnoreCase(i, "FORCE")) {
        isForce = true;
      } else if (args.equalsIgnoreCase(i, "ABORT")) {
        isAbort = true;
      } else if (!args.equalsIgnoreCase(i, "NOW")) {
        throw new CommandException("ERR syntax error");
      }
    }
    if (isSave && isNosave || isAbort && args.count() > 2) {
      throw new CommandException("ERR syntax error");
    }
    if (isAbort) {
      throw new CommandException("ERR No shutdown in progress.");
    }
    if (!shutdownRequests.isHeard()) {
      throw new CommandException(
          "ERR SHUTDOWN is not allowed: the store is part of an application");
    }
    if (!isNosave && !snapshots.isLoading()) {
      saveAtTheEnd(isSave, isForce);
    }
    session.transport().closeAfterReply();
    shutdownRequests.publish();
  }

  /** What cannot be saved keeps the server alive, unless that is not wanted. */
  private void saveAtTheEnd(boolean isSave, boolean isForce) {
    try {
      if (isSave) {
        snapshots.save();
      } else {
        snapshots.saveAtTheEnd();
      }
    } catch (UncheckedIOException | HoldfastException e) {
      errorHandler.onError("SHUTDOWN", e);
      if (!isForce) {
        throw new CommandException("ERR Errors trying to SHUTDOWN. Check logs.");
      }
    }
  }

  private Command time() {
    return Command.named("TIME")
        .group(Group.SERVER)
        .since("2.6.0")
        .arity(1)
        .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
        .tips("nondeterministic_output")
        .summary("Returns the time: seconds since 1970, and microseconds.")
        .complexity("O(1)")
        .handler(this::time)
        .build();
  }

  private void time(CommandArgs args, Session session, ReplyWriter reply) {
    long nowMicros = clock.epochMicros();
    reply.arrayHeader(2);
    reply.bulk(nowMicros / MICROS_PER_SECOND);
    reply.bulk(nowMicros % MICROS_PER_SECOND);
  }
}
