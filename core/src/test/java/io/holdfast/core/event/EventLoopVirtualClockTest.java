package io.holdfast.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EventLoopVirtualClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final List<EventLoop> loops = new ArrayList<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private EventLoop open(EventLoop.Mode mode) {
    EventLoop loop = new EventLoop(mode, clock, (where, e) -> log.add(where + " " + e));
    loop.start();
    loops.add(loop);
    return loop;
  }

  @AfterEach
  void close() {
    loops.forEach(EventLoop::close);
  }

  /** Logs each of its deadlines with the time it then is. */
  private final class Timers implements Attachment {
    private final EventLoop loop;
    private final String name;
    private final TreeMap<Long, String> due = new TreeMap<>();

    Timers(EventLoop loop, String name) {
      this.loop = loop;
      this.name = name;
      loop.attach(this);
    }

    Timers at(long afterMs, String what) {
      return loop.call(
          () -> {
            long atMs = START.toEpochMilli() + afterMs;
            due.put(atMs, what);
            loop.wakeBy(atMs);
            return this;
          });
    }

    @Override
    public int doWork(long nowMs) {
      int work = 0;
      while (nextDeadlineMs() <= nowMs) {
        assertThat(loop.isOwner()).isTrue();
        long afterMs = nowMs - START.toEpochMilli();
        log.add(name + " " + due.pollFirstEntry().getValue() + " at " + afterMs);
        work++;
      }
      return work;
    }

    @Override
    public long nextDeadlineMs() {
      return due.isEmpty() ? Long.MAX_VALUE : due.firstKey();
    }

    @Override
    public String name() {
      return name;
    }
  }

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void advance_runsDueWorkOfAllLoopsInOrder(EventLoop.Mode mode) {
    Timers a = new Timers(open(mode), "a").at(10, "x").at(30, "z");
    new Timers(open(mode), "b").at(20, "y").at(31, "late");
    clock.advance(Duration.ofMillis(30));
    assertThat(log).containsExactly("a x at 10", "b y at 20", "a z at 30");
    assertThat(clock.now()).isEqualTo(START.plusMillis(30));
    a.at(40, "again");
    clock.advance(Duration.ofMillis(10));
    assertThat(log).endsWith("b late at 31", "a again at 40");
  }

  @ParameterizedTest
  @EnumSource(EventLoop.Mode.class)
  void advance_fromWithinACommand_isRefused(EventLoop.Mode mode) {
    EventLoop loop = open(mode);
    assertThatThrownBy(
            () ->
                loop.call(
                    () -> {
                      clock.advance(Duration.ofMillis(1));
                      return null;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("time cannot be advanced from within a command");
    assertThat(clock.now()).isEqualTo(START);
  }

  @Test
  void advance_whileAnotherOwns_waitsForItsTurn() throws Exception {
    EventLoop loop = open(EventLoop.Mode.BORROWED);
    new Timers(loop, "a").at(5, "x");
    Holder holder = Holder.of(loop);
    CompletableFuture<Void> advance =
        CompletableFuture.runAsync(() -> clock.advance(Duration.ofMillis(5)));
    while (loop.queued() == 0) {
      Thread.onSpinWait();
    }
    assertThat(log).isEmpty();
    holder.leave();
    advance.join();
    assertThat(log).containsExactly("a x at 5");
  }

  @Test
  void closedLoop_noLongerFollows() {
    EventLoop loop = open(EventLoop.Mode.BORROWED);
    new Timers(loop, "a").at(5, "x");
    loop.close();
    clock.advance(Duration.ofMillis(10));
    assertThat(log).isEmpty();
    assertThat(clock.now()).isEqualTo(START.plusMillis(10));
  }

  @Test
  void attachmentThatFails_isTriedAgainAsTimeMoves() {
    EventLoop loop = open(EventLoop.Mode.INVOKER);
    loop.attach(
        new Attachment() {
          int turns;

          @Override
          public int doWork(long nowMs) {
            if (turns++ < 2) {
              throw new IllegalStateException("turn " + turns);
            }
            log.add("worked at " + (nowMs - START.toEpochMilli()));
            return 0;
          }

          @Override
          public long nextDeadlineMs() {
            return turns < 3 ? START.toEpochMilli() + 5 : Long.MAX_VALUE;
          }

          @Override
          public String name() {
            return "p";
          }
        });
    clock.advance(Duration.ofMillis(100));
    assertThat(log)
        .containsExactly(
            "attachment p: doWork java.lang.IllegalStateException: turn 1",
            "attachment p: doWork java.lang.IllegalStateException: turn 2",
            "worked at 8");
  }
}
