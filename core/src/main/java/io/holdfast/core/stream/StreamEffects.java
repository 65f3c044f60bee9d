package io.holdfast.core.stream;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.keyspace.Database;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that repeat what one operation did: collected while it runs, and logged at its end,
 * several of them as one unit.
 *
 * <p>Nobody collects what nobody hears: {@link #of} answers null then.
 */
final class StreamEffects {
  private final Database db;
  private final List<List<byte[]>> commands = new ArrayList<>();

  private StreamEffects(Database db) {
    this.db = db;
  }

  /** A collection of the effects of one operation; null if nobody listens. */
  static @Nullable StreamEffects of(Database db) {
    return db.keyspace().effects().isActive() ? new StreamEffects(db) : null;
  }

  /** Adds a command: words that are ranges as their bytes, all others as their text. */
  void add(Object... words) {
    List<byte[]> command = new ArrayList<>(words.length);
    for (Object word : words) {
      command.add(bytes(word));
    }
    commands.add(command);
  }

  /** As {@link #add(Object...)}, of words in a list. */
  void add(List<?> words) {
    add(words.toArray());
  }

  /** Adds what another collection holds. */
  void addAll(StreamEffects others) {
    commands.addAll(others.commands);
  }

  /** Whether nothing was added. */
  boolean isEmpty() {
    return commands.isEmpty();
  }

  private static byte[] bytes(Object word) {
    if (word instanceof ByteRange range) {
      return range.copy();
    }
    return word instanceof byte[] bytes
        ? bytes.clone()
        : word.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Logs what was collected. */
  void log() {
    EffectLog effects = db.keyspace().effects();
    if (commands.size() > 1) {
      effects.beginUnit();
    }
    for (List<byte[]> command : commands) {
      effects.log(db.index(), command);
    }
    if (commands.size() > 1) {
      effects.endUnit(db.index());
    }
  }
}
