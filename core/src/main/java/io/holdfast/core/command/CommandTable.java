package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.encodings.arena.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands by name, found without allocation and whatever the letters' case.
 *
 * <p>Open addressing over a hash of the name's length and first eight bytes with the case bit taken
 * out, at most a quarter full; a candidate's whole name is compared.
 */
public final class CommandTable {
  private static final long CASE_MASK = 0xDFDFDFDFDFDFDFDFL;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int INITIAL_SLOTS = 1024;

  /** Longer names than any command's are not worth a String. */
  private static final int MAX_NAME_BYTES = 32;

  private final Map<String, Command> byName = new HashMap<>();
  private final List<Family> families = new ArrayList<>();
  private final Map<String, Family> notLoaded = new HashMap<>();
  private @Nullable Command[] slots = new @Nullable Command[INITIAL_SLOTS];
  private byte[][] names = new byte[INITIAL_SLOTS][];
  private int nextNumber;

  /** What must be typed instead of the name, in upper case; nothing if it cannot be typed. */
  private final Map<Command, byte[]> typedNames = new HashMap<>();

  /** The commands of one file. */
  private record Family(List<String> names, Supplier<List<Command>> declarations) {}

  /** Creates an empty table. */
  public CommandTable() {}

  /**
   * Adds the commands of one file. They are declared when the first of them is looked up: a store
   * that is used for strings loads the code of strings alone.
   *
   * @param names the names of the commands, in upper case, with spaces between
   * @param declarations makes them, each in a copy that no other table holds
   * @throws IllegalArgumentException if a name is there already
   */
  public void addFamily(String names, Supplier<List<Command>> declarations) {
    Family family = new Family(List.of(names.split(" ")), declarations);
    families.add(family);
    for (String name : family.names) {
      if (notLoaded.putIfAbsent(name, family) != null || byName.containsKey(name)) {
        throw new IllegalArgumentException("command declared twice: name=" + name);
      }
    }
  }

  /** The command the first argument names, or null. */
  public @Nullable Command find(CommandArgs args) {
    int length = args.length(0);
    int slot = slot(args.buffer(), args.offset(0), length);
    while (true) {
      Command command = slots[slot];
      if (command == null) {
        return load(args) ? find(args) : null;
      }
      if (args.equalsIgnoreCase(0, names[slot])) {
        return command;
      }
      slot = slot + 1 & slots.length - 1;
    }
  }

  /**
   * Lets a command be typed by another name, or by none.
   *
   * @param name its declared name
   * @param typed what is to be typed; empty for nothing
   * @throws IllegalArgumentException if there is no such command, or another one by the new name
   */
  public void rename(String name, String typed) {
    Command command = find(name);
    if (command == null) {
      throw new IllegalArgumentException("No such command in rename-command");
    }
    typedNames.put(command, new byte[0]);
    placeAll(slots.length);
    if (!typed.isEmpty() && find(CommandArgs.of(typed)) != null) {
      throw new IllegalArgumentException("Target command name already exists");
    }
    typedNames.put(command, typed.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    placeAll(slots.length);
  }

  /** The command with a name, or null. {@code config|get} names a subcommand. */
  public @Nullable Command find(String name) {
    String[] parts = name.toUpperCase(Locale.ROOT).split("\\|", 2);
    load(parts[0]);
    Command command = byName.get(parts[0]);
    return command == null || parts.length == 1
        ? command
        : command.subcommands().get(parts[1].toLowerCase(Locale.ROOT));
  }

  /** As {@link #find(String)}, by the name that is to be typed; null where none is. */
  @Nullable Command findTyped(String name) {
    String[] parts = name.split("\\|", 2);
    Command command = find(CommandArgs.of(parts[0]));
    return command == null || parts.length == 1
        ? command
        : command.subcommands().get(parts[1].toLowerCase(Locale.ROOT));
  }

  /** All commands that can be typed, be it by another name than declared. */
  List<Command> typedCommands() {
    return commands().stream().filter(this::isTyped).toList();
  }

  private boolean isTyped(Command command) {
    return typedNames.getOrDefault(command, command.upperCaseName()).length > 0;
  }

  /** The command or subcommand that arguments name as it is declared, or null. */
  @Nullable Command findByDeclaredName(CommandArgs args) {
    Command command = args.length(0) <= MAX_NAME_BYTES ? find(args.string(0)) : null;
    return command != null && command.isContainer() && args.count() > 1
        ? command.subcommand(args)
        : command;
  }

  /** All commands in the order they were added. */
  public Collection<Command> commands() {
    List<Command> all = new ArrayList<>();
    for (Family family : families) {
      for (String name : family.names) {
        load(name);
        all.add(Objects.requireNonNull(byName.get(name), name));
      }
    }
    return all;
  }

  /** The commands that can have run: those that were looked up, and their neighbours. */
  public Collection<Command> loadedCommands() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Sets the counters of all commands to 0. */
  public void resetStats() {
    byName.values().forEach(Command::resetStats);
  }

  private boolean load(CommandArgs args) {
    return !notLoaded.isEmpty()
        && args.length(0) <= MAX_NAME_BYTES
        && load(args.string(0).toUpperCase(Locale.ROOT));
  }

  private boolean load(String name) {
    Family family = notLoaded.get(name);
    if (family == null) {
      return false;
    }
    family.names.forEach(notLoaded::remove);
    for (Command declared : family.declarations.get()) {
      if (!family.names.contains(declared.name().toUpperCase(Locale.ROOT))) {
        throw new IllegalStateException("command is not in its file's NAMES: " + declared.name());
      }
      add(declared.copy());
    }
    return true;
  }

  private void add(Command command) {
    nextNumber = command.numberFrom(nextNumber);
    byName.put(command.name().toUpperCase(Locale.ROOT), command);
    if (byName.size() * 4 > slots.length) {
      placeAll(slots.length * 2);
    } else {
      place(command);
    }
  }

  private void placeAll(int slotCount) {
    slots = new @Nullable Command[slotCount];
    names = new byte[slotCount][];
    byName.values().forEach(this::place);
  }

  private void place(Command command) {
    byte[] name = typedNames.getOrDefault(command, command.upperCaseName());
    if (name.length == 0) {
      return;
    }
    int slot = slot(name, 0, name.length);
    while (slots[slot] != null) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = command;
    names[slot] = name;
  }

  private int slot(byte[] name, int offset, int length) {
    long first = 0;
    if (offset + Long.BYTES <= name.length) {
      first = LittleEndian.i64(name, offset);
      if (length < Long.BYTES) {
        first &= (1L << (length << 3)) - 1;
      }
    } else {
      for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
        first = first << 8 | name[offset + i] & 0xFF;
      }
    }
    long hash = ((first & CASE_MASK) + length) * MULTIPLIER;
    return (int) (hash >>> 40) & slots.length - 1;
  }
}
