package io.holdfast.core.pubsub;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.PushMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way from one topic to its subscribers, who share what is made of it: the bytes
 * for clients, and copies for those in this process, each made for the first one who wants it.
 *
 * <p>Valid during the call. Thread: the owner.
 */
final class Delivery {
  private final Topic topic;
  private final ByteRange channel;
  private final ByteRange message;
  private @Nullable PushMessage push;
  private byte @Nullable [] channelCopy;
  private byte @Nullable [] messageCopy;

  Delivery(Topic topic, ByteRange channel, ByteRange message) {
    this.topic = topic;
    this.channel = channel;
    this.message = message;
  }

  Topic topic() {
    return topic;
  }

  /** The name of the channel; not to be changed. */
  byte[] channel() {
    byte[] copy = channelCopy;
    if (copy == null) {
      copy = channel.copy();
      channelCopy = copy;
    }
    return copy;
  }

  /** The bytes of the message; not to be changed. */
  byte[] message() {
    byte[] copy = messageCopy;
    if (copy == null) {
      copy = message.copy();
      messageCopy = copy;
    }
    return copy;
  }

  /** The message as it is sent to clients. */
  PushMessage push() {
    PushMessage made = push;
    if (made == null) {
      String word = topic.kind().message();
      made =
          topic.kind() == TopicKind.PATTERN
              ? PushMessage.of(word, topic.name(), channel, message)
              : PushMessage.of(word, channel, message);
      push = made;
    }
    return made;
  }
}
