package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.config.Directives;
import io.holdfast.core.rdb.RdbInput;
import io.holdfast.spi.SnapshotFiles;
import io.holdfast.spi.SnapshotForm;
import io.holdfast.spi.SnapshotRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * RDB files: what {@link Store#saveTo} writes and {@link io.holdfast.Holdfast#load} reads.
 *
 * <p>Written are versions 10 and 11, as {@code rdb-version} says, and 12 where elements have
 * deadlines; read are all up to 12.
 */
public final class RdbFiles implements SnapshotFiles {
  /** A file as long as this is read by a thread of its own. */
  private static final int READ_AHEAD_BYTES = 1 << 20;

  /** For {@link java.util.ServiceLoader}. */
  public RdbFiles() {}

  @Override
  public SnapshotRun begin(Store store, Path file, SnapshotForm form, Runnable progress) {
    return new RdbSnapshot(Engine.of(store), file, form, progress);
  }

  @Override
  public void prepare() {
    Rehearsal.run();
  }

  @Override
  public void load(Store store, Path file) throws IOException {
    Engine engine = Engine.of(store);
    read(
        file,
        new LoadTarget(engine.keyspace(), engine.loading()::advanced),
        engine.config().get(Directives.RDBCHECKSUM),
        true);
  }

  /**
   * Reads a file.
   *
   * @param isChecked whether the checksum must be right
   * @param isWhole whether nothing may stand behind the end
   * @return where the end is
   * @throws DamagedFileException if the file is damaged
   */
  static long read(Path file, RdbTarget target, boolean isChecked, boolean isWhole)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long length = channel.size();
      if (length < READ_AHEAD_BYTES) {
        byte[] bytes = new byte[(int) length];
        int count = new FileBytes(channel).read(bytes, 0, bytes.length);
        return read(file, new RdbInput(bytes, 0, count), target, isChecked, isWhole);
      }
      try (ReadAhead bytes = new ReadAhead(channel, isChecked)) {
        return read(file, new RdbInput(bytes, length), target, isChecked, isWhole);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long read(
      Path file, RdbInput in, RdbTarget target, boolean isChecked, boolean isWhole) {
    new RdbReader(file, in, target, isChecked, isWhole).read();
    return in.position();
  }
}
