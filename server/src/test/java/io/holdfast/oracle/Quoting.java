package io.holdfast.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Words of a line, quoted as redis-cli quotes them.
 *
 * <pre>
 *  plain word         up to the next space
 *  "double quoted"    \n \r \t \b \a \\ \" and \xHH for any byte
 *  'single quoted'    only \' is special
 * </pre>
 *
 * Text outside escapes is UTF-8. {@link #quote} is the inverse of {@link #split} for every byte
 * string.
 */
final class Quoting {
  private static final String HEX = "0123456789abcdef";

  private Quoting() {}

  /** The words of a line; throws {@link IllegalArgumentException} when quotes do not balance. */
  static List<byte[]> split(String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    List<byte[]> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length && isSpace(text[at])) {
        at++;
      }
      if (at == text.length) {
        return words;
      }
      ByteArrayOutputStream word = new ByteArrayOutputStream();
      byte opening = text[at];
      if (opening == '"') {
        at = doubleQuoted(text, at + 1, word);
      } else if (opening == '\'') {
        at = singleQuoted(text, at + 1, word);
      } else {
        while (at < text.length && !isSpace(text[at])) {
          word.write(text[at++]);
        }
      }
      if (at < text.length && !isSpace(text[at])) {
        throw new IllegalArgumentException("a closing quote must end the word: line=" + line);
      }
      words.add(word.toByteArray());
    }
  }

  private static int doubleQuoted(byte[] text, int from, ByteArrayOutputStream word) {
    int at = from;
    while (at < text.length) {
      byte b = text[at];
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\' && at + 1 < text.length) {
        byte escaped = text[at + 1];
        if (escaped == 'x' && at + 3 < text.length) {
          int high = Character.digit(text[at + 2], 16);
          int low = Character.digit(text[at + 3], 16);
          if (high >= 0 && low >= 0) {
            word.write(high << 4 | low);
            at += 4;
            continue;
          }
        }
        word.write(
            switch (escaped) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 'b' -> '\b';
              case 'a' -> 7;
              default -> escaped;
            });
        at += 2;
        continue;
      }
      word.write(b);
      at++;
    }
    throw unbalanced(text);
  }

  private static int singleQuoted(byte[] text, int from, ByteArrayOutputStream word) {
    int at = from;
    while (at < text.length) {
      byte b = text[at];
      if (b == '\'') {
        return at + 1;
      }
      if (b == '\\' && at + 1 < text.length && text[at + 1] == '\'') {
        word.write('\'');
        at += 2;
        continue;
      }
      word.write(b);
      at++;
    }
    throw unbalanced(text);
  }

  /** The word as it is written in a script: plain where that is unambiguous, else quoted. */
  static String quote(byte[] word) {
    boolean plain = word.length > 0;
    for (byte b : word) {
      plain &= b > ' ' && b < 0x7f && b != '"' && b != '\'' && b != '\\' && b != '#';
    }
    // A first character that means something else to the script must not stand bare.
    plain = plain && "@~%=".indexOf(word[0]) < 0;
    return plain ? new String(word, StandardCharsets.US_ASCII) : '"' + escape(word) + '"';
  }

  static String quote(List<byte[]> words) {
    StringBuilder line = new StringBuilder();
    for (byte[] word : words) {
      line.append(line.length() == 0 ? "" : " ").append(quote(word));
    }
    return line.toString();
  }

  /** Every byte visible, in the escapes of a double quoted word. */
  static String escape(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 8);
    for (byte b : bytes) {
      switch (b) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          if (b >= ' ' && b < 0x7f) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
          }
        }
      }
    }
    return text.toString();
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private static IllegalArgumentException unbalanced(byte[] text) {
    return new IllegalArgumentException(
        "unbalanced quotes: line=" + new String(text, StandardCharsets.UTF_8));
  }
}
