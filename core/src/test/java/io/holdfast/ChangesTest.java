package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Engine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChangesTest {
  private static final ChangeFilter ALL = ChangeFilter.all();

  private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
  private final Store store = Holdfast.builder().clock(clock).seed(1).open();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  @AfterEach
  void close() throws InterruptedException {
    store.close();
    executor.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static List<String> rest(Changes changes) {
    List<String> all = new ArrayList<>();
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      all.add(change.toString());
    }
    return all;
  }

  private void set(int from, int to) {
    IntStream.range(from, to).forEach(i -> store.strings().set("k" + i, "v"));
  }

  // ---- what is delivered ---------------------------------------------------------------------

  @Test
  void changes_comeInOrderWithNumberDatabaseAndCommand() {
    store.strings().set("before", "v");
    try (Changes changes = store.changes(ALL)) {
      assertThat(changes.poll()).isNull();
      store.strings().set("k", "v", Expiry.after(Duration.ofMillis(5)));
      store.select(3).sets().add("s", "a");
      clock.advance(Duration.ofMillis(10));
      store.flushAll();
      assertThat(changes.behind()).isEqualTo(4);
      assertThat(rest(changes))
          .containsExactly(
              "1 [0] SET k v PXAT 5", "2 [3] SADD s a", "3 [0] DEL k", "4 [0] FLUSHALL");
      assertThat(changes.behind()).isZero();
      assertThat(changes.position()).isEqualTo(5);
    }
  }

  @Test
  void change_namesItsKeys() {
    try (Changes changes = store.changes(ALL)) {
      store.strings().set("a", "v");
      store.keys().rename("a", "b");
      store.streams().createGroup("s", "g", StreamId.MIN, true);
      store.flush();
      assertThat(keysOf(changes.poll())).containsExactly("a");
      assertThat(keysOf(changes.poll())).containsExactly("a", "b");
      assertThat(keysOf(changes.poll())).containsExactly("s");
      assertThat(keysOf(changes.poll())).isEmpty();
    }
  }

  @Test
  void values_areThoseBeforeAndAfter() {
    try (Changes changes = store.changes(ALL.values(100))) {
      store.strings().set("k", "1");
      store.strings().incr("k");
      store.keys().expireAt("k", Instant.ofEpochMilli(50));
      store.keys().rename("k", "other");
      clock.advance(Duration.ofMillis(50));
      assertThat(values(changes))
          .containsExactly(
              "k: - -> 1",
              "k: 1 -> 2",
              "k: 2 -> 2 until 50",
              "k: 2 until 50 -> -, other: - -> 2 until 50",
              "other: 2 until 50 -> -");
    }
  }

  @Test
  void values_ofACollectionCanBeRestored() {
    store.hashes().set("h", "a", "1");
    try (Changes changes = store.changes(ALL.values(100))) {
      store.hashes().set("h", "b", "2");
      ValueChange change = Objects.requireNonNull(changes.poll()).values().get(0);
      store
          .keys()
          .restore(
              "before", change.before().orElseThrow().dump().orElseThrow(), RestoreOptions.none());
      store
          .keys()
          .restore(
              "after", change.after().orElseThrow().dump().orElseThrow(), RestoreOptions.none());
      assertThat(store.hashes().getAll("before")).isEqualTo(Map.of("a", "1"));
      assertThat(store.hashes().getAll("after")).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThat(change.after().orElseThrow().type()).isEqualTo(KeyType.HASH);
      assertThat(change.after().orElseThrow().string()).isEmpty();
    }
  }

  @Test
  void values_thatAreTooLong_areToldAsChangedOnly() {
    store.strings().set("long", "v".repeat(200));
    try (Changes changes = store.changes(ALL.values(100))) {
      store.batch(
          db -> {
            db.strings().append("long", "x");
            db.strings().set("short", "y");
            db.strings().set("third", "z");
            return true;
          });
      assertThat(values(changes)).containsExactly("long: ? -> ?", "short: - -> y", "third: - -> z");
    }
  }

  @Test
  void values_ofABlockThatIsUndone_areNotThoseBeforeTheNextChange() {
    store.strings().set("k", "1");
    try (Changes changes = store.changes(ALL.values(100))) {
      store.call(
          db -> {
            assertThatThrownBy(
                    () ->
                        store.call(
                            inner -> {
                              inner.strings().incr("k");
                              throw new IllegalStateException("mine");
                            }))
                .hasMessage("mine");
            return db.strings().incr("k");
          });
      changes.poll();
      assertThat(values(changes)).containsExactly("k: 1 -> 2", "");
    }
  }

  @Test
  void values_comeOnlyToWhomTheyConcern() {
    try (Changes plain = store.changes(ALL);
        Changes some = store.changes(ALL.keys("a*").values(100))) {
      store.strings().set("ab", "1");
      store.strings().set("b", "2");
      assertThat(values(some)).containsExactly("ab: - -> 1");
      assertThat(rest(plain)).hasSize(2);
    }
    try (Changes plain = store.changes(ALL)) {
      store.strings().set("ab", "3");
      assertThat(values(plain)).containsExactly("");
    }
  }

  /** What each change says of its values; "?" for one too long, "-" for none. */
  private static List<String> values(Changes changes) {
    List<String> values = new ArrayList<>();
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      values.add(
          change.values().stream()
              .map(
                  value ->
                      new String(value.key(), StandardCharsets.UTF_8)
                          + ": "
                          + text(value.before())
                          + " -> "
                          + text(value.after()))
              .collect(Collectors.joining(", ")));
    }
    return values;
  }

  private static String text(Optional<StoredValue> value) {
    if (value.isEmpty()) {
      return "-";
    }
    if (value.get().isTooLong()) {
      return "?";
    }
    OptionalLong atMs = value.get().expireAtMs();
    return new String(value.get().string().orElseThrow(), StandardCharsets.UTF_8)
        + (atMs.isPresent() ? " until " + atMs.getAsLong() : "");
  }

  private static List<String> keysOf(@Nullable Change change) {
    return Objects.requireNonNull(change).keys().stream()
        .map(key -> new String(key, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void units_areRecognised() {
    try (Changes changes = store.changes(ALL)) {
      store.strings().set("alone", "v");
      store.call(
          db -> {
            db.strings().set("a", "v");
            return db.strings().incr("b");
          });
      store.call(db -> db.strings().get("a"));
      store.strings().set("alone", "w");
      List<Long> units = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (Change change = changes.poll(); change != null; change = changes.poll()) {
        units.add(change.unit());
        names.add(change.name());
        assertThat(change.isUnitStart()).isEqualTo(change.name().equals("MULTI"));
        assertThat(change.isUnitEnd()).isEqualTo(change.name().equals("EXEC"));
      }
      assertThat(names).containsExactly("SET", "MULTI", "SET", "INCR", "EXEC", "SET");
      assertThat(units).containsExactly(0L, 2L, 2L, 2L, 2L, 0L);
    }
  }

  @Test
  void filters_areAnded() {
    try (Changes keys = store.changes(ALL.keys("user:*"));
        Changes database = store.changes(ALL.database(1));
        Changes commands = store.changes(ALL.commands("del", "SADD").database(0))) {
      store.strings().set("user:1", "v");
      store.strings().set("other", "v");
      store.sets().add("s", "a");
      store.select(1).sets().add("s", "a");
      store.keys().move("s", 2);
      store.keys().del(List.of("other", "user:1"));
      store.strings().set("last", "v");
      store.flush();
      assertThat(rest(keys))
          .containsExactly("1 [0] SET user:1 v", "6 [0] DEL other user:1", "8 [0] FLUSHDB");
      assertThat(rest(database)).containsExactly("4 [1] SADD s a", "5 [0] MOVE s 2");
      assertThat(rest(commands)).containsExactly("3 [0] SADD s a", "6 [0] DEL other user:1");
    }
  }

  @Test
  void unitsOfWhichNothingPasses_areLeftOut() {
    try (Changes changes = store.changes(ALL.keys("a"))) {
      for (String key : List.of("b", "a", "c")) {
        store.call(
            db -> {
              db.strings().set("x", "v");
              db.strings().set(key, "v");
              db.strings().set("y", "v");
              return true;
            });
      }
      assertThat(rest(changes)).containsExactly("6 [0] MULTI", "8 [0] SET a v", "10 [0] EXEC");
    }
  }

  // ---- where it begins -----------------------------------------------------------------------

  @Test
  void from_isANumberInTheBuffer() {
    try (Changes first = store.changes(ALL)) {
      set(0, 5);
      try (Changes second = store.changes(ALL, 3)) {
        assertThat(rest(second)).hasSize(3).first().isEqualTo("3 [0] SET k2 v");
      }
      assertThat(rest(first)).hasSize(5);
      try (Changes third = store.changes(ALL, 6)) {
        assertThat(third.poll()).isNull();
      }
      assertThatThrownBy(() -> store.changes(ALL, 7)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.changes(ALL, 0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatNobodyHeard_cannotBeAskedFor() {
    try (Changes changes = store.changes(ALL)) {
      set(0, 2);
      assertThat(changes.position()).isEqualTo(1);
    }
    assertThat(Engine.of(store).effects().isActive()).isFalse();
    set(2, 4);
    assertThatThrownBy(() -> store.changes(ALL, 3)).isInstanceOf(ChangesLostException.class);
    try (Changes changes = store.changes(ALL)) {
      set(4, 5);
      assertThat(rest(changes)).containsExactly("4 [0] SET k4 v");
    }
  }

  @Test
  void dataAndFeed_areTakenAtOneMoment() {
    store.strings().set("k", "old");
    try (Changes changes =
        store.call(
            db -> {
              db.strings().set("k", "new");
              return store.changes(ALL);
            })) {
      assertThat(changes.poll()).isNull();
      store.strings().set("k", "newer");
      assertThat(rest(changes)).containsExactly("1 [0] SET k newer");
    }
  }

  @Test
  void inTheMiddleOfAUnit_itsEndIsLeftOut() {
    try (Changes first = store.changes(ALL)) {
      Changes second =
          store.call(
              db -> {
                db.strings().set("a", "v");
                Changes opened = store.changes(ALL);
                db.strings().set("b", "v");
                return opened;
              });
      assertThat(rest(second)).containsExactly("3 [0] SET b v");
      assertThat(rest(first)).hasSize(4);
      second.close();
    }
  }

  // ---- falling behind ------------------------------------------------------------------------

  @Test
  void tooManyChanges_areLostFromANumber() {
    try (Store small = Holdfast.builder().changeBuffer(4, 1 << 20).open();
        Changes slow = small.changes(ALL);
        Changes quick = small.changes(ALL)) {
      for (int i = 1; i <= 6; i++) {
        small.strings().set("k" + i, "v");
        assertThat(quick.poll()).isNotNull();
        if (i == 1) {
          assertThat(slow.poll()).isNotNull();
        }
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(slow::poll)
            .isInstanceOfSatisfying(
                ChangesLostException.class,
                lost -> {
                  assertThat(lost.lostFrom()).isEqualTo(2);
                  assertThat(lost.first()).isEqualTo(3);
                })
            .hasMessage("changes are lost: from=2, to=2");
      }
      try (Changes again = small.changes(ALL, 3)) {
        assertThat(rest(again)).hasSize(4);
      }
    }
  }

  @Test
  void tooManyBytes_areLostToo_butNeverTheNewest() {
    try (Store small = Holdfast.builder().changeBuffer(1000, 10_000).open();
        Changes changes = small.changes(ALL)) {
      small.strings().set("k", "x".repeat(6_000));
      small.strings().set("k", "x".repeat(6_000));
      assertThatThrownBy(changes::poll).isInstanceOf(ChangesLostException.class);
      try (Changes again = small.changes(ALL, 2)) {
        small.strings().set("k", "x".repeat(100_000));
        assertThatThrownBy(again::poll).isInstanceOf(ChangesLostException.class);
      }
      try (Changes again = small.changes(ALL, 3)) {
        assertThat(again.poll()).isNotNull();
      }
    }
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Test
  void take_waitsForAChange() throws Exception {
    try (Changes changes = store.changes(ALL.keys("k3"))) {
      Future<Change> taken = executor.submit(changes::take);
      set(0, 5);
      assertThat(taken.get()).hasToString("4 [0] SET k3 v");
    }
  }

  @Test
  void poll_endsWithItsTime() throws InterruptedException {
    try (Changes changes = store.changes(ALL)) {
      assertThat(changes.poll(Duration.ZERO)).isNull();
      assertThat(changes.poll(Duration.ofMillis(1))).isNull();
      set(0, 1);
      assertThat(changes.poll(Duration.ofDays(100_000))).isNotNull();
    }
  }

  @Test
  void interrupt_losesNothing() throws Exception {
    try (Changes changes = store.changes(ALL)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(changes::take).isInstanceOf(InterruptedException.class);
      set(0, 1);
      assertThat(changes.take()).hasToString("1 [0] SET k0 v");
    }
  }

  @Test
  void ownersDoNotWait() {
    try (Changes changes = store.changes(ALL)) {
      assertThatThrownBy(
              () ->
                  store.call(
                      db -> {
                        try {
                          return changes.take();
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void everyReader_getsEveryChange_fromManyWriters() throws Exception {
    int writers = 2;
    int each = 5_000;
    try (Changes changes = store.changes(ALL);
        Changes second = store.changes(ALL)) {
      Future<Long> sum = executor.submit(() -> sum(changes, writers * each));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        threads.add(
            new Thread(() -> IntStream.range(0, each).forEach(n -> store.strings().incr("k"))));
      }
      threads.forEach(Thread::start);
      long expected = (long) writers * each * (writers * each + 1) / 2;
      assertThat(sum(second, writers * each)).isEqualTo(expected);
      assertThat(sum.get()).isEqualTo(expected);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  /** The sum of the numbers of changes, which have no gaps. */
  private static long sum(Changes changes, int count) throws InterruptedException {
    long sum = 0;
    for (int i = 1; i <= count; i++) {
      Change change = changes.take();
      assertThat(change.sequence()).isEqualTo(i);
      sum += change.sequence();
    }
    return sum;
  }

  // ---- on an executor ------------------------------------------------------------------------

  @Test
  void forEach_handsOverOneAfterTheOther_andMayCallTheStore() throws Exception {
    Changes changes = store.changes(ALL.commands("SET"));
    List<String> seen = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(1000);
    CompletableFuture<@Nullable Void> end =
        changes.forEach(
            executor,
            change -> {
              seen.add(change.words().get(1));
              store.strings().incr("count");
              all.countDown();
            });
    set(0, 1000);
    all.await();
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj(i -> "k" + i).toList());
    changes.close();
    assertThat(end.get()).isNull();
  }

  @Test
  void forEach_endsWithWhatTheActionThrows() {
    Changes changes = store.changes(ALL);
    RuntimeException mine = new RuntimeException("mine");
    CompletableFuture<@Nullable Void> end =
        changes.forEach(
            executor,
            change -> {
              throw mine;
            });
    set(0, 1);
    assertThatThrownBy(end::get).isInstanceOf(ExecutionException.class).hasCause(mine);
    assertThatThrownBy(changes::poll).isInstanceOf(IllegalStateException.class);
  }

  // ---- the end -------------------------------------------------------------------------------

  @Test
  void close_endsAWait_andTheFeedOnly() throws Exception {
    Changes changes = store.changes(ALL);
    try (Changes other = store.changes(ALL)) {
      Future<Change> taken = executor.submit(changes::take);
      changes.close();
      assertThatThrownBy(taken::get).hasCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(changes::poll).hasMessage("the feed is closed");
      changes.close();
      set(0, 1);
      assertThat(other.poll()).isNotNull();
    }
  }

  @Test
  void storesEnd_comesAfterTheLastChange() throws Exception {
    Changes changes = store.changes(ALL);
    Changes waiting = store.changes(ALL.keys("none"));
    Future<Change> taken = executor.submit(waiting::take);
    set(0, 1);
    store.close();
    assertThat(changes.poll()).isNotNull();
    assertThatThrownBy(changes::poll).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(taken::get).hasCauseInstanceOf(StoreClosedException.class);
    changes.close();
    waiting.close();
    assertThatThrownBy(() -> store.changes(ALL)).isInstanceOf(StoreClosedException.class);
  }

  @Test
  void invoker_readsWhatItDid() {
    try (Store single = Holdfast.builder().invoker().open();
        Changes changes = single.changes(ALL)) {
      single.strings().set("k", "v");
      assertThat(rest(changes)).containsExactly("1 [0] SET k v");
    }
  }

  @Test
  void eventThreadOnly_isTheSame() throws InterruptedException {
    try (Store strict = Holdfast.builder().eventThreadOnly().open();
        Changes changes = strict.changes(ALL)) {
      strict.strings().set("k", "v");
      assertThat(changes.take()).hasToString("1 [0] SET k v");
    }
  }

  @Test
  void buffers_keepSomething() {
    assertThatThrownBy(() -> Holdfast.builder().changeBuffer(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
