package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.0005Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final List<String> log = new ArrayList<>();

  /** Runs each deadline of its list and logs the time it then was. */
  private final class Timers implements VirtualClock.Follower {
    final String name;
    final TreeMap<Long, String> due = new TreeMap<>();

    Timers(String name) {
      this.name = name;
      clock.follow(this);
    }

    Timers at(long afterMs, String what) {
      due.put(START.toEpochMilli() + afterMs, what);
      return this;
    }

    @Override
    public long nextDeadlineMs() {
      return due.isEmpty() ? Long.MAX_VALUE : due.firstKey();
    }

    @Override
    public int runDue() {
      int work = 0;
      while (nextDeadlineMs() <= clock.epochMs()) {
        long afterMs = clock.epochMs() - START.toEpochMilli();
        log.add(name + " " + due.pollFirstEntry().getValue() + " at " + afterMs);
        work++;
      }
      return work;
    }
  }

  @Test
  void newClock_showsItsStartAndStands() {
    assertThat(clock.now()).isEqualTo(START);
    assertThat(clock.epochMs()).isEqualTo(START.toEpochMilli());
    assertThat(clock.nanoTime()).isZero();
  }

  @Test
  void advance_movesAllThreeReadings() {
    clock.advance(Duration.ofNanos(499_999));
    assertThat(clock.epochMs()).isEqualTo(START.toEpochMilli());
    clock.advance(Duration.ofNanos(1));
    assertThat(clock.epochMs()).isEqualTo(START.toEpochMilli() + 1);
    assertThat(clock.nanoTime()).isEqualTo(500_000);
    assertThat(clock.now()).isEqualTo(START.plusNanos(500_000));
  }

  @Test
  void advance_beforeTheEpoch_countsForward() {
    VirtualClock early = new VirtualClock(Instant.parse("1969-12-31T23:59:59.9995Z"));
    assertThat(early.epochMs()).isEqualTo(-1);
    early.advance(Duration.ofNanos(500_000));
    assertThat(early.epochMs()).isZero();
  }

  @Test
  void advance_negativeOrTooFar_isRefused() {
    assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    assertThatThrownBy(() -> clock.advance(Duration.ofDays(400 * 365)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(clock.now()).isEqualTo(START);
  }

  @Test
  void advance_runsDeadlinesOfAllFollowersInOrder_eachAtItsTime() {
    new Timers("a").at(10, "x").at(30, "y").at(101, "z");
    new Timers("b").at(20, "x").at(30, "y").at(100, "z");
    clock.advance(Duration.ofMillis(100));
    assertThat(log)
        .containsExactly("a x at 10", "b x at 20", "a y at 30", "b y at 30", "b z at 100");
    assertThat(clock.now()).isEqualTo(START.plusMillis(100));
    clock.advance(Duration.ofMillis(1));
    assertThat(log).hasSize(6).endsWith("a z at 101");
  }

  @Test
  void advance_byZero_runsWhatIsOverdue() {
    new Timers("a").at(-5, "late").at(0, "now");
    clock.advance(Duration.ZERO);
    assertThat(log).containsExactly("a late at 0", "a now at 0");
  }

  @Test
  void advance_workThatSetsNewDeadlines_runsThemOnTheWay() {
    Timers timers = new Timers("a");
    timers.at(10, "x");
    clock.follow(
        new VirtualClock.Follower() {
          long nextMs = START.toEpochMilli() + 10;

          @Override
          public long nextDeadlineMs() {
            return nextMs;
          }

          @Override
          public int runDue() {
            log.add("tick " + (clock.epochMs() - START.toEpochMilli()));
            nextMs += 10;
            return 1;
          }
        });
    clock.advance(Duration.ofMillis(35));
    assertThat(log).containsExactly("a x at 10", "tick 10", "tick 20", "tick 30");
  }

  @Test
  void advance_followerThatDoesNothing_doesNotHoldTimeUp() {
    clock.follow(
        new VirtualClock.Follower() {
          @Override
          public long nextDeadlineMs() {
            return 0;
          }

          @Override
          public int runDue() {
            log.add("nothing");
            return 0;
          }
        });
    new Timers("a").at(10, "x");
    clock.advance(Duration.ofMillis(20));
    assertThat(clock.now()).isEqualTo(START.plusMillis(20));
    assertThat(log).containsExactly("nothing", "a x at 10", "nothing", "nothing");
  }

  @Test
  void unfollow_ends() {
    Timers timers = new Timers("a").at(10, "x");
    clock.unfollow(timers);
    clock.advance(Duration.ofMillis(20));
    assertThat(log).isEmpty();
  }

  @Test
  void advance_refusedByAFollower_movesNothing() {
    clock.follow(
        new VirtualClock.Follower() {
          @Override
          public long nextDeadlineMs() {
            return Long.MAX_VALUE;
          }

          @Override
          public int runDue() {
            return 0;
          }

          @Override
          public void beforeAdvance() {
            throw new IllegalStateException("busy");
          }
        });
    assertThatThrownBy(() -> clock.advance(Duration.ofMillis(1))).hasMessage("busy");
    assertThat(clock.now()).isEqualTo(START);
  }

  @Test
  void deadlinesFarAway_areOutOfReach() {
    Timers timers = new Timers("a");
    timers.due.put(Long.MAX_VALUE - 1, "never");
    timers.due.put(Long.MIN_VALUE, "always");
    clock.advance(Duration.ofDays(100_000));
    assertThat(log).containsExactly("a always at 0");
  }
}
