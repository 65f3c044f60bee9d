package io.holdfast.core.pubsub;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Somebody who listens to topics.
 *
 * <p>Invariant: he is among the subscribers of exactly the topics he holds. Thread: the owner.
 */
abstract class Subscriber {
  private final Map<TopicKind, Set<Topic>> topics = new EnumMap<>(TopicKind.class);

  /**
   * Takes a message. Must neither block, nor run foreign code, nor change who listens to what.
   *
   * @return false to hear nothing more
   */
  abstract boolean receive(Delivery delivery);

  /** Number of topics of a kind. */
  final int count(TopicKind kind) {
    Set<Topic> held = topics.get(kind);
    return held == null ? 0 : held.size();
  }

  /** Number of topics. */
  final int count() {
    return count(TopicKind.CHANNEL) + count(TopicKind.PATTERN) + count(TopicKind.SHARD);
  }

  /** The topics of a kind, in the order in which they were subscribed to. */
  final List<Topic> topics(TopicKind kind) {
    Set<Topic> held = topics.get(kind);
    return held == null ? List.of() : List.copyOf(held);
  }

  /** All topics. */
  final List<Topic> topics() {
    List<Topic> all = new ArrayList<>(count());
    topics.values().forEach(all::addAll);
    return all;
  }

  final void hold(Topic topic) {
    topics.computeIfAbsent(topic.kind(), k -> new LinkedHashSet<>()).add(topic);
  }

  final void release(Topic topic) {
    Set<Topic> held = topics.get(topic.kind());
    if (held != null) {
      held.remove(topic);
    }
  }
}
