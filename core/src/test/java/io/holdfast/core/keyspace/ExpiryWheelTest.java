package io.holdfast.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.arena.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExpiryWheelTest {
  private static final long START_MS = 1_767_225_600_000L;
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  private final Arena arena = new Arena();
  private ExpiryWheel wheel = new ExpiryWheel(arena, START_MS);

  /** Deadlines that had passed when they were added: handed out at once, in no order. */
  private final Set<Long> overdue = new HashSet<>();

  static long[] seeds() {
    return Model.seeds(LONG ? 2000 : 30);
  }

  @Test
  void emptyWheel_hasNoDeadline() {
    assertThat(wheel.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(wheel.advance(Long.MAX_VALUE - 1, 10, handle -> {})).isZero();
    assertThat(wheel.size()).isZero();
    wheel.checkInvariants();
  }

  @Test
  void dueEntries_areHandedOutInTheOrderOfTheirDeadlines_howeverLateTime() {
    long[] afterMs = {1, 2, 63, 64, 65, 100, 127, 128, 4095, 4096, 5000, 300_000, 1L << 40};
    for (int i = 0; i < afterMs.length; i++) {
      add(START_MS + afterMs[(i * 7) % afterMs.length], START_MS);
    }
    List<Long> due = new ArrayList<>();
    while (wheel.size() > 0) {
      wheel.advance(
          START_MS + (1L << 41),
          3,
          handle -> {
            due.add(deadline(handle) - START_MS);
            remove(handle);
          });
      wheel.checkInvariants();
    }
    assertThat(due)
        .containsExactly(
            1L, 2L, 63L, 64L, 65L, 100L, 127L, 128L, 4095L, 4096L, 5000L, 300_000L, 1L << 40);
  }

  @Test
  void latestDeadline_canBeReached() {
    add(Long.MAX_VALUE, START_MS);
    assertThat(wheel.nextDeadlineMs()).isBetween(START_MS + 1, Long.MAX_VALUE);
    assertThat(advance(Long.MAX_VALUE - 1, 100)).isEmpty();
    assertThat(advance(Long.MAX_VALUE, 100)).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void overdueEntry_isHandedOutAtOnce() {
    add(START_MS + 5000, START_MS);
    advance(START_MS + 1000, 10);
    add(START_MS + 10, START_MS + 1000);
    add(0, START_MS + 1000);
    wheel.checkInvariants();
    assertThat(wheel.nextDeadlineMs()).isLessThanOrEqualTo(START_MS + 1000);
    assertThat(advance(START_MS + 1000, 10)).containsExactlyInAnyOrder(0L, START_MS + 10);
  }

  /** What is left of a list when it was emptied from outside must not be taken for work. */
  @Test
  void listEmptiedInTheMiddleOfWork_isForgotten() {
    List<Integer> handles = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      handles.add(add(START_MS + 64 * 3 + i, START_MS));
    }
    long slotMs = START_MS + 64 * 3;
    int handled =
        wheel.advance(
            slotMs,
            2,
            handle -> {
              handles.remove((Integer) handle);
              remove(handle);
            });
    assertThat(handled).isEqualTo(2);
    handles.forEach(this::remove);
    assertThat(wheel.size()).isZero();
    // The same slot, one turn of its level later.
    long laterMs = slotMs - 64 * 2 + 64 * 64;
    add(slotMs + 64 * 64 + 20, laterMs);
    wheel.checkInvariants();
    assertThat(wheel.nextDeadlineMs()).isGreaterThan(laterMs);
    assertThat(wheel.advance(laterMs, 1000, this::remove)).isZero();
    assertThat(wheel.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void model_agreesWithSortedMap(long seed) {
    Random random = new Random(seed);
    long nowMs = START_MS + random.nextInt(100_000);
    wheel = new ExpiryWheel(arena, nowMs);
    Map<Integer, Long> model = new TreeMap<>();
    StringBuilder log = new StringBuilder("seed=" + seed);
    try {
      for (int step = 0; step < 400; step++) {
        int action = random.nextInt(10);
        if (action < 4) {
          long deadlineMs = deadlineMs(random, nowMs);
          log.append("\nadd ").append(deadlineMs);
          model.put(add(deadlineMs, nowMs), deadlineMs);
        } else if (action < 6 && !model.isEmpty()) {
          int handle = pick(random, model);
          log.append("\nremove ").append(model.remove(handle));
          remove(handle);
        } else if (action < 7 && !model.isEmpty()) {
          int handle = pick(random, model);
          log.append("\nmove ").append(model.get(handle));
          model.put(move(handle), model.remove(handle));
        } else {
          nowMs += random.nextInt(4) == 0 ? 0 : 1L << random.nextInt(18);
          int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 500);
          log.append("\nadvance ").append(nowMs).append(" limit ").append(limit);
          advanceBoth(nowMs, limit, model);
        }
        wheel.checkInvariants();
        assertThat(wheel.size()).isEqualTo(model.size());
        long earliest = model.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
        // An overdue entry is due now; the wheel cannot say when it was.
        assertThat(wheel.nextDeadlineMs()).isLessThanOrEqualTo(Math.max(earliest, nowMs));
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(log.toString(), e);
    }
  }

  private void advanceBoth(long nowMs, int limit, Map<Integer, Long> model) {
    List<Long> due = new ArrayList<>();
    List<Long> before = new ArrayList<>(model.values());
    int handled =
        wheel.advance(
            nowMs,
            limit,
            handle -> {
              due.add(deadline(handle));
              assertThat(model.remove(handle)).isEqualTo(deadline(handle));
              remove(handle);
            });
    assertThat(handled).isBetween(due.size(), limit);
    assertThat(due).allMatch(deadlineMs -> deadlineMs <= nowMs);
    due.removeAll(overdue);
    assertThat(due).isSorted();
    if (before.stream().noneMatch(deadlineMs -> deadlineMs <= nowMs)) {
      assertThat(due).isEmpty();
    }
    if (handled < limit) {
      assertThat(model.values()).allMatch(deadlineMs -> deadlineMs > nowMs);
      assertThat(wheel.nextDeadlineMs()).isGreaterThan(nowMs);
    }
  }

  private static long deadlineMs(Random random, long nowMs) {
    return switch (random.nextInt(8)) {
      case 0 -> nowMs - random.nextInt(2000);
      case 1 -> Long.MAX_VALUE - random.nextInt(3);
      case 2 -> nowMs + (random.nextLong() >>> (1 + random.nextInt(40))) % (1L << 50);
      case 3 -> nowMs + 1;
      default -> nowMs + 1 + random.nextInt(1 << random.nextInt(18));
    };
  }

  private static int pick(Random random, Map<Integer, Long> model) {
    return new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
  }

  // ---- blocks that are nothing but a deadline --------------------------------------------------

  private int add(long deadlineMs, long nowMs) {
    if (deadlineMs <= nowMs) {
      overdue.add(deadlineMs);
    }
    int handle = arena.allocate(Entry.prefixBytes(Entry.EXPIRES));
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    Entry.write(page, at, 0, Entry.EXPIRES, 0, 0, 0);
    Entry.expireAtMs(Entry.header(page, at), page, at, deadlineMs);
    wheel.add(handle, nowMs);
    return handle;
  }

  private void remove(int handle) {
    wheel.remove(handle);
    arena.free(handle);
  }

  private int move(int from) {
    int bytes = Entry.prefixBytes(Entry.EXPIRES);
    int to = arena.allocate(bytes);
    System.arraycopy(arena.page(from), Arena.offset(from), arena.page(to), Arena.offset(to), bytes);
    wheel.moved(from, to);
    arena.free(from);
    return to;
  }

  private long deadline(int handle) {
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    return Entry.expireAtMs(Entry.header(page, at), page, at);
  }

  private List<Long> advance(long nowMs, int limit) {
    List<Long> due = new ArrayList<>();
    wheel.advance(
        nowMs,
        limit,
        handle -> {
          due.add(deadline(handle));
          remove(handle);
        });
    wheel.checkInvariants();
    return due;
  }
}
