package io.holdfast;

import java.util.Arrays;
import java.util.List;

/**
 * What becomes of scores when sorted sets are combined. Start with {@link #none}.
 *
 * <pre>{@code
 * CombineOptions.none().weights(1, 0.5).aggregate(Aggregate.MAX)
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param weights what the scores of each sorted set are multiplied with; empty for 1 each
 * @param aggregate how the scores of a member are brought together
 */
public record CombineOptions(List<Double> weights, Aggregate aggregate) {
  private static final CombineOptions NONE = new CombineOptions(List.of(), Aggregate.SUM);

  /** A copy of the list is kept. */
  public CombineOptions {
    weights = List.copyOf(weights);
  }

  /** Scores are added as they are. */
  public static CombineOptions none() {
    return NONE;
  }

  /** WEIGHTS: multiplies the scores of each sorted set, in the order of the keys. */
  public CombineOptions weights(double... values) {
    return new CombineOptions(Arrays.stream(values).boxed().toList(), aggregate);
  }

  /** AGGREGATE: how the scores of a member are brought together. */
  public CombineOptions aggregate(Aggregate value) {
    return new CombineOptions(weights, value);
  }
}
