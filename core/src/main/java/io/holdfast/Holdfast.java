package io.holdfast;

import io.holdfast.core.Engine;
import io.holdfast.core.EngineOptions;
import io.holdfast.core.StoreFace;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.ConfigFile;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.SavePoints;
import io.holdfast.core.event.EventLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens stores.
 *
 * <pre>{@code
 * Store store = Holdfast.open();
 * Store test = Holdfast.builder().clock(new VirtualClock(Instant.EPOCH)).seed(42).open();
 * }</pre>
 */
public final class Holdfast {
  private Holdfast() {}

  /** Opens a store with the defaults: in memory, 16 databases, the machine's clock. */
  public static Store open() {
    return builder().open();
  }

  /**
   * Opens a store with the defaults and the data of an RDB file, whether {@link Store#saveTo} or
   * redis-server wrote it. Needs holdfast-persistence.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read
   * @throws DamagedFileException if it is damaged; says where
   */
  public static Store load(Path file) {
    return builder().load(file);
  }

  /** Starts a configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /** Configures a store. Not to be shared between threads. */
  public static final class Builder {
    private Clock clock = Clock.system();
    private Optional<Long> seed = Optional.empty();
    private EventLoop.Mode mode = EventLoop.Mode.BORROWED;
    private final Config config = new Config();
    private int changesKept = EngineOptions.CHANGES_KEPT;
    private long changeBytesKept = EngineOptions.CHANGE_BYTES_KEPT;
    private Duration blockBudget = Duration.ZERO;
    private boolean isPersistent;
    private Optional<Consumer<LoadProgress>> loadObserver = Optional.empty();

    private Builder() {}

    /** The clock expiry, timeouts and access times follow; the machine's by default. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * The seed of the hash function and of every random choice: the same seed and the same calls
     * give the same data. Unpredictable by default, which is what keeps hostile keys from
     * colliding.
     */
    public Builder seed(long value) {
      seed = Optional.of(value);
      return this;
    }

    /**
     * Number of databases; 16 by default.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder databases(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("a store has a database: databases=" + count);
      }
      return config("databases", Integer.toString(count));
    }

    /**
     * Sets a directive, by Redis's name and in Redis's units.
     *
     * <pre>{@code
     * Holdfast.builder().config("maxmemory", "200mb").config("maxmemory-policy", "allkeys-lfu")
     * }</pre>
     *
     * @throws ConfigException if there is no such directive, or this is no value of it
     */
    public Builder config(String directive, String value) {
      config.load(directive, value);
      return this;
    }

    /**
     * Sets the directives of a redis.conf.
     *
     * @throws ConfigException if it cannot be read or says something wrong; names file and line
     */
    public Builder configFile(Path file) {
      ConfigFile.load(file, config);
      return this;
    }

    /**
     * Sets directives from the arguments of a program, as redis-server takes them: the path of a
     * redis.conf first, if wanted, then {@code --directive value}.
     *
     * @throws ConfigException if the file or an option is wrong
     */
    public Builder configArguments(String... arguments) {
      ConfigFile.loadArguments(List.of(arguments), config);
      return this;
    }

    /**
     * Runs every command on the event thread, never on a caller's. A synchronous call then costs a
     * hand-over between two threads: about a microsecond while both are awake, tens when one must
     * be woken.
     */
    public Builder eventThreadOnly() {
      mode = EventLoop.Mode.EVENT_THREAD_ONLY;
      return this;
    }

    /**
     * Makes the calling thread the owner: no event thread, no lock, no queue. One thread at a time
     * may use the store, and it must call {@link Store#doWork} now and then.
     */
    public Builder invoker() {
      mode = EventLoop.Mode.INVOKER;
      return this;
    }

