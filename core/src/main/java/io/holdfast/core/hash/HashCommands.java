package io.holdfast.core.hash;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.element.DrawRequest;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.References;
import java.util.List;

/** The hash commands: each declaration stands above its handler. */
public final class HashCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "HDEL HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET HRANDFIELD HSCAN HSET"
          + " HSETNX HSTRLEN HVALS";

  private HashCommands() {}

  /** All hash commands. */
  public static List<Command> commands() {
    return List.of(
        HDEL,
        HEXISTS,
        HGET,
        HGETALL,
        HINCRBY,
        HINCRBYFLOAT,
        HKEYS,
        HLEN,
        HMGET,
        HMSET,
        HRANDFIELD,
        HSCAN,
        HSET,
        HSETNX,
        HSTRLEN,
        HVALS);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.HASH).since("2.0.0").complexity("O(1)");
  }

  // ---- setting -------------------------------------------------------------------------------

  private static final Command HSET =
      named("HSET")
          .arity(-4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Gives fields of a hash values and returns how many of the fields are new.")
          .complexity("O(N) where N is the number of fields.")
          .arguments("key {field_value: field:string value:string}...")
          .history("4.0.0", "Takes several fields and values.")
          .handler((args, session, reply) -> reply.integer(set(args, session, "hset")))
          .build();

  private static final Command HMSET =
      named("HMSET")
          .arity(-4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Gives fields of a hash values.")
          .complexity("O(N) where N is the number of fields.")
          .arguments("key {field_value: field:string value:string}...")
          .deprecated("4.0.0", "`HSET` with multiple field-value pairs")
          .handler(HashCommands::hmset)
          .build();

  private static void hmset(CommandArgs args, Session session, ReplyWriter reply) {
    set(args, session, "hmset");
    reply.ok();
  }

  private static int set(CommandArgs args, Session session, String command) {
    if (args.count() % 2 != 0) {
      throw new CommandException("ERR wrong number of arguments for '" + command + "' command");
    }
    ByteRanges fields = ByteRanges.of(args, 2, 2);
    return HashOps.set(session.database(), args.range(1), fields, ByteRanges.of(args, 3, 2));
  }

  private static final Command HSETNX =
      named("HSETNX")
          .arity(4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW INSERT", 1, 0, 1)
          .summary("Gives a field of a hash a value unless it has one.")
          .arguments("key field:string value:string")
          .handler(HashCommands::hsetnx)
          .build();

  private static void hsetnx(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isSet =
        HashOps.setIfAbsent(session.database(), args.range(1), args.range(2), args.range(3));
    reply.integer(isSet ? 1 : 0);
  }

  private static final Command HINCRBY =
      named("HINCRBY")
          .arity(4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Adds to the integer value of a field, which is 0 if there is none.")
          .arguments("key field:string increment:integer")
          .handler(HashCommands::hincrby)
          .build();

  private static void hincrby(CommandArgs args, Session session, ReplyWriter reply) {
    long increment = args.longAt(3);
    reply.integer(HashOps.incrBy(session.database(), args.range(1), args.range(2), increment));
  }

  private static final Command HINCRBYFLOAT =
      named("HINCRBYFLOAT")
          .since("2.6.0")
          .arity(4)
          .flags(WRITE, DENYOOM, FAST)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Adds to the number in a field, which is 0 if there is none.")
          .arguments("key field:string increment:double")
          .handler(HashCommands::hincrbyfloat)
          .build();

  private static void hincrbyfloat(CommandArgs args, Session session, ReplyWriter reply) {
    ByteRange sum =
        HashOps.incrByFloat(session.database(), args.range(1), args.range(2), args.range(3));
    reply.bulk(sum.array(), sum.offset(), sum.length());
  }

  private static final Command HDEL =
      named("HDEL")
          .arity(-3)
          .flags(WRITE, FAST)
          .keys("RW DELETE", 1, 0, 1)
          .summary("Removes fields from a hash and returns how many there were.")
          .complexity("O(N) where N is the number of fields to be removed.")
          .arguments("key field:string...")
          .history("2.4.0", "Takes several fields.")
          .handler(HashCommands::hdel)
          .build();

  private static void hdel(CommandArgs args, Session session, ReplyWriter reply) {
    ByteRanges fields = ByteRanges.of(args, 2, 1);
    reply.integer(HashOps.remove(session.database(), args.range(1), fields));
  }

  // ---- some fields ---------------------------------------------------------------------------

  private static final Command HGET =
      named("HGET")
          .arity(3)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the value of a field.")
          .arguments("key field:string")
          .handler(HashCommands::hget)
          .build();

  private static void hget(CommandArgs args, Session session, ReplyWriter reply) {
    if (!HashOps.get(session.database(), args.range(1), args.range(2), reply::bulk)) {
      reply.nullBulk();
    }
  }

  private static final Command HMGET =
      named("HMGET")
          .arity(-3)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the values of fields.")
          .complexity("O(N) where N is the number of fields.")
          .arguments("key field:string...")
          .handler(HashCommands::hmget)
          .build();

  private static void hmget(CommandArgs args, Session session, ReplyWriter reply) {
    HashValue value = HashValue.find(session.database(), args.range(1));
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      int reference = value.find(args.range(i));
      if (reference == 0) {
        reply.nullBulk();
      } else {
        value.value(reference, reply::bulk);
      }
    }
  }

  private static final Command HEXISTS =
      named("HEXISTS")
          .arity(3)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Tells whether a hash has a field.")
          .arguments("key field:string")
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      HashOps.contains(session.database(), args.range(1), args.range(2)) ? 1 : 0))
          .build();

  private static final Command HSTRLEN =
      named("HSTRLEN")
          .since("3.2.0")
          .arity(3)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the length of a field's value.")
          .arguments("key field:string")
          .handler(
              (args, session, reply) ->
                  reply.integer(
                      HashOps.valueLength(session.database(), args.range(1), args.range(2))))
          .build();

  private static final Command HLEN =
      named("HLEN")
          .arity(2)
          .flags(READONLY, FAST)
          .keys("RO", 1, 0, 1)
          .summary("Returns the number of fields of a hash.")
          .arguments("key")
          .handler(
              (args, session, reply) ->
                  reply.integer(HashOps.size(session.database(), args.range(1))))
          .build();

  // ---- all fields ----------------------------------------------------------------------------

  private static Command.Builder all(String name, String what) {
    return named(name)
        .arity(2)
        .flags(READONLY)
        .keys("RO ACCESS", 1, 0, 1)
        .tips("nondeterministic_output_order")
        .summary("Returns all " + what + " of a hash.")
        .complexity("O(N) where N is the number of fields.")
        .arguments("key");
  }

  private static final Command HGETALL =
      all("HGETALL", "fields and values").handler(HashCommands::hgetall).build();

  private static void hgetall(CommandArgs args, Session session, ReplyWriter reply) {
    HashValue value = HashValue.find(session.database(), args.range(1));
    reply.mapHeader(value.size());
    value.forEach(
        reference -> {
          value.show(reference, reply::bulk);
          value.value(reference, reply::bulk);
        });
  }

  private static final Command HKEYS = all("HKEYS", "fields").handler(HashCommands::hkeys).build();

  private static void hkeys(CommandArgs args, Session session, ReplyWriter reply) {
    HashValue value = HashValue.find(session.database(), args.range(1));
    reply.arrayHeader(value.size());
    value.forEach(reference -> value.show(reference, reply::bulk));
  }

  private static final Command HVALS = all("HVALS", "values").handler(HashCommands::hvals).build();

  private static void hvals(CommandArgs args, Session session, ReplyWriter reply) {
    HashValue value = HashValue.find(session.database(), args.range(1));
    reply.arrayHeader(value.size());
    value.forEach(reference -> value.value(reference, reply::bulk));
  }

  private static final Command HSCAN =
      named("HSCAN")
          .since("2.8.0")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Returns some fields of a hash with their values, and a cursor to go on with.")
          .complexity("O(1) for a call. O(N) for a whole scan, where N is the number of fields.")
          .arguments("key cursor:integer [MATCH pattern:pattern] [COUNT count:integer]")
          .handler(HashCommands::hscan)
          .build();

  private static void hscan(CommandArgs args, Session session, ReplyWriter reply) {
    long cursor = ScanRequest.cursor(args, 2);
    HashValue value = HashValue.find(session.database(), args.range(1));
    boolean withValues = true;
    References found = References.none();
    long next = 0;
    if (value.size() > 0) {
      ScanRequest request = ScanRequest.ofFields(args, cursor);
      withValues = request.withValues();
      next = value.scan(request, found);
    }
    reply.arrayHeader(2);
    reply.bulk(Long.toUnsignedString(next));
    reply.arrayHeader(withValues ? 2 * found.size() : found.size());
    boolean isWithValues = withValues;
    found.forEach(reference -> writeField(value, reference, isWithValues, false, reply));
  }

  private static final Command HRANDFIELD =
      named("HRANDFIELD")
          .since("6.2.0")
          .arity(-2)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .tips("nondeterministic_output")
          .summary("Returns fields of a hash drawn at random.")
          .complexity("O(N) where N is the number of fields returned.")
          .arguments("key [options: count:integer [WITHVALUES]]")
          .handler(HashCommands::hrandfield)
          .build();

  private static void hrandfield(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 2) {
      DrawRequest.replyOne(HashValue.find(session.database(), args.range(1)), reply);
      return;
    }
    DrawRequest request = DrawRequest.parse(args, "WITHVALUES");
    HashValue value = HashValue.find(session.database(), args.range(1));
    boolean withValues = request.isPaired();
    boolean asPairs = withValues && reply.isResp3();
    long drawn = value.drawn(request.count());
    reply.arrayHeader(Math.toIntExact(withValues && !asPairs ? 2 * drawn : drawn));
    value.draw(
        request.count(), reference -> writeField(value, reference, withValues, asPairs, reply));
  }

  private static void writeField(
      HashValue value, int reference, boolean withValue, boolean asPair, ReplyWriter reply) {
    if (asPair) {
      reply.arrayHeader(2);
    }
    value.show(reference, reply::bulk);
    if (withValue) {
      value.value(reference, reply::bulk);
    }
  }
}
