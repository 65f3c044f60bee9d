package io.holdfast;

/** The ends of a list, by Redis's names. */
public enum ListEnd {
  /** The head, where the element with index 0 is. */
  LEFT,

  /** The tail, where the element with index -1 is. */
  RIGHT
}
