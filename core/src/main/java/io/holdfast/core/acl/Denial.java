package io.holdfast.core.acl;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Command;

/**
 * Why a command is refused.
 *
 * @param index of the argument that names the key or channel; 0 for the command itself
 */
record Denial(Reason reason, int index) {
  /** What is missing, the further in the command the later here: who got further, tells more. */
  enum Reason {
    COMMAND("command", "no permission to execute the command or subcommand"),
    KEY("key", "no permission to touch the specified keys"),
    AUTH("auth", "no permission"),
    CHANNEL("channel", "no permission to access one of the channels used as arguments");

    private final String text;
    private final String whenExecuted;

    Reason(String text, String whenExecuted) {
      this.text = text;
      this.whenExecuted = whenExecuted;
    }

    /** The word of ACL LOG. */
    String text() {
      return text;
    }

    /** As EXEC says it. */
    String whenExecuted() {
      return whenExecuted;
    }
  }

  static final Denial COMMAND = new Denial(Reason.COMMAND, 0);

  /** The more telling one of two. */
  static Denial furthest(Denial a, Denial b) {
    int order = a.reason.compareTo(b.reason);
    return order > 0 || order == 0 && a.index >= b.index ? a : b;
  }

  /** What is refused, as ACL LOG names it. */
  String object(Command command, CommandArgs args) {
    return reason == Reason.COMMAND ? command.fullName() : RuleText.of(args, index);
  }

  /** Without telling the client what it was not to know. */
  String text(String user, Command command) {
    return switch (reason) {
      case COMMAND ->
          "User " + user + " has no permissions to run the '" + command.fullName() + "' command";
      case CHANNEL -> "No permissions to access a channel";
      default -> "No permissions to access a key";
    };
  }

  /** For who may know everything. */
  String detailedText(String user, Command command, CommandArgs args) {
    return reason == Reason.COMMAND
        ? text(user, command)
        : "User "
            + user
            + " has no permissions to access the '"
            + RuleText.of(args, index)
            + "' "
            + reason.text;
  }
}
