package io.holdfast.core.stats;

import java.util.Arrays;

/**
 * How often which duration was seen, told apart to two decimal digits.
 *
 * <pre>
 *  index of a duration in ns = | exponent | 7 bits below the leading one |
 *  0 .. 255 ns       one bucket each
 *  2^n .. 2^(n+1)-1  128 buckets of 2^(n-7) ns
 * </pre>
 *
 * What takes longer than a second counts as about a second, as in Redis.
 *
 * <p>Thread: the owner. Cost: an addition. Memory: up to 24 KiB, grown with the longest duration.
 */
public final class LatencyHistogram {
  private static final int SUB_BITS = 7;
  private static final int SUB_BUCKETS = 1 << SUB_BITS;
  private static final long MAX_NS = 1_000_000_000;
  private static final long NS_PER_MICRO = 1000;

  /** The power of two that Redis begins with: its doubles are 1, 2, 4, 8, 16, 33, 66 us. */
  private static final long NEARLY_MICRO_NS = 1024;

  private long[] counts = new long[SUB_BUCKETS];
  private long total;

  /** A histogram of nothing. */
  public LatencyHistogram() {}

  /** Adds {@code times} events of one duration. */
  public void add(long durationNs, long times) {
    int index = index(Math.max(1, Math.min(durationNs, MAX_NS)));
    if (index >= counts.length) {
      counts = Arrays.copyOf(counts, (index | SUB_BUCKETS - 1) + 1);
    }
    counts[index] += times;
    total += times;
  }

  private static int index(long durationNs) {
    int shift = Math.max(0, Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(durationNs));
    return (shift << SUB_BITS) + (int) (durationNs >>> shift);
  }

  /** The longest duration that counts in a bucket. */
  private static long longestNs(int index) {
    int shift = Math.max(0, (index >>> SUB_BITS) - 1);
    long first = (long) (index - (shift << SUB_BITS)) << shift;
    return first + (1L << shift) - 1;
  }

  /** Number of events. */
  public long total() {
    return total;
  }

  /**
   * The duration that this share of the events does not exceed.
   *
   * @param percent 0 to 100
   * @return to two digits, rounded up; 0 if there were no events
   */
  public long percentileNs(double percent) {
    long wanted = Math.max(1, (long) Math.ceil(percent / 100 * total - 1e-9));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return longestNs(i);
      }
    }
    return 0;
  }

  /** Takes buckets of a histogram that is coarser. */
  @FunctionalInterface
  public interface BucketVisitor {
    /** A number of events, with those of shorter durations, took no longer than this. */
    void bucket(long upToMicros, long events);
  }

  /**
   * Visits what is nearest to the powers of two in microseconds, from 1 to the one that holds the
   * longest event; those that add no events are left out.
   */
  public void forEachPowerOfTwo(BucketVisitor visitor) {
    long told = 0;
    long seen = 0;
    int i = 0;
    for (long ns = NEARLY_MICRO_NS; told < total; ns *= 2) {
      int last = index(ns);
      while (i < counts.length && i <= last) {
        seen += counts[i++];
      }
      if (seen > told) {
        visitor.bucket(longestNs(last) / NS_PER_MICRO, seen);
        told = seen;
      }
    }
  }

  /** Forgets every event. */
  public void reset() {
    counts = new long[SUB_BUCKETS];
    total = 0;
  }
}
