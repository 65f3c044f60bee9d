package io.holdfast.core.config;

import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * When snapshots are taken by themselves.
 *
 * @param points each is enough
 */
public record SavePoints(List<Point> points) {
  /** What redis-server does if it is told nothing. */
  public static final String REDIS_DEFAULT = "3600 1 300 100 60 10000";

  private static final String INVALID = "Invalid save parameters";
  private static final int WORDS = 2;

  /**
   * So many seconds after the last snapshot, if there were so many changes.
   *
   * @param seconds at least 1
   * @param changes at least 0
   */
  public record Point(long seconds, long changes) {}

  static SavePoints parse(List<String> words) {
    if (words.equals(List.of(""))) {
      return new SavePoints(List.of());
    }
    if (words.size() % WORDS != 0) {
      throw new IllegalArgumentException(INVALID);
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < words.size(); i += WORDS) {
      points.add(new Point(number(words.get(i), 1), number(words.get(i + 1), 0)));
    }
    return new SavePoints(List.copyOf(points));
  }

  private static long number(String word, int min) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    long number = IntegerText.parse(bytes, 0, bytes.length);
    if (!IntegerText.isLong(bytes, 0, bytes.length) || number < min || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(INVALID);
    }
    return number;
  }

  String text() {
    return points.stream()
        .map(point -> point.seconds + " " + point.changes)
        .collect(Collectors.joining(" "));
  }

  /** These, and others that stand on a later line; none if that says so. */
  SavePoints and(SavePoints later) {
    if (later.points.isEmpty()) {
      return later;
    }
    List<Point> all = new ArrayList<>(points);
    all.addAll(later.points);
    return new SavePoints(List.copyOf(all));
  }
}
