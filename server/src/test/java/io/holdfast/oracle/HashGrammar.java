package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/** The hash commands; a sequence sometimes begins with other limits for the listpack. */
final class HashGrammar extends Grammar {
  private boolean begins = true;

  HashGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      String entries = pick("512", "0", "3", "8");
      steps.add(exactly(words("CONFIG", "SET", "hash-max-listpack-entries", entries)));
      String bytes = pick("64", "0", "3");
      steps.add(exactly(words("CONFIG", "SET", "hash-max-listpack-value", bytes)));
    }
    steps.add(chance(12) ? look() : chance(25) ? read() : change());
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private Step look() {
    return switch (random.nextInt(7)) {
      case 0 -> exactly(words("OBJECT", "ENCODING", key()));
      case 1 -> exactly(words("TYPE", key()));
      case 2 -> exactly(words("DEL", key()));
      case 3 -> exactly(words("RENAME", key(), key()));
      case 4 -> exactly(words("COPY", key(), key(), pick("REPLACE", "DB")));
      case 5 -> exactly(words("SET", key(), value()));
      default -> exactly(words("EXPIRE", key(), "100000"));
    };
  }

  private Step read() {
    List<String> all = words(pick("HGETALL", "HKEYS", "HVALS"), key());
    return switch (random.nextInt(5)) {
      case 0, 1 -> command(Step.FIRST, Comparison.parse("unordered"), all);
      case 2 -> exactly(words("HRANDFIELD", key(), "0"));
      case 3 ->
          command(
              Step.FIRST,
              Comparison.parse("shape"),
              words(
                  some(randomOptions(), 1),
                  "HRANDFIELD",
                  key(),
                  pick("1", "3", "-3", "100", "-20", "x")));
      default ->
          // As it is: another cursor would be one that nobody has returned. And whole: where a part
          // of a table ends depends on the seed of Redis's hash function.
          exactly(
              Step.FIRST,
              Comparison.parse("shape"),
              words(some(scanOptions(), 1), "HSCAN", key(), "0", "COUNT", "100000"));
    };
  }

  private Step change() {
    return command(Step.FIRST, Comparison.EXACT, changeWords());
  }

  private List<String> changeWords() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> words("HSET", key(), field(), value());
      case 3 -> words("HSET", key(), field(), value(), field(), value(), field(), value());
      case 4 -> words("HMSET", key(), field(), value(), field(), value());
      case 5 -> words("HSETNX", key(), field(), value());
      case 6, 7 -> words("HDEL", key(), field());
      case 8 -> words("HDEL", key(), field(), field(), field());
      case 9 -> words("HINCRBY", key(), field(), integer());
      case 10 -> words("HINCRBYFLOAT", key(), field(), floating());
      case 11 -> words("HGET", key(), field());
      case 12 -> words("HMGET", key(), field(), field(), field());
      case 13 -> words("HEXISTS", key(), field());
      case 14 -> words("HSTRLEN", key(), field());
      default -> words("HLEN", key());
    };
  }

  private String field() {
    return pick("f", "g", "1", "-7", "300", "", "a\u0000\u00ff", "y".repeat(70), "f2", "f3", "f4");
  }

  private List<List<String>> randomOptions() {
    return List.of(List.of("WITHVALUES"), List.of("WITHVALUES", "x"));
  }

  private List<List<String>> scanOptions() {
    return List.of(List.of("MATCH", "*"), List.of("COUNT", "100000"));
  }
}
