package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.number.DoubleText;

/**
 * A score as a listpack holds it: an integer where it is whole and not above 2^62, else its
 * shortest text.
 *
 * <p>One of these is set to score after score, so that no operation allocates. Minus zero is whole:
 * it becomes the integer 0, as in Redis. Thread: one owner at a time.
 *
 * <p>Source: DUMP payloads of redis-server 7.0 and 7.2. (7.0 writes 17 digits where 7.2 writes the
 * shortest text; each reads the other's.)
 */
public final class ScoreText {
  private static final double MAX_INTEGER = 0x1p62;

  private final byte[] text = new byte[DoubleText.MAX_LENGTH];
  private double score;
  private int length;

  /** Creates the text of score 0. */
  public ScoreText() {}

  /** Sets the score, which is a number; returns this. */
  public ScoreText set(double newScore) {
    assert !Double.isNaN(newScore) : "score is a number";
    score = newScore;
    length = isInteger() ? 0 : DoubleText.write(newScore, text, 0);
    return this;
  }

  /** The score that was set. */
  public double score() {
    return score;
  }

  /** Bytes of its entry. */
  int entryBytes() {
    return isInteger() ? Listpack.entryBytes((long) score) : Listpack.entryBytes(text, 0, length);
  }

  /** Inserts it before the entry at {@code position}. */
  void insert(byte[] bytes, int at, int position) {
    if (isInteger()) {
      Listpack.insert(bytes, at, position, (long) score);
    } else {
      Listpack.insert(bytes, at, position, text, 0, length);
    }
  }

  /** Puts it in the place of the entry at {@code position}. */
  void replace(byte[] bytes, int at, int position) {
    if (isInteger()) {
      Listpack.replace(bytes, at, position, (long) score);
    } else {
      Listpack.replace(bytes, at, position, text, 0, length);
    }
  }

  private boolean isInteger() {
    return Math.abs(score) <= MAX_INTEGER && score == (long) score;
  }
}
