package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.command.Session;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client's turn ends before all is done that it has asked for, and goes on later. */
@Timeout(60)
class FairTurnsTest {
  final PassingClock clock = new PassingClock();
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

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  private Session.Transport transport() {
    Engine engine = Engine.of(store);
    return engine.door().call(() -> engine.sessions().all().iterator().next().transport());
  }

  private long pendingBytes(Session.Transport transport) {
    return store.call(db -> transport.outputBufferBytes());
  }

  /** A row of commands is cut when it takes long, and those of others come in between. */
  @Test
  void longPipeline_isRunInTurns_andOthersComeBetween() throws IOException {
    clock.step(200_000);
    try (RawClient greedy = new RawClient(listener.port());
        RawClient modest = new RawClient(listener.port())) {
      modest.ask("+PONG\r\n", "PING");
      greedy.ask("+PONG\r\n", "PING");
      int times = 2_500;
      store.call(
          db -> { // nobody is served meanwhile
            greedy.sendUnchecked(RawClient.command("INCR", "n").repeat(times));
            return modest.sendUnchecked(RawClient.command("SET", "n", "100000"));
          });
      assertThat(modest.read(5)).isEqualTo("+OK\r\n");
      String replies = greedy.read(replies(1, 3 * 192).length());
      assertThat(replies).contains("\r\n:100001\r\n");
      int before = replies.substring(0, replies.indexOf(":100001")).split("\r\n", -1).length - 1;
      int rest = replies(1, before).length() + replies(100_001, 100_000 + times - before).length();
      greedy.read(rest - replies.length());
      String last = "$6\r\n" + (100_000 + times - before) + "\r\n";
      assertThat(modest.ask(last, "GET", "n")).isEqualTo(last);
    }
  }

  private static String replies(int first, int last) {
    StringBuilder replies = new StringBuilder();
    for (int i = first; i <= last; i++) {
      replies.append(':').append(i).append("\r\n");
    }
    return replies.toString();
  }

  /** What is held behind a command that waits is run once, in order, however much it is. */
  @Test
  void longPipelineBehindAWait_isRunInTurns_whenItIsOver() throws IOException {
    clock.step(300_000);
    try (RawClient waiting = new RawClient(listener.port());
        RawClient other = new RawClient(listener.port())) {
      int times = 30_000;
      waiting.send(
          RawClient.command("BLPOP", "l", "0") + RawClient.command("INCR", "n").repeat(times));
      while (store.call(db -> listener.receivedBytes()) < times * 20L) {
        Thread.onSpinWait();
      }
      other.ask(":1\r\n", "LPUSH", "l", "x");
      String replies = "*2\r\n$1\r\nl\r\n$1\r\nx\r\n" + replies(1, times);
      assertThat(waiting.read(replies.length())).isEqualTo(replies);
    }
  }

  /** A request that came in many parts, then a wait, then a short request: it is not forgotten. */
  @Test
  void shortRequest_behindALongOneAndAWait_isRunWhenTheWaitIsOver() throws IOException {
    try (RawClient waiting = new RawClient(listener.port());
        RawClient other = new RawClient(listener.port())) {
      String set = RawClient.command("SET", "k", "x".repeat(1_000_000));
      waiting.send(set.substring(0, 500_000));
      while (store.call(db -> listener.receivedBytes()) < 500_000) {
        Thread.onSpinWait();
      }
      waiting.send(
          set.substring(500_000)
              + RawClient.command("BLPOP", "l", "0")
              + RawClient.command("PING"));
      assertThat(waiting.read(5)).isEqualTo("+OK\r\n");
      other.ask(":1\r\n", "LPUSH", "l", "x");
      String replies = "*2\r\n$1\r\nl\r\n$1\r\nx\r\n+PONG\r\n";
      assertThat(waiting.read(replies.length())).isEqualTo(replies);
    }
  }

  /** Large replies to one who reads them arrive whole, though only a part is sent a turn. */
  @Test
  void largeReplies_areSentInTurns() throws IOException {
    String value = "0123456789abcdef".repeat(250_000);
    store.strings().set("k", value);
    try (RawClient client = new RawClient(listener.port())) {
      String reply = "$" + value.length() + "\r\n" + value + "\r\n";
      client.send(RawClient.command("GET", "k").repeat(5) + RawClient.command("PING"));
      for (int i = 0; i < 5; i++) {
        assertThat(client.read(reply.length())).isEqualTo(reply);
      }
      assertThat(client.read(7)).isEqualTo("+PONG\r\n");
    }
  }

  /** What came before the client stopped sending is still run. */
  @Test
  void endOfStream_behindALongPipeline_leavesNothingUndone() throws IOException {
    clock.step(200_000);
    try (RawClient client = new RawClient(listener.port())) {
      client.send(RawClient.command("INCR", "n").repeat(2_000) + RawClient.command("QUIT"));
      assertThat(client.readToEnd()).endsWith(":2000\r\n+OK\r\n");
    }
  }

  /** One reply may be as large as it likes: no more of it is kept than the hard limit says. */
  @Test
  void oneHugeReply_isDroppedAtTheHardLimit_andTheClientIsCut() throws IOException {
    close();
    open(builder().config("client-output-buffer-limit", "normal 1000000 0 0"));
    store.sets().add("s", "0123456789abcdef0123456789abcdef");
    try (RawClient client = new RawClient(listener.port())) {
      client.ask("+PONG\r\n", "PING");
      Session.Transport transport = transport();
      client.send(RawClient.command("SRANDMEMBER", "s", "-3000000") + RawClient.command("PING"));
      assertThat(client.readToEnd()).doesNotContain("PONG");
      assertThat(pendingBytes(transport)).isZero();
    }
    assertThat(store.sets().size("s")).isEqualTo(1);
  }
}
