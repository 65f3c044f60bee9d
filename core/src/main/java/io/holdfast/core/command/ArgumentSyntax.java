package io.holdfast.core.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one-line notation in which declarations describe their arguments.
 *
 * <pre>
 *  key                      an argument; a "key" is of type key, everything else a string
 *  count:integer            its type: string integer double key pattern unix-time
 *  destination:key#1        found by the command's key spec 1; in order of appearance otherwise
 *  COUNT count:integer      a word and the argument behind it: together one argument
 *  KEEPTTL                  a word by itself
 *  CH:change                a word by itself that has another name
 *  ~:approximately          as is a sign: * = ~ $
 *  [ ... ]                  optional
 *  { ... }                  a group where one is needed: {pair: key value}...
 *  [condition: NX | XX]     one of several; what stands before the first colon and space is its name
 *  {limit: offset count}    without a bar: a block of that name
 *  key...                   repeated; [X x]... repeats the word as well
 *  KEEPTTL@6.0.0            the version that brought it; after a name or a word
 *  ip:port:string!2.8.12    the version that deprecated it; after a name
 * </pre>
 */
final class ArgumentSyntax {
  private static final Map<String, Argument.Type> TYPES =
      Map.of(
          "string", Argument.Type.STRING,
          "integer", Argument.Type.INTEGER,
          "double", Argument.Type.DOUBLE,
          "key", Argument.Type.KEY,
          "pattern", Argument.Type.PATTERN,
          "unix-time", Argument.Type.UNIX_TIME);

  private static final String REPEATED = "...";

  /** Tokens that are no words. */
  private static final String SIGNS = "*=~$";

  private final String syntax;
  private final List<String> words;
  private final int keySpecCount;
  private int at;
  private int keys;

  private ArgumentSyntax(String syntax, int keySpecCount) {
    this.syntax = syntax;
    this.words = words(syntax);
    this.keySpecCount = keySpecCount;
  }

  /**
   * Reads the arguments of a command.
   *
   * @throws IllegalArgumentException if the notation is broken
   */
  static List<Argument> parse(Command command) {
    return parse(command.arguments(), command.keySpecs().size());
  }

  static List<Argument> parse(String syntax, int keySpecCount) {
    ArgumentSyntax parser = new ArgumentSyntax(syntax, keySpecCount);
    List<Argument> arguments = parser.sequence();
    if (parser.at < parser.words.size()) {
      throw parser.broken("unexpected " + parser.words.get(parser.at));
    }
    return arguments;
  }

  /** Brackets, braces, bars and dots are words of their own, wherever they stand. */
  private static List<String> words(String syntax) {
    List<String> words = new ArrayList<>();
    String spaced = syntax.replaceAll("([\\[\\]{}|]|\\.\\.\\.)", " $1 ");
    for (String word : spaced.split(" ", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /** Arguments up to a bar, a closing bracket or the end. */
  private List<Argument> sequence() {
    List<Argument> arguments = new ArrayList<>();
    while (at < words.size() && !isAny("]", "}", "|")) {
      arguments.add(repeated(argument(), words.get(at - 1)));
    }
    return arguments;
  }

  private Argument repeated(Argument argument, String lastWord) {
    if (!isAny(REPEATED)) {
      return argument;
    }
    at++;
    return argument.multiple(lastWord.equals("]") || lastWord.equals("}"));
  }

  private Argument argument() {
    String word = words.get(at++);
    switch (word) {
      case "[" -> {
        return closed("]").optional();
      }
      case "{" -> {
        return closed("}");
      }
      default -> {
        return isToken(word) ? tokenAnd(word) : value(word);
      }
    }
  }

  /** What stands between brackets or braces: an argument, a choice or a block. */
  private Argument closed(String end) {
    String name = "";
    if (at < words.size() && words.get(at).endsWith(":")) {
      String word = words.get(at++);
      name = word.substring(0, word.length() - 1);
    }
    List<List<Argument>> choices = new ArrayList<>();
    choices.add(sequence());
    while (isAny("|")) {
      at++;
      choices.add(sequence());
    }
    if (!isAny(end)) {
      throw broken("no " + end);
    }
    at++;
    if (choices.size() == 1) {
      List<Argument> only = choices.get(0);
      return name.isEmpty() ? single(only) : group(name, Argument.Type.BLOCK, only);
    }
    return group(
        name, Argument.Type.ONE_OF, choices.stream().map(choice -> single(choice)).toList());
  }

  private Argument single(List<Argument> arguments) {
    if (arguments.size() != 1) {
      throw broken("a group of " + arguments.size() + " arguments without a name");
    }
    return arguments.get(0);
  }

  private Argument group(String nameAndVersion, Argument.Type type, List<Argument> parts) {
    if (nameAndVersion.isEmpty()) {
      throw broken("a choice without a name");
    }
    String[] name = nameAndVersion.split("@", 2);
    Argument group = new Argument(name[0], type, -1, null, null, null, false, false, false, parts);
    return name.length == 1 ? group : group.since(name[1]);
  }

  private Argument tokenAnd(String wordAndVersion) {
    String[] token = wordAndVersion.split("@", 2);
    String version = token.length == 1 ? null : token[1];
    boolean hasArgument =
        at < words.size() && !isAny("[", "]", "}", "|", REPEATED) && !isToken(words.get(at));
    if (hasArgument) {
      return argument().behind(token[0], version);
    }
    String[] tokenAndName = token[0].split(":", 2);
    return new Argument(
        tokenAndName[tokenAndName.length - 1].toLowerCase(Locale.ROOT),
        Argument.Type.PURE_TOKEN,
        -1,
        tokenAndName[0],
        version,
        null,
        false,
        false,
        false,
        List.of());
  }

  private Argument value(String word) {
    String[] deprecation = word.split("!", 2);
    String[] nameAndVersion = deprecation[0].split("@", 2);
    String[] nameAndSpec = nameAndVersion[0].split("#", 2);
    String name = nameAndSpec[0];
    Argument.Type type = name.equals("key") ? Argument.Type.KEY : Argument.Type.STRING;
    int colon = name.lastIndexOf(':');
    Argument.Type declared = TYPES.get(name.substring(colon + 1));
    if (colon > 0 && declared != null) {
      type = declared;
      name = name.substring(0, colon);
    }
    int keySpec = nameAndSpec.length > 1 ? Integer.parseInt(nameAndSpec[1]) : -1;
    if (type == Argument.Type.KEY) {
      if (keySpec < 0) {
        keySpec = Math.min(keys, Math.max(0, keySpecCount - 1));
      }
      keys++;
    }
    @Nullable String since = nameAndVersion.length == 1 ? null : nameAndVersion[1];
    Argument value =
        new Argument(name, type, keySpec, null, since, null, false, false, false, List.of());
    return deprecation.length == 1 ? value : value.deprecated(deprecation[1]);
  }

  private static boolean isToken(String word) {
    char first = word.charAt(0);
    String token = word.split("[@:]", 2)[0];
    if (token.length() == 1 && SIGNS.contains(token)) {
      return true;
    }
    return first >= 'A' && first <= 'Z' && token.equals(token.toUpperCase(Locale.ROOT));
  }

  private boolean isAny(String... expected) {
    return at < words.size() && List.of(expected).contains(words.get(at));
  }

  private IllegalArgumentException broken(String why) {
    return new IllegalArgumentException("argument syntax: " + why + " in: " + syntax);
  }
}
