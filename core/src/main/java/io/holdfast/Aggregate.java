package io.holdfast;

/** What becomes of the scores of a member that several sorted sets have. */
public enum Aggregate {
  /** They are added; infinities of both signs come to 0. */
  SUM,
  /** The lowest counts. */
  MIN,
  /** The highest counts. */
  MAX
}
