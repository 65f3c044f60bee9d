package io.holdfast.encodings.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArenaTest {
  @Test
  void everyLength_getsTheSmallestClassThatHoldsIt() {
    int previous = 0;
    for (int bytes = 1; bytes <= SizeClasses.MAX_SMALL_BYTES; bytes++) {
      int sizeClass = SizeClasses.classOf(bytes);
      int capacity = SizeClasses.bytesOf(sizeClass);
      assertThat(capacity).isGreaterThanOrEqualTo(bytes).isGreaterThanOrEqualTo(previous);
      assertThat(capacity % Arena.UNIT_BYTES).isZero();
      if (sizeClass > 0) {
        assertThat(SizeClasses.bytesOf(sizeClass - 1)).isLessThan(bytes);
      }
      assertThat(capacity - bytes).isLessThanOrEqualTo(Math.max(7, bytes / 16));
      previous = capacity;
    }
    assertThat(SizeClasses.classOf(SizeClasses.MAX_SMALL_BYTES)).isEqualTo(SizeClasses.LARGE - 1);
    assertThat(SizeClasses.classOf(SizeClasses.MAX_SMALL_BYTES + 1)).isEqualTo(SizeClasses.LARGE);
  }

  @Test
  void allocate_refusesLengthsOutOfRange() {
    Arena arena = new Arena();
    for (int bytes : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> arena.allocate(bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bytes=" + bytes);
    }
    assertThat(arena.pageBytes()).isZero();
  }

  @Test
  void largeBlock_hasAPageOfItsOwnLength_andGivesItBack() {
    Arena arena = new Arena();
    int handle = arena.allocate(1_000_001);
    assertThat(arena.capacity(handle)).isEqualTo(1_000_008);
    assertThat(arena.pageBytes()).isEqualTo(1_000_008);
    arena.free(handle);
    assertThat(arena.pageBytes()).isZero();
    assertThat(arena.allocatedBytes()).isZero();
    arena.checkInvariants();
  }

  @Test
  void emptiedPages_areDropped_butForOneOfTheClass() {
    Arena arena = new Arena();
    int[] handles = new int[100_000];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arena.allocate(48);
    }
    for (int handle : handles) {
      arena.free(handle);
    }
    assertThat(arena.allocatedBytes()).isZero();
    assertThat(arena.pageCount()).isEqualTo(1);
    arena.checkInvariants();
  }

  @Test
  void valueThatGrowsThroughEveryClass_leavesFewPages() {
    Arena arena = new Arena();
    int handle = arena.allocate(1);
    for (int bytes = 2; bytes <= SizeClasses.MAX_SMALL_BYTES; bytes++) {
      handle = arena.resize(handle, bytes - 1, bytes);
      if (bytes % 1000 == 0) {
        arena.checkInvariants();
      }
    }
    assertThat(arena.pageCount()).isLessThanOrEqualTo(1 + 8);
    arena.free(handle);
    arena.checkInvariants();
  }

  @Test
  void resize_keepsThePrefix_andTheBlockWhereItStillFits() {
    Arena arena = new Arena();
    int handle = arena.allocate(10);
    LittleEndian.put64(arena.page(handle), Arena.offset(handle), 0x1122334455667788L);
    assertThat(arena.resize(handle, 8, 16)).isEqualTo(handle);
    int grown = arena.resize(handle, 8, 100_000);
    assertThat(grown).isNotEqualTo(handle);
    assertThat(LittleEndian.i64(arena.page(grown), Arena.offset(grown)))
        .isEqualTo(0x1122334455667788L);
    arena.checkInvariants();
  }

  @Test
  void audit_findsLeaksDoublesAndStrangers() {
    Arena arena = new Arena();
    int first = arena.allocate(16);
    int second = arena.allocate(16);
    ArenaAudit leak = arena.audit();
    leak.reached(first);
    assertThatThrownBy(leak::finish).isInstanceOf(AssertionError.class);
    ArenaAudit twice = arena.audit();
    twice.reached(first);
    assertThatThrownBy(() -> twice.reached(first)).isInstanceOf(AssertionError.class);
    arena.free(second);
    ArenaAudit freed = arena.audit();
    assertThatThrownBy(() -> freed.reached(second)).isInstanceOf(AssertionError.class);
  }

  /** Random allocations, resizes and frees; every block keeps the bytes its owner wrote. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void model_blocksNeverOverlap(long seed) {
    Random random = new Random(seed);
    Arena arena = new Arena();
    List<int[]> live = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int action = random.nextInt(10);
      if (live.isEmpty() || action < 5) {
        int bytes = length(random);
        int[] block = {arena.allocate(bytes), bytes, random.nextInt()};
        fill(arena, block);
        live.add(block);
      } else {
        int[] block = live.get(random.nextInt(live.size()));
        assertIntact(arena, block, seed, step);
        if (action < 7) {
          int bytes = length(random);
          int kept = Math.min(bytes, block[1]);
          block[0] = arena.resize(block[0], kept, bytes);
          block[1] = kept;
          assertIntact(arena, block, seed, step);
          block[1] = bytes;
          fill(arena, block);
        } else {
          arena.free(block[0]);
          live.remove(block);
        }
      }
      if (step % 97 == 0) {
        checkAll(arena, live);
      }
    }
    checkAll(arena, live);
    arena.clear();
    assertThat(arena.pageBytes()).isZero();
    arena.checkInvariants();
  }

  private static int length(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> 1 + random.nextInt(300_000);
      case 1, 2, 3 -> 1 + random.nextInt(9_000);
      default -> 1 + random.nextInt(200);
    };
  }

  private static void fill(Arena arena, int[] block) {
    byte[] page = arena.page(block[0]);
    int offset = Arena.offset(block[0]);
    for (int i = 0; i < block[1]; i++) {
      page[offset + i] = (byte) (block[2] + i * 31);
    }
  }

  private static void assertIntact(Arena arena, int[] block, long seed, int step) {
    byte[] page = arena.page(block[0]);
    int offset = Arena.offset(block[0]);
    for (int i = 0; i < block[1]; i++) {
      if (page[offset + i] != (byte) (block[2] + i * 31)) {
        throw new AssertionError("overwritten: seed=" + seed + " step=" + step + " byte=" + i);
      }
    }
  }

  private static void checkAll(Arena arena, List<int[]> live) {
    arena.checkInvariants();
    ArenaAudit audit = arena.audit();
    long capacities = 0;
    for (int[] block : live) {
      audit.reached(block[0]);
      capacities += arena.capacity(block[0]);
    }
    audit.finish();
    assertThat(arena.allocatedBytes()).isEqualTo(capacities);
  }
}
