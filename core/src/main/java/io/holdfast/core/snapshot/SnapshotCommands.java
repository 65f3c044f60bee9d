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

/** SAVE and LASTSAVE: declarations, each with its handler under it. */
public final class SnapshotCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "LASTSAVE SAVE";

  private static final long MS_PER_SECOND = 1000;

  private final Snapshots snapshots;

  /** Commands on the snapshots of a store. */
  public SnapshotCommands(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(lastsave(), save());
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
    try {
      snapshots.save();
    } catch (UncheckedIOException | HoldfastException e) {
      throw new CommandException("ERR " + e.getMessage());
    }
    reply.ok();
  }
}
