package io.holdfast.examples;

import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.KeyType;
import io.holdfast.ScanOptions;
import io.holdfast.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest lines of a log, in a list for each value of one of its words: what a page of
 * recent events is made of.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.LogTail /var/log/dpkg.log
 * java -cp ... io.holdfast.examples.LogTail FILE [--word N] [--keep N]
 * </pre>
 *
 * The word is the third unless {@code --word} says otherwise, which in {@code dpkg.log} is what was
 * done; {@code --keep} is how many lines a list has, 1000 by default.
 */
public final class LogTail {
  private static final String USAGE = "usage: LogTail FILE [--word N] [--keep N]";
  private static final String PREFIX = "log:";
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** Logs are seldom all UTF-8; every byte is a character of this. */
  private static final Charset ANY_BYTES = StandardCharsets.ISO_8859_1;

  /** Lines added under one ownership. */
  private static final int LINES_A_BATCH = 256;

  private static final int LINES_SHOWN = 3;

  private @Nullable Path file;
  private int word = 3;
  private int keep = 1000;

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    LogTail example = new LogTail();
    Path file;
    try {
      file = example.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + System.lineSeparator() + USAGE);
      System.exit(1);
      return;
    }
    try (Store store = Holdfast.open();
        BufferedReader lines = Files.newBufferedReader(file, ANY_BYTES)) {
      example.read(lines, store);
      example.report(store);
    } catch (java.nio.file.NoSuchFileException e) {
      System.err.println("no such file: " + e.getFile());
      System.exit(1);
    }
  }

  private Path parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      boolean isOption = args[i].startsWith("--");
      if (isOption && i + 1 == args.length) {
        throw new IllegalArgumentException("missing value: " + args[i]);
      }
      switch (args[i]) {
        case "--word" -> word = positive(args[++i]);
        case "--keep" -> keep = positive(args[++i]);
        default -> {
          if (isOption || file != null) {
            throw new IllegalArgumentException("not understood: " + args[i]);
          }
          file = Path.of(args[i]);
        }
      }
    }
    if (file == null) {
      throw new IllegalArgumentException("which file?");
    }
    return file;
  }

  private static int positive(String number) {
    int value = Integer.parseInt(number);
    if (value < 1) {
      throw new IllegalArgumentException("not a number from 1 on: " + number);
    }
    return value;
  }

  private void read(BufferedReader reader, Store store) throws IOException {
    List<String> batch = new ArrayList<>(LINES_A_BATCH);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      batch.add(line);
      if (batch.size() == LINES_A_BATCH) {
        add(batch, store);
      }
    }
    add(batch, store);
  }

  /** Adds some lines under one ownership, and empties the batch. */
  private void add(List<String> batch, Store store) {
    store.batch(
        db -> {
          batch.forEach(line -> add(line, db));
          return batch.size();
        });
    batch.clear();
  }

  /** The newest line is the head; what is more than is kept goes at the tail. */
  private void add(String line, Db<String, String> db) {
    String[] words = SPACE.split(line, word + 1);
    if (words.length >= word) {
      String key = PREFIX + words[word - 1];
      if (db.lists().pushLeft(key, line) > keep) {
        db.lists().trim(key, 0, keep - 1);
      }
    }
  }

  private void report(Store store) {
    List<String> keys;
    try (Stream<String> found =
        store.keys().scan(ScanOptions.all().match(PREFIX + "*").type(KeyType.LIST))) {
      keys = found.distinct().sorted().toList();
    }
    for (String key : keys) {
      System.out.printf(
          Locale.ROOT, "%s, %,d lines%n", key.substring(PREFIX.length()), store.lists().size(key));
      store.lists().range(key, 0, LINES_SHOWN - 1).forEach(line -> System.out.println("  " + line));
    }
  }
}
