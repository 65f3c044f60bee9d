package io.holdfast.core.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Tells listeners what happened to which key, in Redis's event names.
 *
 * <p>Costs one test as long as nobody listens to the event's class. Thread: the owner.
 */
public final class KeyspaceEvents {
  /** Receives events; called by the owner between the steps of a command. */
  @FunctionalInterface
  public interface Listener {
    /** An event happened to a key; the array is the listener's. */
    void onEvent(EventClass eventClass, String event, int database, byte[] key);
  }

  private record Subscription(Set<EventClass> classes, Listener listener) {}

  private final List<Subscription> subscriptions = new ArrayList<>(2);

  /** The classes somebody listens to, one bit each. */
  private int wanted;

  /** Creates a dispatcher nobody listens to. */
  public KeyspaceEvents() {}

  /** Adds a listener for some classes. */
  public void addListener(Set<EventClass> classes, Listener listener) {
    subscriptions.add(new Subscription(EnumSet.copyOf(classes), listener));
    refresh();
  }

  /** Removes a listener. */
  public void removeListener(Listener listener) {
    subscriptions.removeIf(subscription -> subscription.listener == listener);
    refresh();
  }

  void publish(
      EventClass eventClass, String event, int database, byte[] key, int offset, int length) {
    if ((wanted & eventClass.bit()) == 0) {
      return;
    }
    for (Subscription subscription : List.copyOf(subscriptions)) {
      if (subscription.classes.contains(eventClass)) {
        subscription.listener.onEvent(
            eventClass, event, database, Arrays.copyOfRange(key, offset, offset + length));
      }
    }
  }

  private void refresh() {
    wanted = 0;
    for (Subscription subscription : subscriptions) {
      for (EventClass eventClass : subscription.classes) {
        wanted |= eventClass.bit();
      }
    }
  }
}
