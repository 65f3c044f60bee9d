package io.holdfast.examples;

import io.holdfast.Change;
import io.holdfast.ChangeFilter;
import io.holdfast.Changes;
import io.holdfast.Holdfast;
import io.holdfast.RangeOptions;
import io.holdfast.ScoredMember;
import io.holdfast.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an index in step with data that others write: a reader follows the changes of counted words
 * and keeps a sorted set of the letters they begin with.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.LetterIndex README.md
 * </pre>
 */
public final class LetterIndex {
  private static final String PREFIX = "word:";
  private static final String LETTERS = "letters";
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
  private static final int LETTERS_SHOWN = 5;

  private LetterIndex() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: LetterIndex FILE");
      return;
    }
    List<String> lines = Files.readAllLines(Path.of(args[0]));
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (Store store = Holdfast.open()) {
      Changes changes = store.changes(ChangeFilter.all().keys(PREFIX + "*"));
      CompletableFuture<@Nullable Void> end =
          changes.forEach(reader, change -> index(store, change, changes));
      for (String line : lines) {
        count(store, line);
      }
      store.strings().set(PREFIX, "that was all");
      end.join();
      print(
          store
              .sortedSets()
              .rangeWithScores(LETTERS, 0, LETTERS_SHOWN - 1, RangeOptions.none().rev()));
    } finally {
      reader.shutdown();
    }
  }

  /** What the writer does; it knows nothing of the index. */
  private static void count(Store store, String line) {
    for (String word : NO_LETTERS.split(line.toLowerCase(Locale.ROOT), -1)) {
      if (!word.isEmpty()) {
        store.strings().incr(PREFIX + word);
      }
    }
  }

  /** What the reader does with each change of a word. */
  private static void index(Store store, Change change, Changes changes) {
    String word = change.words().get(1).substring(PREFIX.length());
    if (word.isEmpty()) {
      changes.close();
    } else {
      store.sortedSets().incrBy(LETTERS, word.substring(0, 1), 1);
    }
  }

  private static void print(List<ScoredMember<String>> letters) {
    for (ScoredMember<String> letter : letters) {
      System.out.printf(Locale.ROOT, "%8.0f  %s%n", letter.score(), letter.member());
    }
  }
}
