package io.holdfast.persistence;

import io.holdfast.AofAppender;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A way to append to the files of a log. {@link java.util.ServiceLoader} finds those that are not
 * built in; one is tried on a file of its own before it is used.
 */
public interface AppenderFactory {
  /** What {@code aof-appender} calls it. */
  AofAppender kind();

  /** What must be there for it to work, as a sentence for who finds that it does not. */
  String needs();

  /**
   * Appends in its way to a file. Whatever is thrown, errors of linking among it, means that it
   * cannot.
   *
   * @param path the file
   * @param file the same, opened to be written to at its end; belongs to what is returned, and is
   *     closed if this fails
   */
  Appender over(Path path, Appender file) throws IOException;
}
