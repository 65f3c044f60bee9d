package io.holdfast.resp;

import io.holdfast.core.codec.CommandBatch;
import org.jspecify.annotations.Nullable;

/** Commands on their way from an I/O thread to the owner, who gives it back when they have run. */
final class Arrival implements Runnable {
  private final IoThread thread;
  private final CommandBatch commands = new CommandBatch();
  private @Nullable ThreadedConnection connection;

  /** The owner has told the I/O thread that it may go on reading. */
  private boolean isAcknowledged;

  Arrival(IoThread thread) {
    this.thread = thread;
  }

  CommandBatch commands() {
    return commands;
  }

  /** The I/O thread sends it. */
  Arrival from(ThreadedConnection sender) {
    connection = sender;
    return this;
  }

  /** Says that the I/O thread is told; returns false if it has been before. */
  boolean acknowledge() {
    boolean isFirst = !isAcknowledged;
    isAcknowledged = true;
    return isFirst;
  }

  /** The owner has no more use for it. */
  void giveBack() {
    clear();
    thread.giveBack(this);
  }

  void clear() {
    commands.clear();
    connection = null;
    isAcknowledged = false;
  }

  /** It has arrived. */
  @Override
  public void run() {
    if (connection != null) {
      connection.arrived(this);
    }
  }
}
