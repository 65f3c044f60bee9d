package io.holdfast.bench.connection;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a connection costs the heap that does nothing: just opened, after one command, and after one
 * of 16 KiB.
 *
 * <pre>
 * ulimit -n 20000
 * java -Xmx1g -cp jmh/target/benchmarks.jar io.holdfast.bench.connection.IdleConnections [COUNT [PORT]]
 * </pre>
 *
 * With a port it connects to the server there, which tells {@code used_memory} of itself. Without
 * one the clients are in the process of the listener, and what they cost is measured with clients
 * of a listening socket that does nothing, and taken off.
 */
public final class IdleConnections {
  private static final int LARGE_BYTES = 16 * 1024;

  private final List<SocketChannel> clients = new ArrayList<>();
  private final int count;

  private IdleConnections(int count) {
    this.count = count;
  }

  /** Prints bytes a connection. */
  public static void main(String[] args) throws Exception {
    IdleConnections connections =
        new IdleConnections(args.length > 0 ? Integer.parseInt(args[0]) : 9_900);
    if (args.length > 1) {
      connections.ofServer(Integer.parseInt(args[1]));
    } else {
      connections.ofListener();
    }
  }

  private interface Memory {
    long used() throws IOException;
  }

  private void ofListener() throws Exception {
    long client = clientBytes();
    try (Store store = Holdfast.open();
        RespListener listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store)) {
      measure(listener.port(), IdleConnections::heapBytes, client);
    }
  }

  private void ofServer(int port) throws IOException {
    measure(port, () -> usedMemory(port), 0);
  }

  private void measure(int port, Memory memory, long clientBytes) throws IOException {
    String large = "x".repeat(LARGE_BYTES);
    // What is made once is made before.
    open(port, 1);
    askAll(command("SET", "k", large), "+OK\r\n");
    long before = memory.used();
    open(port, count);
    askAll(command("PING"), "+PONG\r\n");
    print("after a PING", memory.used() - before, clientBytes);
    askAll(command("GET", "absent"), "$-1\r\n");
    print("after a GET", memory.used() - before, clientBytes);
    askAll(command("SET", "k", large), "+OK\r\n");
    print("after a SET of 16 KiB", memory.used() - before, clientBytes);
    askAll(command("GET", "k"), "$" + LARGE_BYTES + "\r\n" + large + "\r\n");
    print("after a GET of 16 KiB", memory.used() - before, clientBytes);
  }

  private void print(String when, long bytes, long clientBytes) {
    System.out.printf(
        Locale.ROOT, "%-24s %,8d bytes a connection%n", when, bytes / count - clientBytes);
  }

  /** What a client's end costs, which is in the same heap. */
  private long clientBytes() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20_000);
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      open(port, 1);
      long before = heapBytes();
      open(port, 4_000);
      long bytes = (heapBytes() - before) / 4_000;
      for (SocketChannel client : clients) {
        client.close();
      }
      clients.clear();
      return bytes;
    }
  }

  private void open(int port, int wanted) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < wanted; i++) {
      clients.add(SocketChannel.open(address));
    }
  }

  /** Each client asks once and reads the reply. */
  private void askAll(String request, String reply) throws IOException {
    ByteBuffer bytes = ascii(request);
    ByteBuffer received = ByteBuffer.allocateDirect(reply.length());
    for (SocketChannel client : clients) {
      client.write(bytes.rewind());
      received.clear();
      while (received.hasRemaining()) {
        if (client.read(received) < 0) {
          throw new IOException("the server has closed the connection");
        }
      }
    }
  }

  private static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static long usedMemory(int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (SocketChannel client = SocketChannel.open(address)) {
      client.write(ascii("INFO memory\r\nQUIT\r\n"));
      ByteBuffer text = ByteBuffer.allocate(64 * 1024);
      while (client.read(text) >= 0) {
        // until it ends
      }
      String info = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
      int at = info.indexOf("used_memory:") + "used_memory:".length();
      return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
    }
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
}
