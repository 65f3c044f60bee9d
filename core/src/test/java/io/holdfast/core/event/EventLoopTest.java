package io.holdfast.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Clock;
import io.holdfast.StoreClosedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EventLoopTest {
  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  private EventLoop loop = open(EventLoop.Mode.BORROWED);

  private EventLoop open(EventLoop.Mode mode) {
    EventLoop opened =
        new EventLoop(mode, Clock.system(), (where, e) -> errors.add(where + ": " + e));
    opened.start();
    return opened;
  }

  private void reopen(EventLoop.Mode mode) {
    loop.close();
    loop = open(mode);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  // ------------------------------------------------------------------ enter and exit

  /** Enters, even if the event thread has not gone to sleep yet. */
  private void enter() {
    while (!loop.tryEnter()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void tryEnter_freeWord_ownsUntilExit() {
    enter();
    assertThat(loop.isOwner()).isTrue();
    loop.exit();
    assertThat(loop.isOwner()).isFalse();
  }

  @Test
  void tryEnter_byTheOwner_nests() {
    enter();
    assertThat(loop.tryEnter()).isTrue();
    loop.exit();
    assertThat(loop.isOwner()).isTrue();
    loop.exit();
    assertThat(loop.isOwner()).isFalse();
  }

  @Test
  void tryEnter_takenByAnother_isRefused() throws InterruptedException {
    Holder holder = Holder.of(loop);
    assertThat(loop.tryEnter()).isFalse();
    assertThat(loop.isOwner()).isFalse();
    holder.leave();
    enter();
    loop.exit();
  }

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void call_returnsWhatTheCommandReturns(EventLoop.Mode mode) {
    reopen(mode);
    assertThat(loop.call(() -> "v")).isEqualTo("v");
    assertThat(loop.<Object>call(() -> null)).isNull();
    assertThat(loop.<Boolean>call(() -> loop.isOwner())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void call_commandThrows_callerGetsTheSameObject(EventLoop.Mode mode) {
    reopen(mode);
    for (Throwable thrown :
        List.of(new IllegalStateException("a"), new StackOverflowError("b"), new Exception("c"))) {
      assertThatThrownBy(() -> loop.call(throwing(thrown))).isSameAs(thrown);
      assertThat(loop.<Integer>call(() -> 1)).isOne();
    }
    assertThat(errors).isEmpty();
  }

  private static Supplier<Object> throwing(Throwable thrown) {
    return () -> {
      throw Rethrow.unchecked(thrown);
    };
  }

  // ------------------------------------------------------------------ waiting

  @Test
  void await_takenWord_ownerRunsTheCommand() throws Exception {
    Holder holder = Holder.of(loop);
    CompletableFuture<Thread> ranOn = inBackground(() -> loop.call(Thread::currentThread));
    awaitQueued(1);
    holder.leave();
    assertThat(ranOn.join()).isSameAs(holder.thread());
  }

  @Test
  void await_takenWord_commandThrows_callerGetsTheSameObject() throws Exception {
    Holder holder = Holder.of(loop);
    Throwable thrown = new IllegalStateException("mine");
    CompletableFuture<Object> call = inBackground(() -> loop.call(throwing(thrown)));
    awaitQueued(1);
    holder.leave();
    assertThatThrownBy(call::join).hasCause(thrown);
  }

  @Test
  void await_interrupted_waitsOnAndKeepsTheFlag() throws Exception {
    Holder holder = Holder.of(loop);
    AtomicReference<Thread> caller = new AtomicReference<>();
    CompletableFuture<Boolean> flag =
        inBackground(
            () -> {
              caller.set(Thread.currentThread());
              loop.call(() -> null);
              return Thread.interrupted();
            });
    awaitQueued(1);
    caller.get().interrupt();
    assertThat(flag.isDone()).isFalse();
    holder.leave();
    assertThat(flag.join()).isTrue();
  }

  @Test
  void call_interruptedBefore_runsAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThat(loop.call(() -> "ran")).isEqualTo("ran");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void exit_moreQueuedThanTheLimit_allRun() throws Exception {
    Holder holder = Holder.of(loop);
    List<Integer> order = new ArrayList<>();
    List<CompletableFuture<Thread>> futures = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      futures.add(
          loop.submit(
              () -> {
                order.add(number);
                return Thread.currentThread();
              }));
    }
    holder.leave();
    long byHolder = futures.stream().filter(f -> f.join() == holder.thread()).count();
    assertThat(byHolder).as("bounded by the limit").isEqualTo(64);
    assertThat(order).hasSize(1_000).isSorted();
  }

  // ------------------------------------------------------------------ submit

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void submit_completesWithResultOrError(EventLoop.Mode mode) {
    reopen(mode);
    assertThat(loop.submit(() -> 7).join()).isEqualTo(7);
    Throwable thrown = new IllegalStateException("mine");
    assertThatThrownBy(() -> loop.submit(throwing(thrown)).join())
        .isInstanceOf(CompletionException.class)
        .hasCause(thrown);
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void submit_callbackRunsAfterTheRelease(EventLoop.Mode mode) throws InterruptedException {
    reopen(mode);
    for (int i = 0; i < 100; i++) {
      AtomicBoolean owned = new AtomicBoolean(true);
      CountDownLatch gate = new CountDownLatch(1);
      Holder holder = Holder.of(loop);
      CompletableFuture<Void> callback =
          loop.submit(() -> "x")
              .thenAccept(
                  x -> {
                    owned.set(loop.isOwner());
                    if (mode == EventLoop.Mode.BORROWED) { // another thread gets in meanwhile
                      assertThat(inBackground(() -> loop.call(() -> "in")).join()).isEqualTo("in");
                    }
                    loop.call(() -> null);
                    gate.countDown();
                  });
      holder.letGo();
      gate.await();
      callback.join();
      assertThat(owned).isFalse();
    }
  }

  @Test
  void submit_byTheOwner_runsAtOnce() {
    enter();
    try {
      assertThat(loop.submit(() -> 1)).isCompletedWithValue(1);
    } finally {
      loop.exit();
    }
  }

  @Test
  void submit_fullQueue_waitsForItsOwnCommand() throws Exception {
    Holder holder = Holder.of(loop);
    AtomicInteger count = new AtomicInteger();
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    CompletableFuture<Boolean> last =
        inBackground(
            () -> {
              for (int i = 0; i < 4096; i++) {
                futures.add(loop.submit(count::incrementAndGet));
              }
              return loop.submit(count::incrementAndGet).isDone();
            });
    awaitQueued(4097);
    assertThat(last.isDone()).isFalse();
    holder.leave();
    assertThat(last.join()).isTrue();
    assertThat(count).hasValue(4097);
    assertThat(futures).allMatch(CompletableFuture::isDone);
  }

  // ------------------------------------------------------------------ event thread only

  @Test
  void eventThreadOnly_everyCommandRunsThere() {
    reopen(EventLoop.Mode.EVENT_THREAD_ONLY);
    assertThat(loop.tryEnter()).isFalse();
    assertThat(loop.call(Thread::currentThread).getName()).startsWith("holdfast-events-");
    assertThat(loop.submit(Thread::currentThread).join().getName()).isEqualTo(loop.roleName());
    assertThat(loop.<Boolean>call(() -> loop.call(() -> loop.isOwner()))).isTrue();
  }

  // ------------------------------------------------------------------ invoker

  @Test
  void invoker_commandsRunInPlace_onWhicheverThreadStepsIt() {
    reopen(EventLoop.Mode.INVOKER);
    assertThat(loop.tryEnter()).isTrue();
    loop.exit();
    Thread other = inBackground(() -> loop.call(Thread::currentThread)).join();
    assertThat(other).isNotSameAs(Thread.currentThread());
    assertThat(loop.submit(Thread::currentThread)).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void invoker_twoThreadsAtOnce_isRefused() {
    reopen(EventLoop.Mode.INVOKER);
    loop.call(
        () -> {
          assertThatThrownBy(() -> inBackground(() -> loop.call(() -> 1)).join())
              .hasCauseInstanceOf(IllegalStateException.class);
          return null;
        });
    assertThat(loop.<Integer>call(() -> 1)).isOne();
  }

  @Test
  void invoker_doWork_worksTheAttachments() {
    reopen(EventLoop.Mode.INVOKER);
    CountingAttachment part = new CountingAttachment();
    loop.attach(part);
    assertThat(loop.doWork()).isZero();
    assertThat(part.turns).hasValue(1);
    loop.close();
    assertThat(part.closed).hasValue(1);
    assertThatThrownBy(loop::doWork).isInstanceOf(StoreClosedException.class);
  }

  // ------------------------------------------------------------------ attachments

  private static class CountingAttachment implements Attachment {
    final AtomicInteger turns = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile long deadlineMs = Long.MAX_VALUE;

    @Override
    public int doWork(long nowMs) {
      turns.incrementAndGet();
      return 0;
    }

    @Override
    public long nextDeadlineMs() {
      return deadlineMs;
    }

    @Override
    public void onClose() {
      closed.incrementAndGet();
    }
  }

  @Test
  void attachment_withDeadline_getsItsTurnWithoutAnyCall() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    loop.attach(
        new CountingAttachment() {
          final long dueAtMs = System.currentTimeMillis() + 20;

          @Override
          public int doWork(long nowMs) {
            if (nowMs < dueAtMs || deadlineMs == Long.MAX_VALUE - 1) {
              return 0;
            }
            deadlineMs = Long.MAX_VALUE - 1;
            ran.countDown();
            return 1;
          }

          @Override
          public long nextDeadlineMs() {
            return deadlineMs == Long.MAX_VALUE ? dueAtMs : Long.MAX_VALUE;
          }
        });
    ran.await();
  }

  @Test
  void wakeBy_earlierThanPlanned_wakesTheEventThread() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    CountingAttachment part =
        new CountingAttachment() {
          @Override
          public int doWork(long nowMs) {
            super.doWork(nowMs);
            if (nowMs < deadlineMs) {
              return 0;
            }
            deadlineMs = Long.MAX_VALUE;
            ran.countDown();
            return 1;
          }
        };
    loop.attach(part);
    loop.call(
        () -> {
          part.deadlineMs = System.currentTimeMillis() + 10;
          loop.wakeBy(part.deadlineMs);
          return null;
        });
    ran.await();
  }

  @Test
  void attachment_thatThrows_isReportedAndTriedAgain() throws InterruptedException {
    CountDownLatch recovered = new CountDownLatch(1);
    loop.attach(
        new CountingAttachment() {
          @Override
          public int doWork(long nowMs) {
            if (turns.incrementAndGet() <= 3) {
              throw new IllegalStateException("turn " + turns);
            }
            recovered.countDown();
            return 0;
          }

          @Override
          public String name() {
            return "broken";
          }
        });
    recovered.await();
    assertThat(loop.<Integer>call(() -> 1)).isOne();
    loop.close();
    assertThat(errors)
        .containsExactly(
            "attachment broken: doWork: java.lang.IllegalStateException: turn 1",
            "attachment broken: doWork: java.lang.IllegalStateException: turn 2",
            "attachment broken: doWork: java.lang.IllegalStateException: turn 3");
  }

  @Test
  void idleLoop_doesNotWakeByItself() {
    CountingAttachment part = new CountingAttachment();
    loop.attach(part);
    awaitAsleep();
    int turns = part.turns.get();
    for (int i = 0; i < 1_000; i++) {
      loop.call(() -> null);
    }
    awaitAsleep();
    assertThat(part.turns).as("calls leave the event thread asleep").hasValue(turns);
  }

  /** Waits until the event thread has gone to sleep. */
  private void awaitAsleep() {
    Thread events =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals(loop.roleName()))
            .findFirst()
            .orElseThrow();
    while (events.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void waitBy_replacesTheWayToSleep_andBrokenOnesFallBack() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    loop.waitBy(
        new WaitStrategy() {
          @Override
          public void await(long timeoutNs) {
            asked.countDown();
            throw new IllegalStateException("selector closed");
          }

          @Override
          public void signal() {}
        });
    asked.await();
    reopenTest();
    assertThat(errors).contains("waiting: java.lang.IllegalStateException: selector closed");
  }

  private void reopenTest() {
    assertThat(loop.<Integer>call(() -> 1)).isOne();
    loop.close();
  }

  // ------------------------------------------------------------------ fairness

  @Test
  void reserved_eventThreadGetsItsTurnUnderConstantBorrowing() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch rounds = new CountDownLatch(200);
    CountingAttachment busy =
        new CountingAttachment() {
          @Override
          public int doWork(long nowMs) {
            rounds.countDown();
            return 0;
          }

          @Override
          public long nextDeadlineMs() {
            return 0;
          }
        };
    List<Thread> borrowers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread borrower =
          new Thread(
              () -> {
                while (!stop.get()) {
                  loop.call(() -> null);
                }
              });
      borrower.start();
      borrowers.add(borrower);
    }
    loop.attach(busy);
    rounds.await();
    stop.set(true);
    for (Thread borrower : borrowers) {
      borrower.join();
    }
  }

  @Test
  void reserved_borrowersFailUntilTheEventThreadHadItsTurn() {
    Ownership word = new Ownership(false);
    assertThat(word.tryTake()).isTrue();
    word.reserve();
    assertThat(word.tryReleaseQuietly()).isFalse();
    assertThat(word.tryRelease()).isEqualTo(Ownership.RESERVED);
    assertThat(word.tryTake()).isFalse();
    assertThat(word.isOpenToCallers()).isFalse();
    assertThat(word.announce()).isEqualTo(Ownership.Announcement.SEEN);
    assertThat(word.tryTakeAsEventThread()).isTrue();
    assertThat(word.clearPending()).isTrue();
    assertThat(word.tryReleaseQuietly()).isTrue();
    assertThat(word.word()).isEqualTo(Ownership.FREE);
  }

  // ------------------------------------------------------------------ close

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void close_laterCallsAreRefused(EventLoop.Mode mode) {
    reopen(mode);
    loop.close();
    loop.close();
    assertThatThrownBy(() -> loop.tryEnter()).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> loop.call(() -> 1))
        .isInstanceOf(StoreClosedException.class)
        .hasMessage("the store is closed")
        .hasNoCause();
    assertThatThrownBy(() -> loop.submit(() -> 1).join())
        .hasCauseInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> loop.attach(new CountingAttachment()))
        .isInstanceOf(StoreClosedException.class);
    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  void close_runsWhatWasQueuedBefore() throws Exception {
    Holder holder = Holder.of(loop);
    List<CompletableFuture<Integer>> queued = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int number = i;
      queued.add(loop.submit(() -> number));
    }
    CompletableFuture<Void> closing = CompletableFuture.runAsync(loop::close);
    while (!loop.isClosed()) {
      Thread.onSpinWait();
    }
    holder.leave();
    closing.join();
    for (int i = 0; i < 200; i++) {
      assertThat(queued.get(i)).isCompletedWithValue(i);
    }
  }

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void close_closesAttachmentsLastFirst_andNothingRunsAfterwards(EventLoop.Mode mode) {
    reopen(mode);
    List<String> order = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      loop.attach(
          new CountingAttachment() {
            @Override
            public void onClose() {
              order.add(name);
              throw new IllegalStateException(name);
            }
          });
    }
    loop.close();
    assertThat(order).containsExactly("b", "a");
    assertThat(errors).hasSize(2);
  }

  @Test
  void close_withinACommand_closesAfterIt() {
    assertThat(
            loop.<Integer>call(
                () -> {
                  loop.close();
                  return loop.call(() -> 5);
                }))
        .isEqualTo(5);
    loop.close();
    assertThatThrownBy(() -> loop.call(() -> 1)).isInstanceOf(StoreClosedException.class);
  }

  @Test
  void close_fromACallbackOnTheEventThread_doesNotWaitForItself() {
    reopen(EventLoop.Mode.EVENT_THREAD_ONLY);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Object> blocker =
        loop.submit(
            () -> {
              Holder.awaitUninterruptibly(gate);
              return null;
            });
    CompletableFuture<Void> callback = loop.submit(() -> 1).thenAccept(x -> loop.close());
    gate.countDown();
    callback.join();
    assertThat(blocker).isCompletedWithValue(null);
    loop.close();
    assertThatThrownBy(() -> loop.call(() -> 1)).isInstanceOf(StoreClosedException.class);
  }

  @ParameterizedTest
  @EnumSource(value = EventLoop.Mode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
  void close_racingWithCallers_eachCallRunsOnceOrIsRefused(EventLoop.Mode mode)
      throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      reopen(mode);
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger answered = new AtomicInteger();
      CountDownLatch warm = new CountDownLatch(3);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        boolean async = i == 2;
        Thread caller =
            new Thread(
                () -> {
                  try {
                    for (int n = 0; ; n++) {
                      if (n == 5) {
                        warm.countDown();
                      }
                      if (async) {
                        loop.submit(ran::incrementAndGet).join();
                      } else {
                        loop.call(ran::incrementAndGet);
                      }
                      answered.incrementAndGet();
                    }
                  } catch (StoreClosedException e) {
                    // the way out
                  } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(StoreClosedException.class);
                  }
                });
        caller.start();
        callers.add(caller);
      }
      warm.await();
      loop.close();
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(ran.get()).isEqualTo(answered.get());
    }
  }

  // ------------------------------------------------------------------ helpers

  private static <T> CompletableFuture<T> inBackground(Supplier<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                result.complete(body.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "background")
        .start();
    return result;
  }

  /** Waits until that many commands stand in the queue. */
  private void awaitQueued(int count) {
    while (loop.queued() < count) {
      Thread.onSpinWait();
    }
  }
}
