package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What INFO and the slow log say of clients. */
@Timeout(60)
class FiguresTest {
  private final VirtualClock clock = new VirtualClock(Instant.ofEpochSecond(1_700_000_000));
  private Store store;
  private RespListener listener;

  @BeforeEach
  void open() throws IOException {
    store = Holdfast.builder().clock(clock).config("slowlog-log-slower-than", "0").open();
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  private String ask(String... words) throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      return client.send(RawClient.command(words) + RawClient.command("QUIT")).readToEnd();
    }
  }

  /** Asks until somebody waits, or nobody any more. */
  private void awaitWaiting(int clients) throws IOException {
    while (!ask("INFO", "clients").contains("\r\nblocked_clients:" + clients + "\r\n")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void commandThatWaits_isCounted_andLogged_whenItIsServed() throws IOException {
    try (RawClient waiting = new RawClient(listener.port())) {
      waiting.send(RawClient.command("BLPOP", "l", "0"));
      awaitWaiting(1);
      assertThat(ask("INFO", "commandstats")).doesNotContain("cmdstat_blpop");
      assertThat(ask("SLOWLOG", "GET", "-1")).doesNotContain("BLPOP");
      ask("RPUSH", "l", "x");
      waiting.read("*2\r\n$1\r\nl\r\n$1\r\nx\r\n".length());
      assertThat(ask("INFO", "commandstats"))
          .containsPattern("cmdstat_blpop:calls=1,.*rejected_calls=0,failed_calls=0\r\n");
      assertThat(ask("SLOWLOG", "GET", "-1"))
          .containsOnlyOnce("$5\r\nBLPOP\r\n$1\r\nl\r\n$1\r\n0\r\n");
    }
  }

  @Test
  void commandWhoseTimeIsUp_isCounted_andNotLogged() throws IOException {
    try (RawClient waiting = new RawClient(listener.port())) {
      waiting.send(RawClient.command("BLPOP", "l", "5"));
      awaitWaiting(1);
      clock.advance(Duration.ofSeconds(6));
      assertThat(waiting.read(5)).isEqualTo("*-1\r\n");
      assertThat(ask("INFO", "commandstats")).contains("cmdstat_blpop:calls=1,");
      assertThat(ask("SLOWLOG", "GET", "-1")).doesNotContain("BLPOP");
    }
  }

  @Test
  void commandThatIsRefusedWhileItWaits_isCountedAsFailed() throws IOException {
    try (RawClient waiting = new RawClient(listener.port())) {
      String id = waiting.send(RawClient.command("CLIENT", "ID")).read(4);
      waiting.send(RawClient.command("BLPOP", "l", "0"));
      awaitWaiting(1);
      ask("CLIENT", "UNBLOCK", id.substring(1, 2), "ERROR");
      assertThat(waiting.read(10)).isEqualTo("-UNBLOCKED");
      assertThat(ask("INFO", "commandstats"))
          .containsPattern("cmdstat_blpop:calls=1,.*rejected_calls=0,failed_calls=1\r\n");
    }
  }

  @Test
  void rates_areThoseOfTheLastSamples() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      for (int i = 0; i < 17; i++) {
        client.send(RawClient.command("SET", "k", "x".repeat(1024)).repeat(50)).read(50 * 5);
        clock.advance(Duration.ofMillis(100));
      }
      String stats = ask("INFO", "stats");
      assertThat(stats).containsPattern("\r\ninstantaneous_ops_per_sec:(4[5-9]|5[0-2])\\d\r\n");
      assertThat(stats)
          .containsPattern("\r\ninstantaneous_input_kbps:(4[5-9]|5[0-5])\\d\\.\\d\\d\r\n");
      assertThat(stats).containsPattern("\r\ninstantaneous_output_kbps:2\\.\\d\\d\r\n");
      clock.advance(Duration.ofSeconds(10));
      assertThat(ask("INFO", "stats")).contains("\r\ninstantaneous_input_kbps:0.");
    }
  }
}
