package io.holdfast;

import java.util.Optional;

/**
 * Members from one to another in the order of their bytes, each included or not.
 *
 * <pre>{@code
 * LexRange.between("b", "d")                // b to d, both included
 * LexRange.between("b", "d").maxExcluded()  // b to before d
 * LexRange.above("b")                       // all behind b
 * }</pre>
 *
 * <p>Immutable. The order is that of the bytes the codec makes, compared as unsigned. It is the
 * order of a sorted set only where all members have the same score.
 *
 * @param min the lower bound; none for all from the first on
 * @param isMinExcluded whether {@code min} itself is left out
 * @param max the upper bound; none for all to the last
 * @param isMaxExcluded whether {@code max} itself is left out
 * @param <V> type of members
 */
public record LexRange<V>(
    Optional<V> min, boolean isMinExcluded, Optional<V> max, boolean isMaxExcluded) {

  /** Every member. */
  public static <V> LexRange<V> all() {
    return new LexRange<>(Optional.empty(), false, Optional.empty(), false);
  }

  /** Members from one to another, both included. */
  public static <V> LexRange<V> between(V min, V max) {
    return new LexRange<>(Optional.of(min), false, Optional.of(max), false);
  }

  /** This member and all behind it. */
  public static <V> LexRange<V> atLeast(V min) {
    return new LexRange<>(Optional.of(min), false, Optional.empty(), false);
  }

  /** All members behind this one. */
  public static <V> LexRange<V> above(V min) {
    return atLeast(min).minExcluded();
  }

  /** This member and all before it. */
  public static <V> LexRange<V> atMost(V max) {
    return new LexRange<>(Optional.empty(), false, Optional.of(max), false);
  }

  /** All members before this one. */
  public static <V> LexRange<V> below(V max) {
    return atMost(max).maxExcluded();
  }

  /** The same range without its lower bound. */
  public LexRange<V> minExcluded() {
    return new LexRange<>(min, true, max, isMaxExcluded);
  }

  /** The same range without its upper bound. */
  public LexRange<V> maxExcluded() {
    return new LexRange<>(min, isMinExcluded, max, true);
  }
}
