package io.holdfast.encodings.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineHeapTest {
  /** Owners that remember where they stand. */
  private static final class Owners extends DeadlineHeap {
    private final int[] positions = new int[20_000];

    Owners() {
      Arrays.fill(positions, -1);
    }

    @Override
    protected void moved(int owner, int position) {
      positions[owner] = position;
    }
  }

  /** Random operations against a map of deadlines by owner. */
  @ParameterizedTest
  @CsvSource({"1, 5, 3000, 1", "2, 200, 3000, 1", "3, 10000, 60000, 1999"})
  void model_agreesWithAMap(long seed, int owners, int steps, int checkEvery) {
    ModelRun.run(ModelRun.seed(seed), steps, () -> new HeapPair(owners, checkEvery));
  }

  private static final class HeapPair implements ModelRun.Pair {
    private final int owners;
    private final int checkEvery;
    private final Owners heap = new Owners();
    private final Map<Integer, Long> model = new TreeMap<>();
    private int drawn;
    private int step;

    HeapPair(int owners, int checkEvery) {
      this.owners = owners;
      this.checkEvery = checkEvery;
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / (2 * owners + 100) % 2 == 0;
      int draw = random.nextInt(100);
      String owner = " " + random.nextInt(owners) + " ";
      if (draw < (growing ? 60 : 20)) {
        return "set" + owner + random.nextInt(draw % 2 == 0 ? 10 : 1_000_000);
      } else if (draw < 70) {
        return "give" + owner + random.nextInt(owners);
      }
      return (draw < 80 ? "removeFirst" : "remove") + owner + 0;
    }

    @Override
    public void apply(String[] words) {
      int owner = Integer.parseInt(words[1]);
      int number = Integer.parseInt(words[2]);
      Long known = model.get(owner);
      int position = heap.positions[owner];
      switch (words[0]) {
        case "set" -> {
          if (known == null) {
            heap.add(owner, number);
          } else {
            heap.change(position, number);
          }
          model.put(owner, (long) number);
        }
        case "give" -> {
          if (known != null && !model.containsKey(number)) {
            heap.replaceOwner(position, number);
            model.remove(owner);
            model.put(number, known);
          }
        }
        case "removeFirst" -> {
          if (heap.size() > 0) {
            int first = heap.first();
            assertThat(model.remove(first)).isEqualTo(heap.firstDeadlineMs());
            heap.remove(0);
          }
        }
        default -> {
          if (known != null) {
            heap.remove(position);
            model.remove(owner);
          }
        }
      }
      assertThat(heap.size()).isEqualTo(model.size());
      if (step++ % checkEvery == 0) {
        check();
      }
    }

    private void check() {
      heap.checkInvariants();
      long[] sorted = model.values().stream().mapToLong(Long::longValue).sorted().toArray();
      assertThat(heap.firstDeadlineMs())
          .isEqualTo(sorted.length == 0 ? DeadlineHeap.NEVER : sorted[0]);
      model.forEach(
          (owner, deadlineMs) -> {
            assertThat(heap.owner(heap.positions[owner])).isEqualTo(owner);
            assertThat(heap.deadlineMs(heap.positions[owner])).isEqualTo(deadlineMs);
          });
      for (long nowMs : new long[] {-1, 5, 500_000, Long.MAX_VALUE}) {
        assertThat(heap.countDue(nowMs))
            .isEqualTo((int) Arrays.stream(sorted).filter(ms -> ms <= nowMs).count());
      }
      for (long nowMs : new long[] {500_000, 900_000, 5, 999_990}) {
        assertThat(heap.areAllDue(nowMs))
            .isEqualTo(Arrays.stream(sorted).allMatch(ms -> ms <= nowMs));
      }
    }
  }

  @Test
  void memory_isTwelveBytesADeadline_andGivenBack() {
    Owners heap = new Owners();
    assertThat(heap.bytes()).isZero();
    heap.add(0, 7);
    assertThat(heap.bytes()).isLessThan(100);
    for (int owner = 1; owner < 20_000; owner++) {
      heap.add(owner, 20_000 - owner);
    }
    assertThat(heap.bytes()).isBetween(20_000L * 12, (20_000 + 1024) * 12 + 500L);
    while (heap.size() > 1500) {
      heap.remove(heap.size() - 1);
    }
    assertThat(heap.bytes()).isLessThan(4 * 1024 * 12);
    while (heap.size() > 0) {
      heap.remove(0);
    }
    assertThat(heap.bytes()).isZero();
  }
}
