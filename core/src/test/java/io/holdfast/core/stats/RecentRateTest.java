package io.holdfast.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentRateTest {
  private final RecentRate rate = new RecentRate(1_000);

  @Test
  void steadyUse_isToldAsItIs_afterSixteenSamples() {
    for (int i = 1; i <= 8; i++) {
      rate.look(i * 50L, 1_000 + i * 100L);
    }
    assertThat(rate.perSecond()).isEqualTo(250);
    for (int i = 9; i <= 16; i++) {
      rate.look(i * 50L, 1_000 + i * 100L);
    }
    assertThat(rate.perSecond()).isEqualTo(500);
  }

  @Test
  void looksInBetween_areNoSamples() {
    for (int ms = 1; ms <= 1_600; ms++) {
      rate.look(ms, 1_000 + ms);
    }
    assertThat(rate.perSecond()).isEqualTo(1_000);
  }

  @Test
  void rest_makesTheRateFall() {
    for (int i = 1; i <= 16; i++) {
      rate.look(i * 50L, 1_000 + i * 100L);
    }
    rate.look(800, 1_000 + 2_400);
    assertThat(rate.perSecond()).isEqualTo(250);
    rate.look(800, 1_000_000);
    assertThat(rate.perSecond()).isZero();
  }

  @Test
  void whatCameInOneLongTurn_countsOnce() {
    rate.look(160, 1_000 + 800);
    assertThat(rate.perSecond()).isEqualTo(100);
  }

  @Test
  void resetTotals_andAClockSetBack_areNoRates() {
    rate.look(1_000, 1_100);
    rate.reset();
    rate.look(0, 1_200);
    rate.look(10, 900);
    rate.look(10, 950);
    assertThat(rate.perSecond()).isZero();
    rate.look(26, 1_000);
    assertThat(rate.perSecond()).isEqualTo(16 * 10.0 / 16 + 10 * 10.0 / 16);
  }
}