    /**
     * How far behind the reader of a feed may fall; see {@link Changes}. 65536 changes and 64 MB by
     * default, whichever is reached first. Taken only while a feed is open: 4 or 8 bytes a change,
     * and the changes.
     *
     * @param changes how many of the newest changes are kept
     * @param bytes how many bytes these may take; the newest one is kept however long it is
     * @throws IllegalArgumentException if less than 1
     */
    public Builder changeBuffer(int changes, long bytes) {
      if (changes < 1 || bytes < 1) {
        throw new IllegalArgumentException(
            "a buffer keeps something: changes=" + changes + ", bytes=" + bytes);
      }
      changesKept = changes;
      changeBytesKept = bytes;
      return this;
    }

    /**
     * Sets who is told how far the loading of files is: at the beginning, every second and at the
     * end.
     *
     * @param observer called by the thread that loads; must be quick and must not call the store
     */
    public Builder onLoading(Consumer<LoadProgress> observer) {
      loadObserver = Optional.of(observer);
      return this;
    }

    /**
     * How long a block of {@link Store#call} or {@link Store#submit} may run, as it keeps everybody
     * else out: each one that runs longer is reported to the logger {@code io.holdfast}, as a
     * warning, and is an entry of the slow log. Zero, the default, for any time; then no clock is
     * read for it.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder blockBudget(Duration budget) {
      if (budget.isNegative()) {
        throw new IllegalArgumentException("a block takes time: budget=" + budget);
      }
      blockBudget = budget;
      return this;
    }

    /**
     * Keeps the data in a folder: {@link #open} loads the file {@code dump.rdb} if it is there,
     * {@link Store#close} writes it, and so do the save points: an hour after the last time if
     * anything has changed, 5 minutes after 100 changes, 1 minute after 10,000. Needs
     * holdfast-persistence.
     *
     * <p>The directives {@code dir}, {@code dbfilename} and {@code save} say it otherwise, if they
     * are set after this; without save points only {@link Store#saveTo} writes.
     *
     * @param folder exists
     */
    public Builder persistence(Path folder) {
      isPersistent = true;
      return config("dir", folder.toString()).config("save", SavePoints.REDIS_DEFAULT);
    }

    /**
     * Logs every change in the folder of {@link #persistence}: {@link #open} replays what is there.
     * The same as the directives {@code appendonly yes} and {@code appendfsync}.
     *
     * <p>With an append only file nothing else is read at the start, be there a {@code dump.rdb}.
     *
     * @param fsync when a change counts as kept
     */
    public Builder appendOnly(Fsync fsync) {
      return config("appendonly", "yes").config("appendfsync", fsync.directive());
    }

    /**
     * Logs every change, as {@link #appendOnly(Fsync)} does, and says how the file grows. The same
     * as the directive {@code aof-appender}.
     *
     * @param fsync when a change counts as kept
     * @param appender how it comes into the file
     */
    public Builder appendOnly(Fsync fsync, AofAppender appender) {
      return appendOnly(fsync).config("aof-appender", appender.name());
    }

    /**
     * Opens the store.
     *
     * @throws java.io.UncheckedIOException if {@link #persistence} asks for a file that cannot be
     *     read
     * @throws DamagedFileException if it is damaged; says where
     */
    public Store open() {
      Engine engine =
          new Engine(
              new EngineOptions(
                  clock,
                  seed,
                  mode,
                  config.copy(),
                  changesKept,
                  changeBytesKept,
                  blockBudget,
                  loadObserver));
      engine.start();
      Store store = new StoreFace(engine);
      if (isPersistent) {
        engine.persist();
      }
      if (isPersistent || engine.config().get(Directives.APPENDONLY)) {
        loadOrClose(store, () -> engine.door().call(engine::loadData));
      }
      return store;
    }

    /**
     * Opens the store with the data of an RDB file.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws DamagedFileException if it is damaged; says where
     */
    public Store load(Path file) {
      Store store = open();
      Engine engine = Engine.of(store);
      loadOrClose(store, () -> engine.door().run(() -> engine.snapshots().loadFrom(file)));
      return store;
    }

    private static void loadOrClose(Store store, Runnable loading) {
      try {
        loading.run();
      } catch (Throwable e) {
        Engine.of(store).eventLoop().close();
        throw e;
      }
    }
  }
}
