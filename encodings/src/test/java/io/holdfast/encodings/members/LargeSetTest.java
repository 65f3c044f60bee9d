package io.holdfast.encodings.members;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.OperationLog;
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
    "14, 20000, 150000, 9973",
  })
  void model_agreesWithHashSet(long seed, int members, int steps, int checkEvery) {
    run(seed, members, steps, checkEvery);
  }

  @Test
  void model_agreesWithHashSet_longForm() {
    if (OperationLog.LONG) {
      for (long seed = 100; seed < 104; seed++) {
        run(seed, 300_000, 3_000_000, 250_000);
        run(seed, 12, 100_000, 1);
      }
    }
  }

  private static void run(long seed, int members, int steps, int checkEvery) {
    Random random = new Random(seed);
    OperationLog log = new OperationLog("seed=" + seed + " members=" + members);
    Arena arena = new Arena();
    LargeSet set = new LargeSet(arena, new SipHash(seed, ~seed));
    Set<String> model = new HashSet<>();
    int period = Math.max(50, steps / 4);
    for (int step = 0; step < steps; step++) {
      boolean growing = step / period % 2 == 0;
      String member = member(random.nextInt(members));
      int draw = random.nextInt(100);
      int current = step;
      log.check(
          () -> {
            if (draw < (growing ? 70 : 25)) {
              log.add("add " + member);
              assertThat(add(set, member)).isEqualTo(model.add(member));
            } else if (draw < 90) {
              log.add("remove " + member);
              assertThat(remove(set, member)).isEqualTo(model.remove(member));
            } else if (draw < 93) {
              log.add("remove a sample");
              int handle = set.sample(random::nextLong);
              assertThat(handle == 0).isEqualTo(model.isEmpty());
              if (handle != 0) {
                assertThat(model.remove(text(set, handle))).isTrue();
                set.remove(handle);
              }
            } else {
              log.add("contains " + member);
              assertThat(contains(set, member)).isEqualTo(model.contains(member));
            }
            assertThat(set.size()).isEqualTo(model.size());
            if (current % checkEvery == 0) {
              check(arena, set, model);
            }
          });
    }
    log.check(() -> check(arena, set, model));
    log.check(() -> releaseInSlices(arena, set, model, 1 + random.nextInt(1000)));
  }

  private static void check(Arena arena, LargeSet set, Set<String> model) {
    set.checkInvariants();
    checkArena(arena, set);
    Set<String> visited = new HashSet<>();
    set.forEach(handle -> assertThat(visited.add(text(set, handle))).isTrue());
    assertThat(visited).isEqualTo(model);
  }

  private static void checkArena(Arena arena, LargeSet set) {
    arena.checkInvariants();
    ArenaAudit audit = arena.audit();
    set.audit(audit);
    audit.finish();
  }

  private static void releaseInSlices(Arena arena, LargeSet set, Set<String> model, int budget) {
    int slice = 0;
    for (long left = model.size(); left > 0; left = set.size()) {
      int released = set.release(budget);
      assertThat(released).isBetween(1, budget + 48);
      assertThat(set.size()).isEqualTo(left - released);
      if (slice++ % 16 == 0) {
        set.checkInvariants();
        checkArena(arena, set);
      }
    }
    assertThat(set.release(budget)).isZero();
    assertThat(arena.allocatedBytes()).isZero();
    assertThat(set.bytes()).isZero();
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
    for (int round = 0; round < 25; round++) {
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
    int version = set.version(chunk);
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
