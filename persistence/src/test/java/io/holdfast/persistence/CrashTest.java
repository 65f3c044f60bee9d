package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills processes that write, at any moment, and looks at what the next one finds: a prefix of what
 * was written, in which nothing is missing that was acknowledged; under {@code everysec} and {@code
 * no} nothing that was acknowledged two seconds before the last.
 *
 * <p>Half of them write their log anew, or save, all the time, and most of those die doing so; some
 * write for more than two seconds. {@code -Dholdfast.long=true} kills six times as often.
 */
@Tag("crash")
class CrashTest {
  private static final int TIMES = Boolean.getBoolean("holdfast.long") ? 6 : 1;

  @TempDir Path folder;

  /** What the log is appended to by. */
  String appender() {
    return "file";
  }

  /** What the killed JVMs need. */
  List<String> options() {
    return List.of();
  }

  /** What part of the kills there is time for. */
  int share() {
    return 1;
  }

  @ParameterizedTest
  @CsvSource({"always, 1, 32", "everysec, 2, 32", "no, 3, 8"})
  void killedProcess_leavesWhatItAcknowledged(String policy, long seed, int kills)
      throws IOException, InterruptedException, ExecutionException {
    CrashedStore calm = store("calm", policy, 2 * seed, false);
    CrashedStore busy = store("busy", policy, 2 * seed + 1, true);
    int each = kills / 2 * TIMES / share();
    // Two at a time: a JVM takes its time to start.
    ExecutorService killers = Executors.newFixedThreadPool(2);
    try {
      Future<?> first = killers.submit(() -> calm.kill(each));
      Future<?> second = killers.submit(() -> busy.kill(each));
      first.get();
      second.get();
    } finally {
      killers.shutdownNow();
    }
    assertThat(calm.written()).as("something was written").isGreaterThan(each);
    assertThat(busy.written()).as("something was written").isGreaterThan(each);
    assertThat(busy.killedAtWork()).as("while files were written anew").isGreaterThan(each / 2);
    assertThat(busy.unfinishedFiles()).as("files left unfinished").isPositive();
    if (policy.equals("everysec")) {
      assertThat(calm.lastingLives()).as("that wrote for more than two seconds").isPositive();
    }
  }

  private CrashedStore store(String name, String policy, long seed, boolean isBusy)
      throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    return new CrashedStore(own, policy, appender(), options(), seed, isBusy);
  }
}
