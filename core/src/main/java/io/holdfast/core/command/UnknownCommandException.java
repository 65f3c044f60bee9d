package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Nobody knows the command. The text quotes what was typed, byte for byte, as far as there is room.
 */
final class UnknownCommandException extends CommandException {
  private static final long serialVersionUID = 1L;

  /** Most bytes quoted: of the name, and of all arguments together with their quotes. */
  private static final int MAX_QUOTED_BYTES = 128;

  private final transient byte[] text;

  private UnknownCommandException(byte[] text) {
    super(new String(text, StandardCharsets.UTF_8));
    this.text = text;
  }

  /** The whole error text, which need not be UTF-8. */
  byte[] text() {
    return text;
  }

  static UnknownCommandException command(CommandArgs args) {
    ByteArrayOutputStream arguments = new ByteArrayOutputStream();
    for (int i = 1; i < args.count() && arguments.size() < MAX_QUOTED_BYTES; i++) {
      int room = MAX_QUOTED_BYTES - arguments.size();
      arguments.write('\'');
      quote(args, i, room, arguments);
      arguments.write('\'');
      arguments.write(' ');
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(ascii("ERR unknown command '"));
    quote(args, 0, MAX_QUOTED_BYTES, text);
    text.writeBytes(ascii("', with args beginning with: "));
    text.writeBytes(arguments.toByteArray());
    return new UnknownCommandException(text.toByteArray());
  }

  static UnknownCommandException subcommand(Command container, CommandArgs args) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(ascii("ERR unknown subcommand '"));
    quote(args, 1, MAX_QUOTED_BYTES, text);
    text.writeBytes(ascii("'. Try "));
    text.writeBytes(container.upperCaseName());
    text.writeBytes(ascii(" HELP."));
    return new UnknownCommandException(text.toByteArray());
  }

  /** Redis quotes C strings: up to the first NUL. */
  private static void quote(CommandArgs args, int index, int room, ByteArrayOutputStream into) {
    int length = Math.min(args.length(index), room);
    byte[] buffer = args.buffer();
    int offset = args.offset(index);
    for (int i = 0; i < length && buffer[offset + i] != 0; i++) {
      into.write(buffer[offset + i]);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
