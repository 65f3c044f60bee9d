package io.holdfast.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The HyperLogLog commands; GET compares every byte. A sequence begins with another limit for the
 * sparse encoding, and an element of thousands comes now and then, so that both are met.
 */
final class HyperLogLogGrammar extends Grammar {
  private boolean begins = true;

  HyperLogLogGrammar(Random random) {
    super(random);
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      String bytes = pick("3000", "0", "18", "24", "100", "400", "16000", "1000000");
      steps.add(exactly(words("CONFIG", "SET", "hll-sparse-max-bytes", bytes)));
    }
    steps.add(chance(35) ? exactly(look()) : command(Step.FIRST, Comparison.EXACT, words()));
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private List<String> look() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 -> words("GET", key());
      case 5 -> words("OBJECT", "ENCODING", key());
      case 6 -> words("STRLEN", key());
      case 7 -> chance(30) ? words("DEL", key()) : words("TYPE", key());
      case 8 -> words("COPY", key(), key(), "REPLACE");
      case 9 -> words("EXPIRE", key(), "100000");
      case 10 -> chance(20) ? words("SET", key(), string()) : words("TTL", key());
      default -> words("PFDEBUG", pick("ENCODING", "DECODE"), key());
    };
  }

  private String string() {
    return chance(40) ? "HYLL" + "\u0001\0\0\0\0\0\0\0\0\0\0\u0080\u007f\u00ff" : value();
  }

  private List<String> words() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5 -> words(elements(), "PFADD", key());
      case 6 -> words("PFADD", key());
      case 7, 8, 9 -> words("PFCOUNT", key());
      case 10 -> words("PFCOUNT", key(), key());
      case 11 -> words("PFCOUNT", key(), key(), key());
      case 12, 13 -> words("PFMERGE", key(), key(), key());
      case 14 -> chance(50) ? words("PFMERGE", key()) : words("PFMERGE", key(), key());
      default ->
          chance(20)
              ? words("PFDEBUG", pick("TODENSE", "GETREG", "x"), key())
              : words("PFDEBUG", pick("ENCODING", "DECODE"), key());
    };
  }

  private List<String> elements() {
    List<String> elements = new ArrayList<>();
    int count = chance(10) ? random.nextInt(300) : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      elements.add(chance(20) ? value() : Integer.toString(random.nextInt(100_000)));
    }
    return elements;
  }
}
