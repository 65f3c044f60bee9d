package io.holdfast.core.geo;

/**
 * Puts matches in the order of their distances: all of them, or only the first few.
 *
 * <p>Which of several matches at the same distance comes first is Redis's choice too, and shows. It
 * sorts all with C's {@code qsort}, which is a merge sort and keeps them in the order they were
 * found in; the first few it sorts with a quicksort that leaves out the parts nobody wants. So both
 * stand here: a merge sort, and the quicksort of [1] with its choice of pivots, its partition in
 * three and its insertion sort of short parts.
 *
 * <p>Cost: O(n log n) for all of n; O(n + k log k) on average for the first k.
 *
 * <p>Source: [1] J. L. Bentley, M. D. McIlroy, "Engineering a Sort Function", Software: Practice
 * and Experience 23 (1993), program 7.
 */
final class DistanceOrder {
  private static final int MAX_INSERTION = 6;
  private static final int MAX_MEDIAN_OF_THREE = 40;

  private final double[] distances;
  private final double sign;
  private final int[] order;

  /** The order of the first {@code size} distances. */
  DistanceOrder(double[] distances, int size, boolean isDescending) {
    this.distances = distances;
    this.sign = isDescending ? -1 : 1;
    order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
  }

  /** The indices of the distances, of which the first {@code count} are sorted. */
  int[] first(int count) {
    if (count == order.length) {
      int[] from = order.clone();
      merge(from, order, 0, count);
    } else if (count > 0) {
      partial(0, order.length, count);
    }
    return order;
  }

  private int compare(int first, int second) {
    double a = sign * distances[first];
    double b = sign * distances[second];
    return a > b ? 1 : a == b ? 0 : -1;
  }

  // ---- all -----------------------------------------------------------------------------------

  /** Sorts a part of {@code to}; {@code from} holds the same and is used up. */
  private void merge(int[] from, int[] to, int start, int end) {
    if (end - start < 2) {
      return;
    }
    int middle = start + (end - start) / 2;
    merge(to, from, start, middle);
    merge(to, from, middle, end);
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean isLeft = left < middle && (right == end || compare(from[left], from[right]) <= 0);
      to[i] = isLeft ? from[left++] : from[right++];
    }
  }

  // ---- the first few -------------------------------------------------------------------------

  /** Sorts the part from {@code start} on as far as it holds any of the first {@code count}. */
  private void partial(int start, int end, int count) {
    int from = start;
    int to = end;
    while (to - from > MAX_INSERTION) {
      swap(from, pivot(from, to - from));
      int pivot = order[from];
      int equalLeft = from;
      int left = from;
      int right = to - 1;
      int equalRight = right;
      while (true) {
        for (int c; left <= right && (c = compare(order[left], pivot)) <= 0; left++) {
          if (c == 0) {
            swap(equalLeft++, left);
          }
        }
        for (int c; right >= left && (c = compare(order[right], pivot)) >= 0; right--) {
          if (c == 0) {
            swap(right, equalRight--);
          }
        }
        if (left > right) {
          break;
        }
        swap(left++, right--);
      }
      // What equals the pivot was kept at both ends and goes to the middle.
      int smaller = left - equalLeft;
      int greater = equalRight - right;
      swapRanges(from, left, Math.min(equalLeft - from, smaller));
      swapRanges(left, to, Math.min(greater, to - 1 - equalRight));
      partial(from, from + smaller, count);
      from = to - greater;
      if (from >= count) {
        return;
      }
    }
    insertionSort(from, to);
  }

  private void insertionSort(int start, int end) {
    for (int i = start + 1; i < end; i++) {
      for (int j = i; j > start && compare(order[j - 1], order[j]) > 0; j--) {
        swap(j, j - 1);
      }
    }
  }

  /** The middle one; of many, the median of three, or of three medians. */
  private int pivot(int start, int length) {
    int middle = start + length / 2;
    if (length == MAX_INSERTION + 1) {
      return middle;
    }
    int first = start;
    int last = start + length - 1;
    if (length > MAX_MEDIAN_OF_THREE) {
      int step = length / 8;
      first = median(first, first + step, first + 2 * step);
      middle = median(middle - step, middle, middle + step);
      last = median(last - 2 * step, last - step, last);
    }
    return median(first, middle, last);
  }

  private int median(int first, int second, int third) {
    int a = order[first];
    int b = order[second];
    int c = order[third];
    if (compare(a, b) < 0) {
      return compare(b, c) < 0 ? second : compare(a, c) < 0 ? third : first;
    }
    return compare(b, c) > 0 ? second : compare(a, c) < 0 ? first : third;
  }

  private void swap(int first, int second) {
    int saved = order[first];
    order[first] = order[second];
    order[second] = saved;
  }

  /** Swaps so many from {@code start} on with those before {@code end}. */
  private void swapRanges(int start, int end, int count) {
    for (int i = 0; i < count; i++) {
      swap(start + i, end - count + i);
    }
  }
}
