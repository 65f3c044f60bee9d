package io.holdfast;

/**
 * The order of what a search in a geo set finds, and how much of it. Start with {@link #none}.
 *
 * <pre>{@code
 * geo.search("cities", center, area, GeoSearchOptions.none().asc().count(10));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param order which distance comes first
 * @param count how many matches at most; 0 for all
 * @param isAny whether the search ends as soon as it has so many
 */
public record GeoSearchOptions(Order order, long count, boolean isAny) {
  private static final GeoSearchOptions NONE = new GeoSearchOptions(Order.NONE, 0, false);

  /** The orders. */
  public enum Order {
    /** As they are found; by distance if a count says to take the nearest. */
    NONE,
    /** The nearest first. */
    ASC,
    /** The farthest first. */
    DESC
  }

  /**
   * Checks the count.
   *
   * @throws CommandException "ERR COUNT must be &gt; 0" if it is negative, "ERR the ANY argument
   *     requires COUNT argument"
   */
  public GeoSearchOptions {
    if (count < 0) {
      throw new CommandException("ERR COUNT must be > 0");
    }
    if (isAny && count == 0) {
      throw new CommandException("ERR the ANY argument requires COUNT argument");
    }
  }

  /** All matches, as they are found. */
  public static GeoSearchOptions none() {
    return NONE;
  }

  /** ASC: the nearest first. */
  public GeoSearchOptions asc() {
    return new GeoSearchOptions(Order.ASC, count, isAny);
  }

  /** DESC: the farthest first. */
  public GeoSearchOptions desc() {
    return new GeoSearchOptions(Order.DESC, count, isAny);
  }

  /**
   * COUNT: so many at most: with DESC the farthest, otherwise the nearest.
   *
   * @throws CommandException "ERR COUNT must be &gt; 0"
   */
  public GeoSearchOptions count(long count) {
    return limit(count, false);
  }

  /**
   * COUNT ANY: so many at most, the first that are found, which is faster.
   *
   * @throws CommandException "ERR COUNT must be &gt; 0"
   */
  public GeoSearchOptions countAny(long count) {
    return limit(count, true);
  }

  private GeoSearchOptions limit(long count, boolean isAny) {
    if (count == 0) {
      throw new CommandException("ERR COUNT must be > 0");
    }
    return new GeoSearchOptions(order, count, isAny);
  }
}
