package io.holdfast.core.snapshot;

import io.holdfast.Clock;
import io.holdfast.DamagedFileException;
import io.holdfast.HoldfastException;
import io.holdfast.Store;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.spi.SnapshotFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one store.
 *
 * <p>The store's own is the file {@code dbfilename} in {@code dir}; saving to another place is a
 * backup and changes nothing that is told about the last save. Thread: the owner.
 */
public final class Snapshots {
  private final Config config;
  private final Keyspace keyspace;
  private final Clock clock;
  private final Supplier<Store> store;
  private @Nullable SnapshotFiles files;
  private long savedAtMs;
  private long changesSaved;
  private boolean isLastGood = true;

  /**
   * Snapshots of a store that has just been opened.
   *
   * @param store the face of the store that {@link SnapshotFiles} are given
   */
  public Snapshots(Config config, Keyspace keyspace, Clock clock, Supplier<Store> store) {
    this.config = config;
    this.keyspace = keyspace;
    this.clock = clock;
    this.store = store;
    this.savedAtMs = clock.epochMs();
  }

  /** The store's own file. */
  public Path file() {
    return Path.of(config.get(Directives.DIR)).resolve(config.get(Directives.DBFILENAME));
  }

  /**
   * SAVE: writes the store's own file.
   *
   * @throws UncheckedIOException if it cannot be written; the old one stays
   */
  public void save() {
    isLastGood = false;
    saveTo(file());
    isLastGood = true;
    saved();
  }

  private void saved() {
    savedAtMs = clock.epochMs();
    changesSaved = keyspace.stats().changes();
  }

  /**
   * Writes the data to a file.
   *
   * @throws UncheckedIOException if it cannot be written; what was there stays
   */
  public void saveTo(Path file) {
    try {
      files().save(store.get(), file, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Writes the data to a file in the background: at once, or when other snapshots have ended.
   *
   * @param isAofBase whether the file is the base of an AOF, as it says of itself
   * @param listener told of beginning and end
   */
  public void start(Path file, boolean isAofBase, SnapshotListener listener) {
    listener.onStart();
    Throwable failure = null;
    try {
      files().save(store.get(), file, isAofBase);
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    listener.onEnd(failure);
  }

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
    try {
      files().load(store.get(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    changesSaved = keyspace.stats().changes();
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
    for (int i = 0; flushes && i < keyspace.databaseCount(); i++) {
      keyspace.database(i).clear();
    }
    loadFrom(file());
  }

  private SnapshotFiles files() {
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

  /** LASTSAVE: when the last {@link #save} ended, or the store was opened, in ms. */
  public long savedAtMs() {
    return savedAtMs;
  }

  /** Whether the last {@link #save} succeeded; true if there was none. */
  public boolean isLastGood() {
    return isLastGood;
  }

  /** How many changes there were since the last save or load. */
  public long changesSinceSave() {
    return keyspace.stats().changes() - changesSaved;
  }
}
