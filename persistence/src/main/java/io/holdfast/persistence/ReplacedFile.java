package io.holdfast.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces files so that at their path there is always one that is complete: the old or the new.
 *
 * <pre>
 *  write temp-PID-N.rdb  ->  fsync it  ->  rename it  ->  fsync the folder
 * </pre>
 */
final class ReplacedFile {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final boolean CAN_OPEN_FOLDERS =
      !System.getProperty("os.name", "").startsWith("Windows");

  /** What is to be in a file. */
  interface Content {
    void write(FileBytes bytes) throws IOException;
  }

  private ReplacedFile() {}

  /**
   * Replaces a file, or creates it.
   *
   * @param content writes it; what it throws leaves the old file
   * @throws IOException if it cannot be written; the old file stays
   */
  static void write(Path file, Content content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(temporaryName());
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.write(new FileBytes(channel));
        channel.force(true);
      }
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable e) {
      Files.deleteIfExists(temporary);
      if (e instanceof UncheckedIOException unchecked) {
        throw unchecked.getCause();
      }
      throw e;
    }
    syncFolder(absolute);
  }

  private static String temporaryName() {
    return "temp-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + ".rdb";
  }

  private static void syncFolder(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder != null && CAN_OPEN_FOLDERS) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
