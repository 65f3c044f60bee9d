package io.holdfast.core.hyperloglog;

import static io.holdfast.core.command.Flag.ADMIN;
import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.hyperloglog.HyperLogLog;
import java.util.List;

/** The HyperLogLog commands: each declaration stands above its handler. */
public final class HyperLogLogCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "PFADD PFCOUNT PFDEBUG PFMERGE PFSELFTEST";

  private HyperLogLogCommands() {}

  /** All HyperLogLog commands. */
  public static List<Command> commands() {
    return List.of(PFADD, PFCOUNT, PFDEBUG, PFMERGE, PFSELFTEST);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.HYPERLOGLOG).since("2.8.9");
  }

  private static final Command PFADD =
      named("PFADD")
          .arity(-2)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW INSERT", 1, 0, 1)
          .summary("Adds elements to a HyperLogLog and returns whether that changed it.")
          .complexity("O(1) for each element; O(N) of its few bytes while it is sparse.")
          .arguments("key [element:string...]")
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      HyperLogLogOps.add(
                              session.database(), args.range(1), ByteRanges.of(args, 2, 1))
                          ? 1
                          : 0))
          .build();

  private static final Command PFCOUNT =
      named("PFCOUNT")
          .arity(-2)
          .flags(READONLY, Flag.MAY_REPLICATE)
          .keys(
              KeySpec.range("RW ACCESS", 1, -1, 1)
                  .notes(
                      "RW because it may change the internal representation of the key, and"
                          + " propagate to replicas"))
          .summary("Returns about how many different elements HyperLogLogs have seen together.")
          .complexity("O(1) for one key whose count is cached, O(N) where N is the number of keys.")
          .arguments("key...")
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      HyperLogLogOps.count(session.database(), ByteRanges.of(args, 1, 1))))
          .build();

  private static final Command PFMERGE =
      named("PFMERGE")
          .arity(-2)
          .flags(WRITE, DENYOOM)
          .keys("RW ACCESS INSERT", 1, 0, 1)
          .keys("RO ACCESS", 2, -1, 1)
          .summary("Makes a HyperLogLog the union of itself and others.")
          .complexity("O(N) where N is the number of HyperLogLogs.")
          .arguments("destkey:key sourcekey:key...")
          .handler(HyperLogLogCommands::pfmerge)
          .build();

  private static void pfmerge(CommandArgs args, Session session, ReplyWriter reply) {
    HyperLogLogOps.merge(session.database(), args.range(1), ByteRanges.of(args, 2, 1));
    reply.ok();
  }

  private static final Command PFDEBUG =
      named("PFDEBUG")
          .arity(3)
          .flags(WRITE, DENYOOM, ADMIN)
          .keys("RW ACCESS", 2, 0, 1)
          .systemCommand()
          .summary(
              "Shows the registers of a HyperLogLog or how they are held: GETREG, DECODE,"
                  + " ENCODING, TODENSE.")
          .complexity("O(1)")
          .arguments("subcommand:string key")
          .handler(HyperLogLogCommands::pfdebug)
          .build();

  private static void pfdebug(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    ByteRange key = args.range(2);
    try (HyperLogLogValue value = HyperLogLogOps.inspect(db, key)) {
      if (args.equalsIgnoreCase(1, "GETREG")) {
        HyperLogLogOps.toDense(db, key, value, "GETREG");
        reply.arrayHeader(HyperLogLog.REGISTERS);
        for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
          reply.integer(HyperLogLogOps.register(value, i));
        }
      } else if (args.equalsIgnoreCase(1, "DECODE")) {
        reply.bulk(HyperLogLogOps.sparseText(value));
      } else if (args.equalsIgnoreCase(1, "ENCODING")) {
        reply.simpleString(value.isSparse() ? "sparse" : "dense");
      } else if (args.equalsIgnoreCase(1, "TODENSE")) {
        reply.integer(HyperLogLogOps.toDense(db, key, value, "TODENSE") ? 1 : 0);
      } else {
        throw QuotingException.of("ERR Unknown PFDEBUG subcommand '", args, 1, "'");
      }
    }
  }

  private static final Command PFSELFTEST =
      named("PFSELFTEST")
          .arity(1)
          .flags(ADMIN)
          .systemCommand()
          .summary("Tests the HyperLogLog's two encodings against each other and its error.")
          .complexity("O(1)")
          .handler(HyperLogLogCommands::pfselftest)
          .build();

  private static void pfselftest(CommandArgs args, Session session, ReplyWriter reply) {
    SelfTest.run();
    reply.ok();
  }
}
