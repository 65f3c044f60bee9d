package io.holdfast.core.command;

import io.holdfast.core.codec.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the reply of HELP from the declarations of a container's subcommands. */
final class HelpReply {
  private static final String INDENT = "    ";

  private HelpReply() {}

  /** The subcommands, each with what it takes and what it does; HELP comes last. */
  static void write(Command container, ReplyWriter reply) {
    List<String> lines = new ArrayList<>();
    lines.add(
        container.name().toUpperCase(Locale.ROOT)
            + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    if (container.handler() != null) {
      lines.add("(no subcommand)");
      lines.add(INDENT + container.summary());
    }
    for (Command subcommand : container.subcommands().values()) {
      if (!subcommand.name().equals("help")) {
        add(subcommand, lines);
      }
    }
    lines.add("HELP");
    lines.add(INDENT + "Prints this help.");
    reply.arrayHeader(lines.size());
    lines.forEach(reply::simpleString);
  }

  private static void add(Command subcommand, List<String> lines) {
    String usage = subcommand.usage();
    lines.add(usage.substring(usage.indexOf(' ') + 1));
    lines.add(INDENT + subcommand.summary());
  }
}
