package io.holdfast.core.pubsub;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.glob.GlobPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A channel, pattern or shard channel that somebody listens to.
 *
 * <p>Thread: the owner. Cost: subscribing O(1), delivering O(subscribers).
 */
final class Topic {
  private final TopicKind kind;
  private final ByteRange name;

  /** Of a pattern; null for the other kinds. */
  private final @Nullable GlobPattern pattern;

  /** Who came first hears a message first. */
  private final Set<Subscriber> subscribers = new LinkedHashSet<>(2);

  /** A topic nobody listens to yet, with a name that lasts. */
  Topic(TopicKind kind, ByteRange name) {
    this.kind = kind;
    this.name = name;
    this.pattern =
        kind == TopicKind.PATTERN
            ? GlobPattern.compile(name.array(), name.offset(), name.length())
            : null;
  }

  TopicKind kind() {
    return kind;
  }

  ByteRange name() {
    return name;
  }

  boolean matches(ByteRange channel) {
    return pattern == null
        ? name.equals(channel)
        : pattern.matches(channel.array(), channel.offset(), channel.length());
  }

  boolean add(Subscriber subscriber) {
    return subscribers.add(subscriber);
  }

  boolean remove(Subscriber subscriber) {
    return subscribers.remove(subscriber);
  }

  void addTo(Set<Subscriber> all) {
    all.addAll(subscribers);
  }

  int count() {
    return subscribers.size();
  }

  /**
   * Gives everybody a message.
   *
   * @return those who have had enough
   */
  List<Subscriber> deliver(Delivery delivery) {
    List<Subscriber> leaving = List.of();
    for (Subscriber subscriber : subscribers) {
      if (!subscriber.receive(delivery)) {
        leaving = leaving.isEmpty() ? new ArrayList<>(1) : leaving;
        leaving.add(subscriber);
      }
    }
    return leaving;
  }
}
