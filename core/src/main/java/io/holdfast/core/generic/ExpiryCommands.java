package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.ExpireCondition;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Handler;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import java.util.List;

/** The commands on the expiry of keys: declarations, each with its handler under it. */
public final class ExpiryCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "EXPIRE PEXPIRE EXPIREAT PEXPIREAT TTL PTTL EXPIRETIME PEXPIRETIME PERSIST";

  private static final String CONDITION = " [condition@7.0.0: NX | XX | GT | LT]";

  private static final int NX = 1;
  private static final int XX = 2;
  private static final int GT = 4;
  private static final int LT = 8;

  private ExpiryCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(
        EXPIRE, PEXPIRE, EXPIREAT, PEXPIREAT, TTL, PTTL, EXPIRETIME, PEXPIRETIME, PERSIST);
  }

  private static final Command EXPIRE =
      setter("EXPIRE", "1.0.0", "key seconds:integer", ExpiryCommands::expire)
          .summary("Sets in how many seconds a key expires.")
          .build();

  private static void expire(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "expire", 1000, true);
  }

  private static final Command PEXPIRE =
      setter("PEXPIRE", "2.6.0", "key milliseconds:integer", ExpiryCommands::pexpire)
          .summary("Sets in how many milliseconds a key expires.")
          .build();

  private static void pexpire(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "pexpire", 1, true);
  }

  private static final Command EXPIREAT =
      setter("EXPIREAT", "1.2.0", "key unix-time-seconds:unix-time", ExpiryCommands::expireat)
          .summary("Sets when a key expires, in seconds since the epoch.")
          .build();

  private static void expireat(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "expireat", 1000, false);
  }

  private static final Command PEXPIREAT =
      setter(
              "PEXPIREAT",
              "2.6.0",
              "key unix-time-milliseconds:unix-time",
              ExpiryCommands::pexpireat)
          .summary("Sets when a key expires, in milliseconds since the epoch.")
          .build();

  private static void pexpireat(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "pexpireat", 1, false);
  }

  private static Command.Builder setter(
      String name, String since, String arguments, Handler handler) {
    return Command.named(name)
        .group(Group.GENERIC)
        .since(since)
        .arity(-3)
        .flags(Flag.WRITE, Flag.FAST)
        .keys("RW UPDATE", 1, 0, 1)
        .complexity("O(1)")
        .history("7.0.0", "Takes NX, XX, GT and LT.")
        .arguments(arguments + CONDITION)
        .handler(handler);
  }

  private static void expireGeneric(
      CommandArgs args,
      Session session,
      ReplyWriter reply,
      String name,
      int unitMs,
      boolean isRelative) {
    ExpireCondition condition = condition(args);
    long time = args.longAt(2);
    long nowMs = session.database().keyspace().nowMs();
    long atMs;
    try {
      atMs = Math.addExact(Math.multiplyExact(time, (long) unitMs), isRelative ? nowMs : 0);
    } catch (ArithmeticException overflow) {
      throw new CommandException("ERR invalid expire time in '" + name + "' command");
    }
    boolean isSet =
        ExpiryOps.expireAt(
            session.database(), args.buffer(), args.offset(1), args.length(1), atMs, condition);
    reply.integer(isSet ? 1 : 0);
  }

  private static ExpireCondition condition(CommandArgs args) {
    int options = 0;
    for (int i = 3; i < args.count(); i++) {
      options |= option(args, i);
    }
    if ((options & NX) != 0 && options != NX) {
      throw new CommandException(
          "ERR NX and XX, GT or LT options at the same time are not compatible");
    }
    if ((options & GT) != 0 && (options & LT) != 0) {
      throw new CommandException("ERR GT and LT options at the same time are not compatible");
    }
    return switch (options) {
      case 0 -> ExpireCondition.ALWAYS;
      case NX -> ExpireCondition.NX;
      case XX -> ExpireCondition.XX;
      case LT -> ExpireCondition.LT;
      case XX | LT -> ExpireCondition.XX_LT;
      default -> ExpireCondition.GT;
    };
  }

  private static int option(CommandArgs args, int at) {
    if (args.equalsIgnoreCase(at, "NX")) {
      return NX;
    } else if (args.equalsIgnoreCase(at, "XX")) {
      return XX;
    } else if (args.equalsIgnoreCase(at, "GT")) {
      return GT;
    } else if (args.equalsIgnoreCase(at, "LT")) {
      return LT;
    }
    throw QuotingException.of("ERR Unsupported option ", args, at, "");
  }

  private static final Command TTL =
      getter("TTL", "1.0.0", ExpiryCommands::ttl)
          .tips("nondeterministic_output")
          .summary("Returns in how many seconds a key expires.")
          .history("2.8.0", "Answers -2 for a missing key.")
          .build();

  private static void ttl(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(
        seconds(
            ExpiryOps.ttlMs(session.database(), args.buffer(), args.offset(1), args.length(1))));
  }

  private static final Command PTTL =
      getter("PTTL", "2.6.0", ExpiryCommands::pttl)
          .tips("nondeterministic_output")
          .summary("Returns in how many milliseconds a key expires.")
          .history("2.8.0", "Answers -2 for a missing key.")
          .build();

  private static void pttl(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(
        ExpiryOps.ttlMs(session.database(), args.buffer(), args.offset(1), args.length(1)));
  }

  private static final Command EXPIRETIME =
      getter("EXPIRETIME", "7.0.0", ExpiryCommands::expiretime)
          .summary("Returns when a key expires, in seconds since the epoch.")
          .build();

  private static void expiretime(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(
        seconds(
            ExpiryOps.expireTimeMs(
                session.database(), args.buffer(), args.offset(1), args.length(1))));
  }

  private static final Command PEXPIRETIME =
      getter("PEXPIRETIME", "7.0.0", ExpiryCommands::pexpiretime)
          .summary("Returns when a key expires, in milliseconds since the epoch.")
          .build();

  private static void pexpiretime(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(
        ExpiryOps.expireTimeMs(session.database(), args.buffer(), args.offset(1), args.length(1)));
  }

  private static Command.Builder getter(String name, String since, Handler handler) {
    return Command.named(name)
        .group(Group.GENERIC)
        .since(since)
        .arity(2)
        .flags(Flag.READONLY, Flag.FAST)
        .keys("RO ACCESS", 1, 0, 1)
        .complexity("O(1)")
        .arguments("key")
        .handler(handler);
  }

  /** Rounds to seconds, half up; the negative numbers that say "none" stay. */
  private static long seconds(long ms) {
    return ms < 0 ? ms : ms / 1000 + (ms % 1000 + 500) / 1000;
  }

  private static final Command PERSIST =
      Command.named("PERSIST")
          .group(Group.GENERIC)
          .since("2.2.0")
          .arity(2)
          .flags(Flag.WRITE, Flag.FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Takes a key's expiry away.")
          .complexity("O(1)")
          .arguments("key")
          .handler(ExpiryCommands::persist)
          .build();

  private static void persist(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isChanged =
        ExpiryOps.persist(session.database(), args.buffer(), args.offset(1), args.length(1));
    reply.integer(isChanged ? 1 : 0);
  }
}
