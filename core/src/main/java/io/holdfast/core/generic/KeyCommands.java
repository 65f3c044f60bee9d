package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/**
 * The commands on keys of every type, expiry and walking excepted: declarations, each with its
 * handler under it.
 */
public final class KeyCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "DEL UNLINK EXISTS TYPE TOUCH RENAME RENAMENX COPY MOVE RANDOMKEY";

  private static final String MULTI_SHARD = "request_policy:multi_shard";
  private static final String SUM = "response_policy:agg_sum";

  private KeyCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(DEL, UNLINK, EXISTS, TYPE, TOUCH, RENAME, RENAMENX, COPY, MOVE, RANDOMKEY);
  }

  private static final Command DEL =
      Command.named("DEL")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(-2)
          .flags(Flag.WRITE)
          .keys("RM DELETE", 1, -1, 1)
          .tips(MULTI_SHARD, SUM)
          .summary("Deletes keys.")
          .complexity("O(N) where N is the number of keys; O(1) for a string.")
          .arguments("key...")
          .handler(KeyCommands::del)
          .build();

  private static void del(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(delete(KeyDeletion.del(session.database()), args));
  }

  private static final Command UNLINK =
      Command.named("UNLINK")
          .group(Group.GENERIC)
          .since("4.0.0")
          .arity(-2)
          .flags(Flag.WRITE, Flag.FAST)
          .keys("RM DELETE", 1, -1, 1)
          .tips(MULTI_SHARD, SUM)
          .summary("Deletes keys and gives the memory of large values back later.")
          .complexity("O(1) for each key.")
          .arguments("key...")
          .handler(KeyCommands::unlink)
          .build();

  private static void unlink(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(delete(KeyDeletion.unlink(session.database()), args));
  }

  private static long delete(KeyDeletion deletion, CommandArgs args) {
    for (int i = 1; i < args.count(); i++) {
      deletion.delete(args.buffer(), args.offset(i), args.length(i));
    }
    return deletion.end();
  }

  private static final Command EXISTS =
      Command.named("EXISTS")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(-2)
          .flags(Flag.READONLY, Flag.FAST)
          .keys("RO", 1, -1, 1)
          .tips(MULTI_SHARD, SUM)
          .summary("Counts how many of the keys exist.")
          .complexity("O(N) where N is the number of keys.")
          .history("3.0.3", "Takes several keys.")
          .arguments("key...")
          .handler(KeyCommands::exists)
          .build();

  private static void exists(CommandArgs args, Session session, ReplyWriter reply) {
    long count = 0;
    for (int i = 1; i < args.count(); i++) {
      if (KeyOps.exists(session.database(), args.buffer(), args.offset(i), args.length(i))) {
        count++;
      }
    }
    reply.integer(count);
  }

  private static final Command TYPE =
      Command.named("TYPE")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(2)
          .flags(Flag.READONLY, Flag.FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the type of a key's value.")
          .complexity("O(1)")
          .arguments("key")
          .handler(KeyCommands::type)
          .build();

  private static void type(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    reply.simpleString(KeyOps.type(db, args.buffer(), args.offset(1), args.length(1)).text());
  }

  private static final Command TOUCH =
      Command.named("TOUCH")
          .group(Group.GENERIC)
          .since("3.2.1")
          .arity(-2)
          .flags(Flag.READONLY, Flag.FAST)
          .keys("RO", 1, -1, 1)
          .tips(MULTI_SHARD, SUM)
          .summary("Counts as an access of the keys, and counts how many exist.")
          .complexity("O(N) where N is the number of keys.")
          .arguments("key...")
          .handler(KeyCommands::touch)
          .build();

  private static void touch(CommandArgs args, Session session, ReplyWriter reply) {
    // An access is what is asked for, by a client that wants no other.
    session.database().keyspace().accessClock().stopped(false);
    long count = 0;
    for (int i = 1; i < args.count(); i++) {
      if (KeyOps.touch(session.database(), args.buffer(), args.offset(i), args.length(i))) {
        count++;
      }
    }
    reply.integer(count);
  }

  private static final Command RENAME =
      Command.named("RENAME")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(3)
          .flags(Flag.WRITE)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("OW UPDATE", 2, 0, 1)
          .summary("Gives a value another key, whatever that held.")
          .complexity("O(N) where N is the length of a string.")
          .arguments("key newkey:key")
          .handler(KeyCommands::rename)
          .build();

  private static void rename(CommandArgs args, Session session, ReplyWriter reply) {
    renameGeneric(args, session, false);
    reply.ok();
  }

  private static final Command RENAMENX =
      Command.named("RENAMENX")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(3)
          .flags(Flag.WRITE, Flag.FAST)
          .keys("RW ACCESS DELETE", 1, 0, 1)
          .keys("OW INSERT", 2, 0, 1)
          .summary("Gives a value another key, unless that exists.")
          .complexity("O(N) where N is the length of a string.")
          .history("3.2.0", "Equal keys are no error any more.")
          .arguments("key newkey:key")
          .handler(KeyCommands::renamenx)
          .build();

  private static void renamenx(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(renameGeneric(args, session, true) ? 1 : 0);
  }

  private static boolean renameGeneric(CommandArgs args, Session session, boolean onlyIfAbsent) {
    return KeyOps.rename(
        session.database(),
        args.buffer(),
        args.offset(1),
        args.length(1),
        args.buffer(),
        args.offset(2),
        args.length(2),
        onlyIfAbsent);
  }

  private static final Command COPY =
      Command.named("COPY")
          .group(Group.GENERIC)
          .since("6.2.0")
          .arity(-3)
          .flags(Flag.WRITE, Flag.DENYOOM)
          .keys("RO ACCESS", 1, 0, 1)
          .keys("OW UPDATE", 2, 0, 1)
          .summary("Copies a value to another key.")
          .complexity("O(N) where N is the number of elements, or the length of a string.")
          .arguments("source:key destination:key [DB destination-db:integer] [REPLACE]")
          .handler(KeyCommands::copy)
          .build();

  private static void copy(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    Database target = db;
    boolean replaces = false;
    for (int i = 3; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "REPLACE")) {
        replaces = true;
      } else if (args.equalsIgnoreCase(i, "DB") && i + 1 < args.count()) {
        target = DatabaseOps.database(db.keyspace(), args.intAt(++i));
      } else {
        throw new CommandException("ERR syntax error");
      }
    }
    if (target.index() != 0 && db.keyspace().isClustered()) {
      throw new CommandException("ERR Copying to another database is not allowed in cluster mode");
    }
    boolean isCopied =
        KeyOps.copy(
            db,
            args.buffer(),
            args.offset(1),
            args.length(1),
            target,
            args.buffer(),
            args.offset(2),
            args.length(2),
            replaces);
    reply.integer(isCopied ? 1 : 0);
  }

  private static final Command MOVE =
      Command.named("MOVE")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(3)
          .flags(Flag.WRITE, Flag.FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Moves a key to another database, unless it exists there.")
          .complexity("O(N) where N is the length of a string.")
          .arguments("key db:integer")
          .handler(KeyCommands::move)
          .build();

  private static void move(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    if (db.keyspace().isClustered()) {
      throw new CommandException("ERR MOVE is not allowed in cluster mode");
    }
    Database target = DatabaseOps.database(db.keyspace(), args.intAt(2));
    boolean isMoved = KeyOps.move(db, args.buffer(), args.offset(1), args.length(1), target);
    reply.integer(isMoved ? 1 : 0);
  }

  private static final Command RANDOMKEY =
      Command.named("RANDOMKEY")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(1)
          .flags(Flag.READONLY)
          .tips("request_policy:all_shards", "nondeterministic_output")
          .summary("Returns a key drawn at random.")
          .complexity("O(1)")
          .handler(KeyCommands::randomkey)
          .build();

  private static void randomkey(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    int handle = KeyOps.random(db);
    if (handle == 0) {
      reply.nullBulk();
    } else {
      reply.bulk(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    }
  }
}
