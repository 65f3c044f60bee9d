package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.persistence.AofManifest.Part;
import io.holdfast.spi.SnapshotForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of an append only file: where its parts lie, and what they are called.
 *
 * @param dir of the store's files
 * @param folder of the parts, in it
 * @param prefix what their names begin with
 */
record AofFolder(Path dir, Path folder, String prefix, FileLayer files) {
  private static final long MAX_MANIFEST_BYTES = 16L << 20;

  static AofFolder of(Config config, FileLayer files) {
    Path dir = Path.of(config.get(Directives.DIR));
    return new AofFolder(
        dir,
        dir.resolve(config.get(Directives.APPENDDIRNAME)),
        config.get(Directives.APPENDFILENAME),
        files);
  }

  /** The manifest. */
  Path manifest() {
    return folder.resolve(prefix + ".manifest");
  }

  /** The single file that was the whole log before Redis 7. */
  Path former() {
    return dir.resolve(prefix);
  }

  /** Where a part lies. */
  Path path(Part part) {
    return folder.resolve(part.name());
  }

  /** Where a base is written before it has its name. */
  Path temporaryBase() {
    return folder.resolve("temp-rewriteaof-bg-" + ProcessHandle.current().pid() + ".aof");
  }

  Part base(long sequence, SnapshotForm form) {
    String suffix = form == SnapshotForm.COMMAND_BASE ? ".base.aof" : ".base.rdb";
    return new Part(prefix + "." + sequence + suffix, sequence);
  }

  Part increment(long sequence) {
    return new Part(prefix + "." + sequence + ".incr.aof", sequence);
  }

  /** Reads the manifest; null if there is none. */
  @Nullable AofManifest read() throws IOException {
    return Files.exists(manifest()) ? read(manifest()) : null;
  }

  /**
   * Reads a manifest.
   *
   * @throws DamagedFileException if it is none
   */
  static AofManifest read(Path manifest) throws IOException {
    if (Files.size(manifest) > MAX_MANIFEST_BYTES) {
      throw new DamagedFileException(manifest, 0, "too long for a manifest");
    }
    return AofManifest.parse(manifest, Files.readAllBytes(manifest));
  }

  /** Writes the manifest: what it says counts once this returns. */
  void write(AofManifest manifest) throws IOException {
    files.replace(manifest(), manifest.toBytes());
  }

  /** Deletes what is history, and says so in the manifest; what fails is tried again next time. */
  AofManifest withoutHistory(AofManifest manifest) throws IOException {
    if (manifest.history().isEmpty()) {
      return manifest;
    }
    for (Part part : manifest.history()) {
      files.delete(path(part));
    }
    AofManifest clean = manifest.withoutHistory();
    write(clean);
    return clean;
  }

  void create() throws IOException {
    Files.createDirectories(folder);
    files.syncFolderOf(folder);
  }
}
