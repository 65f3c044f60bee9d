package io.holdfast.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Caches that believe what they are told are never wrong; messages are compared with the oracle.
 */
class TrackingTest {
  private static final long SEED = 11;
  private static final int STEPS = Boolean.getBoolean("holdfast.long") ? 500_000 : 10_000;
  private static final int CLIENTS = 4;

  private CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  private Tracking tracking() {
    Object tracker = tester.engine().keyspace().tracker();
    assertThat(tracker).isInstanceOf(Tracking.class);
    return (Tracking) tracker;
  }

  @Test
  void whoTracksNothing_costsNothing() {
    assertThat(tester.engine().keyspace().tracker()).isNull();
    tester.resp3().run("CLIENT TRACKING ON");
    assertThat(tester.engine().keyspace().tracker()).isNotNull();
    tester.run("CLIENT TRACKING OFF");
    assertThat(tester.engine().keyspace().tracker()).isNull();
    tester.run("CLIENT TRACKING ON");
    tester.engine().sessions().close(tester.session());
    assertThat(tester.engine().keyspace().tracker()).isNull();
  }

  @Test
  void whatIsPushedOut_countsAsChanged() {
    tester.close();
    tester = CommandTester.open(Holdfast.builder().config("tracking-table-max-keys", "2"));
    CommandTester reader = tester.another().resp3();
    reader.run("CLIENT TRACKING ON");
    reader.run("GET a");
    reader.run("GET b");
    assertThat(reader.received()).isEmpty();
    assertThat(reader.runAll("GET c")).containsExactly("null", ">[\"invalidate\", [\"a\"]]");
    assertThat(tester.run("INFO stats"))
        .contains("tracking_total_keys:2\\r\\ntracking_total_items:2\\r\\n");
    tracking().checkInvariants();
  }

  @Test
  void changesOfTheApplication_areToldToo() {
    CommandTester reader = tester.another().resp3();
    reader.run("CLIENT TRACKING ON");
    reader.run("GET a");
    tester.store().strings().set("a", "1");
    assertThat(reader.received()).containsExactly(">[\"invalidate\", [\"a\"]]");
    reader.run("CLIENT TRACKING OFF");
    reader.run("CLIENT TRACKING ON BCAST PREFIX b");
    tester.store().strings().set("b2", "1");
    tester.store().strings().set("b1", "1");
    assertThat(reader.received()).isEmpty();
    tester.engine().tellTrackers();
    assertThat(reader.received()).containsExactly(">[\"invalidate\", [\"b1\", \"b2\"]]");
    assertThat(tester.run("INFO clients")).contains("tracking_clients:1");
    assertThat(tester.run("INFO stats")).contains("tracking_total_prefixes:1");
  }

  /** Clients that cache by the key, and forget what they are told to forget. */
  @Test
  void aCacheThatForgetsWhatItIsToldTo_isNeverWrong() {
    Random random = new Random(SEED);
    CommandTester[] clients = new CommandTester[CLIENTS];
    List<Map<String, String>> caches = new ArrayList<>();
    tester.resp3().run("CONFIG SET tracking-table-max-keys 12");
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] = tester.another().resp3();
      caches.add(new HashMap<>());
      clients[i].run("CLIENT TRACKING ON");
    }
    for (int step = 0; step < STEPS; step++) {
      int client = random.nextInt(CLIENTS);
      String key = "k" + random.nextInt(20);
      String where = "seed=" + SEED + " step=" + step + " client=" + client + " key=" + key;
      switch (random.nextInt(8)) {
        case 0 -> execute(clients[client], "SET " + key + " " + step, caches.get(client));
        case 1 -> execute(clients[client], "DEL " + key, caches.get(client));
        case 2 -> execute(clients[client], "SET " + key + " v PX 50", caches.get(client));
        case 3 -> tester.clock().advance(Duration.ofMillis(random.nextInt(20)));
        case 4 -> tester.store().strings().append(key, "x");
        case 5 -> {
          if (random.nextInt(50) == 0) {
            execute(
                clients[client], random.nextBoolean() ? "FLUSHALL" : "FLUSHDB", caches.get(client));
          }
        }
        default -> {
          if (!caches.get(client).containsKey(key)) {
            String value = execute(clients[client], "GET " + key, caches.get(client));
            caches.get(client).put(key, value);
          }
        }
      }
      for (int i = 0; i < CLIENTS; i++) {
        forget(clients[i].received(), caches.get(i));
        for (Map.Entry<String, String> cached : caches.get(i).entrySet()) {
          assertThat(cached.getValue())
              .as(where + " cached " + cached.getKey())
              .isEqualTo(tester.run("GET " + cached.getKey()));
        }
      }
      tracking().checkInvariants();
    }
  }

  /** A reply, and behind it what came with it. */
  private static String execute(CommandTester client, String line, Map<String, String> cache) {
    List<String> replies = client.runAll(line);
    forget(replies.subList(1, replies.size()), cache);
    return replies.get(0);
  }

  private static void forget(List<String> messages, Map<String, String> cache) {
    for (String message : messages) {
      assertThat(message).startsWith(">[\"invalidate\", ");
      if (message.equals(">[\"invalidate\", null]")) {
        cache.clear();
      } else {
        cache.keySet().removeIf(key -> message.contains("\"" + key + "\""));
      }
    }
  }
}
