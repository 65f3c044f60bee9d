package io.holdfast.core.waiting;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CommandException;
import io.holdfast.Holdfast;
import io.holdfast.ListEnd;
import io.holdfast.PoppedElements;
import io.holdfast.PoppedMembers;
import io.holdfast.ScoredMember;
import io.holdfast.Store;
import io.holdfast.StoreClosedException;
import io.holdfast.StreamEntry;
import io.holdfast.StreamId;
import io.holdfast.VirtualClock;
import io.holdfast.WrongTypeException;
import io.holdfast.core.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads and futures that wait for elements. */
@Timeout(60)
class WaitingTest {
  private static final Duration FOREVER = Duration.ZERO;
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final VirtualClock clock = new VirtualClock(NOW);
  private final Store store = Holdfast.builder().clock(clock).open();

  @AfterEach
  void close() {
    if (!store.isClosed()) {
      assertThat(waiting()).as("nobody is left behind").isZero();
      store.close();
    }
  }

  private int waiting() {
    Engine engine = Engine.of(store);
    return engine.door().call(engine.waiters()::count);
  }

  /** Starts a thread that waits, and returns when it does. */
  private FutureTask<@Nullable String> waitingThread(String key, Duration timeout) {
    int before = waiting();
    FutureTask<@Nullable String> task =
        new FutureTask<>(() -> store.lists().blockingPopLeft(key, timeout));
    new Thread(task).start();
    while (waiting() == before) {
      Thread.onSpinWait();
    }
    return task;
  }

  // ---- being served --------------------------------------------------------------------------

  @Test
  void whatIsThere_isTakenAtOnce() throws Exception {
    store.lists().pushRight("l", List.of("a", "b", "c", "d", "e", "f"));
    assertThat(store.lists().blockingPopLeft("l", FOREVER)).isEqualTo("a");
    assertThat(store.lists().blockingPopRight("l", FOREVER)).isEqualTo("f");
    assertThat(store.lists().blockingMove("l", "m", ListEnd.LEFT, ListEnd.RIGHT, FOREVER))
        .isEqualTo("b");
    assertThat(store.lists().blockingPopFrom(List.of("x", "l"), ListEnd.RIGHT, 2, FOREVER))
        .isEqualTo(new PoppedElements<>("l", List.of("e", "d")));
    assertThat(store.lists().popLeftAsync("l", FOREVER)).isCompletedWithValue("c");
    store.sortedSets().add("z", "a", 1);
    store.sortedSets().add("z", "b", 2);
    store.sortedSets().add("z", "c", 3);
    assertThat(store.sortedSets().blockingPopMin("z", FOREVER))
        .isEqualTo(new ScoredMember<>("a", 1));
    assertThat(store.sortedSets().blockingPopMax("z", FOREVER))
        .isEqualTo(new ScoredMember<>("c", 3));
    assertThat(store.sortedSets().blockingPopMaxOfFirst(List.of("y", "z"), 5, FOREVER))
        .isEqualTo(new PoppedMembers<>("z", List.of(new ScoredMember<>("b", 2))));
  }

  @Test
  void aThreadThatWaits_isServedByAnother() throws Exception {
    FutureTask<@Nullable String> waiter = waitingThread("l", FOREVER);
    store.lists().pushRight("l", "a");
    assertThat(waiter.get(30, SECONDS)).isEqualTo("a");
    assertThat(store.keys().exists("l")).isFalse();
  }

  @Test
  void futures_areServedInTheOrderOfTheirComing_oneForEachElement() {
    CompletableFuture<@Nullable String> first = store.lists().popLeftAsync("l", FOREVER);
    CompletableFuture<@Nullable String> second = store.lists().popRightAsync("l", FOREVER);
    CompletableFuture<@Nullable PoppedElements<String, String>> third =
        store.lists().popFromAsync(List.of("m", "l"), ListEnd.LEFT, 2, FOREVER);
    store.lists().pushRight("l", "a");
    assertThat(first).isCompletedWithValue("a");
    assertThat(second).isNotDone();
    store.lists().pushRight("l", List.of("b", "c", "d", "e"));
    assertThat(second).isCompletedWithValue("e");
    assertThat(third).isCompletedWithValue(new PoppedElements<>("l", List.of("b", "c")));
    assertThat(store.lists().range("l", 0, -1)).containsExactly("d");
    store.keys().del("l");
  }

