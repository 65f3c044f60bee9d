package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbInput;
import io.holdfast.core.rdb.Slice;
import io.holdfast.encodings.hashing.Crc64;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, read and summed up by a thread of their own ahead of who takes them.
 *
 * <pre>
 *  reader's thread   file -&gt; slice -&gt; CRC --full--&gt; next()      who loads
 *                                  &lt;-empty-- giveBack(...)
 * </pre>
 *
 * <p>A slice that is not given back is left to the garbage collector, and another made.
 *
 * <p>Thread: one taker. Memory: {@value #SLICES} slices, besides those that were taken.
 */
final class ReadAhead implements RdbInput.Source, AutoCloseable {
  private static final int SLICES = 4;

  private final BlockingQueue<Slice> full = new ArrayBlockingQueue<>(SLICES);
  private final BlockingQueue<Slice> empty = new ArrayBlockingQueue<>(SLICES);
  private final FileBytes file;
  private final boolean isSummed;
  private final Thread thread;

  /** Why there are no more; whoever takes the empty slice at the end sees it. */
  private @Nullable UncheckedIOException failure;

  /**
   * Begins to read.
   *
   * @param channel stands at its first byte; the caller's to close, after this
   * @param isSummed whether anybody will want checksums
   */
  ReadAhead(FileChannel channel, boolean isSummed) {
    this.file = new FileBytes(channel);
    this.isSummed = isSummed;
    thread = new Thread(this::run, "holdfast-read-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      long crc = 0;
      int length;
      do {
        Slice slice = empty.poll();
        if (slice == null) {
          slice = new Slice();
        }
        length = read(slice.array());
        slice.filled(length, crc);
        if (isSummed) {
          crc = Crc64.update(crc, slice.array(), Slice.ROOM_BYTES, length);
        }
        full.put(slice);
      } while (length > 0);
    } catch (InterruptedException e) {
      // Closed: nobody takes any more.
    }
  }

  private int read(byte[] array) {
    try {
      return file.read(array, Slice.ROOM_BYTES, Slice.MAX_BYTES);
    } catch (UncheckedIOException e) {
      failure = e;
      return 0;
    }
  }

  @Override
  public Slice next() {
    try {
      Slice slice = full.take();
      if (slice.length() == 0 && failure != null) {
        throw failure;
      }
      return slice;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted while reading"));
    }
  }

  @Override
  public void giveBack(Slice slice) {
    empty.offer(slice);
  }

  @Override
  public void close() {
    thread.interrupt();
    ThreadEnd.await(thread);
  }
}
