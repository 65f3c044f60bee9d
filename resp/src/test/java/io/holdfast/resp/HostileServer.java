package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.SilentTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A store behind a real listener that is sent anything, and what must be true of it all the same:
 * what it answers are replies, another client is served, and when the connection is over nothing of
 * it is left.
 */
final class HostileServer implements AutoCloseable {
  /** Cannot be typed: they end the process, write files or change who may do what. */
  private static final List<String> FORBIDDEN =
      List.of("SHUTDOWN", "SAVE", "BGSAVE", "BGREWRITEAOF", "CONFIG", "ACL", "DEBUG");

  private final PassingClock clock = new PassingClock();
  private final LoggedFaults faults;
  private final Path directory;
  private final Store store;
  private final Engine engine;
  private final RespListener listener;
  private final SocketAddress plain;
  private final SocketAddress encrypted;
  private final Session session;
  private final ReplyWriter replies = new ReplyWriter(new ChunkPool());
  private final OpenSockets sockets;
  private SocketChannel probe;
  private int inputs;

  HostileServer() throws IOException, ReflectiveOperationException, GeneralSecurityException {
    faults = new LoggedFaults();
    directory = Files.createTempDirectory("hostile");
    TestCertificates files = new TestCertificates(directory);
    files.make("server", "EC");
    Path config = directory.resolve("redis.conf");
    List<String> lines = new ArrayList<>();
    FORBIDDEN.forEach(name -> lines.add("rename-command " + name + " \"\""));
    lines.add("proto-max-bulk-len 1mb");
    lines.add("client-query-buffer-limit 2mb");
    lines.add("client-output-buffer-limit normal 4mb 0 0");
    lines.add("client-output-buffer-limit pubsub 1mb 0 0");
    lines.add("notify-keyspace-events KEA");
    lines.add("tls-auth-clients no");
    lines.add("tls-cert-file " + files.file("server.crt"));
    lines.add("tls-key-file " + files.file("server.key"));
    Files.write(config, lines);
    store = Holdfast.builder().clock(clock).seed(1).configFile(config).open();
    engine = Engine.of(store);
    plain = UnixDomainSocketAddress.of(directory.resolve("socket"));
    listener =
        RespListener.builder()
            .port(0)
            .tlsPort(ListenerBuilder.ANY_PORT)
            .bind("127.0.0.1")
            .unixSocket(directory.resolve("socket"), 0)
            .open(store);
    encrypted = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.tlsPort());
    session =
        engine
            .door()
            .call(
                () ->
                    engine
                        .sessions()
                        .openUnlimited(new SilentTransport("127.0.0.1:1", "127.0.0.1:2")));
    clock.step(20_000);
    run("ACL", "SETUSER", "limited", "on", ">pw", "~k*", "&c*", "+@all", "-set");
    probe = SocketChannel.open(plain);
    ping();
    sockets = new OpenSockets();
  }

  /** The names of all commands and subcommands that can be typed. */
  List<String> commandNames() {
    return engine
        .door()
        .call(
            () ->
                engine.commands().commands().stream()
                    .filter(
                        command -> !FORBIDDEN.contains(command.fullName().toUpperCase(Locale.ROOT)))
                    .flatMap(
                        command ->
                            !command.subcommands().isEmpty()
                                ? command.subcommands().values().stream()
                                : Stream.of(command))
                    .map(command -> command.fullName().replace('|', ' '))
                    .sorted()
                    .toList());
  }

  private void run(String... words) {
    engine
        .door()
        .call(
            () -> {
              engine.dispatcher().execute(CommandArgs.of(words), session, replies);
              replies.reset();
              return true;
            });
  }

  /**
   * Sends bytes over a connection of their own, in pieces, reads all that comes, and looks whether
   * all is well.
   *
   * @throws AssertionError if it is not
   */
  void send(byte[] bytes, int from, boolean isEncrypted, long seed) throws IOException {
    byte[] answer = exchange(bytes, from, isEncrypted ? encrypted : plain, new Random(seed));
    if (!isEncrypted) {
      ReplyFrames.check(answer);
    }
    run("CLIENT", "UNPAUSE");
    ping();
    Eventually.await("the session is over", () -> sessions() == 2);
    Eventually.await("all chunks are given back", () -> lentChunks() == 0);
    if (++inputs % 200 == 0) {
      run("FLUSHALL");
      Eventually.await("the sockets are closed", sockets::areAsBefore);
    }
    if (!faults.all().isEmpty()) {
      throw new AssertionError("reported: " + faults.all());
    }
  }

  private static byte[] exchange(byte[] bytes, int from, SocketAddress address, Random random)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer received = ByteBuffer.allocate(64 * 1024);
    try (SocketChannel channel = SocketChannel.open(address)) {
      if (address instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0); // leaves no TIME_WAIT behind
      }
      int most = Math.max(1 << random.nextInt(17), (bytes.length - from) / 300);
      channel.configureBlocking(false);
      boolean isSending = true;
      boolean isReader = random.nextInt(4) > 0;
      int at = from;
      while (at < bytes.length && isSending) {
        int count = Math.min(bytes.length - at, 1 + random.nextInt(most));
        ByteBuffer piece = ByteBuffer.wrap(bytes, at, count);
        int sent = channel.write(piece);
        at += sent;
        if (isReader || sent == 0) {
          isSending = read(channel, received, answer) >= 0;
        }
      }
      if (isSending) {
        channel.shutdownOutput();
      }
      channel.configureBlocking(true);
      while (read(channel, received, answer) >= 0) {
        // until it ends
      }
    } catch (IOException reset) {
      // The server has closed with bytes of ours unread.
    }
    return answer.toByteArray();
  }

  private static int read(SocketChannel channel, ByteBuffer into, ByteArrayOutputStream answer)
      throws IOException {
    into.clear();
    int count = channel.read(into);
    if (count > 0) {
      byte[] bytes = new byte[count];
      into.flip().get(bytes);
      answer.write(bytes, 0, count);
    }
    return count;
  }

  /** Another client, who may have been killed but is served when he comes again. */
  private void ping() throws IOException {
    if (!isPonged()) {
      probe.close();
      probe = SocketChannel.open(plain);
      if (!isPonged()) {
        throw new AssertionError("another client is not served");
      }
    }
  }

  private boolean isPonged() {
    ByteBuffer reply = ByteBuffer.allocate(7);
    try {
      probe.write(ByteBuffer.wrap("PING\r\n".getBytes(US_ASCII)));
      while (reply.hasRemaining()) {
        if (probe.read(reply) < 0) {
          return false;
        }
      }
    } catch (IOException killed) {
      return false;
    }
    return new String(reply.array(), US_ASCII).equals("+PONG\r\n");
  }

  private int sessions() {
    return engine.door().call(() -> engine.sessions().all().size());
  }

  private int lentChunks() {
    return engine.door().call(() -> listener.chunkPool().lentChunks());
  }

  @Override
  public void close() throws IOException, ReflectiveOperationException {
    probe.close();
    listener.close();
    store.close();
    faults.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
