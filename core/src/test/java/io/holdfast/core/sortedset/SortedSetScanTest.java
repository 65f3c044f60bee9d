package io.holdfast.core.sortedset;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.ScoredMember;
import io.holdfast.SortedSets;
import io.holdfast.core.CommandTester;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ZSCAN promises: a member that is there throughout is returned, whatever happens meanwhile.
 */
class SortedSetScanTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int SCANS = LONG ? 2_500 : 25;

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null ? new long[] {only} : LongStream.rangeClosed(1, 4).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void membersThatStay_areReturned(long seed) {
    Random random = new Random(seed);
    try (CommandTester tester = CommandTester.open()) {
      SortedSets<String, String> sets = tester.store().sortedSets();
      for (int scan = 0; scan < SCANS; scan++) {
        int size = 1 + random.nextInt(1 << random.nextInt(LONG ? 12 : 11));
        for (int i = 0; i < size; i++) {
          sets.add("z", "stays" + i, i);
        }
        Set<String> seen = scan(sets, random, size);
        assertThat(seen)
            .as("repeat with -Dholdfast.seed=%d: scan %d of %d members", seed, scan, size)
            .containsAll(IntStream.range(0, size).mapToObj(i -> "stays" + i).toList());
        tester.store().keys().del("z");
        tester.store().doWork();
        tester.checkInvariants();
      }
    }
  }

  /** Walks over the sorted set, between steps adding, changing or removing members in bursts. */
  private static Set<String> scan(SortedSets<String, String> sets, Random random, int size) {
    Set<String> seen = new HashSet<>();
    ScanOptions options = ScanOptions.all().count(1 + random.nextInt(20));
    ScanPage<ScoredMember<String>> page;
    long cursor = 0;
    do {
      page = sets.scan("z", cursor, options);
      page.items().forEach(item -> seen.add(item.member()));
      cursor = page.cursor();
      int burst = random.nextInt(3) == 0 ? random.nextInt(size / 4 + 50) : 0;
      boolean grows = random.nextBoolean();
      for (int i = 0; i < burst; i++) {
        String comesAndGoes = "other" + random.nextInt(3000);
        if (grows) {
          sets.add("z", comesAndGoes, i);
        } else {
          sets.remove("z", comesAndGoes);
        }
        sets.add("z", "stays" + random.nextInt(size), random.nextInt(1000));
      }
    } while (!page.isLast());
    return seen;
  }

  @Test
  void listpack_isOneStep() {
    try (CommandTester tester = CommandTester.open()) {
      SortedSets<String, String> sets = tester.store().sortedSets();
      IntStream.range(0, 128).forEach(i -> sets.add("z", "f" + i, i));
      assertThat(tester.run("OBJECT ENCODING z")).isEqualTo("\"listpack\"");
      ScanPage<ScoredMember<String>> page = sets.scan("z", 0, ScanOptions.all().count(1));
      assertThat(page.items()).hasSize(128);
      assertThat(page.isLast()).isTrue();
      // A cursor from when it was a table is taken as well.
      assertThat(sets.scan("z", 99, ScanOptions.all().count(1)).items()).hasSize(128);
    }
  }

  @Test
  void table_stepsCostWhatCountSays() {
    try (CommandTester tester = CommandTester.open()) {
      SortedSets<String, String> sets = tester.store().sortedSets();
      IntStream.range(0, 50_000).forEach(i -> sets.add("z", "f" + i, i));
      for (int count : new int[] {1, 10, 100}) {
        ScanOptions options = ScanOptions.all().count(count);
        long cursor = 0;
        int steps = 0;
        int found = 0;
        do {
          ScanPage<ScoredMember<String>> page = sets.scan("z", cursor, options);
          // A bucket is visited whole, with what overflowed from it.
          assertThat(page.items().size()).isLessThan(count + 50);
          found += page.items().size();
          cursor = page.cursor();
          steps++;
        } while (cursor != 0);
        assertThat(found).isEqualTo(50_000);
        assertThat(steps).isLessThanOrEqualTo(50_000 / count + 1);
      }
      assertThat(tester.run("OBJECT ENCODING z")).isEqualTo("\"skiplist\"");
    }
  }
}
