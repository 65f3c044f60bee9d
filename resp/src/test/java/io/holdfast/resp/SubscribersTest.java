package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.Engine;
import io.holdfast.core.command.Session;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscribersTest {
  private static final String SUBSCRIBED = "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private Store store = builder().clock(clock).open();
  private RespListener listener;

  /** A store whose listener is tested. */
  Holdfast.Builder builder() {
    return Holdfast.builder();
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  private void open() throws IOException {
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
  }

  private void open(String directive, String value) throws IOException {
    store.close();
    store = builder().clock(clock).config(directive, value).open();
    open();
  }

  private RawClient subscriber() throws IOException {
    RawClient client = new RawClient(listener.port());
    assertThat(client.ask(SUBSCRIBED, "SUBSCRIBE", "c")).isEqualTo(SUBSCRIBED);
    return client;
  }

  private int sessions() {
    Engine engine = Engine.of(store);
    return engine.door().call(() -> engine.sessions().all().size());
  }

  private static String message(String text) {
    return "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$" + text.length() + "\r\n" + text + "\r\n";
  }

  @Test
  void messages_reachEveryConnection_inOrder() throws IOException {
    open();
    List<RawClient> subscribers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      subscribers.add(subscriber());
    }
    StringBuilder expected = new StringBuilder();
    StringBuilder commands = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      commands.append(RawClient.command("PUBLISH", "c", "message " + i));
      expected.append(message("message " + i));
    }
    try (RawClient publisher = new RawClient(listener.port())) {
      String replies = ":20\r\n".repeat(500);
      assertThat(publisher.send(commands.toString()).read(replies.length())).isEqualTo(replies);
    }
    for (RawClient subscriber : subscribers) {
      assertThat(subscriber.read(expected.length())).isEqualTo(expected.toString());
      subscriber.close();
    }
  }

  @Test
  void longMessage_isSharedAndComesWhole() throws IOException {
    open();
    String text = "0123456789".repeat(50_000);
    try (RawClient first = subscriber();
        RawClient second = subscriber();
        RawClient publisher = new RawClient(listener.port())) {
      assertThat(publisher.ask(":2\r\n", "PUBLISH", "c", text)).isEqualTo(":2\r\n");
      assertThat(publisher.ask(":2\r\n", "PUBLISH", "c", "short")).isEqualTo(":2\r\n");
      String expected = message(text) + message("short");
      assertThat(first.read(expected.length())).isEqualTo(expected);
      assertThat(second.read(expected.length())).isEqualTo(expected);
    }
  }

  @Test
  void subscriberWhoDoesNotRead_holdsNobodyUp_andIsCutAtTheHardLimit() throws IOException {
    open("client-output-buffer-limit", "pubsub 20000000 0 0");
    String text = "x".repeat(100_000);
    String expected = message(text);
    try (RawClient silent = subscriber();
        RawClient reader = subscriber();
        RawClient publisher = new RawClient(listener.port())) {
      publisher.ask("+PONG\r\n", "PING");
      int published = 0;
      while (sessions() == 3 && published < 1_000) {
        publisher.ask(":2\r\n", "PUBLISH", "c", text);
        assertThat(reader.read(expected.length())).isEqualTo(expected);
        published++;
      }
      assertThat(published).isBetween(200, 999);
      assertThat(sessions()).isEqualTo(2);
      assertThat(publisher.ask(":1\r\n", "PUBLISH", "c", "x")).isEqualTo(":1\r\n");
      assertThat(reader.read(message("x").length())).isEqualTo(message("x"));
      assertThat(silent.readToEnd()).startsWith(expected);
    }
  }

  @Test
  void blockOfManyMessages_holdsNoMoreThanTheHardLimit() throws IOException {
    open("client-output-buffer-limit", "pubsub 2000000 0 0");
    String text = "x".repeat(10_000);
    try (RawClient silent = subscriber()) {
      Engine engine = Engine.of(store);
      store.batch(
          db -> {
            Session.Transport transport = engine.sessions().all().iterator().next().transport();
            for (int i = 0; i < 2_000; i++) {
              assertThat(db.pubSub().publish("c", text)).isEqualTo(1);
              assertThat(transport.outputBufferBytes()).isLessThanOrEqualTo(2_000_000);
            }
            return true;
          });
      assertThat(silent.readToEnd()).isEmpty();
      assertThat(sessions()).isZero();
    }
  }

  @Test
  void subscriberAboveTheSoftLimit_isCutAfterItsTime() throws IOException {
    open("client-output-buffer-limit", "pubsub 0 1000000 10");
    String text = "x".repeat(100_000);
    try (RawClient silent = subscriber();
        RawClient publisher = new RawClient(listener.port())) {
      for (int i = 0; i < 300; i++) {
        publisher.ask(":1\r\n", "PUBLISH", "c", text);
      }
      clock.advance(Duration.ofSeconds(1));
      assertThat(sessions()).isEqualTo(2);
      clock.advance(Duration.ofSeconds(12));
      assertThat(sessions()).isEqualTo(1);
      assertThat(silent.readToEnd()).startsWith(message(text));
    }
  }

  @Test
  void subscriber_mayBeSilentForEver() throws IOException {
    open("timeout", "10");
    try (RawClient subscriber = subscriber();
        RawClient other = new RawClient(listener.port())) {
      other.ask("+PONG\r\n", "PING");
      clock.advance(Duration.ofSeconds(60));
      assertThat(other.readToEnd()).isEmpty();
      assertThat(sessions()).isEqualTo(1);
      String pong = "*2\r\n$4\r\npong\r\n$0\r\n\r\n";
      assertThat(subscriber.ask(pong, "PING")).isEqualTo(pong);
    }
  }

  @Test
  void commandsBehindASubscription_runInOrder() throws IOException {
    open();
    try (RawClient client = new RawClient(listener.port())) {
      String expected = SUBSCRIBED + "*2\r\n$4\r\npong\r\n$0\r\n\r\n+RESET\r\n+PONG\r\n";
      client.send(
          RawClient.command("SUBSCRIBE", "c")
              + RawClient.command("PING")
              + RawClient.command("RESET")
              + RawClient.command("PING"));
      assertThat(client.read(expected.length())).isEqualTo(expected);
    }
  }

  @Test
  void connectionThatIsLost_isForgotten() throws IOException {
    open();
    RawClient lost = subscriber();
    try (RawClient publisher = new RawClient(listener.port())) {
      assertThat(publisher.ask(":1\r\n", "PUBLISH", "c", "x")).isEqualTo(":1\r\n");
      lost.read(message("x").length());
      lost.close();
      String reply;
      do {
        reply = publisher.ask(":1\r\n", "PUBLISH", "c", "x");
      } while (reply.equals(":1\r\n"));
      assertThat(reply).isEqualTo(":0\r\n");
    }
  }
}
