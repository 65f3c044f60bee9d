package io.holdfast.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Commands that fill a store: every type, encoding, and sizes around each threshold. */
final class DataSet {
  private static final int[] SIZES = {1, 2, 127, 128, 129, 511, 512, 513, 700};

  private final Random random;
  private final List<String> commands = new ArrayList<>();

  private DataSet(Random random) {
    this.random = random;
  }

  /** About so many keys in several databases, and always all types. */
  static List<String> commands(Random random, int keys) {
    DataSet dataSet = new DataSet(random);
    for (int i = 0; i < keys; i++) {
      dataSet.key(i);
    }
    return dataSet.commands;
  }

  private void key(int number) {
    commands.add("SELECT " + random.nextInt(4));
    String key = "key:" + number;
    int size = SIZES[random.nextInt(SIZES.length)];
    switch (number % 8) {
      case 0 -> commands.add("SET " + key + " " + word());
      case 1 -> add("RPUSH " + key, size, i -> word());
      case 2 -> add("SADD " + key, size, i -> Integer.toString(i * 1000 - 300));
      case 3 -> add("SADD " + key, size, i -> word());
      case 4 -> add("HSET " + key, size, i -> "f" + i + " " + word());
      case 5 -> add("ZADD " + key, size, i -> random.nextInt(50) / 4.0 + " m" + i);
      case 6 -> stream(key, size);
      default -> add("PFADD " + key, size, i -> word());
    }
    if (random.nextInt(3) == 0) {
      commands.add("PEXPIRE " + key + " " + (100_000 + random.nextInt(1_000_000_000)));
    }
  }

  private void add(String command, int size, IntFunction<String> element) {
    StringBuilder line = new StringBuilder(command);
    for (int i = 0; i < size; i++) {
      line.append(' ').append(element.apply(i));
    }
    commands.add(line.toString());
  }

  private void stream(String key, int size) {
    for (int i = 1; i <= size; i++) {
      commands.add("XADD " + key + " " + i + "-" + random.nextInt(3) + " f " + word() + " g 5");
    }
    commands.add("XDEL " + key + " 1-0 1-1 1-2");
    commands.add("XGROUP CREATE " + key + " group 0");
    commands.add("XREADGROUP GROUP group c COUNT 7 STREAMS " + key + " >");
    commands.add("XGROUP CREATE " + key + " other $");
  }

  private String word() {
    return switch (random.nextInt(5)) {
      case 0 -> Integer.toString(random.nextInt(300) - 150);
      case 1 -> Long.toString(random.nextLong());
      case 2 -> "x".repeat(1 + random.nextInt(70));
      case 3 -> "x".repeat(60) + random.nextInt(1000);
      default -> "w" + random.nextInt(100_000);
    };
  }
}
