package io.holdfast.core.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A decoded reply, RESP2 or RESP3.
 *
 * <p>Two replies are equal if their kinds and contents are; maps and sets keep the order they were
 * sent in, which counts. {@code toString} writes a reply on one line, for logs and failing tests.
 */
public sealed interface Reply {

  /** {@code +text}. */
  record SimpleString(String text) implements Reply {
    @Override
    public String toString() {
      return "+" + text;
    }
  }

  /** {@code -CODE text}, in RESP3 also {@code !length}. */
  record ErrorReply(String text) implements Reply {
    /** The first word. */
    public String code() {
      int end = text.indexOf(' ');
      return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public String toString() {
      return "-" + text;
    }
  }

  /** {@code :number}. */
  record IntegerReply(long value) implements Reply {
    @Override
    public String toString() {
      return ":" + value;
    }
  }

  /**
   * {@code $length bytes}. The array is not copied: who changes it changes the reply.
   *
   * @param bytes the content
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is by content, see below
  record Bulk(byte[] bytes) implements Reply {
    /** The bytes as UTF-8 text. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bulk that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return Quoted.text(bytes, 0, bytes.length);
    }
  }

  /** No value. RESP2 has two ways to say it, RESP3 one. */
  enum Null implements Reply {
    /** {@code $-1}. */
    BULK,
    /** {@code *-1}. */
    ARRAY,
    /** {@code _}. */
    RESP3;

    @Override
    public String toString() {
      return "null " + name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** {@code *count ...}. */
  record Array(List<Reply> elements) implements Reply {
    @Override
    public String toString() {
      return elements.toString();
    }
  }

  /** {@code ~count ...}. */
  record SetReply(List<Reply> elements) implements Reply {
    @Override
    public String toString() {
      return "~" + elements;
    }
  }

  /** {@code >count ...}: a message nobody asked for. */
  record Push(List<Reply> elements) implements Reply {
    @Override
    public String toString() {
      return ">" + elements;
    }
  }

  /** A key and its value in a {@link MapReply}. */
  record Pair(Reply key, Reply value) {
    @Override
    public String toString() {
      return key + "=" + value;
    }
  }

  /** {@code %count ...}. */
  record MapReply(List<Pair> entries) implements Reply {
    @Override
    public String toString() {
      return "%" + entries;
    }
  }

  /** {@code ,number}. */
  record DoubleReply(String text) implements Reply {
    /** The number; infinities and NaN included. */
    public double value() {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan" -> Double.NaN;
        default -> Double.parseDouble(text);
      };
    }

    @Override
    public String toString() {
      return "," + text;
    }
  }

  /** {@code #t} or {@code #f}. */
  record BooleanReply(boolean value) implements Reply {
    @Override
    public String toString() {
      return "#" + (value ? "t" : "f");
    }
  }

  /** {@code (digits}. */
  record BigNumber(java.math.BigInteger value) implements Reply {
    @Override
    public String toString() {
      return "(" + value;
    }
  }

  /**
   * {@code =length format:text}.
   *
   * @param format three characters, {@code txt} or {@code mkd}
   */
  record Verbatim(String format, String text) implements Reply {
    @Override
    public String toString() {
      return "=" + format + ":" + text;
    }
  }

  /** {@code |count ...} and the reply it describes. */
  record Attributed(List<Pair> attributes, Reply reply) implements Reply {
    @Override
    public String toString() {
      return "|" + attributes + " " + reply;
    }
  }
}
