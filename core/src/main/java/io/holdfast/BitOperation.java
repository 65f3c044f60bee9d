package io.holdfast;

/**
 * How BITOP makes one bitmap of several. A bitmap that is shorter than the longest counts as if
 * zeros followed.
 */
public enum BitOperation {
  /** The bits that are set in every source. */
  AND,
  /** The bits that are set in some source. */
  OR,
  /** The bits that are set in an odd number of sources. */
  XOR,
  /** The bits that are not set in the one source. */
  NOT,
  /** The bits that are set in the first source and in none of the others (8.2.0). */
  DIFF,
  /** The bits that are set in some source but not in the first (8.2.0). */
  DIFF1,
  /** The bits that are set in the first source and in some of the others (8.2.0). */
  ANDOR,
  /** The bits that are set in exactly one source (8.2.0). */
  ONE
}
