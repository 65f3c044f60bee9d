package io.holdfast.core.pubsub;

import io.holdfast.Codec;
import io.holdfast.Message;
import java.util.Optional;

/** An application that listens to topics. */
final class MessageSubscriber<K, V> extends Subscriber {
  private final Mailbox<Message<K, V>> mailbox;
  private final Codec<K> channels;
  private final Codec<V> messages;

  MessageSubscriber(Mailbox<Message<K, V>> mailbox, Codec<K> channels, Codec<V> messages) {
    this.mailbox = mailbox;
    this.channels = channels;
    this.messages = messages;
  }

  @Override
  boolean receive(Delivery delivery) {
    Topic topic = delivery.topic();
    byte[] channel = delivery.channel();
    byte[] message = delivery.message();
    return mailbox.offer(() -> decode(topic, channel, message));
  }

  private Message<K, V> decode(Topic topic, byte[] channel, byte[] message) {
    return new Message<>(
        channels.decode(channel, 0, channel.length),
        messages.decode(message, 0, message.length),
        topic.kind() == TopicKind.PATTERN
            ? Optional.of(topic.name().toString())
            : Optional.empty());
  }
}
