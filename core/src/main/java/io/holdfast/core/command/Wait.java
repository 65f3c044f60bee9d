package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ReplyWriter;

/** What a command that waits does with the keys it waits for. Its arguments must last. */
@FunctionalInterface
public interface Wait {
  /**
   * Tries to do with one key what the command does, and writes the reply.
   *
   * @return false if the key has not got what it takes; then nothing is written
   * @throws CommandException which ends the wait
   */
  boolean serve(ByteRange key, ReplyWriter reply);

  /** Writes the reply of a command that waited in vain. */
  default void timedOut(ReplyWriter reply) {
    reply.nullArray();
  }

  /** Whether a key that does not exist ends the wait. */
  default boolean wantsMissing() {
    return false;
  }
}
