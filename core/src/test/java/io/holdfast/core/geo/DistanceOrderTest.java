package io.holdfast.core.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random distances, many of them equal, against the sort of the JDK. */
class DistanceOrderTest {
  private static final int RUNS = Boolean.getBoolean("holdfast.long") ? 200_000 : 5_000;
  private static final long SEED = Long.getLong("holdfast.seed", 20_261_121L);

  @Test
  void all_areSorted_equalOnesAsTheyWere() {
    Random random = new Random(SEED);
    for (int run = 0; run < RUNS; run++) {
      double[] distances = distances(random);
      boolean isDescending = random.nextBoolean();
      List<Integer> expected = indices(distances.length);
      expected.sort(byDistance(distances, isDescending));
      int[] order =
          new DistanceOrder(distances, distances.length, isDescending).first(distances.length);
      assertThat(order)
          .as("seed=%d run=%d", SEED, run)
          .containsExactly(expected.stream().mapToInt(i -> i).toArray());
    }
  }

  @Test
  void theFirstFew_areThoseOfAll_andNoneIsLost() {
    Random random = new Random(SEED);
    for (int run = 0; run < RUNS; run++) {
      double[] distances = distances(random);
      boolean isDescending = random.nextBoolean();
      int count = random.nextInt(distances.length + 1);
      List<Integer> expected = indices(distances.length);
      expected.sort(byDistance(distances, isDescending));
      int[] order = new DistanceOrder(distances, distances.length, isDescending).first(count);
      assertThat(order)
          .as("seed=%d run=%d", SEED, run)
          .containsExactlyInAnyOrder(indices(distances.length).stream().mapToInt(i -> i).toArray());
      for (int i = 0; i < count; i++) {
        assertThat(distances[order[i]])
            .as("seed=%d run=%d rank=%d", SEED, run, i)
            .isEqualTo(distances[expected.get(i)]);
      }
    }
  }

  private static double[] distances(Random random) {
    int size = random.nextInt(random.nextInt(10) == 0 ? 300 : 60);
    int different = 1 + random.nextInt(40);
    double[] distances = new double[size];
    for (int i = 0; i < size; i++) {
      distances[i] = random.nextInt(different) / 4.0;
    }
    return distances;
  }

  private static List<Integer> indices(int size) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      indices.add(i);
    }
    return indices;
  }

  private static Comparator<Integer> byDistance(double[] distances, boolean isDescending) {
    Comparator<Integer> ascending = Comparator.comparingDouble(index -> distances[index]);
    return isDescending ? ascending.reversed() : ascending;
  }
}
