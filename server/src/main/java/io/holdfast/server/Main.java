package io.holdfast.server;

import io.holdfast.ConfigException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.config.Directives;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The runnable server: a store, a listener, and the end of both.
 *
 * <pre>
 * java -jar holdfast-server.jar [/path/to/redis.conf] [--directive value ...]
 * </pre>
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: java -jar holdfast-server.jar [/path/to/redis.conf] [--directive value ...]
             java -jar holdfast-server.jar --help

      Directives are redis-server's, for example:
        --port 6379 --bind 127.0.0.1 --unixsocket /tmp/holdfast.sock --databases 16 \
      --requirepass secret
      """;

  private Main() {}

  /** Serves until SHUTDOWN or a signal ends it; exits with 1 if it cannot start. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
      System.out.print(USAGE);
      return;
    }
    CountDownLatch shutdown = new CountDownLatch(1);
    try {
      start(args, shutdown);
    } catch (ConfigException | IOException e) {
      System.err.println("holdfast-server: " + e.getMessage());
      System.exit(1);
    }
    shutdown.await();
    System.exit(0);
  }

  private static void start(String[] args, CountDownLatch shutdown) throws IOException {
    Store store = Holdfast.builder().configArguments(args).open();
    RespListener listener;
    try {
      requireDirectory(Engine.of(store).config().get(Directives.DIR));
      listener = RespListener.builder().open(store);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
    Engine engine = Engine.of(store);
    engine.door().call(() -> addShutdownListener(engine, shutdown));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(store, listener), "holdfast-end"));
    System.out.println("Ready to accept connections " + listener.description());
  }

  private static void requireDirectory(String path) throws IOException {
    if (!Files.isDirectory(Path.of(path))) {
      throw new IOException("dir: " + path + ": there is no such directory");
    }
  }

  private static boolean addShutdownListener(Engine engine, CountDownLatch shutdown) {
    engine.shutdownRequests().addListener(shutdown::countDown);
    return true;
  }

  /** Ends listener and store, then the process: a signal is an ordinary end, as in Redis. */
  private static void end(Store store, RespListener listener) {
    listener.close();
    store.close();
    Runtime.getRuntime().halt(0);
  }
}
