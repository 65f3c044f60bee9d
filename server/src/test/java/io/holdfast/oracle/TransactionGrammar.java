package io.holdfast.oracle;

import java.util.List;
import java.util.Random;

/** MULTI, EXEC, DISCARD, WATCH and UNWATCH of two connections that work on the same keys. */
final class TransactionGrammar extends Grammar {
  private static final int DATABASES = 2;

  TransactionGrammar(Random random) {
    super(random);
  }

  @Override
  int databases() {
    return DATABASES;
  }

  @Override
  protected void write(List<Step> steps) {
    String connection = chance(60) ? Step.FIRST : "2";
    if (chance(5)) {
      wholeTransaction(connection, steps);
    } else {
      steps.add(command(connection, Comparison.EXACT, next()));
    }
  }

  private void wholeTransaction(String connection, List<Step> steps) {
    String other = connection.equals(Step.FIRST) ? "2" : Step.FIRST;
    if (chance(70)) {
      steps.add(exactly(connection, Comparison.EXACT, words("WATCH", key(), key())));
    }
    if (chance(50)) {
      steps.add(exactly(other, Comparison.EXACT, simple()));
    }
    steps.add(exactly(connection, Comparison.EXACT, words("MULTI")));
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      steps.add(exactly(connection, Comparison.EXACT, simple()));
      if (chance(20)) {
        steps.add(exactly(other, Comparison.EXACT, simple()));
      }
    }
    steps.add(exactly(connection, Comparison.EXACT, words("EXEC")));
  }

  private List<String> next() {
    return switch (random.nextInt(16)) {
      case 0, 1 -> words("MULTI");
      case 2, 3, 4 -> words("EXEC");
      case 5 -> words("DISCARD");
      case 6, 7 -> words("WATCH", key());
      case 8 -> words("UNWATCH");
      default -> simple();
    };
  }

  private List<String> simple() {
    return switch (random.nextInt(24)) {
      case 0, 1, 2 -> words("SET", key(), value());
      case 3 -> words("GET", key());
      case 4 -> words("INCR", key());
      case 5 -> words("INCRBY", key(), integer());
      case 6 -> words("APPEND", key(), value());
      case 7 -> words("DEL", key());
      case 8 -> words("GETDEL", key());
      case 9 -> words("GETSET", key(), value());
      case 10 -> words("MGET", key(), key());
      case 11 -> words("MSET", key(), value(), key(), value());
      case 12 -> words("SETRANGE", key(), pick("0", "1", "5", "-1"), value());
      case 13 -> words("RENAME", key(), key());
      case 14 -> words("COPY", key(), key(), pick("REPLACE", "DB"), pick("0", "1", "REPLACE"));
      case 15 -> words("EXPIREAT", key(), pick("4102444800", "1"));
      case 16 -> words("PERSIST", key());
      case 17 -> words("SETNX", key(), value());
      case 18 -> words("TOUCH", key());
      case 19 -> words("EXISTS", key(), key());
      case 20 -> chance(30) ? words("SELECT", pick("0", "1")) : words("TYPE", key());
      case 21 -> chance(20) ? words("SWAPDB", "0", "1") : words("PING");
      case 22 -> chance(10) ? words("FLUSHALL") : words("DBSIZE");
      default -> chance(10) ? words("RESET") : words("MOVE", key(), pick("0", "1"));
    };
  }
}
