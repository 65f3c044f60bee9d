package io.holdfast.encodings.stream;

/** The order of entry IDs, which are two unsigned numbers each. */
public final class EntryIds {
  private EntryIds() {}

  /** Below 0 if the first ID comes before the second, 0 if they are one, above 0 if behind. */
  public static int compare(long ms, long seq, long otherMs, long otherSeq) {
    return ms == otherMs ? Long.compareUnsigned(seq, otherSeq) : Long.compareUnsigned(ms, otherMs);
  }

  /** Whether the ID is 0-0, which no entry has. */
  static boolean isZero(long ms, long seq) {
    return (ms | seq) == 0;
  }
}
