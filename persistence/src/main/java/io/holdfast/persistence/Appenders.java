package io.holdfast.persistence;

import io.holdfast.AofAppender;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the appender that {@code aof-appender} asks for, or the one that always works. */
final class Appenders {
  private static final System.Logger LOG = System.getLogger("io.holdfast");

  /** Writes to the file. */
  static final AppenderFactory WRITING =
      new AppenderFactory() {
        @Override
        public AofAppender kind() {
          return AofAppender.FILE;
        }

        @Override
        public Optional<String> obstacle(Path folder) {
          return Optional.empty();
        }

        @Override
        public Appender over(Path path, Appender file) {
          return file;
        }
      };

  private Appenders() {}

  /** The one for files in a folder, which exists. */
  static AppenderFactory find(AofAppender wanted, Path folder) {
    if (wanted == AofAppender.FILE) {
      return WRITING;
    }
    String obstacle = "nobody here knows it: add holdfast-persistence-chronicle";
    for (AppenderFactory found :
        ServiceLoader.load(AppenderFactory.class, Appenders.class.getClassLoader())) {
      if (found.kind() == wanted) {
        Optional<String> reason = found.obstacle(folder);
        if (reason.isEmpty()) {
          return found;
        }
        obstacle = reason.get();
      }
    }
    LOG.log(
        Level.WARNING,
        "aof-appender mapped cannot be used, the append only file is written to instead: {0}",
        obstacle);
    return WRITING;
  }
}
