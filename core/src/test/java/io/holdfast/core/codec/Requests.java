package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;

import java.util.Random;

/** Random requests, right ones and damaged ones. */
final class Requests {
  private static final String[] WORDS = {"PING", "ECHO", "x", "XYZ", "12", "-1", "", "a b", "\r\n"};
  private static final String SYMBOLS = "*$+-:012345679\r\n\r\n\"'\\xabPING \t\0\u000b\f\u00ff";

  private Requests() {}

  /** Appends a request to {@code wire}; returns its arguments. */
  static byte[][] random(Random random, StringBuilder wire) {
    if (random.nextInt(6) == 0) {
      wire.append(random.nextBoolean() ? "\r\n" : random.nextBoolean() ? "*0\r\n" : "*-1\r\n");
    }
    boolean inline = random.nextInt(4) == 0;
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 4);
    byte[][] args = new byte[count][];
    if (!inline) {
      wire.append('*').append(count).append("\r\n");
    }
    for (int i = 0; i < count; i++) {
      String word = word(random);
      args[i] = bytes(word);
      if (inline) {
        wire.append(i == 0 ? "" : " ").append(quoted(random, word));
      } else {
        wire.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
    }
    if (inline) {
      wire.append(random.nextBoolean() ? "\r\n" : "\n");
    }
    return args;
  }

  private static String word(Random random) {
    if (random.nextInt(3) > 0) {
      return WORDS[random.nextInt(WORDS.length)];
    }
    StringBuilder word = new StringBuilder();
    int length = random.nextInt(random.nextInt(10) == 0 ? 300 : 20);
    for (int i = 0; i < length; i++) {
      word.append((char) random.nextInt(256));
    }
    return word.toString();
  }

  private static String quoted(Random random, String word) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || random.nextInt(10) == 0) {
        text.append(String.format("\\x%02x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  /** A pipeline with a few bytes changed, added, doubled or left out. */
  static byte[] mutated(Random random) {
    StringBuilder wire = new StringBuilder();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      random(random, wire);
    }
    for (int i = random.nextInt(5); i > 0 && wire.length() > 0; i--) {
      int at = random.nextInt(wire.length());
      char symbol = SYMBOLS.charAt(random.nextInt(SYMBOLS.length()));
      switch (random.nextInt(5)) {
        case 0 -> wire.setCharAt(at, symbol);
        case 1 -> wire.insert(at, symbol);
        case 2 -> wire.deleteCharAt(at);
        case 3 -> wire.setLength(at);
        default -> wire.insert(at, wire.substring(at, Math.min(wire.length(), at + 12)));
      }
    }
    return bytes(wire.toString());
  }
}
