package io.holdfast.core.stream;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.StreamReferences;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.List;

/** The commands on the log of a stream: each declaration stands above its handler. */
public final class StreamCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "XADD XDEL XDELEX XLEN XRANGE XREVRANGE XSETID XTRIM";

  private static final String SYNTAX_ERROR = "ERR syntax error";
  private static final String TRIM =
      "{trim: {strategy: MAXLEN | MINID@6.2.0} [{operator: =:equal | ~:approximately}] threshold"
          + " [LIMIT count:integer@6.2.0]}";
  private static final String REFERENCES = "[condition: KEEPREF | DELREF | ACKED]";

  private StreamCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(XADD, XDEL, XDELEX, XLEN, XRANGE, XREVRANGE, XSETID, XTRIM);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.STREAM).since("5.0.0");
  }

  // ---- adding --------------------------------------------------------------------------------

  private static final Command XADD =
      named("XADD")
          .arity(-5)
          .flags(WRITE, DENYOOM, FAST)
          .keys(
              KeySpec.range("RW UPDATE", 1, 0, 1)
                  .notes("UPDATE instead of INSERT because of the optional trimming feature"))
          .tips("nondeterministic_output")
          .summary("Adds an entry to a stream and returns its ID.")
          .complexity(
              "O(1) where nothing is trimmed, O(N) where N is the number of entries trimmed.")
          .history("6.2.0", "Knows NOMKSTREAM, MINID and LIMIT.")
          .history("7.0.0", "Takes an ID whose sequence number is to be found.")
          .history("8.2.0", "Knows KEEPREF, DELREF and ACKED.")
          .arguments(
              "key [NOMKSTREAM@6.2.0] "
                  + REFERENCES
                  + " ["
                  + TRIM
                  + "] {id_or_auto: *:auto_id | id} {field_value: field value}...")
          .handler(StreamCommands::xadd)
          .build();

  private static void xadd(CommandArgs args, Session session, ReplyWriter reply) {
    AddSyntax.Addition addition = AddSyntax.addition(args);
    Database db = session.database();
    StreamId id = StreamOps.add(db, args.range(1), addition.fields(), addition.options());
    if (id == null) {
      reply.nullBulk();
    } else {
      StreamIdText.reply(id.ms(), id.seq(), db.keyspace().scratch(), reply);
    }
  }

  // ---- reading -------------------------------------------------------------------------------

  private static final Command XLEN =
      named("XLEN")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the number of entries of a stream.")
          .complexity("O(1)")
          .arguments("key")
          .handler(StreamCommands::xlen)
          .build();

  private static void xlen(CommandArgs args, Session session, ReplyWriter reply) {
    StreamLog log = StreamValue.find(session.database(), args.range(1));
    reply.integer(log == null ? 0 : log.length());
  }

  private static Command.Builder range(String name) {
    return named(name)
        .arity(-4)
        .flags(READONLY)
        .keys("RO ACCESS", 1, 0, 1)
        .complexity("O(N) where N is the number of entries returned.")
        .history("6.2.0", "Takes bounds that are not included.");
  }

  private static final Command XRANGE =
      range("XRANGE")
          .summary("Returns the entries of a stream from one ID up to another.")
          .arguments("key start end [COUNT count:integer]")
          .handler((args, session, reply) -> range(args, session, reply, false))
          .build();

  private static final Command XREVRANGE =
      range("XREVRANGE")
          .summary("Returns the entries of a stream from one ID down to another.")
          .arguments("key end start [COUNT count:integer]")
          .handler((args, session, reply) -> range(args, session, reply, true))
          .build();

  private static void range(
      CommandArgs args, Session session, ReplyWriter reply, boolean isReverse) {
    StreamId start = RangeBound.start(args, isReverse ? 3 : 2);
    StreamId end = RangeBound.end(args, isReverse ? 2 : 3);
    long count = Long.MAX_VALUE;
    for (int i = 4; i < args.count(); i += 2) {
      if (i + 1 == args.count() || !args.equalsIgnoreCase(i, "COUNT")) {
        throw new CommandException(SYNTAX_ERROR);
      }
      count = Math.max(0, args.longAt(i + 1));
    }
    Database db = session.database();
    StreamLog log = StreamValue.find(db, args.range(1));
    if (log == null) {
      reply.arrayHeader(0);
    } else if (count == 0) {
      reply.nullArray();
    } else {
      StreamIterator entries = log.iterator();
      seek(entries, start, end, isReverse);
      new EntryReply(db, reply)
          .entries(
              entries, Math.min(count, log.length()), () -> seek(entries, start, end, isReverse));
    }
  }

  /** Sets an iterator to the entries of a range. */
  static void seek(StreamIterator entries, StreamId start, StreamId end, boolean isReverse) {
    if (isReverse) {
      entries.reverseRange(end.ms(), end.seq(), start.ms(), start.seq());
    } else {
      entries.range(start.ms(), start.seq(), end.ms(), end.seq());
    }
  }

  // ---- removing ------------------------------------------------------------------------------

  private static final Command XTRIM =
      named("XTRIM")
          .arity(-4)
          .flags(WRITE)
          .keys("RW DELETE", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Removes the first entries of a stream.")
          .complexity("O(N) where N is the number of entries removed; whole nodes go at once.")
          .history("6.2.0", "Knows MINID and LIMIT.")
          .history("8.2.0", "Knows KEEPREF, DELREF and ACKED.")
          .arguments("key " + TRIM + " " + REFERENCES)
          .handler(StreamCommands::xtrim)
          .build();

  private static void xtrim(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(StreamOps.trim(session.database(), args.range(1), AddSyntax.trimming(args)));
  }

  private static final Command XDEL =
      named("XDEL")
          .arity(-3)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Deletes entries of a stream and returns how many.")
          .complexity("O(1) for each entry, however long the stream is.")
          .arguments("key id...")
          .handler(StreamCommands::xdel)
          .build();

  private static void xdel(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    ByteRange key = args.range(1);
    StreamLog log = StreamValue.findForWrite(db, key);
    // As in Redis, nobody reads the IDs if there is no such key.
    reply.integer(log == null ? 0 : StreamOps.delete(db, key, log, ids(args, 2, args.count())));
  }

  /** Arguments as IDs. */
  static List<StreamId> ids(CommandArgs args, int from, int to) {
    if (to - from == 1) {
      return List.of(StreamIdText.parse(args, from, 0));
    }
    List<StreamId> ids = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      ids.add(StreamIdText.parse(args, i, 0));
    }
    return ids;
  }

  private static final Command XDELEX =
      named("XDELEX")
          .since("8.2.0")
          .arity(-5)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Deletes entries of a stream and minds the groups that refer to them.")
          .complexity("O(G) for each entry where G is the number of groups.")
          .arguments("key " + REFERENCES + " IDS {ids: numids:integer id...}")
          .handler((args, session, reply) -> deleteReferenced(args, session, reply, false))
          .build();

  /**
   * XDELEX, XACKDEL: deletes entries and minds references.
   *
   * @param acknowledges whether the argument behind the key is a group that acknowledges them
   */
  static void deleteReferenced(
      CommandArgs args, Session session, ReplyWriter reply, boolean acknowledges) {
    StreamReferences references = StreamReferences.KEEP;
    List<StreamId> ids = List.of();
    for (int i = acknowledges ? 3 : 2; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "KEEPREF")) {
        references = StreamReferences.KEEP;
      } else if (args.equalsIgnoreCase(i, "DELREF")) {
        references = StreamReferences.DELETE;
      } else if (args.equalsIgnoreCase(i, "ACKED")) {
        references = StreamReferences.ACKNOWLEDGED;
      } else if (ids.isEmpty() && i + 1 < args.count() && args.equalsIgnoreCase(i, "IDS")) {
        long count =
            args.longAt(
                i + 1, 1, Integer.MAX_VALUE, "ERR Number of IDs must be a positive integer");
        if (count > args.count() - i - 2) {
          throw new CommandException(
              "ERR The `numids` parameter must match the number of arguments");
        }
        ids = ids(args, i + 2, i + 2 + (int) count);
        i += 1 + (int) count;
      } else {
        throw new CommandException(SYNTAX_ERROR);
      }
    }
    if (ids.isEmpty()) {
      throw new CommandException(SYNTAX_ERROR);
    }
    ByteRange group = acknowledges ? args.range(2) : null;
    int[] results = StreamOps.delete(session.database(), args.range(1), group, ids, references);
    reply.arrayHeader(results.length);
    for (int result : results) {
      reply.integer(result);
    }
  }

  // ---- the last ID ---------------------------------------------------------------------------

  private static final Command XSETID =
      named("XSETID")
          .arity(-3)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Sets the last ID of a stream.")
          .complexity("O(1)")
          .history("7.0.0", "Knows ENTRIESADDED and MAXDELETEDID.")
          .arguments(
              "key last-id [ENTRIESADDED entries_added:integer@7.0.0]"
                  + " [MAXDELETEDID max_deleted_entry_id@7.0.0]")
          .handler(StreamCommands::xsetid)
          .build();

  private static void xsetid(CommandArgs args, Session session, ReplyWriter reply) {
    StreamId last = StreamIdText.parse(args, 2, 0);
    long entriesAdded = -1;
    StreamId maxDeleted = StreamId.MIN;
    for (int i = 3; i < args.count(); i += 2) {
      boolean hasMore = i + 1 < args.count();
      if (hasMore && args.equalsIgnoreCase(i, "ENTRIESADDED")) {
        entriesAdded = args.longAt(i + 1);
        if (entriesAdded < 0) {
          throw new CommandException("ERR entries_added must be positive");
        }
      } else if (hasMore && args.equalsIgnoreCase(i, "MAXDELETEDID")) {
        maxDeleted = StreamIdText.parse(args, i + 1, 0);
        if (last.compareTo(maxDeleted) < 0) {
          throw new CommandException(
              "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }
      } else {
        throw new CommandException(SYNTAX_ERROR);
      }
    }
    StreamOps.setId(session.database(), args.range(1), last, entriesAdded, maxDeleted);
    reply.ok();
  }
}
