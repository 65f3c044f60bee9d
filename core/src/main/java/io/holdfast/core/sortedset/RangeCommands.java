package io.holdfast.core.sortedset;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.sortedset.RangeRequest.By;
import io.holdfast.core.sortedset.SortedSetOps.Removal;
import java.util.List;

/** The commands on ranges of a sorted set: each declaration stands above its handler. */
public final class RangeCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "ZCOUNT ZLEXCOUNT ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZREMRANGEBYLEX"
          + " ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE";

  private static final String LOG_N_AND_M =
      "O(log N + M) where N is the number of members and M that of those ";
  private static final String LIMIT = " [LIMIT {offset_count: offset:integer count:integer}]";

  private RangeCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(
        ZCOUNT,
        ZLEXCOUNT,
        ZRANGE,
        ZRANGEBYLEX,
        ZRANGEBYSCORE,
        ZRANGESTORE,
        ZREMRANGEBYLEX,
        ZREMRANGEBYRANK,
        ZREMRANGEBYSCORE,
        ZREVRANGE,
        ZREVRANGEBYLEX,
        ZREVRANGEBYSCORE);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.SORTED_SET).since("1.2.0");
  }

  // ---- counting ------------------------------------------------------------------------------

  private static Command.Builder counting(String name) {
    return named(name)
        .arity(4)
        .flags(READONLY, FAST)
        .keys("RO ACCESS", 1, 0, 1)
        .complexity("O(log N) where N is the number of members.");
  }

  private static final Command ZCOUNT =
      counting("ZCOUNT")
          .since("2.0.0")
          .summary("Counts the members with scores in a range.")
          .arguments("key min:double max:double")
          .handler(
              (args, session, reply) ->
                  reply.integer(count(args, session, RangeText.byScore(args, 2, 3))))
          .build();

  private static final Command ZLEXCOUNT =
      counting("ZLEXCOUNT")
          .since("2.8.9")
          .summary("Counts the members in a range of bytes.")
          .arguments("key min:string max:string")
          .handler(
              (args, session, reply) ->
                  reply.integer(count(args, session, RangeText.byLex(args, 2, 3))))
          .build();

  private static int count(CommandArgs args, Session session, Range range) {
    return range.ranks(SortedSetValue.find(session.database(), args.range(1))).count();
  }

  // ---- reading -------------------------------------------------------------------------------

  private static Command.Builder reading(String name) {
    return named(name)
        .arity(-4)
        .flags(READONLY)
        .keys("RO ACCESS", 1, 0, 1)
        .complexity(LOG_N_AND_M + "returned.");
  }

  private static final Command ZRANGE =
      reading("ZRANGE")
          .summary("Returns the members in a range of ranks, scores or bytes.")
          .arguments(
              "key start:string stop:string [sortby@6.2.0: BYSCORE | BYLEX] [REV@6.2.0]"
                  + " [LIMIT@6.2.0 {offset_count: offset:integer count:integer}] [WITHSCORES]")
          .history("6.2.0", "Takes REV, BYSCORE, BYLEX and LIMIT.")
          .handler(
              (args, session, reply) ->
                  write(args, session, reply, RangeRequest.parse(args, 2, false)))
          .build();

  private static final Command ZREVRANGE =
      reading("ZREVRANGE")
          .summary("Returns the members in a range of ranks, the highest score first.")
          .arguments("key start:integer stop:integer [WITHSCORES]")
          .deprecated("6.2.0", "`ZRANGE` with the `REV` argument")
          .handler(
              (args, session, reply) ->
                  write(args, session, reply, RangeRequest.parse(args, By.RANK, true)))
          .build();

  private static final Command ZRANGEBYSCORE =
      reading("ZRANGEBYSCORE")
          .since("1.0.5")
          .summary("Returns the members with scores in a range.")
          .arguments("key min:double max:double [WITHSCORES@2.0.0]" + LIMIT)
          .history("2.0.0", "Takes WITHSCORES.")
          .deprecated("6.2.0", "`ZRANGE` with the `BYSCORE` argument")
          .handler(
              (args, session, reply) ->
                  write(args, session, reply, RangeRequest.parse(args, By.SCORE, false)))
          .build();

  private static final Command ZREVRANGEBYSCORE =
      reading("ZREVRANGEBYSCORE")
          .since("2.2.0")
          .summary("Returns the members with scores in a range, the highest score first.")
          .arguments("key max:double min:double [WITHSCORES]" + LIMIT)
          .history("2.1.6", "Takes bounds that are left out.")
          .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYSCORE` arguments")
          .handler(
              (args, session, reply) ->
                  write(args, session, reply, RangeRequest.parse(args, By.SCORE, true)))
          .build();

  private static final Command ZRANGEBYLEX =
      reading("ZRANGEBYLEX")
          .since("2.8.9")
          .summary("Returns the members in a range of bytes.")
          .arguments("key min:string max:string" + LIMIT)
          .deprecated("6.2.0", "`ZRANGE` with the `BYLEX` argument")
          .handler(
              (args, session, reply) ->
                  write(args, session, reply, RangeRequest.parse(args, By.LEX, false)))
          .build();

  private static final Command ZREVRANGEBYLEX =
      reading("ZREVRANGEBYLEX")
          .since("2.8.9")
          .summary("Returns the members in a range of bytes, from high to low.")
          .arguments("key max:string min:string" + LIMIT)
          .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYLEX` arguments")
          .handler(
              (args, session, reply) ->
                  write(args, session, reply, RangeRequest.parse(args, By.LEX, true)))
          .build();

  private static void write(
      CommandArgs args, Session session, ReplyWriter reply, RangeRequest request) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    Ranks ranks = request.ranks(value);
    MembersReply members = MembersReply.of(reply, request.withScores());
    members.header(ranks.count());
    value.forEach(ranks, request.isReversed(), members);
  }

  // ---- changing ------------------------------------------------------------------------------

  private static final Command ZRANGESTORE =
      named("ZRANGESTORE")
          .since("6.2.0")
          .arity(-5)
          .flags(WRITE, DENYOOM)
          .keys("OW UPDATE", 1, 0, 1)
          .keys("RO ACCESS", 2, 0, 1)
          .summary("Stores the members in a range of a sorted set in another key.")
          .complexity(LOG_N_AND_M + "stored.")
          .arguments(
              "dst:key src:key min:string max:string [sortby: BYSCORE | BYLEX] [REV]" + LIMIT)
          .handler(RangeCommands::zrangestore)
          .build();

  private static void zrangestore(CommandArgs args, Session session, ReplyWriter reply) {
    RangeRequest request = RangeRequest.parse(args, 3, true);
    reply.integer(StoreOps.range(session.database(), args.range(1), args.range(2), request));
  }

  private static Command.Builder removing(String name) {
    return named(name)
        .arity(4)
        .flags(WRITE)
        .keys("RW DELETE", 1, 0, 1)
        .complexity(LOG_N_AND_M + "removed.");
  }

  private static final Command ZREMRANGEBYRANK =
      removing("ZREMRANGEBYRANK")
          .since("2.0.0")
          .summary("Removes the members in a range of ranks.")
          .arguments("key start:integer stop:integer")
          .handler(
              (args, session, reply) ->
                  remove(
                      args, session, reply, RangeText.byRank(args, 2, 3, false), Removal.BY_RANK))
          .build();

  private static final Command ZREMRANGEBYSCORE =
      removing("ZREMRANGEBYSCORE")
          .summary("Removes the members with scores in a range.")
          .arguments("key min:double max:double")
          .handler(
              (args, session, reply) ->
                  remove(args, session, reply, RangeText.byScore(args, 2, 3), Removal.BY_SCORE))
          .build();

  private static final Command ZREMRANGEBYLEX =
      removing("ZREMRANGEBYLEX")
          .since("2.8.9")
          .summary("Removes the members in a range of bytes.")
          .arguments("key min:string max:string")
          .handler(
              (args, session, reply) ->
                  remove(args, session, reply, RangeText.byLex(args, 2, 3), Removal.BY_LEX))
          .build();

  private static void remove(
      CommandArgs args, Session session, ReplyWriter reply, Range range, Removal removal) {
    reply.integer(SortedSetOps.removeRange(session.database(), args.range(1), range, removal));
  }
}
