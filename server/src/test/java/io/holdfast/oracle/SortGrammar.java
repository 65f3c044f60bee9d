package io.holdfast.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * SORT of lists, sets and sorted sets of few elements, by few weights: many of them equal, missing
 * or no numbers.
 *
 * <p>What neither server promises is not asked for: the order of a set nobody ordered, and which of
 * two elements with equal bytes comes first where they came from a table. No weight lies beyond the
 * doubles: redis-server 7.0 refuses every weight after one that does.
 */
final class SortGrammar extends Grammar {
  private static final Comparison UNORDERED = Comparison.parse("unordered");
  private static final List<String> ELEMENTS =
      List.of("1", "2", "3", "10", "-1", "1.5", "01", "a", "b", "ab", "");
  private static final List<String> WEIGHTS =
      List.of("0", "1", "2", "-3", "1.5", "1.50", "0x10", " 7", "inf", "-inf", "", "5 ", "x", "y");

  SortGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        String key = pick("list", "set", "zsorted");
        steps.add(exactly(Step.FIRST, Comparison.EXACT, words("DEL", key)));
        steps.add(exactly(Step.FIRST, Comparison.EXACT, build(key)));
      }
      case 2, 3 -> steps.add(command(Step.FIRST, Comparison.EXACT, weight()));
      case 4 -> steps.add(look());
      default -> steps.add(sort());
    }
  }

  private List<String> build(String key) {
    List<String> words =
        words(key.equals("list") ? "RPUSH" : key.equals("set") ? "SADD" : "ZADD", key);
    boolean numbersOnly = chance(60);
    for (int i = random.nextInt(6); i >= 0; i--) {
      if (key.equals("zsorted")) {
        words.add(Integer.toString(i));
      }
      words.add(pick(ELEMENTS.subList(0, numbersOnly ? 7 : ELEMENTS.size())));
    }
    return words;
  }

  private List<String> weight() {
    String element = pick(ELEMENTS);
    return switch (random.nextInt(6)) {
      case 0 -> words("DEL", "w_" + element);
      case 1 -> words("HSET", "h_" + element, pick("f", "g"), pick(WEIGHTS));
      case 2 -> words("HDEL", "h_" + element, pick("f", "g"));
      default -> words("SET", "w_" + element, pick(WEIGHTS.subList(0, chance(70) ? 8 : 14)));
    };
  }

  private Step look() {
    return switch (random.nextInt(4)) {
      case 0 -> exactly(Step.FIRST, Comparison.EXACT, words("TYPE", pick("list", "d")));
      case 1 -> {
        List<String> asked = words(options(true), "COMMAND", "GETKEYS", "SORT", "list");
        yield exactly(Step.FIRST, Comparison.EXACT, asked);
      }
      case 2 -> exactly(Step.FIRST, Comparison.EXACT, words("SORT", pick("d", "w_1", "missing")));
      default -> exactly(Step.FIRST, Comparison.EXACT, words("LRANGE", "d", "0", "-1"));
    };
  }

  private Step sort() {
    String key = pick("list", "list", "set", "zsorted");
    String verb = chance(15) ? "SORT_RO" : "SORT";
    if (key.equals("list")) {
      List<String> options = options(true);
      if (options.contains("BY") && options.contains("LIMIT")) {
        options.remove("ALPHA");
      }
      return command(Step.FIRST, Comparison.EXACT, words(options, verb, key));
    }
    List<String> options = options(false);
    boolean keepsOrder = key.equals("zsorted") && options.contains("nosort");
    boolean isDetermined = !options.contains("BY") || !options.contains("ALPHA") || keepsOrder;
    if (isDetermined && !(key.equals("set") && options.contains("nosort"))) {
      options.addAll(more());
      return exactly(Step.FIRST, Comparison.EXACT, words(options, verb, key));
    }
    return exactly(Step.FIRST, UNORDERED, words(options, verb, key));
  }

  /** What to order by, and how; for a list anything, in any order. */
  private List<String> options(boolean isList) {
    List<String> options = new ArrayList<>();
    if (chance(60)) {
      options.addAll(List.of("BY", pick("w_*", "h_*->f", "h_*->g", "w_*", "nosort", "*")));
    }
    if (chance(40)) {
      options.add("ALPHA");
    }
    if (chance(40)) {
      options.add(pick("DESC", "ASC"));
    }
    if (isList) {
      options.addAll(more());
    }
    return options;
  }

  private List<String> more() {
    return some(
        List.of(
            List.of("LIMIT", index(), index()),
            List.of("GET", pick("#", "w_*", "h_*->f", "missing_*", "nostar", "h_*->", "*->*")),
            List.of("GET", "#"),
            List.of("STORE", pick("d", "d", "list"))),
        4);
  }

  private String index() {
    return chance(80) ? Integer.toString(random.nextInt(8) - 1) : integer();
  }
}
