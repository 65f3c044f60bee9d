package io.holdfast.core.pubsub;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.config.NotifyEvents;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.keyspace.KeyspaceEvents;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Publishes keyspace events as messages, as far as {@code notify-keyspace-events} asks for them.
 *
 * <pre>
 *  event "set" on key "k" of database 0:
 *  K   channel __keyspace@0__:k     message set
 *  E   channel __keyevent@0__:set   message k
 * </pre>
 *
 * Thread: the owner. Cost: while nobody listens to any channel, two tests an event.
 */
public final class KeyspaceNotifications implements KeyspaceEvents.Listener {
  private final KeyspaceEvents events;
  private final Channels channels;
  private boolean byKey;
  private boolean byEvent;

  /** Notifications that nobody has asked for yet. */
  public KeyspaceNotifications(KeyspaceEvents events, Channels channels) {
    this.events = events;
    this.channels = channels;
  }

  /** Publishes these events from now on, and no others. */
  public void configure(NotifyEvents wanted) {
    byKey = wanted.byKey();
    byEvent = wanted.byEvent();
    events.removeListener(this);
    if (wanted.isOn()) {
      events.addListener(wanted.classes(), this);
    }
  }

  @Override
  public void onEvent(EventClass eventClass, String event, int database, ByteRange key) {
    if (!channels.hasListeners()) {
      return;
    }
    ByteRange name = ByteRange.of(event.getBytes(StandardCharsets.US_ASCII));
    if (byKey) {
      channels.publish(channel("__keyspace@", database, key), name);
    }
    if (byEvent) {
      channels.publish(channel("__keyevent@", database, name), key);
    }
  }

  private static ByteRange channel(String prefix, int database, ByteRange of) {
    byte[] head = (prefix + database + "__:").getBytes(StandardCharsets.US_ASCII);
    byte[] channel = Arrays.copyOf(head, Math.addExact(head.length, of.length()));
    System.arraycopy(of.array(), of.offset(), channel, head.length, of.length());
    return ByteRange.of(channel);
  }
}
