package io.holdfast.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Clock;
import io.holdfast.Holdfast;
import io.holdfast.LoadProgress;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.EngineOptions;
import io.holdfast.core.StoreFace;
import io.holdfast.core.config.Config;
import io.holdfast.core.event.EventLoop;
import io.holdfast.core.server.DatasetDigest;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts from an append only file that takes a while: a base and an increment, tens of megabytes,
 * or several hundred where {@code holdfast.long} is true.
 *
 * <p>The loader stands still in the callback that tells how far it is, until the test lets it go
 * on; time passes only there, a second each time. So it is known what it has read when a client
 * asks.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeLogTest {
  private static final boolean IS_LONG = Boolean.getBoolean("holdfast.long");
  private static final int BATCHES = IS_LONG ? 300 : 12;
  private static final int BATCH = 1_000;
  private static final int VALUE_LENGTH = 1_000;
  private static final long MEGABYTE = 1L << 20;
  private static final String REFUSED = "-LOADING Redis is loading the dataset in memory\r\n";

  /** Half of it is in the base. */
  private static final long MIN_LOG_BYTES = 2L * BATCHES * BATCH * VALUE_LENGTH;

  /** A clock that moves when it is told to. */
  private static final class SteppedClock implements Clock {
    final AtomicLong nowNs = new AtomicLong(1_800_000_000_000_000_000L);

    @Override
    public long epochMs() {
      return nowNs.get() / 1_000_000;
    }

    @Override
    public long nanoTime() {
      return nowNs.get();
    }

    void second() {
      nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }

  @TempDir private Path folder;
  private String digest;

  // ---- the file ------------------------------------------------------------------------------

  @BeforeEach
  void write() {
    Holdfast.Builder builder =
        Holdfast.builder()
            .config("dir", folder.toString())
            .config("appendonly", "yes")
            .config("appendfsync", "no")
            .config("rdbcompression", "no")
            .config("auto-aof-rewrite-percentage", "0");
    try (Store store = builder.open()) {
      Engine engine = Engine.of(store);
      fill(store, "base");
      assertThat(engine.door().call(() -> engine.appendOnly().log().rewrite())).isTrue();
      while (engine.door().call(() -> engine.appendOnly().log().figures().isRewriting())) {
        Thread.onSpinWait();
      }
      fill(store, "increment");
      store.strings().set("last", "word");
      digest = digest(engine);
    }
  }

  private static void fill(Store store, String prefix) {
    for (int batch = 0; batch < BATCHES; batch++) {
      int from = batch * BATCH;
      store.call(
          db -> {
            for (int i = from; i < from + BATCH; i++) {
              db.strings().set(prefix + i, value(i));
            }
            return true;
          });
    }
  }

  private static String value(int i) {
    return (i + ".").repeat(VALUE_LENGTH).substring(0, VALUE_LENGTH);
  }

  private static String digest(Engine engine) {
    return engine.door().call(() -> DatasetDigest.of(engine.keyspace()));
  }

  // ---- a client ------------------------------------------------------------------------------

  private static Socket client(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket client, String lines) throws IOException {
    client.getOutputStream().write(lines.getBytes(ISO_8859_1));
  }

  private static String read(Socket client, int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), ISO_8859_1);
  }

  private static String readBulk(Socket client) throws IOException {
    StringBuilder header = new StringBuilder();
    while (header.indexOf("\r\n") < 0) {
      header.append(read(client, 1));
    }
    return read(client, Integer.parseInt(header.substring(1, header.length() - 2)) + 2);
  }

  private static long field(String info, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":([0-9]+)").matcher(info);
    assertThat(line.find()).as(name + " in " + info).isTrue();
    return Long.parseLong(line.group(1));
  }

  // ---- a store that loads while the test looks -----------------------------------------------

  /** A server's store, whose loader stands still in its callback. */
  private final class Loader implements AutoCloseable {
    private final SteppedClock clock = new SteppedClock();
    private final List<LoadProgress> told = new ArrayList<>();
    private final Semaphore standing = new Semaphore(0);
    private final Semaphore goOn = new Semaphore(0);
    private volatile boolean isWatched = true;

    private final Engine engine;
    private final Store store;
    private final RespListener listener;
    private final CompletableFuture<Boolean> loaded;

    Loader() throws IOException {
      Config config = new Config();
      config.load("dir", folder.toString());
      config.load("appendonly", "yes");
      engine =
          new Engine(
              new EngineOptions(
                  clock,
                  Optional.of(1L),
                  EventLoop.Mode.BORROWED,
                  config,
                  EngineOptions.CHANGES_KEPT,
                  EngineOptions.CHANGE_BYTES_KEPT,
                  Duration.ZERO,
                  Optional.of(this::onLoading)));
      engine.start();
      store = new StoreFace(engine);
      engine.door().run(engine.loading()::serveClients);
      listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
      loaded = engine.loading().inNextTurn(engine.eventLoop(), engine::loadData);
      standing.acquireUninterruptibly();
    }

    private void onLoading(LoadProgress progress) {
      told.add(progress);
      clock.second();
      if (isWatched) {
        standing.release();
        goOn.acquireUninterruptibly();
      }
    }

    /** Where the loader stands. */
    LoadProgress at() {
      return told.get(told.size() - 1);
    }

    /** Lets it read on, some megabyte, and serve clients. */
    void goOn() {
      goOn.release();
      standing.acquireUninterruptibly();
    }

    /** Lets it read on until a client has an answer; it has not come to the end by then. */
    void goOnUntilAnswered(Socket client) throws IOException {
      while (client.getInputStream().available() == 0) {
        assertThat(at().percent()).as("nobody answers").isLessThan(100);
        goOn();
      }
      assertThat(loaded).isNotDone();
    }

    void goOnToTheEnd() {
      isWatched = false;
      goOn.release();
      assertThat(loaded.join()).isTrue();
    }

    @Override
    public void close() {
      isWatched = false;
      goOn.release();
      listener.close();
      store.close();
    }
  }

  @Test
  void clientsAreToldToWait_andHowFarItIs_andFindEverythingAfterwards() throws IOException {
    try (Loader loader = new Loader();
        Socket client = client(loader.listener.port())) {
      assertThat(loader.at().bytesRead()).isZero();
      assertThat(loader.at().bytesTotal()).isGreaterThan(MIN_LOG_BYTES);
      send(client, "GET last\r\n");
      loader.goOnUntilAnswered(client);
      assertThat(read(client, REFUSED.length())).isEqualTo(REFUSED);
      long read = 0;
      for (int i = 0; i < 3; i++) {
        send(client, "INFO persistence\r\n");
        loader.goOnUntilAnswered(client);
        read = assertMoved(readBulk(client), read, loader.at().bytesTotal());
      }
      send(client, "SET last mine\r\n");
      loader.goOnUntilAnswered(client);
      assertThat(read(client, REFUSED.length())).isEqualTo(REFUSED);
      loader.goOnToTheEnd();
      assertTold(loader.told);
      send(client, "GET last\r\nDBSIZE\r\nINFO persistence\r\n");
      assertThat(readBulk(client)).isEqualTo("word\r\n");
      String size = ":" + (2 * BATCHES * BATCH + 1) + "\r\n";
      assertThat(read(client, size.length())).isEqualTo(size);
      assertThat(readBulk(client)).contains("loading:0\r\n").doesNotContain("loading_total");
      assertThat(digest(loader.engine)).isEqualTo(digest);
    }
  }

  private static long assertMoved(String info, long before, long total) {
    long read = field(info, "loading_loaded_bytes");
    assertThat(read).isGreaterThan(before).isLessThan(total);
    assertThat(field(info, "loading")).isEqualTo(1);
    assertThat(field(info, "loading_total_bytes")).isEqualTo(total);
    assertThat(field(info, "loading_loaded_perc")).isEqualTo(100 * read / total);
    // A second for each megabyte, as the test's clock has it.
    assertThat(field(info, "loading_eta_seconds"))
        .isBetween((total - read) / MEGABYTE / 2, 2 * (total - read) / MEGABYTE + 1);
    return read;
  }

  /** Every second once, which is every megabyte here, each time further, and at the end. */
  private static void assertTold(List<LoadProgress> told) {
    long total = told.get(0).bytesTotal();
    assertThat(told).hasSizeGreaterThan((int) (total / MEGABYTE / 2));
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i).bytesRead()).isGreaterThan(told.get(i - 1).bytesRead());
      assertThat(told.get(i).bytesTotal()).isEqualTo(total);
    }
    assertThat(told.get(told.size() - 1)).isEqualTo(new LoadProgress(total, total));
  }

  @Test
  void callerOfTheLibrary_isToldWhileItOpens() {
    List<LoadProgress> told = new ArrayList<>();
    SteppedClock clock = new SteppedClock();
    Holdfast.Builder builder =
        Holdfast.builder()
            .clock(clock)
            .config("dir", folder.toString())
            .config("appendonly", "yes")
            .onLoading(
                progress -> {
                  told.add(progress);
                  clock.second();
                });
    try (Store store = builder.open()) {
      assertTold(told);
      assertThat(digest(Engine.of(store))).isEqualTo(digest);
    }
  }

  // ---- the server ----------------------------------------------------------------------------

  @Test
  @EnabledIfSystemProperty(named = "holdfast.long", matches = "true")
  void server_saysEverySecondHowFarItIs() throws IOException, InterruptedException {
    int port = freePort();
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = server.inputReader(ISO_8859_1)) {
      List<Integer> percents = new ArrayList<>();
      List<Boolean> refusals = new ArrayList<>();
      String line = lines.readLine();
      for (; line != null && !line.startsWith("Ready"); line = lines.readLine()) {
        if (line.startsWith("Loading: ")) {
          percents.add(Integer.parseInt(line.replaceAll("[^0-9]", "")));
          refusals.add(isRefused(port));
        }
      }
      assertThat(line).startsWith("Ready to accept connections");
      assertThat(refusals).as("clients were told to wait").contains(true);
      assertThat(percents).isNotEmpty().isSorted().doesNotHaveDuplicates();
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static boolean isRefused(int port) throws IOException {
    try (Socket client = client(port)) {
      send(client, "GET last\r\n");
      return client.getInputStream().read() == '-';
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
