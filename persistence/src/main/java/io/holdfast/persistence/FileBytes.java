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

  /** Reads some bytes, and returns how many; less than 1 at the end. */
  int read(byte[] into, int offset, int length) {
    try {
      return channel.read(ByteBuffer.wrap(into, offset, Math.min(SLICE_BYTES, length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
