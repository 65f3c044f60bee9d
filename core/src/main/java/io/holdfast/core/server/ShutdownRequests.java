package io.holdfast.core.server;

import java.util.ArrayList;
import java.util.List;

/**
 * Who ends the process when SHUTDOWN asks for it.
 *
 * <p>A store is a guest in somebody's process: as long as nobody said that the process is ours to
 * end, SHUTDOWN is refused. Thread: the owner.
 */
public final class ShutdownRequests {
  private final List<Runnable> listeners = new ArrayList<>(1);

  /** Creates an empty list: SHUTDOWN is refused. */
  public ShutdownRequests() {}

  /**
   * Lets SHUTDOWN through to a listener, which is called by the owner and must neither wait nor
   * close the store itself.
   */
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  boolean isHeard() {
    return !listeners.isEmpty();
  }

  void publish() {
    listeners.forEach(Runnable::run);
  }
}
