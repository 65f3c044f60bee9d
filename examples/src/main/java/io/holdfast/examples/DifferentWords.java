package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Estimates how many different words texts have, each and all together: a HyperLogLog of at most 12
 * KB for each text, and a set beside them, to see how well they guess.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.DifferentWords README.md docs
 * </pre>
 *
 * Of a folder it reads the files that end in {@code .md} or {@code .txt}.
 */
public final class DifferentWords {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}']+");
  private static final String ALL = "words";

  private DifferentWords() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      System.err.println("usage: DifferentWords FILE-OR-FOLDER...");
      System.exit(1);
    }
    List<Path> texts = new ArrayList<>();
    for (String name : args) {
      try (Stream<Path> found = Files.walk(Path.of(name))) {
        found.filter(DifferentWords::isText).sorted().forEach(texts::add);
      }
    }
    try (Store store = Holdfast.open()) {
      for (Path text : texts) {
        read(text, store);
      }
      report(texts, store);
    }
  }

  private static boolean isText(Path path) {
    String name = path.toString();
    return Files.isRegularFile(path) && (name.endsWith(".md") || name.endsWith(".txt"));
  }

  private static void read(Path text, Store store) throws IOException {
    List<String> words = new ArrayList<>();
    for (String line : Files.readAllLines(text, StandardCharsets.UTF_8)) {
      Matcher matcher = WORD.matcher(line.toLowerCase(Locale.ROOT));
      while (matcher.find()) {
        words.add(matcher.group());
      }
    }
    store.hyperLogLogs().add(text.toString(), words);
    store.sets().add(ALL, words);
  }

  private static void report(List<Path> texts, Store store) {
    List<String> keys = texts.stream().map(Path::toString).toList();
    for (String key : keys) {
      System.out.printf(Locale.ROOT, "%,9d  %s%n", store.hyperLogLogs().count(key), key);
    }
    // Counting several is counting their union: a word that two texts share counts once.
    long estimate = store.hyperLogLogs().count(keys);
    long exact = store.sets().size(ALL);
    System.out.printf(
        Locale.ROOT,
        "%,9d  all together; really %,d, off by %.1f %%%n",
        estimate,
        exact,
        exact == 0 ? 0 : 100.0 * Math.abs(estimate - exact) / exact);
  }
}
