package io.holdfast.core.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Sets;
import io.holdfast.core.CommandTester;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on sets of all encodings and on {@code java.util} sets come to the same. */
class SetModelTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

  private final Map<String, Set<String>> model = new TreeMap<>();

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null
        ? new long[] {only}
        : LongStream.rangeClosed(1, LONG ? 5_000 : 16).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomOperations(long seed) {
    Random random = new Random(seed);
    try (CommandTester tester = CommandTester.open()) {
      tester.run(
          "CONFIG SET set-max-intset-entries " + List.of(512, 0, 8, 40).get(random.nextInt(4)));
      tester.run(
          "CONFIG SET set-max-listpack-entries " + List.of(128, 0, 8, 40).get(random.nextInt(4)));
      tester.run("CONFIG SET set-max-listpack-value " + List.of(64, 2).get(random.nextInt(2)));
      int range = List.of(6, 30, 700).get(random.nextInt(3));
      int steps = range > 100 ? 50 : 200;
      Sets<String, String> sets = tester.store().sets();
      for (int step = 0; step < steps; step++) {
        String what = "-Dholdfast.seed=" + seed + ", step " + step + ": ";
        what += step(sets, random, range, what);
        tester.checkInvariants();
        for (String key : KEYS) {
          assertThat(sets.members(key)).as(what + ", key " + key).isEqualTo(of(key));
          assertThat(sets.size(key)).as(what + ", size of " + key).isEqualTo(of(key).size());
        }
        assertThat(tester.store().size()).as(what + ", keys").isEqualTo(model.size());
      }
    }
  }

  /** Does the same to both and compares the answers; returns what it did. */
  private String step(Sets<String, String> sets, Random random, int range, String what) {
    String key = pick(random);
    String other = pick(random);
    List<String> keys = List.of(pick(random), pick(random), pick(random));
    int operation = random.nextInt(16);
    String done = what + operation + " on " + key + ", " + other + ", " + keys;
    switch (operation) {
      case 0, 1, 2, 3 -> {
        Collection<String> members = members(random, range, 1 + random.nextInt(range));
        Set<String> added = new HashSet<>(members);
        added.removeAll(of(key));
        assertThat(sets.add(key, members)).as(done).isEqualTo(added.size());
        change(key, set -> set.addAll(members));
      }
      case 4 -> {
        Collection<String> members = members(random, range, 1 + random.nextInt(range));
        Set<String> removed = new HashSet<>(of(key));
        removed.retainAll(members);
        assertThat(sets.remove(key, members)).as(done).isEqualTo(removed.size());
        change(key, set -> set.removeAll(members));
      }
      case 5 -> {
        String member = member(random, range);
        assertThat(sets.contains(key, member)).as(done).isEqualTo(of(key).contains(member));
        boolean isMoved = of(key).contains(member);
        assertThat(sets.move(key, other, member)).as(done).isEqualTo(isMoved);
        if (isMoved) {
          change(key, set -> set.remove(member));
          change(other, set -> set.add(member));
        }
      }
      case 6, 7 -> {
        int count = random.nextInt(of(key).size() + 3);
        Set<String> popped = sets.pop(key, count);
        assertThat(popped).as(done).hasSize(Math.min(count, of(key).size())).isSubsetOf(of(key));
        change(key, set -> set.removeAll(popped));
      }
      case 8 -> {
        List<String> drawn = sets.randomMembers(key, random.nextInt(20) - 5);
        assertThat(of(key)).as(done).containsAll(drawn);
      }
      case 9 -> {
        assertThat(sets.intersect(keys)).as(done).isEqualTo(intersection(keys));
        long limit = random.nextInt(4);
        assertThat(sets.intersectSize(keys, limit))
            .as(done)
            .isEqualTo(limited(intersection(keys), limit));
      }
      case 10 -> {
        assertThat(sets.union(keys)).as(done).isEqualTo(union(keys));
        long limit = random.nextInt(range);
        assertThat(sets.unionSize(keys, limit)).as(done).isEqualTo(limited(union(keys), limit));
      }
      case 11 -> {
        assertThat(sets.diff(key, keys)).as(done).isEqualTo(difference(key, keys));
        long limit = random.nextInt(4);
        assertThat(sets.diffSize(key, keys, limit))
            .as(done)
            .isEqualTo(limited(difference(key, keys), limit));
      }
      case 12 -> {
        Set<String> result = intersection(List.of(key, keys.get(0)));
        assertThat(sets.intersectStore(other, List.of(key, keys.get(0))))
            .as(done)
            .isEqualTo(result.size());
        put(other, result);
      }
      case 13 -> {
        Set<String> result = union(keys);
        assertThat(sets.unionStore(other, keys)).as(done).isEqualTo(result.size());
        put(other, result);
      }
      case 14 -> {
        Set<String> result = difference(key, keys);
        assertThat(sets.diffStore(other, key, keys)).as(done).isEqualTo(result.size());
        put(other, result);
      }
      default -> assertThat(new TreeSet<>(sets.scan(key).toList())).as(done).isEqualTo(of(key));
    }
    return done;
  }

  private static String pick(Random random) {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private static Collection<String> members(Random random, int range, int count) {
    List<String> members = new ArrayList<>();
    boolean isIntegers = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      members.add(isIntegers ? Integer.toString(random.nextInt(range)) : member(random, range));
    }
    return members;
  }

  private static String member(Random random, int range) {
    int number = random.nextInt(range);
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(number);
      case 1 -> Long.toString(number * -5_000_000_000L);
      case 2 -> "m" + number;
      default -> "0".repeat(number % 70) + number;
    };
  }

  // ---- the model -----------------------------------------------------------------------------

  private Set<String> of(String key) {
    return model.getOrDefault(key, Set.of());
  }

  private void change(String key, Consumer<Set<String>> change) {
    Set<String> changed = new HashSet<>(of(key));
    change.accept(changed);
    put(key, changed);
  }

  private void put(String key, Set<String> set) {
    if (set.isEmpty()) {
      model.remove(key);
    } else {
      model.put(key, set);
    }
  }

  private Set<String> intersection(List<String> keys) {
    Set<String> result = new HashSet<>(of(keys.get(0)));
    keys.forEach(key -> result.retainAll(of(key)));
    return result;
  }

  private Set<String> union(List<String> keys) {
    Set<String> result = new HashSet<>();
    keys.forEach(key -> result.addAll(of(key)));
    return result;
  }

  private Set<String> difference(String first, List<String> others) {
    Set<String> result = new HashSet<>(of(first));
    others.forEach(key -> result.removeAll(of(key)));
    return result;
  }

  private static long limited(Set<String> set, long limit) {
    return limit == 0 ? set.size() : Math.min(limit, set.size());
  }
}
