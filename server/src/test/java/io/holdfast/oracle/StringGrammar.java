package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/** The 22 string commands, some key commands to look at what they left. */
final class StringGrammar extends Grammar {
  private static final Comparison ABOUT_SECONDS = Comparison.within(5);
  private static final Comparison ABOUT_MILLISECONDS = Comparison.within(5_000);

  StringGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    steps.add(random.nextInt(8) == 0 ? look() : command(Step.FIRST, Comparison.EXACT, change()));
  }

  private Step look() {
    return switch (random.nextInt(6)) {
      case 0 -> exactly(Step.FIRST, ABOUT_SECONDS, words("TTL", key()));
      case 1 -> exactly(Step.FIRST, ABOUT_MILLISECONDS, words("PTTL", key()));
      case 2 -> exactly(Step.FIRST, ABOUT_MILLISECONDS, words("PEXPIRETIME", key()));
      case 3 -> exactly(Step.FIRST, Comparison.EXACT, words("DEL", key()));
      case 4 -> exactly(Step.FIRST, Comparison.EXACT, words("OBJECT", "ENCODING", key()));
      default -> exactly(Step.FIRST, Comparison.EXACT, words(change(), "COMMAND", "GETKEYS"));
    };
  }

  private List<String> change() {
    return switch (random.nextInt(26)) {
      case 0 -> words("GET", key());
      case 1, 2, 3 -> words(some(setOptions(), 3), "SET", key(), value());
      case 4 -> words("SETNX", key(), value());
      case 5 -> words("SETEX", key(), seconds(), value());
      case 6 -> words("PSETEX", key(), milliseconds(), value());
      case 7 -> words("GETSET", key(), value());
      case 8 -> words("GETDEL", key());
      case 9, 10 -> words(some(getexOptions(), 2), "GETEX", key());
      case 11 -> words("APPEND", key(), value());
      case 12 -> words("STRLEN", key());
      case 13 -> words("GETRANGE", key(), integer(), integer());
      case 14 -> words("SUBSTR", key(), integer(), integer());
      case 15 -> words("SETRANGE", key(), integer(), value());
      case 16 -> words("INCR", key());
      case 17 -> words("DECR", key());
      case 18 -> words("INCRBY", key(), integer());
      case 19 -> words("DECRBY", key(), integer());
      case 20, 21 -> words("INCRBYFLOAT", key(), floating());
      case 22 -> words("MGET", key(), key(), key());
      case 23 -> words("MSET", key(), value(), key(), value());
      case 24 -> words("MSETNX", key(), value(), key(), value());
      default -> words(some(lcsOptions(), 3), "LCS", key(), key());
    };
  }

  private List<List<String>> setOptions() {
    return List.of(
        List.of("NX"),
        List.of("XX"),
        List.of("GET"),
        List.of("KEEPTTL"),
        List.of("EX", seconds()),
        List.of("PX", milliseconds()),
        List.of("EXAT", atSeconds()),
        List.of("PXAT", atMilliseconds()));
  }

  private List<List<String>> getexOptions() {
    return List.of(
        List.of("PERSIST"),
        List.of("EX", seconds()),
        List.of("PX", milliseconds()),
        List.of("EXAT", atSeconds()),
        List.of("PXAT", atMilliseconds()));
  }

  private List<List<String>> lcsOptions() {
    return List.of(
        List.of("LEN"),
        List.of("IDX"),
        List.of("IDX"),
        List.of("WITHMATCHLEN"),
        List.of("MINMATCHLEN", integer()));
  }
}
