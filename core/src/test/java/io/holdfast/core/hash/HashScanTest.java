package io.holdfast.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.FieldValue;
import io.holdfast.Hashes;
import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
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
 * What HSCAN promises: a field that is there throughout is returned, whatever happens meanwhile.
 */
class HashScanTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int SCANS = LONG ? 2_500 : 25;

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null ? new long[] {only} : LongStream.rangeClosed(1, 4).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void fieldsThatStay_areReturned(long seed) {
    Random random = new Random(seed);
    try (CommandTester tester = CommandTester.open()) {
      Hashes<String, String, String> hashes = tester.store().hashes();
      for (int scan = 0; scan < SCANS; scan++) {
        int size = 1 + random.nextInt(1 << random.nextInt(LONG ? 12 : 11));
        for (int i = 0; i < size; i++) {
          hashes.set("h", "stays" + i, Integer.toString(i));
        }
        Set<String> seen = scan(hashes, random, size);
        assertThat(seen)
            .as("repeat with -Dholdfast.seed=%d: scan %d of %d fields", seed, scan, size)
            .containsAll(IntStream.range(0, size).mapToObj(i -> "stays" + i).toList());
        tester.store().keys().del("h");
        tester.store().doWork();
        tester.checkInvariants();
      }
    }
  }

  /** Walks over the hash, between steps adding, changing or removing fields in bursts. */
  private static Set<String> scan(Hashes<String, String, String> hashes, Random random, int size) {
    Set<String> seen = new HashSet<>();
    ScanOptions options = ScanOptions.all().count(1 + random.nextInt(20));
    ScanPage<FieldValue<String, String>> page;
    long cursor = 0;
    do {
      page = hashes.scan("h", cursor, options);
      page.items().forEach(item -> seen.add(item.field()));
      cursor = page.cursor();
      int burst = random.nextInt(3) == 0 ? random.nextInt(size / 4 + 50) : 0;
      boolean grows = random.nextBoolean();
      for (int i = 0; i < burst; i++) {
        String comesAndGoes = "other" + random.nextInt(3000);
        if (grows) {
          hashes.set("h", comesAndGoes, "x");
        } else {
          hashes.remove("h", comesAndGoes);
        }
        hashes.set("h", "stays" + random.nextInt(size), "y".repeat(random.nextInt(40)));
      }
    } while (!page.isLast());
    return seen;
  }

  @Test
  void listpack_isOneStep() {
    try (CommandTester tester = CommandTester.open()) {
      Hashes<String, String, String> hashes = tester.store().hashes();
      IntStream.range(0, 512).forEach(i -> hashes.set("h", "f" + i, "v"));
      assertThat(tester.run("OBJECT ENCODING h")).isEqualTo("\"listpack\"");
      ScanPage<FieldValue<String, String>> page = hashes.scan("h", 0, ScanOptions.all().count(1));
      assertThat(page.items()).hasSize(512);
      assertThat(page.isLast()).isTrue();
      // A cursor from when it was a table is taken as well.
      assertThat(hashes.scan("h", 99, ScanOptions.all().count(1)).items()).hasSize(512);
    }
  }

  @Test
  void table_stepsCostWhatCountSays() {
    try (CommandTester tester = CommandTester.open()) {
      Hashes<String, String, String> hashes = tester.store().hashes();
      IntStream.range(0, 50_000).forEach(i -> hashes.set("h", "f" + i, "v"));
      for (int count : new int[] {1, 10, 100}) {
        ScanOptions options = ScanOptions.all().count(count);
        long cursor = 0;
        int steps = 0;
        int found = 0;
        do {
          ScanPage<FieldValue<String, String>> page = hashes.scan("h", cursor, options);
          // A bucket is visited whole, with what overflowed from it.
          assertThat(page.items().size()).isLessThan(count + 50);
          found += page.items().size();
          cursor = page.cursor();
          steps++;
        } while (cursor != 0);
        assertThat(found).isEqualTo(50_000);
        assertThat(steps).isLessThanOrEqualTo(50_000 / count + 1);
      }
      assertThat(tester.run("OBJECT ENCODING h")).isEqualTo("\"hashtable\"");
    }
  }
}
