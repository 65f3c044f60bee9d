package io.holdfast.spi;

import io.holdfast.ValueChange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one write did, as the command that would repeat it exactly: relative times are absolute,
 * random choices are named, computed values are spelled out.
 *
 * @param sequence number of the effect: 1 for a store's first, no gaps while anybody listens
 * @param database index of the database it happened in
 * @param command the canonical command, its name first; not to be changed
 * @param values what became of the keys it touched, if a feed of changes asks for that
 */
public record Effect(long sequence, int database, List<byte[]> command, List<ValueChange> values) {
  /** An effect that does not say what became of its keys. */
  public Effect(long sequence, int database, List<byte[]> command) {
    this(sequence, database, command, List.of());
  }

  /** The command's name, in upper case. */
  public String name() {
    return new String(command.get(0), StandardCharsets.US_ASCII);
  }
}
