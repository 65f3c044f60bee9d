package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import java.io.ByteArrayOutputStream;

/** Nobody knows the command. The text quotes what was typed as far as there is room. */
final class UnknownCommandException extends QuotingException {
  private static final long serialVersionUID = 1L;

  /** Most bytes quoted: of the name, and of all arguments together with their quotes. */
  private static final int MAX_QUOTED_BYTES = 128;

  private UnknownCommandException(byte[] text) {
    super(text);
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
}
