package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/**
 * The set commands; a sequence sometimes begins with other limits for the intset and the listpack.
 *
 * <p>What Redis keeps as a hashtable comes in an order of its own, so most replies are compared
 * without regard to it.
 */
final class SetGrammar extends Grammar {
  private static final Comparison UNORDERED = Comparison.parse("unordered");
  private static final Comparison SHAPE = Comparison.parse("shape");

  private boolean begins = true;

  SetGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      limits(steps);
    }
    steps.add(chance(10) ? look() : chance(25) ? read() : chance(35) ? several() : change());
  }

  private void limits(List<Step> steps) {
    steps.add(exactly(words("CONFIG", "SET", "set-max-intset-entries", pick("512", "0", "8"))));
    steps.add(
        exactly(words("CONFIG", "SET", "set-max-listpack-entries", pick("128", "0", "4", "8"))));
    steps.add(exactly(words("CONFIG", "SET", "set-max-listpack-value", pick("64", "0", "2"))));
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private Step look() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> exactly(words("OBJECT", "ENCODING", set()));
      case 2 -> exactly(words("TYPE", set()));
      case 3 -> exactly(words("DEL", set()));
      case 4 -> exactly(words("RENAME", set(), set()));
      case 5 -> exactly(words("COPY", set(), set(), pick("REPLACE", "DB")));
      case 6 -> exactly(words("SET", set(), value()));
      default -> exactly(words("EXPIRE", set(), "100000"));
    };
  }

  private Step read() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> mostly(UNORDERED, words("SMEMBERS", set()));
      case 2 -> mostly(Comparison.EXACT, words("SCARD", set()));
      case 3 -> mostly(Comparison.EXACT, words("SISMEMBER", set(), member()));
      case 4 -> mostly(Comparison.EXACT, words("SMISMEMBER", set(), member(), member()));
      case 5 -> exactly(Step.FIRST, UNORDERED, words("SRANDMEMBER", set(), pick("100", "0", "x")));
      case 6 -> exactly(Step.FIRST, SHAPE, words("SRANDMEMBER", set(), pick("-3", "1", "-20", "")));
      default ->
          // As it is: another cursor would be one that nobody has returned.
          exactly(
              Step.FIRST,
              UNORDERED,
              words(some(scanOptions(), 2), "SSCAN", set(), "0", "COUNT", "100000"));
    };
  }

  private Step several() {
    List<String> keys = words(set(), set());
    if (chance(50)) {
      keys.add(set());
    }
    return switch (random.nextInt(4)) {
      case 0, 1 -> mostly(UNORDERED, words(keys, pick("SINTER", "SUNION", "SDIFF")));
      case 2 -> {
        String verb = pick("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE");
        yield mostly(UNORDERED, words(keys, verb, set()));
      }
      default -> {
        List<String> words = words(keys, "SINTERCARD", Integer.toString(keys.size()));
        if (chance(50)) {
          words.addAll(List.of("LIMIT", integer()));
        }
        yield mostly(UNORDERED, words);
      }
    };
  }

  private Step change() {
    return switch (random.nextInt(11)) {
      case 0, 1, 2 -> mostly(Comparison.EXACT, words("SADD", set(), member()));
      case 3, 4, 5 -> mostly(Comparison.EXACT, words("SADD", set(), member(), member(), member()));
      case 6, 7 -> mostly(Comparison.EXACT, words("SREM", set(), member()));
      case 8 -> mostly(Comparison.EXACT, words("SREM", set(), member(), member(), member()));
      case 9 -> mostly(Comparison.EXACT, words("SMOVE", set(), set(), member()));
      // What is drawn differs, so all are drawn or none.
      default -> exactly(Step.FIRST, UNORDERED, words("SPOP", set(), pick("100", "0", "-1")));
    };
  }

  /**
   * The command as generated; one in ten with a last word too many, missing or wrong. So keys that
   * are written to keep their names, by which the page of differences knows them.
   */
  private Step mostly(Comparison comparison, List<String> words) {
    if (chance(10)) {
      if (chance(60)) {
        words.remove(words.size() - 1);
      }
      if (chance(60)) {
        words.add(
            pick("abc", "", "-1", "0", "1.5", "9223372036854775808", "LIMIT", "COUNT", "set1"));
      }
    }
    return exactly(Step.FIRST, comparison, words);
  }

  private String set() {
    return pick("set1", "set2", "set3", "set4", "set5", "set1", "set\u0000\u00ff");
  }

  private String member() {
    return chance(65)
        ? pick("1", "2", "3", "-7", "300", "70000", "-5000000000", "9223372036854775807", "0")
        : pick("a", "b", "", "01", "a\u0000\u00ff", "y".repeat(70), "abc", "d", "e", "f", "g");
  }

  private List<List<String>> scanOptions() {
    return List.of(List.of("MATCH", "*"), List.of("MATCH", "[a-z1-3]*"));
  }
}
