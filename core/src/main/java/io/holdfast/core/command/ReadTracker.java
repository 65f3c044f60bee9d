package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;

/** A client that wants to know when what it has read is no longer true. Thread: the owner. */
public interface ReadTracker {
  /** A command of the client has run. */
  void ran(Command command, CommandArgs args);

  /** The client whose connection gets what is to be told: 0 for its own. */
  long redirect();

  /** Letters for CLIENT LIST. */
  String letters();

  /** Nothing is to be told any more. */
  void end();
}
