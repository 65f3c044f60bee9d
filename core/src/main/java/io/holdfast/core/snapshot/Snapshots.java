package io.holdfast.core.snapshot;

import io.holdfast.Clock;
import io.holdfast.CommandException;
import io.holdfast.DamagedFileException;
import io.holdfast.HoldfastException;
import io.holdfast.Store;
import io.holdfast.StoreClosedException;
import io.holdfast.core.command.Command;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.SavePoints;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.event.EventLoop;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.stats.FlightRecording;
import io.holdfast.spi.SnapshotFiles;
import io.holdfast.spi.SnapshotForm;
import io.holdfast.spi.SnapshotRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one store: one at a time, others wait for it.
 *
 * <pre>
 *  start --&gt; waiting --&gt; running: a slice a turn of the event loop --&gt; its listener is told
 *                           ^
 *  save points, when due ---'
 * </pre>
 *
 * <p>The store's own is the file {@code dbfilename} in {@code dir}; saving to another place is a
 * backup and changes nothing that is told about the last save.
 *
 * <p>A save point's time is known to the loop as a deadline, which is looked at whenever the event
 * thread goes to sleep, and at least once a second while keys change: nothing is counted or timed
 * in a command for it.
 *
 * <p>Thread: the owner.
 */
public final class Snapshots implements Attachment {
  private static final long MS_PER_SECOND = 1000;

  /** After a snapshot that failed, the save points wait so long. */
  private static final long RETRY_MS = 5 * MS_PER_SECOND;

  private static final String MISCONF =
      "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to"
          + " disk. Commands that may modify the data set are disabled, because this instance is"
          + " configured to report errors during writes if RDB snapshotting fails"
          + " (stop-writes-on-bgsave-error option). Please check the Redis logs for details about"
          + " the RDB error.";

  private final Config config;
  private final Keyspace keyspace;
  private final Clock clock;
  private final EventLoop eventLoop;
  private final EffectLog effects;
  private final Loading loading;
  private final Supplier<Store> store;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private @Nullable SnapshotFiles files;
  private @Nullable Request running;
  private @Nullable SnapshotRun run;
  private long runBeganNs;

  /** Whether the run waits for its file; set to false by another thread. */
  private volatile boolean isStalled;

  private final OwnFile own;
  private List<SavePoints.Point> savePoints = List.of();

  private record Request(Path file, SnapshotForm form, SnapshotListener listener) {}

  /** What is known of the store's own file. */
  private final class OwnFile implements SnapshotListener {
    long savedAtMs = clock.epochMs();
    long changesSaved;
    long saves;
    boolean isLastGood = true;
    long lastSeconds = -1;
    boolean isWanted;
    boolean isRunning;
    long startedAtMs;
    long changesAtStart;
    long triedAtMs;

    @Override
    public void onStart() {
      isRunning = true;
      startedAtMs = clock.epochMs();
      changesAtStart = keyspace.stats().changes();
    }

    @Override
    public void onEnd(@Nullable Throwable failure) {
      isRunning = false;
      isWanted = false;
      triedAtMs = clock.epochMs();
      lastSeconds = (triedAtMs - startedAtMs) / MS_PER_SECOND;
      isLastGood = failure == null;
      if (failure == null) {
        saved(changesAtStart);
      }
    }

    void saved(long changes) {
      savedAtMs = clock.epochMs();
      changesSaved = changes;
      isLastGood = true;
      saves++;
    }
  }

  /**
   * Snapshots of a store that has just been opened.
   *
   * @param loading told how far loading is
   * @param store the face of the store that {@link SnapshotFiles} are given
   */
  public Snapshots(
      Config config,
      Keyspace keyspace,
      Clock clock,
      EventLoop eventLoop,
      EffectLog effects,
      Loading loading,
      Supplier<Store> store) {
    this.loading = loading;
    this.config = config;
    this.keyspace = keyspace;
    this.clock = clock;
    this.eventLoop = eventLoop;
    this.effects = effects;
    this.store = store;
    own = new OwnFile();
    config.bind(Directives.SAVE, value -> savePoints(value.points()));
  }

  private void savePoints(List<SavePoints.Point> points) {
    savePoints = points;
    eventLoop.wake();
  }

  /** The store's own file. */
  public Path file() {
    return Path.of(config.get(Directives.DIR)).resolve(config.get(Directives.DBFILENAME));
  }

  // ---- in the background ---------------------------------------------------------------------

  /**
   * Writes the data to a file in the background: from now on, or from when others have ended, or
   * the transaction or block that this is part of.
   *
   * @param form what the file is to be
   * @param listener told of beginning and end
   */
  public void start(Path file, SnapshotForm form, SnapshotListener listener) {
    waiting.add(new Request(file, form, listener));
    if (run == null && waiting.size() == 1 && !effects.isInUnit()) {
      startNext();
    }
    eventLoop.wake();
  }

