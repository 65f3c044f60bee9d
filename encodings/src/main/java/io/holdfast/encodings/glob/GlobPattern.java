package io.holdfast.encodings.glob;

import java.util.Arrays;

/**
 * A glob pattern over bytes, as KEYS, SCAN and others take it.
 *
 * <pre>
 *  ?        one byte, whichever
 *  *        any number of bytes
 *  [abc]    one of these
 *  [^abc]   one byte that is none of these
 *  [a-z]    one in this range, whichever way round it is written
 *  \x       x itself, inside a class too
 *
 *  pattern  u s e r : [0-9] *         one step each; a class is a set of 256 bits
 *  steps    u s e r : CLASS STAR
 * </pre>
 *
 * Corners, as redis-server has them: a class ends with its first {@code ]}, so {@code []} matches
 * nothing and {@code [^]} everything; a class that does not end, ends with the pattern; a {@code -}
 * that has no byte on one side is itself, and the byte after it is never an escape; a range counts
 * in signed bytes, so that {@code [\x00-\x80]} is what lies outside of 7-bit ASCII, and zero; a
 * backslash at the very end is itself; <b>nothing matches an empty text but the empty pattern</b>,
 * not even {@code *}: who lists everything for {@code *} asks {@link #isLoneStar()} first.
 *
 * <p>Every step but a star takes exactly one byte, so on a mismatch only the last star needs to be
 * reconsidered. Cost: O(text length * pattern length), no recursion. Immutable.
 */
public final class GlobPattern {
  private static final int ANY = 256;
  private static final int STAR = 257;
  private static final int CLASS = 258;
  private static final int CLASS_LONGS = 4;

  /** A byte value, {@link #ANY}, {@link #STAR}, or {@link #CLASS} plus an index into classes. */
  private final int[] steps;

  private final long[] classes;
  private final boolean isLoneStar;

  private GlobPattern(int[] steps, long[] classes, boolean isLoneStar) {
    this.steps = steps;
    this.classes = classes;
    this.isLoneStar = isLoneStar;
  }

  /** Compiles a pattern; every sequence of bytes is one. */
  public static GlobPattern compile(byte[] pattern, int offset, int length) {
    return new Compiler(pattern, offset, length).compile();
  }

  /** Compiles a pattern; every sequence of bytes is one. */
  public static GlobPattern compile(byte[] pattern) {
    return compile(pattern, 0, pattern.length);
  }

  /** Whether the pattern is a lone star. */
  public boolean isLoneStar() {
    return isLoneStar;
  }

  /** Whether the whole text matches. */
  public boolean matches(byte[] text, int offset, int length) {
    if (length == 0) {
      return steps.length == 0;
    }
    int end = offset + length;
    int at = offset;
    int step = 0;
    int afterStar = -1;
    int starredTo = 0;
    while (at < end) {
      if (step < steps.length && steps[step] == STAR) {
        afterStar = ++step;
        if (step == steps.length) {
          return true;
        }
        starredTo = at;
      } else if (step < steps.length && accepts(steps[step], text[at] & 0xFF)) {
        step++;
        at++;
      } else if (afterStar >= 0) {
        step = afterStar;
        at = ++starredTo;
      } else {
        return false;
      }
    }
    while (step < steps.length && steps[step] == STAR) {
      step++;
    }
    return step == steps.length;
  }

  private boolean accepts(int step, int value) {
    if (step < ANY) {
      return step == value;
    }
    if (step == ANY) {
      return true;
    }
    int from = (step - CLASS) * CLASS_LONGS;
    return (classes[from + (value >>> 6)] >>> value & 1) != 0;
  }

  private static final class Compiler {
    private final byte[] pattern;
    private final int end;
    private int at;
    private int[] steps;
    private int stepCount;
    private long[] classes = {};

    Compiler(byte[] pattern, int offset, int length) {
      this.pattern = pattern;
      this.at = offset;
      this.end = offset + length;
      this.steps = new int[length];
    }

    GlobPattern compile() {
      while (at < end) {
        int value = next();
        if (value == '*') {
          if (stepCount == 0 || steps[stepCount - 1] != STAR) {
            add(STAR);
          }
        } else if (value == '?') {
          add(ANY);
        } else if (value == '[') {
          add(CLASS + classes.length / CLASS_LONGS);
          readClass();
        } else {
          add(value == '\\' && at < end ? next() : value);
        }
      }
      boolean isLoneStar = steps.length == 1 && steps[0] == STAR;
      return new GlobPattern(Arrays.copyOf(steps, stepCount), classes, isLoneStar);
    }

    private void readClass() {
      int from = classes.length;
      classes = Arrays.copyOf(classes, from + CLASS_LONGS);
      boolean isNegated = at < end && pattern[at] == '^';
      if (isNegated) {
        at++;
      }
      while (at < end) {
        int value = next();
        if (value == ']') {
          break;
        } else if (value == '\\' && at < end) {
          value = next();
          include(from, value, value);
        } else if (at + 1 < end && pattern[at] == '-') {
          at++;
          int other = next();
          include(from, Math.min((byte) value, (byte) other), Math.max((byte) value, (byte) other));
        } else {
          include(from, value, value);
        }
      }
      if (isNegated) {
        for (int i = from; i < classes.length; i++) {
          classes[i] = ~classes[i];
        }
      }
    }

    private void include(int from, int first, int last) {
      for (int value = first; value <= last; value++) {
        classes[from + ((value & 0xFF) >>> 6)] |= 1L << value;
      }
    }

    private int next() {
      return pattern[at++] & 0xFF;
    }

    private void add(int step) {
      steps[stepCount++] = step;
    }
  }
}
