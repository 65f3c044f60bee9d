package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The hand-written cases: every section of {@code src/test/resources/oracle/*.txt} on the oracle
 * and on Holdfast, once with connections that speak RESP2 and once with RESP3.
 *
 * <p>One file: {@code -Dholdfast.oracle.cases=keys}. Stale differences are looked for when all
 * files ran.
 */
@Tag("oracle")
final class OracleCasesTest {
  private static final Path CASES = Path.of("src/test/resources/oracle");
  private static final Path DIFFERENCES = Path.of("../docs/differences.md");

  private static Peers peers;
  private static Differences differences;
  private static PairRunner runner;

  @BeforeAll
  static void start() throws IOException {
    peers = Peers.start();
    differences = Differences.read(DIFFERENCES);
    runner = new PairRunner(peers.oracle(), peers.ours(), differences);
  }

  @AfterAll
  static void stop() {
    if (runner != null) {
      Set<String> lacking = runner.lacking();
      if (!lacking.isEmpty()) {
        System.err.println("oracle: parts of cases wait for " + String.join(" ", lacking));
      }
      runner.close();
    }
    if (peers != null) {
      peers.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> cases() throws IOException {
    String only = System.getProperty("holdfast.oracle.cases", "");
    List<DynamicNode> nodes = new ArrayList<>();
    for (Path file : files()) {
      String name = String.valueOf(file.getFileName());
      if (only.isEmpty() || Set.of(only.split(",", -1)).contains(name.replace(".txt", ""))) {
        Script script = Script.read(file);
        for (int protocol = 2; protocol <= 3; protocol++) {
          nodes.add(container(name, file, script, protocol));
        }
      }
    }
    if (only.isEmpty()) {
      nodes.add(DynamicTest.dynamicTest("no listed difference is stale", this::noneIsStale));
    }
    return nodes.stream();
  }

  private static DynamicNode container(String name, Path file, Script script, int protocol) {
    return DynamicContainer.dynamicContainer(
        name + " in RESP" + protocol,
        file.toUri(),
        script.sections().stream().map(section -> test(section, protocol)));
  }

  private static DynamicTest test(Script.Section section, int protocol) {
    return DynamicTest.dynamicTest(
        section.title() + " (" + section.file() + ":" + section.line() + ", RESP" + protocol + ")",
        () -> {
          List<Mismatch> mismatches = runner.run(section, protocol);
          if (!mismatches.isEmpty()) {
            fail(
                mismatches.stream()
                    .map(runner::describe)
                    .collect(Collectors.joining("\n", mismatches.size() + " differ\n", "")));
          }
        });
  }

  private void noneIsStale() {
    Assumptions.assumeTrue(peers.isHoldfast(), "the server under test is a redis-server itself");
    Set<String> stale = new TreeSet<>(differences.stale());
    if (!stale.isEmpty()) {
      fail("docs/differences.md lists what no case shows any more: " + String.join(", ", stale));
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(CASES)) {
      return found.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }
}
