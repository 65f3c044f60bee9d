package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.Engine;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.SilentTransport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients who ask for too much, or leave in the midst of something: nothing of them is left. */
@Timeout(60)
class HostileClientsTest {

  private final VirtualClock clock = new VirtualClock(Instant.ofEpochSecond(1_700_000_000));
  private Store store;
  private Engine engine;
  private RespListener listener;
  private OpenSockets sockets;

  /** A store whose listener is tested. */
  Holdfast.Builder builder() {
    return Holdfast.builder();
  }

  @BeforeEach
  void open() throws IOException {
    open(builder());
  }

  private void open(Holdfast.Builder builder) throws IOException {
    store = builder.clock(clock).open();
    engine = Engine.of(store);
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
    sockets = new OpenSockets();
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

  private RawClient client() throws IOException {
    return new RawClient(listener.port());
  }

  private boolean isAnySession(Predicate<Session> condition) {
    return engine.door().call(() -> engine.sessions().all().stream().anyMatch(condition));
  }

  private int sessions() {
    return engine.door().call(() -> engine.sessions().all().size());
  }

  private void assertThatNothingIsLeft() {
    Eventually.await("no connection is left", () -> sessions() == 0);
    Eventually.await("no socket is left", sockets::areAsBefore);
    Eventually.await(
        "no chunk is lent", () -> store.call(db -> listener.chunkPool().lentChunks()) == 0);
    store.call(
        db -> {
          assertThat(engine.keyspace().database(0).hasWatchers()).isFalse();
          assertThat(engine.keyspace().tracker()).isNull();
          return true;
        });
    assertThat(info())
        .contains("\r\nblocked_clients:0\r\n")
        .contains("\r\ntracking_clients:0\r\n", "\r\npubsub_channels:0\r\n")
        .contains("\r\npubsub_patterns:0\r\n", "\r\npubsubshard_channels:0\r\n");
  }

  /** Asked within the process: who connects to ask is a client himself. */
  private String info() {
    return engine
        .door()
        .call(
            () -> {
              ReplyWriter replies = new ReplyWriter(new ChunkPool());
              SilentTransport nobody = new SilentTransport("127.0.0.1:1", "127.0.0.1:2");
              Session session = engine.sessions().openUnlimited(nobody);
              CommandArgs args = CommandArgs.of("INFO", "clients", "stats");
              engine.dispatcher().execute(args, session, replies);
              engine.sessions().close(session);
              return new String(replies.toByteArray(), ISO_8859_1);
            });
  }

  // ---- who leaves ----------------------------------------------------------------------------

  /** In the midst of what a client leaves. */
  private record Stage(String name, String bytes, Predicate<Session> isReached) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Stage BLPOP =
      new Stage("BLPOP", RawClient.command("BLPOP", "l1", "l2", "0"), Session::isWaiting);

  private static final Stage TRANSACTION =
      new Stage(
          "transaction",
          RawClient.command("WATCH", "k1", "k2")
              + RawClient.command("MULTI")
              + RawClient.command("SET", "never", "v"),
          session -> session.queuedCount() == 1);

  private static final Stage PAUSED =
      new Stage(
          "pause",
          RawClient.command("CLIENT", "PAUSE", "100000") + RawClient.command("GET", "k"),
          Session::isWaiting);

  private static final List<Stage> STAGES =
      List.of(
          new Stage("nothing said", "", session -> true),
          new Stage("count", "*3\r", session -> true),
          new Stage("argument", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\nabc", session -> true),
          new Stage(
              "pipeline",
              RawClient.command("SET", "k", "v").repeat(100) + "*2\r\n$3",
              session -> session.lastCommand() != null),
          new Stage(
              "unread replies",
              RawClient.command("GET", "large").repeat(20),
              session -> session.transport().outputBufferBytes() > 0),
          BLPOP,
          new Stage(
              "BLPOP and more",
              RawClient.command("BLPOP", "l1", "0") + RawClient.command("SET", "never", "v"),
              Session::isWaiting),
          new Stage(
              "subscribed",
              RawClient.command("SUBSCRIBE", "c1", "c2")
                  + RawClient.command("PSUBSCRIBE", "p*")
                  + RawClient.command("SSUBSCRIBE", "s"),
              session ->
                  session.subscriptions() != null && session.subscriptions().shardChannels() == 1),
          TRANSACTION,
          new Stage("MONITOR", RawClient.command("MONITOR"), Session::isMonitoring),
          new Stage(
              "tracking",
              RawClient.command("HELLO", "3")
                  + RawClient.command("CLIENT", "TRACKING", "ON")
                  + RawClient.command("GET", "large"),
              session -> session.tracker() != null && session.transport().outputBufferBytes() > 0),
          PAUSED);

  /** How a client leaves. */
  private enum Leave {
    /** Says good-bye. */
    CLOSE,
    /** The connection is reset. */
    RESET,
    /** Sends nothing more, but would read on. */
    HALF_CLOSE
  }

  static Stream<Arguments> departures() {
    return STAGES.stream()
        .flatMap(stage -> Stream.of(Leave.values()).map(way -> Arguments.of(stage, way)));
  }

  @ParameterizedTest
  @MethodSource("departures")
  void clientWhoLeaves_leavesNothingBehind(Stage stage, Leave way) throws IOException {
    store.strings().set("large", "x".repeat(5_000_000));
    try (RawClient client = client()) {
      client.send(stage.bytes);
      Eventually.await(
          "it is there",
          () ->
              sessions() == 1
                  && store.call(db -> listener.receivedBytes()) == stage.bytes.length()
                  && isAnySession(stage.isReached));
      switch (way) {
        case CLOSE -> {}
        case RESET -> client.reset();
        case HALF_CLOSE -> {
          client.sendNothingMore();
          client.readToEnd();
        }
      }
    }
    assertThatNothingIsLeft();
    assertThat(store.strings().get("never")).isNull();
    if (!stage.equals(PAUSED)) {
      try (RawClient other = client()) {
        assertThat(other.ask(":1\r\n", "RPUSH", "l1", "v")).isEqualTo(":1\r\n");
      }
      assertThat(store.lists().size("l1")).as("served to nobody").isEqualTo(1);
    }
  }

  // ---- who comes, and comes ------------------------------------------------------------------

  @Test
  void floodBeyondMaxclients_isRefusedAndCounted_andWhoIsInIsServed() throws IOException {
    reopen("maxclients", "5");
    List<RawClient> in = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      in.add(client());
      assertThat(in.get(i).ask("+PONG\r\n", "PING")).isEqualTo("+PONG\r\n");
    }
    List<RawClient> refused = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      refused.add(client());
    }
    for (RawClient client : refused) {
      assertThat(client.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
      client.close();
    }
    in.get(0).send(RawClient.command("INFO", "clients", "stats") + RawClient.command("QUIT"));
    assertThat(in.get(0).readToEnd())
        .contains("\r\nconnected_clients:5\r\n", "\r\nmaxclients:5\r\n")
        .contains("\r\nrejected_connections:100\r\n", "\r\ntotal_connections_received:5\r\n");
    Eventually.await("there is room for one", () -> sessions() == 4);
    RawClient next = client();
    in.add(next);
    assertThat(next.ask("+PONG\r\n", "PING")).isEqualTo("+PONG\r\n");
    for (RawClient client : in) {
      client.close();
    }
    assertThatNothingIsLeft();
  }

  @Test
  void manyWhoWriteByteByByte_areAllServed() throws IOException {
    String request = RawClient.command("APPEND", "k", "0123456789");
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(client());
    }
    for (int at = 0; at < request.length(); at++) {
      for (RawClient client : clients) {
        client.send(request.substring(at, at + 1));
      }
    }
    for (RawClient client : clients) {
      assertThat(client.read(1)).isEqualTo(":");
      client.close();
    }
    assertThat(store.strings().get("k")).isEqualTo("0123456789".repeat(20));
    assertThatNothingIsLeft();
  }

