package io.holdfast.core.list;

import static io.holdfast.core.command.Flag.BLOCKING;
import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.NOSCRIPT;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.ListEnd;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.PopRequest;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.Wait;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.waiting.Timeout;
import java.util.List;

/** The list commands that wait: each declaration stands above its handler. */
public final class BlockingListCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH";

  private static final String DECIMALS = "Takes decimals in its timeout.";

  private BlockingListCommands() {}

  /** All list commands that wait. */
  public static List<Command> commands() {
    return List.of(BLMOVE, BLMPOP, BLPOP, BRPOP, BRPOPLPUSH);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.LIST);
  }

  // ---- removing ------------------------------------------------------------------------------

  private static Command.Builder pop(String name, String which) {
    return named(name)
        .since("2.0.0")
        .arity(-3)
        .flags(WRITE, NOSCRIPT, BLOCKING)
        .keys("RW ACCESS DELETE", 1, -2, 1)
        .summary(
            "Removes the " + which + " element of the first list that has any, or waits for one.")
        .complexity("O(N) where N is the number of keys.")
        .history("6.0.0", DECIMALS)
        .arguments("key... timeout:double");
  }

  private static final Command BLPOP =
      pop("BLPOP", "first")
          .handler((args, session, reply) -> pop(args, session, reply, ListEnd.LEFT))
          .build();

  private static final Command BRPOP =
      pop("BRPOP", "last")
          .handler((args, session, reply) -> pop(args, session, reply, ListEnd.RIGHT))
          .build();

  private static void pop(CommandArgs args, Session session, ReplyWriter reply, ListEnd end) {
    int last = args.count() - 1;
    long timeoutMs = Timeout.seconds(args, last);
    List<ByteRange> keys = PopRequest.ranges(args, 1, last);
    Database db = session.database();
    session.serveOrAwait(keys, Entry.LIST, timeoutMs, (key, to) -> popOne(db, key, end, to), reply);
  }

  private static boolean popOne(Database db, ByteRange key, ListEnd end, ReplyWriter reply) {
    ListValue list = ListValue.findForWrite(db, key);
    if (list.size() == 0) {
      return false;
    }
    reply.arrayHeader(2);
    reply.bulk(key.array(), key.offset(), key.length());
    ListOps.pop(db, key, list, end, 1, reply::bulk);
    return true;
  }

  private static final Command BLMPOP =
      named("BLMPOP")
          .since("7.0.0")
          .arity(-5)
          .flags(WRITE, BLOCKING, MOVABLEKEYS)
          .keys(KeySpec.counted("RW ACCESS DELETE", 2))
          .summary("Removes elements of the first list that has any, or waits for one.")
          .complexity("O(N+M) where N is the number of keys and M the number of elements returned.")
          .arguments(
              "timeout:double numkeys:integer key... {where: LEFT | RIGHT} [COUNT count:integer]")
          .handler(BlockingListCommands::blmpop)
          .build();

  private static void blmpop(CommandArgs args, Session session, ReplyWriter reply) {
    PopRequest request = PopRequest.parse(args, 2, "LEFT", "RIGHT");
    long timeoutMs = Timeout.seconds(args, 1);
    Database db = session.database();
    session.serveOrAwait(
        request.keys(),
        Entry.LIST,
        timeoutMs,
        (key, to) -> ListCommands.pop(db, key, request, to),
        reply);
  }

  // ---- moving --------------------------------------------------------------------------------

  private static final Command BLMOVE =
      named("BLMOVE")
          .since("6.2.0")
          .arity(6)
          .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("RW INSERT", 2, 0, 1)
          .summary("Moves an element from one list to another, or waits for one.")
          .complexity("O(1)")
          .arguments(
              "source:key destination:key {wherefrom: LEFT | RIGHT} {whereto: LEFT | RIGHT}"
                  + " timeout:double")
          .handler(
              (args, session, reply) -> {
                ListEnd from = ListCommands.end(args, 3);
                move(args, session, reply, from, ListCommands.end(args, 4));
              })
          .build();

  private static final Command BRPOPLPUSH =
      named("BRPOPLPUSH")
          .since("2.2.0")
          .arity(4)
          .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("RW INSERT", 2, 0, 1)
          .summary("Moves the last element of a list to the head of another, or waits for one.")
          .complexity("O(1)")
          .history("6.0.0", DECIMALS)
          .arguments("source:key destination:key timeout:double")
          .deprecated("6.2.0", "`BLMOVE` with the `RIGHT` and `LEFT` arguments")
          .handler(
              (args, session, reply) -> move(args, session, reply, ListEnd.RIGHT, ListEnd.LEFT))
          .build();

  private static void move(
      CommandArgs args, Session session, ReplyWriter reply, ListEnd from, ListEnd to) {
    long timeoutMs = Timeout.seconds(args, args.count() - 1);
    Database db = session.database();
    ByteRange source = args.range(1);
    ByteRange target = ByteRange.of(args.bytes(2));
    Wait wait = (key, answer) -> moveOne(db, key, from, target, to, answer);
    if (session.mayWait()) {
      session.serveOrAwait(List.of(source), Entry.LIST, timeoutMs, wait, reply);
    } else if (!wait.serve(source, reply)) {
      reply.nullBulk();
    }
  }

  private static boolean moveOne(
      Database db,
      ByteRange source,
      ListEnd from,
      ByteRange target,
      ListEnd to,
      ReplyWriter reply) {
    byte[] element = ListOps.move(db, source, from, target, to);
    if (element == null) {
      return false;
    }
    reply.bulk(element);
    return true;
  }
}
