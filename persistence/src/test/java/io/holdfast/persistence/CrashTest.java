package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills processes that write, rewrite their log and take snapshots, at any moment, and looks at
 * what the next one finds: a prefix of what was written, and under {@code always} all that was
 * acknowledged.
 *
 * <p>{@code -Dholdfast.long=true} kills six times as often.
 */
@Tag("crash")
class CrashTest {
  private static final int TIMES = Boolean.getBoolean("holdfast.long") ? 6 : 1;
  private static final long LOSS_NS = TimeUnit.SECONDS.toNanos(2);

  @TempDir Path folder;

  /** What one process said. */
  private record Life(long found, long kept, long surelyKept) {}

  @ParameterizedTest
  @CsvSource({"always, 1, 60", "everysec, 2, 40"})
  void killedProcess_leavesWhatItAcknowledged(String policy, long seed, int kills)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    long written = 0;
    long surelyKept = 0;
    for (int kill = 0; kill < kills * TIMES; kill++) {
      Life life = live(policy, random);
      if (life.found >= 0) {
        assertThat(life.found)
            .as("seed " + seed + ", after kill " + kill)
            .isGreaterThanOrEqualTo(surelyKept);
        written = Math.max(life.found, life.kept);
        surelyKept = policy.equals("always") ? written : Math.max(life.found, life.surelyKept);
      }
    }
    assertThat(written).as("something was written").isGreaterThan(kills);
  }

  private Life live(String policy, Random random) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command(policy, random.nextInt()))
            .redirectError(errors.toFile())
            .start();
    boolean isEarly = random.nextInt(8) == 0;
    boolean isLong = random.nextInt(40) == 0 && !policy.equals("always");
    int lines = 1 + random.nextInt(isLong ? 200_000 : 300);
    if (isEarly && process.waitFor(random.nextInt(500), TimeUnit.MILLISECONDS)) {
      fail(Files.readString(errors));
    }
    long found = -1;
    long kept = -1;
    List<Long> times = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(US_ASCII)) {
      if (isEarly) {
        process.toHandle().destroyForcibly(); // not that of the process, which closes the pipe
      }
      String line = reader.readLine();
      for (; line != null && line.contains(" "); line = reader.readLine()) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("found")) {
          found = Long.parseLong(words[1]);
        } else if (words.length == 2 && words[0].equals("kept")) {
          kept = Math.max(kept, Long.parseLong(words[1]));
        }
        times.add(System.nanoTime());
        if (times.size() == lines) {
          process.toHandle().destroyForcibly(); // not that of the process, which closes the pipe
        }
      }
    }
    process.waitFor();
    if (found < 0 && !isEarly) {
      fail("the next start failed: " + Files.readString(errors));
    }
    long end = System.nanoTime();
    long recent = times.stream().filter(time -> end - time < LOSS_NS).count();
    return new Life(found, kept, kept < 0 ? -1 : kept - recent);
  }

  private List<String> command(String policy, int seed) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-cp",
        System.getProperty("java.class.path"),
        CrashedWriter.class.getName(),
        folder.toString(),
        policy,
        Integer.toString(seed));
  }
}
