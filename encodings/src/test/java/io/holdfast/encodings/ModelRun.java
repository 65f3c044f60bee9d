package io.holdfast.encodings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random operations on a structure and on its model.
 *
 * <p>An operation is a line of text whose numbers mean something whatever was done before. So a run
 * that fails can be made shorter, and be repeated: {@code -Dholdfast.seed=N} draws the same
 * operations again, {@code -Dholdfast.replay=FILE} applies the lines of a file.
 */
public final class ModelRun {
  /** Whether the long form of random tests was asked for. */
  public static final boolean LONG = Boolean.getBoolean("holdfast.long");

  private static final int MAX_SHRINK_RUNS = 2_000;

  private ModelRun() {}

  /** A structure beside its model. */
  public interface Pair {
    /** Draws the next operation. */
    String draw(Random random);

    /** Applies an operation to both and proves that they agree and that all invariants hold. */
    void apply(String[] words);
  }

  /** The seed to use: the one given, or a fixed one in short form, another each time in long. */
  public static long seed(long fixed) {
    return Long.getLong("holdfast.seed", LONG ? System.nanoTime() : fixed);
  }

  /**
   * Applies {@code steps} random operations to a new pair.
   *
   * @throws AssertionError if one fails, with the seed and the operations that lead there
   */
  public static void run(long seed, int steps, Supplier<Pair> pairs) {
    String replay = System.getProperty("holdfast.replay");
    if (replay != null) {
      replay(lines(Path.of(replay)), pairs);
      return;
    }
    Random random = new Random(seed);
    Pair pair = pairs.get();
    List<String> log = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      String line = pair.draw(random);
      log.add(line);
      try {
        pair.apply(line.split(" "));
      } catch (Throwable e) {
        List<String> shorter = shrink(log, pairs);
        throw new AssertionError(
            "seed "
                + seed
                + " fails at step "
                + step
                + "; so do these lines with -Dholdfast.replay=FILE:\n"
                + String.join("\n", shorter),
            e);
      }
    }
  }

  private static void replay(List<String> lines, Supplier<Pair> pairs) {
    Pair pair = pairs.get();
    for (String line : lines) {
      pair.apply(line.split(" "));
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves out ever smaller runs of operations as long as something still fails. */
  private static List<String> shrink(List<String> failing, Supplier<Pair> pairs) {
    List<String> lines = failing;
    int runs = 0;
    for (int size = lines.size() / 2; size > 0; size /= 2) {
      for (int from = 0; from + size <= lines.size() && runs < MAX_SHRINK_RUNS; runs++) {
        List<String> without = new ArrayList<>(lines.subList(0, from));
        without.addAll(lines.subList(from + size, lines.size()));
        if (failure(without, pairs) != null) {
          lines = without;
        } else {
          from += size;
        }
      }
    }
    return lines;
  }

  private static @Nullable Throwable failure(List<String> lines, Supplier<Pair> pairs) {
    try {
      replay(lines, pairs);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }
}
