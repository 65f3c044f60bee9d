package io.holdfast.core.appendonly;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.waiting.Timeout;
import io.holdfast.spi.AppendOnlyLog;
import java.util.List;

/** BGREWRITEAOF and WAITAOF: declarations, each with its handler under it. */
public final class AppendOnlyCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "BGREWRITEAOF WAITAOF";

  private static final String NO_LOG =
      "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";

  private final AppendOnly appendOnly;
  private final SyncWaiters waiters;

  /** Commands on the append only file of a store. */
  public AppendOnlyCommands(AppendOnly appendOnly, SyncWaiters waiters) {
    this.appendOnly = appendOnly;
    this.waiters = waiters;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(bgrewriteaof(), waitaof());
  }

  private Command bgrewriteaof() {
    return Command.named("BGREWRITEAOF")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(1)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING)
        .summary("Writes the append only file anew, as short as can be, in the background.")
        .complexity("O(1)")
        .handler(this::bgrewriteaof)
        .build();
  }

  private void bgrewriteaof(CommandArgs args, Session session, ReplyWriter reply) {
    AppendOnlyLog log = appendOnly.log();
    boolean isBegun = log.rewrite();
    boolean isScheduled = log.figures().isScheduled();
    if (!isBegun && !isScheduled) {
      throw new CommandException("ERR Background append only file rewriting already in progress");
    }
    String what = isScheduled ? "scheduled" : "started";
    reply.simpleString("Background append only file rewriting " + what);
  }

  private Command waitaof() {
    return Command.named("WAITAOF")
        .group(Group.GENERIC)
        .since("7.2.0")
        .arity(4)
        .flags(Flag.NOSCRIPT)
        .acl("connection")
        .tips("request_policy:all_shards", "response_policy:agg_min")
        .summary("Waits until what was written is on the disk, and says on how many disks it is.")
        .complexity("O(1)")
        .arguments("numlocal:integer numreplicas:integer timeout:integer")
        .handler(this::waitaof)
        .build();
  }

  private void waitaof(CommandArgs args, Session session, ReplyWriter reply) {
    String range = "ERR value is out of range, value must between 0 and 1";
    long local = args.longAt(1, 0, 1, range);
    long replicas =
        args.longAt(2, 0, Long.MAX_VALUE, "ERR value is out of range, must be positive");
    long timeoutMs = Timeout.milliseconds(args, 3);
    if (local > 0 && !appendOnly.isOn()) {
      throw new CommandException(NO_LOG);
    }
    SyncWait wait = new SyncWait(session, appendOnly.durability(), replicas > 0);
    boolean isMet = replicas == 0 && (local == 0 || wait.isSynced());
    if (isMet || !session.mayWait()) {
      wait.timedOut(reply);
    } else {
      session.await(List.of(), Entry.STRING, timeoutMs, wait, reply);
      waiters.add(wait);
    }
  }
}
