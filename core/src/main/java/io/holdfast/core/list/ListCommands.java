package io.holdfast.core.list;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.ListEnd;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.PopRequest;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;
import org.agrona.collections.LongArrayList;

/** The list commands that never wait: each declaration stands above its handler. */
public final class ListCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "LINDEX LINSERT LLEN LMOVE LMPOP LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM RPOP RPOPLPUSH"
          + " RPUSH RPUSHX";

  private static final String SYNTAX_ERROR = "ERR syntax error";

  private ListCommands() {}

  /** All list commands that never wait. */
  public static List<Command> commands() {
    return List.of(
        LINDEX, LINSERT, LLEN, LMOVE, LMPOP, LPOP, LPOS, LPUSH, LPUSHX, LRANGE, LREM, LSET, LTRIM,
        RPOP, RPOPLPUSH, RPUSH, RPUSHX);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.LIST).since("1.0.0");
  }

  // ---- adding --------------------------------------------------------------------------------

  private static Command.Builder push(String name, String where) {
    return named(name)
        .arity(-3)
        .flags(WRITE, DENYOOM, FAST)
        .keys("RW INSERT", 1, 0, 1)
        .summary("Adds elements at the " + where + " and returns its length.")
        .complexity("O(N) where N is the number of elements added.")
        .arguments("key element...");
  }

  private static final Command LPUSH =
      push("LPUSH", "head of a list")
          .history("2.4.0", "Takes several elements.")
          .handler((args, session, reply) -> push(args, session, reply, ListEnd.LEFT, false))
          .build();

  private static final Command RPUSH =
      push("RPUSH", "tail of a list")
          .history("2.4.0", "Takes several elements.")
          .handler((args, session, reply) -> push(args, session, reply, ListEnd.RIGHT, false))
          .build();

  private static final Command LPUSHX =
      push("LPUSHX", "head of a list that exists")
          .since("2.2.0")
          .history("4.0.0", "Takes several elements.")
          .handler((args, session, reply) -> push(args, session, reply, ListEnd.LEFT, true))
          .build();

  private static final Command RPUSHX =
      push("RPUSHX", "tail of a list that exists")
          .since("2.2.0")
          .history("4.0.0", "Takes several elements.")
          .handler((args, session, reply) -> push(args, session, reply, ListEnd.RIGHT, true))
          .build();

  private static void push(
      CommandArgs args, Session session, ReplyWriter reply, ListEnd end, boolean onlyIfExists) {
    ByteRanges elements = ByteRanges.of(args, 2, 1);
    reply.integer(ListOps.push(session.database(), args.range(1), end, elements, onlyIfExists));
  }

  private static final Command LINSERT =
      named("LINSERT")
          .since("2.2.0")
          .arity(5)
          .flags(WRITE, DENYOOM)
          .keys("RW INSERT", 1, 0, 1)
          .summary("Adds an element beside another and returns the list's length.")
          .complexity("O(N) where N is the number of elements up to the other one.")
          .arguments("key {where: BEFORE | AFTER} pivot element")
          .handler(ListCommands::linsert)
          .build();

  private static void linsert(CommandArgs args, Session session, ReplyWriter reply) {
    boolean before = args.equalsIgnoreCase(2, "BEFORE");
    if (!before && !args.equalsIgnoreCase(2, "AFTER")) {
      throw new CommandException(SYNTAX_ERROR);
    }
    reply.integer(
        ListOps.insert(session.database(), args.range(1), before, args.range(3), args.range(4)));
  }

  private static final Command LSET =
      named("LSET")
          .arity(4)
          .flags(WRITE, DENYOOM)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Puts an element in the place of the one with an index.")
          .complexity("O(N) where N is the length of the list; O(1) at either end.")
          .arguments("key index:integer element")
          .handler(ListCommands::lset)
          .build();

  private static void lset(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    ByteRange key = args.range(1);
    ListValue list = ListOps.existing(db, key);
    ListOps.set(db, key, list, args.longAt(2), args.range(3));
    reply.ok();
  }

  // ---- reading -------------------------------------------------------------------------------

  private static final Command LLEN =
      named("LLEN")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the length of a list.")
          .complexity("O(1)")
          .arguments("key")
          .handler(
              (args, session, reply) ->
                  reply.integer(ListValue.find(session.database(), args.range(1)).size()))
          .build();

  private static final Command LINDEX =
      named("LINDEX")
          .arity(3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the element with an index.")
          .complexity("O(N) where N is the length of the list; O(1) at either end.")
          .arguments("key index:integer")
          .handler(ListCommands::lindex)
          .build();

  private static void lindex(CommandArgs args, Session session, ReplyWriter reply) {
    ListValue list = ListValue.find(session.database(), args.range(1));
    if (list.size() == 0 || !list.get(args.longAt(2), reply::bulk)) {
      reply.nullBulk();
    }
  }

  private static final Command LRANGE =
      named("LRANGE")
          .arity(4)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the elements from one index to another, both included.")
          .complexity(
              "O(S+N) where S is the distance of start from the nearer end, and N the count.")
          .arguments("key start:integer stop:integer")
          .handler(ListCommands::lrange)
          .build();

  private static void lrange(CommandArgs args, Session session, ReplyWriter reply) {
    long start = args.longAt(2);
    long stop = args.longAt(3);
    ListValue list = ListValue.find(session.database(), args.range(1));
    long count = list.countBetween(start, stop);
    reply.arrayHeader(Math.toIntExact(count));
    list.forEach(list.fromHead(start), count, false, reply::bulk);
  }

  private static final Command LPOS =
      named("LPOS")
          .since("6.0.6")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the indexes of elements that equal another.")
          .complexity("O(N) where N is the number of elements looked at.")
          .arguments(
              "key element [RANK rank:integer] [COUNT num-matches:integer] [MAXLEN len:integer]")
          .handler(ListCommands::lpos)
          .build();

  private static void lpos(CommandArgs args, Session session, ReplyWriter reply) {
    long rank = 1;
    long count = -1;
    long maxLength = 0;
    for (int i = 3; i < args.count(); i += 2) {
      boolean hasValue = i + 1 < args.count();
      if (hasValue && args.equalsIgnoreCase(i, "RANK")) {
        rank = rank(args, i + 1);
      } else if (hasValue && args.equalsIgnoreCase(i, "COUNT")) {
        count = args.longAt(i + 1, 0, Long.MAX_VALUE, "ERR COUNT can't be negative");
      } else if (hasValue && args.equalsIgnoreCase(i, "MAXLEN")) {
        maxLength = args.longAt(i + 1, 0, Long.MAX_VALUE, "ERR MAXLEN can't be negative");
      } else {
        throw new CommandException(SYNTAX_ERROR);
      }
    }
    ListValue list = ListValue.find(session.database(), args.range(1));
    LongArrayList found = new LongArrayList();
    list.positions(args.range(2), rank, count < 0 ? 1 : count, maxLength, found::addLong);
    if (count >= 0) {
      reply.arrayHeader(found.size());
      found.forEachOrderedLong(reply::integer);
    } else if (found.isEmpty()) {
      reply.nullBulk();
    } else {
      reply.integer(found.getLong(0));
    }
  }

  private static long rank(CommandArgs args, int index) {
    long rank = args.longAt(index);
    if (rank == Long.MIN_VALUE) {
      throw new CommandException(
          "ERR value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
    }
    if (rank == 0) {
      throw new CommandException(
          "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or"
              + " use negative to start from the end of the list");
    }
    return rank;
  }

  // ---- removing ------------------------------------------------------------------------------

  private static Command.Builder pop(String name, String where) {
    return named(name)
        .arity(-2)
        .flags(WRITE, FAST)
        .keys("RW ACCESS DELETE", 1, 0, 1)
        .summary("Removes elements at the " + where + " of a list and returns them.")
        .complexity("O(N) where N is the number of elements returned.")
        .history("6.2.0", "Takes a count.")
        .arguments("key [count:integer@6.2.0]");
  }

  private static final Command LPOP =
      pop("LPOP", "head")
          .handler((args, session, reply) -> pop(args, session, reply, ListEnd.LEFT))
          .build();

  private static final Command RPOP =
      pop("RPOP", "tail")
          .handler((args, session, reply) -> pop(args, session, reply, ListEnd.RIGHT))
          .build();

  private static void pop(CommandArgs args, Session session, ReplyWriter reply, ListEnd end) {
    if (args.count() > 3) {
      throw new CommandException(
          "ERR wrong number of arguments for '"
              + (end == ListEnd.LEFT ? "lpop" : "rpop")
              + "' command");
    }
    boolean hasCount = args.count() == 3;
    long count = hasCount ? args.longAt(2, 0, Long.MAX_VALUE, ListOps.NOT_POSITIVE) : 1;
    Database db = session.database();
    ByteRange key = args.range(1);
    ListValue list = ListValue.findForWrite(db, key);
    if (list.size() == 0) {
      if (hasCount) {
        reply.nullArray();
      } else {
        reply.nullBulk();
      }
      return;
    }
    if (hasCount) {
      reply.arrayHeader(Math.toIntExact(Math.min(count, list.size())));
    }
    ListOps.pop(db, key, list, end, count, reply::bulk);
  }

  private static final Command LMPOP =
      named("LMPOP")
          .since("7.0.0")
          .arity(-4)
          .flags(WRITE, Flag.MOVABLEKEYS)
          .keys(KeySpec.counted("RW ACCESS DELETE", 1))
          .summary("Removes elements at an end of the first list that has any and returns them.")
          .complexity("O(N+M) where N is the number of keys and M the number of elements returned.")
          .arguments("numkeys:integer key... {where: LEFT | RIGHT} [COUNT count:integer]")
          .handler(ListCommands::lmpop)
          .build();

  private static void lmpop(CommandArgs args, Session session, ReplyWriter reply) {
    PopRequest request = PopRequest.parse(args, 1, "LEFT", "RIGHT");
    Database db = session.database();
    for (ByteRange key : request.keys()) {
      if (pop(db, key, request, reply)) {
        return;
      }
    }
    reply.nullArray();
  }

  /** LMPOP, BLMPOP: replies the key and what was taken from it; false if it has nothing. */
  static boolean pop(Database db, ByteRange key, PopRequest request, ReplyWriter reply) {
    ListValue list = ListValue.findForWrite(db, key);
    if (list.size() == 0) {
      return false;
    }
    long taken = Math.min(request.count(), list.size());
    reply.arrayHeader(2);
    reply.bulk(key.array(), key.offset(), key.length());
    reply.arrayHeader(Math.toIntExact(taken));
    ListEnd end = request.fromLast() ? ListEnd.RIGHT : ListEnd.LEFT;
    ListOps.pop(db, key, list, end, taken, reply::bulk);
    return true;
  }

  /**
   * LEFT or RIGHT.
   *
   * @throws CommandException "ERR syntax error"
   */
  static ListEnd end(CommandArgs args, int index) {
    if (args.equalsIgnoreCase(index, "LEFT")) {
      return ListEnd.LEFT;
    }
    if (args.equalsIgnoreCase(index, "RIGHT")) {
      return ListEnd.RIGHT;
    }
    throw new CommandException(SYNTAX_ERROR);
  }

  private static final Command LREM =
      named("LREM")
          .arity(4)
          .flags(WRITE)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Removes elements that equal another and returns how many there were.")
          .complexity("O(N+M) where N is the length of the list and M the number removed.")
          .arguments("key count:integer element")
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      ListOps.removeEqual(
                          session.database(), args.range(1), args.longAt(2), args.range(3))))
          .build();

  private static final Command LTRIM =
      named("LTRIM")
          .arity(4)
          .flags(WRITE)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Removes all elements but those from one index to another, both included.")
          .complexity("O(N) where N is the number of elements removed.")
          .arguments("key start:integer stop:integer")
          .handler(ListCommands::ltrim)
          .build();

  private static void ltrim(CommandArgs args, Session session, ReplyWriter reply) {
    long start = args.longAt(2);
    ListOps.trim(session.database(), args.range(1), start, args.longAt(3));
    reply.ok();
  }

  // ---- moving --------------------------------------------------------------------------------

  private static final Command LMOVE =
      named("LMOVE")
          .since("6.2.0")
          .arity(5)
          .flags(WRITE, DENYOOM)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("RW INSERT", 2, 0, 1)
          .summary("Moves an element from an end of a list to an end of another and returns it.")
          .complexity("O(1)")
          .arguments("source:key destination:key {wherefrom: LEFT | RIGHT} {whereto: LEFT | RIGHT}")
          .handler(
              (args, session, reply) -> {
                ListEnd from = end(args, 3);
                move(args, session, reply, from, end(args, 4));
              })
          .build();

  private static final Command RPOPLPUSH =
      named("RPOPLPUSH")
          .since("1.2.0")
          .arity(3)
          .flags(WRITE, DENYOOM)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("RW INSERT", 2, 0, 1)
          .summary("Moves the last element of a list to the head of another and returns it.")
          .complexity("O(1)")
          .arguments("source:key destination:key")
          .deprecated("6.2.0", "`LMOVE` with the `RIGHT` and `LEFT` arguments")
          .handler(
              (args, session, reply) -> move(args, session, reply, ListEnd.RIGHT, ListEnd.LEFT))
          .build();

  private static void move(
      CommandArgs args, Session session, ReplyWriter reply, ListEnd from, ListEnd to) {
    byte[] element = ListOps.move(session.database(), args.range(1), from, args.range(2), to);
    if (element == null) {
      reply.nullBulk();
    } else {
      reply.bulk(element);
    }
  }
}
