package io.holdfast.core.string;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.LcsMatches;
import io.holdfast.SetCondition;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.number.IntegerText;
import java.util.List;

/** The commands on whole strings and parts of them: each declaration stands above its handler. */
public final class StringCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "APPEND GET GETDEL GETEX GETRANGE GETSET LCS MGET MSET MSETEX MSETNX PSETEX SET SETEX"
          + " SETNX SETRANGE STRLEN SUBSTR";

  private StringCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(
        APPEND, GET, GETDEL, GETEX, GETRANGE, GETSET, LCS, MGET, MSET, MSETEX, MSETNX, PSETEX, SET,
        SETEX, SETNX, SETRANGE, STRLEN, SUBSTR);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.STRING).complexity("O(1)");
  }

  // ---- one value -----------------------------------------------------------------------------

  private static final Command GET =
      named("GET")
          .since("1.0.0")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the string value of a key.")
          .arguments("key")
          .handler(StringCommands::get)
          .build();

  private static void get(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    writeString(db, find(args, session), reply);
  }

  private static final Command SET =
      named("SET")
          .since("1.0.0")
          .arity(-3)
          .flags(WRITE, DENYOOM)
          .keys(
              KeySpec.range("RW ACCESS UPDATE VARIABLE_FLAGS", 1, 0, 1)
                  .notes("RW and ACCESS due to the optional `GET` argument"))
          .keysByArguments(StringCommands::setKeys)
          .summary("Sets the string value of a key, whatever it held.")
          .arguments(
              "key value [condition@2.6.12: NX | XX | IFEQ@8.4.0 ifeq-value | IFNE@8.4.0 ifne-value"
                  + " | IFDEQ@8.4.0 ifdeq-digest | IFDNE@8.4.0 ifdne-digest] [GET@6.2.0] [expiration:"
                  + " EX@2.6.12 seconds:integer | PX@2.6.12 milliseconds:integer"
                  + " | EXAT@6.2.0 unix-time-seconds:unix-time"
                  + " | PXAT@6.2.0 unix-time-milliseconds:unix-time | KEEPTTL@6.0.0]")
          .history("2.6.12", "Added the `EX`, `PX`, `NX` and `XX` options.")
          .history("6.0.0", "Added the `KEEPTTL` option.")
          .history("6.2.0", "Added the `GET`, `EXAT` and `PXAT` option.")
          .history("7.0.0", "Allowed the `NX` and `GET` options to be used together.")
          .history("8.4.0", "Added the `IFEQ`, `IFNE`, `IFDEQ` and `IFDNE` options.")
          .handler(StringCommands::set)
          .build();

  private static final KeySpec LOOKED_AT_AND_SET = KeySpec.range("RW ACCESS UPDATE", 1, 0, 1);
  private static final KeySpec SET_ONLY = KeySpec.range("OW UPDATE", 1, 0, 1);

  /** What SET does to its key: without GET and IF... it does not look at what was there. */
  private static KeySpec setKeys(CommandArgs args) {
    for (int i = 3; i < args.count(); i++) {
      if (StringOptions.looksAtTheValue(args, i)) {
        return LOOKED_AT_AND_SET;
      }
    }
    return SET_ONLY;
  }

  private static void set(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 3) {
      set(args, session, 2, SetCondition.ALWAYS, Database.NO_EXPIRY);
      reply.ok();
      return;
    }
    Database db = session.database();
    long options = StringOptions.parse(args, 3, StringOptions.OF_SET);
    long expireAtMs = StringOptions.expireAtMs(args, options, db.keyspace().nowMs(), "set");
    ValueTest test = ValueTest.of(args, options);
    boolean returnsOld = StringOptions.has(options, StringOptions.GET);
    if (returnsOld) {
      writeString(db, find(args, session), reply);
    }
    boolean isSet =
        (test == null || ValueTest.mayReplace(db, args.range(1), test))
            && set(args, session, 2, StringOptions.condition(options), expireAtMs);
    if (!returnsOld) {
      if (isSet) {
        reply.ok();
      } else {
        reply.nullBulk();
      }
    }
  }

  private static final Command SETNX =
      named("SETNX")
          .since("1.0.0")
          .arity(3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("OW INSERT", 1, 0, 1)
          .summary("Sets the string value of a key that does not exist.")
          .arguments("key value")
          .deprecated("2.6.12", "`SET` with the `NX` argument")
          .handler(StringCommands::setnx)
          .build();

  private static void setnx(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isSet = set(args, session, 2, SetCondition.NX, Database.NO_EXPIRY);
    reply.integer(isSet ? 1 : 0);
  }

  private static final Command SETEX =
      named("SETEX")
          .since("2.0.0")
          .arity(4)
          .flags(WRITE, DENYOOM)
          .keys("OW UPDATE", 1, 0, 1)
          .summary("Sets the string value of a key and when it expires, in seconds.")
          .arguments("key seconds:integer value")
          .deprecated("2.6.12", "`SET` with the `EX` argument")
          .handler(StringCommands::setex)
          .build();

  private static void setex(CommandArgs args, Session session, ReplyWriter reply) {
    setWithTtl(args, session, reply, 1000, "setex");
  }

  private static final Command PSETEX =
      named("PSETEX")
          .since("2.6.0")
          .arity(4)
          .flags(WRITE, DENYOOM)
          .keys("OW UPDATE", 1, 0, 1)
          .summary("Sets the string value of a key and when it expires, in milliseconds.")
          .arguments("key milliseconds:integer value")
          .deprecated("2.6.12", "`SET` with the `PX` argument")
          .handler(StringCommands::psetex)
          .build();

  private static void psetex(CommandArgs args, Session session, ReplyWriter reply) {
    setWithTtl(args, session, reply, 1, "psetex");
  }

  private static void setWithTtl(
      CommandArgs args, Session session, ReplyWriter reply, long unitMs, String command) {
    long nowMs = session.database().keyspace().nowMs();
    long expireAtMs = StringOptions.expireAtMs(args.longAt(2), unitMs, nowMs, command);
    set(args, session, 3, SetCondition.ALWAYS, expireAtMs);
    reply.ok();
  }

  private static final Command GETSET =
      named("GETSET")
          .since("1.0.0")
          .arity(3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Sets the string value of a key and returns the one it had.")
          .arguments("key value")
          .deprecated("6.2.0", "`SET` with the `!GET` argument")
          .handler(StringCommands::getset)
          .build();

  private static void getset(CommandArgs args, Session session, ReplyWriter reply) {
    writeString(session.database(), find(args, session), reply);
    set(args, session, 2, SetCondition.ALWAYS, Database.NO_EXPIRY);
  }

  private static final Command GETDEL =
      named("GETDEL")
          .since("6.2.0")
          .arity(2)
          .flags(WRITE, FAST)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .summary("Returns the string value of a key and deletes the key.")
          .arguments("key")
          .handler(StringCommands::getdel)
          .build();

  private static void getdel(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    int handle = find(args, session);
    writeString(db, handle, reply);
    if (handle != 0) {
      StringOps.delete(db, handle, args.buffer(), args.offset(1), args.length(1));
    }
  }

  private static final Command GETEX =
      named("GETEX")
          .since("6.2.0")
          .arity(-2)
          .flags(WRITE, FAST)
          .keys(
              KeySpec.range("RW ACCESS UPDATE", 1, 0, 1)
                  .notes("RW and UPDATE because it changes the TTL"))
          .summary("Returns the string value of a key and changes when it expires.")
          .arguments(
              "key [expiration: EX seconds:integer | PX milliseconds:integer"
                  + " | EXAT unix-time-seconds:unix-time"
                  + " | PXAT unix-time-milliseconds:unix-time | PERSIST]")
          .handler(StringCommands::getex)
          .build();

  private static void getex(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    long options = StringOptions.parse(args, 2, StringOptions.OF_GETEX);
    int handle = find(args, session);
    if (handle == 0 || options == 0) {
      writeString(db, handle, reply);
      return;
    }
    long expireAtMs = StringOptions.expireAtMs(args, options, db.keyspace().nowMs(), "getex");
    writeString(db, handle, reply);
    StringOps.expireAt(db, args.buffer(), args.offset(1), args.length(1), expireAtMs);
  }

  private static final Command STRLEN =
      named("STRLEN")
          .since("2.2.0")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the length of a string value.")
          .arguments("key")
          .handler(StringCommands::strlen)
          .build();

  private static void strlen(CommandArgs args, Session session, ReplyWriter reply) {
    int handle = find(args, session);
    reply.integer(handle == 0 ? 0 : StringOps.length(session.database(), handle));
  }

  // ---- parts of a value ----------------------------------------------------------------------

  private static final Command APPEND =
      named("APPEND")
          .since("2.0.0")
          .arity(3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW INSERT", 1, 0, 1)
          .summary("Appends to a string value; creates the key if it does not exist.")
          .complexity("O(1) amortised, for values that are small against what is there.")
          .arguments("key value")
          .handler(StringCommands::append)
          .build();

  private static void append(CommandArgs args, Session session, ReplyWriter reply) {
    byte[] buffer = args.buffer();
    reply.integer(
        StringOps.append(
            session.database(),
            buffer,
            args.offset(1),
            args.length(1),
            buffer,
            args.offset(2),
            args.length(2)));
  }

  private static final Command GETRANGE =
      named("GETRANGE")
          .since("2.4.0")
          .arity(4)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns a part of a string value.")
          .complexity("O(N) where N is the length of the part.")
          .arguments("key start:integer end:integer")
          .handler(StringCommands::getrange)
          .build();

  private static void getrange(CommandArgs args, Session session, ReplyWriter reply) {
    long start = args.longAt(2);
    long end = args.longAt(3);
    Database db = session.database();
    int handle = find(args, session);
    int length = handle == 0 ? 0 : StringOps.length(db, handle);
    long range = StringOps.range(start, end, length);
    int count = (int) range;
    int from = (int) (range >>> 32);
    if (count == 0) {
      reply.bulk(NOTHING, 0, 0);
    } else if (db.encoding(handle) == Entry.INT) {
      byte[] digits = db.keyspace().scratch();
      IntegerText.write(StringOps.integer(db, handle), digits, 0);
      reply.bulk(digits, from, count);
    } else {
      reply.bulk(db.page(handle), db.valueOffset(handle) + from, count);
    }
  }

  private static final byte[] NOTHING = {};

  private static final Command SUBSTR =
      named("SUBSTR")
          .since("1.0.0")
          .arity(4)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns a part of a string value.")
          .complexity("O(N) where N is the length of the part.")
          .arguments("key start:integer end:integer")
          .deprecated("2.0.0", "`GETRANGE`")
          .handler(StringCommands::getrange)
          .build();

  private static final Command SETRANGE =
      named("SETRANGE")
          .since("2.2.0")
          .arity(4)
          .flags(WRITE, DENYOOM)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Overwrites a part of a string value; creates the key if it does not exist.")
          .complexity("O(M) where M is the length of the value, if the string need not grow.")
          .arguments("key offset:integer value")
          .handler(StringCommands::setrange)
          .build();

  private static void setrange(CommandArgs args, Session session, ReplyWriter reply) {
    byte[] buffer = args.buffer();
    reply.integer(
        StringOps.setRange(
            session.database(),
            buffer,
            args.offset(1),
            args.length(1),
            args.longAt(2),
            buffer,
            args.offset(3),
            args.length(3)));
  }

  // ---- several keys --------------------------------------------------------------------------

  private static final Command MGET =
      named("MGET")
          .since("1.0.0")
          .arity(-2)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, -1, 1)
          .tips("request_policy:multi_shard")
          .summary("Returns the string values of several keys.")
          .complexity("O(N) where N is the number of keys.")
          .arguments("key...")
          .handler(StringCommands::mget)
          .build();

  private static void mget(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    reply.arrayHeader(args.count() - 1);
    StringOps.findAll(db, ByteRanges.of(args, 1, 1), handle -> writeString(db, handle, reply));
  }

  private static final Command MSET =
      named("MSET")
          .since("1.0.1")
          .arity(-3)
          .flags(WRITE, DENYOOM)
          .keys("OW UPDATE", 1, -1, 2)
          .tips("request_policy:multi_shard", "response_policy:all_succeeded")
          .summary("Sets the string values of several keys, whatever they held.")
          .complexity("O(N) where N is the number of keys.")
          .arguments("{key_value: key value}...")
          .handler(StringCommands::mset)
          .build();

  private static void mset(CommandArgs args, Session session, ReplyWriter reply) {
    setAll(args, session, "mset", SetCondition.ALWAYS);
    reply.ok();
  }

  private static final Command MSETNX =
      named("MSETNX")
          .since("1.0.1")
          .arity(-3)
          .flags(WRITE, DENYOOM)
          .keys("OW INSERT", 1, -1, 2)
          .tips("request_policy:multi_shard", "response_policy:agg_min")
          .summary("Sets the string values of several keys if none of them exists.")
          .complexity("O(N) where N is the number of keys.")
          .arguments("{key_value: key value}...")
          .handler(StringCommands::msetnx)
          .build();

  private static void msetnx(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(setAll(args, session, "msetnx", SetCondition.NX) ? 1 : 0);
  }

  private static boolean setAll(
      CommandArgs args, Session session, String command, SetCondition condition) {
    if (args.count() % 2 == 0) {
      throw new CommandException("ERR wrong number of arguments for '" + command + "' command");
    }
    ByteRanges keys = ByteRanges.of(args, 1, 2);
    return StringOps.setAll(session.database(), keys, ByteRanges.of(args, 2, 2), condition);
  }

  private static final Command MSETEX =
      named("MSETEX")
          .since("8.4.0")
          .arity(-4)
          .flags(WRITE, DENYOOM)
          .keys(KeySpec.of("OW UPDATE", new KeySpec.AtIndex(1), new KeySpec.Counted(0, 1, 2)))
          .tips("request_policy:multi_shard", "response_policy:all_succeeded")
          .summary("Sets the string values of several keys, and when they expire.")
          .complexity("O(N) where N is the number of keys.")
          .arguments(
              "numkeys:integer {data: key value}... [condition: NX | XX] [expiration:"
                  + " EX seconds:integer | PX milliseconds:integer"
                  + " | EXAT unix-time-seconds:unix-time"
                  + " | PXAT unix-time-milliseconds:unix-time | KEEPTTL]")
          .handler(StringCommands::msetex)
          .build();

  private static void msetex(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    long count = args.longAt(1, 1, Integer.MAX_VALUE, "ERR invalid numkeys value");
    if (2 + 2 * count > args.count()) {
      throw new CommandException("ERR wrong number of key-value pairs");
    }
    int pairs = (int) count;
    long options = StringOptions.parse(args, 2 + 2 * pairs, StringOptions.OF_MSETEX);
    long expireAtMs = StringOptions.expireAtMs(args, options, db.keyspace().nowMs(), "msetex");
    boolean isSet =
        StringOps.setAll(
            db,
            new ByteRanges.OfArguments(args, 2, 2, pairs),
            new ByteRanges.OfArguments(args, 3, 2, pairs),
            StringOptions.condition(options),
            expireAtMs);
    reply.integer(isSet ? 1 : 0);
  }

  private static final Command LCS =
      named("LCS")
          .since("7.0.0")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 1, 1)
          .summary("Finds the longest sequence of bytes that two string values have in common.")
          .complexity("O(N*M) where N and M are the lengths of the two values.")
          .arguments("key1:key key2:key [LEN] [IDX] [MINMATCHLEN len:integer] [WITHMATCHLEN]")
          .handler(StringCommands::lcs)
          .build();

  private static void lcs(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    CommonSubsequence.Input input =
        CommonSubsequence.input(
            db,
            args.buffer(),
            args.offset(1),
            args.length(1),
            args.buffer(),
            args.offset(2),
            args.length(2));
    boolean onlyLength = false;
    boolean wantsMatches = false;
    boolean withMatchLength = false;
    long minMatchLength = 0;
    for (int i = 3; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "LEN")) {
        onlyLength = true;
      } else if (args.equalsIgnoreCase(i, "IDX")) {
        wantsMatches = true;
      } else if (args.equalsIgnoreCase(i, "WITHMATCHLEN")) {
        withMatchLength = true;
      } else if (args.equalsIgnoreCase(i, "MINMATCHLEN") && i + 1 < args.count()) {
        minMatchLength = args.longAt(++i);
      } else {
        throw new CommandException("ERR syntax error");
      }
    }
    if (onlyLength && wantsMatches) {
      throw new CommandException(
          "ERR If you want both the length and indexes, please just use IDX.");
    }
    if (onlyLength) {
      reply.integer(CommonSubsequence.length(input));
    } else if (wantsMatches) {
      writeMatches(CommonSubsequence.matches(input, minMatchLength), withMatchLength, reply);
    } else {
      byte[] common = CommonSubsequence.bytes(input);
      reply.bulk(common, 0, common.length);
    }
  }

  private static void writeMatches(LcsMatches found, boolean withMatchLength, ReplyWriter reply) {
    reply.mapHeader(2);
    reply.bulk(MATCHES, 0, MATCHES.length);
    reply.arrayHeader(found.matches().size());
    for (LcsMatches.Match match : found.matches()) {
      reply.arrayHeader(withMatchLength ? 3 : 2);
      writeRange(match.firstStart(), match.firstEnd(), reply);
      writeRange(match.secondStart(), match.secondEnd(), reply);
      if (withMatchLength) {
        reply.integer(match.length());
      }
    }
    reply.bulk(LEN, 0, LEN.length);
    reply.integer(found.length());
  }

  private static void writeRange(long start, long end, ReplyWriter reply) {
    reply.arrayHeader(2);
    reply.integer(start);
    reply.integer(end);
  }

  private static final byte[] MATCHES = StringOps.ascii("matches");
  private static final byte[] LEN = StringOps.ascii("len");

  // ---- shared --------------------------------------------------------------------------------

  /** The entry of the first argument, or 0. */
  private static int find(CommandArgs args, Session session) {
    return StringOps.find(session.database(), args.buffer(), args.offset(1), args.length(1));
  }

  private static boolean set(
      CommandArgs args, Session session, int valueIndex, SetCondition condition, long expireAtMs) {
    byte[] buffer = args.buffer();
    return StringOps.set(
        session.database(),
        buffer,
        args.offset(1),
        args.length(1),
        buffer,
        args.offset(valueIndex),
        args.length(valueIndex),
        condition,
        expireAtMs);
  }

  private static void writeString(Database db, int handle, ReplyWriter reply) {
    if (handle == 0) {
      reply.nullBulk();
    } else if (db.encoding(handle) == Entry.INT) {
      reply.bulk(StringOps.integer(db, handle));
    } else {
      reply.bulk(db.page(handle), db.valueOffset(handle), db.valueLength(handle));
    }
  }
}
