package io.holdfast.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The bytes of an open file, as those want them who write and read formats.
 *
 * <p>They come and go in slices: of an array as large as the longest string, the JDK would make a
 * copy outside the heap, and keep it.
 */
final class FileBytes {
  private static final int SLICE_BYTES = 1 << 18;

  private final FileChannel channel;

  FileBytes(FileChannel channel) {
    this.channel = channel;
  }

  /** Writes all of these bytes. */
  void write(byte[] bytes, int offset, int length) {
    try {
      for (int done = 0; done < length; ) {
        int slice = Math.min(SLICE_BYTES, length - done);
        done += channel.write(ByteBuffer.wrap(bytes, offset + done, slice));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until so many bytes are there or the file ends, and returns how many there are. */
  int read(byte[] into, int offset, int length) {
    int done = 0;
    try {
      for (int count = 0; done < length && count >= 0; done += Math.max(0, count)) {
        int slice = Math.min(SLICE_BYTES, length - done);
        count = channel.read(ByteBuffer.wrap(into, offset + done, slice));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return done;
  }
}
