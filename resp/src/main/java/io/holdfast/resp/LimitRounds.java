package io.holdfast.resp;

import java.util.Collection;
import java.util.List;

/**
 * Looks at all connections once a second, some in each turn, for limits that are broken by waiting.
 *
 * <p>Thread: the owner.
 */
final class LimitRounds {
  private static final long EVERY_MS = 1_000;

  private final ListenerLimits limits;
  private final Collection<Connection> connections;
  private final Slice slice;
  private List<Connection> round = List.of();
  private int checked;
  private long nextAtMs;
  private boolean isSoftLimitExceeded;

  /**
   * @param connections those there are at any time
   */
  LimitRounds(ListenerLimits limits, Collection<Connection> connections, Slice slice) {
    this.limits = limits;
    this.connections = connections;
    this.slice = slice;
  }

  /** Somebody has more output waiting than he may have for long. */
  void softLimitExceeded() {
    isSoftLimitExceeded = true;
  }

  /** Whether there is something to look at now. */
  boolean isDue(long nowMs) {
    return nowMs >= nextAtMs();
  }

  /** When there will be; {@link Long#MAX_VALUE} for never. */
  long nextAtMs() {
    boolean hasTimedLimits = limits.idleTimeoutMs() > 0 || isSoftLimitExceeded;
    boolean isUnderWay = !round.isEmpty();
    return isUnderWay || hasTimedLimits && !connections.isEmpty() ? nextAtMs : Long.MAX_VALUE;
  }

  /** Begins a round, or goes on with it. */
  void goOn(long nowMs) {
    if (round.isEmpty()) {
      round = List.copyOf(connections);
      isSoftLimitExceeded = false; // says each connection for which it is true
    }
    slice.begin();
    do {
      round.get(checked++).checkLimits(nowMs);
    } while (checked < round.size() && !slice.isOver());
    if (checked == round.size()) {
      round = List.of();
      checked = 0;
      nextAtMs = nowMs + EVERY_MS;
    }
  }
}
