package io.holdfast.core.pubsub;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.HeldBack;
import io.holdfast.encodings.glob.GlobPattern;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to what in a store; messages go from here to all of them, and to nobody later.
 *
 * <pre>
 *  publish(channel) --&gt; the channel's subscribers, who came first first
 *                   '-&gt; each pattern that matches: its subscribers, the oldest pattern first
 *
 *  spublish(channel) -&gt; the shard channel's subscribers
 * </pre>
 *
 * A message that reaches a subscriber by several topics reaches him several times. Channels belong
 * to the store, not to a database. Sharding is for clusters; in one store a shard channel is a
 * channel that patterns do not see.
 *
 * <p>Invariants: a topic stands here exactly while it has a subscriber.
 *
 * <p>Thread: the owner. Cost: publishing O(subscribers + patterns), and without a subscriber one
 * look-up; subscribing O(1).
 */
public final class Channels {
  private final Map<TopicKind, Map<ByteRange, Topic>> topics = new EnumMap<>(TopicKind.class);
  private final Map<ByteRange, Topic> channels;
  private final Map<ByteRange, Topic> patterns;
  private final Map<ByteRange, Topic> shardChannels;
  private final HeldBack heldBack;

  /** Channels nobody listens to; what is published in a block is held back. */
  public Channels(HeldBack heldBack) {
    this.heldBack = heldBack;
    for (TopicKind kind : TopicKind.values()) {
      topics.put(kind, new LinkedHashMap<>());
    }
    channels = byName(TopicKind.CHANNEL);
    patterns = byName(TopicKind.PATTERN);
    shardChannels = byName(TopicKind.SHARD);
  }

  private Map<ByteRange, Topic> byName(TopicKind kind) {
    Map<ByteRange, Topic> byName = topics.get(kind);
    assert byName != null : "every kind has its topics";
    return byName;
  }

  // ---- publishing ----------------------------------------------------------------------------

  /** Whether a message could reach anybody, the subscribers of shard channels left out. */
  boolean hasListeners() {
    return !channels.isEmpty() || !patterns.isEmpty();
  }

  /**
   * Publishes a message; returns how often it was received. In a block that may be undone it is
   * published at the block's end, and this is how often it would be received now.
   */
  int publish(ByteRange channel, ByteRange message) {
    if (heldBack.isHolding()) {
      ByteRange channelCopy = ByteRange.of(channel.copy());
      ByteRange messageCopy = ByteRange.of(message.copy());
      heldBack.hold(() -> publish(channelCopy, messageCopy));
      return receivers(channels.get(channel)) + patternReceivers(channel);
    }
    int receivers = deliver(channels.get(channel), channel, message);
    if (!patterns.isEmpty()) {
      receivers += publishToPatterns(channel, message);
    }
    return receivers;
  }

  private static int receivers(@Nullable Topic topic) {
    return topic == null ? 0 : topic.count();
  }

  private int patternReceivers(ByteRange channel) {
    int receivers = 0;
    for (Topic pattern : patterns.values()) {
      receivers += pattern.matches(channel) ? pattern.count() : 0;
    }
    return receivers;
  }

  private int publishToPatterns(ByteRange channel, ByteRange message) {
    List<Topic> matching = List.of();
    for (Topic pattern : patterns.values()) {
      if (pattern.matches(channel)) {
        matching = matching.isEmpty() ? new ArrayList<>() : matching;
        matching.add(pattern);
      }
    }
    int receivers = 0;
    for (int i = 0; i < matching.size(); i++) {
      receivers += deliver(matching.get(i), channel, message);
    }
    return receivers;
  }

  /** As {@link #publish}, on a shard channel. */
  int publishToShard(ByteRange channel, ByteRange message) {
    if (heldBack.isHolding()) {
      ByteRange channelCopy = ByteRange.of(channel.copy());
      ByteRange messageCopy = ByteRange.of(message.copy());
      heldBack.hold(() -> publishToShard(channelCopy, messageCopy));
      return receivers(shardChannels.get(channel));
    }
    return deliver(shardChannels.get(channel), channel, message);
  }

  private int deliver(@Nullable Topic topic, ByteRange channel, ByteRange message) {
    if (topic == null) {
      return 0;
    }
    List<Subscriber> leaving = topic.deliver(new Delivery(topic, channel, message));
    int receivers = topic.count() - leaving.size();
    leaving.forEach(this::leave);
    return receivers;
  }

  // ---- subscribing ---------------------------------------------------------------------------

  /** Subscribes; returns false if he did already. */
  boolean subscribe(TopicKind kind, ByteRange name, Subscriber subscriber) {
    Map<ByteRange, Topic> byName = byName(kind);
    Topic topic = byName.get(name);
    if (topic == null) {
      topic = new Topic(kind, ByteRange.of(name.copy()));
      byName.put(topic.name(), topic);
    }
    if (!topic.add(subscriber)) {
      return false;
    }
    subscriber.hold(topic);
    return true;
  }

  /** Ends a subscription; returns false if there was none. */
  boolean unsubscribe(TopicKind kind, ByteRange name, Subscriber subscriber) {
    Topic topic = byName(kind).get(name);
    if (topic == null || !topic.remove(subscriber)) {
      return false;
    }
    subscriber.release(topic);
    if (topic.count() == 0) {
      byName(kind).remove(topic.name());
    }
    return true;
  }

  /** Ends all subscriptions of a subscriber. */
  void leave(Subscriber subscriber) {
    subscriber.topics().forEach(topic -> unsubscribe(topic.kind(), topic.name(), subscriber));
  }

  // ---- telling -------------------------------------------------------------------------------

  /** Number of channels with a subscriber. */
  public int channelCount() {
    return channels.size();
  }

  /** Number of patterns with a subscriber, each counted once. */
  public int patternCount() {
    return patterns.size();
  }

  /** Number of shard channels with a subscriber. */
  public int shardChannelCount() {
    return shardChannels.size();
  }

  /** The topics of a kind whose names match a pattern, or all for null. */
  List<ByteRange> names(TopicKind kind, @Nullable GlobPattern pattern) {
    List<ByteRange> names = new ArrayList<>();
    for (ByteRange name : byName(kind).keySet()) {
      if (pattern == null || pattern.matches(name.array(), name.offset(), name.length())) {
        names.add(name);
      }
    }
    return names;
  }

  /** Number of subscribers of a topic. */
  int subscriberCount(TopicKind kind, ByteRange name) {
    Topic topic = byName(kind).get(name);
    return topic == null ? 0 : topic.count();
  }

  /**
   * Proves that topics and subscribers agree.
   *
   * @throws AssertionError naming the first invariant broken
   */
  void checkInvariants() {
    topics.forEach(
        (kind, byName) ->
            byName.forEach(
                (name, topic) -> {
                  assert topic.kind() == kind && topic.name().equals(name)
                      : "in its place: " + name;
                  assert topic.count() > 0 : "a topic has a subscriber: " + name;
                  Set<Subscriber> all = new HashSet<>();
                  topic.addTo(all);
                  for (Subscriber subscriber : all) {
                    assert subscriber.topics(kind).contains(topic) : "he holds it: " + name;
                    for (Topic held : subscriber.topics()) {
                      assert byName(held.kind()).get(held.name()) == held : "known: " + held.name();
                    }
                  }
                }));
  }
}
