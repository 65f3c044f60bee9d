package io.holdfast.persistence;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Command lines that change keys of all types in all ways, seeded. */
final class RandomWrites {
  private static final int ELEMENTS = 6_000;
  private static final int AT_ONCE = 500;
  private static final int KEYS = 5;
  private static final int FILLERS = 1_200;

  private final Random random;
  private final int databases;
  private int id = 10_000;

  RandomWrites(Random random, int databases) {
    this.random = random;
    this.databases = databases;
  }

  /** Fills the selected database with large and small values. */
  void fill(Consumer<String> run) {
    for (int i = 0; i < KEYS; i++) {
      int size = i == 0 ? ELEMENTS : i == 1 ? 900 : random.nextInt(40);
      fill(run, "RPUSH l" + i, size, n -> element());
      fill(run, "SADD s" + i, size, n -> element());
      fill(run, "SADD i" + i, Math.min(size, 600), n -> Integer.toString(n * 7));
      fill(run, "HSET h" + i, size, n -> element() + " " + element());
      fill(run, "ZADD z" + i, size, n -> score() + " " + element());
      for (int n = 0; n < Math.min(size, 300); n++) {
        run.accept("XADD x" + i + " " + ++id + "-1 f " + element() + " g " + n);
      }
    }
    for (int i = 0; i < FILLERS; i++) {
      run.accept("SET f" + i + " " + element().repeat(1 + random.nextInt(4)));
    }
  }

  private void fill(Consumer<String> run, String command, int size, IntFunction<String> each) {
    for (int from = 0; from < size; from += AT_ONCE) {
      StringBuilder line = new StringBuilder(command);
      for (int i = from; i < Math.min(size, from + AT_ONCE); i++) {
        line.append(' ').append(each.apply(i));
      }
      run.accept(line.toString());
    }
  }

