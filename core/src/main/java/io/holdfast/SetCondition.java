package io.holdfast;

/** When SET sets. */
public enum SetCondition {
  /** Whether the key exists or not. */
  ALWAYS,
  /** Only if the key does not exist. */
  NX,
  /** Only if the key exists. */
  XX
}
