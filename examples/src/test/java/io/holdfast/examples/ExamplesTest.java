package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example runs as from a shell and prints what is so. */
class ExamplesTest {
  @TempDir Path folder;

  private interface Program {
    void run(String... args) throws Exception;
  }

  private static List<String> lines(Program program, String... args) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run(args);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private String file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines)).toString();
  }

  @Test
  void wordCount_countsByFrequency() throws Exception {
    String text = file("text.txt", "The cat and the dog", "and the bird");
    assertThat(lines(WordCount::main, text, "--top", "2"))
        .containsExactly("2 lines, 8 words, 5 different", "       3  the", "       2  and");
  }

  @Test
  void logTail_keepsTheNewest() throws Exception {
    String log = file("log.txt", "d t install a", "d t remove b", "d t install c", "short");
    assertThat(lines(LogTail::main, log, "--keep", "1"))
        .containsExactly(
            "install, 1 lines", "  d t install c", "remove, 1 lines", "  d t remove b");
  }

  @Test
  void logChannels_reachTheirListeners() throws Exception {
    String log =
        file("log.txt", "d t install a", "d t remove b", "d t remove c", "d t remove b", "x");
    assertThat(lines(LogChannels::main, log))
        .containsExactly(
            "log.install, 1 lines", "log.remove, 3 lines", "2 packages removed, 0 messages lost");
  }

  @Test
  void logWorkers_leaveNothingBehind() throws Exception {
    String[] log = new String[65];
    for (int i = 0; i < log.length; i++) {
      log[i] = "line " + i;
    }
    assertThat(lines(LogWorkers::main, file("log.txt", log)))
        .containsExactly(
            "65 lines, 20 left behind", "ada: 45", "bob: 20", "eve: 0", "0 left behind");
  }

  @Test
  void letterIndex_isInStep() throws Exception {
    String text = file("text.txt", "To be, or not to be: that is", "the question");
    assertThat(lines(LetterIndex::main, text))
        .containsExactly("       4  t", "       2  b", "       1  q", "       1  o", "       1  n");
  }

  /** How many characters there are depends on the JDK; those of old scripts stay. */
  @Test
  void scriptCensus_countsKinds() throws Exception {
    List<String> lines = lines(ScriptCensus::main, "greek", "HAN");
    assertThat(lines.get(0)).matches("1\\d\\d scripts");
    assertThat(lines.get(1)).isEqualTo("greek");
    assertThat(lines.get(2)).matches(" +1\\d\\d  capital letters");
    assertThat(lines).contains("han").anyMatch(line -> line.matches(" *\\d{5}  other letters"));
  }

  @Test
  void moduleGraph_followsRequirements() throws Exception {
    assertThat(lines(ModuleGraph::main))
        .containsExactly(
            "both need: java.base, java.logging",
            "only java.sql: java.transaction.xa, java.xml",
            "only java.rmi: ");
  }

  @Test
  void zonesByOffset_ordersZones() throws Exception {
    List<String> lines = lines(ZonesByOffset::main, "Asia/Kathmandu", "2026-01-01T00:00:00Z");
    assertThat(lines.get(0)).matches("\\d+ zones, at 2026-01-01T00:00:00Z");
    assertThat(lines)
        .contains("  +14:00  Pacific/Kiritimati", "  -12:00  Etc/GMT+12")
        .anyMatch(line -> line.startsWith("Asia/Kathmandu: "))
        .anyMatch(line -> line.startsWith("  +06:00  "));
  }

  @Test
  void characterClasses_areCombined() throws Exception {
    List<String> lines = lines(CharacterClasses::main);
    assertThat(lines)
        .anyMatch(line -> line.endsWith("  letters: U+0041 U+0042 U+0043 U+0044 U+0045"))
        .anyMatch(
            line -> line.endsWith("  letters without case: U+01BB U+01C0 U+01C1 U+01C2 U+01C3"))
        .contains("        0  capital and small:", "        0  letters, not in names:");
  }

  @Test
  void differentWords_areGuessedWell() throws Exception {
    String one = file("one.txt", "a b c d");
    String two = file("two.md", "c d e", "f F");
    file("three.bin", "not read");
    assertThat(lines(DifferentWords::main, folder.toString()))
        .containsExactly(
            "        4  " + one,
            "        4  " + two,
            "        6  all together; really 6, off by 0.0 %");
  }

  @Test
  void nearestCities_areByDistance() throws Exception {
    assertThat(lines(NearestCities::main, "Vienna"))
        .containsExactly(
            "Vienna is at u2edk8278e0",
            "       0 km  Vienna",
            "     214 km  Budapest",
            "     251 km  Prague",
            "     492 km  Belgrade",
            "     524 km  Berlin");
    assertThat(lines(NearestCities::main, "174.8", "-40"))
        .first()
        .asString()
        .endsWith("Wellington");
    assertThat(lines(NearestCities::main, "Atlantis")).containsExactly("no such city: Atlantis");
  }

  @Test
  void clockChanges_areThoseOfTheYear() throws Exception {
    assertThat(lines(ClockChanges::main, "2015"))
        .anyMatch(line -> line.startsWith("2015-03-29  ") && line.contains("zones: "))
        .anyMatch(line -> line.matches("2015-08-14 +1 zones: Asia/Pyongyang"))
        .anyMatch(line -> line.startsWith("2015-11-01  "));
  }
}
