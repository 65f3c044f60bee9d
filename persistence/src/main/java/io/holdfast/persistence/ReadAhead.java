package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbInput;
import io.holdfast.encodings.hashing.Crc64;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, read and summed up by a thread of their own ahead of who takes them.
 *
 * <pre>
 *  reader's thread   file -&gt; slice -&gt; CRC --full--&gt; read(...)   who loads
 *                                  &lt;--empty--
 * </pre>
 *
 * <p>Thread: one taker. Memory: {@value #SLICES} slices of {@value #SLICE_BYTES} bytes.
 */
final class ReadAhead implements RdbInput.SummedSource, AutoCloseable {
  private static final int SLICES = 4;
  private static final int SLICE_BYTES = 1 << 18;

  /** Some bytes, or why there are no more. */
  private static final class Slice {
    final byte[] bytes = new byte[SLICE_BYTES];
    int length;
    @Nullable IOException failure;
  }

  private final BlockingQueue<Slice> full = new ArrayBlockingQueue<>(SLICES);
  private final BlockingQueue<Slice> empty = new ArrayBlockingQueue<>(SLICES);
  private final FileChannel channel;
  private final long summedBytes;
  private final Thread thread;
  private @Nullable Slice current;
  private int at;

  /** Of the bytes that were put into {@link #full}; whoever takes a slice sees it. */
  private long crc;

  /**
   * Begins to read.
   *
   * @param channel stands at its first byte; the caller's to close, after this
   * @param summedBytes how many bytes {@link #crc} is about
   */
  ReadAhead(FileChannel channel, long summedBytes) {
    this.channel = channel;
    this.summedBytes = summedBytes;
    for (int i = 0; i < SLICES; i++) {
      empty.add(new Slice());
    }
    thread = new Thread(this::run, "holdfast-read-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      long done = 0;
      Slice slice;
      do {
        slice = empty.take();
        fill(slice);
        int summed = (int) Math.min(Math.max(0, slice.length), Math.max(0, summedBytes - done));
        crc = Crc64.update(crc, slice.bytes, 0, summed);
        done += slice.length;
        full.put(slice);
      } while (slice.length > 0);
    } catch (InterruptedException e) {
      // Closed: nobody takes any more.
    }
  }

  private void fill(Slice slice) {
    try {
      slice.length = channel.read(ByteBuffer.wrap(slice.bytes));
    } catch (IOException e) {
      slice.length = 0;
      slice.failure = e;
    }
  }

  /** The CRC-64 of the bytes that were to be summed up; once all of them were read. */
  @Override
  public long crc() {
    return crc;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Slice slice = current;
    if (slice == null || at == slice.length) {
      slice = next(slice);
    }
    int read = Math.min(length, slice.length - at);
    if (read > 0) {
      System.arraycopy(slice.bytes, at, into, offset, read);
      at += read;
    }
    return read;
  }

  private Slice next(@Nullable Slice last) {
    try {
      if (last != null) {
        empty.put(last);
      }
      Slice slice = full.take();
      if (slice.failure != null) {
        throw new UncheckedIOException(slice.failure);
      }
      current = slice;
      at = 0;
      return slice;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted while reading"));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    ThreadEnd.await(thread);
  }
}
