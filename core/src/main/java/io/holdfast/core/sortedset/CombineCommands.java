package io.holdfast.core.sortedset;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.Aggregate;
import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.Arrays;
import java.util.List;

/** The commands that combine sorted sets: each declaration stands above its handler. */
public final class CombineCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "ZDIFF ZDIFFSTORE ZINTER ZINTERCARD ZINTERSTORE ZUNION ZUNIONSTORE";

  private static final String KEYS = "numkeys:integer key...";
  private static final String OPTIONS =
      " [WEIGHTS weight:integer...] [AGGREGATE {aggregate: SUM | MIN | MAX}]";
  private static final String UNION_COST =
      "O(N*log N) where N is the number of members of all sorted sets.";
  private static final String INTERSECTION_COST =
      "O(N*K) + O(M*log M) where N is the number of members of the smallest sorted set, K that of"
          + " keys and M that of members in the result.";
  private static final String DIFFERENCE_COST =
      "O(N*K) + O(M*log M) where N is the number of members of the first sorted set, K that of keys"
          + " and M that of members in the result.";

  private CombineCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(ZDIFF, ZDIFFSTORE, ZINTER, ZINTERCARD, ZINTERSTORE, ZUNION, ZUNIONSTORE);
  }

  private static Command.Builder showing(String name) {
    return Command.named(name)
        .group(Group.SORTED_SET)
        .since("6.2.0")
        .arity(-3)
        .flags(READONLY, MOVABLEKEYS)
        .keys(KeySpec.counted("RO ACCESS", 1));
  }

  private static Command.Builder storing(String name) {
    return Command.named(name)
        .group(Group.SORTED_SET)
        .since("2.0.0")
        .arity(-4)
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .keys("OW UPDATE", 1, 0, 1)
        .keys(KeySpec.counted("RO ACCESS", 2));
  }

  // ---- shown ---------------------------------------------------------------------------------

  private static final Command ZUNION =
      showing("ZUNION")
          .summary("Returns the members that any of several sorted sets has.")
          .complexity(UNION_COST)
          .arguments(KEYS + OPTIONS + " [WITHSCORES]")
          .handler(CombineCommands::zunion)
          .build();

  private static void zunion(CommandArgs args, Session session, ReplyWriter reply) {
    Request request = new Request("zunion", args, 1, session.database());
    request.weightsAndScores();
    Result result = Result.toShow(session.database());
    request.sets.union(request.weights, request.aggregate, result);
    write(result, request.withScores, reply);
  }

  private static final Command ZINTER =
      showing("ZINTER")
          .summary("Returns the members that all of several sorted sets have.")
          .complexity(INTERSECTION_COST)
          .arguments(KEYS + OPTIONS + " [WITHSCORES]")
          .handler(CombineCommands::zinter)
          .build();

  private static void zinter(CommandArgs args, Session session, ReplyWriter reply) {
    Request request = new Request("zinter", args, 1, session.database());
    request.weightsAndScores();
    Result result = Result.toShow(session.database());
    request.sets.intersection(request.weights, request.aggregate, result);
    write(result, request.withScores, reply);
  }

  private static final Command ZDIFF =
      showing("ZDIFF")
          .summary("Returns the members of a sorted set that several others do not have.")
          .complexity(DIFFERENCE_COST)
          .arguments(KEYS + " [WITHSCORES]")
          .handler(CombineCommands::zdiff)
          .build();

  private static void zdiff(CommandArgs args, Session session, ReplyWriter reply) {
    Request request = new Request("zdiff", args, 1, session.database());
    request.scores();
    Result result = Result.toShow(session.database());
    request.sets.difference(result);
    write(result, request.withScores, reply);
  }

  private static void write(Result result, boolean withScores, ReplyWriter reply) {
    MembersReply members = MembersReply.of(reply, withScores);
    members.header(result.size());
    result.forEach(members);
  }

  private static final Command ZINTERCARD =
      showing("ZINTERCARD")
          .since("7.0.0")
          .summary("Counts the members that all of several sorted sets have.")
          .complexity(
              "O(N*K) where N is the number of members of the smallest sorted set and K that of"
                  + " keys.")
          .arguments(KEYS + " [LIMIT limit:integer]")
          .handler(CombineCommands::zintercard)
          .build();

  private static void zintercard(CommandArgs args, Session session, ReplyWriter reply) {
    Request request = new Request("zintercard", args, 1, session.database());
    reply.integer(request.sets.intersectionSize(request.limit()));
  }

  // ---- stored --------------------------------------------------------------------------------

  private static final Command ZUNIONSTORE =
      storing("ZUNIONSTORE")
          .summary("Stores the members that any of several sorted sets has in a key.")
          .complexity(UNION_COST)
          .arguments("destination:key " + KEYS + OPTIONS)
          .handler(CombineCommands::zunionstore)
          .build();

  private static void zunionstore(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    Request request = new Request("zunionstore", args, 2, db);
    request.weights();
    reply.integer(
        StoreOps.union(
            db, args.range(1), request.keys, request.sets, request.weights, request.aggregate));
  }

  private static final Command ZINTERSTORE =
      storing("ZINTERSTORE")
          .summary("Stores the members that all of several sorted sets have in a key.")
          .complexity(INTERSECTION_COST)
          .arguments("destination:key " + KEYS + OPTIONS)
          .handler(CombineCommands::zinterstore)
          .build();

  private static void zinterstore(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    Request request = new Request("zinterstore", args, 2, db);
    request.weights();
    reply.integer(
        StoreOps.intersection(
            db, args.range(1), request.keys, request.sets, request.weights, request.aggregate));
  }

  private static final Command ZDIFFSTORE =
      storing("ZDIFFSTORE")
          .since("6.2.0")
          .summary("Stores the members of a sorted set that several others do not have in a key.")
          .complexity(DIFFERENCE_COST)
          .arguments("destination:key " + KEYS)
          .handler(CombineCommands::zdiffstore)
          .build();

  private static void zdiffstore(CommandArgs args, Session session, ReplyWriter reply) {
    Request request = new Request("zdiffstore", args, 2, session.database());
    request.nothing();
    reply.integer(
        StoreOps.difference(session.database(), args.range(1), request.keys, request.sets));
  }

  /**
   * What a command asks for. The keys are looked up before the options are read, as a wrong type is
   * told before a wrong option.
   */
  private static final class Request {
    private final CommandArgs args;
    private final ByteRanges keys;
    private final Combination sets;
    private final double[] weights;
    private Aggregate aggregate = Aggregate.SUM;
    private boolean withScores;
    private int at;

    Request(String command, CommandArgs args, int countAt, Database db) {
      this.args = args;
      long count = args.longAt(countAt);
      if (count < 1) {
        throw new CommandException(
            "ERR at least 1 input key is needed for '" + command + "' command");
      }
      if (count > args.count() - countAt - 1) {
        throw syntaxError();
      }
      at = countAt + 1 + (int) count;
      keys = new ByteRanges.OfArguments(args, countAt + 1, 1, (int) count);
      sets = Combination.of(db, keys);
      weights = new double[(int) count];
      Arrays.fill(weights, 1);
    }

    /** Reads WEIGHTS, AGGREGATE and WITHSCORES. */
    void weightsAndScores() {
      while (at < args.count()) {
        if (!isWeighing() && !isWithScores()) {
          throw syntaxError();
        }
      }
    }

    /** Reads WEIGHTS and AGGREGATE. */
    void weights() {
      while (at < args.count()) {
        if (!isWeighing()) {
          throw syntaxError();
        }
      }
    }

    /** Reads WITHSCORES. */
    void scores() {
      while (at < args.count()) {
        if (!isWithScores()) {
          throw syntaxError();
        }
      }
    }

    /** Reads LIMIT. */
    long limit() {
      long limit = 0;
      while (at < args.count()) {
        if (args.count() - at < 2 || !args.equalsIgnoreCase(at, "LIMIT")) {
          throw syntaxError();
        }
        limit = args.longAt(at + 1, 0, Long.MAX_VALUE, "ERR LIMIT can't be negative");
        at += 2;
      }
      return limit;
    }

    /** Reads no option. */
    void nothing() {
      if (at < args.count()) {
        throw syntaxError();
      }
    }

    private boolean isWithScores() {
      withScores = args.equalsIgnoreCase(at++, "WITHSCORES");
      return withScores;
    }

    private boolean isWeighing() {
      int left = args.count() - at;
      if (left > weights.length && args.equalsIgnoreCase(at, "WEIGHTS")) {
        for (int i = 0; i < weights.length; i++) {
          weights[i] = args.doubleAt(at + 1 + i, "ERR weight value is not a float");
        }
        at += 1 + weights.length;
        return true;
      }
      if (left > 1 && args.equalsIgnoreCase(at, "AGGREGATE")) {
        aggregate = aggregate(at + 1);
        at += 2;
        return true;
      }
      return false;
    }

    private Aggregate aggregate(int index) {
      for (Aggregate candidate : Aggregate.values()) {
        if (args.equalsIgnoreCase(index, candidate.name())) {
          return candidate;
        }
      }
      throw syntaxError();
    }

    private static CommandException syntaxError() {
      return new CommandException("ERR syntax error");
    }
  }
}
