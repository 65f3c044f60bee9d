package io.holdfast.server;

import io.holdfast.HoldfastException;
import io.holdfast.LoadProgress;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.EngineOptions;
import io.holdfast.core.StoreFace;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.ConfigFile;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.SavePoints;
import io.holdfast.persistence.AofCheck;
import io.holdfast.persistence.RdbCheck;
import io.holdfast.resp.RespListener;
import io.holdfast.spi.SnapshotFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/**
 * The runnable server: a store, a listener, and the end of both.
 *
 * <pre>
 * java -jar holdfast-server.jar [/path/to/redis.conf] [--directive value ...]
 * java -jar holdfast-server.jar --check-rdb dump.rdb
 * java -jar holdfast-server.jar --check-aof [--fix] appendonly.aof.manifest
 * </pre>
 */
public final class Main {
  private static final int ALL_PERCENT = 100;

  private static final String USAGE =
      """
      Usage: java -jar holdfast-server.jar [/path/to/redis.conf] [--directive value ...]
             java -jar holdfast-server.jar --check-rdb dump.rdb
             java -jar holdfast-server.jar --check-aof [--fix] appendonly.aof.manifest
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
    if (args.length > 1 && args[0].equals("--check-aof")) {
      System.exit(checkAof(List.of(args).subList(1, args.length)) ? 0 : 1);
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
    Config config = new Config();
    config.load("save", SavePoints.REDIS_DEFAULT);
    ConfigFile.loadArguments(List.of(args), config);
    Engine engine = new Engine(EngineOptions.ofServer(config, Main::sayHowFar));
    engine.start();
    Store store = new StoreFace(engine);
    RespListener listener;
    try {
      requireDirectory(engine.config().get(Directives.DIR));
      engine.door().run(engine.loading()::serveClients);
      listener = RespListener.builder().open(store);
      engine.door().call(() -> addShutdownListener(engine, shutdown));
      load(engine);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(store, listener, shutdown), "holdfast-end"));
    System.out.println("Ready to accept connections " + listener.description());
    prepare(engine);
  }

  private static boolean checkAof(List<String> args) {
    List<String> files = args.stream().filter(arg -> !arg.equals("--fix")).toList();
    if (files.size() != 1) {
      System.err.print(USAGE);
      return false;
    }
    boolean isToFix = files.size() < args.size();
    return AofCheck.check(Path.of(files.get(0)), isToFix, Main::isConfirmed, System.out);
  }

  private static boolean isConfirmed() {
    try {
      int answer = System.in.read();
      return answer == 'y' || answer == 'Y';
    } catch (IOException e) {
      return false;
    }
  }

  private static void requireDirectory(String path) throws IOException {
    if (!Files.isDirectory(Path.of(path))) {
      throw new IOException("dir: " + path + ": there is no such directory");
    }
  }

  /** A file that is damaged ends the start: what is in it is the user's to decide on. */
  private static void load(Engine engine) {
    long startedAtMs = engine.clock().epochMs();
    if (isLoaded(engine)) {
      System.out.println(
          "Loaded "
              + engine.door().call(engine.keyspace()::size)
              + " keys in "
              + (engine.clock().epochMs() - startedAtMs)
              + " ms");
    }
  }

  /** Loads the data if there is any; clients that come meanwhile are told to wait. */
  private static boolean isLoaded(Engine engine) {
    try {
      return engine.loading().inNextTurn(engine.eventLoop(), engine::loadData).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void sayHowFar(LoadProgress progress) {
    if (progress.bytesRead() > 0 && progress.percent() < ALL_PERCENT) {
      System.out.println("Loading: " + progress.percent() + " %");
    }
  }

  /**
   * Meanwhile requests are served: it takes a second of another processor, which loading would
   * miss.
   */
  private static void prepare(Engine engine) {
    SnapshotFiles files = engine.door().call(engine.snapshots()::files);
    Thread thread = new Thread(files::prepare, "holdfast-prepare");
    thread.setDaemon(true);
    thread.start();
  }

  private static boolean addShutdownListener(Engine engine, CountDownLatch shutdown) {
    engine.shutdownRequests().addListener(() -> shutDown(engine, shutdown));
    return true;
  }

  /** While the data is loaded there is nothing to bring to an end. */
  private static void shutDown(Engine engine, CountDownLatch shutdown) {
    if (engine.loading().isActive()) {
      Runtime.getRuntime().halt(0);
    }
    shutdown.countDown();
  }

  /** A part of the data must not take the place of all. */
  private static void save(Engine engine) {
    if (!engine.loading().isActive()) {
      engine.snapshots().saveAtTheEnd();
    }
  }

  /** Ends listener and store, then the process: a signal is an ordinary end, as in Redis. */
  private static void end(Store store, RespListener listener, CountDownLatch shutdown) {
    listener.close();
    Engine engine = Engine.of(store);
    boolean isSaved = shutdown.getCount() == 0; // or is not to be: SHUTDOWN has seen to it
    try {
      if (!isSaved && !store.isClosed()) {
        engine.door().run(() -> save(engine));
      }
    } catch (HoldfastException | UncheckedIOException e) {
      System.err.println("holdfast-server: " + e.getMessage());
    }
    store.close();
    Runtime.getRuntime().halt(0);
  }
}
