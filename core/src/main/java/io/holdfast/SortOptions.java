package io.holdfast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In which order SORT returns elements, and what it returns of them. Start with {@link #none}.
 *
 * <pre>{@code
 * // Names of the ten users with most points; users are a list of ids.
 * SortOptions.none().by("user:*->points").get("user:*->name").desc().limit(0, 10)
 * }</pre>
 *
 * <p>A pattern names a key: its first {@code *} stands for the element. What follows {@code ->} is
 * a field of the hash in that key; without it the key holds a string. Patterns are taken as UTF-8.
 *
 * <p>Immutable.
 *
 * @param by the pattern of what elements are ordered by; absent for the elements themselves
 * @param get the patterns of what is returned for each element; empty for the element itself
 * @param isDescending whether the greatest comes first
 * @param isAlpha whether bytes are compared instead of numbers
 * @param offset how many elements to skip
 * @param count how many elements at most; negative for all that are left
 */
public record SortOptions(
    Optional<String> by,
    List<String> get,
    boolean isDescending,
    boolean isAlpha,
    long offset,
    long count) {
  private static final SortOptions NONE =
      new SortOptions(Optional.empty(), List.of(), false, false, 0, -1);

  /** A copy of the list is kept. */
  public SortOptions {
    get = List.copyOf(get);
  }

  /** All elements, which must be numbers, the smallest first. */
  public static SortOptions none() {
    return NONE;
  }

  /**
   * BY: orders elements by the values of other keys. A key that is missing counts as 0, with {@link
   * #alpha} as less than any other.
   *
   * @param pattern without a {@code *}, elements are not ordered: a list and a sorted set keep
   *     their order, a set has none
   */
  public SortOptions by(String pattern) {
    return new SortOptions(Optional.of(pattern), get, isDescending, isAlpha, offset, count);
  }

  /**
   * GET: returns the value of another key for each element. Repeated, each element is followed by
   * all of its values.
   *
   * @param pattern {@code #} stands for the element itself
   */
  public SortOptions get(String pattern) {
    List<String> patterns = new ArrayList<>(get);
    patterns.add(pattern);
    return new SortOptions(by, patterns, isDescending, isAlpha, offset, count);
  }

  /** DESC: the greatest first. */
  public SortOptions desc() {
    return new SortOptions(by, get, true, isAlpha, offset, count);
  }

  /** ALPHA: compares bytes instead of numbers. */
  public SortOptions alpha() {
    return new SortOptions(by, get, isDescending, true, offset, count);
  }

  /**
   * LIMIT: skips elements and then takes some.
   *
   * @param offset how many to skip; negative for none
   * @param count how many to take at most; negative for all that are left
   */
  public SortOptions limit(long offset, long count) {
    return new SortOptions(by, get, isDescending, isAlpha, offset, count);
  }
}
