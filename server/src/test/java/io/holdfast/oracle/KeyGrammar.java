package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/**
 * Key and expiry commands over three databases, with just enough else to have something there: each
 * type, small and large. Small sets are of integers, whose encoding is the same in 7.0.
 */
final class KeyGrammar extends Grammar {
  private static final Comparison ABOUT_SECONDS = Comparison.within(5);
  private static final Comparison ABOUT_MILLISECONDS = Comparison.within(5_000);
  private static final Comparison UNORDERED = Comparison.parse("unordered");
  private static final int DATABASES = 3;

  /** Too long for any small encoding but a list's. */
  private static final String LONG = "long".repeat(20);

  KeyGrammar(Random random) {
    super(random);
  }

  @Override
  int databases() {
    return DATABASES;
  }

  @Override
  protected void write(List<Step> steps) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> steps.add(look());
      case 4, 5 -> steps.add(exactly(Step.FIRST, Comparison.EXACT, collection()));
      default -> steps.add(command(Step.FIRST, Comparison.EXACT, change()));
    }
  }

  private List<String> collection() {
    return switch (random.nextInt(4)) {
      case 0 -> words("RPUSH", key(), value(), chance(20) ? LONG.repeat(200) : value());
      case 1 -> words("SADD", key(), chance(30) ? LONG : "1", "2", "3");
      case 2 -> words("HSET", key(), "f", chance(30) ? LONG : value());
      default -> words("ZADD", key(), "1", chance(30) ? LONG : value());
    };
  }

  private Step look() {
    return switch (random.nextInt(12)) {
      case 0 -> exactly(Step.FIRST, ABOUT_SECONDS, words("TTL", key()));
      case 1 -> exactly(Step.FIRST, ABOUT_MILLISECONDS, words("PTTL", key()));
      case 2 -> exactly(Step.FIRST, ABOUT_SECONDS, words("EXPIRETIME", key()));
      case 3 -> exactly(Step.FIRST, ABOUT_MILLISECONDS, words("PEXPIRETIME", key()));
      case 4 -> exactly(Step.FIRST, UNORDERED, words("KEYS", pattern()));
      case 5 -> exactly(Step.FIRST, UNORDERED, words(scanOptions(), "SCAN", "0"));
      case 6 -> exactly(Step.FIRST, Comparison.parse("type"), words("RANDOMKEY"));
      case 7 -> exactly(Step.FIRST, Comparison.EXACT, words("DBSIZE"));
      case 8 -> exactly(Step.FIRST, Comparison.EXACT, words("OBJECT", "ENCODING", key()));
      case 9 -> exactly(Step.FIRST, Comparison.EXACT, words("OBJECT", "REFCOUNT", key()));
      case 10 -> exactly(Step.FIRST, ABOUT_SECONDS, words("OBJECT", "IDLETIME", key()));
      default -> exactly(Step.FIRST, Comparison.EXACT, words("OBJECT", "FREQ", key()));
    };
  }

  private List<String> scanOptions() {
    List<String> words =
        some(List.of(List.of("MATCH", pattern()), List.of("TYPE", pick("string", "list"))), 2);
    words.addAll(List.of("COUNT", "1000"));
    return words;
  }

  private String pattern() {
    return pick("*", "k*", "k?", "k[1-3]", "k[^1-3]", "[k]?", "", "k1", "*1", "k\\1", "k[2-", "?*");
  }

  private List<String> change() {
    return switch (random.nextInt(28)) {
      case 0, 1, 2 -> words("SET", key(), value());
      case 3 -> words("SET", key(), value(), "EXAT", "4102444800");
      case 4 -> words("DEL", key(), key());
      case 5 -> words("UNLINK", key());
      case 6 -> words("EXISTS", key(), key(), key());
      case 7 -> words("TOUCH", key(), key());
      case 8 -> words("TYPE", key());
      case 9, 10 -> words(some(expireOptions(), 2), "EXPIRE", key(), seconds());
      case 11, 12 -> words(some(expireOptions(), 2), "PEXPIRE", key(), milliseconds());
      case 13, 14 -> words(some(expireOptions(), 2), "EXPIREAT", key(), atSeconds());
      case 15, 16 -> words(some(expireOptions(), 2), "PEXPIREAT", key(), atMilliseconds());
      case 17 -> words("PERSIST", key());
      case 18 -> words("RENAME", key(), key());
      case 19 -> words("RENAMENX", key(), key());
      case 20, 21 -> words(some(copyOptions(), 3), "COPY", key(), key());
      case 22, 23 -> words("MOVE", key(), database());
      case 24 -> words("SELECT", database());
      case 25 -> words("SWAPDB", database(), database());
      case 26 -> chance(20) ? words(flush(), "FLUSHDB") : words("GET", key());
      default -> chance(10) ? words(flush(), "FLUSHALL") : words("GETSET", key(), value());
    };
  }

  private List<String> flush() {
    return some(List.of(List.of("ASYNC"), List.of("SYNC")), 1);
  }

  private String database() {
    return chance(10)
        ? pick("16", "-1", "abc", "9223372036854775807", "")
        : Integer.toString(random.nextInt(DATABASES));
  }

  private List<List<String>> expireOptions() {
    return List.of(List.of("NX"), List.of("XX"), List.of("GT"), List.of("LT"));
  }

  private List<List<String>> copyOptions() {
    return List.of(List.of("REPLACE"), List.of("DB", database()));
  }
}
