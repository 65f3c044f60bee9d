package io.holdfast.core;

import io.holdfast.Clock;
import io.holdfast.Store;
import io.holdfast.core.acl.Users;
import io.holdfast.core.appendonly.AppendOnly;
import io.holdfast.core.appendonly.Durability;
import io.holdfast.core.appendonly.SyncWaiters;
import io.holdfast.core.cluster.ClusterNode;
import io.holdfast.core.codec.RequestLimits;
import io.holdfast.core.command.ClientPause;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.CommandTable;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directive;
import io.holdfast.core.config.Directives;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.element.DueElements;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.event.EventLoop;
import io.holdfast.core.feed.ChangeFeeds;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.pubsub.Channels;
import io.holdfast.core.pubsub.KeyspaceNotifications;
import io.holdfast.core.pubsub.Mailboxes;
import io.holdfast.core.server.Info;
import io.holdfast.core.server.RecentFigures;
import io.holdfast.core.server.ShutdownRequests;
import io.holdfast.core.snapshot.Loading;
import io.holdfast.core.snapshot.Snapshots;
import io.holdfast.core.stats.LatencyMonitor;
import io.holdfast.core.stats.SlowLog;
import io.holdfast.core.tracking.Tracking;
import io.holdfast.core.waiting.Waiters;
import io.holdfast.encodings.quicklist.ListLimits;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One store's parts, put together: what listeners, scripts and persistence work with.
 *
 * <p>Everything but {@link #eventLoop()}, {@link #door()} and {@link #clock()} belongs to the
 * owner.
 */
public final class Engine {
  /** What {@link EncodingLimits} holds. */
  private static final List<Directive<?>> LIMITS =
      List.of(
          Directives.HASH_MAX_LISTPACK_ENTRIES,
          Directives.HASH_MAX_LISTPACK_VALUE,
          Directives.LIST_MAX_LISTPACK_SIZE,
          Directives.LIST_COMPRESS_DEPTH,
          Directives.SET_MAX_INTSET_ENTRIES,
          Directives.SET_MAX_LISTPACK_ENTRIES,
          Directives.SET_MAX_LISTPACK_VALUE,
          Directives.ZSET_MAX_LISTPACK_ENTRIES,
          Directives.ZSET_MAX_LISTPACK_VALUE,
          Directives.STREAM_NODE_MAX_BYTES,
          Directives.STREAM_NODE_MAX_ENTRIES,
          Directives.HLL_SPARSE_MAX_BYTES);

  private final Clock clock;
  private final long seed;
  private final EventLoop.Mode mode;
  private final Config config;
  private final RequestLimits requestLimits = new RequestLimits();
  private final EffectLog effects = new EffectLog();
  private final Keyspace keyspace;
  private final EventLoop eventLoop;
  private final Waiters waiters;
  private final ClientPause clientPause;
  private final Channels channels = new Channels(effects.heldBack());
  private final Mailboxes mailboxes;
  private final Durability durability;
  private final AppendOnly appendOnly;
  private final SyncWaiters syncWaiters;
  private final Door door;
  private final Blocks blocks;
  private final Sessions sessions;
  private final Users users;
  private final Tracking tracking;
  private final @Nullable ClusterNode clusterNode;
  private final ExpiryCycle expiryCycle;
  private final RecentFigures recentFigures;
  private final ErrorHandler errorHandler = ErrorHandler.logging();
  private final ChangeFeeds changeFeeds;
  private final long openedAtMs;
  private @Nullable CommandSet commandSet;
  private final ShutdownRequests shutdownRequests = new ShutdownRequests();
  private final Loading loading;
  private final Snapshots snapshots;
  private boolean isPersistent;
  private final SlowLog slowLog = new SlowLog();
  private final LatencyMonitor latencyMonitor = new LatencyMonitor();

  /** Puts a store together; {@link #start} brings it to life. */
  public Engine(EngineOptions options) {
    clock = options.clock();
    seed = options.seed().orElseGet(Seed::unpredictable);
    mode = options.mode();
    config = options.config();
    SplittableRandom random = new SplittableRandom(seed);
    int databases = Math.toIntExact(config.get(Directives.DATABASES));
    keyspace = new Keyspace(databases, random::nextLong, effects, clock::epochMs);
    eventLoop = new EventLoop(options.mode(), clock, errorHandler);
    waiters = new Waiters(keyspace, eventLoop::wakeBy, errorHandler);
    clientPause = new ClientPause(keyspace, eventLoop::wake);
    mailboxes = newMailboxes();
    durability = new Durability(eventLoop::signal);
    syncWaiters = new SyncWaiters(durability);
    door = new Door(eventLoop, keyspace, waiters, durability, this::refusal);
    blocks = new Blocks(keyspace, clock);
    if (!options.blockBudget().isZero()) {
      blocks.report(options.blockBudget(), Blocks::warn);
      long budgetNs = options.blockBudget().toNanos();
      blocks.addListener(
          (durationNs, changes, isUndone) -> {
            if (durationNs > budgetNs) {
              slowLog.addBlock(durationNs, changes, isUndone, keyspace.nowMs());
            }
          });
    }
    users = new Users(config, this::commands, keyspace::nowMs);
    sessions = new Sessions(keyspace, waiters, users);
    users.sessions(sessions);
    tracking = new Tracking(keyspace, sessions::find, eventLoop::wake);
    clusterNode = newClusterNode();
    config.bind(Directives.TRACKING_TABLE_MAX_KEYS, tracking::maxKeys);
    expiryCycle = new ExpiryCycle(keyspace, clock, latencyMonitor);
    recentFigures =
        new RecentFigures(keyspace, clock, () -> hasCommands() ? dispatcher().processed() : 0);
    changeFeeds =
        new ChangeFeeds(
            eventLoop,
            keyspace,
            () -> Math.toIntExact(config.get(Directives.RDB_VERSION)),
            () -> commands().commands(),
            options.changesKept(),
            options.changeBytesKept());
    openedAtMs = clock.epochMs();
    loading = new Loading(clock, errorHandler);
    options.loadObserver().ifPresent(loading::observe);
    snapshots =
        new Snapshots(
            config, keyspace, clock, eventLoop, effects, loading, () -> new StoreFace(this));
    appendOnly = new AppendOnly(config, durability, () -> new StoreFace(this));
    bindConfig();
    config.bind(
        Directives.NOTIFY_KEYSPACE_EVENTS,
        new KeyspaceNotifications(keyspace.events(), channels)::configure);
    keyspace.onDeadline(eventLoop::wakeBy);
    keyspace.elementExpiry(DueElements::expire);
    users.load(config);
    if (!config.renames().isEmpty()) {
      commands(); // who has been given a wrong name is told now
    }
  }

  /** In a store that one thread steps, listeners run on that thread unless they say otherwise. */
  private Mailboxes newMailboxes() {
    boolean isStepped = mode == EventLoop.Mode.INVOKER;
    Executor executor = isStepped ? Runnable::run : ForkJoinPool.commonPool();
    return new Mailboxes(eventLoop, isStepped, executor, errorHandler);
  }

  private void bindConfig() {
    config.bind(Directives.PROTO_MAX_BULK_LEN, requestLimits::maxBulkBytes);
    config.bind(Directives.PROTO_MAX_BULK_LEN, keyspace::maxStringBytes);
    bindLimits();
    config.bind(Directives.SLOWLOG_LOG_SLOWER_THAN, slowLog::slowerThanMicros);
    config.bind(Directives.SLOWLOG_MAX_LEN, slowLog::maxLength);
    config.bind(Directives.LATENCY_MONITOR_THRESHOLD, latencyMonitor::thresholdMs);
    config.bind(Directives.MAXMEMORY_POLICY, policy -> configureAccessClock());
    config.bind(Directives.LFU_LOG_FACTOR, factor -> configureAccessClock());
    config.bind(Directives.LFU_DECAY_TIME, minutes -> configureAccessClock());
  }

  /** One listener for all of them: opening a store should not make a class for each. */
  private void bindLimits() {
    Consumer<Object> reload = value -> readLimits(keyspace.limits());
    for (Directive<?> directive : LIMITS) {
      config.bind(directive, reload);
    }
  }

  private void readLimits(EncodingLimits limits) {
    limits.hashEntries = config.get(Directives.HASH_MAX_LISTPACK_ENTRIES);
    limits.hashValueBytes = config.get(Directives.HASH_MAX_LISTPACK_VALUE);
    limits.list = new ListLimits(Math.toIntExact(config.get(Directives.LIST_MAX_LISTPACK_SIZE)));
    limits.listCompressDepth = Math.toIntExact(config.get(Directives.LIST_COMPRESS_DEPTH));
    limits.intsetEntries = config.get(Directives.SET_MAX_INTSET_ENTRIES);
    limits.setEntries = config.get(Directives.SET_MAX_LISTPACK_ENTRIES);
    limits.setValueBytes = config.get(Directives.SET_MAX_LISTPACK_VALUE);
    limits.sortedSetEntries = config.get(Directives.ZSET_MAX_LISTPACK_ENTRIES);
    limits.sortedSetValueBytes = config.get(Directives.ZSET_MAX_LISTPACK_VALUE);
    limits.streamNodeBytes = config.get(Directives.STREAM_NODE_MAX_BYTES);
    limits.streamNodeEntries = config.get(Directives.STREAM_NODE_MAX_ENTRIES);
    limits.hyperLogLogSparseBytes = config.get(Directives.HLL_SPARSE_MAX_BYTES);
  }

  private void configureAccessClock() {
    keyspace
        .accessClock()
        .configure(
            config.get(Directives.MAXMEMORY_POLICY).isLfu(),
            Math.toIntExact(config.get(Directives.LFU_LOG_FACTOR)),
            Math.toIntExact(config.get(Directives.LFU_DECAY_TIME)));
  }

  /** CONFIG RESETSTAT: sets the counters to 0. */
  void resetStats() {
    dispatcher().resetStats();
    keyspace.stats().reset();
    sessions.resetStats();
    recentFigures.reset();
  }

  /** Starts the event thread, if the mode has one. */
  public void start() {
    eventLoop.start();
    // Not before: where only the event thread runs commands, attaching waits for it.
    eventLoop.attach(expiryCycle);
    eventLoop.attach(recentFigures);
    eventLoop.attach(new ReclaimCycle(keyspace));
    eventLoop.attach(waiters);
    eventLoop.attach(clientPause);
    eventLoop.attach(tracking);
    eventLoop.attach(mailboxes);
    eventLoop.attach(durability);
    eventLoop.attach(syncWaiters);
    eventLoop.attach(snapshots);
  }

  /** Lets {@link #close} write the store's own files. */
  public void persist() {
    isPersistent = true;
  }

  /** Writes the store's own files if it has any and there are save points, and ends everything. */
  void close() {
    try {
      if (isPersistent && !eventLoop.isClosed()) {
        door.run(snapshots::saveAtTheEnd);
      }
    } finally {
      eventLoop.close();
    }
  }

  /** Does what is due in invoker mode; elsewhere the event thread does. */
  int doWork() {
    return mode == EventLoop.Mode.INVOKER ? eventLoop.doWork() : 0;
  }

  /** The engine of a store that this library opened. */
  public static Engine of(Store store) {
    if (store instanceof StoreFace face) {
      return face.engine();
    }
    throw new IllegalArgumentException("not a store of this library: store=" + store);
  }

  /** The store's time. */
  public Clock clock() {
    return clock;
  }

  /** The seed of hash function and random choices. */
  public long seed() {
    return seed;
  }

  /** The values of the directives. */
  public Config config() {
    return config;
  }

  /** What requests may ask for, by whatever way they come. */
  public RequestLimits requestLimits() {
    return requestLimits;
  }

  /** Who ends the process when SHUTDOWN asks for it. */
  public ShutdownRequests shutdownRequests() {
    return shutdownRequests;
  }

  /**
   * Lets a command pass that may run now.
   *
   * @throws io.holdfast.CommandException if data is being loaded, or cannot be kept
   */
  void admit(Command command, Session session) {
    loading.check(command, session);
    snapshots.checkWritable(command);
    appendOnly.check(command, session);
    // A command that has passed may change data, whichever way it came.
    keyspace.refuseWrites(null);
  }

  private @Nullable String refusal() {
    String text = snapshots.refusal();
    return text == null ? appendOnly.refusal() : text;
  }

  /**
   * Loads the data that the directives name: the append only file if there is to be one, else the
   * snapshot. The store has no keys.
   *
   * @return whether there was any
   * @throws java.io.UncheckedIOException if it cannot be read
   * @throws io.holdfast.DamagedFileException if it is damaged; says where
   */
  public boolean loadData() {
    boolean isThere = config.get(Directives.APPENDONLY) ? appendOnly.open() : snapshots.load();
    loading.end(true);
    return isThere;
  }

  /** The loading of its data. */
  public Loading loading() {
    return loading;
  }

  /** Its data in files. */
  public Snapshots snapshots() {
    return snapshots;
  }

  /** Its log in files. */
  public AppendOnly appendOnly() {
    return appendOnly;
  }

  /** Who waits for the log. */
  public Durability durability() {
    return durability;
  }

  /** Who waits for the disk. */
  SyncWaiters syncWaiters() {
    return syncWaiters;
  }

  /** The databases. */
  public Keyspace keyspace() {
    return keyspace;
  }

  /** What took long. */
  public SlowLog slowLog() {
    return slowLog;
  }

  /** What held up others. */
  public LatencyMonitor latencyMonitor() {
    return latencyMonitor;
  }

  /** What operations did. */
  public EffectLog effects() {
    return effects;
  }

  /** Who reads the changes. */
  public ChangeFeeds changeFeeds() {
    return changeFeeds;
  }

  /** The owner. */
  public EventLoop eventLoop() {
    return eventLoop;
  }

  /** The typed API's way to ownership. */
  public Door door() {
    return door;
  }

  /** What runs blocks that happen as a whole or not at all. */
  public Blocks blocks() {
    return blocks;
  }

  /** Who waits for keys. */
  public Waiters waiters() {
    return waiters;
  }

  /** CLIENT PAUSE. */
  ClientPause clientPause() {
    return clientPause;
  }

  /** Who listens to what. */
  public Channels channels() {
    return channels;
  }

  /** What is published to this process and not yet heard. */
  Mailboxes mailboxes() {
    return mailboxes;
  }

  /** The open sessions. */
  public Sessions sessions() {
    return sessions;
  }

  /** When the store was opened, in ms since the epoch. */
  public long openedAtMs() {
    return openedAtMs;
  }

  /** Every command. */
  public CommandTable commands() {
    return commandSet().table();
  }

  /** Whether anybody has sent a command, or may do so. */
  public boolean hasCommands() {
    return commandSet != null;
  }

  /** The way of a command. */
  public CommandDispatcher dispatcher() {
    return commandSet().dispatcher();
  }

  /** The text of INFO, to which parts add what they know. */
  public Info info() {
    return commandSet().info();
  }

  /** Made for whoever first sends a command; an embedded store may never need it. */
  private CommandSet commandSet() {
    CommandSet set = commandSet;
    if (set == null) {
      set = new CommandSet(this);
      commandSet = set;
    }
    return set;
  }

  private @Nullable ClusterNode newClusterNode() {
    if (!config.get(Directives.CLUSTER_ENABLED)) {
      return null;
    }
    keyspace.clustered();
    return new ClusterNode(config, keyspace, seed);
  }

  /** What a cluster client finds; null where it finds no cluster. */
  @Nullable ClusterNode clusterNode() {
    return clusterNode;
  }

  /** Tells who tracks prefixes what the commands of this turn have changed. */
  public void tellTrackers() {
    tracking.tellPrefixes();
  }

  /** Who is told when what he has read changes. */
  Tracking tracking() {
    return tracking;
  }

  /** Who may do what. */
  public Users users() {
    return users;
  }

  ExpiryCycle expiryCycle() {
    return expiryCycle;
  }

  /** What is known by looking now and then. */
  public RecentFigures recentFigures() {
    return recentFigures;
  }

  /** Gets the errors that nobody waits for. */
  public ErrorHandler errorHandler() {
    return errorHandler;
  }
}
