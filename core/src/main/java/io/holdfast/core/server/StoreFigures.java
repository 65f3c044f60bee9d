package io.holdfast.core.server;

import io.holdfast.LoadProgress;
import io.holdfast.core.Engine;
import io.holdfast.core.Version;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandStats;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.KeyspaceStats;
import io.holdfast.core.server.Info.Fields;
import io.holdfast.core.server.Info.Section;
import io.holdfast.core.snapshot.Loading;
import io.holdfast.core.snapshot.Snapshots;
import io.holdfast.core.stats.LatencyHistogram;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/** The figures of a store that INFO shows. */
public final class StoreFigures {
  private static final long MS_PER_SECOND = 1000;
  private static final long SECONDS_PER_DAY = 24 * 60 * 60;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int LRU_CLOCK_MASK = 0xFFFFFF;
  private static final String UNITS = "BKMGTPE";

  private final Engine engine;
  private final long openedAtMs;
  private final String runId;

  private StoreFigures(Engine engine) {
    this.engine = engine;
    this.openedAtMs = engine.openedAtMs();
    SplittableRandom random = new SplittableRandom(engine.seed()).split();
    StringBuilder id = new StringBuilder();
    while (id.length() < 40) {
      id.append(Integer.toHexString(random.nextInt(16)));
    }
    this.runId = id.toString();
  }

  /** Adds the figures of a store to the text of INFO. */
  public static void addTo(Info info, Engine engine) {
    StoreFigures figures = new StoreFigures(engine);
    info.add(Section.SERVER, figures::server);
    info.add(Section.CLIENTS, figures::clients);
    info.add(Section.MEMORY, figures::memory);
    info.add(Section.PERSISTENCE, figures::persistence);
    info.add(Section.STATS, figures::stats);
    info.add(Section.REPLICATION, StoreFigures::replication);
    info.add(Section.CPU, StoreFigures::cpu);
    info.add(Section.COMMANDSTATS, figures::commandstats);
    info.add(Section.ERRORSTATS, figures::errorstats);
    info.add(Section.LATENCYSTATS, figures::latencystats);
    info.add(
        Section.CLUSTER,
        fields -> fields.add("cluster_enabled", engine.keyspace().isClustered() ? 1 : 0));
    info.add(Section.KEYSPACE, figures::keyspace);
  }

  private void server(Fields fields) {
    long nowMs = engine.clock().epochMs();
    long upSeconds = (nowMs - openedAtMs) / MS_PER_SECOND;
    fields.add("redis_version", Version.REDIS);
    fields.add("redis_mode", engine.keyspace().isClustered() ? "cluster" : "standalone");
    fields.add("holdfast_version", Version.HOLDFAST);
    fields.add("java_version", System.getProperty("java.version", ""));
    fields.add("os", os());
    fields.add("arch_bits", 64);
    fields.add("process_id", ProcessHandle.current().pid());
    fields.add("run_id", runId);
    fields.add("server_time_usec", engine.clock().epochMicros());
    fields.add("uptime_in_seconds", upSeconds);
    fields.add("uptime_in_days", upSeconds / SECONDS_PER_DAY);
    fields.add("config_file", engine.config().file().map(Path::toString).orElse(""));
    fields.add("lru_clock", nowMs / MS_PER_SECOND & LRU_CLOCK_MASK);
  }

  private static String os() {
    return System.getProperty("os.name", "")
        + " "
        + System.getProperty("os.version", "")
        + " "
        + System.getProperty("os.arch", "");
  }

  private void clients(Fields fields) {
    fields.add("connected_clients", engine.sessions().all().size());
    fields.add("maxclients", engine.config().get(Directives.MAXCLIENTS));
    fields.add("blocked_clients", engine.sessions().countWaiting());
  }