  /** The next command. */
  String next() {
    return switch (random.nextInt(60)) {
      case 0, 1 -> "SET " + filler() + " " + element().repeat(1 + random.nextInt(6));
      case 2 -> "APPEND " + filler() + " " + element();
      case 3 -> "SETRANGE " + filler() + " " + random.nextInt(40) + " " + element();
      case 4 -> "SETBIT " + filler() + " " + random.nextInt(400) + " 1";
      case 5 -> "DEL " + filler();
      case 6 -> "PEXPIRE " + filler() + " " + (1 + random.nextInt(3_000));
      case 7 -> "INCR n" + random.nextInt(50);
      case 8 -> "PFADD p" + random.nextInt(3) + " " + element();
      case 9 -> "RPUSH " + list() + " " + element() + " " + element();
      case 10 -> "LPUSH " + list() + " " + element();
      case 11 -> "LINSERT " + list() + " BEFORE " + element() + " new";
      case 12 -> "LSET " + list() + " " + (random.nextInt(ELEMENTS) - 100) + " " + element();
      case 13 -> "LREM " + list() + " " + (random.nextInt(5) - 2) + " " + element();
      case 14 -> rarely(4, "LTRIM " + list() + " " + random.nextInt(900) + " -" + range(1_500));
      case 15 -> "LPOP " + list() + " " + random.nextInt(4);
      case 16 -> "LMOVE " + list() + " " + list() + " LEFT RIGHT";
      case 17 -> "SADD " + set() + " " + element() + " " + element();
      case 18 -> "SREM " + set() + " " + element() + " " + element() + " " + element();
      case 19 -> "SPOP " + set() + " " + random.nextInt(20);
      case 20 -> "SMOVE " + set() + " " + set() + " " + element();
      case 21 -> "SADD " + key("i") + " " + random.nextInt(5_000);
      case 22 -> rarely(3, "SUNIONSTORE " + set() + " " + set() + " " + set());
      case 23 -> "SPEXPIRE " + set() + " " + deadline() + " MEMBERS 1 " + element();
      case 24, 25 -> "HSET " + hash() + " " + element() + " " + element();
      case 26 -> "HDEL " + hash() + " " + element() + " " + element();
      case 27 -> "HPEXPIRE " + hash() + " " + deadline() + " FIELDS 1 " + element();
      case 28 -> "HPERSIST " + hash() + " FIELDS 1 " + element();
      case 29, 30 -> "ZADD " + sortedSet() + " " + score() + " " + element();
      case 31 -> "ZINCRBY " + sortedSet() + " " + score() + " " + element();
      case 32 -> "ZREM " + sortedSet() + " " + element() + " " + element();
      case 33 -> "ZPOPMIN " + sortedSet() + " " + random.nextInt(30);
      case 34 -> "ZPOPMAX " + sortedSet() + " " + random.nextInt(30);
      case 35 -> "ZREMRANGEBYRANK " + sortedSet() + " " + range(2_000) + " " + range(2_300);
      case 36 -> "ZREMRANGEBYSCORE " + sortedSet() + " 10 10." + random.nextInt(60);
      case 37 -> "ZPEXPIRE " + sortedSet() + " " + deadline() + " MEMBERS 1 " + element();
      case 38 -> rarely(3, "ZUNIONSTORE " + sortedSet() + " 2 " + sortedSet() + " " + set());
      case 39, 40 -> "XADD " + stream() + " " + ++id + "-1 f " + element();
      case 41 -> "XDEL " + stream() + " " + (10_000 + random.nextInt(id - 9_999)) + "-1";
      case 42 -> rarely(3, "XTRIM " + stream() + " MAXLEN " + random.nextInt(300));
      case 43 -> "XGROUP CREATE " + stream() + " g" + random.nextInt(2) + " 0";
      case 44, 45 ->
          "XREADGROUP GROUP g"
              + random.nextInt(2)
              + " c"
              + random.nextInt(3)
              + " COUNT 3 STREAMS "
              + stream()
              + " >";
      case 46 -> "XACK " + stream() + " g0 " + (10_000 + random.nextInt(id - 9_999)) + "-1";
      case 47 -> "XGROUP DELCONSUMER " + stream() + " g0 c" + random.nextInt(3);
      case 48 -> rarely(3, "XGROUP DESTROY " + stream() + " g1");
      case 49 -> "RENAME " + any() + " " + any();
      case 50 -> rarely(2, "COPY " + any() + " " + any() + " REPLACE");
      case 51 -> rarely(2, "MOVE " + any() + " " + random.nextInt(databases));
      case 52 -> rarely(2, "DEL " + any());
      case 53 -> rarely(2, "SET " + any() + " over");
      case 54 -> "PEXPIRE " + any() + " " + (1 + random.nextInt(5_000));
      case 55 -> "PERSIST " + any();
      case 56 -> rarely(8, "SWAPDB " + random.nextInt(databases) + " " + random.nextInt(databases));
      case 57 -> rarely(30, random.nextBoolean() ? "FLUSHDB" : "FLUSHALL");
      case 58 -> rarely(2, "SORT " + set() + " ALPHA LIMIT 0 50 STORE " + list());
      default -> "SELECT " + random.nextInt(databases);
    };
  }

  private String rarely(int times, String command) {
    return random.nextInt(times) == 0 ? command : "PING";
  }

  private int range(int bound) {
    return random.nextInt(bound);
  }

  private String deadline() {
    return Integer.toString(1 + random.nextInt(20_000));
  }

  private String score() {
    return Double.toString(random.nextInt(4_000) / 16.0);
  }

  private String element() {
    int number = random.nextInt(ELEMENTS);
    return number % 3 == 0 ? Integer.toString(number) : "element:with-some-length:" + number;
  }

  private String filler() {
    return "f" + random.nextInt(FILLERS + 50);
  }

  private String any() {
    return key(String.valueOf("lsihzx".charAt(random.nextInt(6))));
  }

  private String list() {
    return key("l");
  }

  private String set() {
    return key("s");
  }

  private String hash() {
    return key("h");
  }

  private String sortedSet() {
    return key("z");
  }

  private String stream() {
    return key("x");
  }

  private String key(String type) {
    return type + random.nextInt(random.nextBoolean() ? 1 : KEYS);
  }
}
