package io.holdfast.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The sorted set commands; a sequence sometimes begins with other limits for the listpack.
 *
 * <p>Scores are compared as numbers, as 7.0 writes more digits than they need. What is asked by
 * bytes is asked of keys whose members all have the score 0: otherwise there is no answer to agree
 * on. Sets hold integers, so that their encoding is the same in all versions.
 */
final class SortedSetGrammar extends Grammar {
  private static final Comparison DOUBLES = Comparison.parse("doubles");

  private boolean begins = true;

  SortedSetGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      String entries = pick("128", "0", "3", "8");
      steps.add(exactly(words("CONFIG", "SET", "zset-max-listpack-entries", entries)));
      String bytes = pick("64", "0", "3");
      steps.add(exactly(words("CONFIG", "SET", "zset-max-listpack-value", bytes)));
      // Other sequences may have left another limit; the sets here are to be intsets.
      steps.add(exactly(words("CONFIG", "SET", "set-max-intset-entries", "512")));
    }
    switch (random.nextInt(12)) {
      case 0 -> steps.add(look());
      case 1 -> steps.add(byBytes());
      case 2 -> steps.add(atRandom());
      // As it is: with another argument it would be 7.2's.
      case 3 -> steps.add(exactly(words(pick("ZRANK", "ZREVRANK"), key(), member())));
      default -> steps.add(command(Step.FIRST, DOUBLES, next()));
    }
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private Step look() {
    return switch (random.nextInt(9)) {
      case 0 -> exactly(words("OBJECT", "ENCODING", key()));
      case 1 -> exactly(words("TYPE", key()));
      case 2 -> exactly(words("DEL", key()));
      case 3 -> exactly(words("RENAME", key(), key()));
      case 4 -> exactly(words("COPY", key(), key(), pick("REPLACE", "DB")));
      case 5 -> exactly(words("SET", key(), "v"));
      case 6, 7 -> exactly(words("SADD", key(), "1", pick("7", "-7", "300"), "5"));
      default -> exactly(words("EXPIRE", key(), "100000"));
    };
  }

  private Step atRandom() {
    return switch (random.nextInt(3)) {
      case 0 -> exactly(words("ZRANDMEMBER", key(), "0"));
      case 1 ->
          command(
              Step.FIRST,
              Comparison.parse("shape"),
              words(
                  some(List.of(List.of("WITHSCORES"), List.of("WITHSCORES", "x")), 1),
                  "ZRANDMEMBER",
                  key(),
                  pick("1", "3", "-3", "100", "-20", "x")));
      default ->
          exactly(
              Step.FIRST,
              Comparison.parse("unordered"),
              words("ZSCAN", pick("lex1", "lex2"), "0", "COUNT", "100000"));
    };
  }

  /** Commands on the order of bytes, on keys of their own. */
  private Step byBytes() {
    String key = pick("lex1", "lex2");
    return exactly(
        switch (random.nextInt(8)) {
          case 0, 1 -> words("ZADD", key, "0", member(), "0", member(), "0", member());
          case 2 -> words("ZREM", key, member());
          case 3 -> words("ZLEXCOUNT", key, lexBound(), lexBound());
          case 4 -> words(limits(), "ZRANGEBYLEX", key, lexBound(), lexBound());
          case 5 -> words(limits(), "ZREVRANGEBYLEX", key, lexBound(), lexBound());
          case 6 ->
              words(
                  some(List.of(List.of("REV"), limit(), List.of("WITHSCORES")), 2),
                  "ZRANGE",
                  key,
                  lexBound(),
                  lexBound(),
                  "BYLEX");
          default -> words("ZREMRANGEBYLEX", key, lexBound(), lexBound());
        });
  }

  private List<String> next() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> add();
      case 3 -> ask();
      case 4, 5 -> range();
      case 6 -> remove();
      case 7 -> combine();
      default -> store();
    };
  }

  private List<String> add() {
    List<String> words =
        words(
            some(
                List.of(
                    List.of("NX"),
                    List.of("XX"),
                    List.of("GT"),
                    List.of("LT"),
                    List.of("CH"),
                    List.of("CH"),
                    List.of("INCR")),
                chance(50) ? 0 : 2),
            "ZADD",
            key());
    int members = chance(60) ? 1 : 1 + random.nextInt(6);
    for (int i = 0; i < members; i++) {
      words.add(score());
      words.add(member());
    }
    return chance(20) ? words("ZINCRBY", key(), score(), member()) : words;
  }

  private List<String> ask() {
    return switch (random.nextInt(3)) {
      case 0 -> words("ZSCORE", key(), member());
      case 1 -> words("ZMSCORE", key(), member(), member(), member());
      default -> words("ZCARD", key());
    };
  }

  private List<String> range() {
    return switch (random.nextInt(7)) {
      case 0 -> words("ZCOUNT", key(), scoreBound(), scoreBound());
      case 1 -> words(withScores(), "ZREVRANGE", key(), rank(), rank());
      case 2 -> words(rangeOptions(), "ZRANGEBYSCORE", key(), scoreBound(), scoreBound());
      case 3 -> words(rangeOptions(), "ZREVRANGEBYSCORE", key(), scoreBound(), scoreBound());
      case 4 -> words(rangeOptions(), "ZRANGE", key(), scoreBound(), scoreBound(), "BYSCORE");
      case 5 ->
          words(
              some(List.of(List.of("REV"), List.of("WITHSCORES"), limit()), 2),
              "ZRANGE",
              key(),
              scoreBound(),
              scoreBound(),
              "BYSCORE");
      default ->
          words(
              some(List.of(List.of("REV"), List.of("WITHSCORES"), List.of("WITHSCORES")), 2),
              "ZRANGE",
              key(),
              rank(),
              rank());
    };
  }

  private List<String> remove() {
    return switch (random.nextInt(7)) {
      case 0, 1 -> words("ZREM", key(), member());
      case 2 -> words("ZREM", key(), member(), member(), member());
      case 3 -> words("ZREMRANGEBYRANK", key(), rank(), rank());
      case 4 -> words("ZREMRANGEBYSCORE", key(), scoreBound(), scoreBound());
      case 5 -> chance(50) ? words(pop(), key()) : words(pop(), key(), count());
      default ->
          words(
              some(List.of(List.of("COUNT", count())), 1),
              "ZMPOP",
              "2",
              key(),
              key(),
              pick("MIN", "MAX"));
    };
  }

  private String pop() {
    return pick("ZPOPMIN", "ZPOPMAX");
  }

  private List<String> combine() {
    List<String> words = words(pick("ZUNION", "ZINTER", "ZDIFF", "ZINTERCARD"));
    List<String> options =
        switch (words.get(0)) {
          case "ZDIFF" -> withScores();
          case "ZINTERCARD" -> some(List.of(List.of("LIMIT", pick("0", "1", "2", "x"))), 1);
          default -> new ArrayList<>(withScores());
        };
    int keys = addKeys(words);
    if (words.get(0).equals("ZUNION") || words.get(0).equals("ZINTER")) {
      words.addAll(weights(keys));
    }
    words.addAll(options);
    return words;
  }

  private List<String> store() {
    String command = pick("ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE", "ZRANGESTORE");
    List<String> words = words(command, key());
    if (command.equals("ZRANGESTORE")) {
      words.add(key());
      if (chance(50)) {
        words.addAll(List.of(rank(), rank()));
        words.addAll(some(List.of(List.of("REV")), 1));
      } else {
        words.addAll(List.of(scoreBound(), scoreBound(), "BYSCORE"));
        words.addAll(some(List.of(List.of("REV"), limit()), 2));
      }
      return words;
    }
    int keys = addKeys(words);
    if (!command.equals("ZDIFFSTORE")) {
      words.addAll(weights(keys));
    }
    return words;
  }

  private int addKeys(List<String> words) {
    int keys = 1 + random.nextInt(3);
    words.add(Integer.toString(keys));
    for (int i = 0; i < keys; i++) {
      words.add(key());
    }
    return keys;
  }

  private List<String> weights(int keys) {
    List<String> options = new ArrayList<>();
    if (chance(40)) {
      options.add("WEIGHTS");
      for (int i = 0; i < keys; i++) {
        options.add(pick("1", "2", "-1", "0", "0.5", "-0", "inf", "-inf", chance(10) ? "x" : "3"));
      }
    }
    if (chance(50)) {
      options.add("AGGREGATE");
      options.add(pick("SUM", "MIN", "MAX"));
    }
    return options;
  }

  private List<String> withScores() {
    return chance(70) ? List.of("WITHSCORES") : List.of();
  }

  private List<String> rangeOptions() {
    return some(List.of(List.of("WITHSCORES"), limit()), 2);
  }

  private List<String> limits() {
    return some(List.of(limit()), 1);
  }

  private List<String> limit() {
    return List.of("LIMIT", pick("0", "1", "2", "-1", "100"), pick("0", "1", "2", "-1", "100"));
  }

  private String rank() {
    return chance(80) ? Integer.toString(random.nextInt(16) - 8) : integer();
  }

  private String count() {
    return chance(70) ? pick("0", "1", "2", "3", "10") : integer();
  }

  private String score() {
    return chance(80)
        ? Double.toString(random.nextInt(41) / 4.0 - 5)
        : pick(
            "0",
            "-0",
            "-0.0",
            "inf",
            "-inf",
            "+inf",
            "0x10",
            "1e3",
            ".5",
            "-2",
            "65536",
            "-40000",
            "3000000000",
            "nan",
            "abc",
            "",
            "1e400");
  }

  private String scoreBound() {
    return switch (random.nextInt(8)) {
      case 0 -> "-inf";
      case 1 -> "+inf";
      case 2, 3 -> "(" + score();
      default -> score();
    };
  }

  private String lexBound() {
    return switch (random.nextInt(6)) {
      case 0 -> "-";
      case 1 -> "+";
      case 2, 3 -> "(" + member();
      case 4 -> "[" + member();
      default -> chance(10) ? member() : "[" + pick("a", "m", "z", "1");
    };
  }

  private String member() {
    return pick(
        "m", "n", "1", "-7", "300", "", "a\u0000\u00ff", "y".repeat(70), "m2", "m3", "m4", "7");
  }
}
