package io.holdfast.encodings.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.sortedset.SortedSetModel.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on a sorted set and on a plain model of it. */
class SortedSetModelTest {
  static final double[] NOTABLE = {
    0.0,
    -0.0,
    1,
    -1,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0.1,
    1e16,
    3,
    4,
    5,
  };

  /** Members, different scores, steps, and after how many steps everything is checked. */
  @ParameterizedTest
  @CsvSource({
    "21, 8, 3, 3000, 1",
    "22, 8, 1000000, 3000, 1",
    "23, 300, 1, 2500, 1",
    "24, 300, 15, 2500, 1",
    "25, 900, 1000000, 3000, 3",
    "26, 4000, 7, 25000, 401",
    "27, 20000, 1000000, 90000, 9973",
  })
  void model_agrees(long seed, int members, int scores, int steps, int checkEvery) {
    ModelRun.run(ModelRun.seed(seed), steps, () -> new SetPair(members, scores, checkEvery));
  }

  @Test
  void model_agrees_longForm() {
    if (ModelRun.LONG) {
      ModelRun.run(ModelRun.seed(28), 1_500_000, () -> new SetPair(400_000, 1_000_000, 150_000));
      ModelRun.run(ModelRun.seed(29), 600_000, () -> new SetPair(200_000, 3, 60_000));
      ModelRun.run(ModelRun.seed(30), 100_000, () -> new SetPair(300, 7, 1));
      ModelRun.run(ModelRun.seed(31), 200_000, () -> new SetPair(12, 4, 1));
    }
  }

  /** A sorted set beside its model; it grows and shrinks in turns. */
  private static final class SetPair implements ModelRun.Pair {
    private final int members;
    private final int scores;
    private final int checkEvery;
    private final Arena arena = new Arena();
    private LargeSortedSet set = new LargeSortedSet(arena, new SipHash(7, 8));
    private final SortedSetModel model = new SortedSetModel();
    private int drawn;
    private int step;

    SetPair(int members, int scores, int checkEvery) {
      this.members = members;
      this.scores = scores;
      this.checkEvery = checkEvery;
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / (members + 500) % 2 == 0;
      int draw = random.nextInt(1000);
      String member = " " + random.nextInt(members);
      if (draw < (growing ? 600 : 200)) {
        return "put" + member + " " + random.nextInt(scores);
      } else if (draw < 700) {
        return "nudge" + member + " " + random.nextInt(3);
      } else if (draw < 930) {
        return "remove" + member + " 0";
      } else if (draw < 960) {
        return "pop 0 " + random.nextInt(2);
      } else if (draw < 970) {
        return "removeSample 0 " + random.nextInt();
      } else if (draw < 998) {
        return "query" + member + " " + random.nextInt();
      } else if (draw == 998 && !growing) {
        int from = random.nextInt(members);
        return "removeRanks " + from + " " + (from + random.nextInt(1 + members / 10) - 2);
      } else if (random.nextInt(members) < 5) {
        return "release 0 " + (1 + random.nextInt(1000));
      }
      return "query" + member + " " + random.nextInt();
    }

    @Override
    public void apply(String[] words) {
      int which = Integer.parseInt(words[1]);
      int number = Integer.parseInt(words[2]);
      String member = member(which);
      switch (words[0]) {
        case "put" -> put(member, score(number));
        case "nudge" -> nudge(member, number);
        case "remove" -> {
          byte[] bytes = (member + ">").getBytes(ISO_8859_1);
          assertThat(set.remove(bytes, 0, bytes.length - 1)).isEqualTo(model.remove(member));
        }
        case "pop" -> pop(number == 0);
        case "removeSample" -> removeSample(new Random(number));
        case "query" -> query(member, new Random(number));
        case "removeRanks" ->
            assertThat(set.removeRanks(which, number)).isEqualTo(model.removeRanks(which, number));
        case "release" -> release(number);
        default -> throw new IllegalArgumentException(words[0]);
      }
      assertThat(set.size()).isEqualTo(model.size());
      if (step++ % checkEvery == 0) {
        check();
      }
    }

    private void put(String member, double score) {
      byte[] bytes = ("<" + member + ">").getBytes(ISO_8859_1);
      assertThat(set.put(bytes, 1, bytes.length - 2, score)).isEqualTo(model.put(member, score));
      assertSame(set.score(find(member)), model.score(member));
    }

    /** Gives a member a score near the one it has: it may stay where it is. */
    private void nudge(String member, int by) {
      Double current = model.score(member);
      if (current != null && scores > 1) {
        double score = by == 0 ? current + 1 : by == 1 ? Math.nextDown(current) : current * 1.0001;
        boolean changed = set.setScore(find(member), score);
        assertThat(changed).isEqualTo(current.doubleValue() != score);
        model.put(member, score);
        assertSame(set.score(find(member)), model.score(member));
      }
    }

    private void pop(boolean min) {
      long position = min ? set.first() : set.last();
      assertThat(position == LargeSortedSet.NO_POSITION).isEqualTo(model.size() == 0);
      if (model.size() > 0 && model.size() <= 1000) {
        Entry expected = model.order().get(min ? 0 : model.size() - 1);
        assertThat(entry(position)).isEqualTo(expected);
      }
      if (model.size() > 0) {
        model.remove(entry(position).member());
        set.remove(set.handleAt(position));
      }
    }

