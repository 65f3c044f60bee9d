package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.encodings.arena.LittleEndian;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

  private final Map<String, Command> byName = new LinkedHashMap<>();
  private @Nullable Command[] slots = new @Nullable Command[INITIAL_SLOTS];
  private byte[][] names = new byte[INITIAL_SLOTS][];

  /** Creates an empty table. */
  public CommandTable() {}

  /**
   * Adds a copy of a command.
   *
   * @throws IllegalArgumentException if one of that name is there
   */
  public void add(Command declared) {
    Command command = declared.copy();
    if (byName.putIfAbsent(command.name(), command) != null) {
      throw new IllegalArgumentException("command declared twice: name=" + command.name());
    }
    if (byName.size() * 4 > slots.length) {
      slots = new @Nullable Command[slots.length * 2];
      names = new byte[slots.length][];
      byName.values().forEach(this::place);
    } else {
      place(command);
    }
  }

  /** Adds commands. */
  public void addAll(Collection<Command> commands) {
    commands.forEach(this::add);
  }

  /** The command the first argument names, or null. */
  public @Nullable Command find(CommandArgs args) {
    int length = args.length(0);
    int slot = slot(args.buffer(), args.offset(0), length);
    while (true) {
      Command command = slots[slot];
      if (command == null || args.equalsIgnoreCase(0, names[slot])) {
        return command;
      }
      slot = slot + 1 & slots.length - 1;
    }
  }

  /** The command with a name, or null. {@code config|get} names a subcommand. */
  public @Nullable Command find(String name) {
    String[] parts = name.toLowerCase(Locale.ROOT).split("\\|", 2);
    Command command = byName.get(parts[0]);
    return command == null || parts.length == 1 ? command : command.subcommands().get(parts[1]);
  }

  /** All commands in the order they were added. */
  public Collection<Command> commands() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Sets the counters of all commands to 0. */
  public void resetCounters() {
    byName.values().forEach(Command::resetCounters);
  }

  private void place(Command command) {
    byte[] name = command.upperCaseName();
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
