package io.holdfast.oracle;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.RespListener;
import java.io.IOException;

/** Holdfast in this process, on a free loopback port. */
final class HoldfastServer implements Peer {
  private static final int ANY_FREE_PORT = -1;

  /** How many threads serve connections: everything is to be the same with several. */
  private static final int IO_THREADS = Integer.getInteger("holdfast.oracle.ioThreads", 1);

  private final Store store;
  private final RespListener listener;

  private HoldfastServer(Store store, RespListener listener) {
    this.store = store;
    this.listener = listener;
  }

  static HoldfastServer start() throws IOException {
    return start(Holdfast.builder());
  }

  static HoldfastServer start(Holdfast.Builder builder) throws IOException {
    Store store = builder.config("enable-debug-command", "yes").open();
    try {
      return new HoldfastServer(
          store,
          RespListener.builder()
              .bind("127.0.0.1")
              .port(ANY_FREE_PORT)
              .ioThreads(IO_THREADS)
              .open(store));
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  Store store() {
    return store;
  }

  @Override
  public String name() {
    return "holdfast";
  }

  @Override
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
    store.close();
  }
}
