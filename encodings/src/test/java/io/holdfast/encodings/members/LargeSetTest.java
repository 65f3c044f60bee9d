package io.holdfast.encodings.members;

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
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargeSetTest {
  private final Arena arena = new Arena();
  private final LargeSet set = new LargeSet(arena, new SipHash(1, 2));

  /** Random operations against a HashSet: few members, where all is checked each step, and many. */
  @ParameterizedTest
  @CsvSource({
    "11, 6, 3000, 1",
    "12, 40, 3000, 1",
    "13, 400, 4000, 7",
    "14, 20000, 90000, 9973",
  })
  void model_agreesWithHashSet(long seed, int members, int steps, int checkEvery) {
    ModelRun.run(ModelRun.seed(seed), steps, () -> new SetPair(members, checkEvery));
  }

  @Test
  void model_agreesWithHashSet_longForm() {
    if (ModelRun.LONG) {
      ModelRun.run(ModelRun.seed(15), 1_500_000, () -> new SetPair(300_000, 250_000));
      ModelRun.run(ModelRun.seed(16), 200_000, () -> new SetPair(12, 1));
    }
  }

  /** A set beside a HashSet; it grows and shrinks in turns. */
  private static final class SetPair implements ModelRun.Pair {
    private final int members;
    private final int checkEvery;
    private final Arena arena = new Arena();
    private final LargeSet set = new LargeSet(arena, new SipHash(5, 6));
    private final Set<String> model = new HashSet<>();
    private int drawn;
    private int step;

    SetPair(int members, int checkEvery) {
      this.members = members;
      this.checkEvery = checkEvery;
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / (members + 500) % 2 == 0;
      int draw = random.nextInt(1000);
      if (draw < (growing ? 700 : 250)) {
        return "add " + random.nextInt(members);
      } else if (draw < 900) {
        return "remove " + random.nextInt(members);
      } else if (draw < 930) {
        return "removeSample " + random.nextLong();
      } else if (draw == 999 && random.nextInt(members) < 10) {
        return "release " + (1 + random.nextInt(1000));
      }
      return "contains " + random.nextInt(members);
    }

    @Override
    public void apply(String[] words) {
      long number = Long.parseLong(words[1]);
      String member = member((int) number);
      switch (words[0]) {
        case "add" -> assertThat(add(set, member)).isEqualTo(model.add(member));
        case "remove" -> assertThat(remove(set, member)).isEqualTo(model.remove(member));
        case "contains" -> assertThat(contains(set, member)).isEqualTo(model.contains(member));
        case "removeSample" -> removeSample(new Random(number));
        case "release" -> release((int) number);
        default -> throw new IllegalArgumentException(words[0]);
      }
      assertThat(set.size()).isEqualTo(model.size());
      if (step++ % checkEvery == 0) {
        check();
      }
    }

    private void removeSample(Random random) {
      int handle = set.sample(random::nextLong);
      assertThat(handle == 0).isEqualTo(model.isEmpty());
      if (handle != 0) {
        assertThat(model.remove(text(set, handle))).isTrue();
        set.remove(handle);
      }
    }

    private void release(int budget) {
      for (int slice = 0; set.size() > 0; slice++) {
        long left = set.size();
        int released = set.release(budget);
        assertThat(released).isBetween(1, budget + 48);
        assertThat(set.size()).isEqualTo(left - released);
        if (slice % 16 == 0) {
          checkStructure();
        }
      }
      model.clear();
      assertThat(set.release(budget)).isZero();
      assertThat(arena.allocatedBytes()).isZero();
      assertThat(set.bytes()).isZero();
    }

    private void check() {
      checkStructure();
      Set<String> visited = new HashSet<>();
      set.forEach(handle -> assertThat(visited.add(text(set, handle))).isTrue());
      assertThat(visited).isEqualTo(model);
    }

    private void checkStructure() {
      set.checkInvariants();
      checkArena(arena, set);
    }
  }

  private static void checkArena(Arena arena, LargeSet set) {
    arena.checkInvariants();
    ArenaAudit audit = arena.audit();
    set.forEachBlock(audit::reached);
    audit.finish();
  }

  /** Lengths around every change of the layout, and members that differ in one byte. */
  @Test
  void members_ofEveryLength_areKept() {
    int[] lengths = {0, 1, 6, 7, 8, 9, 15, 16, 254, 255, 256, 257, 65_530, 65_531, 65_532, 200_000};
    for (int length : lengths) {
      for (char last : new char[] {'a', 'b', '\0', '\u00FF'}) {
        String member = length == 0 ? "" : "x".repeat(length - 1) + last;
        assertThat(add(set, member)).isEqualTo(length > 0 || last == 'a');
        assertThat(contains(set, member)).isTrue();
        assertThat(contains(set, member + "x")).isFalse();
      }
    }
    set.checkInvariants();
    checkArena(arena, set);
    for (int length : lengths) {
      for (char last : new char[] {'a', 'b', '\0', '\u00FF'}) {
        remove(set, length == 0 ? "" : "x".repeat(length - 1) + last);
      }
    }
    assertThat(set.size()).isZero();
    assertThat(arena.allocatedBytes()).isZero();
  }

  /** Members that stay from the first call to the last are returned, whatever comes and goes. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void scan_returnsEveryMemberThatStays_whileTheSetGrowsAndShrinks(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      LargeSet scanned = new LargeSet(new Arena(), new SipHash(seed, round));
      Set<String> stay = new HashSet<>();
      for (int i = random.nextInt(2_000); i > 0; i--) {
        stay.add("stay" + i);
        add(scanned, "stay" + i);
      }
      int others = random.nextInt(2) * 8_000;
      for (int i = 0; i < others; i++) {
        add(scanned, "other" + i);
      }
      boolean growing = others == 0;
      Set<String> seen = new HashSet<>();
      long cursor = 0;
      do {
        cursor = scanned.scan(cursor, handle -> seen.add(text(scanned, handle)));
        for (int i = random.nextInt(200); i > 0; i--) {
          String other = "other" + random.nextInt(8_000);
          if (growing) {
            add(scanned, other);
          } else {
            remove(scanned, other);
          }
        }
      } while (cursor != 0);
      assertThat(seen).as("seed=%s round=%s", seed, round).containsAll(stay);
    }
  }

  @Test
  void scan_ofASetThatRests_returnsEveryMemberOnce() {
    for (int i = 0; i < 10_000; i++) {
      add(set, member(i));
    }
    List<String> seen = new ArrayList<>();
    long cursor = 0;
    do {
      cursor = set.scan(cursor, handle -> seen.add(text(set, handle)));
    } while (cursor != 0);
    assertThat(seen).doesNotHaveDuplicates().hasSize(10_000);
  }

  @Test
  void sample_givesEveryMemberTheSameChance() {
    Random random = new Random(31);
    int members = 500;
    for (int i = 0; i < members; i++) {
      add(set, member(i));
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

  @Test
  void changeListener_isToldOfTheSet_whileTheMemberIsStillThere() {
    add(set, "a");
    List<String> told = new ArrayList<>();
    set.setChangeListener(
        (structure, chunk) -> {
          assertThat(structure).isSameAs(set);
          StringBuilder members = new StringBuilder();
          set.forEachIn(chunk, handle -> members.append(text(set, handle)));
          told.add(members.toString());
        });
    long chunk = set.firstChunk();
    long version = set.version(chunk);
    remove(set, "a");
    add(set, "b");
    add(set, "b");
    set.release(10);
    assertThat(told).containsExactly("a", "", "b");
    assertThat(version).isPositive();
    assertThat(set.firstChunk()).isEqualTo(Chunked.NO_CHUNK);
  }

  @Test
  void operations_allocateNothing_whileTheSetKeepsItsSize() {
    byte[][] members = new byte[2_000][];
    for (int i = 0; i < members.length; i++) {
      members[i] = member(i).getBytes(ISO_8859_1);
      set.add(members[i], 0, members[i].length);
    }
    long[] sum = {0};
    IntConsumer visitor = handle -> sum[0] += set.length(handle) + set.page(handle)[0];
    Random random = new Random(41);
    long least =
        AllocatedBytes.leastOf(
            60,
            () -> {
              for (byte[] member : members) {
                sum[0] += set.contains(member, 0, member.length) ? 1 : 0;
              }
              set.forEach(visitor);
              long cursor = 0;
              do {
                cursor = set.scan(cursor, visitor);
              } while (cursor != 0);
              for (int i = 0; i < 500; i++) {
                byte[] member = members[random.nextInt(members.length)];
                set.remove(member, 0, member.length);
                set.add(member, 0, member.length);
              }
            });
    assertThat(least).isLessThan(AllocatedBytes.OF_COUNTING);
  }

  private static String member(int i) {
    return i % 5 == 0 ? Integer.toString(i) : "member:" + i;
  }

  private static boolean add(LargeSet set, String member) {
    byte[] bytes = ("<" + member).getBytes(ISO_8859_1);
    return set.add(bytes, 1, bytes.length - 1);
  }

  private static boolean remove(LargeSet set, String member) {
    byte[] bytes = (member + ">").getBytes(ISO_8859_1);
    return set.remove(bytes, 0, bytes.length - 1);
  }

  private static boolean contains(LargeSet set, String member) {
    byte[] bytes = ("<" + member + ">").getBytes(ISO_8859_1);
    return set.contains(bytes, 1, bytes.length - 2);
  }

  private static String text(LargeSet set, int handle) {
    return new String(set.page(handle), set.offset(handle), set.length(handle), ISO_8859_1);
  }
}
