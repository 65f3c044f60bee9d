package io.holdfast.encodings.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.chunk.Chunked;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentedTableTest {
  /** A table whose "blocks" are the indexes of a list of keys. */
  private static final class Keys extends SegmentedTable {
    private final List<byte[]> blocks = new ArrayList<>(List.of(new byte[0]));

    static long hash(byte[] key) {
      long h = 0x9E3779B97F4A7C15L;
      for (byte b : key) {
        h = (h ^ b) * 0xBF58476D1CE4E5B9L;
        h ^= h >>> 31;
      }
      h *= 0x94D049BB133111EBL;
      return h ^ h >>> 29;
    }

    int add(String key) {
      byte[] bytes = bytes(key);
      blocks.add(bytes);
      int handle = blocks.size() - 1;
      insert(hash(bytes), handle);
      return handle;
    }

    int find(String key) {
      byte[] bytes = bytes("<" + key + ">");
      return find(hash(bytes(key)), bytes, 1, bytes.length - 2);
    }

    void remove(String key, int handle) {
      remove(hash(bytes(key)), handle);
    }

    String key(int handle) {
      return new String(blocks.get(handle), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String key) {
      return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected int touchBlock(int handle) {
      return blocks.get(handle).length;
    }

    @Override
    protected long hashOf(int handle) {
      return hash(blocks.get(handle));
    }

    @Override
    protected boolean matches(int handle, byte[] key, int offset, int length) {
      byte[] own = blocks.get(handle);
      return Arrays.equals(own, 0, own.length, key, offset, offset + length);
    }
  }

  @Test
  void emptyTable_takesNoMemory_andFindsNothing() {
    Keys table = new Keys();
    assertThat(table.find("a")).isZero();
    assertThat(table.bytes()).isZero();
    assertThat(table.scan(0, h -> {})).isZero();
    assertThat(table.sample(() -> 1)).isZero();
    table.checkInvariants();
  }

  @ParameterizedTest
  @ValueSource(ints = {450, 1_000, 80_000})
  void reserve_makesTheSegmentsThatTheEntriesNeed(int entries) {
    Keys table = new Keys();
    table.reserve(entries);
    long reserved = table.bytes();
    Keys grown = new Keys();
    for (int i = 0; i < entries; i++) {
      table.add("k" + i);
      grown.add("k" + i);
    }
    assertThat(table.bytes()).isBetween(reserved, reserved + reserved / 50);
    assertThat(table.bytes()).isLessThanOrEqualTo(grown.bytes() * 11 / 10);
    assertThat(table.size()).isEqualTo(entries);
    table.checkInvariants();
    table.reserve(10L * entries);
    assertThat(table.find("k0")).as("a table with entries stays as it is").isNotZero();
    assertThat(table.bytes()).isLessThan(2 * reserved);
  }

  @Test
  void reserve_ofFewEntries_doesNothing() {
    Keys table = new Keys();
    table.reserve(100);
    assertThat(table.bytes()).isZero();
    table.checkInvariants();
  }

  /** Random inserts, look-ups, moves and removals against a HashMap, growing and shrinking. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void model_agreesWithHashMap(long seed) {
    Random random = new Random(seed);
    Keys table = new Keys();
    table.reserve(seed % 2 == 0 ? 5_000 : 0);
    Map<String, Integer> model = new HashMap<>();
    int keys = 20_000;
    for (int step = 0; step < 120_000; step++) {
      boolean growing = step / 30_000 % 2 == 0;
      String key = "k" + random.nextInt(keys);
      Integer known = model.get(key);
      assertThat(table.find(key)).as("seed=%s step=%s", seed, step).isEqualTo(orZero(known));
      if (random.nextInt(10) < (growing ? 8 : 3)) {
        if (known == null) {
          model.put(key, table.add(key));
        } else {
          table.blocks.add(table.blocks.get(known));
          int moved = table.blocks.size() - 1;
          table.replace(Keys.hash(table.blocks.get(moved)), known, moved);
          model.put(key, moved);
        }
      } else if (known != null) {
        table.remove(key, known);
        model.remove(key);
      }
      if (step % 1_999 == 0) {
        table.checkInvariants();
      }
    }
    assertThat(table.size()).isEqualTo(model.size());
    Set<Integer> visited = new HashSet<>();
    table.forEach(visited::add);
    assertThat(visited).isEqualTo(new HashSet<>(model.values()));
    model.forEach(table::remove);
    table.checkInvariants();
    assertThat(table.bytes()).isZero();
  }

  /** Keys that stay from the first call to the last are returned, however the table changes. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void scan_returnsEveryKeyThatStays(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      Keys table = new Keys();
      int stayCount = random.nextInt(1_500);
      Set<String> stay = new HashSet<>();
      for (int i = 0; i < stayCount; i++) {
        stay.add("stay" + i);
        table.add("stay" + i);
      }
      Map<String, Integer> others = new HashMap<>();
      for (int i = random.nextInt(6_000); i > 0; i--) {
        others.put("other" + i, table.add("other" + i));
      }
      Set<String> seen = new HashSet<>();
      boolean growing = random.nextBoolean();
      long cursor = 0;
      do {
        cursor = table.scan(cursor, handle -> seen.add(table.key(handle)));
        for (int i = random.nextInt(60); i > 0; i--) {
          String key = "other" + random.nextInt(6_000);
          Integer known = others.get(key);
          if (growing && known == null) {
            others.put(key, table.add(key));
          } else if (!growing && known != null) {
            table.remove(key, known);
            others.remove(key);
          }
        }
        if (random.nextInt(40) == 0) {
          growing = !growing;
        }
        if (random.nextInt(60) == 0) {
          others.forEach(table::remove);
          others.clear();
        }
      } while (cursor != 0);
      assertThat(seen).as("seed=%s round=%s", seed, round).containsAll(stay);
    }
  }

  @Test
  void scan_costsOneBucketACall() {
    Keys table = new Keys();
    for (int i = 0; i < 100_000; i++) {
      table.add("key" + i);
    }
    long cursor = 0;
    do {
      int[] visited = {0};
      cursor = table.scan(cursor, handle -> visited[0]++);
      assertThat(visited[0]).isLessThanOrEqualTo(12 + 48);
    } while (cursor != 0);
  }

  @Test
  void sample_givesEveryEntryTheSameChance() {
    Random random = new Random(31);
    Keys table = new Keys();
    int entries = 1_000;
    for (int i = 0; i < entries; i++) {
      table.add("key" + i);
    }
    int draws = 400_000;
    int[] drawn = new int[entries + 1];
    for (int i = 0; i < draws; i++) {
      drawn[table.sample(random::nextLong)]++;
    }
    double expected = (double) draws / entries;
    double chiSquare = 0;
    for (int handle = 1; handle <= entries; handle++) {
      chiSquare += (drawn[handle] - expected) * (drawn[handle] - expected) / expected;
    }
    assertThat(chiSquare).isBetween(850.0, 1_160.0);
  }

  @Test
  void changeListener_isToldBeforeEveryChange_andVersionsCountThem() {
    Keys table = new Keys();
    int handle = table.add("a");
    long hash = Keys.hash(Keys.bytes("a"));
    int[] told = {0};
    table.setChangeListener((changed, chunk) -> told[0]++);
    long version = table.version(table.chunkOf(hash));
    table.beforeChange(hash);
    table.add("b");
    table.replace(hash, handle, handle);
    assertThat(told[0]).isEqualTo(3);
    assertThat(table.version(table.chunkOf(hash))).isEqualTo(version + 3);
    table.remove("a", handle);
    assertThat(told[0]).isEqualTo(4);
  }

  /**
   * Who copies each chunk when it first changes after some time, and at the end those that have not
   * changed since, has every entry of that time once: versions tell which.
   */
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void changeListener_seesTheOldContentOfWhateverChanges(long seed) {
    Random random = new Random(seed);
    Keys table = new Keys();
    Map<String, Integer> model = new HashMap<>();
    for (int i = random.nextInt(9_000); i > 0; i--) {
      model.put("key" + i, table.add("key" + i));
    }
    Set<Integer> before = new HashSet<>(model.values());
    long begin = table.version();
    Set<Integer> copied = new HashSet<>();
    table.setChangeListener(
        (changed, chunk) -> {
          assertThat(changed).isSameAs(table);
          if (table.version(chunk) <= begin) {
            table.forEachIn(chunk, handle -> assertThat(copied.add(handle)).isTrue());
          }
        });
    for (int step = 0; step < 4_000; step++) {
      String key = "key" + random.nextInt(20_000);
      Integer known = model.remove(key);
      if (known != null) {
        table.remove(key, known);
      } else if (seed % 2 == 0) {
        model.put(key, table.add(key));
      }
    }
    table.setChangeListener(null);
    for (long chunk = table.firstChunk();
        chunk != Chunked.NO_CHUNK;
        chunk = table.nextChunk(chunk)) {
      if (table.version(chunk) <= begin) {
        table.forEachIn(chunk, handle -> assertThat(copied.add(handle)).isTrue());
      }
    }
    assertThat(copied).as("seed=%s", seed).isEqualTo(before);
  }

  @Test
  void changeListener_isToldOfTheNeighbourASegmentMergesWith() {
    Keys table = new Keys();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add("key" + i);
      table.add("key" + i);
    }
    for (String key : keys.subList(0, 560)) {
      table.remove(key, table.find(key));
    }
    long neighbour = table.nextChunk(table.firstChunk());
    List<String> first = new ArrayList<>();
    table.forEachIn(table.firstChunk(), handle -> first.add(table.key(handle)));
    Set<Long> told = new HashSet<>();
    table.setChangeListener((changed, chunk) -> told.add(chunk));
    assertThat(first).hasSizeGreaterThan(86);
    for (String key : first) {
      table.remove(key, table.find(key));
      boolean merged = table.nextChunk(table.firstChunk()) != neighbour;
      assertThat(told.contains(neighbour)).isEqualTo(merged);
      if (merged) {
        return;
      }
    }
    throw new AssertionError("the neighbours never merged");
  }

  @Test
  void chunks_holdEveryEntryOnce_andAreNamedByTheirFirstCursor() {
    Keys table = new Keys();
    assertThat(table.firstChunk()).isEqualTo(Chunked.NO_CHUNK);
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      added.add(table.add("key" + i));
      List<Integer> visited = new ArrayList<>();
      if (i % 499 != 0) {
        continue;
      }
      for (long chunk = table.firstChunk();
          chunk != Chunked.NO_CHUNK;
          chunk = table.nextChunk(chunk)) {
        long named = chunk;
        table.forEachIn(
            chunk,
            handle -> {
              visited.add(handle);
              assertThat(table.chunkOf(table.hashOf(handle))).isEqualTo(named);
            });
      }
      assertThat(visited).containsExactlyInAnyOrderElementsOf(added);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1_000_000})
  void drain_takesOutEveryEntryOnce_inSlices(int budget) {
    Keys table = new Keys();
    Set<Integer> left = new HashSet<>();
    for (int i = 0; i < 9_000; i++) {
      left.add(table.add("key" + i));
    }
    while (table.size() > 0) {
      long size = table.size();
      int drained = table.drain(budget, handle -> assertThat(left.remove(handle)).isTrue());
      assertThat(drained).isBetween(1, budget + 48);
      assertThat(table.size()).isEqualTo(size - drained).isEqualTo(left.size());
      if (left.size() % 16 == 0) {
        table.checkInvariants();
      }
    }
    assertThat(left).isEmpty();
    assertThat(table.drain(budget, handle -> {})).isZero();
    assertThat(table.bytes()).isZero();
  }

  @Test
  void drain_goesOnWhereEntriesCameInBetween() {
    Keys table = new Keys();
    Set<Integer> left = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      left.add(table.add("key" + i));
    }
    for (int i = 0; table.size() > 0; i++) {
      table.drain(50, handle -> assertThat(left.remove(handle)).isTrue());
      if (i < 100) {
        left.add(table.add("late" + i));
      }
      table.checkInvariants();
    }
    assertThat(left).isEmpty();
  }

  private static int orZero(Integer handle) {
    return handle == null ? 0 : handle;
  }
}
