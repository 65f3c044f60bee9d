package io.holdfast.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void percentile_isTheDurationItself_toTwoDigits() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LatencyHistogram histogram = new LatencyHistogram();
      long[] durations = random.longs(1 + random.nextInt(2000), 1, 1_000_000_000).toArray();
      for (int i = 0; i < durations.length; i++) {
        durations[i] >>= random.nextInt(30);
        histogram.add(durations[i], 1);
      }
      Arrays.sort(durations);
      for (double percent : new double[] {0.1, 1, 50, 90, 99, 99.9, 100}) {
        int rank = (int) Math.max(1, Math.ceil(percent / 100 * durations.length - 1e-9));
        long exact = Math.max(1, durations[rank - 1]);
        assertThat(histogram.percentileNs(percent))
            .as("seed %s percent %s of %s", seed, percent, durations.length)
            .isBetween(exact, exact + exact / 128);
      }
    }
  }

  @Test
  void bounds_areThoseOfRedis() {
    LatencyHistogram histogram = new LatencyHistogram();
    List<String> buckets = new ArrayList<>();
    for (long micros : new long[] {0, 1, 2, 3, 15, 17, 40, 100, 200, 500, 1000, 2000}) {
      histogram.add(micros * 1000, 1);
    }
    histogram.forEachPowerOfTwo((micros, events) -> buckets.add(micros + "=" + events));
    assertThat(buckets)
        .containsExactly(
            "1=2", "2=3", "4=4", "16=5", "33=6", "66=7", "132=8", "264=9", "528=10", "1056=11",
            "2113=12");
  }

  @Test
  void add_countsWhatIsTooLong_asASecond() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.add(Long.MAX_VALUE, 3);
    assertThat(histogram.percentileNs(50)).isBetween(1_000_000_000L, 1_008_000_000L);
    histogram.add(0, 5);
    assertThat(histogram.percentileNs(50)).isEqualTo(1);
    assertThat(histogram.total()).isEqualTo(8);
    histogram.reset();
    assertThat(histogram.percentileNs(50)).isZero();
  }
}
