package io.holdfast.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What "equal" means for the two replies to one command.
 *
 * <pre>
 *  (none)          the same bytes
 *  ~any            a reply came from both
 *  ~type           the same type byte
 *  ~shape          the same types and lengths all the way down, scalars of any content
 *  ~unordered      equal after sorting the elements of every aggregate
 *  ~error-code     both errors, the same first word
 *  ~within:N       integers (as : or text) at any depth may differ by N; negative ones may not
 *  ~doubles        texts of doubles, at any depth, may be written differently
 *  ~doubles:N      and may differ by N units in the last place
 *  ~time           the two elements of TIME: seconds within 5, microseconds below a million
 *  ~fields         lines of name=value or name:value: the same names in the same order
 *  ~fields:a,b     the same values for these names
 * </pre>
 */
record Comparison(Mode mode, String argument) {
  static final Comparison EXACT = new Comparison(Mode.EXACT, "");

  enum Mode {
    EXACT,
    ANY,
    TYPE,
    SHAPE,
    UNORDERED,
    ERROR_CODE,
    WITHIN,
    DOUBLES,
    TIME,
    FIELDS
  }

  static Comparison within(long tolerance) {
    return new Comparison(Mode.WITHIN, Long.toString(tolerance));
  }

  /** Parses {@code name} or {@code name:argument}, without the tilde. */
  static Comparison parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    for (Mode mode : Mode.values()) {
      if (mode != Mode.EXACT && word(mode).equals(name)) {
        if (mode == Mode.WITHIN) {
          Long.parseLong(argument);
        } else if (mode == Mode.DOUBLES && !argument.isEmpty()) {
          Integer.parseInt(argument);
        } else if (mode != Mode.FIELDS && !argument.isEmpty()) {
          throw new IllegalArgumentException("takes no argument: comparison=" + text);
        }
        return new Comparison(mode, argument);
      }
    }
    throw new IllegalArgumentException("unknown comparison=" + text);
  }

  boolean isEqual(Reply oracle, Reply ours) {
    if (oracle.isNone() || ours.isNone()) {
      return oracle.sameBytes(ours)
          && oracle.string().equals(Reply.CLOSED)
          && ours.string().equals(Reply.CLOSED);
    }
    return switch (mode) {
      case EXACT -> oracle.sameBytes(ours);
      case ANY -> true;
      case TYPE -> oracle.type() == ours.type();
      case SHAPE -> sameShape(oracle, ours);
      case UNORDERED -> canonical(oracle).equals(canonical(ours));
      case ERROR_CODE -> oracle.isError() && ours.isError() && code(oracle).equals(code(ours));
      case WITHIN -> within(oracle, ours, Long.parseLong(argument));
      case DOUBLES ->
          sameDoubles(oracle, ours, argument.isEmpty() ? 0 : Integer.parseInt(argument));
      case TIME -> sameTime(oracle, ours);
      case FIELDS -> oracle.type() == ours.type() && fields(oracle).equals(fields(ours));
    };
  }

  /** What of a reply is compared, for a report. */
  String view(Reply reply) {
    boolean isText = mode == Mode.FIELDS && reply.text() != null && !reply.isNone();
    return isText ? fields(reply).toString() : reply.notation();
  }

  /** As written in a script, with a space behind; empty for the exact one. */
  String prefix() {
    if (mode == Mode.EXACT) {
      return "";
    }
    return "~" + word(mode) + (argument.isEmpty() ? "" : ":" + argument) + " ";
  }

  private static String word(Mode mode) {
    return mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static boolean sameShape(Reply oracle, Reply ours) {
    List<Reply> left = oracle.elements();
    List<Reply> right = ours.elements();
    if (oracle.type() != ours.type() || (left == null) != (right == null)) {
      return false;
    }
    if (left == null || right == null) {
      return (oracle.text() == null) == (ours.text() == null);
    }
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!sameShape(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String canonical(Reply reply) {
    List<Reply> elements = reply.elements();
    if (elements == null) {
      return reply.notation();
    }
    List<String> parts = new ArrayList<>();
    if (reply.type() == '%') {
      for (int i = 0; i < elements.size(); i += 2) {
        parts.add(elements.get(i).notation() + ": " + canonical(elements.get(i + 1)));
      }
    } else {
      for (Reply element : elements) {
        parts.add(canonical(element));
      }
    }
    Collections.sort(parts);
    return reply.type() + parts.toString();
  }

  private static String code(Reply reply) {
    String text = reply.string();
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }

  private static boolean within(Reply oracle, Reply ours, long tolerance) {
    List<Reply> left = oracle.elements();
    List<Reply> right = ours.elements();
    if (oracle.type() != ours.type()) {
      return false;
    }
    if (left != null && right != null) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!within(left.get(i), right.get(i), tolerance)) {
          return false;
        }
      }
      return true;
    }
    if (oracle.sameBytes(ours)) {
      return true;
    }
    try {
      long a = Long.parseLong(oracle.string());
      long b = Long.parseLong(ours.string());
      return a >= 0 && b >= 0 && Math.abs(a - b) <= tolerance;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean sameDoubles(Reply oracle, Reply ours, int units) {
    List<Reply> left = oracle.elements();
    List<Reply> right = ours.elements();
    if (oracle.type() != ours.type()) {
      return false;
    }
    if (left != null && right != null) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!sameDoubles(left.get(i), right.get(i), units)) {
          return false;
        }
      }
      return true;
    }
    if (oracle.sameBytes(ours)) {
      return true;
    }
    try {
      double a = Double.parseDouble(oracle.string());
      double b = Double.parseDouble(ours.string());
      return a == b || Math.abs(a - b) <= units * Math.ulp(a);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean sameTime(Reply oracle, Reply ours) {
    if (!sameShape(oracle, ours) || oracle.elements() == null || ours.elements() == null) {
      return false;
    }
    List<Reply> left = oracle.elements();
    List<Reply> right = ours.elements();
    try {
      long microseconds = Long.parseLong(right.get(1).string());
      return left.size() == 2
          && within(left.get(0), right.get(0), 5)
          && microseconds >= 0
          && microseconds < 1_000_000;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** For each line the names, or the named values, in order. */
  private List<String> fields(Reply reply) {
    List<String> wanted = argument.isEmpty() ? List.of() : Arrays.asList(argument.split(",", -1));
    List<String> lines = new ArrayList<>();
    byte[] text = reply.text();
    if (text == null) {
      return lines;
    }
    for (String line : new String(text, StandardCharsets.UTF_8).split("\r?\n", -1)) {
      Map<String, String> values = parseFields(line);
      if (wanted.isEmpty()) {
        lines.add(String.join(" ", values.keySet()));
        continue;
      }
      values.keySet().retainAll(wanted);
      if (!values.isEmpty()) {
        lines.add(values.toString());
      }
    }
    return lines;
  }

  private static Map<String, String> parseFields(String line) {
    Map<String, String> values = new LinkedHashMap<>();
    int colon = line.indexOf(':');
    int equals = line.indexOf('=');
    if (colon >= 0 && (equals < 0 || colon < equals)) {
      values.put(line.substring(0, colon), line.substring(colon + 1));
      return values;
    }
    for (String field : line.split(" ", -1)) {
      int split = field.indexOf('=');
      values.put(split < 0 ? field : field.substring(0, split), field.substring(split + 1));
    }
    return values;
  }
}
