package io.holdfast.core.sortedset;

import static io.holdfast.core.command.Flag.BLOCKING;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.NOSCRIPT;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.PopRequest;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.waiting.Timeout;
import java.util.List;

/** The sorted set commands that wait: each declaration stands above its handler. */
public final class BlockingSortedSetCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "BZMPOP BZPOPMAX BZPOPMIN";

  private BlockingSortedSetCommands() {}

  /** All sorted set commands that wait. */
  public static List<Command> commands() {
    return List.of(BZMPOP, BZPOPMAX, BZPOPMIN);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.SORTED_SET);
  }

  private static Command.Builder pop(String name, String which) {
    return named(name)
        .since("5.0.0")
        .arity(-3)
        .flags(WRITE, NOSCRIPT, BLOCKING, FAST)
        .keys("RW ACCESS DELETE", 1, -2, 1)
        .summary(
            "Removes the member with the "
                + which
                + " score of the first sorted set that has any, or waits for one.")
        .complexity("O(log(N)) where N is the number of members.")
        .history("6.0.0", "Takes decimals in its timeout.")
        .arguments("key... timeout:double");
  }

  private static final Command BZPOPMIN =
      pop("BZPOPMIN", "lowest")
          .handler((args, session, reply) -> pop(args, session, reply, false))
          .build();

  private static final Command BZPOPMAX =
      pop("BZPOPMAX", "highest")
          .handler((args, session, reply) -> pop(args, session, reply, true))
          .build();

  private static void pop(CommandArgs args, Session session, ReplyWriter reply, boolean isMax) {
    int last = args.count() - 1;
    long timeoutMs = Timeout.seconds(args, last);
    Database db = session.database();
    session.serveOrAwait(
        PopRequest.ranges(args, 1, last),
        Entry.SORTED_SET,
        timeoutMs,
        (key, to) -> popOne(db, key, isMax, to),
        reply);
  }

  private static boolean popOne(Database db, ByteRange key, boolean isMax, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    if (value.size() == 0) {
      return false;
    }
    reply.arrayHeader(3);
    reply.bulk(key.array(), key.offset(), key.length());
    SortedSetOps.pop(db, key, value, isMax, 1, MembersReply.flat(reply));
    return true;
  }

  private static final Command BZMPOP =
      named("BZMPOP")
          .since("7.0.0")
          .arity(-5)
          .flags(WRITE, BLOCKING, MOVABLEKEYS)
          .keys(KeySpec.counted("RW ACCESS DELETE", 2))
          .summary("Removes members of the first sorted set that has any, or waits for one.")
          .complexity(
              "O(K) + O(M*log(N)) where K is the number of keys, N that of members and M that of"
                  + " those popped.")
          .arguments(
              "timeout:double numkeys:integer key... {where: MIN | MAX} [COUNT count:integer]")
          .handler(BlockingSortedSetCommands::bzmpop)
          .build();

  private static void bzmpop(CommandArgs args, Session session, ReplyWriter reply) {
    PopRequest request = PopRequest.parse(args, 2, "MIN", "MAX");
    long timeoutMs = Timeout.seconds(args, 1);
    Database db = session.database();
    session.serveOrAwait(
        request.keys(),
        Entry.SORTED_SET,
        timeoutMs,
        (key, to) -> SortedSetCommands.pop(db, key, request, to),
        reply);
  }
}
