package io.holdfast.core.stream;

import static io.holdfast.core.command.Flag.BLOCKING;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.Wait;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import java.util.List;

/** XREAD and XREADGROUP: each declaration stands above its handler. */
public final class ReadCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "XREAD XREADGROUP";

  private static final String STREAMS = "STREAMS {streams: key... id...}";

  private ReadCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(XREAD, XREADGROUP);
  }

  private static Command.Builder named(String name, int optionsFrom) {
    return Command.named(name)
        .group(Group.STREAM)
        .since("5.0.0")
        .keys(
            KeySpec.of(
                "RO ACCESS",
                new KeySpec.AfterKeyword("STREAMS", optionsFrom),
                new KeySpec.Range(-1, 1, 2)));
  }

  private static final Command XREAD =
      named("XREAD", 1)
          .arity(-4)
          .flags(READONLY, BLOCKING, MOVABLEKEYS)
          .summary("Returns what is behind an ID, of several streams; waits for it if told to.")
          .complexity("O(N) where N is the number of entries returned.")
          .arguments("[COUNT count:integer] [BLOCK milliseconds:integer] " + STREAMS)
          .handler((args, session, reply) -> read(args, session, reply, false))
          .build();

  private static final Command XREADGROUP =
      named("XREADGROUP", 4)
          .arity(-7)
          .flags(WRITE, BLOCKING, MOVABLEKEYS)
          .summary(
              "Returns what a group has not been given yet, or what is pending for a consumer.")
          .complexity(
              "O(N log M) where N is the number of entries returned and M of those pending.")
          .arguments(
              "GROUP {group_consumer: group consumer} [COUNT count:integer]"
                  + " [BLOCK milliseconds:integer] [NOACK] "
                  + STREAMS)
          .handler((args, session, reply) -> read(args, session, reply, true))
          .build();

  private static void read(
      CommandArgs args, Session session, ReplyWriter reply, boolean isOfGroup) {
    ReadRequest request = ReadRequest.parse(session.database(), args, isOfGroup);
    if (!new StreamReads(session.database(), request).serve(reply)) {
      nothingToRead(request, session, reply);
    }
  }

  /** Nothing is there to read: waits if it was asked to, and may. */
  static void nothingToRead(ReadRequest request, Session session, ReplyWriter reply) {
    if (request.mayWait() && session.mayWait()) {
      StreamWait wait = new StreamWait(session.database(), request);
      session.await(request.keys(), Entry.STREAM, request.blockMs(), wait, reply);
    } else {
      reply.nullArray();
    }
  }

  /** Reads as soon as there is something; the end of the group it reads by ends the wait. */
  private record StreamWait(Database db, ReadRequest request) implements Wait {
    @Override
    public boolean serve(ByteRange key, ReplyWriter reply) {
      return new StreamReads(db, request).serve(reply);
    }

    @Override
    public boolean wantsMissing() {
      return request.group() != null;
    }
  }
}
