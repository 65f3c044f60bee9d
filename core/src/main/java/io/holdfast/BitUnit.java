package io.holdfast;

/** What the start and end of a range of a bitmap count. */
public enum BitUnit {
  /** Bytes: eight bits each. */
  BYTE,
  /** Bits: bit 0 is the highest of the first byte. */
  BIT
}
