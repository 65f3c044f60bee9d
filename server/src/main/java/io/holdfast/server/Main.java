package io.holdfast.server;

import io.holdfast.Holdfast;
import io.holdfast.HoldfastException;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.SavePoints;
import io.holdfast.persistence.RdbCheck;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The runnable server: a store, a listener, and the end of both.
 *
 * <pre>
 * java -jar holdfast-server.jar [/path/to/redis.conf] [--directive value ...]
 * java -jar holdfast-server.jar --check-rdb dump.rdb
 * </pre>
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: java -jar holdfast-server.jar [/path/to/redis.conf] [--directive value ...]
             java -jar holdfast-server.jar --check-rdb dump.rdb
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
    if (args.length == 2 && args[0].equals("--check-rdb")) {
      System.exit(RdbCheck.check(Path.of(args[1]), System.out) ? 0 : 1);
    }
    CountDownLatch shutdown = new CountDownLatch(1);
    try {
      start(args, shutdown);
    } catch (HoldfastException | UncheckedIOException | IOException e) {
      System.err.println("holdfast-server: " + e.getMessage());
      System.exit(1);
    }
    shutdown.await();
    System.exit(0);
  }

  private static void start(String[] args, CountDownLatch shutdown) throws IOException {
    Store store =
        Holdfast.builder().config("save", SavePoints.REDIS_DEFAULT).configArguments(args).open();
    RespListener listener;
    try {
      requireDirectory(Engine.of(store).config().get(Directives.DIR));
      load(Engine.of(store));
      listener = RespListener.builder().open(store);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
    Engine engine = Engine.of(store);
    engine.door().call(() -> addShutdownListener(engine, shutdown));
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(store, listener, shutdown), "holdfast-end"));
    System.out.println("Ready to accept connections " + listener.description());
  }

  private static void requireDirectory(String path) throws IOException {
    if (!Files.isDirectory(Path.of(path))) {
      throw new IOException("dir: " + path + ": there is no such directory");
    }
  }

  /** A file that is damaged ends the start: what is in it is the user's to decide on. */
  private static void load(Engine engine) {
    if (engine.config().get(Directives.APPENDONLY)) {
      return; // the log was loaded when the store was opened
    }
    long startedAtMs = engine.clock().epochMs();
    if (engine.door().call(engine.snapshots()::load)) {
      System.out.println(
          "Loaded "
              + engine.door().call(engine.keyspace()::size)
              + " keys from "
              + engine.snapshots().file()
              + " in "
              + (engine.clock().epochMs() - startedAtMs)
              + " ms");
    }
  }

  private static boolean addShutdownListener(Engine engine, CountDownLatch shutdown) {
    engine.shutdownRequests().addListener(shutdown::countDown);
    return true;
  }

  /** Ends listener and store, then the process: a signal is an ordinary end, as in Redis. */
  private static void end(Store store, RespListener listener, CountDownLatch shutdown) {
    listener.close();
    Engine engine = Engine.of(store);
    boolean isSaved = shutdown.getCount() == 0; // or is not to be: SHUTDOWN has seen to it
    try {
      if (!isSaved && !store.isClosed()) {
        engine.door().run(engine.snapshots()::saveAtTheEnd);
      }
    } catch (HoldfastException | UncheckedIOException e) {
      System.err.println("holdfast-server: " + e.getMessage());
    }
    store.close();
    Runtime.getRuntime().halt(0);
  }
}
