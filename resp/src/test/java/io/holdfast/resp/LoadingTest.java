package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Holdfast;
import io.holdfast.LoadProgress;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.snapshot.Loading;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients meet while a store loads its data. */
@Timeout(60)
class LoadingTest {
  private static final long TOTAL_BYTES = 1_000_000_000_000L;
  private static final String REFUSED = "-LOADING Redis is loading the dataset in memory\r\n";

  private final List<LoadProgress> told = new CopyOnWriteArrayList<>();
  private Store store;
  private Engine engine;
  private RespListener listener;

  /** Whether what is being loaded has come to its end. */
  private volatile boolean isRead;

  /** A store whose listener is tested. */
  Holdfast.Builder builder() {
    return Holdfast.builder();
  }

  @BeforeEach
  void open() throws IOException {
    store = builder().onLoading(told::add).open();
    engine = Engine.of(store);
    engine.door().run(engine.loading()::serveClients);
    listener = RespListener.builder().port(ListenerBuilder.ANY_PORT).open(store);
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  /** Loads until {@link #isRead}; half of the bytes are read then. */
  private CompletableFuture<Boolean> load(RuntimeException failure) {
    Loading loading = engine.loading();
    return loading.inNextTurn(
        engine.eventLoop(),
        () -> {
          loading.begin(TOTAL_BYTES);
          for (long bytes = TOTAL_BYTES / 2; !isRead; bytes += 1 << 20) {
            loading.advanced(bytes);
          }
          loading.end(failure == null);
          if (failure != null) {
            throw failure;
          }
          return true;
        });
  }

  private static void expect(RawClient client, String reply, String... arguments)
      throws IOException {
    assertThat(client.ask(reply, arguments)).isEqualTo(reply);
  }

  private static String info(RawClient client) throws IOException {
    client.send("INFO persistence\r\n");
    StringBuilder header = new StringBuilder();
    while (header.indexOf("\r\n") < 0) {
      header.append(client.read(1));
    }
    return client.read(Integer.parseInt(header.substring(1, header.length() - 2)) + 2);
  }

  @Test
  void clients_areToldToWait_andServedAfterwards() throws IOException {
    CompletableFuture<Boolean> loaded = load(null);
    try (RawClient client = new RawClient(listener.port())) {
      expect(client, REFUSED, "GET", "k");
      expect(client, REFUSED, "PING");
      expect(client, "+OK\r\n", "MULTI");
      expect(client, REFUSED, "SET", "k", "v");
      expect(client, "-EXECABORT Transaction discarded because of previous errors.\r\n", "EXEC");
      assertThat(info(client))
          .contains("loading:1\r\n", "loading_total_bytes:" + TOTAL_BYTES, "loaded_perc:5");
      isRead = true;
      assertThat(loaded.join()).isTrue();
    }
    try (RawClient client = new RawClient(listener.port())) {
      expect(client, "$-1\r\n", "GET", "k");
      expect(client, "+PONG\r\n", "PING");
      assertThat(info(client)).contains("loading:0\r\n");
    }
    assertThat(told.get(0)).isEqualTo(new LoadProgress(0, TOTAL_BYTES));
    assertThat(told.get(told.size() - 1)).isEqualTo(new LoadProgress(TOTAL_BYTES, TOTAL_BYTES));
  }

  @Test
  void clientsBeforeTheBeginning_areToldToWait() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      expect(client, REFUSED, "SET", "k", "v");
      CompletableFuture<Boolean> loaded = load(null);
      isRead = true;
      loaded.join();
      expect(client, "+OK\r\n", "SET", "k", "v");
    }
  }

  @Test
  void callers_waitForTheEnd() {
    CompletableFuture<Boolean> loaded = load(null);
    CompletableFuture<Long> set = store.submit(db -> db.strings().append("k", "v"));
    isRead = true;
    assertThat(loaded.join()).isTrue();
    set.join();
    assertThat(store.strings().get("k")).isEqualTo("v");
  }

  @Test
  void failure_reachesWhoLoads() {
    CompletableFuture<Boolean> loaded = load(new IllegalStateException("mine"));
    isRead = true;
    assertThatThrownBy(loaded::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("mine");
    assertThat(told).doesNotContain(new LoadProgress(TOTAL_BYTES, TOTAL_BYTES));
  }
}
