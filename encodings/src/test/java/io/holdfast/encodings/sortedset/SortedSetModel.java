package io.holdfast.encodings.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sorted set should hold: a HashMap, sorted when its order is asked for. */
final class SortedSetModel {
  /** A member and its score, compared as Redis does. */
  record Entry(String member, double score) {
    static final Comparator<Entry> ORDER =
        (a, b) ->
            a.score < b.score
                ? -1
                : a.score > b.score
                    ? 1
                    : Arrays.compareUnsigned(
                        a.member.getBytes(ISO_8859_1), b.member.getBytes(ISO_8859_1));
  }

  private final Map<String, Double> scores = new HashMap<>();
  private @Nullable List<Entry> order;

  int size() {
    return scores.size();
  }

  @Nullable Double score(String member) {
    return scores.get(member);
  }

  /** Keeps the score there is if the new one is equal to it, as zero and minus zero are. */
  boolean put(String member, double score) {
    Double current = scores.get(member);
    if (current == null || current.doubleValue() != score) {
      scores.put(member, score);
      order = null;
    }
    return current == null;
  }

  boolean remove(String member) {
    order = null;
    return scores.remove(member) != null;
  }

  void clear() {
    order = null;
    scores.clear();
  }

  List<Entry> order() {
    List<Entry> sorted = order;
    if (sorted == null) {
      sorted = new ArrayList<>();
      for (Map.Entry<String, Double> entry : scores.entrySet()) {
        sorted.add(new Entry(entry.getKey(), entry.getValue()));
      }
      sorted.sort(Entry.ORDER);
      order = sorted;
    }
    return sorted;
  }

  int rank(String member) {
    double score = scores.get(member);
    return (int)
        order().stream()
            .filter(entry -> Entry.ORDER.compare(entry, new Entry(member, score)) < 0)
            .count();
  }

  int countBelow(double score, boolean inclusive) {
    return (int)
        order().stream()
            .filter(entry -> inclusive ? entry.score <= score : entry.score < score)
            .count();
  }

  /** Removes the members with the ranks from {@code from} to before {@code to}. */
  int removeRanks(int from, int to) {
    int start = Math.min(Math.max(0, from), size());
    List<Entry> gone =
        new ArrayList<>(order().subList(start, Math.max(start, Math.min(to, size()))));
    gone.forEach(entry -> scores.remove(entry.member));
    order = null;
    return gone.size();
  }
}
