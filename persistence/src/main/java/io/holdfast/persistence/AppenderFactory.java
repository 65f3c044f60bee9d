package io.holdfast.persistence;

import io.holdfast.AofAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A way to append to the files of a log. {@link java.util.ServiceLoader} finds those that are not
 * built in; they load what they stand on when they are asked, not before.
 */
public interface AppenderFactory {
  /** What {@code aof-appender} calls it. */
  AofAppender kind();

  /**
   * Tries it on a file of its own, which is gone afterwards.
   *
   * @param folder where the files will be
   * @return why it cannot be used here, and what to do about it; empty if it can
   */
  Optional<String> obstacle(Path folder);

  /**
   * Appends in its way to a file.
   *
   * @param file the same, opened to be written to at its end; belongs to what is returned, and is
   *     closed if this fails
   */
  Appender over(Path path, Appender file) throws IOException;
}
