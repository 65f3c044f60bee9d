package io.holdfast.encodings.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.listpack.Elements;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.sortedset.SortedSetModel.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on a small sorted set and on a plain model, and the bytes that must be. */
class ListpackSortedSetModelTest {
  private static final SipHash SIP_HASH = new SipHash(3, 4);

  /** Different members and scores, and steps. */
  @ParameterizedTest
  @CsvSource({"41, 6, 3, 3000", "42, 12, 1000, 3000", "43, 40, 1, 1000", "44, 150, 30, 1200"})
  void model_agrees(long seed, int members, int scores, int steps) {
    ModelRun.run(ModelRun.seed(seed), steps, () -> new SmallPair(members, scores));
  }

  @Test
  void model_agrees_longForm() {
    if (ModelRun.LONG) {
      ModelRun.run(ModelRun.seed(45), 300_000, () -> new SmallPair(9, 5));
      ModelRun.run(ModelRun.seed(46), 100_000, () -> new SmallPair(120, 1_000_000));
    }
  }

  /** A listpack in an array that is just long enough, beside a model of the sorted set. */
  private static final class SmallPair implements ModelRun.Pair {
    private final int members;
    private final int scores;
    private final int at = 5;
    private final ScoreText text = new ScoreText();
    private final SortedSetModel model = new SortedSetModel();
    private byte[] bytes = new byte[at + Listpack.EMPTY_BYTES];
    private int drawn;

    SmallPair(int members, int scores) {
      this.members = members;
      this.scores = scores;
      Listpack.create(bytes, at);
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / (8 * members) % 2 == 0;
      int draw = random.nextInt(100);
      int member = random.nextInt(members);
      if (draw < (growing ? 60 : 25)) {
        return "put " + member + " " + random.nextInt(scores);
      } else if (draw < 75) {
        return "remove " + member + " 0";
      } else if (draw < 97 || growing) {
        return "query " + member + " " + random.nextInt(scores);
      }
      int from = random.nextInt(members + 2) - 1;
      return "removeRanks " + from + " " + (from + random.nextInt(4) - 1);
    }

    @Override
    public void apply(String[] words) {
      int which = Integer.parseInt(words[1]);
      int number = Integer.parseInt(words[2]);
      switch (words[0]) {
        case "put" -> put(member(which), score(number));
        case "remove" -> remove(member(which));
        case "query" -> query(member(which), score(number));
        case "removeRanks" ->
            assertThat(ListpackSortedSet.removeRanks(bytes, at, which, number))
                .isEqualTo(model.removeRanks(which, number));
        default -> throw new IllegalArgumentException(words[0]);
      }
      check();
    }

    private void put(String name, double score) {
      byte[] member = (">" + name).getBytes(ISO_8859_1);
      int length = member.length - 1;
      int position = ListpackSortedSet.find(bytes, at, member, 1, length);
      text.set(score);
      boolean isNew = position == Listpack.NONE;
      assertThat(model.put(name, score + 0.0)).isEqualTo(isNew);
      if (isNew) {
        int needed = ListpackSortedSet.bytesAfterInsert(bytes, at, member, 1, length, text);
        makeRoom(needed);
        position = ListpackSortedSet.insert(bytes, at, member, 1, length, text);
        assertThat(Listpack.bytes(bytes, at)).isEqualTo(needed);
      } else if (ListpackSortedSet.score(bytes, at, position) != score) {
        int needed = ListpackSortedSet.bytesAfterSetScore(bytes, at, position, text);
        makeRoom(needed);
        position = ListpackSortedSet.setScore(bytes, at, position, text);
        assertThat(Listpack.bytes(bytes, at)).isEqualTo(needed);
      } else {
        assertThat(ListpackSortedSet.setScore(bytes, at, position, text)).isEqualTo(position);
      }
      assertThat(position).isEqualTo(ListpackSortedSet.find(bytes, at, member, 1, length));
      assertThat(ListpackSortedSet.rank(bytes, at, position)).isEqualTo(model.rank(name));
    }

    private void remove(String name) {
      int position = find(name);
      assertThat(model.remove(name)).isEqualTo(position != Listpack.NONE);
      if (position != Listpack.NONE) {
        ListpackSortedSet.remove(bytes, at, position);
      }
    }

