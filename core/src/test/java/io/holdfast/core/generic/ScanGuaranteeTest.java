package io.holdfast.core.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SCAN, HSCAN, SSCAN and ZSCAN return what is there from the first call to the last, however much
 * comes and goes in between, and one call returns about as many as it was asked for.
 */
class ScanGuaranteeTest {
  /** Of each kind; ten thousand in all in the long form. */
  private static final int SCANS = Boolean.getBoolean("holdfast.long") ? 2_500 : 60;

  private static final int MOST_STAYING = 1_000;
  private static final int MOST_OTHERS = 4_000;

  /** From this size on a collection is no listpack, which is returned whole. */
  private static final int LARGE = 600;

  /** One bucket is looked at as a whole, and it may overflow into the next. */
  private static final int BUCKET = 24;

  private enum Kind {
    KEYS {
      @Override
      void add(Db<String, String> db, String element) {
        db.strings().set(element, "");
      }

      @Override
      void remove(Db<String, String> db, String element) {
        db.keys().del(element);
      }

      @Override
      ScanPage<String> scan(Db<String, String> db, long cursor, ScanOptions options) {
        return db.keys().scan(cursor, options);
      }
    },
    SET {
      @Override
      void add(Db<String, String> db, String element) {
        db.sets().add("k", element);
      }

      @Override
      void remove(Db<String, String> db, String element) {
        db.sets().remove("k", element);
      }

      @Override
      ScanPage<String> scan(Db<String, String> db, long cursor, ScanOptions options) {
        return db.sets().scan("k", cursor, options);
      }
    },
    HASH {
      @Override
      void add(Db<String, String> db, String element) {
        db.hashes().set("k", element, "value");
      }

      @Override
      void remove(Db<String, String> db, String element) {
        db.hashes().remove("k", element);
      }

      @Override
      ScanPage<String> scan(Db<String, String> db, long cursor, ScanOptions options) {
        var page = db.hashes().scan("k", cursor, options);
        return new ScanPage<>(page.cursor(), names(page.items(), entry -> entry.field()));
      }
    },
    SORTED_SET {
      @Override
      void add(Db<String, String> db, String element) {
        db.sortedSets().add("k", element, element.hashCode());
      }

      @Override
      void remove(Db<String, String> db, String element) {
        db.sortedSets().remove("k", element);
      }

      @Override
      ScanPage<String> scan(Db<String, String> db, long cursor, ScanOptions options) {
        var page = db.sortedSets().scan("k", cursor, options);
        return new ScanPage<>(page.cursor(), names(page.items(), entry -> entry.member()));
      }
    };

    abstract void add(Db<String, String> db, String element);

    abstract void remove(Db<String, String> db, String element);

    abstract ScanPage<String> scan(Db<String, String> db, long cursor, ScanOptions options);

    private static <T> List<String> names(
        List<T> elements, java.util.function.Function<T, String> name) {
      return elements.stream().map(name).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatStays_isReturned(Kind kind) {
    for (int scan = 0; scan < SCANS; scan++) {
      try (Store store = Holdfast.builder().seed(scan).invoker().open()) {
        scanOnce(kind, store, scan);
      }
    }
  }

  private static void scanOnce(Kind kind, Store store, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> staying = new HashSet<>();
    for (int i = random.nextInt(1 + random.nextInt(MOST_STAYING)); i > 0; i--) {
      staying.add("stays " + i);
      kind.add(store, "stays " + i);
    }
    int others = 1 + random.nextInt(MOST_OTHERS);
    for (int i = random.nextInt(others); i > 0; i--) {
      kind.add(store, "other " + i);
    }
    int count = 1 + random.nextInt(50);
    boolean isLarge = kind == Kind.KEYS || staying.size() > LARGE;
    boolean isGrowing = random.nextBoolean();
    Set<String> seen = new HashSet<>();
    long cursor = 0;
    do {
      ScanPage<String> page = kind.scan(store, cursor, ScanOptions.all().count(count));
      cursor = page.cursor();
      seen.addAll(page.items());
      if (isLarge) {
        assertThat(page.items()).as("seed=%d", seed).hasSizeLessThan(count + BUCKET);
      }
      for (int i = random.nextInt(100); i > 0; i--) {
        String element = "other " + random.nextInt(others);
        if (isGrowing) {
          kind.add(store, element);
        } else {
          kind.remove(store, element);
        }
      }
      isGrowing ^= random.nextInt(20) == 0;
    } while (cursor != 0);
    assertThat(seen).as("seed=%d", seed).containsAll(staying);
  }
}
