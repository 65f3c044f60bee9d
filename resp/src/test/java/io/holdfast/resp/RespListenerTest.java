package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Clock;
import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.Engine;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

@Timeout(60)
class RespListenerTest {
  private final VirtualClock clock = new VirtualClock(Instant.ofEpochSecond(1_700_000_000));
  Store store;
  RespListener listener;

  /** A store whose listener is tested. */
  Holdfast.Builder builder() {
    return Holdfast.builder();
  }

  @BeforeEach
  void open() throws IOException {
    open(builder());
  }

  void open(Holdfast.Builder builder) throws IOException {
    store = builder.clock(clock).open();
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
  }

  /** Starts anew with a directive. */
  private void reopen(String directive, String value) throws IOException {
    close();
    open(builder().config(directive, value));
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  @Test
  void commands_andTheTypedApi_seeOneStore() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("+OK\r\n", "SET", "k", "v")).isEqualTo("+OK\r\n");
      assertThat(store.strings().get("k")).isEqualTo("v");
      store.strings().set("k", "w");
      assertThat(client.ask("$1\r\nw\r\n", "GET", "k")).isEqualTo("$1\r\nw\r\n");
      assertThat(client.ask("$-1\r\n", "GET", "absent")).isEqualTo("$-1\r\n");
    }
  }

  @Test
  void pipeline_isAnsweredInOrder_howeverItArrives() throws IOException {
    Random random = new Random(5);
    StringBuilder requests = new StringBuilder();
    StringBuilder replies = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      String value = "x".repeat(random.nextInt(200));
      requests.append(RawClient.command("SET", "k" + i, value));
      requests.append(RawClient.command("GET", "k" + i));
      replies.append("+OK\r\n$").append(value.length()).append("\r\n").append(value).append("\r\n");
    }
    try (RawClient client = new RawClient(listener.port())) {
      for (int at = 0; at < requests.length(); ) {
        int end = Math.min(requests.length(), at + 1 + random.nextInt(5_000));
        client.send(requests.substring(at, end));
        at = end;
      }
      assertThat(client.read(replies.length())).isEqualTo(replies.toString());
    }
  }

  @Test
  void pipeline_eachCommandHasItsOwnMoment_aTransactionHasOne() throws IOException {
    close();
    store = builder().clock(new TickingClock()).open();
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
    String set = RawClient.command("SET", "k", "v", "PX", "5");
    String get = RawClient.command("GET", "k");
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.send(set + get).read(10)).isEqualTo("+OK\r\n$-1\r\n");
      client.send(RawClient.command("MULTI") + set + get + RawClient.command("EXEC") + get);
      client.read("+OK\r\n+QUEUED\r\n+QUEUED\r\n".length());
      assertThat(client.read(21)).isEqualTo("*2\r\n+OK\r\n$1\r\nv\r\n$-1\r\n");
    }
  }

  /** Ten milliseconds pass whenever somebody looks. */
  private static final class TickingClock implements Clock {
    private final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);

    @Override
    public long epochMs() {
      return nowMs.addAndGet(10);
    }

    @Override
    public long nanoTime() {
      return epochMs() * 1_000_000;
    }
  }

  @Test
  void inlineCommands_work() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      client.send("SET a \"b c\"\r\n\r\nGET a\n");
      assertThat(client.read(14)).isEqualTo("+OK\r\n$3\r\nb c\r\n");
    }
  }

  @Test
  void largeValues_goBothWays() throws IOException {
    String value = "0123456789abcdef".repeat(300_000);
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("+OK\r\n", "SET", "k", value)).isEqualTo("+OK\r\n");
      String reply = "$" + value.length() + "\r\n" + value + "\r\n";
      assertThat(client.ask(reply, "GET", "k")).isEqualTo(reply);
    }
    assertThat(store.strings().get("k")).isEqualTo(value);
  }

  @Test
  void whatCameBehindALongRequestAndAWait_isAnsweredAfterTheWait() throws IOException {
    String set = RawClient.command("SET", "k", "x".repeat(1_000_000));
    String rest = RawClient.command("BLPOP", "list", "0") + RawClient.command("PING");
    try (RawClient client = new RawClient(listener.port());
        RawClient other = new RawClient(listener.port())) {
      client.send(set.substring(0, 500_000));
      while (!hasReceived(500_000)) {
        Thread.onSpinWait();
      }
      client.send(set.substring(500_000) + rest);
      assertThat(client.read(5)).isEqualTo("+OK\r\n");
      assertThat(other.ask(":1\r\n", "RPUSH", "list", "v")).isEqualTo(":1\r\n");
      String reply = "*2\r\n$4\r\nlist\r\n$1\r\nv\r\n+PONG\r\n";
      assertThat(client.read(reply.length())).isEqualTo(reply);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*3x, invalid multibulk length",
    "*9999999999, invalid multibulk length",
    "*1 $-1, invalid bulk length",
    "*1 $9999999999, invalid bulk length",
    "*1 x3, 'expected ''$'', got ''x'''",
    "'SET \"a', unbalanced quotes in request"
  })
  void malformedRequests_areAnsweredAndTheConnectionClosed(String request, String error)
      throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      String bytes = request.startsWith("*") ? request.replace(" ", "\r\n") : request;
      client.send(RawClient.command("SET", "k", "v") + bytes + "\r\n");
      assertThat(client.readToEnd()).isEqualTo("+OK\r\n-ERR Protocol error: " + error + "\r\n");
    }
    assertThat(store.strings().get("k")).isEqualTo("v");
  }

  @Test
  void halfACommand_andADisconnect_leaveNothingBehind() throws IOException {
    String command = RawClient.command("SET", "half", "value");
    for (int cut = 1; cut < command.length(); cut++) {
      try (RawClient client = new RawClient(listener.port())) {
        client.send(RawClient.command("SET", "whole", "v") + command.substring(0, cut));
        assertThat(client.read(5)).isEqualTo("+OK\r\n");
      }
    }
    assertThat(store.strings().get("half")).isNull();
    while (sessions() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void announcedLength_allocatesNoMoreThanHasCome() throws Exception {
    close();
    open(builder().eventThreadOnly());
    long eventThread = store.call(db -> Thread.currentThread().getId());
    String request = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$536870912\r\n" + "x".repeat(100_000);
    List<RawClient> clients = new ArrayList<>();
    long before = allocatedBytes(eventThread);
    for (int i = 0; i < 50; i++) {
      clients.add(new RawClient(listener.port()).send(request));
    }
    while (!hasReceived(50L * request.length())) {
      Thread.onSpinWait();
    }
    assertThat(allocatedBytes(eventThread) - before)
        .as("bytes allocated for 5 MB that came of 25 GB announced")
        .isLessThan(100_000_000);
    for (RawClient client : clients) {
      client.close();
    }
  }

  private boolean hasReceived(long bytes) {
    return store.call(db -> listener.receivedBytes() >= bytes);
  }

  /** By reflection: the module under test does not read the one that knows. */
  private static long allocatedBytes(long threadId) throws ReflectiveOperationException {
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getThreadAllocatedBytes", long.class)
            .invoke(threads, threadId);
  }

  @Test
  void slowReader_isCutAtTheHardOutputLimit() throws IOException {
    reopen("client-output-buffer-limit", "normal 1000000 0 0");
    store.strings().set("k", "x".repeat(100_000));
    try (RawClient client = new RawClient(listener.port())) {
      String get = RawClient.command("GET", "k");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  client.send(get);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(store.strings().get("k")).hasSize(100_000);
  }

  @Test
  void slowReader_isCutAfterTooLongAboveTheSoftOutputLimit() throws IOException {
    reopen("client-output-buffer-limit", "normal 0 1000000 10");
    store.strings().set("k", "x".repeat(100_000));
    try (RawClient slow = new RawClient(listener.port());
        RawClient reader = new RawClient(listener.port())) {
      slow.send(RawClient.command("GET", "k").repeat(500));
      Eventually.await("more than the limit waits to be sent", () -> mostToSend() > 1_000_000);
      clock.advance(Duration.ofSeconds(1));
      // The second turn of a connection begins after the first one's, and so has the new time.
      String reply = "$100000\r\n" + "x".repeat(100_000) + "\r\n";
      assertThat(reader.ask(reply, "GET", "k")).isEqualTo(reply);
      assertThat(reader.ask(reply, "GET", "k")).isEqualTo(reply);
      assertThat(sessions()).isEqualTo(2);
      clock.advance(Duration.ofSeconds(12));
      Eventually.await("the slow one is cut", () -> sessions() == 1);
      assertThat(reader.ask(reply, "GET", "k")).isEqualTo(reply);
    }
  }

  private long mostToSend() {
    Engine engine = Engine.of(store);
    return engine
        .door()
        .call(
            () ->
                engine.sessions().all().stream()
                    .mapToLong(session -> session.transport().outputBufferBytes())
                    .max()
                    .orElse(0));
  }

  private int sessions() {
    Engine engine = Engine.of(store);
    return engine.door().call(() -> engine.sessions().all().size());
  }

  @Test
  void nothingToListenOn_isRefused() {
    assertThatThrownBy(() -> RespListener.builder().port(0).open(store).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port=0");
  }

  @Test
  void tooManyClients_areRefusedWithAReason() throws IOException {
    reopen("maxclients", "1");
    try (RawClient first = new RawClient(listener.port())) {
      assertThat(first.ask("$-1\r\n", "GET", "k")).isEqualTo("$-1\r\n");
      try (RawClient second = new RawClient(listener.port())) {
        assertThat(second.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
      }
      assertThat(listener.rejectedConnections()).isEqualTo(1);
      assertThat(first.ask("$-1\r\n", "GET", "k")).isEqualTo("$-1\r\n");
    }
  }

  @Test
  void protectedMode_servesOnlyThisMachine_untilThereIsAPassword() throws IOException {
    InetAddress outside = addressNotLoopback();
    close();
    store = builder().open();
    listener = RespListener.builder().bind("0.0.0.0").port(ListenerBuilder.ANY_PORT).open(store);
    try (Socket socket = new Socket(outside, listener.port())) {
      String refused = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(refused).startsWith("-DENIED Redis is running in protected mode").endsWith("\r\n");
    }
    assertThat(listener.rejectedConnections()).isEqualTo(1);
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("+OK\r\n", "CONFIG", "SET", "requirepass", "x")).isEqualTo("+OK\r\n");
    }
    try (Socket socket = new Socket(outside, listener.port())) {
      socket.getOutputStream().write("AUTH x\r\nQUIT\r\n".getBytes(US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("+OK\r\n+OK\r\n");
    }
  }

  private static InetAddress addressNotLoopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElseThrow(() -> new TestAbortedException("this machine has only a loopback address"));
  }

  @Test
  void info_tellsPortAndTraffic_whileTheListenerIsOpen() throws IOException {
    reopen("maxclients", "1");
    try (RawClient client = new RawClient(listener.port());
        RawClient refused = new RawClient(listener.port())) {
      assertThat(client.ask("+PONG\r\n", "PING")).isEqualTo("+PONG\r\n");
      assertThat(refused.readToEnd()).startsWith("-ERR max");
      String request = RawClient.command("INFO", "server", "stats");
      client.send(request + RawClient.command("QUIT"));
      assertThat(client.readToEnd())
          .contains("\r\ntcp_port:" + listener.port() + "\r\n")
          .contains("\r\ntotal_net_output_bytes:7\r\n")
          .contains("\r\nrejected_connections:1\r\n")
          .containsPattern("total_net_input_bytes:[1-9]");
    }
    listener.close();
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
    try (RawClient client = new RawClient(listener.port())) {
      client.send(RawClient.command("INFO", "server") + RawClient.command("QUIT"));
      assertThat(client.readToEnd()).containsOnlyOnce("tcp_port:");
    }
  }

  @Test
  void idleConnection_isClosedAfterTheTimeout() throws IOException {
    reopen("timeout", "30");
    try (RawClient idle = new RawClient(listener.port());
        RawClient busy = new RawClient(listener.port())) {
      assertThat(idle.ask("$-1\r\n", "GET", "k")).isEqualTo("$-1\r\n");
      for (int i = 0; i < 4; i++) {
        assertThat(busy.ask("$-1\r\n", "GET", "k")).isEqualTo("$-1\r\n");
        clock.advance(Duration.ofSeconds(10));
      }
      assertThat(idle.readToEnd()).isEmpty();
      assertThat(busy.ask("$-1\r\n", "GET", "k")).isEqualTo("$-1\r\n");
    }
  }

  @Test
  void unixSocket_isServed_withItsPermissions_andRemoved(@TempDir Path dir) throws IOException {
    Path path = dir.resolve("holdfast.sock");
    Files.createFile(path);
    try (RespListener unix = RespListener.builder().port(0).unixSocket(path, 0700).open(store);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(unix.port()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.write(ByteBuffer.wrap("GET k\r\n".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer reply = ByteBuffer.allocate(5);
      while (reply.hasRemaining() && channel.read(reply) >= 0) {}
      assertThat(new String(reply.array(), StandardCharsets.US_ASCII)).isEqualTo("$-1\r\n");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void takenPort_isRefusedWithItsName() {
    assertThatThrownBy(
            () ->
                RespListener.builder().port(listener.port()).bind("127.0.0.1").open(store).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + listener.port());
  }

  @Test
  void closingTheListener_endsConnections_andTheStoreGoesOn() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("+OK\r\n", "SET", "k", "v")).isEqualTo("+OK\r\n");
      listener.close();
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(store.strings().get("k")).isEqualTo("v");
    assertThat(store.with(Codec.bytes(), Codec.bytes()).strings().get(new byte[] {'k'}))
        .containsExactly('v');
  }

  @Test
  void closingTheStore_endsConnections() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("$-1\r\n", "GET", "k")).isEqualTo("$-1\r\n");
      store.close();
      assertThat(client.readToEnd()).isEmpty();
    }
  }
}
