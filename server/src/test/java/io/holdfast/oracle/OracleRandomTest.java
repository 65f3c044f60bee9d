package io.holdfast.oracle;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Random input on the oracle and on Holdfast: command sequences by family, the keyspaces compared
 * at the end of each, every second one in RESP3; and requests of broken clients, byte by byte.
 *
 * <p>A failure prints its seed and a shrunk script in the format of the case files. One family:
 * {@code -Dholdfast.oracle.family=strings}; {@link RandomRun} has the other properties.
 */
@Tag("oracle")
final class OracleRandomTest {
  private static final int COMMANDS = 20_000;

  /** Where every command is a few round trips. */
  private static final int INTERLEAVED_COMMANDS = 4_000;

  private static final int SEQUENCE = 200;
  private static final int REQUESTS = 2_000;

  private static final Map<String, Function<Random, Grammar>> FAMILIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("hyperloglogs", HyperLogLogGrammar::new),
              Map.entry("bitmaps", BitmapGrammar::new),
              Map.entry("connection", ConnectionGrammar::new),
              Map.entry("geo", GeoGrammar::new),
              Map.entry("hashes", HashGrammar::new),
              Map.entry("lists", ListGrammar::new),
              Map.entry("sets", SetGrammar::new),
              Map.entry("sort", SortGrammar::new),
              Map.entry("sortedsets", SortedSetGrammar::new),
              Map.entry("streams", StreamGrammar::new),
              Map.entry("strings", StringGrammar::new),
              Map.entry("keys", KeyGrammar::new),
              Map.entry("transactions", TransactionGrammar::new),
              Map.entry("waiting", WaitingGrammar::new)));

  private static RandomRun run;

  @BeforeAll
  static void start() throws IOException {
    run = new RandomRun();
  }

  @AfterAll
  static void stop() {
    if (run != null) {
      run.close();
    }
  }

  /** What writes sequences, by family. */
  static Map<String, Function<Random, Grammar>> grammars() {
    return FAMILIES;
  }

  @TestFactory
  Stream<DynamicTest> families() {
    String only = System.getProperty("holdfast.oracle.family", "");
    Stream<DynamicTest> sequences =
        FAMILIES.entrySet().stream().map(entry -> sequences(entry.getKey(), entry.getValue()));
    DynamicTest requests =
        DynamicTest.dynamicTest(
            "protocol", () -> run.run("protocol", REQUESTS, 1, OracleRandomTest::request));
    return Stream.concat(sequences, Stream.of(requests))
        .filter(test -> only.isEmpty() || only.equals(test.getDisplayName()));
  }

  private static DynamicTest sequences(String family, Function<Random, Grammar> grammars) {
    boolean isInterleaved = grammars.apply(new Random(0)).isInterleaved();
    int commands = isInterleaved ? INTERLEAVED_COMMANDS : COMMANDS;
    return DynamicTest.dynamicTest(
        family, () -> run.run(family, commands, SEQUENCE, seed -> sequence(seed, grammars)));
  }

  private static Optional<String> sequence(long seed, Function<Random, Grammar> grammars) {
    Grammar grammar = grammars.apply(new Random(seed));
    List<Step> steps = grammar.sequence(SEQUENCE);
    int protocol = seed % 2 == 0 ? 2 : 3;
    Function<List<Step>, List<Mismatch>> attempt =
        candidate -> run.runner().runSequence(candidate, grammar, protocol).stream().toList();
    if (attempt.apply(steps).isEmpty()) {
      return Optional.empty();
    }
    List<Step> small =
        Shrinker.script(
            steps, candidate -> !attempt.apply(candidate).isEmpty(), RandomRun.SHRINK_ATTEMPTS);
    String script = (protocol == 3 ? "%resp 3\n" : "") + script(small);
    return Optional.of(script + describe(attempt.apply(small)));
  }

  /** What comes back until the server hangs up is compared. */
  private static Optional<String> request(long seed) {
    List<Byte> bytes = new RequestBytes(new Random(seed)).next();
    if (run.runner().run(section(bytes), 2).isEmpty()) {
      return Optional.empty();
    }
    List<Byte> small =
        new Shrinker<Byte>(
                candidate -> !run.runner().run(section(candidate), 2).isEmpty(),
                RandomRun.SHRINK_ATTEMPTS)
            .shrink(bytes);
    Script.Section section = section(small);
    return Optional.of(script(section.steps()) + describe(run.runner().run(section, 2)));
  }

  private static Script.Section section(List<Byte> bytes) {
    byte[] request = RequestBytes.unboxed(bytes);
    Step raw = new Step(0, Step.FIRST, Comparison.EXACT, "raw", List.of(request));
    Step end = new Step(0, Step.FIRST, Comparison.EXACT, "eof", List.of());
    return new Script.Section("generated", 0, "protocol", List.of(raw, end));
  }

  private static String script(List<Step> steps) {
    return steps.stream().map(step -> step + "\n").collect(Collectors.joining());
  }

  private static String describe(List<Mismatch> mismatches) {
    if (mismatches.isEmpty()) {
      return "# it did not differ once more\n";
    }
    return "# " + run.runner().describe(mismatches.get(0)) + '\n';
  }
}
