package io.holdfast.core.appendonly;

import io.holdfast.CommandException;
import io.holdfast.DamagedFileException;
import io.holdfast.DurabilityException;
import io.holdfast.HoldfastException;
import io.holdfast.Store;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.server.Info;
import io.holdfast.spi.AppendOnlyFiles;
import io.holdfast.spi.AppendOnlyLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The append only file of one store: off until it is started, switched by CONFIG SET from then on.
 *
 * <p>Thread: the owner.
 */
public final class AppendOnly {
  /** What is told of a log before it is first needed. */
  private static final AppendOnlyLog.Figures NOT_USED =
      new AppendOnlyLog.Figures(false, false, -1, -1, true, 0, true, 0, 0, 0, false, 0);

  private final Durability durability;
  private final Supplier<Store> store;
  private @Nullable AppendOnlyLog log;
  private boolean isOpen;

  /**
   * The append only file of a store that is about to be opened.
   *
   * @param store the face of the store that {@link AppendOnlyFiles} are given
   */
  public AppendOnly(Config config, Durability durability, Supplier<Store> store) {
    this.durability = durability;
    this.store = store;
    config.bind(Directives.APPENDONLY, this::switchTo);
    isOpen = true;
  }

  /**
   * The store opens with its append only file: what is there is loaded, and everything is logged
   * from now on.
   *
   * @return whether there was a file to load
   * @throws UncheckedIOException if it cannot be read or made
   * @throws DamagedFileException if it is damaged; it is left as it was
   */
  public boolean open() {
    try {
      boolean isLoaded = log().load();
      log().start();
      return isLoaded;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void switchTo(boolean isWanted) {
    if (!isOpen || isWanted == isOn()) {
      return;
    }
    if (!isWanted) {
      log().stop();
      return;
    }
    try {
      log().startAnew();
    } catch (IOException | HoldfastException e) {
      throw new IllegalArgumentException("Unable to turn on AOF. Check server logs.", e);
    }
  }

  /** Whether effects are logged. */
  public boolean isOn() {
    return log != null && log.isOn();
  }

  /** The log, be it on or off. */
  public AppendOnlyLog log() {
    AppendOnlyLog found = log;
    if (found == null) {
      found =
          ServiceLoader.load(AppendOnlyFiles.class, AppendOnly.class.getClassLoader())
              .findFirst()
              .orElseThrow(
                  () ->
                      new HoldfastException(
                          "nobody here knows append only files: add holdfast-persistence"))
              .open(store.get());
      log = found;
    }
    return found;
  }

  /** Whether the log is being written anew, and no longer waits for anything to begin. */
  public boolean isRewriting() {
    return log != null && log.figures().isRewriting();
  }

  /**
   * DEBUG LOADAOF: puts what is in the files into the store, in place of what it holds; whoever
   * listens to changes hears the commands of the log once more. If it fails the log is off, the
   * store holds a part, and the files are as they were.
   *
   * @throws IOException if a file cannot be read
   * @throws DamagedFileException if one is damaged
   */
  public void reload(Keyspace keyspace) throws IOException {
    boolean wasOn = isOn();
    if (wasOn) {
      log().stop();
    }
    keyspace.clear();
    log().load();
    if (wasOn) {
      log().start();
    }
  }

  /** What INFO says of it. */
  public void addFigures(Info.Fields fields) {
    boolean isOn = isOn();
    fields.add("aof_enabled", isOn ? 1 : 0);
    AppendOnlyLog.Figures figures = log == null ? NOT_USED : log.figures();
    fields.add("aof_rewrite_in_progress", figures.isRewriting() ? 1 : 0);
    fields.add("aof_rewrite_scheduled", figures.isScheduled() ? 1 : 0);
    fields.add("aof_last_rewrite_time_sec", figures.lastRewriteSeconds());
    fields.add("aof_current_rewrite_time_sec", figures.currentRewriteSeconds());
    fields.add("aof_last_bgrewrite_status", figures.isLastRewriteGood() ? "ok" : "err");
    fields.add("aof_rewrites", figures.rewrites());
    fields.add("aof_last_write_status", figures.isWriteGood() ? "ok" : "err");
    if (isOn) {
      fields.add("aof_current_size", figures.currentBytes());
      fields.add("aof_base_size", figures.baseBytes());
      fields.add("aof_pending_rewrite", 0);
      fields.add("aof_buffer_length", figures.bufferBytes());
      fields.add("aof_pending_bio_fsync", figures.isSyncPending() ? 1 : 0);
      fields.add("aof_delayed_fsync", figures.delayedSyncs());
    }
  }

  /** Who waits for the disk. */
  Durability durability() {
    return durability;
  }

  /**
   * Refuses what would change data while it cannot be kept, as Redis does; PING too, so that
   * whoever watches sees it.
   *
   * @throws CommandException "MISCONF Errors writing to the AOF file: ..."
   */
  public void check(Command command, Session session) {
    String refusal = refusal();
    if (refusal != null && isRefused(command, session)) {
      throw new CommandException(refusal);
    }
  }

  /** Why nothing may be changed, in Redis's words; null if it may. */
  public @Nullable String refusal() {
    DurabilityException failure = durability.failure();
    return failure == null
        ? null
        : "MISCONF Errors writing to the AOF file: " + failure.getMessage();
  }

  private static boolean isRefused(Command command, Session session) {
    return command.isWrite()
        || command.fullName().equals("ping")
        || command.executesTransaction() && session.hasQueuedChange();
  }
}
