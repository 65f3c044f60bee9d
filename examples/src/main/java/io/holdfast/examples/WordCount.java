package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.ScanOptions;
import io.holdfast.Store;
import io.holdfast.resp.RespListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the words of a text in an embedded store.
 *
 * <pre>
 * java -jar examples/target/holdfast-examples.jar [FILE] [--top N] [--listen PORT]
 * </pre>
 *
 * Without a file it reads standard input. With {@code --listen} the store stays open for redis-cli:
 * {@code redis-cli -p PORT get word:the}.
 */
public final class WordCount {
  private static final String USAGE =
      "usage: java -jar holdfast-examples.jar [FILE] [--top N] [--listen PORT]";

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}']+");
  private static final String PREFIX = "word:";

  /** Lines counted under one ownership. */
  private static final int LINES_A_BATCH = 256;

  private static final int LINES_BETWEEN_REPORTS = 200_000;

  private record Count(String word, long count) {}

  private @Nullable Path file;
  private int top = 10;
  private int port;

  /** Runs the example. */
  public static void main(String[] args) throws IOException, InterruptedException {
    WordCount example = new WordCount();
    try {
      example.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + System.lineSeparator() + USAGE);
      System.exit(1);
    }
    example.run();
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      boolean isOption = args[i].startsWith("--");
      if (isOption && i + 1 == args.length) {
        throw new IllegalArgumentException("missing value: " + args[i]);
      }
      switch (args[i]) {
        case "--top" -> top = Integer.parseInt(args[++i]);
        case "--listen" -> port = Integer.parseInt(args[++i]);
        default -> {
          if (isOption || file != null) {
            throw new IllegalArgumentException("not understood: " + args[i]);
          }
          file = Path.of(args[i]);
        }
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    try (Store store = Holdfast.open();
        BufferedReader reader = open()) {
      long lines = count(reader, store);
      report(store, lines);
      if (port > 0) {
        serve(store);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      System.err.println("no such file: " + e.getFile());
      System.exit(1);
    }
  }

  private BufferedReader open() throws IOException {
    return file == null
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
  }

  private static long count(BufferedReader reader, Store store) throws IOException {
    long startedAtMs = store.clock().epochMs();
    List<String> lines = new ArrayList<>(LINES_A_BATCH);
    long count = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (lines.size() == LINES_A_BATCH) {
        count(lines, store);
      }
      if (++count % LINES_BETWEEN_REPORTS == 0) {
        long elapsedMs = store.clock().epochMs() - startedAtMs;
        System.err.printf(
            Locale.ROOT,
            "%,d lines, %,d different words, %,d ms%n",
            count,
            store.size(),
            elapsedMs);
      }
    }
    count(lines, store);
    return count;
  }

  /** Counts the words of some lines under one ownership, and empties the list. */
  private static void count(List<String> lines, Store store) {
    store.batch(
        db -> {
          for (String line : lines) {
            Matcher words = WORD.matcher(line.toLowerCase(Locale.ROOT));
            while (words.find()) {
              db.strings().incr(PREFIX + words.group());
            }
          }
          return lines.size();
        });
    lines.clear();
  }

  private void report(Store store, long lines) {
    List<Count> counts = new ArrayList<>();
    try (Stream<String> keys =
        store.keys().scan(ScanOptions.all().match(PREFIX + "*").count(100))) {
      keys.distinct()
          .forEach(
              key -> {
                String count = store.strings().get(key);
                if (count != null) {
                  counts.add(new Count(key.substring(PREFIX.length()), Long.parseLong(count)));
                }
              });
    }
    counts.sort(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::word));
    long words = counts.stream().mapToLong(Count::count).sum();
    System.out.printf(
        Locale.ROOT, "%,d lines, %,d words, %,d different%n", lines, words, counts.size());
    counts.stream()
        .limit(top)
        .forEach(c -> System.out.printf(Locale.ROOT, "%8d  %s%n", c.count, c.word));
  }

  private void serve(Store store) throws IOException, InterruptedException {
    try (RespListener listener = RespListener.builder().port(port).open(store)) {
      System.out.println(
          "serving the counts on port "
              + listener.port()
              + "; try: redis-cli -p "
              + listener.port()
              + " get word:the   (Ctrl-C ends)");
      Thread.currentThread().join();
    }
  }
}
