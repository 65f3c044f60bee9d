package io.holdfast.core.hash;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.element.ElementExpiryCommands;
import io.holdfast.core.element.ElementType;
import io.holdfast.core.keyspace.Database;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands on the deadlines of fields: those that sets and sorted sets have too, see {@link
 * ElementExpiryCommands}, and here those that go with values. Each declaration stands above its
 * handler. All end in {@code FIELDS numfields field ...}.
 */
public final class FieldExpiryCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "HEXPIRE HPEXPIRE HEXPIREAT HPEXPIREAT HTTL HPTTL HEXPIRETIME HPEXPIRETIME HPERSIST HGETEX"
          + " HSETEX HGETDEL";

  private static final String FIELDS = " FIELDS {fields: numfields:integer field:string...}";
  private static final String TIMES =
      "EX seconds:integer | PX milliseconds:integer | EXAT unix-time-seconds:unix-time"
          + " | PXAT unix-time-milliseconds:unix-time";

  private FieldExpiryCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    List<Command> commands =
        new ArrayList<>(new ElementExpiryCommands(FieldExpiryOps.DEADLINES).commands());
    commands.addAll(List.of(HGETEX, HSETEX, HGETDEL));
    return commands;
  }

  private static Command.Builder named(String name) {
    return Command.named(name)
        .group(Group.HASH)
        .since("8.0.0")
        .complexity("O(N log M) where N is the number of fields named and M of those that expire.");
  }

  private static final Command HGETEX =
      named("HGETEX")
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
    FieldExpiryOps.DEADLINES.change(db, value, fields, atMs);
  }

  private static final Command HSETEX =
      named("HSETEX")
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
    return ElementExpiryCommands.firstElement(args, at, step, ElementType.HASH);
  }
}