  /**
   * Writes the data to a file in the background.
   *
   * @return completed when the file is on the disk, or with an {@link UncheckedIOException}
   */
  public CompletableFuture<@Nullable Void> startTo(Path file) {
    CompletableFuture<@Nullable Void> future = new CompletableFuture<>();
    start(
        file,
        SnapshotForm.RDB,
        failure ->
            eventLoop.completeLater(
                future,
                () -> {
                  if (failure != null) {
                    throw unchecked(failure);
                  }
                  return null;
                }));
    return future;
  }

  /** Whether any snapshot is being written, or waits for that. */
  public boolean isBusy() {
    return run != null || !waiting.isEmpty();
  }

  /** Whether the store's own file is being written in the background. */
  public boolean isSaving() {
    return own.isRunning;
  }

  /** BGSAVE: writes the store's own file in the background. */
  public void saveInBackground() {
    own.isWanted = true;
    own.startedAtMs = clock.epochMs();
    start(file(), SnapshotForm.RDB, own);
  }

  /** Whether {@link #saveInBackground} was called and has not ended. */
  public boolean isSaveWanted() {
    return own.isWanted;
  }

  private void startNext() {
    Request next = waiting.remove();
    running = next;
    runBeganNs = clock.nanoTime();
    isStalled = false;
    try {
      next.listener.onStart();
      run = files().begin(store.get(), next.file, next.form, this::progress);
    } catch (RuntimeException e) {
      running = null;
      next.listener.onEnd(e);
    }
  }

  /** Another thread has done something for the run. */
  private void progress() {
    isStalled = false;
    eventLoop.signal();
  }

  @Override
  public int doWork(long nowMs) {
    SnapshotRun current = run;
    if (current != null) {
      isStalled = true;
      int work = current.doWork();
      if (work > 0) {
        isStalled = false;
        return work;
      }
      return endIfDone(current);
    }
    if (!waiting.isEmpty()) {
      startNext();
      return 1;
    }
    if (nextSaveMs() <= nowMs) {
      saveInBackground();
      return 1;
    }
    return 0;
  }

  private int endIfDone(SnapshotRun current) {
    if (!current.isDone()) {
      return 0;
    }
    Request ended = running;
    run = null;
    running = null;
    if (ended != null) {
      written(ended.file, ended.form, runBeganNs, current.failure());
      ended.listener.onEnd(current.failure());
    }
    return 1;
  }

  private void written(Path file, SnapshotForm form, long beganNs, @Nullable Throwable failure) {
    FlightRecording.fileWritten(
        form.isBase() ? "rewrite" : "snapshot",
        file.toString(),
        clock.nanoTime() - beganNs,
        failure == null);
  }