    private void query(String name, double score) {
      for (boolean inclusive : new boolean[] {false, true}) {
        int below = model.countBelow(score, inclusive);
        assertThat(ListpackSortedSet.countBelow(bytes, at, score, inclusive)).isEqualTo(below);
        assertThat(ListpackSortedSet.firstFrom(bytes, at, score, inclusive))
            .isEqualTo(ListpackSortedSet.atRank(bytes, at, below));
        assertThat(ListpackSortedSet.lastUpTo(bytes, at, score, !inclusive))
            .isEqualTo(ListpackSortedSet.atRank(bytes, at, below - 1));
        if (scores == 1) {
          byte[] member = name.getBytes(ISO_8859_1);
          Entry asked = new Entry(name, 0);
          int before =
              (int)
                  model.order().stream()
                      .filter(e -> Entry.ORDER.compare(e, asked) < (inclusive ? 1 : 0))
                      .count();
          assertThat(ListpackSortedSet.countBefore(bytes, at, member, 0, member.length, inclusive))
              .isEqualTo(before);
        }
      }
    }

    /** The bytes are those of the ordered members and scores. */
    private void check() {
      List<byte[]> elements = new ArrayList<>();
      for (Entry entry : model.order()) {
        elements.add(entry.member().getBytes(ISO_8859_1));
        byte[] score = new byte[DoubleText.MAX_LENGTH];
        int length = DoubleText.write(entry.score(), score, 0);
        elements.add(new String(score, 0, length, ISO_8859_1).getBytes(ISO_8859_1));
      }
      byte[] expected = Elements.listpack(elements);
      assertThat(bytes).startsWith(0, 0, 0, 0, 0);
      assertThat(bytes(at, Listpack.bytes(bytes, at))).isEqualTo(expected);
      assertThat(ListpackSortedSet.size(bytes, at)).isEqualTo(model.size());
      assertThat(ListpackSortedSetCheck.pairs(bytes, at, expected.length, SIP_HASH))
          .isEqualTo(model.size());
      if (drawn % 16 == 0) {
        checkWalks();
        checkLarge();
      }
    }

    private void checkWalks() {
      int rank = 0;
      for (int p = ListpackSortedSet.first(bytes, at);
          p != Listpack.NONE;
          p = ListpackSortedSet.next(bytes, at, p)) {
        assertThat(p).isEqualTo(ListpackSortedSet.atRank(bytes, at, rank));
        assertThat(ListpackSortedSet.score(bytes, at, p))
            .isEqualTo(model.order().get(rank++).score());
      }
      assertThat(rank).isEqualTo(model.size());
      for (int p = ListpackSortedSet.last(bytes, at);
          p != Listpack.NONE;
          p = ListpackSortedSet.previous(bytes, at, p)) {
        assertThat(p).isEqualTo(ListpackSortedSet.atRank(bytes, at, --rank));
      }
      assertThat(rank).isZero();
      assertThat(ListpackSortedSet.atRank(bytes, at, -1)).isEqualTo(Listpack.NONE);
      assertThat(ListpackSortedSet.atRank(bytes, at, model.size())).isEqualTo(Listpack.NONE);
      assertThat(ListpackSortedSet.atRank(bytes, at, Integer.MAX_VALUE)).isEqualTo(Listpack.NONE);
    }

    private void checkLarge() {
      LargeSortedSet large = new LargeSortedSet(new Arena(), SIP_HASH);
      assertThat(ListpackSortedSet.copyTo(bytes, at, large)).isEqualTo(model.size());
      for (Entry entry : model.order()) {
        byte[] member = entry.member().getBytes(ISO_8859_1);
        int handle = large.find(member, 0, member.length);
        assertThat(large.score(handle)).isEqualTo(entry.score());
      }
    }

    private int find(String name) {
      byte[] member = name.getBytes(ISO_8859_1);
      return ListpackSortedSet.find(bytes, at, member, 0, member.length);
    }

    /** Lets the array end right behind the bytes needed: a write beyond is an exception. */
    private void makeRoom(int needed) {
      int length = Listpack.bytes(bytes, at);
      byte[] room = new byte[at + Math.max(needed, length)];
      System.arraycopy(bytes, at, room, at, length);
      bytes = room;
    }

    private byte[] bytes(int from, int length) {
      byte[] range = new byte[length];
      System.arraycopy(bytes, from, range, 0, length);
      return range;
    }

    private static double score(int number) {
      return number < SortedSetModelTest.NOTABLE.length
          ? SortedSetModelTest.NOTABLE[number]
          : number % 3 == 0 ? number - 500 : number * 1e-3;
    }

    private static String member(int i) {
      return switch (i % 4) {
        case 0 -> Integer.toString(i % 8 == 0 ? i * 7 : -i);
        case 1 -> "m\u00FF:" + i;
        case 2 -> "a".repeat(i * 3 % 80);
        default -> "a common start " + i;
      };
    }
  }
}
