package io.holdfast.core.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a command, as COMMAND DOCS describes it.
 *
 * @param name its name
 * @param type what it holds
 * @param keySpecIndex for a key: which of the command's key specs finds it; -1 otherwise
 * @param token the word in front of it, or the word it is; or null
 * @param since the version that brought it, or null
 * @param deprecatedSince the version that deprecated it, or null
 * @param isOptional whether it may be left out
 * @param isMultiple whether it may be repeated
 * @param isTokenRepeated whether its word is repeated with it
 * @param parts what a block consists of, or what a choice is between
 */
public record Argument(
    String name,
    Type type,
    int keySpecIndex,
    @Nullable String token,
    @Nullable String since,
    @Nullable String deprecatedSince,
    boolean isOptional,
    boolean isMultiple,
    boolean isTokenRepeated,
    List<Argument> parts) {

  /** What an argument holds. */
  public enum Type {
    STRING("string"),
    INTEGER("integer"),
    DOUBLE("double"),
    KEY("key"),
    PATTERN("pattern"),
    UNIX_TIME("unix-time"),
    /** A word that stands for itself. */
    PURE_TOKEN("pure-token"),
    /** One of several arguments. */
    ONE_OF("oneof"),
    /** Several arguments, one after the other. */
    BLOCK("block");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** The type's name in replies. */
    public String text() {
      return text;
    }
  }

  Argument optional() {
    return new Argument(
        name,
        type,
        keySpecIndex,
        token,
        since,
        deprecatedSince,
        true,
        isMultiple,
        isTokenRepeated,
        parts);
  }

  /** Repeated, with its word if {@code withToken} says so and it has one. */
  Argument multiple(boolean withToken) {
    return new Argument(
        name,
        type,
        keySpecIndex,
        token,
        since,
        deprecatedSince,
        isOptional,
        true,
        withToken && token != null && type != Type.PURE_TOKEN,
        parts);
  }

  Argument since(String version) {
    return new Argument(
        name,
        type,
        keySpecIndex,
        token,
        version,
        deprecatedSince,
        isOptional,
        isMultiple,
        isTokenRepeated,
        parts);
  }

  Argument deprecated(String version) {
    return new Argument(
        name,
        type,
        keySpecIndex,
        token,
        since,
        version,
        isOptional,
        isMultiple,
        isTokenRepeated,
        parts);
  }

  /** With a word in front. */
  Argument behind(String word, @Nullable String version) {
    return new Argument(
        name,
        type,
        keySpecIndex,
        word,
        version == null ? since : version,
        deprecatedSince,
        isOptional,
        isMultiple,
        isTokenRepeated,
        parts);
  }

  /** How the argument is written, as in {@code [COUNT count]}. */
  public String usage() {
    String once = onceWithoutToken();
    String text;
    if (token == null || type == Type.PURE_TOKEN) {
      text = isMultiple ? once + " [" + once + " ...]" : once;
    } else if (isMultiple && !isTokenRepeated) {
      text = token + " " + once + " [" + once + " ...]";
    } else {
      String whole = token + " " + once;
      text = isMultiple ? whole + " [" + whole + " ...]" : whole;
    }
    return isOptional ? "[" + text + "]" : text;
  }

  private String onceWithoutToken() {
    return switch (type) {
      case PURE_TOKEN -> String.valueOf(token);
      case BLOCK -> usage(parts, " ");
      case ONE_OF -> isOptional && token == null ? usage(parts, " | ") : oneOf();
      default -> name;
    };
  }

  private String oneOf() {
    return "<" + usage(parts, " | ") + ">";
  }

  /** How several arguments are written. */
  static String usage(List<Argument> arguments, String separator) {
    return String.join(separator, arguments.stream().map(Argument::usage).toList());
  }
}
