package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files are an append only file, in which order, and which of them may go.
 *
 * <pre>
 *  file appendonly.aof.2.base.rdb seq 2 type b      the data when the increments began; at most one
 *  file appendonly.aof.1.incr.aof seq 1 type h      history: no longer needed
 *  file appendonly.aof.2.incr.aof seq 2 type i      what was done since, in this order
 * </pre>
 *
 * <p>Invariants: the numbers of the increments grow; a name is no path, and stands there once.
 *
 * <p>Source: the comments on multi-part AOF in redis.io's documentation; observed on 7.0.15.
 *
 * @param base null if there is none
 */
record AofManifest(@Nullable Part base, List<Part> history, List<Part> increments) {
  /** A manifest of nothing. */
  static final AofManifest EMPTY = new AofManifest(null, List.of(), List.of());

  private static final int MAX_LINE_BYTES = 1024;
  private static final int FIELDS = 6;

  /**
   * One file.
   *
   * @param name in the folder of the manifest
   * @param sequence its number among those of its kind
   */
  record Part(String name, long sequence) {
    String line(char type) {
      return "file " + quoted(name) + " seq " + sequence + " type " + type + "\n";
    }
  }

  AofManifest {
    history = List.copyOf(history);
    increments = List.copyOf(increments);
  }

  /** The same, with another increment at the end. */
  AofManifest withIncrement(Part part) {
    List<Part> more = new ArrayList<>(increments);
    more.add(part);
    return new AofManifest(base, history, more);
  }

  /** What is there after a rewrite: a new base, the increments from one on; the rest is history. */
  AofManifest rewritten(Part newBase, Part firstIncrement) {
    List<Part> old = new ArrayList<>(history);
    if (base != null) {
      old.add(base);
    }
    List<Part> kept = new ArrayList<>();
    for (Part part : increments) {
      (part.sequence < firstIncrement.sequence ? old : kept).add(part);
    }
    return new AofManifest(newBase, old, kept);
  }

  /** The same without history. */
  AofManifest withoutHistory() {
    return new AofManifest(base, List.of(), increments);
  }

  /** The files that hold data, in the order in which they are loaded. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    if (base != null) {
      parts.add(base);
    }
    parts.addAll(increments);
    return parts;
  }

  /** The number of the base; 0 if there is none. */
  long baseSequence() {
    return base == null ? 0 : base.sequence;
  }

  /** The number of the last increment; 0 if there is none. */
  long lastIncrement() {
    return increments.isEmpty() ? 0 : increments.get(increments.size() - 1).sequence;
  }

  /** The content of a manifest file. */
  byte[] toBytes() {
    StringBuilder text = new StringBuilder();
    if (base != null) {
      text.append(base.line('b'));
    }
    history.forEach(part -> text.append(part.line('h')));
    increments.forEach(part -> text.append(part.line('i')));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String name) {
    boolean isPlain = name.chars().allMatch(c -> c > ' ' && c != '"' && c != '\'' && c != '\\');
    return isPlain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * Reads a manifest file.
   *
   * @param file for messages
   * @throws DamagedFileException if it is none
   */
  static AofManifest parse(Path file, byte[] content) {
    Part base = null;
    List<Part> history = new ArrayList<>();
    List<Part> increments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int from = 0;
    while (from < content.length) {
      int to = from;
      while (to < content.length && content[to] != '\n') {
        to++;
      }
      if (to == content.length) {
        throw damaged(file, from, "a line without an end");
      }
      if (to - from > MAX_LINE_BYTES) {
        throw damaged(file, from, "a line that is too long");
      }
      String line = new String(content, from, to - from, StandardCharsets.UTF_8);
      if (!line.startsWith("#")) {
        List<String> words = words(file, from, line);
        Part part = part(file, from, words);
        if (!names.add(part.name)) {
          throw damaged(file, from, "a file twice: " + part.name);
        }
        switch (words.get(FIELDS - 1)) {
          case "b" -> {
            if (base != null) {
              throw damaged(file, from, "two bases");
            }
            base = part;
          }
          case "h" -> history.add(part);
          case "i" -> {
            if (!increments.isEmpty()
                && part.sequence <= increments.get(increments.size() - 1).sequence) {
              throw damaged(file, from, "increments out of order: " + part.name);
            }
            increments.add(part);
          }
          default -> throw damaged(file, from, "unknown type: " + words.get(FIELDS - 1));
        }
      }
      from = to + 1;
    }
    if (names.isEmpty()) {
      throw damaged(file, content.length, "it names no files");
    }
    return new AofManifest(base, history, increments);
  }

  private static Part part(Path file, int offset, List<String> words) {
    if (words.size() != FIELDS
        || !words.get(0).equals("file")
        || !words.get(2).equals("seq")
        || !words.get(4).equals("type")) {
      throw damaged(file, offset, "not a line 'file NAME seq NUMBER type TYPE'");
    }
    String name = words.get(1);
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || isFolder(name)) {
      throw damaged(file, offset, "not the name of a file: " + name);
    }
    if (!words.get(3).matches("[0-9]{1,18}")) {
      throw damaged(file, offset, "not a number: " + words.get(3));
    }
    return new Part(name, Long.parseLong(words.get(3)));
  }

  private static boolean isFolder(String name) {
    return name.equals(".") || name.equals("..");
  }

  /** Splits a line at blanks; a word may be in quotes. */
  private static List<String> words(Path file, int offset, String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ' ' || c == '\r') {
        i++;
        continue;
      }
      StringBuilder word = new StringBuilder();
      if (c == '"') {
        i++;
        while (i < line.length() && line.charAt(i) != '"') {
          if (line.charAt(i) == '\\') {
            i++;
          }
          if (i < line.length()) {
            word.append(line.charAt(i++));
          }
        }
        if (i++ >= line.length()) {
          throw damaged(file, offset, "a quote without an end");
        }
      } else {
        while (i < line.length() && line.charAt(i) != ' ' && line.charAt(i) != '\r') {
          word.append(line.charAt(i++));
        }
      }
      words.add(word.toString());
    }
    return words;
  }

  private static DamagedFileException damaged(Path file, int offset, String reason) {
    return new DamagedFileException(file, offset, reason);
  }
}
