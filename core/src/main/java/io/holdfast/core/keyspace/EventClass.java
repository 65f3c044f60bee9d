package io.holdfast.core.keyspace;

/** The classes of keyspace events, each with its letter in {@code notify-keyspace-events}. */
public enum EventClass {
  /** DEL, EXPIRE, RENAME and other commands for every type. */
  GENERIC('g', 1 << 0),
  /** String commands. */
  STRING('$', 1 << 1),
  /** List commands. */
  LIST('l', 1 << 6),
  /** Set commands. */
  SET('s', 1 << 7),
  /** Hash commands. */
  HASH('h', 1 << 8),
  /** Sorted set commands. */
  SORTED_SET('z', 1 << 9),
  /** Stream commands. */
  STREAM('t', 1 << 10),
  /** Of a type that a module brings: there is none. */
  MODULE('d', 1 << 11),
  /** A key has expired. */
  EXPIRED('x', 1 << 2),
  /** A key was evicted to free memory. */
  EVICTED('e', 1 << 3),
  /** A key came into being. */
  NEW('n', 1 << 4),
  /** A key was looked up and not found. */
  KEY_MISS('m', 1 << 5);

  private final char letter;
  private final int bit;

  EventClass(char letter, int bit) {
    this.letter = letter;
    this.bit = bit;
  }

  int bit() {
    return bit;
  }

  /** The letter that selects the class. */
  public char letter() {
    return letter;
  }
}
