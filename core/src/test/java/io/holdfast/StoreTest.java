package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.core.Engine;
import io.holdfast.core.event.EventLoop;
import io.holdfast.spi.EffectListener;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways into a store, in every mode: single calls, blocks, futures, batches; and its end. */
@Timeout(60)
class StoreTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int THREADS = 8;

  private final VirtualClock clock = new VirtualClock(NOW);
  private final List<Store> opened = new ArrayList<>();
  private final Queue<String> effects = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    opened.forEach(Store::close);
  }

  private Store open(EventLoop.Mode mode) {
    Holdfast.Builder builder = Holdfast.builder().clock(clock).seed(1);
    Store store =
        switch (mode) {
          case BORROWED -> builder.open();
          case EVENT_THREAD_ONLY -> builder.eventThreadOnly().open();
          case INVOKER -> builder.invoker().open();
        };
    opened.add(store);
    Engine engine = Engine.of(store);
    engine.door().run(() -> engine.effects().addListener(effect -> effects.add(effect.name())));
    return store;
  }

  // ---- call ----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void call_returnsWhatTheBlockReturns(EventLoop.Mode mode) {
    Store store = open(mode);
    assertThat(store.<String>call(db -> "result")).isEqualTo("result");
    assertThat(store.<String>call(db -> null)).isNull();
    assertThat(store.<Long>call(db -> db.strings().incr("n") + db.strings().incr("n")))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void call_throwsWhatTheBlockThrows_andTheStoreGoesOn(EventLoop.Mode mode) {
    Store store = open(mode);
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("mine"),
            new StackOverflowError("mine"),
            new AssertionError());
    for (Throwable each : thrown) {
      assertThatThrownBy(
              () ->
                  store.call(
                      db -> {
                        db.strings().incr("n");
                        throw sneaky(each);
                      }))
          .isSameAs(each);
    }
    assertThat(store.strings().get("n")).as("what a block did that threw").isNull();
    assertThatThrownBy(() -> store.call(db -> db.strings().incrByFloat("n", Double.NaN)))
        .isInstanceOf(CommandException.class);
    assertThat(store.strings().incr("n")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void call_isOneUnitOfTheLog_nestedOnesIncluded(EventLoop.Mode mode) {
    Store store = open(mode);
    store.call(
        db -> {
          db.strings().set("a", "1");
          store.call(inner -> inner.strings().incr("a"));
          store.batch(inner -> inner.strings().append("a", "x"));
          return store.strings().getDel("a");
        });
    assertThat(effects).containsExactly("MULTI", "SET", "INCR", "APPEND", "DEL", "EXEC");
    effects.clear();
    store.call(db -> db.strings().get("a"));
    assertThat(effects).as("a block that only reads").isEmpty();
    assertThatThrownBy(
            () ->
                store.call(
                    db -> {
                      db.strings().set("a", "1");
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    assertThat(effects).as("a block that throws").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void call_nothingRunsInBetween(EventLoop.Mode mode) throws Exception {
    Store store = open(mode);
    int rounds = 500;
    inParallel(
        () -> {
          for (int i = 0; i < rounds; i++) {
            store.call(
                db -> {
                  String before = db.strings().get("n");
                  long next = before == null ? 1 : Long.parseLong(before) + 1;
                  db.strings().set("n", Long.toString(next));
                  return next;
                });
          }
          return null;
        });
    assertThat(store.strings().get("n")).isEqualTo(Integer.toString(THREADS * rounds));
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void singleCalls_fromManyThreads_allCount(EventLoop.Mode mode) throws Exception {
    Store store = open(mode);
    int rounds = 1_000;
    inParallel(
        () -> {
          for (int i = 0; i < rounds; i++) {
            store.strings().incr("n");
          }
          return null;
        });
    assertThat(store.strings().get("n")).isEqualTo(Integer.toString(THREADS * rounds));
    Engine.of(store).door().run(() -> Engine.of(store).keyspace().checkInvariants());
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void faceThatLeaksOutOfABlock_isAnOrdinaryOne(EventLoop.Mode mode) throws Exception {
    Store store = open(mode);
    AtomicReference<Db<String, String>> leaked = new AtomicReference<>();
    store.call(
        db -> {
          leaked.set(db);
          return null;
        });
    inParallel(() -> leaked.get().strings().incr("n"));
    assertThat(leaked.get().strings().get("n")).isEqualTo(Integer.toString(THREADS));
  }

  @Test
  void time_standsStillInABlock() {
    Store store = open(EventLoop.Mode.BORROWED);
    store.call(
        db -> {
          db.strings().set("k", "v", Expiry.after(Duration.ofMillis(5)));
          assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(1)))
              .isInstanceOf(IllegalStateException.class);
          return null;
        });
    assertThat(store.strings().get("k")).isEqualTo("v");
    clock.advance(Duration.ofMillis(5));
    assertThat(store.strings().get("k")).isNull();
  }

  // ---- batch ---------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void batch_eachOperationIsOneOfItsOwn(EventLoop.Mode mode) {
    Store store = open(mode);
    long sum =
        store.batch(
            db -> {
              long last = 0;
              for (int i = 0; i < 100; i++) {
                last = db.strings().incr("n");
              }
              return last;
            });
    assertThat(sum).isEqualTo(100);
    assertThat(effects).hasSize(100).containsOnly("INCR");
    IllegalStateException mine = new IllegalStateException("mine");
    assertThatThrownBy(
            () ->
                store.batch(
                    db -> {
                      db.strings().incr("n");
                      throw mine;
                    }))
        .isSameAs(mine);
    assertThat(store.strings().get("n")).isEqualTo("101");
    assertThat(store.<String>batch(db -> null)).isNull();
  }

  // ---- submit --------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void submit_completesWithResultOrError(EventLoop.Mode mode) {
    Store store = open(mode);
    assertThat(store.submit(db -> db.strings().incr("n")).join()).isEqualTo(1);
    assertThat(store.<String>submit(db -> null).join()).isNull();
    IllegalStateException mine = new IllegalStateException("mine");
    CompletableFuture<Object> failed =
        store.submit(
            db -> {
              throw mine;
            });
    assertThatThrownBy(failed::join).isInstanceOf(CompletionException.class).hasCause(mine);
    assertThat(effects).containsExactly("MULTI", "INCR", "EXEC");
  }

  @ParameterizedTest
  @EnumSource
  void submit_manyInFlight_runInOrder(EventLoop.Mode mode) {
    Store store = open(mode);
    List<CompletableFuture<Long>> futures =
        IntStream.range(0, 10_000)
            .mapToObj(i -> store.submit(db -> db.strings().incr("n")))
            .collect(Collectors.toList());
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).join()).isEqualTo(i + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void submit_callbackThatThrows_hurtsNobody(EventLoop.Mode mode) {
    Store store = open(mode);
    AtomicInteger called = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      Error mine = new Error("mine");
      CompletableFuture<Void> callback =
          store
              .submit(db -> db.strings().incr("n"))
              .thenAccept(
                  n -> {
                    called.incrementAndGet();
                    throw mine;
                  });
      assertThatThrownBy(callback::join).hasCause(mine);
      assertThat(store.strings().incr("n")).isEqualTo(2L * i + 2);
    }
    assertThat(called).hasValue(100);
  }

  @ParameterizedTest
  @EnumSource
  void submit_callbackMayUseTheStore(EventLoop.Mode mode) {
    Store store = open(mode);
    CompletableFuture<Long> chain = store.submit(db -> db.strings().incr("n"));
    for (int i = 0; i < 50; i++) {
      chain =
          chain
              .thenApply(n -> store.strings().incr("n"))
              .thenCompose(n -> store.submit(db -> db.strings().incr("n")));
    }
    assertThat(chain.join()).isEqualTo(101);
  }

  @ParameterizedTest
  @EnumSource
  void submit_withinABlock_runsAtOnce_asPartOfIt(EventLoop.Mode mode) {
    Store store = open(mode);
    store.call(
        db -> {
          assertThat(store.submit(inner -> inner.strings().incr("n"))).isCompletedWithValue(1L);
          return null;
        });
    assertThat(effects).containsExactly("MULTI", "INCR", "EXEC");
  }

  // ---- doWork --------------------------------------------------------------------------------

  @Test
  void doWork_inInvokerMode_doesWhatIsDue() {
    AtomicReference<Long> nowMs = new AtomicReference<>(NOW.toEpochMilli());
    Clock byHand =
        new Clock() {
          @Override
          public long epochMs() {
            return nowMs.get();
          }

          @Override
          public long nanoTime() {
            return nowMs.get() * 1_000_000;
          }
        };
    try (Store store = Holdfast.builder().clock(byHand).invoker().open()) {
      for (int i = 0; i < 100; i++) {
        store.strings().set("k" + i, "v", Expiry.after(Duration.ofMillis(10 + i)));
      }
      assertThat(store.clock()).isSameAs(byHand);
      store.doWork();
      assertThat(store.size()).isEqualTo(100);
      nowMs.set(nowMs.get() + 59);
      assertThat(store.doWork()).isGreaterThanOrEqualTo(50);
      assertThat(store.size()).isEqualTo(50);
      nowMs.set(nowMs.get() + 1000);
      while (store.doWork() > 0) {}
      assertThat(store.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void doWork_elsewhere_isTheEventThreads(EventLoop.Mode mode) {
    Store store = open(mode);
    store.strings().set("k", "v", Expiry.after(Duration.ofMillis(10)));
    assertThat(store.doWork()).isZero();
  }

  // ---- listeners that fail -------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void listenerThatThrows_failsTheCall_andTheStoreGoesOn(EventLoop.Mode mode) {
    Store store = open(mode);
    Engine engine = Engine.of(store);
    EffectListener failing =
        effect -> {
          throw new IllegalStateException("mine");
        };
    engine.door().run(() -> engine.effects().addListener(failing));
    assertThatThrownBy(() -> store.strings().set("k", "v")).hasMessage("mine");
    assertThatThrownBy(() -> store.strings().set("due", "v", Expiry.after(Duration.ofSeconds(1))))
        .hasMessage("mine");
    clock.advance(Duration.ofSeconds(5));
    engine.door().run(() -> engine.effects().removeListener(failing));
    assertThat(store.strings().get("k")).isEqualTo("v");
    assertThat(store.strings().get("due")).isNull();
    store.strings().set("later", "v", Expiry.after(Duration.ofSeconds(1)));
    clock.advance(Duration.ofMinutes(1));
    assertThat(store.size()).isEqualTo(1);
    engine.door().run(() -> engine.keyspace().checkInvariants());
  }

  // ---- databases -----------------------------------------------------------------------------

  @Test
  void faces_ofOneDatabase_seeTheSame() {
    Store store = open(EventLoop.Mode.BORROWED);
    assertThat(store.databases()).isEqualTo(16);
    assertThat(store.index()).isZero();
    Db<String, byte[]> third = store.select(3).with(Codec.utf8(), Codec.bytes());
    assertThat(third.index()).isEqualTo(3);
    third.strings().set("k", new byte[] {'v'});
    assertThat(store.select(3).strings().get("k")).isEqualTo("v");
    assertThat(third.select(0).strings().get("k")).isNull();
    assertThat(third.select(0).index()).isZero();
    store.swap(0, 3);
    assertThat(store.strings().get("k")).isEqualTo("v");
    assertThat(third.size()).isZero();
    assertThatThrownBy(() -> store.select(-1)).hasMessage("ERR DB index is out of range");
    assertThatThrownBy(() -> Holdfast.builder().databases(0)).hasMessageContaining("databases=0");
  }

  @Test
  void sameSeedAndCalls_sameRandomKeys() {
    List<List<String>> drawn = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (Store store = Holdfast.builder().clock(clock).seed(42).invoker().open()) {
        IntStream.range(0, 500).forEach(i -> store.strings().set("key:" + i, "v"));
        drawn.add(IntStream.range(0, 50).mapToObj(i -> store.keys().randomKey()).toList());
      }
    }
    assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
  }

  // ---- close ---------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void close_refusesEveryLaterCall(EventLoop.Mode mode) {
    Store store = open(mode);
    store.strings().set("k", "v");
    Db<String, String> kept = store.select(1);
    assertThat(store.isClosed()).isFalse();
    store.close();
    assertThat(store.isClosed()).isTrue();
    assertClosed(() -> store.strings().get("k"));
    assertClosed(() -> store.call(db -> 1));
    assertClosed(() -> store.batch(db -> 1));
    assertClosed(() -> kept.strings().incr("n"));
    assertClosed(() -> kept.keys().del("k"));
    assertClosed(store::size);
    assertClosed(store::flush);
    assertClosed(store::flushAll);
    assertClosed(() -> store.swap(0, 1));
    assertThatThrownBy(() -> store.submit(db -> 1).join())
        .hasCauseInstanceOf(StoreClosedException.class);
    store.close();
    assertThat(effects).containsExactly("SET");
  }

  private static void assertClosed(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(StoreClosedException.class)
        .hasMessage("the store is closed");
  }

  /** Each call ran before the end or says that it did not; none is left waiting. */
  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void close_amongCallers_answersEveryone(EventLoop.Mode mode) throws Exception {
    for (int round = 0; round < 20; round++) {
      effects.clear();
      Store store = open(mode);
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch under = new CountDownLatch(THREADS * 50);
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      Runnable closer =
          () -> {
            awaitQuietly(under);
            store.close();
          };
      Thread closing = new Thread(closer);
      closing.start();
      inParallel(
          () -> {
            List<CompletableFuture<Long>> mine = new ArrayList<>();
            try {
              for (; ; ) {
                store.strings().incr("n");
                ran.incrementAndGet();
                mine.add(store.submit(db -> db.strings().incr("n")));
                under.countDown();
              }
            } catch (StoreClosedException end) {
              synchronized (futures) {
                futures.addAll(mine);
              }
            }
            return null;
          });
      closing.join();
      for (CompletableFuture<Long> future : futures) {
        try {
          future.join();
          ran.incrementAndGet();
        } catch (CompletionException refused) {
          assertThat(refused).hasCauseInstanceOf(StoreClosedException.class);
        }
      }
      assertThat(effects.stream().filter("INCR"::equals).count()).isEqualTo(ran.get());
    }
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void close_withinABlock_closesAfterIt(EventLoop.Mode mode) {
    Store store = open(mode);
    String value =
        store.call(
            db -> {
              store.close();
              db.strings().set("k", "v");
              return db.strings().get("k");
            });
    assertThat(value).isEqualTo("v");
    store.close();
    assertClosed(() -> store.strings().get("k"));
  }

  @ParameterizedTest
  @EnumSource
  void close_ofOneStore_leavesOthersOnTheSameClock(EventLoop.Mode mode) {
    Store first = open(mode);
    Store second = open(mode);
    first.strings().set("k", "v", Expiry.after(Duration.ofSeconds(1)));
    second.strings().set("k", "v", Expiry.after(Duration.ofSeconds(1)));
    first.close();
    clock.advance(Duration.ofSeconds(1));
    assertThat(second.size()).isZero();
    assertThat(second.strings().incr("n")).isEqualTo(1);
  }

  // ---- virtual threads -----------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void virtualThreads_callAsOthersDo(EventLoop.Mode mode) throws Exception {
    ExecutorService virtual = virtualThreads();
    try {
      Store store = open(mode);
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        results.add(
            virtual.submit(
                () -> {
                  store.strings().incr("n");
                  store.call(db -> db.strings().incrBy("n", 2));
                  return store.submit(db -> db.strings().incrBy("n", 3)).get();
                }));
      }
      for (Future<Long> result : results) {
        assertThat(result.get()).isPositive();
      }
      assertThat(store.strings().get("n")).isEqualTo("3000");
      store.close();
      assertThatThrownBy(virtual.submit(() -> store.strings().incr("n"))::get)
          .hasCauseInstanceOf(StoreClosedException.class);
    } finally {
      virtual.shutdownNow();
    }
  }

  /** By reflection: the tests are compiled for 17, which has none. */
  private static ExecutorService virtualThreads() {
    try {
      Object executor = Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      return (ExecutorService) executor;
    } catch (NoSuchMethodException | InvocationTargetException | IllegalAccessException e) {
      assumeTrue(false, "this JDK has no virtual threads");
      throw new LinkageError("not reached", e);
    }
  }

  // ---- threads -------------------------------------------------------------------------------

  private interface Task {
    Object run() throws Exception;
  }

  /** Runs a task on several threads at once and throws what any of them throws. */
  private static void inParallel(Task task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Object>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(threads.submit(task::run));
      }
      for (Future<Object> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
