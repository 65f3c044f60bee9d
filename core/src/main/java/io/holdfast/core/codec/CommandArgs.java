package io.holdfast.core.codec;

import io.holdfast.CommandException;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The arguments of one command, as ranges of a buffer that belongs to somebody else.
 *
 * <pre>
 *  buffer   ...| *2 $3 GET $5 hello |...         the parser's input, not copied
 *              ^       ^      ^
 *              base    |      |
 *  spans    | offset - base : i32, length : i32 |  one long per argument; argument 0 is the name
 * </pre>
 *
 * <p>Offsets are kept relative to the command's first byte, so a half-received command survives its
 * bytes being moved to another place or buffer.
 *
 * <p>A view is reused for command after command and is valid until the next one is parsed or its
 * buffer changes. What must live longer (a command queued by MULTI, a blocked client) takes {@link
 * #detach}.
 *
 * <p>Thread: the owner's. Memory: 8 bytes an argument, grown as arguments arrive, given back after
 * very long commands.
 */
public final class CommandArgs {
  private static final int INITIAL_SPANS = 16;

  /** A reused view keeps room for this many arguments (128 KiB) and gives back what is beyond. */
  private static final int RETAINED_SPANS = 16 * 1024;

  private static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
  private static final String NOT_A_FLOAT = "ERR value is not a valid float";

  private byte[] buffer = Wire.NO_BYTES;
  private int base;
  private int count;
  private long[] spans = new long[INITIAL_SPANS];

  /** A view of nothing, to be filled by a parser or by {@link #begin} and {@link #add}. */
  public CommandArgs() {}

  /** A command made of these arguments, which are copied. */
  public static CommandArgs of(byte[]... arguments) {
    long total = 0;
    for (byte[] argument : arguments) {
      total += argument.length;
    }
    CommandArgs args = new CommandArgs(new byte[checkTotal(total)], arguments.length);
    int offset = 0;
    for (byte[] argument : arguments) {
      System.arraycopy(argument, 0, args.buffer, offset, argument.length);
      args.add(offset, argument.length);
      offset += argument.length;
    }
    return args;
  }

  /** A command made of these arguments as UTF-8. */
  public static CommandArgs of(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    return of(bytes);
  }

  private CommandArgs(byte[] buffer, int expectedCount) {
    this.buffer = buffer;
    this.spans = new long[Math.max(1, expectedCount)];
  }

  private static int checkTotal(long total) {
    if (total > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("arguments do not fit in one array: bytes=" + total);
    }
    return (int) total;
  }

  // ---- filling -------------------------------------------------------------------------------

  /**
   * Starts an empty command over {@code buffer}.
   *
   * @param base the offset that {@link #add} counts from
   */
  public void begin(byte[] buffer, int base) {
    this.buffer = buffer;
    this.base = base;
    this.count = 0;
    if (spans.length > RETAINED_SPANS) {
      spans = new long[INITIAL_SPANS];
    }
  }

  /**
   * Appends an argument.
   *
   * @param offset of its first byte, counted from the base
   */
  public void add(int offset, int length) {
    Objects.checkFromIndexSize(base + offset, length, buffer.length);
    append(offset, length);
  }

  /** Forgets the command, and with it the buffer. */
  public void clear() {
    begin(Wire.NO_BYTES, 0);
  }

  /** As {@link #add}, for a caller that has checked the range. */
  void append(int offset, int length) {
    int index = count;
    if (index == spans.length) {
      spans = Arrays.copyOf(spans, Math.max(INITIAL_SPANS, index * 2));
    }
    spans[index] = (long) offset << 32 | length;
    count = index + 1;
  }

  /** Goes on with a command whose spans were taken by {@link #takeSpans}. */
  void resume(byte[] buffer, int base, long[] spans, int count) {
    this.buffer = buffer;
    this.base = base;
    this.spans = spans;
    this.count = count;
  }

  /** Becomes a view of a command whose spans were copied by {@link #copySpans}. */
  void view(byte[] buffer, int base, long[] source, int from, int count) {
    begin(buffer, base);
    if (count > spans.length) {
      spans = new long[count];
    }
    System.arraycopy(source, from, spans, 0, count);
    this.count = count;
  }

  /** Copies the spans of a whole command. */
  void copySpans(long[] target, int at) {
    System.arraycopy(spans, 0, target, at, count);
  }

  /** Gives away the spans of a half-received command; this view is empty afterwards. */
  long[] takeSpans() {
    long[] taken = spans;
    spans = new long[INITIAL_SPANS];
    clear();
    return taken;
  }

  // ---- reading -------------------------------------------------------------------------------

  /** The number of arguments, the command's name included. */
  public int count() {
    return count;
  }

  /** The array all arguments lie in. */
  public byte[] buffer() {
    return buffer;
  }

  /** The offset of an argument's first byte in {@link #buffer}. */
  public int offset(int index) {
    return base + (int) (spans[Objects.checkIndex(index, count)] >>> 32);
  }

  /** The length of an argument in bytes. */
  public int length(int index) {
    return (int) spans[Objects.checkIndex(index, count)];
  }

  /** An argument as quoted ASCII text, to be read by people. */
  public String quoted(int index) {
    return Quoted.text(buffer, offset(index), length(index));
  }

  /** An argument as a range, valid as long as this view is. */
  public ByteRange range(int index) {
    return ByteRange.of(buffer, offset(index), length(index));
  }

  /** A copy of an argument. */
  public byte[] bytes(int index) {
    int offset = offset(index);
    return Arrays.copyOfRange(buffer, offset, offset + length(index));
  }

  /** An argument as text; bytes that are not UTF-8 become U+FFFD. */
  public String string(int index) {
    return new String(buffer, offset(index), length(index), StandardCharsets.UTF_8);
  }

  /** Whether an argument has exactly these bytes. */
  public boolean equals(int index, byte[] bytes) {
    int offset = offset(index);
    return Arrays.equals(buffer, offset, offset + length(index), bytes, 0, bytes.length);
  }

  /**
   * Whether an argument is this word, in any case.
   *
   * @param word upper-case ASCII
   */
  public boolean equalsIgnoreCase(int index, byte[] word) {
    int length = length(index);
    if (length != word.length) {
      return false;
    }
    int offset = offset(index);
    for (int i = 0; i < length; i++) {
      if (upper(buffer[offset + i]) != word[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether an argument is this word, in any case.
   *
   * @param word upper-case ASCII
   */
  public boolean equalsIgnoreCase(int index, String word) {
    int length = length(index);
    if (length != word.length()) {
      return false;
    }
    int offset = offset(index);
    for (int i = 0; i < length; i++) {
      if (upper(buffer[offset + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int upper(byte b) {
    return b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b;
  }

  // ---- numbers -------------------------------------------------------------------------------

  /**
   * Whether {@link #longAt} would succeed: an optional minus sign, no plus sign, no leading zeros,
   * no spaces, within 64 bits.
   */
  public boolean isLong(int index) {
    return IntegerText.isLong(buffer, offset(index), length(index));
  }

  /**
   * An argument as an integer.
   *
   * @throws CommandException "ERR value is not an integer or out of range"
   */
  public long longAt(int index) {
    return longAt(index, NOT_AN_INTEGER);
  }

  /**
   * An argument as an integer.
   *
   * @throws CommandException with {@code message}, Redis's whole error text
   */
  public long longAt(int index, String message) {
    int offset = offset(index);
    int length = length(index);
    long value = IntegerText.parse(buffer, offset, length);
    if (IntegerText.isRefused(value, buffer, offset, length)) {
      throw new CommandException(message);
    }
    return value;
  }

  /**
   * An argument as an integer between two bounds, both included.
   *
   * @param message the error for what is no integer and for what is out of bounds
   * @throws CommandException with {@code message}, Redis's whole error text
   */
  public long longAt(int index, long min, long max, String message) {
    long value = longAt(index, message);
    if (value < min || value > max) {
      throw new CommandException(message);
    }
    return value;
  }

  /**
   * An argument as a 32-bit integer.
   *
   * @throws CommandException "ERR value is not an integer or out of range"; "ERR value is out of
   *     range, ..." if 64 bits would hold it
   */
  public int intAt(int index) {
    long value = longAt(index);
    if (value != (int) value) {
      throw new CommandException(
          "ERR value is out of range, value must between -2147483648 and 2147483647");
    }
    return (int) value;
  }

  /**
   * Whether {@link #doubleAt} would succeed: decimal or C's hexadecimal notation, or an infinity;
   * no spaces, no NaN, nothing that overflows or vanishes.
   */
  public boolean isDouble(int index) {
    return !Double.isNaN(DoubleText.parse(buffer, offset(index), length(index)));
  }

  /**
   * An argument as a double.
   *
   * @throws CommandException "ERR value is not a valid float"
   */
  public double doubleAt(int index) {
    return doubleAt(index, NOT_A_FLOAT);
  }

  /**
   * An argument as a double.
   *
   * @throws CommandException with {@code message}, Redis's whole error text
   */
  public double doubleAt(int index, String message) {
    double value = DoubleText.parse(buffer, offset(index), length(index));
    if (Double.isNaN(value)) {
      throw new CommandException(message);
    }
    return value;
  }

  // ---- keeping -------------------------------------------------------------------------------

  /** A copy that has its own buffer, holding the arguments and nothing else. */
  public CommandArgs detach() {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += length(i);
    }
    CommandArgs copy = new CommandArgs(new byte[checkTotal(total)], count);
    int to = 0;
    for (int i = 0; i < count; i++) {
      int length = length(i);
      System.arraycopy(buffer, offset(i), copy.buffer, to, length);
      copy.append(to, length);
      to += length;
    }
    return copy;
  }

  /** Copies of all arguments. */
  public byte[][] toByteArrays() {
    byte[][] arguments = new byte[count][];
    for (int i = 0; i < count; i++) {
      arguments[i] = bytes(i);
    }
    return arguments;
  }

  /** The arguments as quoted text, for logs and failing tests; long ones are cut. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(count, 32); i++) {
      int shown = Math.min(length(i), 128);
      text.append(i == 0 ? "" : " ");
      text.append(Quoted.text(buffer, offset(i), shown));
      if (shown < length(i)) {
        text.append("... (").append(length(i)).append(" bytes)");
      }
    }
    return count > 32 ? text + " ... (" + count + " arguments)" : text.toString();
  }
}