  @Test
  void sortedSets_serveByScore() {
    CompletableFuture<@Nullable ScoredMember<String>> max =
        store.sortedSets().popMaxAsync("z", FOREVER);
    CompletableFuture<@Nullable PoppedMembers<String, String>> min =
        store.sortedSets().popMinOfFirstAsync(List.of("y", "z"), 2, FOREVER);
    store.call(
        db -> {
          db.sortedSets().add("z", "a", 1);
          db.sortedSets().add("z", "b", 2);
          db.sortedSets().add("z", "c", 3);
          return null;
        });
    assertThat(max).isCompletedWithValue(new ScoredMember<>("c", 3));
    assertThat(min)
        .isCompletedWithValue(
            new PoppedMembers<>(
                "z", List.of(new ScoredMember<>("a", 1), new ScoredMember<>("b", 2))));
  }

  @Test
  void streams_serveAllReaders_andOneConsumerOfAGroup() throws Exception {
    store.streams().createGroup("s", "g", null, true);
    CompletableFuture<@Nullable List<StreamEntry<String, String>>> reader =
        store.streams().readAsync("s", StreamId.MIN, 0, FOREVER);
    CompletableFuture<@Nullable List<StreamEntry<String, String>>> first =
        store.streams().readGroupAsync("s", "g", "first", 1, FOREVER);
    CompletableFuture<@Nullable List<StreamEntry<String, String>>> second =
        store.streams().readGroupAsync("s", "g", "second", 1, Duration.ofSeconds(1));
    StreamId id = store.streams().add("s", Map.of("field", "value"));
    assertThat(reader.get(30, SECONDS)).extracting(StreamEntry::id).containsExactly(id);
    assertThat(first.get(30, SECONDS)).extracting(StreamEntry::id).containsExactly(id);
    assertThat(second).isNotDone();
    clock.advance(Duration.ofSeconds(1));
    assertThat(second).isCompletedWithValue(null);
    assertThat(store.streams().blockingRead(Map.of("s", StreamId.MIN), 0, FOREVER))
        .containsOnlyKeys("s");
  }

  @Test
  void aGroupThatGoes_endsTheWaitOfItsConsumers() {
    store.streams().createGroup("s", "g", null, true);
    CompletableFuture<?> waiter = store.streams().readGroupAsync("s", "g", "c", 1, FOREVER);
    store.keys().del("s");
    assertThat(waiter)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("NOGROUP");
  }

  @Test
  void aStreamThatExpires_endsTheWaitOfItsConsumers_onTime() {
    store.streams().createGroup("s", "g", null, true);
    store.keys().expire("s", Duration.ofSeconds(5));
    CompletableFuture<?> waiter = store.streams().readGroupAsync("s", "g", "c", 1, FOREVER);
    clock.advance(Duration.ofSeconds(5));
    assertThat(waiter).isCompletedExceptionally();
  }

  @Test
  void aBlock_servesAtItsEnd() {
    CompletableFuture<@Nullable String> waiter = store.lists().popLeftAsync("l", FOREVER);
    store.call(
        db -> {
          db.lists().pushRight("l", "a");
          assertThat(waiter).isNotDone();
          db.lists().pushLeft("l", "b");
          return null;
        });
    assertThat(waiter).isCompletedWithValue("b");
    store.keys().del("l");
  }

