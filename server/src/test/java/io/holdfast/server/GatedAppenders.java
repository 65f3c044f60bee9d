package io.holdfast.server;

import io.holdfast.AofAppender;
import io.holdfast.persistence.Appender;
import io.holdfast.persistence.AppenderFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Files of a log behind gates that a test shuts: {@code aof-appender mapped}. */
public final class GatedAppenders implements AppenderFactory {
  /** A gate: who comes to it while it is shut waits. */
  static final class Gate {
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch latch = new CountDownLatch(0);

    void shut() {
      latch = new CountDownLatch(1);
    }

    void open() {
      latch.countDown();
    }

    boolean isSomebodyWaiting() {
      return waiting.get() > 0;
    }

    private void pass() {
      waiting.incrementAndGet();
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        waiting.decrementAndGet();
      }
    }
  }

  static final Gate WRITES = new Gate();
  static final Gate SYNCS = new Gate();
  static volatile boolean syncsFail;

  /** For {@link java.util.ServiceLoader}. */
  public GatedAppenders() {}

  static void reset() {
    syncsFail = false;
    WRITES.open();
    SYNCS.open();
  }

  @Override
  public AofAppender kind() {
    return AofAppender.MAPPED;
  }

  @Override
  public String needs() {
    return "nothing";
  }

  @Override
  public Appender over(Path path, Appender file) {
    return new Appender() {
      @Override
      public int append(ByteBuffer bytes) throws IOException {
        WRITES.pass();
        return file.append(bytes);
      }

      @Override
      public void sync() throws IOException {
        SYNCS.pass();
        if (syncsFail) {
          throw new IOException("Input/output error");
        }
        file.sync();
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
    };
  }
}
