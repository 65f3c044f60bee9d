package io.holdfast.persistence;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that grows at its end.
 *
 * <p>Thread: one at a time.
 */
public interface Appender extends Closeable {
  /**
   * Appends some of the bytes, at least one. From then on they survive the end of the process,
   * however it ends.
   *
   * @return how many
   * @throws IOException if the file takes none; what was appended before stays
   */
  int append(ByteBuffer bytes) throws IOException;

  /**
   * Forces what was appended to the disk.
   *
   * @throws IOException if it may not be there
   */
  void sync() throws IOException;

  /** How many bytes were appended, together with those the file had. */
  long size() throws IOException;

  /** Takes bytes away from the end, down to a size. */
  void truncate(long size) throws IOException;

  /** Ends; the file is then as long as {@link #size} said. */
  @Override
  void close() throws IOException;
}
