package io.holdfast.core.sort;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/** SORT and SORT_RO: declarations, each with its handler under it. */
public final class SortCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "SORT SORT_RO";

  private static final String OPTIONS =
      "key [BY pattern:pattern#1] [LIMIT {offset_count: offset:integer count:integer}]"
          + " [GET pattern:pattern#1]... [order: ASC | DESC] [ALPHA:sorting]";

  private SortCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(SORT, SORT_RO);
  }

  private static Command.Builder named(String name) {
    return Command.named(name)
        .group(Group.GENERIC)
        .arity(-2)
        .acl("set", "sortedset", "list", "dangerous")
        .keys("RO ACCESS", 1, 0, 1)
        .keys(
            KeySpec.elsewhere("RO ACCESS", args -> 0)
                .notes(
                    "For the optional BY/GET keyword. It is marked 'unknown' because the key names"
                        + " derive from the content of the key we sort"))
        .complexity(
            "O(N+M*log(M)) where N is the number of elements and M that of elements put in order;"
                + " O(N) if BY keeps them as they are.");
  }

  private static final Command SORT =
      named("SORT")
          .since("1.0.0")
          .flags(WRITE, DENYOOM)
          .keys(
              KeySpec.elsewhere("OW UPDATE", SortCommands::destination)
                  .notes(
                      "For the optional STORE keyword. It is marked 'unknown' because the keyword"
                          + " can appear anywhere in the argument array"))
          .summary("Returns or stores the elements of a list, set or sorted set in order.")
          .arguments(OPTIONS + " [STORE destination:key#2]")
          .handler(SortCommands::sort)
          .build();

  /** The index of the key behind the last STORE that is no option's argument, or 0. */
  private static int destination(CommandArgs args) {
    int destination = 0;
    for (int i = 2; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "LIMIT")) {
        i += 2;
      } else if (args.equalsIgnoreCase(i, "BY") || args.equalsIgnoreCase(i, "GET")) {
        i++;
      } else if (args.equalsIgnoreCase(i, "STORE") && i + 1 < args.count()) {
        destination = ++i;
      }
    }
    return destination;
  }

  private static void sort(CommandArgs args, Session session, ReplyWriter reply) {
    SortRequest.Parser parsed = SortRequest.Parser.parse(args, true, session);
    if (parsed.destination() == 0) {
      write(args, session, reply, parsed.request());
      return;
    }
    reply.integer(
        SortOps.store(
            session.database(), args.range(1), parsed.request(), args.range(parsed.destination())));
  }

  private static final Command SORT_RO =
      named("SORT_RO")
          .since("7.0.0")
          .flags(READONLY)
          .summary("Returns the elements of a list, set or sorted set in order.")
          .arguments(OPTIONS)
          .handler(SortCommands::sortRo)
          .build();

  private static void sortRo(CommandArgs args, Session session, ReplyWriter reply) {
    write(args, session, reply, SortRequest.Parser.parse(args, false, session).request());
  }

  private static void write(
      CommandArgs args, Session session, ReplyWriter reply, SortRequest request) {
    Database db = session.database();
    List<byte[]> elements = SortOps.elements(db, args.range(1), request);
    reply.arrayHeader(Math.multiplyExact(elements.size(), Math.max(1, request.get().size())));
    SortOps.forEachValue(db, elements, request, reply::bulk, reply::nullBulk);
  }
}
