package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.Engine;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** All of it with I/O threads. */
class ThreadedFairTurnsTest extends FairTurnsTest {
  @Override
  Holdfast.Builder builder() {
    return super.builder().config("io-threads", "3");
  }

  /** As without threads, but the test makes the turns: when what is sent arrives is up to them. */
  @Override
  @Test
  void longPipeline_isRunInTurns_andOthersComeBetween() throws IOException {
    close();
    open(builder().invoker());
    clock.step(200_000);
    try (RawClient greedy = new RawClient(listener.port());
        RawClient modest = new RawClient(listener.port())) {
      modest.send(RawClient.command("PING"));
      while (modest.available() < 7) {
        turn();
      }
      int times = 5_000;
      String pipeline = RawClient.command("INCR", "n").repeat(times);
      long received = listener.receivedBytes();
      greedy.send(pipeline);
      while (listener.receivedBytes() < received + pipeline.length() || n() == 0) {
        if (listener.hasLetters()) {
          turn();
        }
      }
      assertThat(n()).as("its turn was over").isLessThan(times - 1_000);
      modest.send(RawClient.command("SET", "n", "100000"));
      while (!listener.hasLetters()) {
        Thread.onSpinWait();
      }
      while (n() < 100_000 && n() < times) {
        turn();
      }
      assertThat(n()).as("the other's turn").isBetween(100_000L, 100_000L + times / 2);
      String replies = greedy.read(20);
      while (!replies.contains(":100001\r\n")) {
        turn();
        replies += greedy.read(greedy.available());
      }
    }
  }

  private void turn() {
    Engine.of(store).eventLoop().doWork();
  }

  private long n() {
    String n = store.strings().get("n");
    return n == null ? 0 : Long.parseLong(n);
  }
}
