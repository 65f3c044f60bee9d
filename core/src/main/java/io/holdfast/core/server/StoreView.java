package io.holdfast.core.server;

import io.holdfast.Metric;
import io.holdfast.Metric.Kind;
import io.holdfast.StoreInfo;
import io.holdfast.core.Engine;
import io.holdfast.core.Version;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandStats;
import io.holdfast.core.config.Directives;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.KeyspaceStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a store tells its application about itself. */
public final class StoreView {
  private StoreView() {}

  /** The figures of now. Thread: the owner. */
  public static StoreInfo info(Engine engine) {
    long nowMs = engine.clock().epochMs();
    KeyspaceStats stats = engine.keyspace().stats();
    MemoryFigures memory = MemoryFigures.of(engine.keyspace(), engine.sessions());
    boolean hasCommands = engine.hasCommands();
    return new StoreInfo(
        Version.HOLDFAST,
        Instant.ofEpochMilli(engine.openedAtMs()),
        Duration.ofMillis(nowMs - engine.openedAtMs()),
        new StoreInfo.Clients(
            engine.sessions().all().size(),
            engine.sessions().countWaiting(),
            engine.sessions().opened()),
        new StoreInfo.Memory(
            memory.used(),
            engine.config().get(Directives.MAXMEMORY),
            memory.overhead(),
            memory.dataset(),
            memory.pages(),
            memory.live()),
        new StoreInfo.Counters(
            hasCommands ? engine.dispatcher().processed() : 0,
            hasCommands ? engine.dispatcher().errors().total() : 0,
            stats.hits(),
            stats.misses(),
            stats.expired(),
            stats.changes(),
            Duration.ofMillis(stats.maxExpiryLagMs()),
            engine.slowLog().length()),
        databases(engine),
        hasCommands ? commands(engine) : List.of());
  }

  private static List<StoreInfo.Database> databases(Engine engine) {
    List<StoreInfo.Database> databases = new ArrayList<>();
    for (int i = 0; i < engine.keyspace().databaseCount(); i++) {
      Database database = engine.keyspace().database(i);
      if (database.size() > 0) {
        databases.add(new StoreInfo.Database(i, database.size(), database.expiringSize()));
      }
    }
    return databases;
  }

  private static List<StoreInfo.Command> commands(Engine engine) {
    List<StoreInfo.Command> called = new ArrayList<>();
    engine.commands().loadedCommands().forEach(command -> addCalled(command, called));
    return called;
  }

  private static void addCalled(Command command, List<StoreInfo.Command> called) {
    CommandStats stats = command.stats();
    if (!stats.isEmpty()) {
      called.add(
          new StoreInfo.Command(
              command.fullName(),
              stats.calls(),
              stats.rejected(),
              stats.failed(),
              Duration.ofNanos(stats.durationMicros() * 1000)));
    }
    command.subcommands().values().forEach(subcommand -> addCalled(subcommand, called));
  }

  /** The figures a metrics library may ask for whenever it likes. */
  public static List<Metric> metrics(Engine engine) {
    return List.of(
        counter("commands", "commands", "Commands run.", engine, i -> i.counters().commands()),
        counter("errors", "replies", "Error replies given.", engine, i -> i.counters().errors()),
        counter(
            "keyspace.hits",
            "lookups",
            "Look-ups that found their key.",
            engine,
            i -> i.counters().hits()),
        counter(
            "keyspace.misses",
            "lookups",
            "Look-ups that did not find their key.",
            engine,
            i -> i.counters().misses()),
        counter(
            "keyspace.changes",
            "changes",
            "Changes to the data.",
            engine,
            i -> i.counters().changes()),
        counter(
            "keyspace.expired",
            "keys",
            "Keys deleted because their time had come.",
            engine,
            i -> i.counters().expired()),
        counter(
            "clients.opened", "sessions", "Sessions opened.", engine, i -> i.clients().opened()),
        gauge(
            "clients.connected",
            "sessions",
            "Open sessions.",
            engine,
            i -> i.clients().connected()),
        gauge(
            "clients.waiting",
            "sessions",
            "Sessions with a command that waits.",
            engine,
            i -> i.clients().waiting()),
        gauge(
            "keyspace.keys",
            "keys",
            "Keys in all databases.",
            engine,
            i -> i.databases().stream().mapToLong(StoreInfo.Database::keys).sum()),
        gauge(
            "keyspace.expiring",
            "keys",
            "Keys with a deadline.",
            engine,
            i -> i.databases().stream().mapToLong(StoreInfo.Database::expiring).sum()),
        gauge(
            "expiry.lag.max",
            "milliseconds",
            "The longest time a key stayed after its deadline.",
            engine,
            i -> i.counters().maxExpiryLag().toMillis()),
        gauge("memory.used", "bytes", "Memory of all databases.", engine, i -> i.memory().used()),
        gauge("memory.limit", "bytes", "maxmemory; 0 for none.", engine, i -> i.memory().limit()),
        gauge(
            "memory.overhead",
            "bytes",
            "Tables, and what finds keys that are due.",
            engine,
            i -> i.memory().overhead()),
        gauge("memory.pages", "bytes", "Pages of the arenas.", engine, i -> i.memory().pages()),
        gauge("memory.live", "bytes", "Blocks in use.", engine, i -> i.memory().live()),
        gauge(
            "slowlog.length",
            "commands",
            "Entries of the slow log.",
            engine,
            i -> i.counters().slowCommands()));
  }

  private static Metric counter(
      String name, String unit, String text, Engine engine, ToLongFunction<StoreInfo> figure) {
    return metric(name, Kind.COUNTER, unit, text, engine, figure);
  }

  private static Metric gauge(
      String name, String unit, String text, Engine engine, ToLongFunction<StoreInfo> figure) {
    return metric(name, Kind.GAUGE, unit, text, engine, figure);
  }

  private static Metric metric(
      String name,
      Kind kind,
      String unit,
      String text,
      Engine engine,
      ToLongFunction<StoreInfo> figure) {
    return new Metric(
        "holdfast." + name,
        kind,
        unit,
        text,
        () -> engine.door().<Long>call(() -> figure.applyAsLong(info(engine))));
  }
}
