package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One store that lives in one process after the other, each of which is killed. */
final class CrashedStore {
  private static final long PROMISE_MS = 2_000;

  private final Path folder;
  private final String policy;
  private final String appender;
  private final List<String> options;
  private final boolean isBusy;
  private final int kills;
  private final Random random;

  private long written;
  private long surelyKept;
  private int killedAtWork;
  private int unfinishedFiles;
  private int lastingLives;

  CrashedStore(
      Path folder,
      String policy,
      String appender,
      List<String> options,
      boolean isBusy,
      int kills) {
    this.folder = folder;
    this.policy = policy;
    this.appender = appender;
    this.options = options;
    this.isBusy = isBusy;
    this.kills = kills;
    this.random = new Random(folder.getFileName().toString().hashCode());
  }

  /** How many processes it has. */
  int kills() {
    return kills;
  }

  /** How many processes died between the beginning and the end of a rewrite or a snapshot. */
  int killedAtWork() {
    return killedAtWork;
  }

  /** How many left a file that was to become a base or a snapshot. */
  int unfinishedFiles() {
    return unfinishedFiles;
  }

  /** How many acknowledged something so long before their end that it had to be there. */
  int lastingLives() {
    return lastingLives;
  }

  /** Lets them live, and die. */
  Void kill() throws IOException, InterruptedException {
    for (int kill = 0; kill < kills; kill++) {
      Life life = live(death(kill));
      if (life.found >= 0) {
        assertThat(life.found)
            .as(folder.getFileName() + ", after kill " + kill)
            .isGreaterThanOrEqualTo(surelyKept);
        written = Math.max(life.found, life.kept);
        surelyKept = policy.equals("always") ? written : Math.max(life.found, life.keptBefore());
        lastingLives += life.keptBefore() > life.found ? 1 : 0;
      }
      killedAtWork += life.isAtWork ? 1 : 0;
    }
    assertThat(written).as("something was written").isGreaterThan(kills);
    return null;
  }

  // ---- one process ---------------------------------------------------------------------------

  /**
   * When a process is killed: so many milliseconds after its start, or so many lines after it has
   * begun to write files anew so often, or after it has written for so long.
   */
  private record Death(int startMs, int works, int lines, long writingMs) {}

  private Death death(int kill) {
    boolean isAlways = policy.equals("always");
    if (!isBusy && !isAlways && kill % 8 == 3) {
      return new Death(0, 0, 0, PROMISE_MS + 200 + random.nextInt(1_000));
    }
    if (random.nextInt(8) == 0) {
      return new Death(random.nextInt(500), 0, 0, 0);
    }
    if (isBusy) {
      return new Death(0, 1 + random.nextInt(4), random.nextInt(isAlways ? 16 : 300), 0);
    }
    return new Death(0, 0, 1 + random.nextInt(300), 0);
  }

  /** What a process said. */
  private static final class Life {
    long found = -1;
    long kept = -1;
    boolean isAtWork;
    int works;
    int linesSinceWork;
    final List<long[]> acknowledged = new ArrayList<>();

    void hear(String line) {
      String[] words = line.split(" ", -1);
      linesSinceWork++;
      switch (words[0]) {
        case "found" -> found = Long.parseLong(words[1]);
        case "begun" -> {
          isAtWork = true;
          works++;
          linesSinceWork = 0;
        }
        case "ended" -> isAtWork = false;
        default -> {
          long number = Long.parseLong(words[1]);
          kept = Math.max(kept, number);
          acknowledged.add(new long[] {number, Long.parseLong(words[2])});
        }
      }
    }

    boolean isOver(Death death) {
      if (death.writingMs > 0) {
        return !acknowledged.isEmpty() && lastMs() - acknowledged.get(0)[1] >= death.writingMs;
      }
      return works >= death.works && linesSinceWork >= death.lines;
    }

    private long lastMs() {
      return acknowledged.get(acknowledged.size() - 1)[1];
    }

    /** The last number acknowledged two seconds before the last acknowledgement. */
    long keptBefore() {
      return acknowledged.stream()
          .filter(kept -> lastMs() - kept[1] >= PROMISE_MS)
          .mapToLong(kept -> kept[0])
          .max()
          .orElse(-1);
    }
  }

  private Life live(Death death) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command(random.nextInt())).redirectError(errors.toFile()).start();
    if (death.startMs > 0 && process.waitFor(death.startMs, TimeUnit.MILLISECONDS)) {
      fail(Files.readString(errors));
    }
    Life life = new Life();
    try (BufferedReader reader = process.inputReader(US_ASCII)) {
      boolean isKilled = death.startMs > 0;
      if (isKilled) {
        process.toHandle().destroyForcibly(); // not that of the process, which closes the pipe
      }
      String line = reader.readLine();
      // The last line may be a part of one.
      for (String next = reader.readLine(); next != null; next = reader.readLine()) {
        life.hear(line);
        line = next;
        if (!isKilled && life.isOver(death)) {
          isKilled = true;
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
    if (life.found < 0 && death.startMs == 0) {
      fail("the next start failed: " + Files.readString(errors));
    }
    unfinishedFiles += takeAwayUnfinished(process.pid()) ? 1 : 0;
    return life;
  }

  private List<String> command(int seedOfLife) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CrashedWriter.class.getName());
    command.addAll(List.of(folder.toString(), policy, appender));
    command.addAll(List.of(Integer.toString(seedOfLife), Boolean.toString(isBusy)));
    return command;
  }

  private boolean takeAwayUnfinished(long pid) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      List<Path> unfinished = files.filter(file -> isUnfinished(file, pid)).toList();
      unfinished.forEach(CrashedStore::delete);
      return !unfinished.isEmpty();
    }
  }

  private static boolean isUnfinished(Path file, long pid) {
    String name = file.getFileName().toString();
    return name.matches("temp-(rewriteaof-bg-)?" + pid + "[-.].*");
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
