package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import io.holdfast.core.Engine;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.server.DatasetDigest;
import io.holdfast.core.stats.SlowLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a block that throws leaves behind: nothing, and nobody has heard of it. */
class BlocksTest {
  private final CommandTester tester = CommandTester.open();
  private final Store store = tester.store();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Runs a block that ends by throwing. */
  private void undone(Consumer<Db<String, String>> block) {
    undone(store, block);
  }

  private static void undone(Store store, Consumer<Db<String, String>> block) {
    assertThatThrownBy(
            () ->
                store.call(
                    db -> {
                      block.accept(db);
                      throw new Thrown();
                    }))
        .isInstanceOf(Thrown.class);
  }

  private void done(Consumer<Db<String, String>> block) {
    store.call(
        db -> {
          block.accept(db);
          return null;
        });
  }

  // ---- who is told ---------------------------------------------------------------------------

  @Test
  void effectsAndEvents_ofABlockThatThrows_areNotTold() {
    undone(
        db -> {
          db.strings().set("a", "1");
          db.lists().pushRight("l", "1");
        });
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.allEvents()).isEmpty();
    long sequence = tester.engine().effects().sequence();
    done(db -> db.strings().set("a", "1"));
    assertThat(tester.effects()).containsExactly("MULTI", "SET a 1", "EXEC");
    assertThat(tester.engine().effects().sequence()).isEqualTo(sequence + 3);
  }

  @Test
  void effectsAndEvents_areTold_whenTheBlockHasEnded() {
    done(
        db -> {
          db.strings().set("a", "1");
          db.strings().incr("a");
          assertThat(tester.effects()).isEmpty();
          assertThat(tester.events()).isEmpty();
        });
    assertThat(tester.effects()).containsExactly("MULTI", "SET a 1", "INCR a", "EXEC");
    assertThat(tester.events()).containsExactly("0:set:a", "0:incrby:a");
  }

  @Test
  void feed_hearsOfNoBlockThatThrows_andKnowsValuesBeforeAndAfter() {
    try (Changes changes = store.changes(ChangeFilter.all().values(100))) {
      undone(db -> db.strings().set("a", "0"));
      done(
          db -> {
            db.strings().set("a", "1");
            assertThatThrownBy(
                    () ->
                        store.call(
                            inner -> {
                              inner.strings().set("a", "2");
                              throw new Thrown();
                            }))
                .isInstanceOf(Thrown.class);
            db.strings().append("a", "x");
          });
      assertThat(values(changes)).containsExactly("MULTI", "SET - 1", "APPEND 1 1x", "EXEC");
    }
  }

  @Test
  void feedOpenedInABlock_beginsThere_orBehindABlockThatThrew() {
    try (Changes all = store.changes(ChangeFilter.all())) {
      List<Changes> opened = new ArrayList<>();
      done(
          db -> {
            db.strings().set("a", "1");
            opened.add(store.changes(ChangeFilter.all().values(100)));
            assertThat(opened.get(0).poll()).isNull();
            db.strings().set("b", "1");
          });
      undone(
          db -> {
            db.strings().set("c", "1");
            opened.add(store.changes(ChangeFilter.all().values(100)));
          });
      store.strings().set("d", "1");
      assertThat(values(opened.get(0))).containsExactly("SET - 1", "SET - 1");
      assertThat(values(opened.get(1))).containsExactly("SET - 1");
      assertThat(values(all)).hasSize(5);
      opened.forEach(Changes::close);
    }
  }

  private static List<String> values(Changes changes) {
    List<String> values = new ArrayList<>();
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      StringBuilder text = new StringBuilder(new String(change.command().get(0), UTF_8));
      for (ValueChange value : change.values()) {
        text.append(' ').append(text(value.before())).append(' ').append(text(value.after()));
      }
      values.add(text.toString());
    }
    return values;
  }

  private static String text(Optional<StoredValue> value) {
    return value.flatMap(StoredValue::string).map(bytes -> new String(bytes, UTF_8)).orElse("-");
  }

  @Test
  void watch_isBrokenByABlock_onlyIfItHappened() {
    CommandTester watcher = tester.another();
    watcher.run("WATCH a b");
    undone(db -> db.strings().set("a", "1"));
    undone(Db::flush);
    undone(db -> store.swap(0, 1));
    watcher.run("MULTI");
    watcher.run("SET b 1");
    assertThat(watcher.run("EXEC")).isEqualTo("[+OK]");
    watcher.run("WATCH a");
    done(db -> db.strings().set("a", "1"));
    watcher.run("MULTI");
    assertThat(watcher.run("EXEC")).isEqualTo("nil-array");
    watcher.run("WATCH a");
    done(Db::flush);
    watcher.run("MULTI");
    assertThat(watcher.run("EXEC")).isEqualTo("nil-array");
  }

  @Test
  void whoWaits_isServedByABlock_onlyIfItHappened() {
    CompletableFuture<?> promise = store.lists().popLeftAsync("l", Duration.ofDays(1));
    undone(db -> db.lists().pushRight("l", "1"));
    undone(
        db -> {
          db.select(1).lists().pushRight("l", "1");
          store.swap(0, 1);
        });
    assertThat(promise).isNotDone();
    done(db -> db.lists().pushRight("l", "2"));
    assertThat(promise).isCompletedWithValueMatching(value -> "2".equals(value));
  }

  @Test
  void messages_arePublished_whenTheBlockHasHappened() {
    CommandTester subscriber = tester.another();
    subscriber.runAll("SUBSCRIBE c");
    subscriber.runAll("PSUBSCRIBE c*");
    subscriber.runAll("SSUBSCRIBE s");
    undone(db -> assertThat(db.pubSub().publish("c", "1")).isEqualTo(2));
    undone(db -> assertThat(db.pubSub().spublish("s", "1")).isEqualTo(1));
    assertThat(subscriber.received()).isEmpty();
    done(
        db -> {
          db.pubSub().publish("c", "2");
          db.pubSub().spublish("s", "3");
          assertThat(subscriber.received()).isEmpty();
        });
    assertThat(subscriber.received()).hasSize(3);
  }

  // ---- blocks in blocks ----------------------------------------------------------------------

  @Test
  void innerBlockThatThrows_isUndoneAlone() {
    done(
        db -> {
          db.strings().set("a", "1");
          assertThatThrownBy(
                  () ->
                      store.call(
                          inner -> {
                            inner.strings().set("a", "2");
                            inner.strings().set("b", "2");
                            throw new Thrown();
                          }))
              .isInstanceOf(Thrown.class);
          assertThat(db.strings().get("a")).isEqualTo("1");
          db.strings().append("a", "3");
        });
    assertThat(store.strings().get("a")).isEqualTo("13");
    assertThat(store.keys().exists("b")).isFalse();
    assertThat(tester.effects()).containsExactly("MULTI", "SET a 1", "APPEND a 3", "EXEC");
    assertThat(tester.events()).containsExactly("0:set:a", "0:append:a");
  }

  @Test
  void innerBlock_goesWithTheOuterOne() {
    undone(db -> store.call(inner -> inner.strings().incr("n")));
    assertThat(store.strings().get("n")).isNull();
    assertThat(tester.effects()).isEmpty();
  }

  @Test
  void batch_isNotUndone() {
    assertThatThrownBy(
            () ->
                store.batch(
                    db -> {
                      db.strings().set("a", "1");
                      throw new Thrown();
                    }))
        .isInstanceOf(Thrown.class);
    assertThat(store.strings().get("a")).isEqualTo("1");
  }

  @Test
  void operationThatFails_andIsCaught_leavesTheBlockGoingOn() {
    done(
        db -> {
          db.strings().set("s", "x");
          assertThatThrownBy(() -> db.lists().pushRight("s", "1"))
              .isInstanceOf(WrongTypeException.class);
          db.strings().append("s", "y");
        });
    assertThat(store.strings().get("s")).isEqualTo("xy");
  }

  @Test
  void errors_undoToo_whereverTheyTearTheBlock() {
    store.sets().add("s", "a");
    String before = digest();
    assertThatThrownBy(() -> store.call(BlocksTest::pushForEver))
        .isInstanceOf(StackOverflowError.class);
    assertThat(digest()).isEqualTo(before);
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack is full
  private static Object pushForEver(Db<String, String> db) {
    db.lists().pushRight("l", "element");
    db.sets().add("s", "member" + db.lists().size("l"));
    db.sortedSets().add("z", "member" + db.lists().size("l"), 1);
    pushForEver(db);
    return true;
  }

  // ---- what becomes of the data --------------------------------------------------------------

  private String digest() {
    return DatasetDigest.of(tester.engine().keyspace());
  }

  @Test
  void flushAndSwap_areUndone() {
    store.strings().set("a", "1");
    store.select(1).sets().add("s", List.of("x", "y"));
    fill("h");
    String before = digest();
    undone(
        db -> {
          store.flushAll();
          db.strings().set("new", "1");
        });
    assertThat(digest()).isEqualTo(before);
    undone(
        db -> {
          store.swap(0, 1);
          db.strings().set("new", "1");
          db.flush();
          store.swap(1, 2);
        });
    assertThat(digest()).isEqualTo(before);
    assertThat(store.size()).isEqualTo(2);
  }

  private void fill(String key) {
    for (int i = 0; i < 1000; i++) {
      store.hashes().set(key, "field" + i, "value");
    }
  }

  @Test
  void largeValueThatWasDropped_comesBack_andIsGivenBackOnlyAfterwards() {
    fill("h");
    String before = digest();
    undone(
        db -> {
          db.keys().del("h");
          assertThat(tester.engine().keyspace().hasDropped()).isFalse();
          db.hashes().set("h", "f", "v");
        });
    assertThat(digest()).isEqualTo(before);
    done(db -> db.keys().del("h"));
    assertThat(tester.engine().keyspace().hasDropped()).isTrue();
    while (store.doWork() > 0) {}
    assertThat(tester.engine().keyspace().database(0).arena().allocatedBytes()).isZero();
  }

  /** A clock that runs only when told, and tells no store. */
  private static final class HandClock implements Clock {
    private long nowMs = 1_000_000;
    private int nanoReads;

    @Override
    public long epochMs() {
      return nowMs;
    }

    @Override
    public long nanoTime() {
      nanoReads++;
      return nowMs * 1_000_000;
    }
  }

  @Test
  void keyThatExpiredInTheBlock_isMetAgain() {
    HandClock clock = new HandClock();
    List<String> effects = new ArrayList<>();
    try (Store stepped = Holdfast.builder().clock(clock).invoker().open()) {
      Engine engine = Engine.of(stepped);
      stepped.strings().set("k", "1", SetOptions.none().expireAfter(Duration.ofSeconds(1)));
      engine.effects().addListener(effect -> effects.add(effect.name()));
      clock.nowMs += 2_000;
      undone(stepped, db -> assertThat(db.strings().get("k")).isNull());
      assertThat(effects).isEmpty();
      assertThat(engine.keyspace().stats().expired()).isZero();
      assertThat(stepped.size()).isEqualTo(1);
      stepped.doWork();
      assertThat(effects).containsExactly("DEL");
      assertThat(engine.keyspace().stats().expired()).isEqualTo(1);
      engine.keyspace().checkInvariants();
    }
  }

  @Test
  void expiry_thatWasChanged_isWhatItWas_andComes() {
    store.strings().set("a", "1", SetOptions.none().expireAfter(Duration.ofSeconds(10)));
    store.strings().set("b", "1");
    undone(
        db -> {
          db.keys().persist("a");
          db.keys().expire("b", Duration.ofSeconds(5));
        });
    tester.clock().advance(Duration.ofSeconds(9));
    assertThat(store.size()).isEqualTo(2);
    tester.clock().advance(Duration.ofSeconds(1));
    assertThat(store.keys().exists("a")).isFalse();
    assertThat(store.keys().exists("b")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "hash", "sorted set", "list", "stream", "string"})
  void undoingOneChange_costsNoMoreThanThat_howeverLargeTheValue(String type) {
    Keyspace keyspace = tester.engine().keyspace();
    done(
        db -> {
          for (int i = 0; i < 20_000; i++) {
            change(db, type, i);
          }
        });
    undone(
        db -> {
          change(db, type, 7_000_000);
          change(db, type, 1);
          assertThat(keyspace.undo().usedBytes()).as(type).isLessThan(20_000);
        });
  }

  private static void change(Db<String, String> db, String type, int i) {
    switch (type) {
      case "set" -> db.sets().add("k", "member" + i);
      case "hash" -> db.hashes().set("k", "field" + i, "value" + i);
      case "sorted set" -> db.sortedSets().add("k", "member" + i, i * 7 % 20_011);
      case "list" -> db.lists().pushLeft("k", "element" + i);
      case "stream" -> db.streams().add("k", Map.of("field", "value" + i));
      default -> db.strings().setRange("k", i, "x");
    }
  }

  // ---- how blocks run ------------------------------------------------------------------------

  @Test
  void submit_undoesToo() {
    CompletableFuture<Object> promise =
        store.submit(
            db -> {
              db.strings().set("a", "1");
              throw new Thrown();
            });
    while (store.doWork() > 0) {}
    assertThatThrownBy(promise::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Thrown.class);
    assertThat(store.strings().get("a")).isNull();
  }

  @Test
  void listener_learnsHowLongBlocksTook() {
    HandClock clock = new HandClock();
    List<String> ended = new ArrayList<>();
    try (Store stepped = Holdfast.builder().clock(clock).invoker().open()) {
      Engine.of(stepped)
          .blocks()
          .addListener((ns, changes, isUndone) -> ended.add(ns + " " + changes + " " + isUndone));
      stepped.call(
          db -> {
            clock.nowMs += 3;
            stepped.call(inner -> inner.strings().incr("a"));
            return db.strings().incr("a");
          });
      undone(stepped, db -> db.strings().incr("a"));
    }
    assertThat(ended).containsExactly("3000000 2 false", "0 1 true");
  }

  @Test
  void blockOverItsBudget_isReported() {
    HandClock clock = new HandClock();
    List<String> reports = new ArrayList<>();
    try (Store stepped = Holdfast.builder().clock(clock).invoker().open()) {
      Engine.of(stepped).blocks().report(Duration.ofMillis(5), reports::add);
      for (int ms : new int[] {5, 6}) {
        stepped.call(
            db -> {
              clock.nowMs += ms;
              return db.strings().incr("a");
            });
      }
    }
    assertThat(reports)
        .containsExactly(
            "block kept others out for longer than its budget:"
                + " durationUs=6000, budgetUs=5000, changes=1, undone=false");
  }

  @Test
  void blockOverItsBudget_isInTheSlowLog() {
    HandClock clock = new HandClock();
    Duration budget = Duration.ofMillis(5);
    try (Store stepped = Holdfast.builder().clock(clock).invoker().blockBudget(budget).open()) {
      for (int ms : new int[] {5, 6}) {
        stepped.call(
            db -> {
              clock.nowMs += ms;
              return db.strings().incr("a");
            });
      }
      List<SlowLog.Entry> entries = Engine.of(stepped).slowLog().newest(10);
      assertThat(entries).hasSize(1);
      assertThat(entries.get(0).durationMicros()).isEqualTo(6000);
      assertThat(entries.get(0).arguments())
          .extracting(word -> new String(word, StandardCharsets.US_ASCII))
          .containsExactly("call", "changes=1");
    }
  }

  @Test
  void time_isOnlyTakenForABudget() {
    HandClock clock = new HandClock();
    for (Duration budget : List.of(Duration.ZERO, Duration.ofMillis(1))) {
      try (Store stepped = Holdfast.builder().clock(clock).invoker().blockBudget(budget).open()) {
        int before = clock.nanoReads;
        stepped.call(db -> db.strings().incr("a"));
        assertThat(clock.nanoReads - before).isEqualTo(budget.isZero() ? 0 : 2);
      }
    }
    assertThatThrownBy(() -> Holdfast.builder().blockBudget(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherThreads_neverSeeHalfABlock() throws Exception {
    try (Store shared = Holdfast.builder().seed(1).open()) {
      CountDownLatch ended = new CountDownLatch(1);
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  write(shared, i);
                }
                ended.countDown();
              });
      writer.start();
      int unequal = 0;
      while (ended.getCount() > 0) {
        unequal +=
            shared.<Integer>batch(
                db -> Objects.equals(db.strings().get("a"), db.strings().get("b")) ? 0 : 1);
        String last = shared.strings().get("a");
        assertThat(last == null || Integer.parseInt(last) % 3 != 0).isTrue();
      }
      writer.join();
      assertThat(unequal).isZero();
      Engine.of(shared).door().run(() -> Engine.of(shared).keyspace().checkInvariants());
    }
  }

  /** Sets both keys, or throws after the first, if the number is a multiple of three. */
  private static void write(Store shared, int i) {
    try {
      shared.call(
          db -> {
            db.strings().set("a", Integer.toString(i));
            if (i % 3 == 0) {
              throw new Thrown();
            }
            db.strings().set("b", Integer.toString(i));
            return null;
          });
    } catch (Thrown e) {
      assertThat(i % 3).isZero();
    }
  }
}
