package io.holdfast.encodings.hyperloglog;

/**
 * The estimate of how many different hashes were seen, from how many registers hold each value.
 *
 * <pre>
 *  m = 16384 registers, C[k] = registers that hold k, q = 50
 *
 *                              alpha * m^2
 *  estimate = -----------------------------------------------------------      alpha = 1 / (2 ln 2)
 *             m sigma(C[0]/m) + sum C[k] 2^-k + m tau(1 - C[q+1]/m) 2^-q       k = 1 .. q
 * </pre>
 *
 * The sum alone is Flajolet's harmonic mean. {@code sigma} corrects it where many registers are
 * still zero and {@code tau} where many are full, so that no range needs an estimator of its own or
 * a table of measured biases.
 *
 * <p>The sum is taken from the largest k downwards, halving at each step, and both series run until
 * a term no longer changes the double: counts are compared to the digit with those of a Redis
 * server, so the order of the operations belongs to the specification.
 *
 * <p>Cost: some hundred floating-point operations.
 *
 * <p>Source: Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
 * arXiv:1702.01284 (2017), section 2.
 */
final class CardinalityEstimator {
  /** The length of a histogram: every value six bits can hold. */
  static final int HISTOGRAM_LENGTH = 64;

  /** Bits of a hash behind those that choose the register. */
  static final int Q = Long.SIZE - HyperLogLog.INDEX_BITS;

  private static final double M = HyperLogLog.REGISTERS;

  /** 1 / (2 ln 2). */
  private static final double ALPHA = 0.7213475204444817;

  private CardinalityEstimator() {}

  /** The estimate; entries of the histogram above Q + 1, which no hash leads to, do not count. */
  static long estimate(int[] histogram) {
    double z = M * tau((M - histogram[Q + 1]) / M);
    for (int value = Q; value >= 1; value--) {
      z = (z + histogram[value]) * 0.5;
    }
    z += M * sigma(histogram[0] / M);
    return Math.round(ALPHA * M * M / z);
  }

  /** x + x^2 + 2 x^4 + 4 x^8 + 8 x^16 + ... */
  private static double sigma(double x) {
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = x;
    double factor = 1;
    double sum = x;
    double before;
    do {
      before = sum;
      power *= power;
      sum += power * factor;
      factor += factor;
    } while (sum != before);
    return sum;
  }

  /** (1 - x - (1 - x^1/2)^2 / 2 - (1 - x^1/4)^2 / 4 - ...) / 3 */
  private static double tau(double x) {
    if (x == 0 || x == 1) {
      return 0;
    }
    double root = x;
    double factor = 1;
    double sum = 1 - x;
    double before;
    do {
      before = sum;
      root = Math.sqrt(root);
      factor *= 0.5;
      sum -= (1 - root) * (1 - root) * factor;
    } while (sum != before);
    return sum / 3;
  }
}
