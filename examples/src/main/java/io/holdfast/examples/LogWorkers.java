package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.StreamEntry;
import io.holdfast.StreamId;
import io.holdfast.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shares the lines of a log among three workers of a consumer group: each line is given to one of
 * them, and what the one that breaks down leaves behind is claimed by another.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.LogWorkers /var/log/dpkg.log
 * </pre>
 */
public final class LogWorkers {
  private static final String LOG = "log";
  private static final String GROUP = "workers";
  private static final List<String> WORKERS = List.of("ada", "bob", "eve");
  private static final String BREAKS_DOWN = "eve";
  private static final int LINES_AT_ONCE = 10;

  private LogWorkers() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: LogWorkers FILE");
      System.exit(1);
      return;
    }
    try (Store store = Holdfast.open()) {
      Streams<String, String, String> streams = store.streams();
      streams.createGroup(LOG, GROUP, StreamId.MIN, true);
      try (BufferedReader lines =
          Files.newBufferedReader(Path.of(args[0]), StandardCharsets.ISO_8859_1)) {
        lines.lines().forEach(line -> streams.add(LOG, Map.of("line", line)));
      }
      work(store);
      report(store);
    }
  }

  /** The workers take turns until nothing is left; one of them acknowledges nothing. */
  private static void work(Store store) {
    Streams<String, String, String> streams = store.streams();
    boolean isAnyBusy = true;
    while (isAnyBusy) {
      isAnyBusy = false;
      for (String worker : WORKERS) {
        var lines = streams.readGroup(LOG, GROUP, worker, LINES_AT_ONCE);
        isAnyBusy |= !lines.isEmpty();
        if (!worker.equals(BREAKS_DOWN)) {
          lines.forEach(line -> done(store, worker, line));
        }
      }
    }
  }

  private static void done(Store store, String worker, StreamEntry<String, String> line) {
    store.hashes().incrBy("done", worker, 1);
    store.streams().acknowledge(LOG, GROUP, line.id());
  }

  private static void report(Store store) {
    Streams<String, String, String> streams = store.streams();
    System.out.printf(
        Locale.ROOT,
        "%,d lines, %,d left behind%n",
        streams.length(LOG),
        streams.pending(LOG, GROUP).count());
    String heir = WORKERS.get(0);
    StreamId next = StreamId.MIN;
    do {
      var claimed = streams.autoClaim(LOG, GROUP, heir, Duration.ZERO, next, LINES_AT_ONCE);
      claimed.entries().forEach(line -> done(store, heir, line));
      next = claimed.next();
    } while (!next.equals(StreamId.MIN));
    for (String worker : WORKERS) {
      String lines = store.hashes().get("done", worker);
      System.out.println(worker + ": " + (lines == null ? "0" : lines));
    }
    System.out.printf(Locale.ROOT, "%,d left behind%n", streams.pending(LOG, GROUP).count());
  }
}
