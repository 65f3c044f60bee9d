package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/** The list commands that never wait; a sequence sometimes begins with other limits of nodes. */
final class ListGrammar extends Grammar {
  private boolean begins = true;

  ListGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      String size = pick("-2", "-1", "1", "3", "10", "-2");
      steps.add(exactly(words("CONFIG", "SET", "list-max-listpack-size", size)));
      String depth = pick("0", "0", "1", "2");
      steps.add(exactly(words("CONFIG", "SET", "list-compress-depth", depth)));
    }
    steps.add(
        chance(10)
            ? look()
            : command(Step.FIRST, Comparison.EXACT, chance(35) ? read() : change()));
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private Step look() {
    return switch (random.nextInt(6)) {
      case 0 -> exactly(words("TYPE", key()));
      case 1 -> exactly(words("DEL", key()));
      case 2 -> exactly(words("RENAME", key(), key()));
      case 3 -> exactly(words("COPY", key(), key(), "REPLACE"));
      case 4 -> exactly(words("SET", key(), value()));
      default -> exactly(words("EXPIRE", key(), "100000"));
    };
  }

  private List<String> read() {
    return switch (random.nextInt(6)) {
      case 0 -> words("LLEN", key());
      case 1 -> words("LINDEX", key(), integer());
      case 2 -> words("LRANGE", key(), "0", "-1");
      case 3 -> words("LRANGE", key(), index(), index());
      default -> words(some(positionOptions(), 3), "LPOS", key(), element());
    };
  }

  private List<String> change() {
    return switch (random.nextInt(24)) {
      case 0, 1 -> words("LPUSH", key(), element());
      case 2, 3 -> words("RPUSH", key(), element());
      case 4, 5 -> words(pick("LPUSH", "RPUSH"), key(), element(), element(), element(), element());
      case 6 -> words(pick("LPUSHX", "RPUSHX"), key(), element(), element());
      case 7, 8 -> words(pick("LPOP", "RPOP"), key());
      case 9 -> words(pick("LPOP", "RPOP"), key(), pick("0", "1", "2", "3", "100", integer()));
      case 10, 11 -> words("LSET", key(), index(), element());
      case 12, 13 -> words("LINSERT", key(), pick("BEFORE", "AFTER"), element(), element());
      case 14, 15 -> words("LREM", key(), pick("0", "1", "-1", "2", "-2", integer()), element());
      case 16 -> words("LTRIM", key(), index(), index());
      case 17 -> words("LTRIM", key(), pick("0", "1"), pick("-1", "-2", "20"));
      case 18, 19 -> words("LMOVE", key(), key(), end(), end());
      case 20 -> words("RPOPLPUSH", key(), key());
      case 21 -> words("LMPOP", "1", key(), end());
      case 22 -> words("LMPOP", "2", key(), key(), end(), "COUNT", pick("1", "2", "50"));
      default -> words("COMMAND", "GETKEYS", "LMPOP", "2", key(), key(), end());
    };
  }

  private String end() {
    return pick("LEFT", "RIGHT");
  }

  private String index() {
    return chance(80) ? Integer.toString(random.nextInt(21) - 10) : integer();
  }

  private String element() {
    return pick(
        "a", "b", "c", "1", "-7", "300", "70000", "", "x\u0000\u00ff", "y".repeat(70), value());
  }

  private List<List<String>> positionOptions() {
    return List.of(
        List.of("RANK", index()),
        List.of("COUNT", pick("0", "1", "2", integer())),
        List.of("MAXLEN", pick("0", "1", "5", integer())));
  }
}
