package io.holdfast.persistence.chronicle;

import io.holdfast.AofAppender;
import io.holdfast.persistence.Appender;
import io.holdfast.persistence.AppenderFactory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Appends by copying into mapped pages. Needs a JVM that was started with
 *
 * <pre>
 * --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/java.lang.reflect=ALL-UNNAMED
 * </pre>
 *
 * <p>and that lets sun.misc.Unsafe be used: JDK 24 and later warn of that, unless they have the
 * option {@code --sun-misc-unsafe-memory-access=allow}. Where it does not work the log is written
 * to instead, and says so.
 */
public final class MappedAppenders implements AppenderFactory {
  /** How much is mapped at a time, and how much longer a file may be than what is in it. */
  static final long CHUNK_BYTES = 1 << 20;

  /** For {@link java.util.ServiceLoader}. */
  public MappedAppenders() {}

  @Override
  public AofAppender kind() {
    return AofAppender.MAPPED;
  }

  @Override
  public String needs() {
    return "It needs a JVM that does not deny sun.misc.Unsafe, with the options"
        + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED"
        + " --add-opens java.base/java.lang.reflect=ALL-UNNAMED";
  }

  @Override
  public Appender over(Path path, Appender file) throws IOException {
    return MappedAppender.open(path, file, CHUNK_BYTES);
  }
}
