package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/**
 * What is about the connection and the server: names, databases, unknown commands and subcommands
 * whose words end up in error texts, arities of everything.
 */
final class ConnectionGrammar extends Grammar {
  private static final String[] NAMES = {
    "PING", "ECHO", "SELECT", "SWAPDB", "CLIENT", "CONFIG", "COMMAND", "OBJECT", "DEBUG", "GET",
    "SET", "MSET", "EXPIRE", "COPY", "SCAN", "AUTH", "RESET", "DBSIZE", "MOVE", "LCS", "NOSUCH"
  };

  private static final String[] SUBCOMMANDS = {
    "GETNAME",
    "SETNAME",
    "GET",
    "SET",
    "INFO",
    "COUNT",
    "GETKEYS",
    "GETKEYSANDFLAGS",
    "ENCODING",
    "REFCOUNT",
    "FREQ",
    "nosuch",
    ""
  };

  ConnectionGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    steps.add(exactly(chance(70) ? Step.FIRST : "2", Comparison.EXACT, next()));
  }

  private List<String> next() {
    return switch (random.nextInt(16)) {
      case 0 -> words("PING", word());
      case 1 -> words("ECHO", word());
      case 2 -> words("SELECT", integer());
      case 3 -> words("SWAPDB", integer(), integer());
      case 4 -> words("CLIENT", "SETNAME", word());
      case 5 -> words("CLIENT", "GETNAME");
      case 6 -> words("AUTH", word(), word());
      case 7, 8, 9 -> several("~" + word()); // never by chance a command that Redis has
      case 10 -> several("CLIENT", "NOSUCH" + word());
      case 11 -> several("OBJECT", pick(SUBCOMMANDS));
      case 12 -> several("CONFIG", "SET" + word());
      case 13 -> several("COMMAND", "GETKEYS", pick(NAMES), word());
      case 14 -> words("EXPIRE", "k1", "1000000", word());
      default -> several(pick("GET", "STRLEN", "RESET", "DBSIZE", "SELECT", "EXISTS"), word());
    };
  }

  private List<String> several(String... first) {
    List<String> words = words(first);
    for (int i = random.nextInt(5); i > 0; i--) {
      words.add(word());
    }
    return words;
  }

  /** Any bytes, short ones and some longer than an error text takes; none that ends a C string. */
  private String word() {
    int length = chance(10) ? 100 + random.nextInt(200) : random.nextInt(8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(
          chance(80) ? (char) ('a' + random.nextInt(26)) : (char) (1 + random.nextInt(255)));
    }
    return text.toString();
  }
}
