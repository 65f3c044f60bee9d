package io.holdfast.examples;

import io.holdfast.Db;
import io.holdfast.Hashes;
import io.holdfast.Holdfast;
import io.holdfast.ScanOptions;
import io.holdfast.Store;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts the characters of every script of Unicode by what they are: a hash for each script, a
 * field for each kind.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.ScriptCensus [SCRIPT...]
 * </pre>
 *
 * Without scripts it shows Latin, Greek and Cyrillic.
 */
public final class ScriptCensus {
  private static final String PREFIX = "script:";
  private static final List<String> SHOWN = List.of("LATIN", "GREEK", "CYRILLIC");

  private ScriptCensus() {}

  /** Runs the example. */
  public static void main(String[] scripts) {
    try (Store store = Holdfast.open()) {
      store.batch(ScriptCensus::count);
      report(store, scripts.length == 0 ? SHOWN : Arrays.asList(scripts));
    }
  }

  private static int count(Db<String, String> db) {
    Hashes<String, String, String> hashes = db.hashes();
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      if (Character.isDefined(character)) {
        hashes.incrBy(PREFIX + UnicodeScript.of(character), kind(character), 1);
      }
    }
    return 0;
  }

  private static String kind(int character) {
    if (Character.isLetter(character)) {
      return Character.isUpperCase(character)
          ? "capital letters"
          : Character.isLowerCase(character) ? "small letters" : "other letters";
    }
    return Character.isDigit(character) ? "digits" : "signs";
  }

  private static void report(Store store, List<String> scripts) {
    try (Stream<String> keys = store.keys().scan(ScanOptions.all().match(PREFIX + "*"))) {
      System.out.printf(Locale.ROOT, "%d scripts%n", keys.distinct().count());
    }
    for (String script : scripts) {
      String key = PREFIX + script.toUpperCase(Locale.ROOT);
      Map<String, String> kinds = new TreeMap<>(store.hashes().getAll(key));
      System.out.println(script.toLowerCase(Locale.ROOT));
      kinds.forEach((kind, count) -> System.out.printf(Locale.ROOT, "%8s  %s%n", count, kind));
    }
  }
}
