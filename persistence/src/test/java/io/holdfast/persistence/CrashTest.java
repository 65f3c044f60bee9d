package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void killedProcesses_leaveWhatTheyAcknowledged()
      throws IOException, InterruptedException, ExecutionException {
    List<CrashedStore> calm = stores("calm", false);
    List<CrashedStore> busy = stores("busy", true);
    // Two at a time: a JVM takes its time to start.
    ExecutorService killers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> ends = new ArrayList<>();
      Stream.concat(busy.stream(), calm.stream())
          .forEach(store -> ends.add(killers.submit(store::kill)));
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      killers.shutdownNow();
    }
    int kills = sum(busy, CrashedStore::kills);
    assertThat(sum(busy, CrashedStore::killedAtWork)).as("at work").isGreaterThan(kills / 2);
    assertThat(sum(busy, CrashedStore::unfinishedFiles)).as("unfinished").isGreaterThan(kills / 8);
    assertThat(sum(calm, CrashedStore::lastingLives)).as("lasting").isPositive();
  }

  private static int sum(List<CrashedStore> stores, ToIntFunction<CrashedStore> figure) {
    return stores.stream().mapToInt(figure).sum();
  }

  private List<CrashedStore> stores(String name, boolean isBusy) throws IOException {
    return List.of(
        store(name, "always", 16, isBusy),
        store(name, "everysec", 16, isBusy),
        store(name, "no", 4, isBusy));
  }

  private CrashedStore store(String name, String policy, int kills, boolean isBusy)
      throws IOException {
    Path own = Files.createDirectory(folder.resolve(name + "-" + policy));
    return new CrashedStore(own, policy, appender(), options(), isBusy, kills * TIMES / share());
  }
}
