package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Entry IDs as text: {@code ms-seq}, or {@code ms} alone.
 *
 * <p>Numbers are read as C's {@code strtoull} does, as in Redis: spaces and a sign before them,
 * leading zeros, and an end at a NUL are let pass.
 */
final class StreamIdText {
  static final String INVALID = "ERR Invalid stream ID specified as stream command argument";

  /** The longest text of an ID: two numbers of 20 digits. */
  static final int MAX_LENGTH = 41;

  /** Redis reads no more than this. */
  private static final int MAX_READ_LENGTH = 127;

  private static final int MAX_DIGITS = 20;

  private StreamIdText() {}

  // ---- reading -------------------------------------------------------------------------------

  /**
   * An argument as an ID.
   *
   * @param missingSeq the sequence number of an ID that has none
   * @throws CommandException "ERR Invalid stream ID specified as stream command argument"
   */
  static StreamId parse(CommandArgs args, int index, long missingSeq) {
    StreamId id = parse(args.buffer(), args.offset(index), args.length(index), missingSeq);
    if (id == null) {
      throw new CommandException(INVALID);
    }
    return id;
  }

  /** Text as an ID; null if it is none. */
  static @Nullable StreamId parse(byte[] text, int offset, int length, long missingSeq) {
    if (length > MAX_READ_LENGTH) {
      return null;
    }
    int end = find((byte) 0, text, offset, offset + length);
    int dash = find((byte) '-', text, offset, end);
    if (!isNumber(text, offset, dash) || dash < end && !isNumber(text, dash + 1, end)) {
      return null;
    }
    long ms = number(text, offset, dash);
    return new StreamId(ms, dash < end ? number(text, dash + 1, end) : missingSeq);
  }

  /**
   * Text that ends in {@code -*} as an ID whose sequence number is to be found; null if it is none.
   */
  static @Nullable StreamId parseOpen(byte[] text, int offset, int length) {
    if (length > MAX_READ_LENGTH) {
      return null;
    }
    int end = find((byte) 0, text, offset, offset + length);
    int dash = find((byte) '-', text, offset, end);
    boolean isOpen = end - dash == 2 && text[dash + 1] == '*' && isNumber(text, offset, dash);
    return isOpen ? new StreamId(number(text, offset, dash), 0) : null;
  }

  private static int find(byte wanted, byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] != wanted) {
      at++;
    }
    return at;
  }

  /** Whether a part of a text is an unsigned 64-bit number, or a negative one oddly written. */
  private static boolean isNumber(byte[] text, int from, int to) {
    int first = digits(text, from, to);
    int zeros = first;
    while (zeros < to && text[zeros] == '0') {
      zeros++;
    }
    for (int i = first; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
    }
    if (first == to || IntegerText.isLong(text, from, to - from) && text[from] == '-') {
      return false;
    }
    int count = to - zeros;
    return count < MAX_DIGITS || count == MAX_DIGITS && !overflows(text, zeros);
  }

  /** Whether twenty digits are above 18446744073709551615. */
  private static boolean overflows(byte[] text, int from) {
    long head = 0;
    for (int i = 0; i < MAX_DIGITS - 1; i++) {
      head = head * 10 + text[from + i] - '0';
    }
    int last = text[from + MAX_DIGITS - 1] - '0';
    long limit = Long.divideUnsigned(-1, 10);
    return Long.compareUnsigned(head, limit) > 0 || head == limit && last > 5;
  }

  private static long number(byte[] text, int from, int to) {
    int at = digits(text, from, to);
    boolean isNegative = at > from && text[at - 1] == '-';
    long value = 0;
    for (; at < to; at++) {
      value = value * 10 + text[at] - '0';
    }
    return isNegative ? -value : value;
  }

  /** Where digits begin, behind spaces and a sign. */
  private static int digits(byte[] text, int from, int to) {
    int at = from;
    while (at < to && (text[at] == ' ' || text[at] >= '\t' && text[at] <= '\r')) {
      at++;
    }
    return at < to && (text[at] == '+' || text[at] == '-') ? at + 1 : at;
  }

  // ---- writing -------------------------------------------------------------------------------

  /** Writes an ID; returns how many bytes, at most {@link #MAX_LENGTH}. */
  static int write(long ms, long seq, byte[] to, int offset) {
    int length = writeUnsigned(ms, to, offset);
    to[offset + length] = '-';
    return length + 1 + writeUnsigned(seq, to, offset + length + 1);
  }

  private static int writeUnsigned(long value, byte[] to, int offset) {
    if (value >= 0) {
      return IntegerText.write(value, to, offset);
    }
    byte[] text = Long.toUnsignedString(value).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, to, offset, text.length);
    return text.length;
  }

  /** Writes an ID as a bulk string. */
  static void reply(long ms, long seq, byte[] scratch, ReplyWriter reply) {
    reply.bulk(scratch, 0, write(ms, seq, scratch, 0));
  }
}
