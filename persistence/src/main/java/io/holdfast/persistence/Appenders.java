package io.holdfast.persistence;

import io.holdfast.AofAppender;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the appender that {@code aof-appender} asks for, or the one that always works. */
final class Appenders {
  private static final System.Logger LOG = System.getLogger("io.holdfast");
  private static final byte[] TRIED = "#tried\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Writes to the file. */
  static final AppenderFactory WRITING =
      new AppenderFactory() {
        @Override
        public AofAppender kind() {
          return AofAppender.FILE;
        }

        @Override
        public String needs() {
          return "It needs nothing.";
        }

        @Override
        public Appender over(Path path, Appender file) {
          return file;
        }
      };

  private Appenders() {}

  /** The one for files in a folder, which exists. */
  static AppenderFactory find(AofAppender wanted, Path folder, FileLayer files) {
    if (wanted == AofAppender.FILE) {
      return WRITING;
    }
    String obstacle = "nobody here knows it. It needs holdfast-persistence-chronicle.";
    for (AppenderFactory found :
        ServiceLoader.load(AppenderFactory.class, Appenders.class.getClassLoader())) {
      if (found.kind() == wanted) {
        Throwable failure = failure(found, folder, files);
        if (failure == null) {
          return found;
        }
        obstacle = failure + ". " + found.needs();
      }
    }
    LOG.log(
        Level.WARNING,
        "aof-appender {0} cannot be used, the append only file is written to instead: {1}",
        wanted.name().toLowerCase(Locale.ROOT),
        obstacle);
    return WRITING;
  }

  /** What comes of trying it: nothing if it works. What does not link fails as an error. */
  private static @Nullable Throwable failure(AppenderFactory found, Path folder, FileLayer files) {
    Path path = folder.resolve("temp-appender-" + ProcessHandle.current().pid() + ".aof");
    try {
      files.delete(path);
      try {
        tryOut(found, path, files);
      } finally {
        files.delete(path);
      }
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return e;
    }
  }

  private static void tryOut(AppenderFactory found, Path path, FileLayer files) throws IOException {
    try (Appender appender = found.over(path, files.open(path))) {
      ByteBuffer bytes = ByteBuffer.wrap(TRIED);
      while (bytes.hasRemaining()) {
        appender.append(bytes);
      }
      appender.sync();
    }
    if (!Arrays.equals(Files.readAllBytes(path), TRIED)) {
      throw new IOException("what was appended is not in the file");
    }
  }
}
