package io.holdfast;

/**
 * Entry IDs from one to another, both included.
 *
 * <pre>{@code
 * StreamRange.all()
 * StreamRange.between(first, last)
 * StreamRange.after(last)             // what came since
 * }</pre>
 *
 * <p>Immutable. A range whose lower bound is above the upper one is empty.
 *
 * @param min the lower bound
 * @param max the upper bound
 */
public record StreamRange(StreamId min, StreamId max) {
  private static final StreamRange ALL = new StreamRange(StreamId.MIN, StreamId.MAX);

  /** Every entry. */
  public static StreamRange all() {
    return ALL;
  }

  /** From one ID to another, both included. */
  public static StreamRange between(StreamId min, StreamId max) {
    return new StreamRange(min, max);
  }

  /** This ID and what is above it. */
  public static StreamRange from(StreamId min) {
    return new StreamRange(min, StreamId.MAX);
  }

  /**
   * What is above this ID.
   *
   * @throws IllegalStateException if this is the largest ID
   */
  public static StreamRange after(StreamId id) {
    return from(id.next());
  }

  /** This ID and what is below it. */
  public static StreamRange upTo(StreamId max) {
    return new StreamRange(StreamId.MIN, max);
  }

  /**
   * What is below this ID.
   *
   * @throws IllegalStateException if this is 0-0
   */
  public static StreamRange before(StreamId id) {
    return upTo(id.previous());
  }
}
