package io.holdfast.core.set;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.element.DrawRequest;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.References;
import java.util.List;

/** The set commands: each declaration stands above its handler. */
public final class SetCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "SADD SCARD SDIFF SDIFFCARD SDIFFSTORE SINTER SINTERCARD SINTERSTORE SISMEMBER SMEMBERS"
          + " SMISMEMBER SMOVE SPOP SRANDMEMBER SREM SSCAN SUNION SUNIONCARD SUNIONSTORE";

  private SetCommands() {}

  /** All set commands. */
  public static List<Command> commands() {
    return List.of(
        SADD,
        SCARD,
        SDIFF,
        SDIFFCARD,
        SDIFFSTORE,
        SINTER,
        SINTERCARD,
        SINTERSTORE,
        SISMEMBER,
        SMEMBERS,
        SMISMEMBER,
        SMOVE,
        SPOP,
        SRANDMEMBER,
        SREM,
        SSCAN,
        SUNION,
        SUNIONCARD,
        SUNIONSTORE);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.SET).since("1.0.0").complexity("O(1)");
  }

  // ---- adding and removing -------------------------------------------------------------------

  private static final Command SADD =
      named("SADD")
          .arity(-3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW INSERT", 1, 0, 1)
          .summary("Adds members to a set and returns how many of them are new.")
          .complexity("O(N) where N is the number of members.")
          .arguments("key member:string...")
          .history("2.4.0", "Takes several members.")
          .handler(SetCommands::sadd)
          .build();

  private static void sadd(CommandArgs args, Session session, ReplyWriter reply) {
    ByteRanges members = ByteRanges.of(args, 2, 1);
    reply.integer(SetOps.add(session.database(), args.range(1), members));
  }

  private static final Command SREM =
      named("SREM")
          .arity(-3)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Removes members from a set and returns how many there were.")
          .complexity("O(N) where N is the number of members to be removed.")
          .arguments("key member:string...")
          .history("2.4.0", "Takes several members.")
          .handler(SetCommands::srem)
          .build();

  private static void srem(CommandArgs args, Session session, ReplyWriter reply) {
    ByteRanges members = ByteRanges.of(args, 2, 1);
    reply.integer(SetOps.remove(session.database(), args.range(1), members));
  }

  private static final Command SMOVE =
      named("SMOVE")
          .arity(4)
          .flags(WRITE, FAST)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("RW INSERT", 2, 0, 1)
          .summary("Moves a member from one set to another.")
          .arguments("source:key destination:key member:string")
          .handler(SetCommands::smove)
          .build();

  private static void smove(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isMoved = SetOps.move(session.database(), args.range(1), args.range(2), args.range(3));
    reply.integer(isMoved ? 1 : 0);
  }

  // ---- reading -------------------------------------------------------------------------------

  private static final Command SISMEMBER =
      named("SISMEMBER")
          .arity(3)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Tells whether a set has a member.")
          .arguments("key member:string")
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      SetOps.contains(session.database(), args.range(1), args.range(2)) ? 1 : 0))
          .build();

  private static final Command SMISMEMBER =
      named("SMISMEMBER")
          .since("6.2.0")
          .arity(-3)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Tells of each of several members whether a set has it.")
          .complexity("O(N) where N is the number of members asked for.")
          .arguments("key member:string...")
          .handler(SetCommands::smismember)
          .build();

  private static void smismember(CommandArgs args, Session session, ReplyWriter reply) {
    SetValue value = SetValue.find(session.database(), args.range(1));
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      reply.integer(value.find(args.buffer(), args.offset(i), args.length(i)) != 0 ? 1 : 0);
    }
  }

  private static final Command SCARD =
      named("SCARD")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the number of members of a set.")
          .arguments("key")
          .handler(
              (args, session, reply) ->
                  reply.integer(SetOps.size(session.database(), args.range(1))))
          .build();

  private static final Command SMEMBERS =
      named("SMEMBERS")
          .arity(2)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output_order")
          .summary("Returns all members of a set.")
          .complexity("O(N) where N is the number of members.")
          .arguments("key")
          .handler(SetCommands::smembers)
          .build();

  private static void smembers(CommandArgs args, Session session, ReplyWriter reply) {
    SetValue value = SetValue.find(session.database(), args.range(1));
    reply.setHeader(value.size());
    value.forEach(reference -> value.show(reference, reply::bulk));
  }

  private static final Command SSCAN =
      named("SSCAN")
          .since("2.8.0")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Returns some members of a set, and a cursor to go on with.")
          .complexity("O(1) for a call. O(N) for a whole scan, where N is the number of members.")
          .arguments("key cursor:integer [MATCH pattern:pattern] [COUNT count:integer]")
          .handler(SetCommands::sscan)
          .build();

  private static void sscan(CommandArgs args, Session session, ReplyWriter reply) {
    long cursor = ScanRequest.cursor(args, 2);
    SetValue value = SetValue.find(session.database(), args.range(1));
    References found = References.none();
    long next = value.size() == 0 ? 0 : value.scan(ScanRequest.ofMembers(args, cursor), found);
    reply.arrayHeader(2);
    reply.bulk(Long.toUnsignedString(next));
    reply.arrayHeader(found.size());
    found.forEach(reference -> value.show(reference, reply::bulk));
  }

  // ---- chance --------------------------------------------------------------------------------

  private static final Command SPOP =
      named("SPOP")
          .arity(-2)
          .flags(WRITE, FAST)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Removes members of a set drawn at random and returns them.")
          .complexity("O(N) where N is the number of members returned.")
          .arguments("key [count:integer@3.2.0]")
          .history("3.2.0", "Takes a count.")
          .handler(SetCommands::spop)
          .build();

  private static void spop(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 2) {
      if (!SetOps.pop(session.database(), args.range(1), reply::bulk)) {
        reply.nullBulk();
      }
      return;
    }
    refuseMoreThanCount(args);
    long count = args.longAt(2, 0, Long.MAX_VALUE, "ERR value is out of range, must be positive");
    SetOps.pop(session.database(), args.range(1), count, reply::setHeader, reply::bulk);
  }

  private static final Command SRANDMEMBER =
      named("SRANDMEMBER")
          .arity(-2)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Returns members of a set drawn at random.")
          .complexity("O(N) where N is the number of members returned.")
          .arguments("key [count:integer@2.6.0]")
          .history("2.6.0", "Takes a count.")
          .handler(SetCommands::srandmember)
          .build();

  private static void srandmember(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 2) {
      DrawRequest.replyOne(SetValue.find(session.database(), args.range(1)), reply);
      return;
    }
    long count = DrawRequest.parse(args).count();
    SetValue value = SetValue.find(session.database(), args.range(1));
    reply.arrayHeader((int) value.drawn(count));
    value.draw(count, reference -> value.show(reference, reply::bulk));
  }

  private static void refuseMoreThanCount(CommandArgs args) {
    if (args.count() > 3) {
      throw syntaxError();
    }
  }

  // ---- several sets --------------------------------------------------------------------------

  private static Command.Builder algebra(String name) {
    return named(name)
        .arity(-2)
        .flags(READONLY)
        .keys("RO ACCESS", 1, -1, 1)
        .tips("nondeterministic_output_order")
        .arguments("key...");
  }

  private static Command.Builder store(String name, String destinationFlags) {
    return named(name)
        .arity(-3)
        .flags(WRITE, DENYOOM)
        .keys(destinationFlags, 1, 0, 1)
        .keys("RO ACCESS", 2, -1, 1)
        .arguments("destination:key key...");
  }

  private static Command.Builder size(String name) {
    return named(name)
        .arity(-3)
        .flags(READONLY, MOVABLEKEYS)
        .keys(KeySpec.counted("RO ACCESS", 1))
        .arguments("numkeys:integer key... [LIMIT limit:integer]");
  }

  private static final String OF_SMALLEST =
      "O(N*M) worst case where N is the size of the smallest set and M is the number of sets.";

  private static final String OF_ALL = "O(N) where N is the number of members of all sets.";

  private static final Command SINTER =
      algebra("SINTER")
          .summary("Returns the members that are in every one of several sets.")
          .complexity(OF_SMALLEST)
          .handler(SetCommands::sinter)
          .build();

  private static void sinter(CommandArgs args, Session session, ReplyWriter reply) {
    List<SetValue> sets = SetAlgebra.find(session.database(), ByteRanges.of(args, 1, 1));
    write(SetAlgebra.intersection(sets), reply);
  }

  private static final Command SUNION =
      algebra("SUNION")
          .summary("Returns the members that are in any of several sets.")
          .complexity(OF_ALL)
          .handler(SetCommands::sunion)
          .build();

  private static void sunion(CommandArgs args, Session session, ReplyWriter reply) {
    List<SetValue> sets = SetAlgebra.find(session.database(), ByteRanges.of(args, 1, 1));
    try (Union union = SetAlgebra.union(session.database(), sets)) {
      write(union, reply);
    }
  }

  private static final Command SDIFF =
      algebra("SDIFF")
          .summary("Returns the members of a set that are in none of the others.")
          .complexity(OF_ALL)
          .handler(SetCommands::sdiff)
          .build();

  private static void sdiff(CommandArgs args, Session session, ReplyWriter reply) {
    List<SetValue> sets = SetAlgebra.find(session.database(), ByteRanges.of(args, 1, 1));
    write(SetAlgebra.difference(sets), reply);
  }

  private static void write(SetResult result, ReplyWriter reply) {
    reply.setHeader(result.size());
    result.forEach(reply::bulk);
  }

  private static final Command SINTERSTORE =
      store("SINTERSTORE", "RW UPDATE")
          .summary("Stores the members that are in every one of several sets in a key.")
          .complexity(OF_SMALLEST)
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      StoreOps.intersection(
                          session.database(), args.range(1), ByteRanges.of(args, 2, 1))))
          .build();

  private static final Command SUNIONSTORE =
      store("SUNIONSTORE", "OW UPDATE")
          .summary("Stores the members that are in any of several sets in a key.")
          .complexity(OF_ALL)
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      StoreOps.union(session.database(), args.range(1), ByteRanges.of(args, 2, 1))))
          .build();

  private static final Command SDIFFSTORE =
      store("SDIFFSTORE", "OW UPDATE")
          .summary("Stores the members of a set that are in none of the others in a key.")
          .complexity(OF_ALL)
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      StoreOps.difference(
                          session.database(), args.range(1), ByteRanges.of(args, 2, 1))))
          .build();

  private static final Command SINTERCARD =
      size("SINTERCARD")
          .since("7.0.0")
          .summary("Returns how many members are in every one of several sets.")
          .complexity(OF_SMALLEST)
          .handler(SetCommands::sintercard)
          .build();

  private static void sintercard(CommandArgs args, Session session, ReplyWriter reply) {
    SizeRequest request = SizeRequest.parse(args, false);
    List<SetValue> sets = SetAlgebra.find(session.database(), request.keys());
    reply.integer(SetAlgebra.intersectionSize(sets, request.limit()));
  }

  private static final Command SUNIONCARD =
      size("SUNIONCARD")
          .since("8.10.0")
          .summary("Returns how many members are in any of several sets.")
          .complexity(OF_ALL)
          .arguments("numkeys:integer key... [APPROX] [LIMIT limit:integer]")
          .handler(SetCommands::sunioncard)
          .build();

  private static void sunioncard(CommandArgs args, Session session, ReplyWriter reply) {
    SizeRequest request = SizeRequest.parse(args, true);
    List<SetValue> sets = SetAlgebra.find(session.database(), request.keys());
    reply.integer(
        request.isApproximate()
            ? SetAlgebra.approximateUnionSize(sets, request.limit())
            : SetAlgebra.unionSize(session.database(), sets, request.limit()));
  }

  private static final Command SDIFFCARD =
      size("SDIFFCARD")
          .since("8.10.0")
          .summary("Returns how many members of a set are in none of the others.")
          .complexity(OF_ALL)
          .handler(SetCommands::sdiffcard)
          .build();

  private static void sdiffcard(CommandArgs args, Session session, ReplyWriter reply) {
    SizeRequest request = SizeRequest.parse(args, false);
    List<SetValue> sets = SetAlgebra.find(session.database(), request.keys());
    reply.integer(SetAlgebra.differenceSize(sets, request.limit()));
  }

  private static CommandException syntaxError() {
    return new CommandException("ERR syntax error");
  }

  /**
   * The arguments of SINTERCARD, SUNIONCARD and SDIFFCARD.
   *
   * @param limit when to stop counting; 0 for never
   */
  private record SizeRequest(ByteRanges keys, long limit, boolean isApproximate) {
    static SizeRequest parse(CommandArgs args, boolean takesApprox) {
      long keys = args.longAt(1, 1, Long.MAX_VALUE, "ERR numkeys should be greater than 0");
      if (keys > args.count() - 2) {
        throw new CommandException("ERR Number of keys can't be greater than number of args");
      }
      long limit = SetAlgebra.ALL;
      boolean isApproximate = false;
      for (int i = 2 + (int) keys; i < args.count(); i++) {
        if (args.equalsIgnoreCase(i, "LIMIT") && i + 1 < args.count()) {
          limit = args.longAt(++i, 0, Long.MAX_VALUE, "ERR LIMIT can't be negative");
        } else if (takesApprox && args.equalsIgnoreCase(i, "APPROX")) {
          isApproximate = true;
        } else {
          throw syntaxError();
        }
      }
      ByteRanges ranges = new ByteRanges.OfArguments(args, 2, 1, (int) keys);
      return new SizeRequest(ranges, limit, isApproximate);
    }
  }
}
