package io.holdfast.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CommandException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.Engine;
import io.holdfast.core.server.DatasetDigest;
import io.holdfast.resp.ListenerBuilder;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told, and when, while the log's disk is slow or fails. */
@Timeout(60)
class AcknowledgementTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private Store store;
  private RespListener listener;

  private void open(String policy) throws IOException {
    store =
        Holdfast.builder()
            .clock(clock)
            .config("dir", folder.toString())
            .config("appendonly", "yes")
            .config("appendfsync", policy)
            .config("aof-appender", "mapped")
            .open();
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
  }

  @AfterEach
  void close() {
    GatedAppenders.reset();
    if (store != null) {
      listener.close();
      store.close();
    }
  }

  /** A socket to the listener. */
  private Socket client() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket client, String lines) throws IOException {
    client.getOutputStream().write(lines.replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  /** Reads as much as is expected, which is shown with lines that end in LF alone. */
  private static void expect(Socket client, String reply) throws IOException {
    String bytes = reply.replace("\n", "\r\n");
    byte[] read = client.getInputStream().readNBytes(bytes.length());
    assertThat(new String(read, ISO_8859_1)).isEqualTo(bytes);
  }

  private static void assertSilent(Socket client) throws IOException {
    assertThat(client.getInputStream().available()).isZero();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private long misses() {
    return Engine.of(store).door().call(() -> Engine.of(store).keyspace().stats().misses());
  }

  @Test
  void always_repliesComeAfterTheSync_inTheirOrder() throws IOException {
    open("always");
    try (Socket writer = client();
        Socket reader = client()) {
      GatedAppenders.SYNCS.shut();
      send(writer, "SET a 1\nGET a\nINCR n\nGET none\n");
      await(GatedAppenders.SYNCS::isSomebodyWaiting);
      send(reader, "GET a\nGET none\n");
      await(() -> misses() == 2);
      assertSilent(writer);
      assertSilent(reader);
      assertThat(store.strings().get("a"))
          .as("in process, who only reads need not wait")
          .isEqualTo("1");
      GatedAppenders.SYNCS.open();
      expect(writer, "+OK\n$1\n1\n:1\n$-1\n");
      expect(reader, "$1\n1\n$-1\n");
      send(reader, "PING\n");
      expect(reader, "+PONG\n");
    }
  }

  @Test
  void always_syncThatFails_endsTheConnectionsThatWaitForIt() throws IOException {
    open("always");
    try (Socket writer = client()) {
      GatedAppenders.SYNCS.shut();
      send(writer, "SET a 1\n");
      await(GatedAppenders.SYNCS::isSomebodyWaiting);
      GatedAppenders.syncsFail = true;
      GatedAppenders.SYNCS.open();
      assertThat(writer.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(() -> store.strings().set("b", "1"))
          .isInstanceOf(CommandException.class)
          .hasMessage("MISCONF Errors writing to the AOF file: Input/output error");
    }
  }

  @Test
  void always_afterASyncThatFailed_othersAreToldSo_andRead() throws IOException {
    open("always");
    try (Socket writer = client();
        Socket other = client()) {
      send(other, "SET a 1\n");
      expect(other, "+OK\n");
      GatedAppenders.SYNCS.shut();
      send(writer, "SET a 2\n");
      await(GatedAppenders.SYNCS::isSomebodyWaiting);
      GatedAppenders.syncsFail = true;
      GatedAppenders.SYNCS.open();
      assertThat(writer.getInputStream().read()).isEqualTo(-1);
      String refusal = "-MISCONF Errors writing to the AOF file: Input/output error\n";
      send(other, "SET b 1\n");
      expect(other, refusal);
      send(other, "PING\nGET a\nINCR n\n");
      expect(other, refusal + "$1\n2\n" + refusal);
      try (Socket third = client()) {
        send(third, "EXISTS b\nSET b 1\n");
        expect(third, ":0\n" + refusal);
      }
    }
  }

  @Test
  void waitaof_isServedByTheSync_orByItsTime() throws IOException {
    open("everysec");
    try (Socket client = client()) {
      send(client, "SET a 1\nWAITAOF 0 0 0\n");
      expect(client, "+OK\n*2\n:0\n:0\n");
      GatedAppenders.SYNCS.shut();
      send(client, "WAITAOF 1 0 0\n");
      await(() -> isBlocked(1));
      clock.advance(Duration.ofSeconds(1));
      await(GatedAppenders.SYNCS::isSomebodyWaiting);
      assertSilent(client);
      GatedAppenders.SYNCS.open();
      expect(client, "*2\n:1\n:0\n");
      send(client, "WAITAOF 1 0 0\n");
      expect(client, "*2\n:1\n:0\n");

      GatedAppenders.SYNCS.shut();
      send(client, "SET a 2\nWAITAOF 1 0 5000\n");
      expect(client, "+OK\n");
      await(() -> isBlocked(1));
      clock.advance(Duration.ofSeconds(1));
      await(GatedAppenders.SYNCS::isSomebodyWaiting);
      assertSilent(client);
      clock.advance(Duration.ofSeconds(4));
      expect(client, "*2\n:0\n:0\n");
      GatedAppenders.SYNCS.open();
      send(client, "CONFIG SET appendonly no\nWAITAOF 1 0 0\nWAITAOF 0 0 0\n");
      expect(
          client,
          """
          +OK
          -ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.
          *2
          :1
          :0
          """);
    }
  }

  private boolean isBlocked(int clients) {
    return store.info().clients().waiting() == clients;
  }

  @Test
  void diskThatTakesNothing_holdsWriters_keepsMemoryBounded_andLosesNothing() throws IOException {
    open("no");
    int values = 100;
    String digest;
    try (Socket writer = client()) {
      GatedAppenders.WRITES.shut();
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendValues(writer, values));
      await(() -> Engine.of(store).durability().mustWait(position()));
      // He is read no more: what comes behind what was read together stays in the socket.
      long held = position();
      assertThat(store.strings().get("key:0")).hasSize(MEGABYTE);
      assertThat(held).isLessThan(64L * MEGABYTE + 16L * MEGABYTE);
      assertThat(store.keys().exists("key:" + (values - 1))).isFalse();
      assertThat(sent).isNotDone();
      GatedAppenders.WRITES.open();
      for (int i = 0; i < values; i++) {
        expect(writer, "+OK\n");
      }
      sent.join();
      digest = digest();
    }
    listener.close();
    store.close();
    open("no");
    assertThat(digest()).isEqualTo(digest);
  }

  private long position() {
    return Engine.of(store).door().call(() -> Engine.of(store).durability().position());
  }

  private String digest() {
    return Engine.of(store).door().call(() -> DatasetDigest.of(Engine.of(store).keyspace()));
  }

  private static void sendValues(Socket client, int count) {
    String value = "x".repeat(MEGABYTE);
    try {
      for (int i = 0; i < count; i++) {
        String key = "key:" + i;
        send(
            client,
            "*3\n$3\nSET\n$" + key.length() + "\n" + key + "\n$" + MEGABYTE + "\n" + value + "\n");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
