package io.holdfast.core.pubsub;

/** What one can subscribe to; channels and shard channels of the same name do not meet. */
enum TopicKind {
  /** A channel, by its name. */
  CHANNEL("", "message"),
  /** All channels whose names match a pattern. */
  PATTERN("p", "pmessage"),
  /** A shard channel, by its name. */
  SHARD("s", "smessage");

  private final String prefix;
  private final String message;

  TopicKind(String prefix, String message) {
    this.prefix = prefix;
    this.message = message;
  }

  /** The word before a message. */
  String message() {
    return message;
  }

  /** The word that confirms a subscription. */
  String subscribe() {
    return prefix + "subscribe";
  }

  /** The word that confirms the end of one. */
  String unsubscribe() {
    return prefix + "unsubscribe";
  }
}
