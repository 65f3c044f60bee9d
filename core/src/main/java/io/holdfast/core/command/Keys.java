package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of a command as a list, for who is not in a hurry; others use a {@link KeyCursor}. */
public final class Keys {
  /**
   * A key of a command.
   *
   * @param index of the argument
   * @param spec which says what happens to it
   */
  public record Found(int index, KeySpec spec) {}

  private Keys() {}

  /** The keys in order of the specs; empty if the arguments do not say where they are. */
  public static Optional<List<Found>> find(Command command, CommandArgs args) {
    KeyCursor cursor = new KeyCursor();
    List<Found> keys = new ArrayList<>();
    if (cursor.begin(command, args)) {
      while (cursor.next()) {
        keys.add(new Found(cursor.index(), cursor.spec()));
      }
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
  }
}
