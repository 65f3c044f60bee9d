package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections at once on some I/O threads; what they do is drawn from a seed. */
@Timeout(300)
class IoThreadsStressTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final long SEED = Long.getLong("holdfast.seed", System.nanoTime());
  private static final int CLIENTS = 24;
  private static final int ROUNDS = LONG ? 600 : 25;

  private static Store open() {
    return Holdfast.builder().config("io-threads", "4").open();
  }

  private static RespListener listen(Store store) throws IOException {
    return RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
  }

  private static int sessions(Store store) {
    Engine engine = Engine.of(store);
    return engine.door().call(() -> engine.sessions().all().size());
  }

  private static void inParallel(int count, IoTask task) {
    ExecutorService executor = Executors.newFixedThreadPool(count);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(CompletableFuture.runAsync(() -> task.runUnchecked(number), executor));
      }
      all.forEach(CompletableFuture::join);
    } finally {
      executor.shutdownNow();
    }
  }

  private interface IoTask {
    void run(int number) throws IOException;

    default void runUnchecked(int number) {
      try {
        run(number);
      } catch (IOException e) {
        throw new AssertionError("client " + number + ", seed " + SEED, e);
      }
    }
  }

  /** Pipelines of one client and what they are answered. */
  private static final class Script {
    final StringBuilder requests = new StringBuilder();
    final StringBuilder replies = new StringBuilder();
    private final Random random;
    private final String key;
    private String value = "";
    private int counter;

    Script(long seed, int number) {
      random = new Random(seed + number);
      key = "k" + number;
      command(":0\r\n", "DEL", key + "n");
      command("+OK\r\n", "SET", key, value);
    }

    private void command(String reply, String... arguments) {
      requests.append(RawClient.command(arguments));
      replies.append(reply);
    }

    private static String bulk(String text) {
      return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    void round() {
      int commands = 1 + random.nextInt(1 << random.nextInt(8));
      for (int i = 0; i < commands; i++) {
        switch (random.nextInt(random.nextInt(8) == 0 ? 6 : 4)) {
          case 0 -> command(":" + ++counter + "\r\n", "INCR", key + "n");
          case 1 -> command(bulk(value), "GET", key);
          case 2 -> {
            requests.append("ECHO \"quoted word\"\r\n");
            replies.append(bulk("quoted word"));
          }
          case 3 -> set(random.nextInt(1 << random.nextInt(10)));
          case 4 -> set(random.nextInt(200_000));
          default -> {
            command("+OK\r\n", "MULTI");
            command("+QUEUED\r\n", "GET", key);
            command("+QUEUED\r\n", "INCR", key + "n");
            command("*2\r\n" + bulk(value) + ":" + ++counter + "\r\n", "EXEC");
          }
        }
      }
    }

    private void set(int length) {
      value = Character.toString('a' + random.nextInt(26)).repeat(length);
      command("+OK\r\n", "SET", key, value);
    }
  }

  @Test
  void everyClient_isAnsweredInOrder_andWithItsOwn() throws IOException {
    try (Store store = open();
        RespListener listener = listen(store)) {
      inParallel(
          CLIENTS,
          number -> {
            Random random = new Random(SEED ^ number);
            Script script = new Script(SEED, number);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
              socket.setSoTimeout(60_000);
              for (int round = 0; round < ROUNDS; round++) {
                script.round();
                exchange(socket, script, random, number);
              }
            }
          });
      while (sessions(store) > 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** Sends from one thread, cut anywhere, while another reads. */
  private static void exchange(Socket socket, Script script, Random random, int number)
      throws IOException {
    byte[] requests = script.requests.toString().getBytes(ISO_8859_1);
    String expected = script.replies.toString();
    long cuts = random.nextLong();
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> send(socket, requests, new Random(cuts)), task -> new Thread(task).start());
    String replies = new String(socket.getInputStream().readNBytes(expected.length()), ISO_8859_1);
    assertThat(replies.equals(expected)).as("client %d, seed %d", number, SEED).isTrue();
    sent.join();
    script.requests.setLength(0);
    script.replies.setLength(0);
  }

  private static void send(Socket socket, byte[] requests, Random random) {
    try {
      for (int at = 0; at < requests.length; ) {
        int count = Math.min(requests.length - at, 1 + random.nextInt(1 << random.nextInt(18)));
        socket.getOutputStream().write(requests, at, count);
        at += count;
      }
    } catch (IOException e) {
      throw new AssertionError("seed " + SEED, e);
    }
  }

  @Test
  void clientsThatAreKilledWhileTheySend_leaveNothingBehind() throws IOException {
    int rounds = LONG ? 50 : 3;
    try (Store store = open();
        RespListener listener = listen(store)) {
      long before = openFiles();
      for (int round = 0; round < rounds; round++) {
        inParallel(
            8,
            number -> {
              if (number == 0) {
                killUntilAllAreGone(listener, 7);
              } else {
                floodUntilTheEnd(listener);
              }
            });
      }
      while (sessions(store) > 0 || openFiles() > before) {
        Thread.onSpinWait();
      }
    }
  }

  private static void killUntilAllAreGone(RespListener listener, int clients) throws IOException {
    try (RawClient killer = new RawClient(listener.port())) {
      for (int killed = 0; killed < clients; ) {
        String reply = killer.ask(":0\r\n", "CLIENT", "KILL", "TYPE", "normal");
        killed += reply.charAt(1) - '0';
      }
    }
  }

  /** Pipelines with long replies, never read. */
  private static void floodUntilTheEnd(RespListener listener) throws IOException {
    byte[] requests =
        (RawClient.command("SET", "k", "v".repeat(20_000)) + RawClient.command("GET", "k"))
            .repeat(20)
            .getBytes(ISO_8859_1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      Thread reader = new Thread(() -> drain(socket));
      reader.start();
      try {
        while (true) {
          socket.getOutputStream().write(requests);
        }
      } catch (IOException killed) {
        reader.interrupt();
      }
    }
  }

  private static void drain(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[100_000];
      while (in.read(bytes) >= 0) {}
    } catch (IOException killed) {
      // As it is meant to be.
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void closingWhileClientsSend_endsThreadsAndSockets() throws IOException {
    for (int round = 0; round < (LONG ? 50 : 4); round++) {
      boolean isStoreFirst = round % 2 == 0;
      Store store = open();
      RespListener listener = listen(store);
      CompletableFuture<Void> clients =
          CompletableFuture.runAsync(() -> inParallel(4, number -> floodUntilTheEnd(listener)));
      while (sessions(store) < 4) {
        Thread.onSpinWait();
      }
      if (isStoreFirst) {
        store.close();
      }
      listener.close();
      store.close();
      clients.orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(Thread.getAllStackTraces().keySet())
          .as("round %d", round)
          .noneMatch(thread -> thread.getName().startsWith("holdfast-io-"));
    }
  }
}
