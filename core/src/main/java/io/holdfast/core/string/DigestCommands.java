package io.holdfast.core.string;

import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/**
 * DIGEST, and DELEX, which deletes what has one: each declaration stands above its handler. SET,
 * which has the same conditions, is in {@link StringCommands}.
 */
public final class DigestCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "DELEX DIGEST";

  private DigestCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(DELEX, DIGEST);
  }

  private static final Command DIGEST =
      Command.named("DIGEST")
          .group(Group.STRING)
          .since("8.4.0")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the digest of a string value.")
          .complexity("O(N) where N is the length of the value.")
          .arguments("key")
          .handler(DigestCommands::digest)
          .build();

  private static void digest(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    int handle = StringOps.find(db, args.range(1));
    if (handle == 0) {
      reply.nullBulk();
    } else {
      reply.bulk(ValueTest.digestText(db, handle));
    }
  }

  private static final Command DELEX =
      Command.named("DELEX")
          .group(Group.STRING)
          .since("8.4.0")
          .arity(-2)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Deletes a key if its string value, or the digest of it, is as expected.")
          .complexity("O(N) where N is the length of the value.")
          .arguments(
              "key [condition: IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest"
                  + " | IFDNE ifdne-digest]")
          .handler(DigestCommands::delex)
          .build();

  private static void delex(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() != 2 && args.count() != 4) {
      throw new CommandException("ERR wrong number of arguments for 'delex' command");
    }
    long options = StringOptions.parse(args, 2, StringOptions.OF_DELEX);
    ValueTest test = ValueTest.of(args, options);
    boolean isDeleted = StringOps.deleteIf(session.database(), args.range(1), test);
    reply.integer(isDeleted ? 1 : 0);
  }
}
