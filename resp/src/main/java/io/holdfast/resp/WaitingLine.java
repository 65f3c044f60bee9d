package io.holdfast.resp;

import io.holdfast.Clock;
import java.util.ArrayDeque;

/**
 * The connections that have more to do than fits in one turn of theirs, in the order in which they
 * came.
 *
 * <pre>
 *  turn of the loop   | sockets that are ready | head of the line, 2 ms | sockets that are ready | ...
 * </pre>
 *
 * However many they are and however much they ask for, between two looks at the sockets they get
 * this much time together; who asks for little never waits behind them.
 *
 * <p>Thread: the owner.
 */
final class WaitingLine {
  private static final long SLICE_NS = 2_000_000;

  private final ArrayDeque<DirectConnection> line = new ArrayDeque<>();

  boolean isEmpty() {
    return line.isEmpty();
  }

  /** A connection that is not in the line goes to its end. */
  void add(DirectConnection connection) {
    line.add(connection);
  }

  /** Gives those at the head their turns, each at most one. */
  void serve(NetworkBuffers buffers, Clock clock, long nowMs) {
    int left = line.size();
    if (left == 0) {
      return;
    }
    long beganNs = clock.nanoTime();
    do {
      line.remove().onTurn(buffers, nowMs);
      left--;
    } while (left > 0 && clock.nanoTime() - beganNs < SLICE_NS);
  }
}
