package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a turn of the event loop does of what a flood of clients asks for: a slice, and the rest in
 * the turns that follow, with those who are there in between. The test makes the turns.
 */
@Timeout(60)
class FloodsTest {
  private static final int FLOOD = 100;

  /** A third of a slice passes with each look at the clock, and one is for its beginning. */
  private static final int MOST_A_TURN = 4;

  private final PassingClock clock = new PassingClock();
  private Store store;
  private RespListener listener;
  private RawClient regular;
  private final List<RawClient> flood = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    open(Holdfast.builder());
  }

  private void open(Holdfast.Builder builder) throws IOException {
    store = builder.clock(clock).invoker().open();
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
    regular = new RawClient(listener.port()).send(RawClient.command("PING"));
    turnsUntilNothingIsLeft();
    assertThat(regular.read(7)).isEqualTo("+PONG\r\n");
    clock.step(Slice.NS / 3);
  }

  private void reopen(String directive, String value) throws IOException {
    close();
    clock.step(0);
    open(Holdfast.builder().config(directive, value));
  }

  @AfterEach
  void close() throws IOException {
    for (RawClient client : flood) {
      client.close();
    }
    flood.clear();
    regular.close();
    listener.close();
    store.close();
  }

  private int turn() {
    return Engine.of(store).eventLoop().doWork();
  }

  /** What was sent to sockets of this machine is there when the call is over. */
  private void turnsUntilNothingIsLeft() {
    for (int idle = 0; idle < 2; ) {
      int before = sessions();
      long received = listener.receivedBytes();
      boolean isIdle = turn() == 0 && sessions() == before && listener.receivedBytes() == received;
      idle = isIdle ? idle + 1 : 0;
    }
  }

  private int sessions() {
    return Engine.of(store).sessions().all().size();
  }

  private void connectAll() throws IOException {
    for (int i = 0; i < FLOOD; i++) {
      flood.add(new RawClient(listener.port()));
    }
  }

  private void sendAll(String... words) {
    flood.forEach(client -> client.sendUnchecked(RawClient.command(words)));
  }

  private int answered(int bytes) throws IOException {
    int count = 0;
    for (RawClient client : flood) {
      count += client.available() >= bytes ? 1 : 0;
    }
    return count;
  }

  private void assertThatTheRegularOneIsServedInOneTurn() throws IOException {
    regular.send(RawClient.command("PING"));
    turn();
    assertThat(regular.available()).isEqualTo(7);
    regular.read(7);
  }

  @Test
  void connects_areAcceptedAFewATurn() throws IOException {
    connectAll();
    turn();
    assertThat(sessions() - 1).isBetween(1, MOST_A_TURN);
    assertThatTheRegularOneIsServedInOneTurn();
    assertThat(sessions() - 1).isBetween(2, 2 * MOST_A_TURN);
    turnsUntilNothingIsLeft();
    assertThat(sessions() - 1).isEqualTo(FLOOD);
  }

  @Test
  void connects_areAcceptedAFewATurn_thoughTheyTakeNoTime() throws IOException {
    clock.step(0);
    connectAll();
    turn();
    assertThat(sessions() - 1).isEqualTo(Acceptor.MAX_ACCEPTS);
    turn();
    assertThat(sessions() - 1).isEqualTo(FLOOD);
  }

  @Test
  void newcomers_areServedAFewATurn() throws IOException {
    connectAll();
    turnsUntilNothingIsLeft();
    sendAll("PING");
    turn();
    assertThat(answered(7)).isBetween(1, MOST_A_TURN);
    assertThatTheRegularOneIsServedInOneTurn();
    assertThat(answered(7)).isBetween(2, 2 * MOST_A_TURN);
    turnsUntilNothingIsLeft();
    assertThat(answered(7)).isEqualTo(FLOOD);
    clock.step(0);
    sendAll("PING");
    turnsUntilNothingIsLeft(); // whoever was found to take long is served in line once more
    sendAll("PING");
    turn();
    assertThat(answered(21)).as("they are newcomers no more").isEqualTo(FLOOD);
  }

  @Test
  void newcomersWhoLeaveAtOnce_areClosedAFewATurn() throws IOException {
    connectAll();
    turnsUntilNothingIsLeft();
    for (RawClient client : flood) {
      client.close();
    }
    turn();
    assertThat(FLOOD + 1 - sessions()).isBetween(1, MOST_A_TURN);
    assertThatTheRegularOneIsServedInOneTurn();
    turnsUntilNothingIsLeft();
    assertThat(sessions()).isEqualTo(1);
  }

  private void subscribeAll() throws IOException {
    connectAll();
    turnsUntilNothingIsLeft();
    sendAll("SUBSCRIBE", "c");
    turnsUntilNothingIsLeft();
    assertThat(answered(1)).isEqualTo(FLOOD);
    for (RawClient client : flood) {
      client.read("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n".length());
    }
  }

  @Test
  void messageForMany_isSentToAFewATurn_inOrder() throws IOException {
    subscribeAll();
    String first = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$5\r\nfirst\r\n";
    String second = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$6\r\nsecond\r\n";
    assertThat(store.pubSub().publish("c", "first")).isEqualTo(FLOOD);
    turn();
    assertThat(answered(1)).isBetween(1, MOST_A_TURN);
    assertThat(store.pubSub().publish("c", "second")).isEqualTo(FLOOD);
    assertThatTheRegularOneIsServedInOneTurn();
    turnsUntilNothingIsLeft();
    for (RawClient client : flood) {
      assertThat(client.read(first.length() + second.length())).isEqualTo(first + second);
    }
  }

  @Test
  void subscribersWithTooMuchWaiting_areCutAFewATurn() throws IOException {
    reopen("client-output-buffer-limit", "pubsub 1000 0 0");
    subscribeAll();
    assertThat(store.pubSub().publish("c", "x".repeat(2_000))).isEqualTo(FLOOD);
    turn();
    assertThat(FLOOD + 1 - sessions()).isBetween(1, MOST_A_TURN);
    assertThatTheRegularOneIsServedInOneTurn();
    turnsUntilNothingIsLeft();
    assertThat(sessions()).isEqualTo(1);
    assertThat(store.pubSub().publish("c", "x")).isZero();
    assertThat(listener.chunkPool().lentChunks()).isZero();
  }

  @Test
  void idleClients_areClosedAFewATurn() throws IOException {
    reopen("timeout", "10");
    connectAll();
    turnsUntilNothingIsLeft();
    clock.pass(Duration.ofSeconds(11));
    regular.send(RawClient.command("PING"));
    turn();
    assertThat(regular.read(7)).isEqualTo("+PONG\r\n");
    assertThat(FLOOD + 1 - sessions()).isBetween(1, MOST_A_TURN);
    assertThatTheRegularOneIsServedInOneTurn();
    turnsUntilNothingIsLeft();
    assertThat(sessions()).isEqualTo(1);
  }
}
