package io.holdfast.bench.pubsub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Publishes to many subscribers of one channel and waits until everybody has everything: how long a
 * server takes from PUBLISH to the last subscriber.
 *
 * <pre>
 * java -cp jmh/target/benchmarks.jar io.holdfast.bench.pubsub.FanOut PORT SUBSCRIBERS ROUNDS AT_ONCE
 * </pre>
 *
 * {@code AT_ONCE} messages are published by one write; the next ones follow when all have come.
 * Each line printed is a run of {@code ROUNDS}; the first warms up.
 */
public final class FanOut {
  private static final int RUNS = 6;
  private static final String PAYLOAD = "0123456789abcdef0123456789abcdef";
  private static final byte[] PUBLISH =
      ("*3\r\n$7\r\nPUBLISH\r\n$4\r\nnews\r\n$32\r\n" + PAYLOAD + "\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SUBSCRIBE =
      "*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int CONFIRMATION = "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n".length();
  private static final int MESSAGE =
      ("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$32\r\n" + PAYLOAD + "\r\n").length();

  private final InetSocketAddress address;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  private FanOut(int port) throws IOException {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    selector = Selector.open();
  }

  /** Measures a server on this machine. */
  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.err.println("usage: FanOut PORT SUBSCRIBERS ROUNDS AT_ONCE");
      System.exit(1);
      return;
    }
    new FanOut(Integer.parseInt(args[0]))
        .run(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
  }

  private void run(int subscribers, int rounds, int atOnce) throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      SocketChannel channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.write(ByteBuffer.wrap(SUBSCRIBE));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      channels.add(channel);
    }
    receive((long) subscribers * CONFIRMATION);
    ByteBuffer commands = ByteBuffer.allocateDirect(atOnce * PUBLISH.length);
    for (int i = 0; i < atOnce; i++) {
      commands.put(PUBLISH);
    }
    int reply = (":" + subscribers + "\r\n").length();
    try (SocketChannel publisher = SocketChannel.open(address)) {
      publisher.setOption(StandardSocketOptions.TCP_NODELAY, true);
      publisher.configureBlocking(false);
      publisher.register(selector, SelectionKey.OP_READ);
      for (int run = 0; run < RUNS; run++) {
        long startNs = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
          commands.clear().limit(atOnce * PUBLISH.length);
          publisher.write(commands);
          receive((long) atOnce * ((long) subscribers * MESSAGE + reply));
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%,12.0f messages received a second, %8.3f ms a round%n",
            (double) rounds * atOnce * subscribers / seconds,
            seconds / rounds * 1e3);
      }
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  /** Reads so many bytes, by whichever connections they come. */
  private void receive(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        buffer.clear();
        int count = ((SocketChannel) key.channel()).read(buffer);
        if (count < 0) {
          throw new IOException("the server has closed a connection");
        }
        left -= count;
      }
      selector.selectedKeys().clear();
    }
  }
}
