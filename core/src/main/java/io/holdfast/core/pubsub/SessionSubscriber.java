package io.holdfast.core.pubsub;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.Subscriptions;

/** A client who has subscribed; his session knows of it exactly while he has. */
final class SessionSubscriber extends Subscriber implements Subscriptions {
  private final Session session;
  private final Channels topics;

  private SessionSubscriber(Session session, Channels topics) {
    this.session = session;
    this.topics = topics;
  }

  /** The subscriber a session is, perhaps of nothing yet. */
  static SessionSubscriber of(Session session, Channels topics) {
    return session.subscriptions() instanceof SessionSubscriber known
        ? known
        : new SessionSubscriber(session, topics);
  }

  void subscribe(TopicKind kind, ByteRange name) {
    topics.subscribe(kind, name, this);
    session.subscriptions(this);
  }

  void unsubscribe(TopicKind kind, ByteRange name) {
    topics.unsubscribe(kind, name, this);
    if (count() == 0) {
      session.subscriptions(null);
    }
  }

  /** The number that confirms a change: shard channels are counted by themselves. */
  int confirmed(TopicKind kind) {
    return kind == TopicKind.SHARD ? shardChannels() : channels() + patterns();
  }

  @Override
  boolean receive(Delivery delivery) {
    session.push(delivery.push());
    return true;
  }

  @Override
  public int channels() {
    return count(TopicKind.CHANNEL);
  }

  @Override
  public int patterns() {
    return count(TopicKind.PATTERN);
  }

  @Override
  public int shardChannels() {
    return count(TopicKind.SHARD);
  }

  @Override
  public boolean areAll(Condition condition) {
    return topics().stream()
        .allMatch(topic -> condition.test(topic.name().copy(), topic.kind() == TopicKind.PATTERN));
  }

  @Override
  public void end() {
    topics.leave(this);
    session.subscriptions(null);
  }
}