  @Test
  void anElementIsMovedOn_asLongAsSomebodyWaits() {
    CompletableFuture<@Nullable String> a =
        store.lists().moveAsync("a", "b", ListEnd.LEFT, ListEnd.LEFT, FOREVER);
    CompletableFuture<@Nullable String> b =
        store.lists().moveAsync("b", "c", ListEnd.LEFT, ListEnd.LEFT, FOREVER);
    CompletableFuture<@Nullable String> c = store.lists().popLeftAsync("c", FOREVER);
    store.lists().pushLeft("a", "x");
    assertThat(List.of(a, b, c)).allSatisfy(f -> assertThat(f).isCompletedWithValue("x"));
    assertThat(store.size()).isZero();
  }

  @Test
  void onePush_servesOneOfTenThousand() {
    List<CompletableFuture<@Nullable String>> waiters = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      waiters.add(store.lists().popLeftAsync("l", FOREVER));
    }
    store.lists().pushRight("l", "a");
    assertThat(waiters).filteredOn(CompletableFuture::isDone).containsExactly(waiters.get(0));
    waiters.forEach(waiter -> waiter.cancel(false));
  }

  @Test
  void callbacks_runAfterTheOwnership() {
    List<Boolean> owned = new ArrayList<>();
    CompletableFuture<Void> callback =
        store
            .lists()
            .popLeftAsync("l", FOREVER)
            .thenAccept(
                element -> {
                  owned.add(Engine.of(store).eventLoop().isOwner());
                  store.lists().pushRight("done", element);
                });
    store.lists().pushRight("l", "a");
    assertThat(callback).isCompleted();
    assertThat(owned).containsExactly(false);
    assertThat(store.lists().popLeft("done")).isEqualTo("a");
  }

  @Test
  void failureOfTheMove_goesToTheWaiter_andTakesNothing() {
    store.strings().set("text", "x");
    CompletableFuture<@Nullable String> waiter =
        store.lists().moveAsync("l", "text", ListEnd.LEFT, ListEnd.LEFT, FOREVER);
    store.lists().pushRight("l", "a");
    assertThat(waiter)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(WrongTypeException.class);
    assertThat(store.lists().range("l", 0, -1)).containsExactly("a");
  }

  @Test
  void wrongType_isToldAtOnce() {
    store.strings().set("text", "x");
    assertThatThrownBy(() -> store.lists().blockingPopLeft("text", FOREVER))
        .isInstanceOf(WrongTypeException.class);
  }

  // ---- waiting in vain -----------------------------------------------------------------------

  @Test
  void timeout_endsByTheStoresClock_toTheMillisecond() {
    CompletableFuture<@Nullable String> waiter =
        store.lists().popLeftAsync("l", Duration.ofSeconds(5).plusNanos(1));
    clock.advance(Duration.ofSeconds(5));
    assertThat(waiter).isNotDone();
    clock.advance(Duration.ofMillis(1));
    assertThat(waiter).isCompletedWithValue(null);
    store.lists().pushRight("l", "a");
    assertThat(store.lists().size("l")).isEqualTo(1);
  }

  @Test
  void timeouts_comeInTheirOrder() {
    List<String> order = new ArrayList<>();
    List<CompletableFuture<Void>> callbacks = new ArrayList<>();
    for (int seconds : new int[] {3, 1, 2, 1}) {
      callbacks.add(
          store
              .sortedSets()
              .popMinAsync("z", Duration.ofSeconds(seconds))
              .thenAccept(nothing -> order.add(seconds + " at " + clock.epochMs() % 10_000)));
    }
    long start = clock.epochMs() % 10_000;
    clock.advance(Duration.ofSeconds(5));
    assertThat(callbacks).allSatisfy(callback -> assertThat(callback).isCompleted());
    assertThat(order)
        .containsExactly(
            "1 at " + (start + 1000),
            "1 at " + (start + 1000),
            "2 at " + (start + 2000),
            "3 at " + (start + 3000));
  }

  @Test
  void badTimeouts_areRefused() {
    assertThatThrownBy(() -> store.lists().blockingPopLeft("l", Duration.ofMillis(-1)))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR timeout is negative");
    assertThatThrownBy(() -> store.lists().blockingPopLeft("l", Duration.ofSeconds(Long.MAX_VALUE)))
        .hasMessage("ERR timeout is out of range");
    assertThatThrownBy(
            () -> store.lists().blockingPopLeft("l", Duration.ofMillis(Long.MAX_VALUE - 1)))
        .hasMessage("ERR timeout is out of range");
  }

  @Test
  void cancelling_endsTheWait_andComesTooLateOnceServed() {
    CompletableFuture<@Nullable String> cancelled = store.lists().popLeftAsync("l", FOREVER);
    CompletableFuture<@Nullable String> served = store.lists().popLeftAsync("l", FOREVER);
    assertThat(cancelled.cancel(true)).isTrue();
    store.lists().pushRight("l", "a");
    assertThat(served.cancel(true)).isFalse();
    assertThat(served).isCompletedWithValue("a");
    assertThat(cancelled).isCancelled();
  }

  @Test
  void interrupt_endsTheWait_andTakesNothing() throws Exception {
    Thread[] thread = new Thread[1];
    FutureTask<@Nullable String> task =
        new FutureTask<>(
            () -> {
              thread[0] = Thread.currentThread();
              return store.lists().blockingPopLeft("l", FOREVER);
            });
    new Thread(task).start();
    while (waiting() == 0) {
      Thread.onSpinWait();
    }
    thread[0].interrupt();
    assertThatThrownBy(() -> task.get(30, SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    store.lists().pushRight("l", "a");
    assertThat(store.lists().size("l")).isEqualTo(1);
  }

  @Test
  void withinABlock_waitingIsRefused_servingIsNot() {
    store.call(
        db -> {
          assertThatThrownBy(() -> db.lists().blockingPopLeft("l", FOREVER))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("block cannot wait");
          db.lists().pushRight("l", "a");
          assertThat(blockingPop(db.lists()::blockingPopLeft)).isEqualTo("a");
          return null;
        });
  }

  private interface Pop {
    @Nullable String pop(String key, Duration timeout) throws InterruptedException;
  }

  private static @Nullable String blockingPop(Pop pop) {
    try {
      return pop.pop("l", FOREVER);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStoreSteppedByItsCaller_servesFutures_andRefusesToWaitForItself() {
    VirtualClock ownClock = new VirtualClock(NOW);
    try (Store own = Holdfast.builder().clock(ownClock).invoker().open()) {
      assertThatThrownBy(() -> own.lists().blockingPopLeft("l", FOREVER))
          .isInstanceOf(IllegalStateException.class);
      CompletableFuture<@Nullable String> served = own.lists().popLeftAsync("l", FOREVER);
      CompletableFuture<@Nullable String> late =
          own.lists().popLeftAsync("l", Duration.ofSeconds(1));
      own.lists().pushRight("l", "a");
      assertThat(served).isCompletedWithValue("a");
      ownClock.advance(Duration.ofSeconds(1));
      own.doWork();
      assertThat(late).isCompletedWithValue(null);
    }
  }

  @Test
  void onTheEventThreadOnly_waitersAreServedToo() throws Exception {
    try (Store strict = Holdfast.builder().eventThreadOnly().open()) {
      CompletableFuture<@Nullable String> served = strict.lists().popLeftAsync("l", FOREVER);
      CompletableFuture<@Nullable String> late =
          strict.lists().popLeftAsync("m", Duration.ofMillis(1));
      strict.lists().pushRight("l", "a");
      assertThat(served.get(30, SECONDS)).isEqualTo("a");
      assertThat(late.get(30, SECONDS)).isNull();
    }
  }

  @Test
  void closing_endsEveryWait() {
    FutureTask<@Nullable String> thread = waitingThread("l", FOREVER);
    CompletableFuture<@Nullable String> future =
        store.lists().popLeftAsync("m", Duration.ofSeconds(9));
    store.close();
    assertThatThrownBy(() -> thread.get(30, SECONDS))
        .hasCauseInstanceOf(StoreClosedException.class);
    assertThat(future)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(StoreClosedException.class);
  }
}