  // ---- who asks for too much -----------------------------------------------------------------

  /** Sends until it is cut off. */
  private static void sendUntilCut(RawClient client, String bytes) {
    try {
      for (; ; ) {
        client.send(bytes);
      }
    } catch (IOException cut) {
      // As it is meant to be.
    }
  }

  @Test
  void requestLongerThanTheQueryBuffer_isCut() throws IOException {
    reopen("client-query-buffer-limit", "1mb");
    try (RawClient client = client()) {
      client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000000\r\n");
      sendUntilCut(client, "x".repeat(10_000));
    }
    assertThatNothingIsLeft();
    assertThat(store.keys().exists("k")).isFalse();
  }

  @Test
  void whatComesBehindACommandThatWaits_isCutAtTheQueryBuffersLimit() throws IOException {
    reopen("client-query-buffer-limit", "1mb");
    try (RawClient client = client()) {
      client.send(RawClient.command("BLPOP", "l", "0"));
      sendUntilCut(client, RawClient.command("SET", "never", "x".repeat(10_000)));
    }
    assertThatNothingIsLeft();
    assertThat(store.keys().exists("never")).isFalse();
  }

  @Test
  void beforeAuth_moreThanItNeeds_isRefusedAndCut() throws IOException {
    reopen("requirepass", "secret");
    String[][] tooMuch = {
      {"*11\r\n", "unauthenticated multibulk length"},
      {"*2\r\n$4\r\nAUTH\r\n$16385\r\n", "unauthenticated bulk length"}
    };
    for (String[] request : tooMuch) {
      try (RawClient client = client()) {
        client.send(request[0]);
        assertThat(client.readToEnd()).isEqualTo("-ERR Protocol error: " + request[1] + "\r\n");
      }
    }
    try (RawClient client = client()) {
      client.send("*2\r\n$4\r\nAUTH\r\n$16384\r\n" + "x".repeat(16_384) + "\r\n");
      assertThat(client.read(10)).isEqualTo("-WRONGPASS");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void monitorWhoDoesNotRead_isCutAtTheLimitOfNormalClients() throws IOException {
    reopen("client-output-buffer-limit", "normal 100000 0 0 pubsub 1 0 0");
    try (RawClient monitor = client();
        RawClient other = client()) {
      assertThat(monitor.ask("+OK\r\n", "MONITOR")).isEqualTo("+OK\r\n");
      String value = "x".repeat(50_000);
      while (isAnySession(Session::isMonitoring)) {
        assertThat(other.ask("+OK\r\n", "SET", "k", value)).isEqualTo("+OK\r\n");
      }
      assertThat(other.ask("+PONG\r\n", "PING")).isEqualTo("+PONG\r\n");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void idleTransaction_isClosed_andOneWhoWaitsIsNot() throws IOException {
    reopen("timeout", "10");
    try (RawClient idle = client();
        RawClient waiting = client()) {
      idle.send(TRANSACTION.bytes).read("+OK\r\n+OK\r\n+QUEUED\r\n".length());
      waiting.send(BLPOP.bytes);
      Eventually.await("it waits", () -> isAnySession(Session::isWaiting));
      clock.advance(Duration.ofSeconds(12));
      assertThat(idle.readToEnd()).isEmpty();
      assertThat(isAnySession(session -> session.watchedCount() > 0)).isFalse();
      assertThat(store.lists().pushRight("l2", "v")).isEqualTo(1);
      String served = "*2\r\n$2\r\nl2\r\n$1\r\nv\r\n";
      assertThat(waiting.read(served.length())).isEqualTo(served);
    }
    assertThatNothingIsLeft();
  }
}
