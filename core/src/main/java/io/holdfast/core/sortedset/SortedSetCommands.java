package io.holdfast.core.sortedset;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.AddOptions;
import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.PopRequest;
import io.holdfast.core.command.Session;
import io.holdfast.core.element.DrawRequest;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.number.DoubleText;
import java.util.List;

/**
 * The commands on members of one sorted set: each declaration stands above its handler. Ranges are
 * in {@link RangeCommands}, combinations of several in {@link CombineCommands}.
 */
public final class SortedSetCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "ZADD ZCARD ZINCRBY ZMPOP ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANK ZREM ZREVRANK ZSCAN"
          + " ZSCORE";

  private SortedSetCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(
        ZADD,
        ZCARD,
        ZINCRBY,
        ZMPOP,
        ZMSCORE,
        ZPOPMAX,
        ZPOPMIN,
        ZRANDMEMBER,
        ZRANK,
        ZREM,
        ZREVRANK,
        ZSCAN,
        ZSCORE);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.SORTED_SET).since("1.2.0");
  }

  // ---- adding and removing -------------------------------------------------------------------

  private static final Command ZADD =
      named("ZADD")
          .arity(-4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Gives members of a sorted set scores and returns how many of them are new.")
          .complexity("O(log N) for each member, where N is the number of members.")
          .arguments(
              "key [condition@3.0.2: NX | XX] [comparison@6.2.0: GT | LT] [CH:change@3.0.2]"
                  + " [INCR:increment@3.0.2] {score_member: score:double member:string}...")
          .history("2.4.0", "Takes several members.")
          .history("3.0.2", "Takes NX, XX, CH and INCR.")
          .history("6.2.0", "Takes GT and LT.")
          .handler((args, session, reply) -> add(args, session, reply, false))
          .build();

  private static final Command ZINCRBY =
      named("ZINCRBY")
          .arity(4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Adds to the score of a member, which is 0 if there is none.")
          .complexity("O(log N) where N is the number of members.")
          .arguments("key increment:integer member:string")
          .handler((args, session, reply) -> add(args, session, reply, true))
          .build();

  /** ZINCRBY is a ZADD with INCR, even in what it makes of options. */
  private static void add(
      CommandArgs args, Session session, ReplyWriter reply, boolean isIncrement) {
    AddOptions options = AddOptions.none();
    boolean increments = isIncrement;
    int first = 2;
    for (; first < args.count(); first++) {
      if (args.equalsIgnoreCase(first, "NX")) {
        options = options.nx();
      } else if (args.equalsIgnoreCase(first, "XX")) {
        options = options.xx();
      } else if (args.equalsIgnoreCase(first, "CH")) {
        options = options.ch();
      } else if (args.equalsIgnoreCase(first, "INCR")) {
        increments = true;
      } else if (args.equalsIgnoreCase(first, "GT")) {
        options = options.gt();
      } else if (args.equalsIgnoreCase(first, "LT")) {
        options = options.lt();
      } else {
        break;
      }
    }
    int count = (args.count() - first) / 2;
    if (count == 0 || (args.count() - first) % 2 != 0) {
      throw new CommandException("ERR syntax error");
    }
    SortedSetOps.check(options);
    if (increments && count > 1) {
      throw new CommandException("ERR INCR option supports a single increment-element pair");
    }
    if (increments) {
      incr(args, first, options, session, reply);
      return;
    }
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = args.doubleAt(first + 2 * i);
    }
    ByteRanges members = ByteRanges.of(args, first + 1, 2);
    reply.integer(SortedSetOps.add(session.database(), args.range(1), scores, members, options));
  }

  private static void incr(
      CommandArgs args, int first, AddOptions options, Session session, ReplyWriter reply) {
    double increment = args.doubleAt(first);
    double score =
        SortedSetOps.incrBy(
            session.database(), args.range(1), increment, args.range(first + 1), options);
    if (Double.isNaN(score)) {
      reply.nullBulk();
    } else {
      reply.doubleValue(score);
    }
  }

  private static final Command ZREM =
      named("ZREM")
          .arity(-3)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Removes members from a sorted set and returns how many there were.")
          .complexity(
              "O(M*log N) where N is the number of members and M that of those to be removed.")
          .arguments("key member:string...")
          .history("2.4.0", "Takes several members.")
          .handler(SortedSetCommands::zrem)
          .build();

  private static void zrem(CommandArgs args, Session session, ReplyWriter reply) {
    ByteRanges members = ByteRanges.of(args, 2, 1);
    reply.integer(SortedSetOps.remove(session.database(), args.range(1), members));
  }

  // ---- one member ----------------------------------------------------------------------------

  private static Command.Builder reading(String name) {
    return named(name).flags(READONLY, FAST).keys("RO ACCESS", 1, 0, 1);
  }

  private static final Command ZCARD =
      named("ZCARD")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the number of members of a sorted set.")
          .complexity("O(1)")
          .arguments("key")
          .handler(
              (args, session, reply) ->
                  reply.integer(SortedSetValue.find(session.database(), args.range(1)).size()))
          .build();

  private static final Command ZSCORE =
      reading("ZSCORE")
          .arity(3)
          .summary("Returns the score of a member.")
          .complexity("O(1)")
          .arguments("key member:string")
          .handler(SortedSetCommands::zscore)
          .build();

  private static void zscore(CommandArgs args, Session session, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    writeScore(value.score(args.range(2)), reply);
  }

  private static final Command ZMSCORE =
      reading("ZMSCORE")
          .since("6.2.0")
          .arity(-3)
          .summary("Returns the scores of members.")
          .complexity("O(N) where N is the number of members asked for.")
          .arguments("key member:string...")
          .handler(SortedSetCommands::zmscore)
          .build();

  private static void zmscore(CommandArgs args, Session session, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      writeScore(value.score(args.range(i)), reply);
    }
  }

  private static void writeScore(double score, ReplyWriter reply) {
    if (Double.isNaN(score)) {
      reply.nullBulk();
    } else {
      reply.doubleValue(score);
    }
  }

  private static final Command ZRANK =
      reading("ZRANK")
          .since("2.0.0")
          .arity(-3)
          .summary("Returns how many members stand before one, from the lowest score up.")
          .complexity("O(log N) where N is the number of members.")
          .arguments("key member:string [WITHSCORE@7.2.0]")
          .history("7.2.0", "Takes WITHSCORE.")
          .handler((args, session, reply) -> rank(args, session, reply, false))
          .build();

  private static final Command ZREVRANK =
      reading("ZREVRANK")
          .since("2.0.0")
          .arity(-3)
          .summary("Returns how many members stand before one, from the highest score down.")
          .complexity("O(log N) where N is the number of members.")
          .arguments("key member:string [WITHSCORE@7.2.0]")
          .history("7.2.0", "Takes WITHSCORE.")
          .handler((args, session, reply) -> rank(args, session, reply, true))
          .build();

  private static void rank(
      CommandArgs args, Session session, ReplyWriter reply, boolean isReversed) {
    if (args.count() > 4) {
      throw new CommandException(
          "ERR wrong number of arguments for '"
              + (isReversed ? "zrevrank" : "zrank")
              + "' command");
    }
    boolean withScore = args.count() == 4;
    if (withScore && !args.equalsIgnoreCase(3, "WITHSCORE")) {
      throw new CommandException("ERR syntax error");
    }
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    int reference = value.find(args.range(2));
    if (reference == 0) {
      if (withScore) {
        reply.nullArray();
      } else {
        reply.nullBulk();
      }
      return;
    }
    if (withScore) {
      reply.arrayHeader(2);
    }
    int rank = value.rank(reference);
    reply.integer(isReversed ? value.size() - 1 - rank : rank);
    if (withScore) {
      reply.doubleValue(value.score(reference));
    }
  }

  // ---- popping -------------------------------------------------------------------------------

  private static Command.Builder popping(String name, String which) {
    return named(name)
        .since("5.0.0")
        .arity(-2)
        .flags(WRITE, FAST)
        .keys("RW ACCESS DELETE", 1, 0, 1)
        .summary("Removes the members with the " + which + " scores and returns them.")
        .complexity("O(M*log N) where N is the number of members and M that of those popped.")
        .arguments("key [count:integer]");
  }

  private static final Command ZPOPMIN =
      popping("ZPOPMIN", "lowest")
          .handler((args, session, reply) -> pop(args, session, reply, false))
          .build();

  private static final Command ZPOPMAX =
      popping("ZPOPMAX", "highest")
          .handler((args, session, reply) -> pop(args, session, reply, true))
          .build();

  private static void pop(CommandArgs args, Session session, ReplyWriter reply, boolean isMax) {
    if (args.count() > 3) {
      throw new CommandException("ERR syntax error");
    }
    boolean hasCount = args.count() == 3;
    long count =
        hasCount
            ? args.longAt(2, 0, Long.MAX_VALUE, "ERR value is out of range, must be positive")
            : 1;
    SortedSetValue value = SortedSetValue.findForWrite(session.database(), args.range(1));
    long popped = Math.min(count, value.size());
    MembersReply members = hasCount ? MembersReply.of(reply, true) : MembersReply.flat(reply);
    members.header(popped);
    if (popped > 0) {
      SortedSetOps.pop(session.database(), args.range(1), value, isMax, popped, members);
    }
  }

  private static final Command ZMPOP =
      named("ZMPOP")
          .since("7.0.0")
          .arity(-4)
          .flags(WRITE, MOVABLEKEYS)
          .keys(KeySpec.counted("RW ACCESS DELETE", 1))
          .summary(
              "Removes the members with the lowest or highest scores from the first sorted set that"
                  + " is not empty, and returns them.")
          .complexity(
              "O(K) + O(M*log N) where K is the number of keys, N that of members and M that of"
                  + " those popped.")
          .arguments("numkeys:integer key... {where: MIN | MAX} [COUNT count:integer]")
          .handler(SortedSetCommands::zmpop)
          .build();

  private static void zmpop(CommandArgs args, Session session, ReplyWriter reply) {
    PopRequest request = PopRequest.parse(args, 1, "MIN", "MAX");
    for (ByteRange key : request.keys()) {
      if (pop(session.database(), key, request, reply)) {
        return;
      }
    }
    reply.nullArray();
  }

  /** ZMPOP, BZMPOP: replies the key and what was popped from it; false if it has nothing. */
  static boolean pop(Database db, ByteRange key, PopRequest request, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    if (value.size() == 0) {
      return false;
    }
    reply.arrayHeader(2);
    reply.bulk(key.array(), key.offset(), key.length());
    MembersReply members = MembersReply.pairs(reply);
    members.header(Math.min(request.count(), value.size()));
    SortedSetOps.pop(db, key, value, request.fromLast(), request.count(), members);
    return true;
  }

  // ---- some members --------------------------------------------------------------------------

  private static final Command ZRANDMEMBER =
      named("ZRANDMEMBER")
          .since("6.2.0")
          .arity(-2)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Returns members of a sorted set drawn at random.")
          .complexity("O(N) where N is the number of members returned.")
          .arguments("key [options: count:integer [WITHSCORES]]")
          .handler(SortedSetCommands::zrandmember)
          .build();

  private static void zrandmember(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 2) {
      DrawRequest.replyOne(SortedSetValue.find(session.database(), args.range(1)), reply);
      return;
    }
    DrawRequest request = DrawRequest.parse(args, "WITHSCORES");
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    MembersReply members = MembersReply.of(reply, request.isPaired());
    members.header(value.drawn(request.count()));
    value.draw(request.count(), reference -> value.show(reference, members));
  }

  private static final Command ZSCAN =
      named("ZSCAN")
          .since("2.8.0")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary(
              "Returns some members of a sorted set with their scores, and a cursor to go on"
                  + " with.")
          .complexity("O(1) for a call. O(N) for a whole scan, where N is the number of members.")
          .arguments("key cursor:integer [MATCH pattern:pattern] [COUNT count:integer]")
          .handler(SortedSetCommands::zscan)
          .build();

  private static void zscan(CommandArgs args, Session session, ReplyWriter reply) {
    long cursor = ScanRequest.cursor(args, 2);
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    References found = References.none();
    long next = 0;
    if (value.size() > 0) {
      next = value.scan(ScanRequest.ofMembers(args, cursor), found);
    }
    reply.arrayHeader(2);
    reply.bulk(Long.toUnsignedString(next));
    reply.arrayHeader(2 * found.size());
    found.forEach(
        reference ->
            value.show(
                reference,
                (bytes, offset, length, score) -> {
                  reply.bulk(bytes, offset, length);
                  writeScanned(
                      score, value.isPacked(), session.database().keyspace().scratch(), reply);
                }));
  }

  /** A score as ZSCAN shows it: as it lies in a listpack, otherwise with up to 17 digits. */
  private static void writeScanned(double score, boolean isPacked, byte[] text, ReplyWriter reply) {
    int length = isPacked ? DoubleText.write(score, text, 0) : DoubleText.write17g(score, text, 0);
    reply.bulk(text, 0, length);
  }
}
