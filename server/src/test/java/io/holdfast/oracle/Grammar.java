package io.holdfast.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Writes random command sequences of one family: few keys and values, so that commands meet; edge
 * numbers, binary and empty strings; options in any order, repeated and wrong; names in any case.
 *
 * <p>Two servers see a command at slightly different times. So a relative expiry is always far
 * away, and no two of a sequence are closer than {@link #APART_SECONDS}: whatever compares them
 * comes to the same result on both.
 *
 * <p>The same random source writes the same sequence.
 */
abstract class Grammar {
  private static final Comparison SAME_NUMBERS = Comparison.parse("doubles");

  private static final long FIRST_SECONDS = 100_000;
  private static final long APART_SECONDS = 1_000;

  private static final String[] EDGES = {
    "0",
    "1",
    "-1",
    "2",
    "5",
    "-3",
    "10",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775806",
    "-9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999",
    "01",
    "+1",
    "-0",
    " 1",
    "1 ",
    "1.0",
    "1e2",
    "0x10",
    "",
    "abc"
  };

  private static final String[] FLOATS = {
    "0",
    "1",
    "-1",
    "0.1",
    "-0.1",
    "1.5",
    "3.0e3",
    "1e-10",
    "1e17",
    "-1e17",
    "0.30000000000000004",
    "1e20",
    "123456789.987654321",
    "-0.0",
    ".5",
    "5.",
    "+1.5",
    "0x1p3",
    "1e300",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "abc",
    "",
    " 1",
    "1 ",
    "9007199254740993",
    "9223372036854775807"
  };

  /**
   * What may stand where it does not belong; no small positive number, which could expire a key.
   */
  private static final String[] JUNK = {
    "abc",
    "",
    "-1",
    "0",
    "1.5",
    "9223372036854775807",
    "9223372036854775808",
    "NX",
    "XX",
    "GET",
    "EX",
    "PX",
    "KEEPTTL",
    "PERSIST",
    "REPLACE",
    "DB",
    "*",
    "k1",
    "\u0000"
  };

  protected final Random random;
  private int expiries;

  Grammar(Random random) {
    this.random = random;
  }

  /** How many databases, from 0, commands of this family can reach. */
  int databases() {
    return 1;
  }

  /** How the scores of sorted sets are compared at the end. */
  Comparison scores() {
    return SAME_NUMBERS;
  }

  /** Whether the scores are the same numbers, though they may be written differently. */
  final boolean hasExactScores() {
    return scores().equals(SAME_NUMBERS);
  }

  /** Whether commands go out without their replies being awaited, which may come much later. */
  boolean isInterleaved() {
    return false;
  }

  /** The next command or commands. */
  protected abstract void write(List<Step> steps);

  /** A sequence of at least {@code length} commands. */
  final List<Step> sequence(int length) {
    List<Step> steps = new ArrayList<>();
    while (steps.size() < length) {
      write(steps);
    }
    return steps;
  }

  protected final boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  protected final <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  protected final String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  protected final String key() {
    return pick("k1", "k2", "k3", "k4", "k5", "k1", "k2", chance(30) ? "" : "k\u0000\u00ff");
  }

  protected final String integer() {
    return chance(30) ? Integer.toString(random.nextInt(2001) - 1000) : pick(EDGES);
  }

  protected final String floating() {
    return chance(30) ? Double.toString(random.nextInt(20001) / 100.0 - 100) : pick(FLOATS);
  }

  protected final String value() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> pick(EDGES);
      case 2 -> pick(FLOATS);
      case 3 -> "";
      case 4 -> "x".repeat(random.nextInt(60));
      case 5 -> binary();
      case 6 -> pick("hello", "world", "ohmytext", "mynewtext");
      default -> pick("a", "b", "ab", "abc");
    };
  }

  private String binary() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(256));
    }
    return text.toString();
  }

  /** Seconds from now, never near another value of this sequence; sometimes none. */
  protected final String seconds() {
    return chance(10) ? wrongExpiry() : Long.toString(relativeSeconds());
  }

  protected final String milliseconds() {
    return chance(10) ? wrongExpiry() : Long.toString(relativeSeconds() * 1000);
  }

  protected final String atSeconds() {
    return chance(10) ? wrongExpiry() : pick("4102444800", "4102444801", "4102444900", "1");
  }

  protected final String atMilliseconds() {
    return chance(10)
        ? wrongExpiry()
        : pick("4102444800000", "4102444800500", "4102444800999", "9223372036854775807", "1");
  }

  private long relativeSeconds() {
    return FIRST_SECONDS + APART_SECONDS * expiries++;
  }

  private String wrongExpiry() {
    return pick(
        "0",
        "-1",
        "9223372036854775807",
        "9223372036854775",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775807",
        "abc",
        "1.5",
        "");
  }

  /** Some of the options, in any order, now and then one twice. */
  protected final List<String> some(List<List<String>> options, int most) {
    List<String> words = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      words.addAll(pick(options));
    }
    return words;
  }

  protected static List<String> words(String... words) {
    return new ArrayList<>(Arrays.asList(words));
  }

  protected static List<String> words(List<String> options, String... first) {
    List<String> words = words(first);
    words.addAll(options);
    return words;
  }

  /** The command as generated; one in ten with a word too many, missing or wrong. */
  protected final Step command(String connection, Comparison comparison, List<String> words) {
    List<String> mutated = new ArrayList<>(words);
    if (chance(10)) {
      int at = random.nextInt(mutated.size());
      switch (random.nextInt(3)) {
        case 0 -> mutated.add(at + 1, pick(JUNK));
        case 1 -> mutated.set(at == 0 ? mutated.size() - 1 : at, pick(JUNK));
        default -> mutated.remove(mutated.size() - 1);
      }
    }
    return exactly(connection, comparison, mutated.isEmpty() ? words : mutated);
  }

  /** The command as generated, apart from the case of its letters. */
  protected final Step exactly(String connection, Comparison comparison, List<String> words) {
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean isOption = word.length() > 1 && word.chars().allMatch(Character::isUpperCase);
      encoded.add(
          (isOption || i == 0 && !word.isEmpty() ? anyCase(word) : word)
              .getBytes(StandardCharsets.ISO_8859_1));
    }
    return Step.command(connection, comparison, encoded);
  }

  private String anyCase(String word) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> word.toLowerCase(Locale.ROOT);
      case 2 -> word.substring(0, 1) + word.substring(1).toLowerCase(Locale.ROOT);
      default -> word;
    };
  }
}
