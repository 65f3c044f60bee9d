package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;

/**
 * Commands as they stand in a log, argument by argument.
 *
 * <pre>
 *  command  | * count CR LF | argument | argument | ...
 *  argument | $ length CR LF | bytes | CR LF |
 * </pre>
 *
 * <p>Thread: one at a time.
 */
public final class CommandOutput {
  private static final byte[] CR_LF = {'\r', '\n'};

  /** Two numbers of 20 digits, and what stands between them. */
  private static final int MAX_ID_LENGTH = 2 * IntegerText.MAX_LENGTH + 1;

  private final RdbOutput out;
  private final byte[] header = new byte[IntegerText.MAX_LENGTH];
  private final byte[] text = new byte[Math.max(DoubleText.MAX_LENGTH, MAX_ID_LENGTH)];

  /** Commands that are handed on with {@code out}. */
  public CommandOutput(RdbOutput out) {
    this.out = out;
  }

  /** A word that stands in commands. */
  static byte[] word(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins a command: its name, and so many arguments that follow. */
  public void command(byte[] name, long arguments) {
    header('*', 1 + arguments);
    argument(name);
  }

  /** An argument. */
  public void argument(byte[] bytes, int offset, int length) {
    header('$', length);
    out.raw(bytes, offset, length);
    out.raw(CR_LF, 0, CR_LF.length);
  }

  /** An argument. */
  public void argument(byte[] bytes) {
    argument(bytes, 0, bytes.length);
  }

  /** An argument. */
  public void argument(ByteRange bytes) {
    argument(bytes.array(), bytes.offset(), bytes.length());
  }

  /** A number as an argument. */
  public void argument(long value) {
    argument(text, 0, IntegerText.write(value, text, 0));
  }

  /** A score as an argument: text that reads back as the same number. */
  void argument(double value) {
    argument(text, 0, DoubleText.write(value, text, 0));
  }

  /** The ID of an entry of a stream as an argument. */
  void id(long ms, long seq) {
    int length = unsigned(ms, 0);
    text[length++] = '-';
    argument(text, 0, unsigned(seq, length));
  }

  /** Writes a number of 64 unsigned bits; returns where it ends. */
  private int unsigned(long value, int at) {
    if (value >= 0) {
      return at + IntegerText.write(value, text, at);
    }
    byte[] digits = word(Long.toUnsignedString(value));
    System.arraycopy(digits, 0, text, at, digits.length);
    return at + digits.length;
  }

  private void header(char type, long number) {
    out.u8(type);
    out.raw(header, 0, IntegerText.write(number, header, 0));
    out.raw(CR_LF, 0, CR_LF.length);
  }
}
