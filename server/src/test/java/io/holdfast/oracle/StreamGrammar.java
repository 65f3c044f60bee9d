package io.holdfast.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Streams with consumer groups; a sequence sometimes begins with other limits of nodes.
 *
 * <p>IDs are chosen, as the clocks of two servers differ; only the stream "future" has automatic
 * ones, which follow from its last ID. All consumers a group may have are made with it, for 7.0
 * makes them later than 7.2. An entry's idle time is about 0, or about that since 1970.
 */
final class StreamGrammar extends Grammar {
  private static final Comparison IDLE = Comparison.within(20_000);
  private static final String[] CONSUMERS = {"a", "b", "c"};

  private boolean begins = true;

  StreamGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      String entries = pick("100", "1", "2", "3", "10", "0");
      steps.add(exactly(words("CONFIG", "SET", "stream-node-max-entries", entries)));
      String bytes = pick("4096", "4096", "0", "80");
      steps.add(exactly(words("CONFIG", "SET", "stream-node-max-bytes", bytes)));
      steps.add(exactly(words("XADD", "future", "9999999999999-7", "f", "v")));
      for (String key : List.of("k1", "k2", "future")) {
        group(steps, key, "g", "0");
      }
    }
    switch (random.nextInt(20)) {
      case 0 -> group(steps, stream(), pick("g", "h"), pick("0", "$", id()));
      case 1 -> {
        String key = stream();
        String group = pick("g", "h");
        String consumer = pick(CONSUMERS);
        steps.add(exactly(words("XGROUP", "DELCONSUMER", key, group, consumer)));
        steps.add(exactly(words("XGROUP", "CREATECONSUMER", key, group, consumer)));
      }
      case 2, 3, 4, 5 -> steps.add(command(add()));
      case 6 -> {
        List<String> words = words(some(trims(), 2), "XADD", "future", "NOMKSTREAM");
        words.addAll(List.of("*", "f", "v"));
        steps.add(exactly(words));
      }
      case 7, 8, 9, 10 -> steps.add(exactly(deliver()));
      case 11, 12 -> steps.add(exactly(claim()));
      case 13 -> steps.add(command(look(), IDLE));
      case 14, 15, 16 -> steps.add(command(read()));
      default -> steps.add(command(change()));
    }
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private Step command(List<String> words) {
    return command(words, Comparison.EXACT);
  }

  /** Maybe wrong, but without an automatic ID. */
  private Step command(List<String> words, Comparison comparison) {
    Step step = command(Step.FIRST, comparison, words);
    boolean isAutomatic =
        step.words().stream().anyMatch(word -> word.length == 1 && word[0] == '*');
    return isAutomatic ? exactly(Step.FIRST, comparison, words) : step;
  }

  private void group(List<Step> steps, String key, String group, String id) {
    List<String> create = words("XGROUP", "CREATE", key, group, id);
    if (chance(60)) {
      create.add("MKSTREAM");
    }
    if (chance(20)) {
      create.addAll(List.of("ENTRIESREAD", pick("-1", "0", "1", "5", integer())));
    }
    steps.add(exactly(create));
    for (String consumer : CONSUMERS) {
      steps.add(exactly(words("XGROUP", "CREATECONSUMER", key, group, consumer)));
    }
  }

  private String stream() {
    return pick("k1", "k2", "k1", "k2", "future", "missing", "string");
  }

  private String number() {
    return chance(90) ? Integer.toString(random.nextInt(40)) : integer();
  }

  private String id() {
    return switch (random.nextInt(12)) {
      case 0 -> "9999999999999-" + random.nextInt(20);
      case 1 -> pick("-", "+", "$", ">", "", "x", "1-", "-1", "1-x", " 1", "+1", "01", "1--1");
      case 2 ->
          pick("18446744073709551615-18446744073709551615", "18446744073709551615", "0-0", "0-1");
      case 3, 4, 5 -> number() + "-" + random.nextInt(4);
      default -> Integer.toString(random.nextInt(40));
    };
  }

  private String bound() {
    return switch (random.nextInt(4)) {
      case 0 -> "-";
      case 1 -> "+";
      case 2 -> "(" + id();
      default -> id();
    };
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      ids.add(id());
    }
    return ids;
  }

  private List<List<String>> trims() {
    String threshold = Integer.toString(random.nextInt(12));
    return List.of(
        List.of("MAXLEN", threshold),
        List.of("MAXLEN", "=", number()),
        List.of("MAXLEN", "~", threshold),
        List.of("MINID", id()),
        List.of("MINID", "=", threshold),
        List.of("MINID", "~", id()),
        List.of("MAXLEN", "~", threshold, "LIMIT", number()),
        List.of("MINID", "~", number(), "LIMIT", pick("0", "1", "5", "100")),
        List.of("LIMIT", number()),
        List.of("NOMKSTREAM"));
  }

  private List<String> add() {
    List<String> words = words("XADD", pick("k1", "k2", "k1", "k2", "string", "new"));
    if (chance(30)) {
      words.addAll(some(trims(), 2));
    }
    words.add(
        switch (random.nextInt(6)) {
          case 0 -> id();
          case 1 -> random.nextInt(60) + "-*";
          default -> random.nextInt(60) + "-" + random.nextInt(4);
        });
    boolean same = chance(70);
    for (int i = same ? 2 : random.nextInt(3) + 1; i > 0; i--) {
      words.add(same ? "field" + i : value());
      words.add(value());
    }
    return words;
  }

  private List<String> deliver() {
    List<String> words = words("XREADGROUP", "GROUP", pick("g", "g", "h"), pick(CONSUMERS));
    if (chance(70)) {
      words.addAll(List.of("COUNT", pick("1", "2", "3", "0", "-1", "10")));
    }
    if (chance(15)) {
      words.add("NOACK");
    }
    words.add("STREAMS");
    int streams = chance(80) ? 1 : random.nextInt(3) + 1;
    for (int i = 0; i < streams; i++) {
      words.add(pick("k1", "k2", "future", stream()));
    }
    for (int i = 0; i < streams; i++) {
      words.add(chance(60) ? ">" : chance(70) ? "0" : id());
    }
    return words;
  }

  private List<String> claim() {
    String minIdle = pick("0", "0", "0", "9000000", "-5", "x");
    if (chance(40)) {
      List<String> words =
          words("XAUTOCLAIM", stream(), pick("g", "h"), pick(CONSUMERS), minIdle, bound());
      words.addAll(
          some(List.of(List.of("COUNT", pick("1", "2", "10", number())), List.of("JUSTID")), 2));
      return words;
    }
    List<String> words = words("XCLAIM", stream(), pick("g", "h"), pick(CONSUMERS), minIdle);
    words.addAll(ids());
    words.addAll(
        some(
            List.of(
                List.of("TIME", "1000"),
                List.of("IDLE", pick("0", "900000000", "-1", "x")),
                List.of("RETRYCOUNT", pick("1", "7", "-1", integer())),
                List.of("FORCE"),
                List.of("JUSTID"),
                List.of("LASTID", id())),
            3));
    return words;
  }

  private List<String> look() {
    List<String> words = words("XPENDING", stream(), pick("g", "h"));
    if (chance(30)) {
      words.addAll(List.of("IDLE", pick("0", "9000000")));
    }
    words.addAll(List.of(bound(), bound(), pick("1", "3", "10", "1000", number())));
    if (chance(40)) {
      words.add(pick("a", "b", "nobody"));
    }
    return words;
  }

  private List<String> read() {
    String key = stream();
    return switch (random.nextInt(8)) {
      case 0 -> words("XLEN", key);
      case 1 -> words("XPENDING", key, pick("g", "h"));
      case 2 -> words("XINFO", "STREAM", key);
      case 3 -> words("XINFO", "GROUPS", key);
      case 4 -> words(List.of("COUNT", number()), "XRANGE", key, bound(), bound());
      case 5 -> words("XRANGE", key, bound(), bound());
      case 6 -> words(some(List.of(List.of("COUNT", number())), 1), "XREVRANGE", key, "+", bound());
      default -> words("XREAD", "COUNT", number(), "STREAMS", key, stream(), id(), id());
    };
  }

  private List<String> change() {
    String key = stream();
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> words(ids(), "XDEL", key);
      case 3, 4, 5 -> words(ids(), "XACK", key, pick("g", "h"));
      case 6, 7 -> words(some(trims(), 2), "XTRIM", key, "MAXLEN", number());
      case 8 -> words(trims().get(random.nextInt(8)), "XTRIM", key);
      case 9 -> words("XGROUP", "SETID", key, pick("g", "h"), pick("0", "$", id()));
      case 10 ->
          words("XSETID", pick("k1", "k2"), id(), "ENTRIESADDED", number(), "MAXDELETEDID", id());
      case 11 -> words("XSETID", pick("k1", "k2"), id());
      case 12 -> words(pick("XGROUP DESTROY " + key + " h", "SET string v", "DEL new").split(" "));
      default -> words("COPY", pick("k1", "k2"), "copy", "REPLACE");
    };
  }
}
