package io.holdfast.oracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The deviations from the oracle that are meant, as {@code docs/differences.md} lists them.
 *
 * <pre>
 *  ### D7. The title a reader sees           the id is the heading's first word
 *  ```difference
 *  command:  CLIENT INFO                     globs: * stands for anything, \* for itself,
 *  redis:    "id=* db=$db*"                  $name for something that is the same wherever the
 *  holdfast: "id=* db=$db lib-name=*"        name stands; replies as in Reply.notation()
 *  ```
 * </pre>
 *
 * A block may hold several such triples, one after the other. A difference that explained nothing
 * during a complete run of the case files is stale and has to go.
 */
final class Differences {
  private static final Pattern GLOB_PART = Pattern.compile("\\\\\\*|\\*|\\$[a-z]+");

  private final List<Entry> entries;
  private final Set<String> seen = new LinkedHashSet<>();

  /** A pattern and the names of its wildcards, in order; an unnamed one has an empty name. */
  private record Glob(Pattern pattern, List<String> names) {
    /** Whether the text fits, and the named parts are what they were before. */
    boolean matches(String text, Map<String, String> bound) {
      Matcher matcher = pattern.matcher(text);
      if (!matcher.matches()) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        String part = matcher.group(i + 1);
        String before = names.get(i).isEmpty() ? part : bound.putIfAbsent(names.get(i), part);
        if (before != null && !before.equals(part)) {
          return false;
        }
      }
      return true;
    }
  }

  private record Entry(String id, Glob command, Glob oracle, Glob ours) {
    boolean covers(String question, String left, String right) {
      Map<String, String> bound = new HashMap<>();
      return command.matches(question, bound)
          && oracle.matches(left, bound)
          && ours.matches(right, bound);
    }
  }

  private Differences(List<Entry> entries) {
    this.entries = entries;
  }

  static Differences none() {
    return new Differences(List.of());
  }

  static Differences read(Path page) throws IOException {
    return parse(Files.readString(page, StandardCharsets.UTF_8));
  }

  static Differences parse(String page) {
    List<Entry> entries = new ArrayList<>();
    String id = "";
    boolean inside = false;
    String[] triple = new String[3];
    for (String line : page.split("\r?\n", -1)) {
      if (line.startsWith("#")) {
        id = line.replaceFirst("#+ *", "").replaceFirst("[. ].*", "");
      } else if (line.equals("```difference")) {
        inside = true;
      } else if (line.startsWith("```")) {
        inside = false;
        require(triple[0] == null && triple[1] == null, id, "an unfinished triple");
      } else if (inside && !line.isBlank()) {
        int colon = line.indexOf(':');
        require(colon > 0, id, line);
        int part = List.of("command", "redis", "holdfast").indexOf(line.substring(0, colon));
        require(part >= 0 && triple[part] == null, id, line);
        triple[part] = line.substring(colon + 1).strip();
        if (part == 2) {
          require(triple[0] != null && triple[1] != null, id, line);
          entries.add(
              new Entry(
                  id,
                  glob(triple[0], Pattern.CASE_INSENSITIVE),
                  glob(triple[1], 0),
                  glob(triple[2], 0)));
          triple = new String[3];
        }
      }
    }
    return new Differences(entries);
  }

  private static void require(boolean fine, String id, String what) {
    if (!fine) {
      throw new IllegalArgumentException("difference " + id + ": cannot read: " + what);
    }
  }

  private static Glob glob(String text, int flags) {
    StringBuilder regex = new StringBuilder();
    List<String> names = new ArrayList<>();
    Matcher part = GLOB_PART.matcher(text);
    int at = 0;
    while (part.find()) {
      regex.append(Pattern.quote(text.substring(at, part.start())));
      if (part.group().equals("\\*")) {
        regex.append("\\*");
      } else {
        regex.append("(.*?)");
        names.add(part.group().substring(1));
      }
      at = part.end();
    }
    regex.append(Pattern.quote(text.substring(at)));
    return new Glob(Pattern.compile(regex.toString(), flags | Pattern.DOTALL), names);
  }

  /** True when a listed difference covers these replies; the difference then counts as seen. */
  boolean explain(String command, Reply oracle, Reply ours) {
    if (entries.isEmpty()) {
      return false;
    }
    String left = oracle.notation();
    String right = ours.notation();
    boolean explained = false;
    for (Entry entry : entries) {
      if (entry.covers(command, left, right)) {
        seen.add(entry.id());
        explained = true;
      }
    }
    return explained;
  }

  /** The ids that explained nothing so far. */
  Set<String> stale() {
    Set<String> ids = new LinkedHashSet<>();
    entries.forEach(entry -> ids.add(entry.id()));
    ids.removeAll(seen);
    return ids;
  }
}
