package io.holdfast.core.geo;

import java.util.Arrays;

/**
 * What a search found: references of members with their scores and distances, good until the set
 * changes.
 *
 * <pre>
 *  references | scores | distances     by match, as they were found
 *  order      | 4 | 0 | 17 | ...       the matches by distance, once they were sorted
 * </pre>
 *
 * <p>Thread: the owner, for one operation. Memory: 20 bytes a match, 24 if sorted.
 */
final class Matches {
  private static final int INITIAL_CAPACITY = 16;

  private int[] references = new int[INITIAL_CAPACITY];
  private double[] scores = new double[INITIAL_CAPACITY];
  private double[] distances = new double[INITIAL_CAPACITY];
  private int size;
  private int[] order = {};
  private int count;

  /** Adds a match; not after {@link #sort} or {@link #cut}. */
  void add(int reference, double score, double distance) {
    if (size == references.length) {
      int capacity = size * 2;
      references = Arrays.copyOf(references, capacity);
      scores = Arrays.copyOf(scores, capacity);
      distances = Arrays.copyOf(distances, capacity);
    }
    references[size] = reference;
    scores[size] = score;
    distances[size] = distance;
    count = ++size;
  }

  /** Number of matches. */
  int count() {
    return count;
  }

  /** The reference of a match. */
  int reference(int index) {
    return references[at(index)];
  }

  /** The score of a match. */
  double score(int index) {
    return scores[at(index)];
  }

  /** The distance of a match from the centre, in metres. */
  double distance(int index) {
    return distances[at(index)];
  }

  private int at(int index) {
    return order.length == 0 ? index : order[index];
  }

  /** Sorts by distance and keeps no more than the first so many. */
  void sort(boolean isDescending, long limit) {
    order = new DistanceOrder(distances, size, isDescending).first((int) Math.min(limit, size));
    cut(limit);
  }

  /** Keeps no more than the first so many. */
  void cut(long limit) {
    count = (int) Math.min(limit, count);
  }
}