  @Override
  public long nextDeadlineMs() {
    if (run != null) {
      return isStalled ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return waiting.isEmpty() ? nextSaveMs() : Long.MIN_VALUE;
  }

  /** When a save point is due, if nothing more changes; {@link Long#MAX_VALUE} for never. */
  private long nextSaveMs() {
    long next = Long.MAX_VALUE;
    long changes = changesSinceSave();
    if (changes > 0) {
      for (SavePoints.Point point : savePoints) {
        if (changes >= point.changes()) {
          next = Math.min(next, own.savedAtMs + point.seconds() * MS_PER_SECOND);
        }
      }
    }
    return next == Long.MAX_VALUE || own.isLastGood
        ? next
        : Math.max(next, own.triedAtMs + RETRY_MS);
  }

  @Override
  public void onClose() {
    SnapshotRun current = run;
    if (current != null) {
      current.abort();
      endIfDone(current);
    }
    StoreClosedException closed = new StoreClosedException("the store is closed", null);
    while (!waiting.isEmpty()) {
      waiting.remove().listener.onEnd(closed);
    }
  }

  @Override
  public String name() {
    return "snapshot";
  }

  // ---- at once -------------------------------------------------------------------------------

  /**
   * SAVE: writes the store's own file, and holds up everybody until it is on the disk.
   *
   * @throws UncheckedIOException if it cannot be written; the old one stays
   */
  public void save() {
    saveTo(file());
    own.saved(keyspace.stats().changes());
  }

  /** Saves as SHUTDOWN does unless it is told otherwise: if there are save points. */
  public void saveAtTheEnd() {
    if (!savePoints.isEmpty()) {
      save();
    }
  }

  /**
   * Writes the data to a file, and holds up everybody until it is on the disk.
   *
   * @throws UncheckedIOException if it cannot be written; what was there stays
   * @throws IllegalStateException from a block: what it did may yet be undone
   */
  public void saveTo(Path file) {
    if (effects.heldBack().isHolding()) {
      throw new IllegalStateException("a block cannot save what may yet be undone");
    }
    saveTo(file, SnapshotForm.RDB);
  }

  /**
   * As {@link #saveTo(Path)}.
   *
   * @param form what the file is to be
   */
  public void saveTo(Path file, SnapshotForm form) {
    SnapshotRun before = run;
    if (before != null) {
      before.finish();
      endIfDone(before);
    }
    long beganNs = clock.nanoTime();
    SnapshotRun now = files().begin(store.get(), file, form, () -> {});
    now.finish();
    Throwable failure = now.failure();
    written(file, form, beganNs, failure);
    if (failure != null) {
      throw unchecked(failure);
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof IOException e) {
      return new UncheckedIOException(e.getMessage(), e);
    }
    return failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }

  // ---- loading -------------------------------------------------------------------------------

  /**
   * Reads the store's own file, if there is one; the store has no keys.
   *
   * @return whether there is one
   * @throws UncheckedIOException if it cannot be read
   * @throws DamagedFileException if it is damaged; the store holds a part of it then
   */
  public boolean load() {
    if (!Files.exists(file())) {
      return false;
    }
    loadFrom(file());
    return true;
  }

  /**
   * Reads a file; the store has no keys. Afterwards nothing has changed since the last save.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws DamagedFileException if it is damaged; the store holds a part of it then
   */
  public void loadFrom(Path file) {
    boolean isGood = false;
    try {
      loading.begin(Files.size(file));
      files().load(store.get(), file);
      isGood = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      loading.end(isGood);
    }
    own.changesSaved = keyspace.stats().changes();
  }

  /**
   * DEBUG RELOAD: puts what is in the store's own file into the store. Emits no effects.
   *
   * @param saves whether to {@link #save} first
   * @param flushes whether what is in the store goes; if not, no key may be in both
   * @throws UncheckedIOException if it cannot be written or read
   * @throws DamagedFileException if it is damaged; the store holds a part of it then
   */
  public void reload(boolean saves, boolean flushes) {
    if (saves) {
      save();
    }
    if (flushes) {
      keyspace.clear();
    }
    loadFrom(file());
  }

  /**
   * Who knows files of data.
   *
   * @throws HoldfastException if nobody does
   */
  public SnapshotFiles files() {
    SnapshotFiles found = files;
    if (found == null) {
      found =
          ServiceLoader.load(SnapshotFiles.class, Snapshots.class.getClassLoader())
              .findFirst()
              .orElseThrow(
                  () ->
                      new HoldfastException(
                          "nobody here knows files of data: add holdfast-persistence"));
      files = found;
    }
    return found;
  }

  // ---- what is told --------------------------------------------------------------------------

  /**
   * Refuses commands that write, as long as the last snapshot in the background failed.
   *
   * @throws CommandException "MISCONF ..."
   */
  public void checkWritable(Command command) {
    String refusal = refusal();
    if (refusal != null && (command.isWrite() || command.fullName().equals("ping"))) {
      throw new CommandException(refusal);
    }
  }

  /** Why nothing may be changed, in Redis's words; null if it may. */
  public @Nullable String refusal() {
    boolean isRefused =
        !own.isLastGood
            && !savePoints.isEmpty()
            && config.get(Directives.STOP_WRITES_ON_BGSAVE_ERROR);
    return isRefused ? MISCONF : null;
  }

  /** Whether the data is being loaded, so that there is nothing yet to be saved. */
  public boolean isLoading() {
    return loading.isActive();
  }

  /** LASTSAVE: when the store's own file was last written, or the store opened, in ms. */
  public long savedAtMs() {
    return own.savedAtMs;
  }

  /** Whether the last {@link #saveInBackground} succeeded; true if there was none. */
  public boolean isLastGood() {
    return own.isLastGood;
  }

  /** How many seconds the last {@link #saveInBackground} took; -1 if there was none. */
  public long lastSeconds() {
    return own.lastSeconds;
  }

  /** For how many seconds {@link #saveInBackground} has been going on; -1 if it has not. */
  public long currentSeconds() {
    return own.isRunning ? (clock.epochMs() - own.startedAtMs) / MS_PER_SECOND : -1;
  }

  /** How often the store's own file was written. */
  public long saves() {
    return own.saves;
  }

  /** How many keys the snapshot that is going on has read. */
  public long keysRead() {
    SnapshotRun current = run;
    return current == null ? 0 : current.keysRead();
  }

  /** How many keys the snapshot that is going on has to read. */
  public long keysToRead() {
    SnapshotRun current = run;
    return current == null ? 0 : current.keys();
  }

  /** How many changes there were since the last save or load. */
  public long changesSinceSave() {
    return keyspace.stats().changes() - own.changesSaved;
  }
}
