package io.holdfast;

/** What BITFIELD does with a number that its type cannot hold. */
public enum BitFieldOverflow {
  /** Keeps the lower bits, so that the number after the largest is the smallest. */
  WRAP,
  /** Takes the largest or smallest number of the type instead. */
  SAT,
  /** Changes nothing and answers nothing. */
  FAIL
}
