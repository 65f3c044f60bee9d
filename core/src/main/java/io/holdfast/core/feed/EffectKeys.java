package io.holdfast.core.feed;

import io.holdfast.core.command.Command;
import io.holdfast.spi.Effect;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the keys of effects by the declarations of their commands. Thread: any. */
final class EffectKeys {
  private final Map<String, Command> commands = new HashMap<>();

  EffectKeys(Collection<Command> all) {
    for (Command command : all) {
      commands.put(command.name().toUpperCase(Locale.ROOT), command);
    }
  }

  /** The keys of an effect, in the order of its command's declaration; none for FLUSHALL. */
  List<byte[]> of(Effect effect) {
    Command command = commands.get(effect.name());
    if (command != null && effect.command().size() > 1 && !command.subcommands().isEmpty()) {
      String subcommand = new String(effect.command().get(1), StandardCharsets.US_ASCII);
      command = command.subcommands().get(subcommand.toLowerCase(Locale.ROOT));
    }
    return command == null ? List.of() : command.keys(effect.command());
  }
}
