package io.holdfast.encodings.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.hashing.SipHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargeSortedSetTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private final Arena arena = new Arena();
  private final LargeSortedSet set = new LargeSortedSet(arena, new SipHash(1, 2));

  // ---- ranges ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    // from, exclusive, to, exclusive: members
    "-Infinity, false, Infinity, false, low minus zero one two high",
    "-Infinity, true, Infinity, true, minus zero one two",
    "-Infinity, false, -Infinity, false, low",
    "Infinity, false, Infinity, false, high",
    "Infinity, true, Infinity, false, ''",
    "0, false, 1, false, minus zero one",
    "-0.0, false, 0.0, false, minus zero",
    "0.0, false, -0.0, false, minus zero",
    "0, true, 1, false, one",
    "-0.0, true, 1, true, ''",
    "-4.9e-324, false, 4.9e-324, false, minus zero",
    "-4.9e-324, true, 1, true, minus zero",
    "1, false, 1, false, one",
    "1, true, 1, false, ''",
    "1.5, false, 1.7, false, ''",
    "2, false, 1, false, ''",
  })
  void rangesByScore(
      double from, boolean fromExclusive, double to, boolean toExclusive, String members) {
    put("low", -INF);
    put("zero", 0.0);
    put("minus", -0.0);
    put("one", 1);
    put("two", 2);
    put("high", INF);
    int start = set.countBelow(from, fromExclusive);
    int end = set.countBelow(to, !toExclusive);
    assertThat(String.join(" ", range(start, end))).isEqualTo(members);
    long first = set.firstFrom(from, fromExclusive);
    long last = set.lastUpTo(to, toExclusive);
    assertThat(first).isEqualTo(set.atRank(start));
    assertThat(last).isEqualTo(set.atRank(end - 1));
    assertThat(set.removeRanks(start, end)).isEqualTo(Math.max(0, end - start));
    assertThat(set.size()).isEqualTo(6 - Math.max(0, end - start));
    checkAll();
  }

  @Test
  void zeroAndMinusZero_areOneScore_andStayWhatTheyAre() {
    put("b", -0.0);
    put("a", 0.0);
    assertThat(range(0, 2)).containsExactly("a", "b");
    assertThat(set.setScore(find("a"), -0.0)).isFalse();
    assertThat(set.setScore(find("b"), 0.0)).isFalse();
    assertThat(Double.doubleToRawLongBits(set.score(find("a")))).isZero();
    assertThat(Double.doubleToRawLongBits(set.score(find("b")))).isNegative();
  }

  /** Lengths from 2 to beyond a leaf, members that start each other. */
  @Test
  void countBefore_isTheRangeByLex() {
    TreeSet<String> model = new TreeSet<>();
    for (int i = 0; i < 400; i++) {
      String member = "a".repeat(i % 7) + (char) (i % 256) + "b".repeat(i % 3);
      model.add(member);
      put(member, 3.5);
    }
    for (String member : new ArrayList<>(model)) {
      for (String bound : List.of(member, member + "\0", member.substring(1), "\u00FF\u00FF", "")) {
        byte[] bytes = bound.getBytes(ISO_8859_1);
        assertThat(set.countBefore(bytes, 0, bytes.length, false))
            .isEqualTo(model.headSet(bound, false).size());
        assertThat(set.countBefore(bytes, 0, bytes.length, true))
            .isEqualTo(model.headSet(bound, true).size());
      }
    }
  }

  @Test
  void emptySet_hasNoPositions() {
    byte[] member = {'a'};
    assertThat(set.first()).isEqualTo(LargeSortedSet.NO_POSITION);
    assertThat(set.last()).isEqualTo(LargeSortedSet.NO_POSITION);
    assertThat(set.firstFrom(-INF, false)).isEqualTo(LargeSortedSet.NO_POSITION);
    assertThat(set.lastUpTo(INF, false)).isEqualTo(LargeSortedSet.NO_POSITION);
    assertThat(set.atRank(0)).isEqualTo(LargeSortedSet.NO_POSITION);
    assertThat(set.countBelow(INF, true)).isZero();
    assertThat(set.countBefore(member, 0, 1, true)).isZero();
    assertThat(set.find(member, 0, 1)).isZero();
    assertThat(set.sample(() -> 1)).isZero();
    assertThat(set.removeRanks(0, 10)).isZero();
    assertThat(set.firstChunk()).isEqualTo(Chunked.NO_CHUNK);
    assertThat(set.release(10)).isZero();
  }

  // ---- shapes ----------------------------------------------------------------------------------

  /** Members that come in order fill their leaves, from either end. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void membersInOrder_fillTheLeaves(int direction) {
    for (int i = 0; i < 64_000; i++) {
      put("m" + i, direction * i);
    }
    int chunks = 0;
    for (long chunk = set.firstChunk(); chunk != Chunked.NO_CHUNK; chunk = set.nextChunk(chunk)) {
      assertThat(set.countIn(chunk)).isEqualTo(64);
      chunks++;
    }
    assertThat(chunks).isEqualTo(1000);
    checkAll();
  }

  /** A queue: what comes in at one end goes out at the other, and memory stays what it is. */
  @Test
  void queue_doesNotGrow() {
    for (int i = 0; i < 3_000; i++) {
      put("m" + i, i);
    }
    long bytes = arena.allocatedBytes();
    for (int i = 3_000; i < 60_000; i++) {
      put("m" + i, i);
      assertThat(text(set.handleAt(set.first()))).isEqualTo("m" + (i - 3_000));
      set.remove(set.handleAt(set.first()));
    }
    checkAll();
    assertThat(arena.allocatedBytes()).isLessThan(bytes + bytes / 16);
  }

  @Test
  void removeRanks_takesMembersOfManyLeavesOut_andAnyBounds() {
    for (int i = 0; i < 10_000; i++) {
      put("m" + i, i % 3_333);
    }
    assertThat(set.removeRanks(-5, 10)).isEqualTo(10);
    assertThat(set.removeRanks(9_900, Integer.MAX_VALUE)).isEqualTo(90);
    assertThat(set.removeRanks(5, 5)).isZero();
    assertThat(set.removeRanks(7, 3)).isZero();
    assertThat(set.removeRanks(20_000, 30_000)).isZero();
    assertThat(set.removeRanks(100, 9_800)).isEqualTo(9_700);
    assertThat(set.size()).isEqualTo(200);
    checkAll();
    assertThat(set.removeRanks(0, Integer.MAX_VALUE)).isEqualTo(200);
    assertThat(arena.allocatedBytes()).isZero();
  }

  @Test
  void members_ofEveryLength_areKept() {
    int[] lengths = {0, 1, 3, 4, 11, 12, 19, 250, 254, 255, 256, 65_527, 65_528, 200_000};
    for (int length : lengths) {
      for (String end : new String[] {"a", "b", "\0", "\u00FF"}) {
        String member = length == 0 ? "" : "x".repeat(length - 1) + end;
        put(member, length % 3);
        assertThat(set.score(find(member))).isEqualTo(length % 3);
        assertThat(find(member + "x")).isZero();
      }
    }
    checkAll();
  }

  // ---- by table --------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void scan_returnsEveryMemberThatStays_whileTheSetGrowsAndShrinks(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      LargeSortedSet scanned = new LargeSortedSet(new Arena(), new SipHash(seed, round));
      Set<String> stay = new HashSet<>();
      for (int i = random.nextInt(2_000); i > 0; i--) {
        stay.add("stay" + i);
        put(scanned, "stay" + i, random.nextInt(9));
      }
      int others = random.nextInt(2) * 6_000;
      for (int i = 0; i < others; i++) {
        put(scanned, "other" + i, random.nextInt(9));
      }
      Set<String> seen = new HashSet<>();
      long cursor = 0;
      do {
        cursor = scanned.scan(cursor, handle -> seen.add(text(scanned, handle)));
        for (int i = random.nextInt(200); i > 0; i--) {
          String other = "other" + random.nextInt(6_000);
          if (others == 0) {
            put(scanned, other, random.nextInt(9));
          } else {
            byte[] bytes = other.getBytes(ISO_8859_1);
            scanned.remove(bytes, 0, bytes.length);
          }
        }
      } while (cursor != 0);
      assertThat(seen).as("seed=%s round=%s", seed, round).containsAll(stay);
    }
  }

  @Test
  void sample_givesEveryMemberTheSameChance() {
    Random random = new Random(31);
    int members = 500;
    for (int i = 0; i < members; i++) {
      put("m" + i, i % 7);
    }
    Map<Integer, Integer> drawn = new HashMap<>();
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      drawn.merge(set.sample(random::nextLong), 1, Integer::sum);
    }
    double expected = (double) draws / members;
    double chiSquare = 0;
    for (int count : drawn.values()) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(drawn).hasSize(members);
    assertThat(chiSquare).isBetween(400.0, 610.0);
  }

  // ---- chunks ----------------------------------------------------------------------------------

  /** The listener is told while everything is still as it was. */
  @Test
  void changeListener_isToldBeforeTheChange() {
    List<String> told = new ArrayList<>();
    set.setChangeListener(
        (structure, chunk) -> {
          assertThat(structure).isSameAs(set);
          told.add(String.join(" ", inPairs(set, chunk)) + "/" + set.size());
        });
    put("a", 1);
    put("b", 2);
    set.setScore(find("a"), 3);
    set.setScore(find("a"), 3);
    set.remove(find("b"));
    set.setChangeListener(null);
    set.remove(find("a"));
    assertThat(told).containsExactly("/0", "a 1.0/1", "a 1.0 b 2.0/2", "b 2.0 a 3.0/2");
  }

  /**
   * A snapshot as a saver would take it: chunk by chunk while the set changes, chunks that are
   * about to change first. It must be the set as it was in the beginning.
   */
  @ParameterizedTest
  @CsvSource({"71, 4, 5", "72, 3000, 2", "73, 3000, 1000000", "74, 15000, 100"})
  void chunksSavedBeforeTheyChange_areTheSetAsItWas(long seed, int members, int scores) {
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      change(random, members, scores, members);
      List<String> expected = new ArrayList<>();
      for (long at = set.first(); at != LargeSortedSet.NO_POSITION; at = set.next(at)) {
        expected.add(entry(set, at));
      }
      Saver saver = new Saver(set);
      set.setChangeListener((structure, chunk) -> saver.save(chunk));
      while (saver.cursor != Chunked.NO_CHUNK) {
        saver.save(saver.cursor);
        change(random, members, scores, random.nextInt(60));
      }
      set.setChangeListener(null);
      assertThat(saver.saved).as("seed=%s round=%s", seed, round).hasSameSizeAs(expected);
      assertThat(new HashSet<>(saver.saved)).isEqualTo(new HashSet<>(expected));
    }
    checkAll();
  }

  /** Saves each chunk that has not changed since, once. */
  private static final class Saver {
    private final LargeSortedSet set;
    private final long version;
    private final Set<Long> done = new HashSet<>();
    private final List<String> saved = new ArrayList<>();
    private long cursor;

    Saver(LargeSortedSet set) {
      this.set = set;
      version = set.version();
      cursor = set.firstChunk();
    }

    void save(long chunk) {
      if (set.version(chunk) <= version && done.add(chunk)) {
        saved.addAll(inPairs(set, chunk));
      }
      if (chunk == cursor) {
        cursor = set.nextChunk(chunk);
      }
    }
  }

  private void change(Random random, int members, int scores, int times) {
    boolean growing = random.nextBoolean();
    for (int i = 0; i < times; i++) {
      String member = "m" + random.nextInt(members);
      int draw = random.nextInt(10);
      if (draw < (growing ? 7 : 3)) {
        put(member, random.nextInt(scores));
      } else if (draw < 9 && find(member) != 0) {
        set.remove(find(member));
      } else if (find(member) != 0) {
        set.setScore(find(member), set.score(find(member)) + 1);
      }
    }
    if (random.nextInt(30) == 0) {
      int from = random.nextInt(members);
      set.removeRanks(from, from + random.nextInt(200));
    }
  }

  // ---- cost ------------------------------------------------------------------------------------

  /**
   * No operation changes more than a few chunks of 64, nor copies more than a page of the arena is
   * long: so none takes long, however large the set is.
   */
  @Test
  void noOperation_growthIncluded_touchesMuch() {
    int members = ModelRun.LONG ? 1_000_000 : 60_000;
    Random random = new Random(81);
    int[] told = {0};
    set.setChangeListener((structure, chunk) -> told[0]++);
    byte[][] bytes = new byte[members][];
    int most = 0;
    long mostBytes = 0;
    for (int i = 0; i < members; i++) {
      bytes[i] = ("member:" + i).getBytes(ISO_8859_1);
    }
    for (int i = 0; i < 2 * members; i++) {
      byte[] member = bytes[i % members];
      double score = random.nextInt(members);
      told[0] = 0;
      long before = AllocatedBytes.now();
      if (i < members || i % 3 == 0) {
        set.put(member, 0, member.length, score);
      } else {
        set.remove(member, 0, member.length);
      }
      mostBytes = Math.max(mostBytes, AllocatedBytes.now() - before);
      most = Math.max(most, told[0]);
    }
    assertThat(most).isBetween(1, 8);
    assertThat(mostBytes).isLessThan(Arena.PAGE_BYTES + 64 * 1024);
  }

  @Test
  void operations_allocateNothing_whileTheSetKeepsItsSize() {
    byte[][] members = new byte[3_000][];
    for (int i = 0; i < members.length; i++) {
      members[i] = ("member:" + i).getBytes(ISO_8859_1);
      set.put(members[i], 0, members[i].length, i * 7 % 3_000);
    }
    double[] sum = {0};
    IntConsumer visitor = handle -> sum[0] += set.length(handle) + set.score(handle);
    Random random = new Random(41);
    long least =
        AllocatedBytes.leastOf(
            60,
            () -> {
              for (byte[] member : members) {
                int handle = set.find(member, 0, member.length);
                sum[0] += set.rank(handle) + set.score(handle);
              }
              for (long at = set.first(); at != LargeSortedSet.NO_POSITION; at = set.next(at)) {
                sum[0] += set.scoreAt(at) + set.handleAt(at);
              }
              for (int i = 0; i < 500; i++) {
                sum[0] += set.countBelow(i, false) + set.rankAt(set.atRank(i));
                sum[0] += set.firstFrom(i, true) + set.lastUpTo(i, true);
                byte[] member = members[random.nextInt(members.length)];
                set.remove(member, 0, member.length);
                set.put(member, 0, member.length, random.nextInt(3_000));
                member = members[random.nextInt(members.length)];
                set.put(member, 0, member.length, random.nextInt(3_000));
              }
              long cursor = 0;
              do {
                cursor = set.scan(cursor, visitor);
              } while (cursor != 0);
            });
    assertThat(least).isLessThan(AllocatedBytes.OF_COUNTING);
  }

  // ---- parts -----------------------------------------------------------------------------------

  private void checkAll() {
    set.checkInvariants();
    arena.checkInvariants();
    ArenaAudit audit = arena.audit();
    set.forEachBlock(audit::reached);
    audit.finish();
  }

  private void put(String member, double score) {
    put(set, member, score);
  }

  private static void put(LargeSortedSet set, String member, double score) {
    byte[] bytes = member.getBytes(ISO_8859_1);
    set.put(bytes, 0, bytes.length, score);
  }

  private int find(String member) {
    byte[] bytes = member.getBytes(ISO_8859_1);
    return set.find(bytes, 0, bytes.length);
  }

  private List<String> range(int from, int to) {
    List<String> members = new ArrayList<>();
    for (int rank = from; rank < to; rank++) {
      members.add(text(set.handleAt(set.atRank(rank))));
    }
    return members;
  }

  private static List<String> inPairs(LargeSortedSet set, long chunk) {
    List<String> pairs = new ArrayList<>();
    long position = set.firstIn(chunk);
    for (int i = set.countIn(chunk); i > 0; i--) {
      pairs.add(entry(set, position));
      position = set.next(position);
    }
    return pairs;
  }

  private static String entry(LargeSortedSet set, long position) {
    return text(set, set.handleAt(position)) + " " + set.scoreAt(position);
  }

  private String text(int handle) {
    return text(set, handle);
  }

  private static String text(LargeSortedSet set, int handle) {
    return new String(set.page(handle), set.offset(handle), set.length(handle), ISO_8859_1);
  }
}
