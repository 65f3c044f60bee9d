package io.holdfast.core.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.Sets;
import io.holdfast.core.CommandTester;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SSCAN's promise: a member that is there from the first call to the last is returned, whatever
 * comes and goes in between. 10,000 scans in the long form.
 */
class SetScanTest {
  private static final int SCANS = Boolean.getBoolean("holdfast.long") ? 2_500 : 20;

  @ParameterizedTest
  @ValueSource(ints = {5, 100, 500, 1000})
  void everyMemberThatStays_isReturned(int size) {
    try (CommandTester tester = CommandTester.open()) {
      Sets<String, String> sets = tester.store().sets();
      for (int scan = 0; scan < SCANS; scan++) {
        long seed = size * 1_000_000L + scan;
        Random random = new Random(seed);
        Set<String> stays = new HashSet<>();
        Set<String> ever = new HashSet<>();
        String prefix = random.nextBoolean() ? "" : "m";
        for (int i = 0; i < size; i++) {
          String member = prefix + random.nextInt(4 * size);
          ever.add(member);
          if (random.nextBoolean()) {
            stays.add(member);
          }
        }
        sets.add("s", ever);
        Set<String> found = new HashSet<>();
        long cursor = 0;
        do {
          ScanOptions options = ScanOptions.all().count(1 + size / 10 + random.nextInt(size));
          ScanPage<String> page = sets.scan("s", cursor, options);
          found.addAll(page.items());
          cursor = page.cursor();
          change(sets, random, size, stays, ever);
        } while (cursor != 0);
        assertThat(found).as("seed %d", seed).containsAll(stays).isSubsetOf(ever);
        tester.checkInvariants();
        tester.run("DEL s");
      }
    }
  }

  /** Growth to several times the size, shrinking to those that stay, or some of each. */
  private static void change(
      Sets<String, String> sets, Random random, int size, Set<String> stays, Set<String> ever) {
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = 0; i < size; i++) {
          String member = "new" + random.nextInt(4 * size);
          ever.add(member);
          sets.add("s", member);
        }
      }
      case 1 -> {
        for (String member : List.copyOf(sets.members("s"))) {
          if (!stays.contains(member)) {
            sets.remove("s", member);
          }
        }
      }
      case 2 -> {
        for (String member : sets.randomMembers("s", size / 3)) {
          if (!stays.contains(member)) {
            sets.remove("s", member);
          }
        }
      }
      default -> {}
    }
  }
}
