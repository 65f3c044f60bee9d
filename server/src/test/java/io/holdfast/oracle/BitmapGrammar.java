package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/**
 * The bitmap commands on strings of every kind, short so that they meet; the BITOPs that came after
 * 7.0 are not here, nor numbers with which BITFIELD is meant to differ.
 */
final class BitmapGrammar extends Grammar {
  private static final String[] OFFSETS = {
    "0",
    "1",
    "7",
    "8",
    "15",
    "23",
    "63",
    "64",
    "100",
    "-1",
    "4294967296",
    "9223372036854775807",
    "01",
    "abc",
    "",
    " 1"
  };

  BitmapGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    steps.add(chance(20) ? look() : command(Step.FIRST, Comparison.EXACT, words()));
  }

  private Step look() {
    List<String> words =
        switch (random.nextInt(10)) {
          case 0, 1 -> words("GET", key());
          case 2 -> words("OBJECT", "ENCODING", key());
          case 3, 4 -> words("SET", key(), value());
          case 5 -> words("STRLEN", key());
          case 6 -> words("DEL", key());
          case 7 -> words(words(), "COMMAND", "GETKEYS");
          case 8 -> words("EXPIRE", key(), "100000");
          default -> chance(30) ? words("HSET", key(), "f", "v") : words("PERSIST", key());
        };
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private List<String> words() {
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> words("SETBIT", key(), offset(), pick("0", "1", "1", "1", "0", "2", "x"));
      case 3, 4 -> words("GETBIT", key(), offset());
      case 5 -> words("BITCOUNT", key());
      case 6 -> words(some(List.of(List.of(unit())), 1), "BITCOUNT", key(), index(), index());
      case 7 -> words("BITPOS", key(), pick("0", "1", "0", "1", "2"));
      case 8 -> words("BITPOS", key(), pick("0", "1"), index());
      case 9 -> words(some(List.of(List.of(unit())), 1), "BITPOS", key(), bit(), index(), index());
      case 10, 11 -> bitop();
      case 12 -> words(fieldSteps(true), "BITFIELD", key());
      default -> words(fieldSteps(false), pick("BITFIELD_RO", "BITFIELD"), key());
    };
  }

  private List<String> bitop() {
    String operation = pick("AND", "OR", "XOR", "NOT", "and", "Or", "NAND");
    return switch (random.nextInt(4)) {
      case 0 -> words("BITOP", operation, key(), key());
      case 1 -> words("BITOP", operation, key(), key(), key());
      case 2 -> words("BITOP", "NOT", key(), key());
      default -> words("BITOP", operation, key(), key(), key(), key());
    };
  }

  private List<String> fieldSteps(boolean writes) {
    List<List<String>> choices =
        writes
            ? List.of(get(), set(), set(), incrBy(), incrBy(), incrBy(), overflow(), overflow())
            : List.of(get(), get(), get(), overflow());
    return some(choices, 5);
  }

  private List<String> get() {
    return List.of("GET", type(), fieldOffset());
  }

  private List<String> set() {
    String number = number();
    return List.of("SET", type(), fieldOffset(), number.startsWith("-9223") ? "-9" : number);
  }

  private List<String> incrBy() {
    return List.of("INCRBY", type(), fieldOffset(), number());
  }

  private List<String> overflow() {
    return List.of("OVERFLOW", pick("WRAP", "SAT", "FAIL", "SAT", "FAIL", "x"));
  }

  private String type() {
    return chance(5)
        ? pick("u64", "i65", "u0", "i", "u", "", "x8", "i08", "I8", "u-1", "i99999999999999999999")
        : chance(50) ? "i" + (1 + random.nextInt(64)) : "u" + (1 + random.nextInt(63));
  }

  private String number() {
    return chance(40) ? Integer.toString(random.nextInt(21) - 10) : integer();
  }

  private String fieldOffset() {
    return chance(40)
        ? pick("#0", "#1", "#2", "#3", "#0", "#1", "#", "#x", "#-1", "##1")
        : chance(70) ? Integer.toString(random.nextInt(70)) : pick(OFFSETS);
  }

  private String offset() {
    return chance(60) ? Integer.toString(random.nextInt(100)) : pick(OFFSETS);
  }

  private String index() {
    return chance(80) ? Integer.toString(random.nextInt(60) - 30) : integer();
  }

  private String bit() {
    return pick("0", "1", "0", "1", "");
  }

  private String unit() {
    return pick("BIT", "BYTE", "BIT", "BYTE", "bits", "");
  }
}
