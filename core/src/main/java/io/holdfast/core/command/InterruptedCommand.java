package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;

/**
 * A command that waits, for the statistics: it counts, with all the time it took, when it is done.
 *
 * @param args of its own
 * @param tookNs until it began to wait
 */
record InterruptedCommand(CommandTimes times, Command command, CommandArgs args, long tookNs) {
  long nowNs() {
    return times.clock().nanoTime();
  }

  /** It was served: as others, it may have been slow. */
  void served(Session session, long beganNs) {
    times.finished(this, session, nowNs() - beganNs, true);
  }

  /** Its time was up, or it was refused. */
  void ended(Session session, long beganNs) {
    times.finished(this, session, nowNs() - beganNs, false);
  }

  void failed() {
    command.stats().countFailed();
  }
}
