package io.holdfast.oracle;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Holdfast in this process, on a free loopback port, in a folder of its own. */
final class HoldfastServer implements Peer {
  private static final int ANY_FREE_PORT = -1;

  /** How many threads serve connections: everything is to be the same with several. */
  private static final int IO_THREADS = Integer.getInteger("holdfast.oracle.ioThreads", 1);

  private final Store store;
  private final RespListener listener;

  /** What goes with the server; null if its folder is somebody else's. */
  private @Nullable Path folder;

  private HoldfastServer(Store store, RespListener listener) {
    this.store = store;
    this.listener = listener;
  }

  static HoldfastServer start() throws IOException {
    Path folder = Files.createTempDirectory("holdfast-oracle");
    HoldfastServer server = start(Holdfast.builder().config("dir", folder.toString()));
    server.folder = folder;
    return server;
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
    if (folder != null) {
      try {
        RedisServer.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
