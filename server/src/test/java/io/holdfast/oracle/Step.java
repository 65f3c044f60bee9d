package io.holdfast.oracle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One line of a script: on which connection, what to send, what to compare.
 *
 * @param line the line's number in its file, from 1; 0 when it was generated
 * @param connection the name behind {@code @}
 * @param directive the name behind {@code %}, empty for a plain command
 * @param words the command, or the directive's arguments
 */
record Step(
    int line, String connection, Comparison comparison, String directive, List<byte[]> words) {
  static final String FIRST = "1";

  /** A generated command. */
  static Step command(String connection, Comparison comparison, List<byte[]> words) {
    return new Step(0, connection, comparison, "", words);
  }

  boolean isCommand() {
    return directive.isEmpty();
  }

  /** Argument {@code index} as text. */
  String word(int index) {
    return new String(words.get(index), StandardCharsets.UTF_8);
  }

  /** The command's name in upper case. */
  String name() {
    return words.isEmpty() ? "" : word(0).toUpperCase(Locale.ROOT);
  }

  Step withWords(List<byte[]> changed) {
    return new Step(line, connection, comparison, directive, changed);
  }

  /** The step as it is written in a script. */
  @Override
  public String toString() {
    String at = connection.equals(FIRST) ? "" : "@" + connection + " ";
    String name = directive.isEmpty() ? "" : "%" + directive + " ";
    return (at + comparison.prefix() + name + Quoting.quote(words)).stripTrailing();
  }
}
