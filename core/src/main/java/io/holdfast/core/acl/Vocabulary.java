package io.holdfast.core.acl;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.AclCategory;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What rules can name: the commands of a store and their categories. */
final class Vocabulary {
  private final Supplier<CommandTable> table;
  private final BooleanSupplier isChannelsByDefault;
  private @Nullable List<Command> all;

  /**
   * The words for the commands of a table.
   *
   * @param table asked for when a rule first names a command
   * @param isChannelsByDefault whether who is told nothing of channels may use all of them
   */
  Vocabulary(Supplier<CommandTable> table, BooleanSupplier isChannelsByDefault) {
    this.table = table;
    this.isChannelsByDefault = isChannelsByDefault;
  }

  boolean isChannelsByDefault() {
    return isChannelsByDefault.getAsBoolean();
  }

  /** The command or subcommand with a name such as {@code config|get}, in any case, or null. */
  @Nullable Command find(String name) {
    return table.get().find(name);
  }

  /** The command or subcommand that arguments begin with, or null. */
  @Nullable Command find(CommandArgs args) {
    Command command = table.get().find(args);
    return command != null && !command.subcommands().isEmpty() && args.count() > 1
        ? command.subcommands().get(args.string(1).toLowerCase(Locale.ROOT))
        : command;
  }

  /** The category with a name, in any case, or null. */
  static @Nullable AclCategory category(String name) {
    for (AclCategory category : AclCategory.values()) {
      if (category.text().equals(name.toLowerCase(Locale.ROOT))) {
        return category;
      }
    }
    return null;
  }

  /** All commands and subcommands. */
  List<Command> all() {
    List<Command> known = all;
    if (known == null) {
      known = new ArrayList<>();
      for (Command command : table.get().commands()) {
        known.add(command);
        known.addAll(command.subcommands().values());
      }
      all = known;
    }
    return known;
  }

  /** The commands and subcommands of a category. */
  List<Command> in(AclCategory category) {
    return all().stream().filter(command -> AclCategory.of(command).contains(category)).toList();
  }
}
