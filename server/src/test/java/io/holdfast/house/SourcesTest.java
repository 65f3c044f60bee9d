package io.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the compiler does not see: packages, names and words in the source files. */
class SourcesTest {
  private static final Pattern NULL_MARKED =
      Pattern.compile("(?m)^@(org\\.jspecify\\.annotations\\.)?NullMarked$");

  private enum Where {
    ANYWHERE,
    TESTS,
    LIBRARIES;

    boolean holds(Path file) {
      return switch (this) {
        case ANYWHERE -> true;
        case TESTS -> file.startsWith(file.getName(0).resolve("src/test"));
        case LIBRARIES ->
            House.LIBRARIES.stream().anyMatch(name -> file.startsWith(name + "/src/main"));
      };
    }
  }

  /** A banned word, where it is banned, and what to write instead. */
  private record Word(String regex, Where where, String instead) {}

  private static final List<Word> BANNED =
      List.of(
          new Word("\\b(TODO|FIXME|XXX)\\b", Where.ANYWHERE, "an issue, or nothing"),
          new Word("@author\\b", Where.ANYWHERE, "nothing: the log knows"),
          new Word("@SuppressWarnings\\(\"all\"\\)", Where.ANYWHERE, "the name of the one warning"),
          new Word(
              "\\bprintStackTrace\\(",
              Where.ANYWHERE,
              "the error handler, with the command's name"),
          new Word(
              "\\bsun\\.misc\\b|\\bjdk\\.internal\\b", Where.LIBRARIES, "byteArrayViewVarHandle"),
          new Word(
              "(?m)^(?! +\\*).*\\bSystem\\.(out|err)\\b",
              Where.LIBRARIES,
              "an exception or the error handler"),
          new Word(
              "\\bSystem\\.exit\\(", Where.LIBRARIES, "an exception: the process is the user's"),
          new Word("\\bfinalize\\(", Where.ANYWHERE, "AutoCloseable"),
          new Word(
              "\\bThread\\.sleep\\(",
              Where.TESTS,
              "VirtualClock.advance, a latch, or a step by hand"),
          new Word("\\bjupiter\\.api\\.Assertions\\b", Where.TESTS, "assertThat of AssertJ"),
          new Word(
              "\\bassertTimeout(Preemptively)?\\(", Where.TESTS, "a benchmark: tests time nothing"),
          new Word("\\b[Uu]tili[sz]e", Where.ANYWHERE, "use"),
          new Word("\\b(black|white)list", Where.ANYWHERE, "banned and allowed"),
          new Word("\\bsubkey\\b", Where.LIBRARIES, "field or member"));

  @TestFactory
  List<DynamicTest> bannedWord_hasAReplacement() {
    Map<Path, String> sources = House.sources();
    assertThat(sources).isNotEmpty();
    return BANNED.stream()
        .map(word -> DynamicTest.dynamicTest(word.regex, () -> findNone(sources, word)))
        .toList();
  }

  private static void findNone(Map<Path, String> sources, Word word) {
    Pattern pattern = Pattern.compile(word.regex);
    List<String> found = new ArrayList<>();
    sources.forEach(
        (file, text) -> {
          if (word.where.holds(file) && !file.endsWith("SourcesTest.java")) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
              found.add(file + ":" + lineOf(text, matcher.start()) + " " + matcher.group());
            }
          }
        });
    assertThat(found).as("write instead: %s", word.instead).isEmpty();
  }

  @Test
  void everyPackage_saysWhatItIsAndIsNullMarked() {
    Map<Path, String> sources = House.mainSources();
    Set<Path> packages = new TreeSet<>();
    sources.keySet().stream()
        .filter(file -> !file.endsWith("module-info.java"))
        .forEach(file -> packages.add(file.getParent()));
    packages.removeIf(folder -> isDescribed(sources.get(folder.resolve("package-info.java"))));
    assertThat(packages)
        .as("packages without a package-info.java that has a comment and @NullMarked")
        .isEmpty();
  }

  private static boolean isDescribed(@Nullable String packageInfo) {
    return packageInfo != null
        && packageInfo.startsWith("/**")
        && NULL_MARKED.matcher(packageInfo).find();
  }

  @Test
  void nothing_isCalledUtil() {
    Pattern vague =
        Pattern.compile("(?i)/(utils?|commons?|helpers?|misc|shared)/|(Utils?|Helper).java$");
    assertThat(House.sources().keySet())
        .filteredOn(file -> vague.matcher(file.toString()).find())
        .as("a shared thing has a name and a home: ByteKey, GlobPattern, Crc64")
        .isEmpty();
  }

  private static long lineOf(String text, int position) {
    return 1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
  }
}
