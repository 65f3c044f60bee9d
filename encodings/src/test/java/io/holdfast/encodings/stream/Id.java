package io.holdfast.encodings.stream;

/** An entry ID, for models. */
record Id(long ms, long seq) implements Comparable<Id> {
  static final Id ZERO = new Id(0, 0);
  static final Id MAX = new Id(-1, -1);

  static Id parse(String text) {
    int dash = text.indexOf('-');
    return new Id(
        Long.parseUnsignedLong(text.substring(0, dash)),
        Long.parseUnsignedLong(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(Id other) {
    int order = Long.compareUnsigned(ms, other.ms);
    return order != 0 ? order : Long.compareUnsigned(seq, other.seq);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
  }
}
