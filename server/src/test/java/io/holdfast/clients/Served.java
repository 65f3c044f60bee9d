package io.holdfast.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A store that wants a password, on a free port of the loopback address. */
final class Served implements AutoCloseable {
  static final String PASSWORD = "correct horse";
  static final int DATABASE = 3;

  /** Every byte there is, and some that are no UTF-8. */
  static final byte[] BINARY = new byte[300];

  static {
    for (int i = 0; i < BINARY.length; i++) {
      BINARY[i] = (byte) i;
    }
  }

  private final Store store;
  private final RespListener listener;

  Served() throws IOException {
    this(1);
  }

  Served(int ioThreads) throws IOException {
    store =
        Holdfast.builder()
            .config("requirepass", PASSWORD)
            .config("io-threads", Integer.toString(ioThreads))
            .open();
    listener = RespListener.builder().bind("127.0.0.1").port(ListenerBuilder.ANY_PORT).open(store);
  }

  int port() {
    return listener.port();
  }

  /** The same data by the typed API, in the database the clients select. */
  Db<String, String> db() {
    return store.select(DATABASE);
  }

  /** Clients have gone when they say so; the listener hears of it a moment later. */
  void assertNobodyIsConnected() {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (connections() > 0 && System.nanoTime() < deadlineNs) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    assertThat(connections()).as("open connections").isZero();
  }

  private int connections() {
    Engine engine = Engine.of(store);
    return engine.door().call(() -> engine.sessions().all().size());
  }

  @Override
  public void close() {
    listener.close();
    store.close();
  }
}
