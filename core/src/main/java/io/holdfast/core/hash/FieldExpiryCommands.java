package io.holdfast.core.hash;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.ExpireCondition;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Handler;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/**
 * The commands on the deadlines of fields: each declaration stands above its handler. All end in
 * {@code FIELDS numfields field ...}.
 */
public final class FieldExpiryCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "HEXPIRE HPEXPIRE HEXPIREAT HPEXPIREAT HTTL HPTTL HEXPIRETIME HPEXPIRETIME HPERSIST HGETEX"
          + " HSETEX HGETDEL";

  private static final String FIELDS = " FIELDS {fields: numfields:integer field:string...}";
  private static final String CONDITION = " [condition: NX | XX | GT | LT]";
  private static final String TIMES =
      "EX seconds:integer | PX milliseconds:integer | EXAT unix-time-seconds:unix-time"
          + " | PXAT unix-time-milliseconds:unix-time";

  private static final String NOT_POSITIVE = "ERR Parameter `numFields` should be greater than 0";

  private FieldExpiryCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(
        HEXPIRE,
        HPEXPIRE,
        HEXPIREAT,
        HPEXPIREAT,
        HTTL,
        HPTTL,
        HEXPIRETIME,
        HPEXPIRETIME,
        HPERSIST,
        HGETEX,
        HSETEX,
        HGETDEL);
  }

  private static Command.Builder named(String name) {
    return Command.named(name)
        .group(Group.HASH)
        .since("7.4.0")
        .complexity("O(N log M) where N is the number of fields named and M of those that expire.");
  }

  // ---- setting deadlines ---------------------------------------------------------------------

  private static final Command HEXPIRE =
      setter("HEXPIRE", "seconds:integer", FieldExpiryCommands::hexpire)
          .summary("Sets in how many seconds fields of a hash expire.")
          .build();

  private static void hexpire(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "hexpire", 1000, true);
  }

  private static final Command HPEXPIRE =
      setter("HPEXPIRE", "milliseconds:integer", FieldExpiryCommands::hpexpire)
          .summary("Sets in how many milliseconds fields of a hash expire.")
          .build();

  private static void hpexpire(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "hpexpire", 1, true);
  }

  private static final Command HEXPIREAT =
      setter("HEXPIREAT", "unix-time-seconds:unix-time", FieldExpiryCommands::hexpireat)
          .summary("Sets when fields of a hash expire, in seconds since the epoch.")
          .build();

  private static void hexpireat(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "hexpireat", 1000, false);
  }

  private static final Command HPEXPIREAT =
      setter("HPEXPIREAT", "unix-time-milliseconds:unix-time", FieldExpiryCommands::hpexpireat)
          .summary("Sets when fields of a hash expire, in milliseconds since the epoch.")
          .build();

  private static void hpexpireat(CommandArgs args, Session session, ReplyWriter reply) {
    expireGeneric(args, session, reply, "hpexpireat", 1, false);
  }

  private static Command.Builder setter(String name, String time, Handler handler) {
    return named(name)
        .arity(-6)
        .flags(WRITE, DENYOOM, FAST)
        .keys("RW UPDATE", 1, 0, 1)
        .arguments("key " + time + CONDITION + FIELDS)
        .handler(handler);
  }

  private static void expireGeneric(
      CommandArgs args,
      Session session,
      ReplyWriter reply,
      String name,
      int unitMs,
      boolean isRelative) {
    long time = args.longAt(2);
    if (time < 0) {
      throw new CommandException("ERR invalid expire time, must be >= 0");
    }
    long atMs;
    try {
      long nowMs = isRelative ? session.database().keyspace().nowMs() : 0;
      atMs = Math.addExact(Math.multiplyExact(time, (long) unitMs), nowMs);
    } catch (ArithmeticException overflow) {
      throw new CommandException("ERR invalid expire time in '" + name + "' command");
    }
    ExpireCondition condition = condition(args, 3);
    ByteRanges fields = fields(args, condition == ExpireCondition.ALWAYS ? 3 : 4);
    write(
        FieldExpiryOps.expireAt(session.database(), args.range(1), fields, atMs, condition), reply);
  }

  private static ExpireCondition condition(CommandArgs args, int at) {
    if (args.equalsIgnoreCase(at, "NX")) {
      return ExpireCondition.NX;
    } else if (args.equalsIgnoreCase(at, "XX")) {
      return ExpireCondition.XX;
    } else if (args.equalsIgnoreCase(at, "GT")) {
      return ExpireCondition.GT;
    } else if (args.equalsIgnoreCase(at, "LT")) {
      return ExpireCondition.LT;
    }
    return ExpireCondition.ALWAYS;
  }

  private static final Command HPERSIST =
      named("HPERSIST")
          .arity(-5)
          .flags(WRITE, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Takes the deadlines of fields of a hash away.")
          .arguments("key" + FIELDS)
          .handler(FieldExpiryCommands::hpersist)
          .build();

  private static void hpersist(CommandArgs args, Session session, ReplyWriter reply) {
    write(FieldExpiryOps.persist(session.database(), args.range(1), fields(args, 2)), reply);
  }

  private static void write(int[] codes, ReplyWriter reply) {
    reply.arrayHeader(codes.length);
    for (int code : codes) {
      reply.integer(code);
    }
  }

  // ---- reading deadlines ---------------------------------------------------------------------

  private static final Command HTTL =
      getter("HTTL", FieldExpiryCommands::httl)
          .tips("nondeterministic_output")
          .summary("Returns in how many seconds fields of a hash expire.")
          .build();

  private static void httl(CommandArgs args, Session session, ReplyWriter reply) {
    write(FieldExpiryOps.ttlsMs(session.database(), args.range(1), fields(args, 2)), 1000, reply);
  }

  private static final Command HPTTL =
      getter("HPTTL", FieldExpiryCommands::hpttl)
          .tips("nondeterministic_output")
          .summary("Returns in how many milliseconds fields of a hash expire.")
          .build();

  private static void hpttl(CommandArgs args, Session session, ReplyWriter reply) {
    write(FieldExpiryOps.ttlsMs(session.database(), args.range(1), fields(args, 2)), 1, reply);
  }

  private static final Command HEXPIRETIME =
      getter("HEXPIRETIME", FieldExpiryCommands::hexpiretime)
          .summary("Returns when fields of a hash expire, in seconds since the epoch.")
          .build();

  private static void hexpiretime(CommandArgs args, Session session, ReplyWriter reply) {
    write(times(args, session), 1000, reply);
  }

  private static final Command HPEXPIRETIME =
      getter("HPEXPIRETIME", FieldExpiryCommands::hpexpiretime)
          .summary("Returns when fields of a hash expire, in milliseconds since the epoch.")
          .build();

  private static void hpexpiretime(CommandArgs args, Session session, ReplyWriter reply) {
    write(times(args, session), 1, reply);
  }

  private static long[] times(CommandArgs args, Session session) {
    return FieldExpiryOps.expireTimesMs(session.database(), args.range(1), fields(args, 2));
  }

  private static Command.Builder getter(String name, Handler handler) {
    return named(name)
        .arity(-5)
        .flags(READONLY, FAST)
        .keys("RO ACCESS", 1, 0, 1)
        .complexity("O(N) where N is the number of fields named.")
        .arguments("key" + FIELDS)
        .handler(handler);
  }

  /** Writes times in a unit, rounded up; the negative numbers that say "none" stay. */
  private static void write(long[] timesMs, int unitMs, ReplyWriter reply) {
    reply.arrayHeader(timesMs.length);
    for (long ms : timesMs) {
      reply.integer(ms < 0 ? ms : ms / unitMs + (ms % unitMs == 0 ? 0 : 1));
    }
  }

  // ---- values with deadlines -----------------------------------------------------------------

  private static final Command HGETEX =
      named("HGETEX")
          .since("8.0.0")
          .arity(-5)
          .flags(WRITE, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Returns the values of fields of a hash and changes when they expire.")
          .arguments("key [expiration: " + TIMES + " | PERSIST]" + FIELDS)
          .handler(FieldExpiryCommands::hgetex)
          .build();

  private static void hgetex(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    FieldOptions options = FieldOptions.ofGetex(args);
    ByteRanges fields = fields(args, options.fieldsAt());
    ByteRange key = args.range(1);
    long atMs = options.expireAtMs(args, db.keyspace().nowMs());
    HashValue value = HashValue.findForWrite(db, key);
    writeValues(value, fields, reply);
    FieldExpiryOps.changeDeadlines(db, key, value, fields, atMs);
  }

  private static final Command HSETEX =
      named("HSETEX")
          .since("8.0.0")
          .arity(-6)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Gives fields of a hash values, under a condition and with a deadline.")
          .arguments(
              "key [condition: FNX | FXX] [expiration: "
                  + TIMES
                  + " | KEEPTTL] FIELDS {fields: numfields:integer"
                  + " {data: field:string value:string}...}")
          .handler(FieldExpiryCommands::hsetex)
          .build();

  private static void hsetex(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    FieldOptions options = FieldOptions.ofSetex(args);
    int first = firstField(args, options.fieldsAt(), 2);
    long atMs = options.expireAtMs(args, db.keyspace().nowMs());
    ByteRanges fields = ByteRanges.of(args, first, 2);
    ByteRanges values = ByteRanges.of(args, first + 1, 2);
    boolean isSet =
        FieldExpiryOps.set(db, args.range(1), fields, values, options.condition(), atMs);
    reply.integer(isSet ? 1 : 0);
  }

  private static final Command HGETDEL =
      named("HGETDEL")
          .since("8.0.0")
          .arity(-5)
          .flags(WRITE, FAST)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .summary("Returns the values of fields of a hash and removes them.")
          .complexity("O(N) where N is the number of fields named.")
          .arguments("key" + FIELDS)
          .handler(FieldExpiryCommands::hgetdel)
          .build();

  private static void hgetdel(CommandArgs args, Session session, ReplyWriter reply) {
    ByteRanges fields = fields(args, 2);
    ByteRange key = args.range(1);
    writeValues(HashValue.findForWrite(session.database(), key), fields, reply);
    HashOps.remove(session.database(), key, fields);
  }

  private static void writeValues(HashValue value, ByteRanges fields, ReplyWriter reply) {
    reply.arrayHeader(fields.count());
    for (int i = 0; i < fields.count(); i++) {
      int reference = value.find(fields.range(i));
      if (reference == 0) {
        reply.nullBulk();
      } else {
        value.value(reference, reply::bulk);
      }
    }
  }

  // ---- FIELDS numfields field ... ------------------------------------------------------------

  /** The fields at the end of a command, {@code FIELDS} being the argument at an index. */
  private static ByteRanges fields(CommandArgs args, int at) {
    return ByteRanges.of(args, firstField(args, at, 1), 1);
  }

  private static int firstField(CommandArgs args, int at, int step) {
    if (!args.equalsIgnoreCase(at, "FIELDS") || at + 1 == args.count()) {
      throw new CommandException(
          "ERR Mandatory argument FIELDS is missing or not at the right position");
    }
    long count = args.longAt(at + 1, 1, Integer.MAX_VALUE, NOT_POSITIVE);
    if (count * step != args.count() - at - 2) {
      throw new CommandException(
          "ERR The `numfields` parameter must match the number of arguments");
    }
    return at + 2;
  }
}
