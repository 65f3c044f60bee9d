package io.holdfast.core.snapshot;

import io.holdfast.CommandException;
import io.holdfast.HoldfastException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** SAVE, BGSAVE and LASTSAVE: declarations, each with its handler under it. */
public final class SnapshotCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "BGSAVE LASTSAVE SAVE";

  private static final long MS_PER_SECOND = 1000;

  private final Snapshots snapshots;
  private final BooleanSupplier isRewriting;

  /**
   * Commands on the snapshots of a store.
   *
   * @param isRewriting whether the append only file is being written anew
   */
  public SnapshotCommands(Snapshots snapshots, BooleanSupplier isRewriting) {
    this.snapshots = snapshots;
    this.isRewriting = isRewriting;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(bgsave(), lastsave(), save());
  }

  private Command bgsave() {
    return Command.named("BGSAVE")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(-1)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING)
        .summary("Writes the data to a file in the background.")
        .complexity("O(1)")
        .history("3.2.2", "Takes SCHEDULE.")
        .arguments("[SCHEDULE@3.2.2]")
        .handler(this::bgsave)
        .build();
  }

  private void bgsave(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isSchedule = args.count() == 2 && args.equalsIgnoreCase(1, "SCHEDULE");
    if (args.count() > 1 && !isSchedule) {
      throw new CommandException("ERR syntax error");
    }
    if (snapshots.isSaving()) {
      throw new CommandException("ERR Background save already in progress");
    }
    boolean isBusy = snapshots.isBusy() || isRewriting.getAsBoolean();
    boolean isLater = isBusy || session.isExecuting();
    if (isBusy && !isSchedule && !session.isExecuting()) {
      throw new CommandException(
          "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE"
              + " in order to schedule a BGSAVE whenever possible.");
    }
    if (!snapshots.isSaveWanted()) {
      snapshots.saveInBackground();
    }
    reply.simpleString(isLater ? "Background saving scheduled" : "Background saving started");
  }

  private Command lastsave() {
    return Command.named("LASTSAVE")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(1)
        .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
        .acl("admin", "dangerous")
        .tips("nondeterministic_output")
        .summary("Returns when the data was last saved, in seconds since 1970.")
        .complexity("O(1)")
        .handler(this::lastsave)
        .build();
  }

  private void lastsave(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(snapshots.savedAtMs() / MS_PER_SECOND);
  }

  private Command save() {
    return Command.named("SAVE")
        .group(Group.SERVER)
        .since("1.0.0")
        .arity(1)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING, Flag.NO_MULTI)
        .summary("Writes the data to a file, and holds up everybody until it is on the disk.")
        .complexity("O(N) where N is the number of keys in all databases.")
        .handler(this::save)
        .build();
  }

  private void save(CommandArgs args, Session session, ReplyWriter reply) {
    if (snapshots.isSaving()) {
      throw new CommandException("ERR Background save already in progress");
    }
    try {
      snapshots.save();
    } catch (UncheckedIOException | HoldfastException e) {
      throw new CommandException("ERR " + e.getMessage());
    }
    reply.ok();
  }
}
