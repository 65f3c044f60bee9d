package io.holdfast.bench.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a client waits for a GET while others do their worst: alone, and beside each attack in
 * turn. Works with any server on this machine.
 *
 * <pre>
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.connection.Attacks attack PORT NAME [SECONDS]
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.connection.Attacks probe PORT [SECONDS]
 * </pre>
 *
 * An attack says when it is under way. It and the probe are two processes, so that the collector of
 * one does not hold up the other; {@code jmh/scripts/attacks.sh} runs both against both servers.
 */
public final class Attacks {
  private static final int WARM_UP_REQUESTS = 20_000;
  private static final int LARGE_BYTES = 1024 * 1024;
  private static final int REPLY_BYTES = "$5\r\nvalue\r\n".length();

  private static final ByteBuffer PIPELINE = ascii(command("INCR", "n").repeat(100_000));
  private static final ByteBuffer SLOW = ascii(command("LPOS", "list", "absent").repeat(2_000));
  private static final ByteBuffer LARGE_SET =
      ascii(command("SET", "large2", "x".repeat(16 * LARGE_BYTES)));
  private static final ByteBuffer MANY_ARGUMENTS = ascii(command(manyWords()));

  private final InetSocketAddress address;

  private Attacks(int port) {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** One way to keep a server busy; repeated until the time is over. */
  private interface Attack {
    void run() throws IOException;
  }

  /** Attacks, or measures beside it. */
  public static void main(String[] args) throws Exception {
    Attacks attacks = new Attacks(Integer.parseInt(args[1]));
    if (args[0].equals("probe")) {
      attacks.probe(args.length > 2 ? Integer.parseInt(args[2]) : 5);
    } else {
      attacks.attack(args[2], args.length > 3 ? Integer.parseInt(args[3]) : 10);
    }
  }

  // ---- the probe -----------------------------------------------------------------------------

  private void probe(int seconds) throws IOException {
    ByteBuffer get = ascii(command("GET", "probe"));
    try (SocketChannel client = open()) {
      client.write(ascii(command("SET", "probe", "value")));
      read(client, 5);
      for (int i = 0; i < WARM_UP_REQUESTS; i++) {
        ask(client, get, REPLY_BYTES);
      }
      double[] worst = new double[seconds];
      double[] p999 = new double[seconds];
      double[] median = new double[seconds];
      for (int second = 0; second < seconds; second++) {
        long[] ns = oneSecond(client, get, REPLY_BYTES);
        worst[second] = ns[ns.length - 1] / 1e6;
        p999[second] = ns[(int) (ns.length * 0.999)] / 1e6;
        median[second] = ns[ns.length / 2] / 1e6;
      }
      Arrays.sort(worst);
      Arrays.sort(p999);
      Arrays.sort(median);
      System.out.printf(
          Locale.ROOT,
          "ms: median %.3f  p99.9 %.3f  worst of a second: least %.3f median %.3f most %.3f%n",
          median[seconds / 2],
          p999[seconds / 2],
          worst[0],
          worst[seconds / 2],
          worst[seconds - 1]);
    }
  }

  /** The times of a second's requests in ns, the longest last. */
  private static long[] oneSecond(SocketChannel client, ByteBuffer request, int replyBytes)
      throws IOException {
    long[] ns = new long[200_000];
    int count = 0;
    long nowNs = System.nanoTime();
    long endNs = nowNs + 1_000_000_000L;
    while (nowNs < endNs && count < ns.length) {
      ask(client, request, replyBytes);
      long doneNs = System.nanoTime();
      ns[count++] = doneNs - nowNs;
      nowNs = doneNs;
    }
    long[] times = Arrays.copyOf(ns, count);
    Arrays.sort(times);
    return times;
  }

  private static void ask(SocketChannel client, ByteBuffer request, int replyBytes)
      throws IOException {
    client.write(request.rewind());
    read(client, replyBytes);
  }

  // ---- the attacks ---------------------------------------------------------------------------

  private void attack(String name, int seconds) throws IOException, InterruptedException {
    List<Attack> attackers = new ArrayList<>();
    switch (name) {
      case "none" -> {}
      case "pipelines" -> add(attackers, 20, this::pipelineUnread);
      case "slow-commands" -> add(attackers, 20, this::slowCommands);
      case "large-unread" -> add(attackers, 4, this::largeUnread);
      case "large-read" -> add(attackers, 8, this::largeRead);
      case "large-writes" -> add(attackers, 4, this::largeWrites);
      case "many-arguments" -> add(attackers, 2, this::manyArguments);
      case "byte-by-byte" -> add(attackers, 4, this::byteByByte);
      case "connects" -> add(attackers, 4, this::connects);
      case "subscribers" -> add(attackers, 1, this::subscribersWhoDoNotRead);
      default -> throw new IllegalArgumentException("no such attack: name=" + name);
    }
    prepare();
    long endNs = System.nanoTime() + seconds * 1_000_000_000L;
    CountDownLatch underWay = new CountDownLatch(attackers.size());
    List<Thread> threads = new ArrayList<>();
    for (Attack attack : attackers) {
      Thread thread = new Thread(() -> repeat(attack, endNs, underWay));
      thread.setDaemon(true); // one may be stuck in a write that nobody reads
      thread.start();
      threads.add(thread);
    }
    underWay.await(seconds, TimeUnit.SECONDS);
    System.out.println("under way");
    for (Thread thread : threads) {
      thread.join(Math.max(1, (endNs - System.nanoTime()) / 1_000_000));
    }
    System.exit(0);
  }

  private static void add(List<Attack> attackers, int count, Attack attack) {
    for (int i = 0; i < count; i++) {
      attackers.add(attack);
    }
  }

  private static void repeat(Attack attack, long endNs, CountDownLatch underWay) {
    while (System.nanoTime() < endNs) {
      try {
        attack.run();
      } catch (IOException cutOff) {
        // It comes again.
      }
      underWay.countDown();
    }
  }

  private void prepare() throws IOException {
    try (SocketChannel client = open()) {
      client.write(
          ascii(command("DEL", "list") + command("SET", "large", "x".repeat(LARGE_BYTES))));
      read(client, 4 + 5);
      String[] push = new String[1_002];
      Arrays.fill(push, "element");
      push[0] = "RPUSH";
      push[1] = "list";
      client.write(ascii(command(push)));
      read(client, ":1000\r\n".length());
    }
  }

  /** 100,000 commands at once; not a reply is read. */
  private void pipelineUnread() throws IOException {
    try (SocketChannel client = open()) {
      client.write(PIPELINE.duplicate());
      hold();
    }
  }

  /** Who closed at once would take his unread requests back. */
  private static void hold() {
    LockSupport.parkNanos(200_000_000);
  }

  /** Commands of some ten microseconds each, many of them, and small replies. */
  private void slowCommands() throws IOException {
    try (SocketChannel client = open()) {
      client.write(SLOW.duplicate());
      read(client, 2_000 * 5);
    }
  }

  private void largeUnread() throws IOException {
    try (SocketChannel client = open()) {
      client.write(ascii(command("GET", "large").repeat(200)));
      read(client, 100);
      hold();
    }
  }

  private void largeRead() throws IOException {
    try (SocketChannel client = open()) {
      client.write(ascii(command("GET", "large").repeat(20)));
      read(client, 20 * (LARGE_BYTES + 12));
    }
  }

  private void largeWrites() throws IOException {
    try (SocketChannel client = open()) {
      client.write(LARGE_SET.duplicate());
      read(client, 5);
    }
  }

  private void manyArguments() throws IOException {
    try (SocketChannel client = open()) {
      client.write(MANY_ARGUMENTS.duplicate());
      read(client, 4);
    }
  }

  private static String[] manyWords() {
    String[] words = new String[20_001];
    Arrays.fill(words, "0123456789");
    words[0] = "DEL";
    return words;
  }

  private void byteByByte() throws IOException {
    String command = command("SET", "slow", "x".repeat(1_000));
    try (SocketChannel client = open()) {
      for (int i = 0; i < command.length(); i++) {
        client.write(ascii(command.substring(i, i + 1)));
      }
      read(client, 5);
    }
  }

  private void connects() throws IOException {
    for (int i = 0; i < 100; i++) {
      SocketChannel client = SocketChannel.open(address);
      client.setOption(StandardSocketOptions.SO_LINGER, 0); // or the ports are used up
      client.close();
    }
  }

  private void subscribersWhoDoNotRead() throws IOException {
    List<SocketChannel> subscribers = new ArrayList<>();
    try (SocketChannel publisher = open()) {
      for (int i = 0; i < 100; i++) {
        SocketChannel subscriber = open();
        subscriber.write(ascii(command("SUBSCRIBE", "news")));
        subscribers.add(subscriber);
      }
      for (int i = 0; i < 500; i++) {
        publisher.write(ascii(command("PUBLISH", "news", "x".repeat(64 * 1024))));
        read(publisher, 4);
      }
    }
    for (SocketChannel subscriber : subscribers) {
      subscriber.close();
    }
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private SocketChannel open() throws IOException {
    SocketChannel client = SocketChannel.open(address);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return client;
  }

  private static String command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }

  private static ByteBuffer ascii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static final ThreadLocal<ByteBuffer> RECEIVED =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(64 * 1024));

  /** Reads so many bytes and forgets them. */
  private static void read(SocketChannel client, int count) throws IOException {
    ByteBuffer received = RECEIVED.get();
    for (int left = count; left > 0; ) {
      received.clear().limit(Math.min(left, received.capacity()));
      int read = client.read(received);
      if (read < 0) {
        throw new IOException("the server has closed the connection");
      }
      left -= read;
    }
  }
}
