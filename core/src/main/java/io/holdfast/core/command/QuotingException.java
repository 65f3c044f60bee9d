package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A refusal that quotes what was typed: in its reply byte for byte, in its message as UTF-8. */
public class QuotingException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final transient byte[] text;

  QuotingException(byte[] text) {
    super(new String(text, StandardCharsets.UTF_8));
    this.text = text;
  }

  /** A refusal with an argument in the middle of its text; line ends at its end are dropped. */
  public static QuotingException of(String before, CommandArgs args, int index, String after) {
    return of(before, args.range(index), after);
  }

  /**
   * A refusal with bytes in its text; line ends at its end are dropped.
   *
   * @param parts ranges are quoted, all others are texts of ours
   */
  public static QuotingException of(Object... parts) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof ByteRange range) {
        quote(range.array(), range.offset(), range.length(), text);
      } else {
        text.writeBytes(ascii(part.toString()));
      }
    }
    byte[] bytes = text.toByteArray();
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\r' || bytes[length - 1] == '\n')) {
      length--;
    }
    return new QuotingException(Arrays.copyOf(bytes, length));
  }

  /** The whole error text, which need not be UTF-8. */
  final byte[] text() {
    return text;
  }

  /** Redis quotes C strings: up to the first NUL. */
  static void quote(CommandArgs args, int index, int room, ByteArrayOutputStream into) {
    quote(args.buffer(), args.offset(index), Math.min(args.length(index), room), into);
  }

  private static void quote(byte[] buffer, int offset, int length, ByteArrayOutputStream into) {
    for (int i = 0; i < length && buffer[offset + i] != 0; i++) {
      into.write(buffer[offset + i]);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
