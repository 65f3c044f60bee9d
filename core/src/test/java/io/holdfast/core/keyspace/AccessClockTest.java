package io.holdfast.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AccessClockTest {
  private static final long START_MS = 1_767_225_600_000L;

  private final SplittableRandom random = new SplittableRandom(1);
  private final AccessClock clock = new AccessClock(random::nextLong);

  @Test
  void lru_countsSecondsSinceTheLastAccess() {
    clock.time(START_MS);
    int access = clock.created();
    clock.time(START_MS + 999);
    assertThat(clock.idleSeconds(access)).isZero();
    clock.time(START_MS + 61_000);
    assertThat(clock.idleSeconds(access)).isEqualTo(61);
    assertThat(clock.idleSeconds(clock.touched(access))).isZero();
    assertThat(clock.isLfu()).isFalse();
  }

  @Test
  void lru_survivesTheWrapOfTheClock() {
    long wrapMs = (START_MS / 1000 | 0xFFFFFF) * 1000;
    clock.time(wrapMs);
    int access = clock.created();
    assertThat(access).isEqualTo(0xFFFFFF);
    clock.time(wrapMs + 5000);
    assertThat(clock.idleSeconds(access)).isEqualTo(5);
  }

  @Test
  void lfu_startsAtFive_andGrowsEverMoreSlowly() {
    clock.configure(true, 10, 1);
    clock.time(START_MS);
    int access = clock.created();
    assertThat(clock.frequency(access)).isEqualTo(5);
    access = clock.touched(access);
    assertThat(clock.frequency(access)).isEqualTo(6);
    int[] touches = {100, 1000, 100_000, 1_000_000};
    int[] least = {8, 14, 100, 240};
    int[] most = {16, 30, 190, 255};
    for (int i = 0; i < touches.length; i++) {
      int touched = clock.created();
      for (int n = 0; n < touches[i]; n++) {
        touched = clock.touched(touched);
      }
      assertThat(clock.frequency(touched))
          .as("%d touches", touches[i])
          .isBetween(least[i], most[i]);
    }
  }

  @Test
  void lfu_logFactorZero_countsEveryAccess_upTo255() {
    clock.configure(true, 0, 1);
    clock.time(START_MS);
    int access = clock.created();
    for (int i = 0; i < 300; i++) {
      access = clock.touched(access);
    }
    assertThat(clock.frequency(access)).isEqualTo(255);
  }

  @Test
  void lfu_losesOneAnInterval_andNeverGoesBelowZero() {
    clock.configure(true, 10, 2);
    clock.time(START_MS);
    int access = clock.created();
    clock.time(START_MS + 119_000);
    assertThat(clock.frequency(access)).isEqualTo(5);
    clock.time(START_MS + 6 * 60_000);
    assertThat(clock.frequency(access)).isEqualTo(2);
    clock.time(START_MS + 60 * 60_000);
    assertThat(clock.frequency(access)).isZero();
    clock.configure(true, 10, 0);
    assertThat(clock.frequency(access)).isEqualTo(5);
  }

  @Test
  void lfu_survivesTheWrapOfTheMinutes() {
    clock.configure(true, 10, 1);
    long wrapMs = (START_MS / 60_000 | 0xFFFF) * 60_000;
    clock.time(wrapMs);
    int access = clock.created();
    clock.time(wrapMs + 3 * 60_000);
    assertThat(clock.frequency(access)).isEqualTo(2);
  }
}
