package io.holdfast.core.server;

import io.holdfast.Clock;
import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandTable;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.stats.LatencyGraph;
import io.holdfast.core.stats.LatencyHistogram;
import io.holdfast.core.stats.LatencyMonitor;
import io.holdfast.core.stats.SlowLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** LATENCY and its subcommands: declarations, then handlers. */
public final class LatencyCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "LATENCY";

  private static final Flag[] FLAGS = {Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE};

  private final LatencyMonitor monitor;
  private final SlowLog slowLog;
  private final CommandTable table;
  private final Clock clock;

  /**
   * Commands on what was slow.
   *
   * @param slowLog what else there is to look at
   * @param table the commands, with their histograms
   */
  public LatencyCommands(LatencyMonitor monitor, SlowLog slowLog, CommandTable table, Clock clock) {
    this.monitor = monitor;
    this.slowLog = slowLog;
    this.table = table;
    this.clock = clock;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("LATENCY")
            .group(Group.SERVER)
            .since("2.8.13")
            .arity(-2)
            .summary("Tells what took long, and how long commands take.")
            .complexity("Depends on subcommand.")
            .subcommands(
                observation("DOCTOR", "2.8.13", 2)
                    .summary("Returns a report for people.")
                    .complexity("O(1)")
                    .handler(this::doctor),
                observation("GRAPH", "2.8.13", 3)
                    .summary("Returns the samples of an event as a drawing.")
                    .complexity("O(1)")
                    .arguments("event")
                    .handler(this::graph),
                Command.help(Group.SERVER, "2.8.13"),
                observation("HISTOGRAM", "7.0.0", -2)
                    .summary("Returns how many calls of commands took how long.")
                    .complexity("O(N) where N is the number of commands.")
                    .arguments("[command...]")
                    .handler(this::histogram),
                observation("HISTORY", "2.8.13", 3)
                    .summary("Returns the samples of an event.")
                    .complexity("O(1)")
                    .arguments("event")
                    .handler(this::history),
                observation("LATEST", "2.8.13", 2)
                    .summary("Returns the newest sample of every event.")
                    .complexity("O(1)")
                    .handler(this::latest),
                Command.named("RESET")
                    .group(Group.SERVER)
                    .since("2.8.13")
                    .arity(-2)
                    .flags(FLAGS)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Forgets the samples of events.")
                    .complexity("O(1)")
                    .arguments("[event...]")
                    .handler(this::reset))
            .build());
  }

  private static Command.Builder observation(String name, String since, int arity) {
    return Command.named(name)
        .group(Group.SERVER)
        .since(since)
        .arity(arity)
        .flags(FLAGS)
        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special");
  }

  private void doctor(CommandArgs args, Session session, ReplyWriter reply) {
    verbatim(LatencyReport.of(monitor, slowLog.slowerThanNs()), reply);
  }

  private void graph(CommandArgs args, Session session, ReplyWriter reply) {
    String name = args.string(2);
    LatencyMonitor.Event event = monitor.events().get(name);
    if (event == null) {
      throw new CommandException("ERR No samples available for event '" + name + "'");
    }
    long nowSeconds = TimeUnit.MILLISECONDS.toSeconds(clock.epochMs());
    verbatim(LatencyGraph.of(name, event, nowSeconds), reply);
  }

  private static void verbatim(String text, ReplyWriter reply) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reply.verbatim("txt", bytes, 0, bytes.length);
  }

  private void histogram(CommandArgs args, Session session, ReplyWriter reply) {
    List<Command> tracked = new ArrayList<>();
    for (Command command : args.count() == 2 ? table.loadedCommands() : named(args)) {
      addTracked(command, tracked);
    }
    reply.mapHeader(tracked.size());
    for (Command command : tracked) {
      LatencyHistogram histogram = Objects.requireNonNull(command.stats().latency());
      reply.bulk(command.fullName());
      reply.mapHeader(2);
      reply.bulk("calls");
      reply.integer(histogram.total());
      reply.bulk("histogram_usec");
      List<long[]> buckets = new ArrayList<>();
      histogram.forEachPowerOfTwo((micros, events) -> buckets.add(new long[] {micros, events}));
      reply.mapHeader(buckets.size());
      for (long[] bucket : buckets) {
        reply.integer(bucket[0]);
        reply.integer(bucket[1]);
      }
    }
  }

  private Collection<Command> named(CommandArgs args) {
    List<Command> named = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      Command command = named(args.string(i).toLowerCase(Locale.ROOT));
      if (command != null) {
        named.add(command);
      }
    }
    return named;
  }

  private @Nullable Command named(String name) {
    int bar = name.indexOf('|');
    Command command = table.find(bar < 0 ? name : name.substring(0, bar));
    return command == null || bar < 0
        ? command
        : command.subcommands().get(name.substring(bar + 1));
  }

  private static void addTracked(Command command, List<Command> tracked) {
    if (command.stats().latency() != null) {
      tracked.add(command);
    }
    command.subcommands().values().forEach(subcommand -> addTracked(subcommand, tracked));
  }

  private void history(CommandArgs args, Session session, ReplyWriter reply) {
    LatencyMonitor.Event event = monitor.events().get(args.string(2));
    List<LatencyMonitor.Sample> samples = event == null ? List.of() : event.samples();
    reply.arrayHeader(samples.size());
    for (LatencyMonitor.Sample sample : samples) {
      reply.arrayHeader(2);
      reply.integer(sample.atSeconds());
      reply.integer(sample.latencyMs());
    }
  }

  private void latest(CommandArgs args, Session session, ReplyWriter reply) {
    Map<String, LatencyMonitor.Event> events = monitor.events();
    reply.arrayHeader(events.size());
    events.forEach(
        (name, event) -> {
          LatencyMonitor.Sample newest = event.samples().get(event.samples().size() - 1);
          reply.arrayHeader(4);
          reply.bulk(name);
          reply.integer(newest.atSeconds());
          reply.integer(newest.latencyMs());
          reply.integer(event.maxMs());
        });
  }

  private void reset(CommandArgs args, Session session, ReplyWriter reply) {
    List<String> names = new ArrayList<>();
    if (args.count() == 2) {
      names.addAll(monitor.events().keySet());
    }
    for (int i = 2; i < args.count(); i++) {
      names.add(args.string(i));
    }
    reply.integer(names.stream().filter(monitor::forget).count());
  }
}
