package io.holdfast.core.server;

import io.holdfast.CommandException;
import io.holdfast.core.Sessions;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.generic.ObjectOps;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** MEMORY and its subcommands: declarations, then handlers. */
public final class MemoryCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "MEMORY";

  private static final long LITTLE_BYTES = 5L << 20;
  private static final double FRAGMENTED = 1.4;
  private static final long LARGE_CLIENT_BYTES = 200L << 10;

  private final Keyspace keyspace;
  private final Sessions sessions;

  /** Commands on the memory of a store. */
  public MemoryCommands(Keyspace keyspace, Sessions sessions) {
    this.keyspace = keyspace;
    this.sessions = sessions;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("MEMORY")
            .group(Group.SERVER)
            .since("4.0.0")
            .arity(-2)
            .summary("Tells what memory is taken for.")
            .complexity("Depends on subcommand.")
            .subcommands(
                observation("DOCTOR", 2)
                    .summary("Returns a report for people.")
                    .complexity("O(1)")
                    .handler(this::doctor),
                Command.help(Group.SERVER, "4.0.0"),
                observation("MALLOC-STATS", 2)
                    .summary("Returns the figures of the arenas, for people.")
                    .complexity("O(1)")
                    .handler(this::mallocStats),
                subcommand("PURGE", 2)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .summary("Gives back what deleted values held, at once.")
                    .complexity("O(N) where N is the number of elements not given back yet.")
                    .handler(this::purge),
                observation("STATS", 2)
                    .summary("Returns the figures of the memory.")
                    .complexity("O(N) where N is the number of large values.")
                    .handler(this::stats),
                subcommand("USAGE", -3)
                    .flags(Flag.READONLY)
                    .keys("RO", 2, 0, 1)
                    .summary("Returns how many bytes a key and its value take.")
                    .complexity("O(N) where N is the number of elements of a large value.")
                    .arguments("key [SAMPLES count:integer]")
                    .handler(this::usage))
            .build());
  }

  private static Command.Builder subcommand(String name, int arity) {
    return Command.named(name).group(Group.SERVER).since("4.0.0").arity(arity);
  }

  private static Command.Builder observation(String name, int arity) {
    return subcommand(name, arity)
        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special");
  }

  /** What SAMPLES says is checked and not needed: the figure is exact. */
  private void usage(CommandArgs args, Session session, ReplyWriter reply) {
    for (int i = 3; i < args.count(); i += 2) {
      if (!args.equalsIgnoreCase(i, "SAMPLES") || i + 1 == args.count()) {
        throw new CommandException("ERR syntax error");
      }
      if (args.longAt(i + 1) < 0) {
        throw new CommandException("ERR syntax error");
      }
    }
    Database db = session.database();
    int handle = ObjectOps.find(db, args.buffer(), args.offset(2), args.length(2));
    if (handle == 0) {
      reply.nullBulk();
    } else {
      reply.integer(db.entryBytes(handle));
    }
  }

  private void stats(CommandArgs args, Session session, ReplyWriter reply) {
    MemoryFigures figures = MemoryFigures.of(keyspace, sessions);
    List<Runnable> fields = new ArrayList<>();
    integer("total.allocated", figures.used(), fields, reply);
    integer("clients.normal", figures.clients(), fields, reply);
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      if (database.size() > 0) {
        fields.add(() -> database(database, reply));
      }
    }
    integer("overhead.total", figures.overhead(), fields, reply);
    integer("keys.count", figures.keys(), fields, reply);
    integer("keys.bytes-per-key", figures.used() / Math.max(1, figures.keys()), fields, reply);
    integer("dataset.bytes", figures.dataset(), fields, reply);
    number("dataset.percentage", figures.datasetPercent(), fields, reply);
    integer("allocator.allocated", figures.live(), fields, reply);
    integer("allocator.active", figures.pages(), fields, reply);
    number("allocator-fragmentation.ratio", figures.fragmentation(), fields, reply);
    integer("allocator-fragmentation.bytes", figures.pages() - figures.live(), fields, reply);
    reply.mapHeader(fields.size());
    fields.forEach(Runnable::run);
  }

  private static void database(Database database, ReplyWriter reply) {
    reply.bulk("db." + database.index());
    reply.mapHeader(2);
    reply.bulk("overhead.hashtable.main");
    reply.integer(database.tableBytes());
    reply.bulk("overhead.hashtable.expires");
    reply.integer(database.deadlineBytes());
  }

  private static void integer(String name, long value, List<Runnable> fields, ReplyWriter reply) {
    fields.add(
        () -> {
          reply.bulk(name);
          reply.integer(value);
        });
  }

  private static void number(String name, double value, List<Runnable> fields, ReplyWriter reply) {
    fields.add(
        () -> {
          reply.bulk(name);
          reply.doubleValue(value);
        });
  }

  private void doctor(CommandArgs args, Session session, ReplyWriter reply) {
    verbatim(report(MemoryFigures.of(keyspace, sessions), sessions.all().size()), reply);
  }

  static String report(MemoryFigures figures, int clients) {
    if (figures.used() < LITTLE_BYTES) {
      return "Hi Sam, this instance is empty or is using very little memory, my issues detector"
          + " can't be used in these conditions. Please, leave for your mission on Earth and fill"
          + " it with some data. The new Sam and I will be back to our programming as soon as I"
          + " finished rebooting.\n";
    }
    List<String> issues = new ArrayList<>();
    if (figures.fragmentation() > FRAGMENTED) {
      issues.add(
          String.format(
              Locale.ROOT,
              " * Room between blocks: pages of %d bytes hold %d bytes of data. New data of the"
                  + " same sizes will fill them.\n",
              figures.pages(),
              figures.live()));
    }
    if (clients > 0 && figures.clients() / clients > LARGE_CLIENT_BYTES) {
      issues.add(
          " * Large clients: requests and replies on their way take more than 200 KiB for each"
              + " client. CLIENT LIST tells whose they are (qbuf, omem).\n");
    }
    if (figures.droppedValues() > 0) {
      issues.add(
          " * Deleted values whose memory is being given back: "
              + figures.droppedValues()
              + ". MEMORY PURGE does it at once.\n");
    }
    return issues.isEmpty()
        ? "Hi Sam, I can't find any memory issue in your instance. I can only account for what"
            + " occurs on this base.\n"
        : "Sam, I detected a few issues in this Redis instance memory implants:\n\n"
            + String.join("\n", issues)
            + "\nI'm here to keep you safe, Sam. I want to help you.\n";
  }

  private void mallocStats(CommandArgs args, Session session, ReplyWriter reply) {
    StringBuilder text = new StringBuilder("database pages page_bytes live_bytes\n");
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      if (database.arena().pageCount() > 0) {
        text.append(i)
            .append(' ')
            .append(database.arena().pageCount())
            .append(' ')
            .append(database.arena().pageBytes())
            .append(' ')
            .append(database.arena().allocatedBytes())
            .append('\n');
      }
    }
    verbatim(text.toString(), reply);
  }

  private static void verbatim(String text, ReplyWriter reply) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reply.verbatim("txt", bytes, 0, bytes.length);
  }

  private void purge(CommandArgs args, Session session, ReplyWriter reply) {
    while (keyspace.hasDropped()) {
      keyspace.reclaim(Integer.MAX_VALUE);
    }
    reply.ok();
  }
}
