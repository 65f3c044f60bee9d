package io.holdfast.core.codec;

/**
 * Splits an inline request into words.
 *
 * <pre>
 *  line    = { space | word }
 *  word    = plain bytes up to a space, TAB, CR or LF; a quote may begin anywhere in it
 *  "..."   = \n \r \t \b \a, \xHH, backslash and any other byte: that byte;  ends the word
 *  '...'   = \' only;                                                        ends the word
 * </pre>
 *
 * <p>A closing quote must be followed by a space or the end of the line. A line without quotes is
 * not copied: its words are ranges of the buffer.
 */
final class InlineWords {
  private static final int DONE = -1;

  private final byte[] line;
  private final int end;
  private int at;

  /** Where words with quotes are put, at most as long as the line; a word never grows. */
  private final byte[] out;

  private int written;

  private InlineWords(byte[] line, int start, int end) {
    this.line = line;
    this.at = start;
    this.end = end;
    this.out = new byte[end - start];
  }

  /**
   * Splits {@code [start, end)} of the line.
   *
   * @param into has been begun over {@code line} at {@code start}
   * @return the offset of the quote that is not balanced, or a negative number
   */
  static int split(byte[] line, int start, int end, CommandArgs into) {
    for (int i = start; i < end; i++) {
      if (line[i] == '"' || line[i] == '\'') {
        return new InlineWords(line, start, end).splitQuoted(into);
      }
    }
    int at = start;
    while (true) {
      while (at < end && isSpace(line[at])) {
        at++;
      }
      if (at == end) {
        return DONE;
      }
      int word = at;
      while (at < end && !endsWord(line[at])) {
        at++;
      }
      into.append(word - start, at - word);
    }
  }

  private int splitQuoted(CommandArgs into) {
    into.begin(out, 0);
    while (true) {
      while (at < end && isSpace(line[at])) {
        at++;
      }
      if (at == end) {
        return DONE;
      }
      int word = written;
      int fault = word();
      if (fault >= 0) {
        return fault;
      }
      into.append(word, written - word);
    }
  }

  private int word() {
    while (at < end && !endsWord(line[at])) {
      byte b = line[at++];
      if (b == '"' || b == '\'') {
        int quote = at - 1;
        boolean closed = b == '"' ? doubleQuoted() : singleQuoted();
        return closed && (at == end || isSpace(line[at])) ? DONE : quote;
      }
      out[written++] = b;
    }
    return DONE;
  }

  private boolean doubleQuoted() {
    while (at < end) {
      byte b = line[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\' && at < end) {
        b = escaped();
      }
      out[written++] = b;
    }
    return false;
  }

  private byte escaped() {
    byte b = line[at++];
    if (b == 'x' && end - at >= 2) {
      int high = hexDigit(line[at]);
      int low = hexDigit(line[at + 1]);
      if (high >= 0 && low >= 0) {
        at += 2;
        return (byte) (high << 4 | low);
      }
    }
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 0x07;
      default -> b;
    };
  }

  private boolean singleQuoted() {
    while (at < end) {
      byte b = line[at++];
      if (b == '\'') {
        return true;
      }
      if (b == '\\' && at < end && line[at] == '\'') {
        b = line[at++];
      }
      out[written++] = b;
    }
    return false;
  }

  private static int hexDigit(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  /** Narrower than {@link #isSpace}: vertical tab and form feed may stand inside a word. */
  private static boolean endsWord(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
