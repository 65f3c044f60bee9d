package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.encodings.glob.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** COMMAND and its subcommands: what the declarations say, for clients. */
public final class CommandCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "COMMAND";

  private static final String UNORDERED = "nondeterministic_output_order";

  private final CommandTable table;

  /** Commands that tell about the commands of a table. */
  public CommandCommands(CommandTable table) {
    this.table = table;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("COMMAND")
            .group(Group.SERVER)
            .since("2.8.13")
            .arity(-1)
            .flags(Flag.LOADING, Flag.STALE)
            .acl("connection")
            .tips(UNORDERED)
            .summary("Describes every command.")
            .complexity("O(N) where N is the number of commands.")
            .subcommands(
                subcommand("COUNT", "2.8.13", 2)
                    .summary("Returns the number of commands.")
                    .complexity("O(1)")
                    .handler(this::count),
                subcommand("DOCS", "7.0.0", -2)
                    .tips(UNORDERED)
                    .summary("Documents commands, or all of them.")
                    .complexity("O(N) where N is the number of commands asked for.")
                    .arguments("[command-name...]")
                    .handler(this::docs),
                subcommand("GETKEYS", "2.8.13", -4)
                    .summary("Finds the keys among the arguments of a command.")
                    .complexity("O(N) where N is the number of arguments.")
                    .handler(this::getkeys),
                subcommand("GETKEYSANDFLAGS", "7.0.0", -4)
                    .summary("Finds the keys of a command, and says what it does with them.")
                    .complexity("O(N) where N is the number of arguments.")
                    .handler(this::getkeysandflags),
                Command.help(Group.SERVER, "5.0.0").acl("connection"),
                subcommand("INFO", "2.8.13", -2)
                    .tips(UNORDERED)
                    .summary("Describes commands, or all of them.")
                    .complexity("O(N) where N is the number of commands asked for.")
                    .history("7.0.0", "Without a name, describes all commands.")
                    .arguments("[command-name...]")
                    .handler(this::info),
                subcommand("LIST", "7.0.0", -2)
                    .tips(UNORDERED)
                    .summary("Returns the names of commands and subcommands.")
                    .complexity("O(N) where N is the number of commands.")
                    .arguments(
                        "[FILTERBY {filterby: MODULE module-name | ACLCAT category"
                            + " | PATTERN pattern:pattern}]")
                    .handler(this::list))
            .handler(this::all)
            .build());
  }

  private static Command.Builder subcommand(String name, String since, int arity) {
    return Command.named(name)
        .group(Group.SERVER)
        .since(since)
        .arity(arity)
        .flags(Flag.LOADING, Flag.STALE)
        .acl("connection");
  }

  private void all(CommandArgs args, Session session, ReplyWriter reply) {
    Collection<Command> commands = table.typedCommands();
    reply.arrayHeader(commands.size());
    commands.forEach(command -> CommandInfo.write(command, reply));
  }

  private void count(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(table.typedCommands().size());
  }

  private void info(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 2) {
      all(args, session, reply);
      return;
    }
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      Command command = table.findTyped(args.string(i));
      if (command == null) {
        reply.nullBulk();
      } else {
        CommandInfo.write(command, reply);
      }
    }
  }

  private void docs(CommandArgs args, Session session, ReplyWriter reply) {
    List<Command> commands = new ArrayList<>();
    if (args.count() == 2) {
      commands.addAll(table.typedCommands());
    }
    for (int i = 2; i < args.count(); i++) {
      Command command = table.findTyped(args.string(i));
      if (command != null) {
        commands.add(command);
      }
    }
    reply.mapHeader(commands.size());
    commands.forEach(command -> CommandDocs.write(command, reply));
  }

  private void list(CommandArgs args, Session session, ReplyWriter reply) {
    Predicate<Command> filter;
    if (args.count() == 2) {
      filter = command -> true;
    } else if (args.count() == 5 && args.equalsIgnoreCase(2, "FILTERBY")) {
      filter = filter(args);
    } else {
      throw new CommandException("ERR syntax error");
    }
    List<String> names = new ArrayList<>();
    for (Command command : table.typedCommands()) {
      addNames(command, filter, names);
    }
    reply.arrayHeader(names.size());
    names.forEach(reply::bulk);
  }

  private static void addNames(Command command, Predicate<Command> filter, List<String> names) {
    if (filter.test(command)) {
      names.add(command.fullName());
    }
    command.subcommands().values().forEach(subcommand -> addNames(subcommand, filter, names));
  }

  private static Predicate<Command> filter(CommandArgs args) {
    if (args.equalsIgnoreCase(3, "MODULE")) {
      return command -> false;
    }
    if (args.equalsIgnoreCase(3, "ACLCAT")) {
      String name = args.string(4).toLowerCase(Locale.ROOT);
      return command ->
          AclCategory.of(command).stream().anyMatch(category -> category.text().equals(name));
    }
    if (args.equalsIgnoreCase(3, "PATTERN")) {
      GlobPattern pattern =
          GlobPattern.compile(
              args.string(4).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
      return command -> {
        byte[] name = command.fullName().getBytes(StandardCharsets.US_ASCII);
        return pattern.matches(name, 0, name.length);
      };
    }
    throw new CommandException("ERR syntax error");
  }

  private void getkeys(CommandArgs args, Session session, ReplyWriter reply) {
    CommandArgs asked = asked(args);
    List<Keys.Found> keys = keys(command(asked), asked);
    reply.arrayHeader(keys.size());
    for (Keys.Found key : keys) {
      reply.bulk(asked.buffer(), asked.offset(key.index()), asked.length(key.index()));
    }
  }

  private void getkeysandflags(CommandArgs args, Session session, ReplyWriter reply) {
    CommandArgs asked = asked(args);
    Command command = command(asked);
    List<Keys.Found> keys = keys(command, asked);
    reply.arrayHeader(keys.size());
    for (Keys.Found key : keys) {
      reply.arrayHeader(2);
      reply.bulk(asked.buffer(), asked.offset(key.index()), asked.length(key.index()));
      CommandInfo.writeKeyFlags(command.keySpecFor(key.spec(), asked), reply);
    }
  }

  private static CommandArgs asked(CommandArgs args) {
    byte[][] words = args.toByteArrays();
    return CommandArgs.of(Arrays.copyOfRange(words, 2, words.length));
  }

  private Command command(CommandArgs asked) {
    Command command = table.find(asked);
    if (command != null && command.isContainer() && asked.count() > 1) {
      command = command.subcommand(asked);
    }
    if (command == null) {
      throw new CommandException("ERR Invalid command specified");
    }
    return command;
  }

  private static List<Keys.Found> keys(Command command, CommandArgs asked) {
    if (command.keySpecs().stream().noneMatch(KeySpec::namesKeys)) {
      throw new CommandException("ERR The command has no key arguments");
    }
    if (!command.accepts(asked.count())) {
      throw new CommandException("ERR Invalid number of arguments specified for command");
    }
    Optional<List<Keys.Found>> keys = Keys.find(command, asked);
    return keys.orElseThrow(
        () -> new CommandException("ERR Invalid arguments specified for command"));
  }
}
