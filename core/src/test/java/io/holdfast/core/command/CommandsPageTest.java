package io.holdfast.core.command;

import io.holdfast.core.CommandTester;
import io.holdfast.core.DocsPage;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/commands.md, generated from the command table. */
class CommandsPageTest {
  private static final String HEAD =
      """
      # Commands

      Generated from the declarations of the commands; `COMMAND DOCS` tells the same to clients. The number at the end is the
      Redis version that brought the command.
      """;

  @Test
  void commandsPage_saysWhatTheTableSays() throws IOException {
    try (CommandTester tester = CommandTester.open()) {
      DocsPage.check("commands.md", page(tester.engine().commands()));
    }
  }

  private static String page(CommandTable table) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Group group : Group.values()) {
      List<Command> commands =
          table.commands().stream()
              .filter(command -> command.group() == group)
              .sorted(Comparator.comparing(Command::name))
              .toList();
      if (!commands.isEmpty()) {
        page.append("\n## ").append(group.text()).append('\n').append('\n');
        commands.forEach(command -> append(command, page));
      }
    }
    return page.toString();
  }

  private static void append(Command command, StringBuilder page) {
    if (command.handler() != null) {
      page.append("- `").append(command.usage()).append("`  \n  ");
      page.append(command.summary()).append(' ').append(sentence(command.complexity()));
      if (command.deprecatedSince() != null) {
        page.append(" Deprecated since ").append(command.deprecatedSince()).append('.');
      }
      page.append(" *").append(command.since()).append("*\n");
    }
    command.subcommands().values().stream()
        .sorted(Comparator.comparing(Command::name))
        .forEach(subcommand -> append(subcommand, page));
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
