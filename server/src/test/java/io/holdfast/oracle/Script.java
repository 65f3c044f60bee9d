package io.holdfast.oracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of named test cases. The format is described in {@code oracle/README.md}.
 *
 * @param name the file's name
 */
record Script(String name, List<Section> sections) {
  /** The directives and how many words each takes at least. */
  private static final Map<String, Integer> DIRECTIVES =
      Map.ofEntries(
          Map.entry("raw", 1),
          Map.entry("send", 1),
          Map.entry("read", 0),
          Map.entry("closed", 0),
          Map.entry("silent", 0),
          Map.entry("pushed", 0),
          Map.entry("eof", 0),
          Map.entry("disconnect", 0),
          Map.entry("resp", 1),
          Map.entry("let", 3),
          Map.entry("capture", 1),
          Map.entry("repeat", 2),
          Map.entry("scan", 2),
          Map.entry("gone", 1),
          Map.entry("until", 2),
          Map.entry("needs", 1),
          Map.entry("pipeline", 0),
          Map.entry("end", 0));

  /** A test case: it starts on an empty server with fresh connections. */
  record Section(String file, int line, String title, List<Step> steps) {}

  static Script read(Path path) throws IOException {
    return parse(
        String.valueOf(path.getFileName()), Files.readString(path, StandardCharsets.UTF_8));
  }

  static Script parse(String name, String text) {
    List<Section> sections = new ArrayList<>();
    String[] lines = text.split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      try {
        if (line.startsWith("== ")) {
          sections.add(new Section(name, i + 1, line.substring(3).strip(), new ArrayList<>()));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          if (sections.isEmpty()) {
            throw new IllegalArgumentException("a command before the first section");
          }
          sections.get(sections.size() - 1).steps().add(step(i + 1, line));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ":" + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return new Script(name, sections);
  }

  static Step step(int number, String line) {
    String rest = line;
    String connection = Step.FIRST;
    Comparison comparison = Comparison.EXACT;
    String directive = "";
    if (rest.startsWith("@")) {
      connection = firstWord(rest).substring(1);
      rest = afterFirstWord(rest);
    }
    if (rest.startsWith("~")) {
      comparison = Comparison.parse(firstWord(rest).substring(1));
      rest = afterFirstWord(rest);
    }
    if (rest.startsWith("%")) {
      directive = firstWord(rest).substring(1);
      rest = afterFirstWord(rest);
    }
    List<byte[]> words = Quoting.split(rest);
    if (directive.isEmpty() && words.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
    if (!directive.isEmpty()) {
      Integer atLeast = DIRECTIVES.get(directive);
      if (atLeast == null) {
        throw new IllegalArgumentException("unknown directive=" + directive);
      }
      if (words.size() < atLeast) {
        throw new IllegalArgumentException("directive " + directive + " needs more words");
      }
    }
    return new Step(number, connection, comparison, directive, words);
  }

  private static String firstWord(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  private static String afterFirstWord(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? "" : line.substring(space).strip();
  }
}
