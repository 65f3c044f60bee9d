package io.holdfast.core.stats;

import java.util.Arrays;

/**
 * How much of something there was a second, lately: the mean of the last sixteen samples of 100 ms.
 *
 * <p>Samples are taken when somebody looks, at the earliest 100 ms after the last one. Whoever is
 * idle does not look: what has come since counts for the first of the samples that were missed, the
 * others are 0.
 *
 * <p>Thread: the owner. Cost: a comparison a look.
 */
public final class RecentRate {
  private static final int SAMPLES = 16;
  private static final long SAMPLE_MS = 100;
  private static final long MS_PER_SECOND = 1000;

  private final double[] perSecond = new double[SAMPLES];
  private int next;
  private long sampledAtMs;
  private long sampledTotal;

  /** No samples, from now on. */
  public RecentRate(long nowMs) {
    sampledAtMs = nowMs;
  }

  /**
   * Looks how much there was.
   *
   * @param total all there ever was; less than before if it was reset
   */
  public void look(long total, long nowMs) {
    long elapsedMs = nowMs - sampledAtMs;
    if (elapsedMs >= SAMPLE_MS) {
      sample(Math.max(0, total - sampledTotal), elapsedMs);
      sampledTotal = total;
      sampledAtMs = nowMs;
    } else if (elapsedMs < 0) {
      sampledAtMs = nowMs; // the clock was set back
    }
  }

  /** Whether a look would be a sample. */
  public boolean isDue(long nowMs) {
    return nowMs - sampledAtMs >= SAMPLE_MS || nowMs < sampledAtMs;
  }

  private void sample(long count, long elapsedMs) {
    long missed = elapsedMs / SAMPLE_MS - 1;
    add((double) count * MS_PER_SECOND / (missed == 0 ? elapsedMs : SAMPLE_MS));
    for (long i = Math.min(missed, SAMPLES); i > 0; i--) {
      add(0);
    }
  }

  private void add(double rate) {
    perSecond[next] = rate;
    next = (next + 1) % SAMPLES;
  }

  /** The mean of the samples. */
  public double perSecond() {
    double sum = 0;
    for (double rate : perSecond) {
      sum += rate;
    }
    return sum / SAMPLES;
  }

  /** CONFIG RESETSTAT: there were none. */
  public void reset() {
    Arrays.fill(perSecond, 0);
  }
}
