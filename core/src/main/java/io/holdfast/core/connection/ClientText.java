package io.holdfast.core.connection;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;

/** Names clients give themselves: printable ASCII without spaces, so that CLIENT LIST holds. */
final class ClientText {
  private ClientText() {}

  /**
   * An argument as a name.
   *
   * @param what it is a name of, for the error text
   * @throws CommandException "ERR ... cannot contain spaces, newlines or special characters."
   */
  static String check(CommandArgs args, int index, String what) {
    int offset = args.offset(index);
    for (int i = 0; i < args.length(index); i++) {
      byte b = args.buffer()[offset + i];
      if (b < '!' || b > '~') {
        throw new CommandException(
            "ERR " + what + " cannot contain spaces, newlines or special characters.");
      }
    }
    return args.string(index);
  }
}