    private void removeSample(Random random) {
      int handle = set.sample(random::nextLong);
      assertThat(handle == 0).isEqualTo(model.size() == 0);
      if (handle != 0) {
        assertThat(model.remove(text(handle))).isTrue();
        set.remove(handle);
      }
    }

    private void query(String member, Random random) {
      int handle = find(member);
      assertThat(handle == 0).isEqualTo(model.score(member) == null);
      if (handle != 0) {
        assertSame(set.score(handle), model.score(member));
        assertThat(set.rankAt(set.positionOf(handle))).isEqualTo(set.rank(handle));
        assertThat(set.handleAt(set.atRank(set.rank(handle)))).isEqualTo(handle);
      }
      if (members > 1000 && random.nextInt(10) > 0) {
        return;
      }
      if (handle != 0) {
        assertThat(set.rank(handle)).isEqualTo(model.rank(member));
      }
      double score = random.nextBoolean() ? score(random.nextInt(scores)) : random.nextGaussian();
      boolean inclusive = random.nextBoolean();
      int below = model.countBelow(score, inclusive);
      assertThat(set.countBelow(score, inclusive)).isEqualTo(below);
      long first = set.firstFrom(score, inclusive);
      long last = set.lastUpTo(score, !inclusive);
      assertThat(first).isEqualTo(set.atRank(below));
      assertThat(last).isEqualTo(set.atRank(below - 1));
      if (scores == 1) {
        String from = member + (char) random.nextInt(256);
        byte[] bytes = from.getBytes(ISO_8859_1);
        int before =
            (int)
                model.order().stream()
                    .filter(e -> Entry.ORDER.compare(e, new Entry(from, e.score())) < 0)
                    .count();
        assertThat(set.countBefore(bytes, 0, bytes.length, inclusive)).isEqualTo(before);
        if (handle != 0) {
          int rank = set.rank(handle);
          assertThat(set.countBefore(bytes, 0, bytes.length - 1, false)).isEqualTo(rank);
          assertThat(set.countBefore(bytes, 0, bytes.length - 1, true)).isEqualTo(rank + 1);
        }
      }
    }

    private void release(int budget) {
      for (int slice = 0; set.size() > 0; slice++) {
        long left = set.size();
        int released = set.release(budget);
        assertThat(released).isEqualTo(Math.min(left, budget));
        assertThat(set.size()).isEqualTo(left - released);
        if (slice % 16 == 0) {
          checkStructure();
        }
      }
      assertThat(set.release(budget)).isZero();
      assertThat(arena.allocatedBytes()).isZero();
      assertThat(set.bytes()).isZero();
      set = new LargeSortedSet(arena, new SipHash(7, 8));
      model.clear();
    }

    private void check() {
      checkStructure();
      List<Entry> forward = new ArrayList<>();
      for (long at = set.first(); at != LargeSortedSet.NO_POSITION; at = set.next(at)) {
        forward.add(entry(at));
      }
      assertThat(forward).isEqualTo(model.order());
      int rank = forward.size();
      for (long at = set.last(); at != LargeSortedSet.NO_POSITION; at = set.previous(at)) {
        assertThat(at).isEqualTo(set.atRank(--rank));
      }
      assertThat(rank).isZero();
      assertThat(set.atRank(-1)).isEqualTo(LargeSortedSet.NO_POSITION);
      assertThat(set.atRank(forward.size())).isEqualTo(LargeSortedSet.NO_POSITION);
      Set<String> scanned = new HashSet<>();
      long cursor = 0;
      do {
        cursor = set.scan(cursor, handle -> assertThat(scanned.add(text(handle))).isTrue());
      } while (cursor != 0);
      assertThat(scanned).hasSize(model.size());
    }

    private void checkStructure() {
      set.checkInvariants();
      arena.checkInvariants();
      ArenaAudit audit = arena.audit();
      set.forEachBlock(audit::reached);
      audit.finish();
    }

    private int find(String member) {
      byte[] bytes = member.getBytes(ISO_8859_1);
      return set.find(bytes, 0, bytes.length);
    }

    private Entry entry(long position) {
      return new Entry(text(set.handleAt(position)), set.scoreAt(position));
    }

    private String text(int handle) {
      return new String(set.page(handle), set.offset(handle), set.length(handle), ISO_8859_1);
    }

    private double score(int number) {
      if (number < NOTABLE.length) {
        return NOTABLE[number];
      }
      return number % 3 == 0 ? number : number * 1e-3 - 300;
    }

    private static void assertSame(double score, Double expected) {
      assertThat(Double.valueOf(score)).isEqualTo(expected);
    }

    /** Members of several lengths, many with a long common start, so that ties are hard to tell. */
    private static String member(int i) {
      return switch (i % 4) {
        case 0 -> Integer.toString(i);
        case 1 -> "member:\u00FF:" + i;
        case 2 -> "a".repeat(i % 23);
        default -> "a common start of some length " + i;
      };
    }
  }
}