  private void memory(Fields fields) {
    Runtime runtime = Runtime.getRuntime();
    Config config = engine.config();
    MemoryFigures memory = MemoryFigures.of(engine.keyspace(), engine.sessions());
    bytes("used_memory", memory.used(), fields);
    long peak = engine.recentFigures().peakBytes(memory.used());
    bytes("used_memory_peak", peak, fields);
    double share = peak == 0 ? 100 : 100.0 * memory.used() / peak;
    fields.add("used_memory_peak_perc", decimals(share) + "%");
    bytes("used_memory_rss", ProcessFigures.residentBytes(), fields);
    bytes("used_memory_rss_peak", ProcessFigures.peakResidentBytes(), fields);
    fields.add("used_memory_overhead", memory.overhead());
    fields.add("used_memory_dataset", memory.dataset());
    fields.add("used_memory_dataset_perc", decimals(memory.datasetPercent()) + "%");
    fields.add("allocator_allocated", memory.live());
    fields.add("allocator_active", memory.pages());
    bytes("total_system_memory", ProcessFigures.systemBytes(), fields);
    bytes("java_heap_used", runtime.totalMemory() - runtime.freeMemory(), fields);
    bytes("java_heap_max", runtime.maxMemory(), fields);
    bytes("maxmemory", config.get(Directives.MAXMEMORY), fields);
    fields.add("maxmemory_policy", config.text(Directives.MAXMEMORY_POLICY));
    fields.add("allocator_frag_ratio", decimals(memory.fragmentation()));
    fields.add("allocator_frag_bytes", memory.pages() - memory.live());
    fields.add("mem_clients_normal", memory.clients());
    fields.add("mem_allocator", "arena");
    fields.add("lazyfree_pending_objects", memory.droppedValues());
  }

