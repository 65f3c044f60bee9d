package io.holdfast.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * What clients cost a server while they wait in BLPOP for one list, and how soon a push serves the
 * one who came first. Works with any server.
 *
 * <pre>
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.WaitingClientsBenchmark port pid [clients]
 * </pre>
 */
public final class WaitingClientsBenchmark {
  private static final int PUSHES = 5_000;
  private static final Duration REST = Duration.ofSeconds(5);

  private final InetSocketAddress address;

  private WaitingClientsBenchmark(int port) {
    address = new InetSocketAddress("127.0.0.1", port);
  }

  /** Prints both. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int clients = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
    ProcessHandle server = ProcessHandle.of(Long.parseLong(args[1])).orElseThrow();
    new WaitingClientsBenchmark(Integer.parseInt(args[0])).run(clients, server);
  }

  private void run(int clients, ProcessHandle server) throws IOException, InterruptedException {
    Deque<SocketChannel> waiting = new ArrayDeque<>();
    for (int i = 0; i < clients; i++) {
      SocketChannel client = SocketChannel.open(address);
      client.write(ascii("*3\r\n$5\r\nBLPOP\r\n$1\r\nl\r\n$1\r\n0\r\n"));
      waiting.add(client);
    }
    Thread.sleep(1_000);
    Duration before = cpuOf(server);
    Thread.sleep(REST.toMillis());
    System.out.printf(
        "%d clients wait: %d ms of processor time in %d s%n",
        clients, cpuOf(server).minus(before).toMillis(), REST.toSeconds());
    push(waiting);
    for (SocketChannel client : waiting) {
      client.configureBlocking(false);
      if (client.read(ByteBuffer.allocate(64)) != 0) {
        throw new IllegalStateException("somebody was served who had no turn");
      }
      client.close();
    }
  }

  private void push(Deque<SocketChannel> waiting) throws IOException {
    long[] ns = new long[Math.min(PUSHES, waiting.size() / 2)];
    try (SocketChannel pusher = SocketChannel.open(address)) {
      for (int i = 0; i < ns.length; i++) {
        SocketChannel first = waiting.remove();
        long startNs = System.nanoTime();
        pusher.write(ascii("*3\r\n$5\r\nLPUSH\r\n$1\r\nl\r\n$1\r\nx\r\n"));
        read(first, "*2\r\n$1\r\nl\r\n$1\r\nx\r\n");
        ns[i] = System.nanoTime() - startNs;
        read(pusher, ":1\r\n");
        first.close();
      }
    }
    Arrays.sort(ns);
    System.out.printf(
        "from a push to the reply of the one it serves, us: p50 %.1f p99 %.1f max %.1f%n",
        ns[ns.length / 2] / 1e3, ns[ns.length * 99 / 100] / 1e3, ns[ns.length - 1] / 1e3);
  }

  private static void read(SocketChannel from, String expected) throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(expected.length());
    while (reply.hasRemaining() && from.read(reply) >= 0) {
      // until it is whole
    }
    String text = new String(reply.array(), StandardCharsets.US_ASCII);
    if (!text.equals(expected)) {
      throw new IllegalStateException("unexpected reply: " + text);
    }
  }

  private static Duration cpuOf(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
