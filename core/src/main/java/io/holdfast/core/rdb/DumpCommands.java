package io.holdfast.core.rdb;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.keyspace.AccessClock;
import io.holdfast.core.keyspace.Database;
import java.util.List;

/** DUMP and RESTORE: declarations, each with its handler under it. */
public final class DumpCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "DUMP RESTORE";

  private final Config config;

  /** The commands of a store with these directives. */
  public DumpCommands(Config config) {
    this.config = config;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(dump(), restore());
  }

  private Command dump() {
    return Command.named("DUMP")
        .group(Group.GENERIC)
        .since("2.6.0")
        .arity(2)
        .flags(Flag.READONLY)
        .keys("RO ACCESS", 1, 0, 1)
        .tips("nondeterministic_output")
        .summary("Returns the value of a key as bytes that RESTORE takes.")
        .complexity("O(N) where N is the number of bytes of the value.")
        .arguments("key")
        .handler(this::dump)
        .build();
  }

  private void dump(CommandArgs args, Session session, ReplyWriter reply) {
    int version = Math.toIntExact(config.get(Directives.RDB_VERSION));
    byte[] payload = DumpOps.dump(session.database(), args.range(1), version);
    if (payload == null) {
      reply.nullBulk();
    } else {
      reply.bulk(payload);
    }
  }

  private static Command restore() {
    return Command.named("RESTORE")
        .group(Group.GENERIC)
        .since("2.6.0")
        .arity(-4)
        .flags(Flag.WRITE, Flag.DENYOOM)
        .acl("dangerous")
        .keys("OW UPDATE", 1, 0, 1)
        .summary("Gives a key the value that DUMP made bytes of.")
        .complexity("O(N) where N is the number of bytes; O(N*log(N)) for a sorted set.")
        .history("3.0.0", "Takes REPLACE.")
        .history("5.0.0", "Takes ABSTTL.")
        .history("5.0.0", "Takes IDLETIME and FREQ.")
        .arguments(
            "key ttl:integer serialized-value [REPLACE@3.0.0] [ABSTTL@5.0.0] [IDLETIME"
                + " seconds:integer@5.0.0] [FREQ frequency:integer@5.0.0]")
        .handler(DumpCommands::restore)
        .build();
  }

  private static void restore(CommandArgs args, Session session, ReplyWriter reply) {
    boolean replaces = false;
    boolean isAbsolute = false;
    long idleSeconds = -1;
    long frequency = -1;
    for (int i = 4; i < args.count(); i++) {
      boolean hasValue = i + 1 < args.count();
      if (args.equalsIgnoreCase(i, "REPLACE")) {
        replaces = true;
      } else if (args.equalsIgnoreCase(i, "ABSTTL")) {
        isAbsolute = true;
      } else if (hasValue && frequency < 0 && args.equalsIgnoreCase(i, "IDLETIME")) {
        idleSeconds = notNegative(args, ++i, "ERR Invalid IDLETIME value, must be >= 0");
      } else if (hasValue && idleSeconds < 0 && args.equalsIgnoreCase(i, "FREQ")) {
        frequency = frequency(args, ++i);
      } else {
        throw new CommandException("ERR syntax error");
      }
    }
    Database db = session.database();
    ByteRange key = args.range(1);
    DumpOps.checkFree(db, key, replaces);
    long ttlMs = notNegative(args, 2, "ERR Invalid TTL value, must be >= 0");
    long nowMs = db.keyspace().nowMs();
    long expireAtMs =
        ttlMs == 0
            ? Database.NO_EXPIRY
            : isAbsolute ? ttlMs : ttlMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : ttlMs + nowMs;
    AccessClock clock = db.keyspace().accessClock();
    int access = DumpOps.FRESH;
    if (clock.isLfu() && frequency >= 0) {
      access = clock.withFrequency((int) frequency);
    } else if (!clock.isLfu() && idleSeconds >= 0) {
      access = clock.withIdleSeconds(idleSeconds);
    }
    DumpOps.restore(db, key, args.range(3), expireAtMs, replaces, access);
    reply.ok();
  }

  private static long notNegative(CommandArgs args, int index, String message) {
    long value = args.longAt(index);
    if (value < 0) {
      throw new CommandException(message);
    }
    return value;
  }

  private static long frequency(CommandArgs args, int index) {
    long value = args.longAt(index);
    if (value < 0 || value > 255) {
      throw new CommandException("ERR Invalid FREQ value, must be >= 0 and <= 255");
    }
    return value;
  }
}
