package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/**
 * Clients that wait for elements of lists, sorted sets and streams, and one that never waits and
 * brings them: by itself, in transactions, by moving and renaming.
 *
 * <p>No stream is deleted and no group destroyed, which 7.0 tells its readers in another way; a
 * reader asks for one stream, of several 7.0 answers one.
 */
final class WaitingGrammar extends Grammar {
  private static final List<String> WAITING = List.of("2", "3", "4", "5");

  WaitingGrammar(Random random) {
    super(random);
  }

  @Override
  boolean isInterleaved() {
    return true;
  }

  @Override
  protected void write(List<Step> steps) {
    if (chance(45)) {
      String connection = pick(WAITING);
      send(connection, steps, chance(85) ? waiting() : bringing());
    } else if (chance(20)) {
      send(Step.FIRST, steps, words("MULTI"));
      for (int i = random.nextInt(5); i > 0; i--) {
        send(Step.FIRST, steps, chance(85) ? bringing() : waiting());
      }
      send(Step.FIRST, steps, words(chance(90) ? "EXEC" : "DISCARD"));
    } else if (chance(5)) {
      // 7.0 makes a consumer when there is something for it, 7.2 when it asks.
      String stream = stream();
      send(Step.FIRST, steps, words("XGROUP", "CREATE", stream, "g", pick("$", "0"), "MKSTREAM"));
      send(Step.FIRST, steps, words("XGROUP", "CREATECONSUMER", stream, "g", "a"));
      send(Step.FIRST, steps, words("XGROUP", "CREATECONSUMER", stream, "g", "b"));
    } else if (chance(10)) {
      // D50: what is stored over a value of another type serves nobody in Redis.
      boolean isSort = chance(50);
      String target = isSort ? list() : sortedSet();
      send(Step.FIRST, steps, words("DEL", target));
      send(
          Step.FIRST,
          steps,
          isSort
              ? words("SORT", list(), "ALPHA", "STORE", target)
              : words("ZUNIONSTORE", target, "1", sortedSet()));
    } else {
      send(Step.FIRST, steps, bringing());
    }
  }

  private void send(String connection, List<Step> steps, List<String> words) {
    Step step = exactly(connection, Comparison.EXACT, words);
    steps.add(new Step(0, connection, Comparison.EXACT, "send", step.words()));
  }

  private String list() {
    return pick("l1", "l2", "l3");
  }

  private String sortedSet() {
    return pick("z1", "z2");
  }

  private String stream() {
    return pick("s1", "s2");
  }

  private String end() {
    return pick("LEFT", "RIGHT");
  }

  private List<String> waiting() {
    return switch (random.nextInt(14)) {
      case 0, 1 -> words("BLPOP", list(), "0");
      case 2 -> words("BRPOP", list(), list(), "0");
      case 3 -> words("BLPOP", list(), list(), list(), "0");
      case 4, 5 -> words("BLMOVE", list(), list(), end(), end(), "0");
      case 6 -> words("BRPOPLPUSH", list(), list(), "0");
      case 7 -> words("BLMPOP", "0", "2", list(), list(), end(), "COUNT", pick("1", "2", "5"));
      case 8 -> words("BZPOPMIN", sortedSet(), sortedSet(), "0");
      case 9 -> words("BZPOPMAX", sortedSet(), "0");
      case 10 ->
          words("BZMPOP", "0", "2", sortedSet(), sortedSet(), pick("MIN", "MAX"), "COUNT", "2");
      case 11 -> words("XREAD", "COUNT", "2", "BLOCK", "0", "STREAMS", stream(), "$");
      case 12 -> words("XREAD", "BLOCK", "0", "STREAMS", stream(), pick("0", "2-1", "9-1"));
      default ->
          words("XREADGROUP", "GROUP", "g", pick("a", "b"), "BLOCK", "0", "STREAMS", stream(), ">");
    };
  }

  private List<String> bringing() {
    return switch (random.nextInt(21)) {
      case 0, 1, 2 -> words("RPUSH", list(), value(), value());
      case 3, 4 -> words("LPUSH", list(), value());
      case 5 -> words("LPOP", list());
      case 6 -> words("LMOVE", list(), list(), end(), end());
      case 7 -> words("LPUSHX", list(), value());
      case 8, 9 -> words("ZADD", sortedSet(), pick("1", "2.5", "-3"), pick("a", "b", "c"));
      case 10 -> words("ZINCRBY", sortedSet(), "1", pick("a", "b", "c"));
      case 11 -> words("ZREM", sortedSet(), "a");
      case 12 -> words("DEL", list(), sortedSet());
      case 13 -> words("SET", pick("l1", "z2"), value());
      case 14 -> words("RENAME", list(), list());
      case 15 -> words("COPY", list(), list(), "REPLACE");
      case 16 -> words("LTRIM", list(), "0", "0");
      case 17, 18 -> words("XADD", stream(), pick("1-*", "2-*", "7-*"), "f", value());
      case 19 -> words("XACK", stream(), "g", pick("1-1", "2-1", "7-1"));
      default -> words("LRANGE", list(), "0", "-1");
    };
  }
}