  private static String decimals(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private static void bytes(String name, OptionalLong bytes, Fields fields) {
    bytes.ifPresent(value -> bytes(name, value, fields));
  }

  private static void bytes(String name, long bytes, Fields fields) {
    fields.add(name, bytes);
    fields.add(name + "_human", human(bytes));
  }

  /** Bytes in the largest unit that leaves something in front of the point: 1.27M. */
  static String human(long bytes) {
    int unit = 0;
    while (unit < UNITS.length() - 1 && bytes >> 10 * (unit + 1) > 0) {
      unit++;
    }
    if (unit == 0) {
      return bytes + "B";
    }
    long hundredths = Math.round((double) bytes / (1L << 10 * unit) * 100);
    return hundredths / 100 + "." + twoDigits(hundredths % 100) + UNITS.charAt(unit);
  }

  private static String twoDigits(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }

  private void persistence(Fields fields) {
    Loading loading = engine.loading();
    fields.add("loading", loading.isActive() ? 1 : 0);
    fields.add("async_loading", 0);
    if (loading.isActive()) {
      LoadProgress progress = loading.progress();
      fields.add("loading_start_time", loading.startedAtSeconds());
      fields.add("loading_total_bytes", progress.bytesTotal());
      fields.add("loading_loaded_bytes", progress.bytesRead());
      fields.add("loading_loaded_perc", progress.percent() + ".00");
      fields.add("loading_eta_seconds", loading.etaSeconds());
    }
    Snapshots snapshots = engine.snapshots();
    fields.add("current_save_keys_processed", snapshots.keysRead());
    fields.add("current_save_keys_total", snapshots.keysToRead());
    fields.add("rdb_changes_since_last_save", snapshots.changesSinceSave());
    fields.add("rdb_bgsave_in_progress", snapshots.isSaving() ? 1 : 0);
    fields.add("rdb_last_save_time", snapshots.savedAtMs() / MS_PER_SECOND);
    fields.add("rdb_last_bgsave_status", snapshots.isLastGood() ? "ok" : "err");
    fields.add("rdb_last_bgsave_time_sec", snapshots.lastSeconds());
    fields.add("rdb_current_bgsave_time_sec", snapshots.currentSeconds());
    fields.add("rdb_saves", snapshots.saves());
    engine.appendOnly().addFigures(fields);
  }

  private void stats(Fields fields) {
    KeyspaceStats stats = engine.keyspace().stats();
    fields.add("total_connections_received", engine.sessions().opened());
    fields.add("total_commands_processed", engine.dispatcher().processed());
    fields.add("instantaneous_ops_per_sec", engine.recentFigures().commandsPerSecond());
    fields.add("expired_keys", stats.expired());
    fields.add("evicted_keys", 0);
    fields.add("keyspace_hits", stats.hits());
    fields.add("keyspace_misses", stats.misses());
    fields.add("max_expiry_lag_ms", stats.maxExpiryLagMs());
    fields.add("pubsub_channels", engine.channels().channelCount());
    fields.add("pubsub_patterns", engine.channels().patternCount());
    fields.add("pubsubshard_channels", engine.channels().shardChannelCount());
    fields.add("total_error_replies", engine.dispatcher().errors().total());
  }

  private static void replication(Fields fields) {
    fields.add("role", "master");
    fields.add("connected_slaves", 0);
  }

  private static void cpu(Fields fields) {
    seconds("used_cpu_sys", ProcessFigures.systemMicros(), fields);
    seconds("used_cpu_user", ProcessFigures.userMicros(), fields);
  }

  private static void seconds(String name, OptionalLong micros, Fields fields) {
    if (micros.isPresent()) {
      long value = micros.getAsLong();
      String fraction = Long.toString(MICROS_PER_SECOND + value % MICROS_PER_SECOND).substring(1);
      fields.add(name, value / MICROS_PER_SECOND + "." + fraction);
    }
  }

  private void commandstats(Fields fields) {
    engine.commands().loadedCommands().forEach(command -> commandstat(command, fields));
  }

  private static void commandstat(Command command, Fields fields) {
    CommandStats stats = command.stats();
    if (!stats.isEmpty()) {
      double microsPerCall = (double) stats.durationMicros() / Math.max(1, stats.calls());
      fields.add(
          "cmdstat_" + command.fullName(),
          "calls="
              + stats.calls()
              + ",usec="
              + stats.durationMicros()
              + ",usec_per_call="
              + decimals(microsPerCall)
              + ",rejected_calls="
              + stats.rejected()
              + ",failed_calls="
              + stats.failed());
    }
    command.subcommands().values().forEach(subcommand -> commandstat(subcommand, fields));
  }

  private void errorstats(Fields fields) {
    engine
        .dispatcher()
        .errors()
        .byCode()
        .forEach((code, count) -> fields.add("errorstat_" + code, "count=" + count));
  }

  private void latencystats(Fields fields) {
    if (engine.config().get(Directives.LATENCY_TRACKING)) {
      engine.commands().loadedCommands().forEach(command -> latencystat(command, fields));
    }
  }

  private void latencystat(Command command, Fields fields) {
    LatencyHistogram latency = command.stats().latency();
    if (latency != null) {
      StringJoiner percentiles = new StringJoiner(",");
      List<Double> percents = engine.config().get(Directives.LATENCY_TRACKING_INFO_PERCENTILES);
      String[] names =
          engine.config().text(Directives.LATENCY_TRACKING_INFO_PERCENTILES).split(" ", -1);
      for (int i = 0; i < percents.size(); i++) {
        percentiles.add("p" + names[i] + "=" + micros(latency.percentileNs(percents.get(i))));
      }
      fields.add("latency_percentiles_usec_" + command.fullName(), percentiles.toString());
    }
    command.subcommands().values().forEach(subcommand -> latencystat(subcommand, fields));
  }

  private static String micros(long ns) {
    return String.format(Locale.ROOT, "%d.%03d", ns / 1000, ns % 1000);
  }

  private void keyspace(Fields fields) {
    for (int i = 0; i < engine.keyspace().databaseCount(); i++) {
      Database database = engine.keyspace().database(i);
      if (database.size() > 0) {
        // An average of 0 says, in Redis too, that none was estimated.
        fields.add(
            "db" + i,
            "keys=" + database.size() + ",expires=" + database.expiringSize() + ",avg_ttl=0");
      }
    }
  }
}
