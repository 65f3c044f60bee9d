package io.holdfast;

import java.util.List;

/**
 * Where the longest common subsequence of two strings lies in them: the answer of LCS IDX.
 *
 * @param length the length of the whole subsequence, matches that were left out included
 * @param matches runs of bytes that the strings have in common, from the last to the first
 */
public record LcsMatches(long length, List<Match> matches) {
  /** A copy of the list is kept. */
  public LcsMatches {
    matches = List.copyOf(matches);
  }

  /**
   * A run of bytes that both strings have in common.
   *
   * @param firstStart index of the run's first byte in the first string
   * @param firstEnd index of its last byte there
   * @param secondStart index of its first byte in the second string
   * @param secondEnd index of its last byte there
   */
  public record Match(long firstStart, long firstEnd, long secondStart, long secondEnd) {
    /** The length of the run. */
    public long length() {
      return firstEnd - firstStart + 1;
    }
  }
}
