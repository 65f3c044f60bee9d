package io.holdfast.resp;

import io.holdfast.Clock;

/**
 * The share of a turn that one kind of work may take before it is cut, to go on in the next turn.
 *
 * <pre>
 *  turn of the event loop
 *  | sockets that are ready | newcomers | heavy work | accepts | what others have resumed | ...
 *                            '- 1 ms ---''- 1 ms ----''- 1 ms -''- 1 ms -----------------'
 * </pre>
 *
 * So a turn stays within some milliseconds however many clients come, leave or are written to, and
 * who asks for little waits for no more than one. Work that is begun is not interrupted: a slice is
 * exceeded by one piece of it at most.
 *
 * <p>Thread: the one whose turn it is.
 */
final class Slice {
  /** What a look at the sockets costs is a thousandth of it. */
  static final long NS = 1_000_000;

  private final Clock clock;
  private long beganNs;

  Slice(Clock clock) {
    this.clock = clock;
  }

  void begin() {
    beganNs = clock.nanoTime();
  }

  boolean isOver() {
    return clock.nanoTime() - beganNs >= NS;
  }
}
