package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Tries seed after seed on both servers and collects what fails.
 *
 * <p>System properties: {@code holdfast.oracle.seed}, {@code holdfast.oracle.commands}, {@code
 * holdfast.oracle.failures} (how many to collect before giving up), {@code holdfast.long=true} (ten
 * times as many commands, a seed from the clock).
 */
final class RandomRun implements AutoCloseable {
  /** How often a failing input is run again, smaller. */
  static final int SHRINK_ATTEMPTS = 2_000;

  private static final long SEED = 20_261_121;
  private static final int LONG_FACTOR = 10;
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  private final Peers peers;
  private final PairRunner runner;

  RandomRun() throws IOException {
    peers = Peers.start();
    runner =
        new PairRunner(
            peers.oracle(), peers.ours(), Differences.read(Path.of("../docs/differences.md")));
  }

  PairRunner runner() {
    return runner;
  }

  /**
   * Fails with a report of everything that differed.
   *
   * @param family what to name for reproducing it
   * @param commands how many to run, unless a property says otherwise
   * @param each how many of them one seed stands for
   * @param attempt runs one seed; a report when it fails
   */
  void run(String family, int commands, int each, LongFunction<Optional<String>> attempt) {
    long seed = Long.getLong("holdfast.oracle.seed", LONG ? System.nanoTime() : SEED);
    int total =
        Integer.getInteger("holdfast.oracle.commands", LONG ? commands * LONG_FACTOR : commands);
    int most = Integer.getInteger("holdfast.oracle.failures", 3);
    List<String> failures = new ArrayList<>();
    for (int done = 0; done < total && failures.size() < most; done += each) {
      Optional<String> report = attempt.apply(seed);
      if (report.isPresent()) {
        failures.add(heading(family, seed) + report.get());
      }
      seed++;
    }
    if (!failures.isEmpty()) {
      fail(failures.size() + " differ\n" + String.join("\n", failures));
    }
  }

  private static String heading(String family, long seed) {
    return "reproduce: -Dholdfast.oracle.family="
        + family
        + " -Dholdfast.oracle.seed="
        + seed
        + " -Dholdfast.oracle.commands=1\n== "
        + family
        + ", shrunk from seed "
        + seed
        + '\n';
  }

  @Override
  public void close() {
    runner.close();
    peers.close();
  }
}
