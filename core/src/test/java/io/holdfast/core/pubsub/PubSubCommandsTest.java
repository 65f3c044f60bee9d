package io.holdfast.core.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PubSubCommandsTest {
  private final CommandTester tester = CommandTester.open();
  private final CommandTester listener = tester.another();

  @AfterEach
  void close() {
    tester.engine().channels().checkInvariants();
    tester.close();
  }

  @Test
  void subscribe_confirmsEachChannel_withTheCountSoFar() {
    assertThat(listener.runAll("SUBSCRIBE a b a"))
        .containsExactly(
            "[\"subscribe\", \"a\", :1]",
            "[\"subscribe\", \"b\", :2]",
            "[\"subscribe\", \"a\", :2]");
    assertThat(listener.runAll("PSUBSCRIBE a* b*"))
        .containsExactly("[\"psubscribe\", \"a*\", :3]", "[\"psubscribe\", \"b*\", :4]");
    assertThat(listener.runAll("SSUBSCRIBE a")).containsExactly("[\"ssubscribe\", \"a\", :1]");
    assertThat(listener.runAll("UNSUBSCRIBE"))
        .containsExactly("[\"unsubscribe\", \"a\", :3]", "[\"unsubscribe\", \"b\", :2]");
    assertThat(listener.runAll("UNSUBSCRIBE")).containsExactly("[\"unsubscribe\", nil, :2]");
    assertThat(listener.runAll("PUNSUBSCRIBE a* zz"))
        .containsExactly("[\"punsubscribe\", \"a*\", :1]", "[\"punsubscribe\", \"zz\", :1]");
    assertThat(listener.runAll("SUNSUBSCRIBE")).containsExactly("[\"sunsubscribe\", \"a\", :0]");
  }

  @Test
  void publish_reachesChannelsBeforePatterns_inTheOrderOfSubscription() {
    listener.runAll("PSUBSCRIBE n* *s news");
    listener.runAll("SUBSCRIBE news");
    listener.runAll("SSUBSCRIBE news");
    assertThat(tester.run("PUBLISH news hello")).isEqualTo(":4");
    assertThat(listener.received())
        .containsExactly(
            "[\"message\", \"news\", \"hello\"]",
            "[\"pmessage\", \"n*\", \"news\", \"hello\"]",
            "[\"pmessage\", \"*s\", \"news\", \"hello\"]",
            "[\"pmessage\", \"news\", \"news\", \"hello\"]");
    assertThat(tester.run("SPUBLISH news hello")).isEqualTo(":1");
    assertThat(listener.received()).containsExactly("[\"smessage\", \"news\", \"hello\"]");
    assertThat(tester.run("PUBLISH other hello")).isEqualTo(":0");
    assertThat(listener.received()).isEmpty();
  }

  @Test
  void messagesAndConfirmations_arePushes_inResp3() {
    listener.resp3();
    assertThat(listener.runAll("SUBSCRIBE a")).containsExactly(">[\"subscribe\", \"a\", :1]");
    assertThat(listener.run("UNSUBSCRIBE b")).isEqualTo(">[\"unsubscribe\", \"b\", :1]");
    tester.run("PUBLISH a 1");
    assertThat(listener.received()).containsExactly(">[\"message\", \"a\", \"1\"]");
    assertThat(listener.run("GET k")).isEqualTo("null");
    assertThat(listener.run("PING")).isEqualTo("+PONG");
  }

  @Test
  void publish_isNoEffect_andChangesNoKey() {
    listener.run("SUBSCRIBE a");
    tester.run("PUBLISH a 1");
    tester.run("SPUBLISH a 1");
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.allEvents()).isEmpty();
  }

  @Test
  void resp2Subscriber_mayOnlyListenAndLeave() {
    String refused =
        ": only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
    listener.run("SSUBSCRIBE a");
    assertThat(listener.run("GET k")).isEqualTo("-ERR Can't execute 'get'" + refused);
    assertThat(listener.run("CLIENT ID")).isEqualTo("-ERR Can't execute 'client|id'" + refused);
    assertThat(listener.run("MULTI")).startsWith("-ERR Can't execute");
    assertThat(listener.run("EXEC"))
        .isEqualTo("-EXECABORT Transaction discarded because of: Can't execute 'exec'" + refused);
    assertThat(listener.run("PING")).isEqualTo("[\"pong\", \"\"]");
    assertThat(listener.run("PING x")).isEqualTo("[\"pong\", \"x\"]");
    assertThat(listener.run("RESET")).isEqualTo("+RESET");
    assertThat(listener.run("PING")).isEqualTo("+PONG");
    assertThat(tester.run("SPUBLISH a 1")).isEqualTo(":0");
  }

  @Test
  void messageToOneself_followsTheReply_andTheWholeTransaction() {
    tester.resp3();
    tester.run("SUBSCRIBE a");
    assertThat(tester.runAll("PUBLISH a 1")).containsExactly(":1", ">[\"message\", \"a\", \"1\"]");
    tester.script("MULTI\nPUBLISH a 2\nSET k v\nPUBLISH a 3");
    assertThat(tester.runAll("EXEC"))
        .containsExactly(
            "[:1, +OK, :1]", ">[\"message\", \"a\", \"2\"]", ">[\"message\", \"a\", \"3\"]");
  }

  @Test
  void sessionThatEnds_listensNoMore() {
    listener.runAll("SUBSCRIBE a b");
    listener.run("PSUBSCRIBE *");
    listener.run("SSUBSCRIBE s");
    tester.engine().door().run(() -> tester.engine().sessions().close(listener.session()));
    assertThat(tester.run("PUBLISH a 1")).isEqualTo(":0");
    assertThat(tester.run("PUBSUB CHANNELS")).isEqualTo("[]");
    assertThat(tester.run("PUBSUB NUMPAT")).isEqualTo(":0");
    assertThat(tester.run("PUBSUB SHARDCHANNELS")).isEqualTo("[]");
  }

  @Test
  void info_countsChannelsAndPatterns() {
    listener.runAll("SUBSCRIBE a b");
    listener.run("PSUBSCRIBE *");
    listener.run("SSUBSCRIBE s");
    assertThat(tester.run("INFO stats"))
        .contains("pubsub_channels:2", "pubsub_patterns:1", "pubsubshard_channels:1");
  }

  @Test
  void expiredKey_isTold_whenItsTimeHasCome() {
    tester.run("CONFIG SET notify-keyspace-events Ex");
    listener.run("SUBSCRIBE __keyevent@0__:expired");
    tester.run("SET k v PX 50");
    tester.run("SET k2 v PX 60");
    tester.clock().advance(Duration.ofMillis(49));
    assertThat(listener.received()).isEmpty();
    tester.clock().advance(Duration.ofMillis(1));
    assertThat(listener.received())
        .containsExactly("[\"message\", \"__keyevent@0__:expired\", \"k\"]");
    tester.clock().advance(Duration.ofMillis(10));
    assertThat(listener.received()).hasSize(1);
  }

  @Test
  void keyThatExpiresWhileItsReplyIsWritten_isToldAfterTheReply() {
    tester.run("CONFIG SET notify-keyspace-events Ex");
    tester.resp3();
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    tester.run("SUBSCRIBE __keyevent@0__:expired");
    tester.script("SET k v PX 5\nSET other v");
    tester.clock().advance(Duration.ofMillis(5));
    assertThat(tester.runAll("MGET other k other"))
        .containsExactly(
            "[\"v\", null, \"v\"]", ">[\"message\", \"__keyevent@0__:expired\", \"k\"]");
  }

  @Test
  void typedOperation_isToldToo() {
    tester.run("CONFIG SET notify-keyspace-events K$");
    listener.run("SUBSCRIBE __keyspace@0__:k");
    tester.store().strings().set("k", "v");
    assertThat(listener.received()).containsExactly("[\"message\", \"__keyspace@0__:k\", \"set\"]");
  }

  /** Who hears what, against plain collections. */
  @Test
  void randomSubscriptions_hearWhatTheModelSays() {
    long seed = Long.getLong("holdfast.seed", 20_261_121);
    Random random = new Random(seed);
    List<CommandTester> clients = new ArrayList<>();
    List<Map<String, Set<String>>> model = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(tester.another().resp3());
      model.add(
          Map.of(
              "", new LinkedHashSet<>(), "p", new LinkedHashSet<>(), "s", new LinkedHashSet<>()));
    }
    List<String> names = List.of("a", "b", "ab", "abc");
    List<String> patterns = List.of("a*", "*b*", "a", "?b");
    for (int step = 0; step < 3_000; step++) {
      int who = random.nextInt(clients.size());
      String kind = List.of("", "p", "s").get(random.nextInt(3));
      Set<String> topics = model.get(who).get(kind);
      String name = (kind.equals("p") ? patterns : names).get(random.nextInt(4));
      String message = "seed=" + seed + " step=" + step;
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          topics.add(name);
          clients.get(who).runAll(kind + "subscribe " + name);
        }
        case 2 -> {
          topics.remove(name);
          clients.get(who).runAll(kind + "unsubscribe " + name);
        }
        case 3 -> {
          if (random.nextInt(10) == 0) {
            topics.clear();
            clients.get(who).runAll(kind + "unsubscribe");
          }
        }
        default -> publish(kind.equals("s"), names.get(random.nextInt(4)), clients, model, message);
      }
      tester.engine().channels().checkInvariants();
    }
  }

  private void publish(
      boolean toShard,
      String channel,
      List<CommandTester> clients,
      List<Map<String, Set<String>>> model,
      String message) {
    Map<CommandTester, Integer> expected = new LinkedHashMap<>();
    int all = 0;
    for (int i = 0; i < clients.size(); i++) {
      int count = 0;
      if (toShard) {
        count += model.get(i).get("s").contains(channel) ? 1 : 0;
      } else {
        count += model.get(i).get("").contains(channel) ? 1 : 0;
        for (String pattern : model.get(i).get("p")) {
          String regex = pattern.replace("*", ".*").replace("?", ".");
          count += channel.matches(regex) ? 1 : 0;
        }
      }
      expected.put(clients.get(i), count);
      all += count;
    }
    String command = (toShard ? "SPUBLISH " : "PUBLISH ") + channel + " m";
    assertThat(tester.run(command)).as(message).isEqualTo(":" + all);
    expected.forEach((client, count) -> assertThat(client.received()).as(message).hasSize(count));
  }
}
