package io.holdfast.core.stream;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.ClaimOptions;
import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.GroupLag;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The commands on consumer groups and what is pending in them: each declaration stands above its
 * handler.
 */
public final class GroupCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "XACK XACKDEL XAUTOCLAIM XCLAIM XGROUP XPENDING";

  private static final String SYNTAX_ERROR = "ERR syntax error";

  /** How many entries XAUTOCLAIM claims at most, unless it is told. */
  private static final int AUTO_CLAIM_COUNT = 100;

  private GroupCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(XACK, XACKDEL, XAUTOCLAIM, XCLAIM, XGROUP, XPENDING);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.STREAM).since("5.0.0");
  }

  // ---- XGROUP --------------------------------------------------------------------------------

  private static final String ID_ARGUMENT = "{id: id | $:new_id}";

  private static final Command XGROUP =
      named("XGROUP")
          .arity(-2)
          .summary("Makes, changes and removes consumer groups.")
          .complexity("Depends on subcommand.")
          .subcommands(
              named("CREATE")
                  .arity(-5)
                  .flags(WRITE, DENYOOM)
                  .keys("RW INSERT", 2, 0, 1)
                  .summary("Makes a consumer group.")
                  .complexity("O(1)")
                  .history("7.0.0", "Knows ENTRIESREAD.")
                  .arguments(
                      "key groupname "
                          + ID_ARGUMENT
                          + " [MKSTREAM] [ENTRIESREAD entries_read:integer]")
                  .handler(GroupCommands::create),
              named("CREATECONSUMER")
                  .since("6.2.0")
                  .arity(5)
                  .flags(WRITE, DENYOOM)
                  .keys("RW INSERT", 2, 0, 1)
                  .summary("Makes a consumer in a group.")
                  .complexity("O(1)")
                  .arguments("key groupname consumername")
                  .handler(GroupCommands::createConsumer),
              named("DELCONSUMER")
                  .arity(5)
                  .flags(WRITE)
                  .keys("RW DELETE", 2, 0, 1)
                  .summary("Removes a consumer, and what is pending for it.")
                  .complexity("O(N) where N is the number of entries pending for the consumer.")
                  .arguments("key groupname consumername")
                  .handler(GroupCommands::deleteConsumer),
              named("DESTROY")
                  .arity(4)
                  .flags(WRITE)
                  .keys("RW DELETE", 2, 0, 1)
                  .summary("Removes a consumer group.")
                  .complexity("O(N) where N is the number of consumers.")
                  .arguments("key groupname")
                  .handler(GroupCommands::destroy),
              named("SETID")
                  .arity(-5)
                  .flags(WRITE)
                  .keys("RW UPDATE", 2, 0, 1)
                  .summary("Sets the last ID delivered by a consumer group.")
                  .complexity("O(1)")
                  .history("7.0.0", "Knows ENTRIESREAD.")
                  .arguments("key groupname " + ID_ARGUMENT + " [ENTRIESREAD entries_read:integer]")
                  .handler(GroupCommands::setId),
              Command.help(Group.STREAM, "5.0.0"))
          .build();

  private static void create(CommandArgs args, Session session, ReplyWriter reply) {
    boolean makesStream = false;
    long entriesRead = GroupLag.UNKNOWN_READ;
    for (int i = 5; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "MKSTREAM")) {
        makesStream = true;
      } else if (i + 1 < args.count() && args.equalsIgnoreCase(i, "ENTRIESREAD")) {
        entriesRead = entriesRead(args, ++i);
      } else {
        throw wrongArguments(args);
      }
    }
    Database db = session.database();
    ByteRange key = args.range(2);
    GroupOps.checkStream(db, key, makesStream);
    GroupOps.create(db, key, args.range(3), idOrLast(args, 4), entriesRead, makesStream);
    reply.ok();
  }

  private static void setId(CommandArgs args, Session session, ReplyWriter reply) {
    long entriesRead = GroupLag.UNKNOWN_READ;
    for (int i = 5; i < args.count(); i += 2) {
      if (i + 1 == args.count() || !args.equalsIgnoreCase(i, "ENTRIESREAD")) {
        throw wrongArguments(args);
      }
      entriesRead = entriesRead(args, i + 1);
    }
    Database db = session.database();
    GroupOps.checkExists(db, args.range(2), args.range(3));
    StreamId last = args.equalsIgnoreCase(4, "$") ? null : RangeBound.bound(args, 4, 0);
    GroupOps.setId(db, args.range(2), args.range(3), last, entriesRead);
    reply.ok();
  }

  private static long entriesRead(CommandArgs args, int index) {
    long entriesRead = args.longAt(index);
    GroupOps.checkEntriesRead(entriesRead);
    return entriesRead;
  }

  /** An ID; null for {@code $}. */
  private static @Nullable StreamId idOrLast(CommandArgs args, int index) {
    return args.equalsIgnoreCase(index, "$") ? null : StreamIdText.parse(args, index, 0);
  }

  /** What Redis answers if the options of a subcommand are wrong. */
  private static CommandException wrongArguments(CommandArgs args) {
    return InfoCommands.wrongArguments(args);
  }

  private static void createConsumer(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isNew =
        GroupOps.createConsumer(session.database(), args.range(2), args.range(3), args.range(4));
    reply.integer(isNew ? 1 : 0);
  }

  private static void deleteConsumer(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(
        GroupOps.deleteConsumer(session.database(), args.range(2), args.range(3), args.range(4)));
  }

  private static void destroy(CommandArgs args, Session session, ReplyWriter reply) {
    boolean was = GroupOps.destroy(session.database(), args.range(2), args.range(3));
    reply.integer(was ? 1 : 0);
  }

  // ---- acknowledging -------------------------------------------------------------------------

  private static final Command XACK =
      named("XACK")
          .arity(-4)
          .flags(WRITE, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Acknowledges entries: they are pending no more. Returns how many were.")
          .complexity("O(1) for each entry.")
          .arguments("key group id...")
          .handler(GroupCommands::xack)
          .build();

  private static void xack(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    ByteRange key = args.range(1);
    StreamLog log = StreamValue.findForGroup(db, key);
    ConsumerGroup group = log == null ? null : GroupOps.find(log, args.range(2));
    // As in Redis, nobody reads the IDs if there is no such group.
    reply.integer(
        group == null
            ? 0
            : GroupOps.acknowledge(db, key, group, StreamCommands.ids(args, 3, args.count())));
  }

  private static final Command XACKDEL =
      named("XACKDEL")
          .since("8.2.0")
          .arity(-6)
          .flags(WRITE, FAST)
          .keys("RW UPDATE DELETE", 1, 0, 1)
          .summary("Acknowledges entries in a group, and deletes them from the stream.")
          .complexity("O(G) for each entry where G is the number of groups.")
          .arguments(
              "key group [condition: KEEPREF | DELREF | ACKED] IDS {ids: numids:integer id...}")
          .handler(
              (args, session, reply) -> StreamCommands.deleteReferenced(args, session, reply, true))
          .build();

  // ---- what is pending -----------------------------------------------------------------------

  private static final Command XPENDING =
      named("XPENDING")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Tells what is pending in a group: in all, or entry by entry.")
          .complexity(
              "O(N) where N is the number of entries looked at; in all O(C) where C is the number"
                  + " of consumers.")
          .history("6.2.0", "Knows IDLE, and takes bounds that are not included.")
          .arguments(
              "key group [{filters: [IDLE min-idle-time:integer@6.2.0] start end count:integer"
                  + " [consumer]}]")
          .handler(GroupCommands::xpending)
          .build();

  private static void xpending(CommandArgs args, Session session, ReplyWriter reply) {
    PendingRequest request = args.count() == 3 ? null : PendingRequest.parse(args);
    Database db = session.database();
    ByteRange key = args.range(1);
    ConsumerGroup group = ClaimOps.group(StreamValue.find(db, key), key, args.range(2));
    PendingReply pending = new PendingReply(db, group, reply);
    if (request == null) {
      pending.summary();
    } else {
      pending.entries(request);
    }
  }

  // ---- claiming ------------------------------------------------------------------------------

  private static final Command XCLAIM =
      named("XCLAIM")
          .arity(-6)
          .flags(WRITE, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Lets entries pending for other consumers be pending for one.")
          .complexity("O(log N) for each entry where N is the number of entries pending.")
          .arguments(
              "key group consumer min-idle-time id... [IDLE ms:integer]"
                  + " [TIME unix-time-milliseconds:unix-time] [RETRYCOUNT count:integer]"
                  + " [FORCE] [JUSTID] [LASTID id]")
          .handler(GroupCommands::xclaim)
          .build();

  private static void xclaim(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    ByteRange key = args.range(1);
    StreamLog log = StreamValue.findForGroup(db, key);
    ConsumerGroup group = ClaimOps.group(log, key, args.range(2));
    long minIdleMs = minIdleMs(args);
    List<StreamId> ids = new ArrayList<>();
    int at = 5;
    for (; at < args.count(); at++) {
      StreamId id = StreamIdText.parse(args.buffer(), args.offset(at), args.length(at), 0);
      if (id == null) {
        break;
      }
      ids.add(id);
    }
    ClaimOptions options = ClaimOptions.none();
    boolean isJustId = false;
    for (; at < args.count(); at++) {
      boolean hasMore = at + 1 < args.count();
      if (args.equalsIgnoreCase(at, "FORCE")) {
        options = options.force();
      } else if (args.equalsIgnoreCase(at, "JUSTID")) {
        isJustId = true;
      } else if (hasMore && args.equalsIgnoreCase(at, "IDLE")) {
        options = options.idleMs(claimNumber(args, at, ++at));
      } else if (hasMore && args.equalsIgnoreCase(at, "TIME")) {
        options = options.deliveredAtMs(claimNumber(args, at, ++at));
      } else if (hasMore && args.equalsIgnoreCase(at, "RETRYCOUNT")) {
        options = options.retryCount(claimNumber(args, at, ++at));
      } else if (hasMore && args.equalsIgnoreCase(at, "LASTID")) {
        options = options.lastId(StreamIdText.parse(args, ++at, 0));
      } else {
        throw QuotingException.of("ERR Unrecognized XCLAIM option '", args, at, "'");
      }
    }
    assert log != null : "a group has a stream";
    List<StreamId> claimed =
        ClaimOps.claim(db, key, log, group, args.range(3), minIdleMs, ids, options, isJustId);
    claimed(log, claimed, isJustId, new EntryReply(db, reply));
  }

  private static long minIdleMs(CommandArgs args) {
    String name = args.string(0).toUpperCase(Locale.ROOT);
    return args.longAt(4, "ERR Invalid min-idle-time argument for " + name);
  }

  private static long claimNumber(CommandArgs args, int option, int index) {
    String name = args.string(option).toUpperCase(Locale.ROOT);
    return args.longAt(index, "ERR Invalid " + name + " option argument for XCLAIM");
  }

  private static void claimed(
      StreamLog log, List<StreamId> ids, boolean isJustId, EntryReply reply) {
    if (isJustId) {
      reply.ids(ids);
    } else {
      reply.entries(log, ids);
    }
  }

  private static final Command XAUTOCLAIM =
      named("XAUTOCLAIM")
          .since("6.2.0")
          .arity(-6)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Lets entries pending for whomever be pending for one consumer.")
          .complexity("O(N) where N is COUNT: ten times as many entries are looked at, at most.")
          .history("7.0.0", "Returns the IDs of deleted entries that are pending no more.")
          .arguments("key group consumer min-idle-time start [COUNT count:integer] [JUSTID]")
          .handler(GroupCommands::xautoclaim)
          .build();

  private static void xautoclaim(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    ByteRange key = args.range(1);
    long minIdleMs = minIdleMs(args);
    StreamId start = RangeBound.start(args, 5);
    long count = AUTO_CLAIM_COUNT;
    boolean isJustId = false;
    for (int i = 6; i < args.count(); i++) {
      if (i + 1 < args.count() && args.equalsIgnoreCase(i, "COUNT")) {
        count = args.longAt(++i, "ERR COUNT must be > 0");
        ClaimOps.checkCount(count);
      } else if (args.equalsIgnoreCase(i, "JUSTID")) {
        isJustId = true;
      } else {
        throw new CommandException(SYNTAX_ERROR);
      }
    }
    StreamLog log = StreamValue.findForGroup(db, key);
    ConsumerGroup group = ClaimOps.group(log, key, args.range(2));
    assert log != null : "a group has a stream";
    ClaimOps.AutoClaimed claimed =
        ClaimOps.autoClaim(db, key, log, group, args.range(3), minIdleMs, start, count, isJustId);
    EntryReply entries = new EntryReply(db, reply);
    reply.arrayHeader(3);
    entries.id(claimed.next());
    claimed(log, claimed.claimed(), isJustId, entries);
    entries.ids(claimed.deleted());
  }
}
