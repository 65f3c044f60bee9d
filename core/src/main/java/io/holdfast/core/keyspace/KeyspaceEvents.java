package io.holdfast.core.keyspace;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.HeldBack;
import java.util.ArrayList;
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
    /** An event happened to a key, whose bytes are valid during the call. */
    void onEvent(EventClass eventClass, String event, int database, ByteRange key);
  }

  private record Subscription(Set<EventClass> classes, Listener listener) {}

  private final HeldBack heldBack;

  /** Replaced, never changed, so that a listener may come or go during an event. */
  private List<Subscription> subscriptions = List.of();

  /** The classes somebody listens to, one bit each. */
  private int wanted;

  private boolean isMuted;

  /** Creates a dispatcher nobody listens to; what happens in a block is held back. */
  public KeyspaceEvents(HeldBack heldBack) {
    this.heldBack = heldBack;
  }

  /** Adds a listener for some classes. */
  public void addListener(Set<EventClass> classes, Listener listener) {
    List<Subscription> changed = new ArrayList<>(subscriptions);
    changed.add(new Subscription(EnumSet.copyOf(classes), listener));
    replace(changed);
  }

  /** Removes a listener. */
  public void removeListener(Listener listener) {
    List<Subscription> changed = new ArrayList<>(subscriptions);
    changed.removeIf(subscription -> subscription.listener == listener);
    replace(changed);
  }

  /** Publishes nothing until it is taken back: of changes that may have to be undone. */
  public void mute(boolean value) {
    isMuted = value;
    replace(subscriptions);
  }

  void publish(
      EventClass eventClass, String event, int database, byte[] key, int offset, int length) {
    if ((wanted & eventClass.bit()) != 0) {
      ByteRange range = ByteRange.of(key, offset, length);
      if (heldBack.isHolding()) {
        ByteRange copy = ByteRange.of(range.copy());
        heldBack.hold(() -> tell(eventClass, event, database, copy));
      } else {
        tell(eventClass, event, database, range);
      }
    }
  }

  private void tell(EventClass eventClass, String event, int database, ByteRange key) {
    List<Subscription> told = subscriptions;
    for (int i = 0; i < told.size(); i++) {
      Subscription subscription = told.get(i);
      if (subscription.classes.contains(eventClass)) {
        subscription.listener.onEvent(eventClass, event, database, key);
      }
    }
  }

  private void replace(List<Subscription> changed) {
    subscriptions = changed;
    wanted = 0;
    for (Subscription subscription : isMuted ? List.<Subscription>of() : subscriptions) {
      for (EventClass eventClass : subscription.classes) {
        wanted |= eventClass.bit();
      }
    }
  }
}
