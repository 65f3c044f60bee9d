package io.holdfast.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/** The file system with faults that a test switches on and off, from any thread. */
final class FaultyFiles implements FileLayer {
  private final Random random;

  /** How many bytes the disk still takes. */
  volatile long room = Long.MAX_VALUE;

  volatile boolean writesAreShort;
  volatile boolean syncsFail;

  /** Set while syncs are to wait. */
  volatile boolean syncsHang;

  volatile int syncs;

  volatile boolean opensFail;
  volatile int refusedOpens;

  FaultyFiles(long seed) {
    random = new Random(seed);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread opens, the test looks
  public Appender open(Path file) throws IOException {
    if (opensFail) {
      refusedOpens++;
      throw new IOException("Too many open files");
    }
    return new FaultyAppender(SYSTEM.open(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    SYSTEM.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    SYSTEM.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    SYSTEM.syncFolder(folder);
  }

  private final class FaultyAppender implements Appender {
    private final Appender file;

    FaultyAppender(Appender file) {
      this.file = file;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, the test sets
    public int append(ByteBuffer bytes) throws IOException {
      if (room <= 0) {
        throw new IOException("No space left on device");
      }
      int count = (int) Math.min(room, bytes.remaining());
      if (writesAreShort) {
        count = Math.min(count, 1 + random.nextInt(40));
      }
      ByteBuffer part = bytes.duplicate().limit(bytes.position() + count);
      while (part.hasRemaining()) {
        file.append(part);
      }
      bytes.position(bytes.position() + count);
      room -= count;
      return count;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread syncs
    public void sync() throws IOException {
      while (syncsHang) {
        Thread.onSpinWait();
      }
      if (syncsFail) {
        throw new IOException("Input/output error");
      }
      file.sync();
      syncs++;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
