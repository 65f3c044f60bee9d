package io.holdfast.oracle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reply as it came over the wire: its exact bytes, and what they mean.
 *
 * <pre>
 *  scalar      + - : _ , # ( $ =     text() is the payload, null for $-1 and _
 *  aggregate   * ~ &gt; %               elements() (a map's keys and values alternate), null for *-1
 *  attribute   |                     elements() are the pairs, then the reply it decorates
 *  no reply    X                     text() says why: closed, nothing in time, not RESP
 * </pre>
 */
final class Reply {
  /** The type of an answer that did not come. */
  static final char NONE = 'X';

  /** Why there is no reply, in the one case that two peers may share. */
  static final String CLOSED = "connection closed";

  private final char type;
  private final byte @Nullable [] text;
  private final @Nullable List<Reply> elements;
  private final byte[] bytes;

  Reply(char type, byte @Nullable [] text, @Nullable List<Reply> elements, byte[] bytes) {
    this.type = type;
    this.text = text;
    this.elements = elements;
    this.bytes = bytes;
  }

  static Reply none(String why, byte[] received) {
    return new Reply(NONE, why.getBytes(StandardCharsets.US_ASCII), null, received);
  }

  /** Nothing where nothing is expected: equal on both sides. */
  static Reply silence() {
    return new Reply('+', "(silence)".getBytes(StandardCharsets.US_ASCII), null, new byte[0]);
  }

  char type() {
    return type;
  }

  byte @Nullable [] text() {
    return text;
  }

  @Nullable List<Reply> elements() {
    return elements;
  }

  /** Everything this reply was on the wire. */
  byte[] bytes() {
    return bytes;
  }

  boolean isError() {
    return type == '-' || type == '!';
  }

  boolean isNone() {
    return type == NONE;
  }

  boolean sameBytes(Reply other) {
    return type == other.type && Arrays.equals(bytes, other.bytes);
  }

  /** The payload as text, for codes, cursors and numbers; empty for null replies. */
  String string() {
    return text == null ? "" : new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * One line a person can read and {@code docs/differences.md} can match: {@code +OK}, {@code -ERR
   * text}, {@code :1}, {@code "bulk"}, {@code nil}, {@code [a, b]}, {@code {k: v}}.
   */
  String notation() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  private void write(StringBuilder out) {
    switch (type) {
      case '$' -> {
        if (text == null) {
          out.append("nil");
        } else {
          out.append('"').append(Quoting.escape(text)).append('"');
        }
      }
      case '=' -> out.append("=\"").append(Quoting.escape(orEmpty())).append('"');
      case '_' -> out.append("null");
      case NONE -> {
        out.append('<').append(string());
        if (bytes.length > 0) {
          out.append(", after \"").append(Quoting.escape(bytes)).append('"');
        }
        out.append('>');
      }
      case '*', '~', '>', '%', '|' -> writeAggregate(out);
      default -> out.append(type).append(Quoting.escape(orEmpty()));
    }
  }

  private void writeAggregate(StringBuilder out) {
    if (elements == null) {
      out.append("nil-array");
      return;
    }
    boolean pairs = type == '%';
    if (type != '*' && !pairs) {
      out.append(type);
    }
    out.append(pairs ? '{' : '[');
    for (int i = 0; i < elements.size(); i++) {
      out.append(i == 0 ? "" : pairs && i % 2 == 1 ? ": " : ", ");
      elements.get(i).write(out);
    }
    out.append(pairs ? '}' : ']');
  }

  private byte[] orEmpty() {
    return text == null ? new byte[0] : text;
  }

  @Override
  public String toString() {
    return notation();
  }
}
