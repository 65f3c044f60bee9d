package io.holdfast.resp;

import io.holdfast.core.event.ErrorHandler;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks away from the listening sockets while no connection can be accepted, because the process
 * has no file descriptors left for example.
 *
 * <p>Such a socket stays ready, so whoever looked at it again and again would do nothing else.
 * Clients wait in the system's queue meanwhile. It is tried again when a connection has ended, or
 * after a tenth of a second; what is wrong is reported once until it has gone well again.
 *
 * <p>Thread: the owner.
 */
final class AcceptPause {
  private static final long PAUSE_MS = 100;

  private final List<SelectionKey> keys = new ArrayList<>(2);
  private final ErrorHandler errors;
  private long untilMs = Long.MAX_VALUE;
  private boolean isReported;

  AcceptPause(ErrorHandler errors) {
    this.errors = errors;
  }

  /** A listening socket that is looked at. */
  void add(SelectionKey key) {
    keys.add(key);
  }

  boolean isOn() {
    return untilMs != Long.MAX_VALUE;
  }

  /** Whether it only has to be ended. */
  boolean isOver() {
    return untilMs == Long.MIN_VALUE;
  }

  /** When it ends; {@link Long#MAX_VALUE} if there is none. */
  long untilMs() {
    return untilMs;
  }

  void begin(IOException why, long nowMs) {
    untilMs = nowMs + PAUSE_MS;
    keys.forEach(key -> key.interestOps(0));
    if (!isReported) {
      isReported = true;
      errors.onError("accepting a connection", why);
    }
  }

  /** A connection was accepted. */
  void wentWell() {
    isReported = false;
  }

  /** Something was given back that may have been missing. */
  void endSoon() {
    if (isOn()) {
      untilMs = Long.MIN_VALUE;
    }
  }

  void endIfDue(long nowMs) {
    if (isOn() && nowMs >= untilMs) {
      untilMs = Long.MAX_VALUE;
      keys.forEach(key -> key.interestOps(SelectionKey.OP_ACCEPT));
    }
  }
}
