package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of an append only file that no manifest names. They may be all that is left of one, and are
 * not written over then. A first start that ended before it had written its manifest leaves some as
 * well: those hold nothing.
 */
final class UnnamedParts {
  /** A base without data is shorter. */
  private static final long MAX_BASE_BYTES = 1024;

  private UnnamedParts() {}

  /**
   * Looks into a folder that has no manifest.
   *
   * @throws DamagedFileException if there are files in it that hold something
   */
  static void requireNothing(AofFolder folder) throws IOException {
    if (!Files.isDirectory(folder.folder())) {
      return;
    }
    String start = folder.prefix() + ".";
    List<Path> files;
    try (Stream<Path> all = Files.list(folder.folder())) {
      files = all.filter(path -> path.getFileName().toString().startsWith(start)).toList();
    }
    for (Path file : files) {
      if (holdsSomething(file)) {
        throw new DamagedFileException(
            folder.manifest(), 0, "not there, and files of an AOF beside it");
      }
    }
  }

  private static boolean holdsSomething(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".base.rdb")) {
      return Files.size(file) > MAX_BASE_BYTES || !isRdbWithoutData(file);
    }
    if (name.endsWith(".base.aof")) {
      return Files.size(file) > MAX_BASE_BYTES || !isAnnotation(file);
    }
    return name.endsWith(".incr.aof") && Files.size(file) > 0;
  }

  /** Without data no database is named. */
  private static boolean isRdbWithoutData(Path file) throws IOException {
    try {
      RdbFiles.read(file, index -> null, true, true);
      return true;
    } catch (DamagedFileException e) {
      return false;
    }
  }

  private static boolean isAnnotation(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return text.lines().allMatch(line -> line.startsWith("#"));
  }
}
